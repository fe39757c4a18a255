"""Rows and tables that look like something else: products called Total, sums beside orders, counts and separators in names."""

from __future__ import annotations

import pytest
from test_io_layouts import cells_of, checked, pairs, raw_of

from assoc_engine.io.layout import shape
from assoc_engine.io.raw import TOTAL

# Totals

HEADERS = ["单号", "日期", "品名", "数量", "单价", "金额"]


def lines(*orders):
    """Rows of HEADERS: of each order (name, quantity, price, amount)."""
    return [[f"N{i}", "2024-03-01", *map(str, line)] for i, order in enumerate(orders) for line in order]


def test_products_called_total_are_data_where_they_sum_up_nothing():
    tea, sugar, named, other = ("茶", 1, 4, 4), ("糖", 2, 3, 6), ("Total", 1, 12, 12), ("共计", 1, 3, 3)
    rows = lines([tea, named], [sugar, other, tea], [named], [tea, sugar, named], [other, sugar], [other])
    assert not shape(raw_of(HEADERS, rows)).marks.any()
    assert not shape(raw_of(["品名", "单号", "数量", "金额"], [[r[2], "10" + r[0][1:], r[3], r[5]] for r in rows])).marks.any()


def test_the_sum_of_each_order_is_a_total_though_it_has_the_orders_number():
    tea, sugar, cup = ("茶", 1, 4, 4), ("糖", 2, 3, 6), ("杯", 3, 8, 24)
    rows = lines([tea, sugar, ("小计", 3, "", 10)], [cup, ("小计", 3, "", 24)], [cup, tea, ("小计", 4, "", 28)])
    assert shape(raw_of(HEADERS, rows)).marks.tolist() == [0, 0, TOTAL, 0, TOTAL, 0, 0, TOTAL]


def test_the_sum_of_a_day_is_a_total_though_it_has_a_date():
    rows = [["2024-03-01", "茶", "2", "8"], ["2024-03-01", "糖", "1", "3"], ["2024-03-01", "合计", "3", "11"],
            ["2024-03-02", "茶", "1", "4"], ["2024-03-02", "杯", "2", "16"], ["2024-03-02", "合计", "3", "20"]]  # fmt: skip
    assert shape(raw_of(["日期", "品名", "数量", "金额"], rows)).marks.tolist() == [0, 0, TOTAL, 0, 0, TOTAL]


def test_a_total_is_named_in_place_of_an_order():
    rows = [*lines([("茶", 1, 4, 4)], [("糖", 2, 3, 6)]), ["合计", "", "合计", "9", "", "99"]]
    assert shape(raw_of(HEADERS, rows)).marks.tolist() == [0, 0, TOTAL]
