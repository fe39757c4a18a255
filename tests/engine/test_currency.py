"""The sign before a file's prices."""

from __future__ import annotations

from pathlib import Path

import pytest

from assoc_engine import analysis
from assoc_engine.settings import ReadSettings
from assoc_engine.strategy.currency import currency_of
from assoc_engine.workspace import Workspace


@pytest.mark.parametrize(("headers", "price", "amount", "sign"), [
    (("单价", "金额"), "¥{}.50", "{}", "¥"),
    (("单价", "金额"), "￥{}", "{}元", "¥"),
    (("单价(元)", "金额"), "{}", "{}", "¥"),
    (("Price (£)", "Amount"), "{}.25", "{}", "£"),
    (("Price", "Amount"), "HK${}", "{}", "HK$"),
    (("Price", "Amount"), "{}", "{}.10", ""),
    (("Price", "Amount"), "${}", "€{}", ""),
])  # fmt: skip
def test_the_sign_is_that_of_prices_and_amounts(tmp_path: Path, headers, price, amount, sign):
    rows = ["订单号,商品," + ",".join(headers)]
    rows += [f"A{n},¥ Tea {n % 5},{price.format(n % 7 + 1)},{amount.format(n % 7 + 1)}" for n in range(60)]
    (tmp_path / "sales.csv").write_text("\n".join(rows), encoding="utf-8")
    workspace = Workspace(tmp_path / "w")
    analysis.read(workspace, ReadSettings((str(tmp_path / "sales.csv"),)), {headers[0]: "price", headers[1]: "amount"})
    assert currency_of(workspace.get("raw"), workspace.meta("roles")) == sign
