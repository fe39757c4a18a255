"""Where the header stands, and headers of two rows."""

from __future__ import annotations

import pytest

from assoc_engine.io.header import header_cells, header_rows

DATA = [["A1", "2024-03-01", "红茶", "2"], ["A1", "2024-03-01", "糖", "1"]]
NAMES = ["订单号", "日期", "商品名称", "数量"]


def names_of(rows):
    """(first row, last row, names) of the header."""
    first, last = header_rows(rows)
    return first, last, header_cells(rows, first, last)


@pytest.mark.parametrize(
    "above",
    [[], [["销售明细表", "", "", ""]], [["销售明细表", "", "", ""], ["", "", "", ""], ["日期：2024-03-01 至 2024-03-31", "", "", ""]],
     [["门店：一店", "", "制表：张三", ""]], [["导出时间", "2024-04-01", "", ""], ["导出人", "张三", "", ""]],
     [["Sales report"], ["From", "2024-03-01", "to", "2024-03-31"]]],
    ids=["none", "title", "title and range", "two titles", "pairs", "English"],
)  # fmt: skip
def test_titles_are_not_the_header(above):
    assert names_of([*above, NAMES, *DATA]) == (len(above), len(above), NAMES)


def test_a_row_of_groups_belongs_to_the_header_and_known_names_stand_alone():
    assert names_of([["订单信息", "", "商品信息", ""], NAMES, *DATA]) == (0, 1, NAMES)
    assert names_of([["销售明细"], ["订单信息", "", "商品信息", ""], NAMES, *DATA]) == (1, 2, NAMES)


def test_a_name_that_stands_twice_or_says_nothing_takes_its_group():
    rows = [["订单", "", "", "商品", "", "", "备注"], ["编号", "日期", "甲", "编号", "名称", "数量", ""],
            ["A1", "2024-03-01", "x", "T1", "红茶", 2, ""]]  # fmt: skip
    assert names_of(rows) == (0, 1, ["订单编号", "日期", "订单甲", "商品编号", "名称", "数量", "备注"])
    rows = [["Order", "", "Product", "", ""], ["ID", "Date", "ID", "Name", "Qty"], ["A1", "2024-03-01", "T1", "tea", "2"]]
    assert names_of(rows) == (0, 1, ["Order ID", "Date", "Product ID", "Name", "Qty"])


def test_names_of_the_first_row_with_more_of_them_below():
    rows = [["订单号", "日期", "商品信息", "", ""], ["", "", "名称", "数量", "单价"], ["A1", "2024-03-01", "红茶", "2", "9.5"]]
    assert names_of(rows) == (0, 1, ["订单号", "日期", "名称", "数量", "单价"])
    rows = [["订单号", "日期", "客户", "商品", "", ""], ["", "", "", "名称", "数量", "单价"],
            ["A1", "2024-03-01", "张三", "红茶", "2", "9.5"]]
    assert names_of(rows) == (0, 1, ["订单号", "日期", "客户", "名称", "数量", "单价"])


def test_a_row_of_units_belongs_to_the_header():
    rows = [["订单号", "商品名称", "数量", "单价", "金额"], ["", "", "件", "元", "(元)"], ["A1", "红茶", "2", "9.5", "19"]]
    assert names_of(rows) == (0, 1, rows[0])
    rows = [["Order ID", "Item", "Qty", "Price"], ["", "", "pcs", "USD"], ["A1", "tea", "2", "9.5"]]
    assert names_of(rows) == (0, 1, rows[0])


def test_names_in_two_languages():
    rows = [NAMES, ["order_id", "order_date", "product_name", "quantity"], *DATA]
    assert names_of(rows)[:2] == (0, 1)
    assert names_of([["order_id", "order_date", "xm1", "quantity"], ["订单号", "日期", "商品名称", "数量"], *DATA])[1:] == (
        1, ["订单号", "日期", "商品名称", "数量"])  # fmt: skip


def test_a_heading_that_comes_again_and_words_in_data_are_no_second_row():
    assert names_of([NAMES, NAMES, *DATA])[:2] == (0, 0)
    assert names_of([["Order", "Item", "Shop"], ["A", "Total", "north"], ["B", "tea", "north"]])[:2] == (0, 0)
    assert names_of([["订单", "商品", "", "类别"], ["甲", "茶", "", "茶"], ["乙", "糖", "", "糖"]])[:2] == (0, 0)


def test_no_header():
    assert names_of(DATA) == (-1, -1, [])
    assert names_of([["tea", "sugar", "cup"], ["sugar", "", ""], ["cup", "tea", "milk"], ["milk", "sugar", ""]]) == (-1, -1, [])


def test_unknown_words_are_a_header_where_none_comes_again():
    rows = [["Bon", "Ware", "Stück"], ["1", "Tee", "2"], ["1", "Zucker", "1"]]
    assert names_of(rows) == (0, 0, rows[0])
