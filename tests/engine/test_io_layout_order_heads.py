"""Orders whose number stands alone in a row over their products."""

from __future__ import annotations

import pytest
from test_io_layouts import cells_of, raw_of

from assoc_engine.io.layout import shape
from assoc_engine.io.raw import HEADING, TOTAL

HEADERS = ["商品", "数量", "金额"]
ORDERS = [("A1", "2024-03-01 10:29:00"), ("A2", "2024-03-01 12:10:00"), ("A3", "2024-03-02 09:05:00")]


def receipts(form="单号：{} 时间：{}"):
    """Three receipts of two products and their sum."""
    sales = [["茶", "2", "8"], ["糖", "1", "3"], ["合计", "3", "11"]]
    return [row for order in ORDERS for row in ([form.format(*order), "", ""], *sales)]


@pytest.mark.parametrize("form", ["单号：{} 时间：{}", "订单号: {}，下单时间: {}", "Order number: {} Date: {}", "时间：{1}  单号：{0}"])
def test_what_a_row_says_of_an_order_counts_for_the_rows_below(form):
    shaped = shape(raw_of(HEADERS, receipts(form)))
    assert shaped.marks.tolist() == [HEADING, 0, 0, TOTAL] * 3
    values = [cells_of(shaped, header) for header in shaped.headers[3:]]
    assert sorted(values) == sorted([[order[place] for order in ORDERS for _ in range(4)] for place in (0, 1)])
    assert shaped.made == (3, 4) and len(shaped.notes) == 1


def test_an_order_that_comes_again_is_the_same_one():
    shaped = shape(raw_of(HEADERS, [*receipts("单号：{}"), *receipts("单号：{}")[:3]]))
    assert cells_of(shaped, "单号") == [order for order, _ in [*ORDERS, ORDERS[0]] for _ in range(4)][:15]


def test_what_it_says_may_be_named_as_a_column_is():
    shaped = shape(raw_of(["商品", "数量", "时间"], receipts()))
    assert len(set(shaped.headers)) == 5 and cells_of(shaped, "单号")[-1] == "A3"


@pytest.mark.parametrize("form", ["{}", "备注：{}", "{} 时间：{}", "说明 单号：{}"])
def test_other_rows_of_one_cell_stay_data(form):
    assert shape(raw_of(HEADERS, receipts(form))).headers == HEADERS


def test_where_a_column_numbers_the_orders_or_sales_stand_above_nothing_is_filled():
    numbered = [["A9", *row] for row in receipts()]
    assert len(shape(raw_of(["单号", *HEADERS], numbered)).columns) == 4
    assert shape(raw_of(HEADERS, receipts()[1:])).headers == HEADERS
    mixed = [row if place % 8 else ["退货说明", "", ""] for place, row in enumerate(receipts())]
    assert shape(raw_of(HEADERS, mixed)).headers == HEADERS
