"""Three products that avoid each other in pairs, and are all together as often as chance would have it: no find of any grade."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from assoc_engine.analysis import analyse, read
from assoc_engine.progress import Progress
from assoc_engine.rules.combine import combine
from assoc_engine.rules.verdicts import NONE
from assoc_engine.settings import AnalysisSettings, CombineSettings, ReadSettings
from assoc_engine.workspace import Workspace

TRIO, ORDERS, SIZE, OTHERS = (0, 1, 2), 3000, 8, 40
KINDS = [((0, 1, 2), 30), ((0, 1), 20), ((0, 2), 20), ((1, 2), 20), ((0,), 700), ((1,), 700), ((2,), 700)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Workspace:
    folder, rng = tmp_path_factory.mktemp("avoiding"), np.random.default_rng(5)
    kinds = [kind for kind, count in KINDS for _ in range(count)]
    kinds += [()] * (ORDERS - len(kinds))
    with open(folder / "shop.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Invoice", "StockCode", "Description", "Quantity", "UnitPrice", "InvoiceDate", "CustomerID"])
        for number, place in enumerate(rng.permutation(ORDERS)):
            basket = [*kinds[place], *rng.choice(np.arange(3, 3 + OTHERS), SIZE - len(kinds[place]), replace=False).tolist()]
            day = np.datetime64("2023-01-01") + number * 360 // ORDERS
            writer.writerows((f"A{number}", f"P{p:02d}", f"Thing {p}", 1 + number % 3, 2.5 + p, f"{day} 09:00",
                              f"c{number}") for p in basket)
    workspace = Workspace(folder / "workspace")
    read(workspace, ReadSettings((str(folder / "shop.csv"),)), {}, Progress())
    analyse(workspace, AnalysisSettings(), Progress())
    return workspace


@pytest.mark.parametrize("kind", ["rules", "sets"])
def test_more_than_the_parts_explain_but_not_more_than_chance_is_no_find(shop, kind):
    combine(shop, CombineSettings(kind), Progress())
    table, codes = shop.get("combinations"), shop.get("products")["code"]
    wanted = {f"P{p:02d}" for p in TRIO}
    trio = [row for row in range(len(table["orders"]))
            if {str(codes[p]) for p in table["items"][table["start"][row] : table["start"][row + 1]]} == wanted]  # fmt: skip
    assert trio
    for row in trio:
        assert table["expected_given"][row] * 2 < table["counted"][row] <= table["expected"][row] and table["q_value"][row] < 0.001
        assert table["grade"][row] == NONE and not table["says_more"][row]
    found = table["grade"] > NONE
    assert (table["counted"][found] > table["expected"][found]).all()
