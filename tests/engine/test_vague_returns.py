"""A list of returns whose numbers stand for several orders is said; one whose numbers are unique is not."""

from __future__ import annotations

import openpyxl
import pytest

from assoc_engine import analysis
from assoc_engine.progress import Progress
from assoc_engine.settings import AnalysisSettings, ReadSettings
from assoc_engine.workspace import Workspace


@pytest.mark.parametrize(("numbers", "orders"), [(30, 6), (90, None)])
def test_numbers_that_come_again_make_returns_vague(tmp_path, numbers, orders):
    """90 days with an order each: under 30 numbers, used again every month, or under 90. Two numbers came back."""
    book = openpyxl.Workbook()
    sales, returns = book.active, book.create_sheet("退货")
    sales.append(["订单编号", "商品名称", "数量", "下单日期"])
    for day in range(90):
        for line in range(3):
            date = f"2024-{1 + day // 30:02d}-{1 + day % 28:02d}"
            sales.append([f"D{day % numbers:03d}", f"茶{(day * (line + 1) + line) % 8}", 1, date])
    returns.append(["订单编号", "退回"])
    for number in (3, 8):
        returns.append([f"D{number:03d}", "是"])
    book.save(tmp_path / "a.xlsx")
    workspace = Workspace(tmp_path / "w")
    analysis.read(workspace, ReadSettings((str(tmp_path / "a.xlsx"),)), {}, Progress())
    analysis.prepare(workspace, AnalysisSettings(), Progress())
    said = [notice for notice in workspace.meta("quality")["notices"] if notice["setting"] == {"net_returns": False}]
    assert [notice["title"]["values"] for notice in said] == ([{"count": 2, "orders": orders}] if orders else [])
