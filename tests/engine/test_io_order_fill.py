"""What belongs to an order on the rows where it is blank, and order numbers that start anew."""

from __future__ import annotations

import numpy as np
import openpyxl
import pytest
from made import clean_csv, table_of, write_csv

from assoc_engine.io.moments import DAY, MISSING
from assoc_engine.io.order_fill import OF_ORDER, OrderFields
from assoc_engine.io.orders import choose_number_rule, choose_rule, make_orders, may_start_anew
from assoc_engine.io.raw import HEADING, TOTAL, RawTable
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.settings import ReadSettings
from assoc_engine.workspace import Coded

START = 19_800 * DAY


def coded(cells):
    words = {word: code for code, word in enumerate(dict.fromkeys(cell for cell in cells if cell))}
    return Coded(np.array([words.get(cell, -1) for cell in cells], np.int32), list(words))


def times(days):
    return np.array([MISSING if day is None else START + round(day * DAY) for day in days], np.int64)


def fields(rows, marks=None, source=None, time=None, states=(), **columns):
    raw = RawTable((), np.array(source or [0] * rows, np.int16), np.arange(rows, dtype=np.int32), (("a", ""),), "lines",
                   ("a",), 1, marks=np.array(marks or [0] * rows, np.uint8))  # fmt: skip
    every = dict.fromkeys(("order", *OF_ORDER)) | {role: coded(cells) for role, cells in columns.items()}
    return OrderFields(raw, every, None if time is None else times(time), [(h, coded(c)) for h, c in states])


def filled(found, sold=None, order=None):
    found.fill_from_above(np.ones(len(found.filled), bool) if sold is None else np.array(sold, bool))
    found.fill_within(order or found.coded["order"])
    return {role: list(column) for role, column in found.coded.items()}


# Under merged cells


def test_item_rows_under_merged_cells_belong_to_the_order_above():
    found = fields(7, order=["1", "", "", "2", "3", "", ""], customer=["甲", "", "", "", "乙", "", ""],
                   time=[0, None, None, 1, 2, None, None], states=[("状态", ["完成", "", "", "关闭", "完成", "", ""])])  # fmt: skip
    result = filled(found)
    assert result == {"order": list("1112333"), "customer": ["甲", "甲", "甲", "", "乙", "乙", "乙"]}
    assert found.time.tolist() == times([0, 0, 0, 1, 2, 2, 2]).tolist()
    assert list(found.states[0][1]) == ["完成"] * 3 + ["关闭"] + ["完成"] * 3
    assert found.filled.tolist() == [False, True, True, False, False, True, True]


def test_a_row_with_its_own_customer_or_date_is_no_item_of_the_order_above():
    found = fields(6, order=["1", "", "2", "", "3", ""], customer=["a", "b", "a", "", "c", ""], time=[0, 1, 1, 2, 3, None])
    assert filled(found)["order"] == ["1", "", "2", "", "3", "3"]


def test_nothing_comes_from_above_a_total_another_table_or_a_heading():
    order = ["1", "", "合计", "", "2", "", "订单号", "", ""]
    marks = [0, 0, TOTAL, 0, 0, 0, HEADING, 0, 0]
    found = fields(9, marks, [0, 0, 0, 0, 0, 0, 0, 0, 1], order=order, time=[0, None, None, None, 1, None, None, None, None])
    assert filled(found)["order"] == ["1", "1", "合计", "", "2", "2", "订单号", "2", ""]


def test_a_row_without_a_product_takes_nothing():
    found = fields(4, order=["1", "", "", "2"], time=[0, None, None, 1])
    assert filled(found, sold=[1, 0, 1, 1])["order"] == ["1", "", "1", "2"]


def test_a_number_missing_here_and_there_is_not_filled():
    order = [str(i // 3) if i != 40 else "" for i in range(60)]
    assert filled(fields(60, order=order))["order"] == order
    lacking = [str(i // 3) if i % 3 == 0 else "" for i in range(60)]
    assert filled(fields(60, order=lacking))["order"] == [str(i // 3) for i in range(60)]
    often = [str(i // 4) if i % 4 != 1 else "" for i in range(60)]  # a quarter is blank, but others repeat
    assert filled(fields(60, order=often))["order"] == often
    walk_in = ["" if i // 3 % 3 == 0 else f"c{i // 3}" for i in range(60)]  # a blank customer tells nothing here
    assert filled(fields(60, order=order, customer=walk_in))["order"] == order


def test_customer_and_date_are_filled_where_no_order_number_is():
    found = fields(6, customer=["a", "", "b", "", "", "a"], time=[0, None, 0, None, None, 1])
    found.fill_from_above(np.ones(6, bool))
    assert list(found.coded["customer"]) == ["a", "a", "b", "b", "b", "a"]
    assert found.time.tolist() == times([0, 0, 0, 0, 0, 1]).tolist()
    orders = make_orders("customer_day", dict.fromkeys(["order", "store"]) | dict(found.coded), found.time)
    assert list(orders) == ["a 2024-03-18"] * 2 + ["b 2024-03-18"] * 3 + ["a 2024-03-19"]


def test_customers_who_are_not_known_stay_unknown():
    dated = fields(6, customer=["a", "", "b", "", "", "a"], time=[0, 0, 0, 1, 1, 1])
    dated.fill_from_above(np.ones(6, bool))
    assert not dated.filled.any()
    undated = fields(9, customer=["a", "a", "a", "", "", "b", "b", "", "a"])
    undated.fill_from_above(np.ones(9, bool))
    assert not undated.filled.any()


# Within an order


def test_what_stands_on_the_first_row_of_an_order_counts_for_its_other_rows():
    found = fields(6, order=["#1", "#1", "#2", "#3", "#3", "#3"], customer=["a@x", "", "", "c@x", "", ""],
                   time=[0, None, 1, 2, None, None], states=[
                       ("Financial Status", ["paid", "", "refunded", "paid", "", ""]),
                       ("Cancelled at", ["2024", "", "", "", "", ""])])  # fmt: skip
    assert filled(found)["customer"] == ["a@x", "a@x", "", "c@x", "c@x", "c@x"]
    assert found.time.tolist() == times([0, 0, 1, 2, 2, 2]).tolist()
    assert list(found.states[0][1]) == ["paid", "paid", "refunded", "paid", "paid", "paid"]
    assert list(found.states[1][1]) == ["2024", "2024", "", "", "", ""]


def test_one_line_that_was_given_back_says_nothing_about_the_others():
    found = fields(6, order=list("112223"), customer=list("aabbbc"), time=[0, 0, 1, 1, 1, 2],
                   states=[("商品退款状态", ["", "退款成功", "", "退款成功", "", ""])])  # fmt: skip
    filled(found)
    assert not found.filled.any() and list(found.states[0][1]) == ["", "退款成功", "", "退款成功", "", ""]


def test_an_order_that_says_two_things_is_not_filled():
    found = fields(4, order=list("1111"), customer=["a", "", "b", ""], region=["n", "", "n", ""])
    assert filled(found) == {"order": list("1111"), "customer": ["a", "", "b", ""], "region": ["n"] * 4}


def test_whole_columns_stay_as_they_are():
    found = fields(4, order=list("1122"), customer=list("aabb"), time=[0, 0, 1, 1])
    before = dict(found.coded)
    filled(found)
    assert not found.filled.any() and all((found.coded[r].codes == before[r].codes).all() for r in before)


# Numbers that start anew


def receipts(stores, days, per_day, clock=True):
    """(number, store, time) of two-line receipts as tills number them anew in each store every day, by time."""
    lines = []
    for day in range(days):
        for number in range(per_day):
            for place, store in enumerate(stores):
                lines += [(f"{number + 1:04d}", store, day + (9 * 3600 + number * 300 + place * 1000) / DAY)] * 2
    number, store, time = zip(*sorted(lines, key=lambda line: line[2]), strict=True)
    time = time if clock else [int(at) for at in time]
    return coded(number), coded(store), times(time)


@pytest.mark.parametrize("clock", [True, False])
@pytest.mark.parametrize(
    ("stores", "days", "rule"), [("AB", 1, "number_store"), ("A", 3, "number_day"), ("ABC", 4, "number_store_day"), ("A", 1, "")]
)  # fmt: skip
def test_receipt_numbers_that_start_anew(stores, days, rule, clock):
    number, store, time = receipts(stores, days, 20, clock)
    assert may_start_anew(number, store) == bool(rule)
    assert choose_number_rule(number, store, time) == rule
    if rule:
        orders = make_orders(rule, {"order": number, "store": store}, time)
        assert len(orders.vocabulary) == len(set(orders.vocabulary)) == 20 * len(stores) * days
        assert np.bincount(orders.codes).tolist() == [2] * (20 * len(stores) * days)


def counted_for_each(buyers):
    """(number, customer, time): six orders of two lines of each customer, the first ones on days 0 and 1, …"""
    lines = [(str(turn + 1), buyer.strip(), turn * 2 + place % 2) for turn in range(6)
             for place, buyer in enumerate(buyers) for _ in range(2)]  # fmt: skip
    number, customer, day = zip(*lines, strict=True)
    return coded(number), coded(customer), times(list(day))


def test_numbers_counted_for_each_customer():
    number, customer, time = counted_for_each("abcd")
    assert choose_number_rule(number, None, time, customer) == "number_customer"
    orders = make_orders("number_customer", {"order": number, "customer": customer}, time)
    assert len(orders.vocabulary) == 24 and np.bincount(orders.codes).tolist() == [2] * 24
    number, customer, time = counted_for_each("abc ")  # the rows of nobody would be one order on several days
    assert choose_number_rule(number, None, time, customer) == "number_day"


def test_customers_of_a_shop_that_counts_anew_every_day_do_not_count_for_themselves():
    """Customers come again under the number that they had on another day: number and customer are of several days."""
    lines = [(str(i % 5 + 1), "abc"[i % 3], i // 5) for i in range(120) for _ in range(2)]
    number, customer, day = zip(*lines, strict=True)
    assert choose_number_rule(coded(number), None, times(list(day)), coded(customer)) == "number_day"


def test_how_orders_of_numbers_are_called():
    columns = {"order": coded(["1", "1", "1"]), "store": coded(["北店", "北店", "南店"]), "customer": coded(["甲", "", "甲"])}
    time = times([0.5, 1.5, 1.5])
    assert list(make_orders("number_store", columns, time)) == ["1 北店", "1 北店", "1 南店"]
    assert list(make_orders("number_customer", columns, time)) == ["1 甲", "1", "1 甲"]
    assert list(make_orders("number_day", columns, time)) == ["1 2024-03-18", "1 2024-03-19", "1 2024-03-19"]
    assert list(make_orders("number_store_day", columns, time)) == ["1 北店 2024-03-18", "1 北店 2024-03-19", "1 南店 2024-03-19"]


def test_an_order_over_midnight_stays_one():
    number = coded(["1", "1", "2", "2", "1", "1", "3", ""])
    time = times([0.5, 0.5, 0.999, 1.002, 1.5, None, None, 1.5])
    orders = make_orders("number_day", {"order": number}, time)
    assert orders.codes.tolist() == [0, 0, 1, 1, 2, 2, 3, -1]
    assert list(orders.vocabulary) == ["1 2024-03-18", "2 2024-03-18", "1 2024-03-19", "3"]
    many = coded([str(i // 2) for i in range(200)])
    over = times([i // 2 * 0.04 + 0.02 * (i % 2) for i in range(200)])
    assert choose_number_rule(many, None, over) == ""


def test_what_one_order_may_be_spread_over():
    number = coded([str(i // 2) for i in range(200)])
    warehouses = coded(["东仓" if i % 2 else "西仓" for i in range(200)])
    assert choose_number_rule(number, warehouses, times([i // 2 / 10 for i in range(200)])) == ""
    assert choose_number_rule(number, warehouses, times([i // 20 for i in range(200)])) == ""
    assert choose_number_rule(number, warehouses, None) == ""
    shipped = times([i // 20 + i % 2 * 3 for i in range(200)])  # each line has its own day
    assert choose_number_rule(number, None, shipped) == ""
    back = coded([str(i // 2) for i in range(200)] + [str(i) for i in range(0, 100, 10)])  # returns booked weeks later
    later = times([i // 20 for i in range(200)] + [40 + i for i in range(10)])
    assert choose_number_rule(back, None, later) == ""


def test_a_few_numbers_used_twice_are_an_accident():
    number = coded([str(i // 2) for i in range(400)] + ["7", "9"])
    store = coded(["A"] * 400 + ["B", "B"])
    assert choose_number_rule(number, store, times([i // 2 / 20 for i in range(400)] + [12, 12.1])) == ""


def test_orders_without_numbers_are_made_as_before():
    customer, time = coded(["a", "a", "b", ""]), times([0.5, 0.5, 0.5, 0.6])
    assert choose_rule(customer, time, True) == "customer_minute"
    assert list(make_orders("customer_minute", {"customer": customer}, time)) == [
        "a 2024-03-18 12:00", "a 2024-03-18 12:00", "b 2024-03-18 12:00", ""]  # fmt: skip
    assert list(make_orders("moment", {"customer": None}, time))[3] == "2024-03-18 14:24:00"


# From the file to the orders


def test_a_workbook_with_titles_two_header_rows_merged_orders_and_a_total(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["销售明细"], ["2024-03-01 至 2024-03-02"], ["订单信息", "", "", "商品信息", "", ""],
                ["订单号", "日期", "客户", "名称", "数量", "图"], ["X1", "2024-03-01", "甲", "红茶", 2, "a"],
                [None, None, None, "糖", 1, "b"], ["X2", "2024-03-01", None, "糖", 3, "b"],
                [None, None, None, "杯子", 1, "c"], ["X3", "2024-03-02", "乙", "红茶", 1, "a"], ["合计", None, None, None, 8, None]]:
        sheet.append(row)  # fmt: skip
    for cells in ("A1:F1", "A3:C3", "D3:F3", "A5:A6", "B5:B6", "C5:C6", "A7:A8", "B7:B8", "C7:C8"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    table = table_of(tmp_path / "a.xlsx")
    assert table.raw.headers == ["订单号", "日期", "客户", "名称", "数量", "商品信息图"]
    assert table.raw.row.tolist() == [5, 6, 7, 8, 9, 10] and table.raw.marks.tolist() == [0] * 5 + [TOTAL]
    found = list(zip(table.order, table.product, table.customer, table.time.tolist(), strict=True))
    first, second = START - 17 * DAY, START - 16 * DAY
    assert found[:5] == [("X1", "红茶", "甲", first), ("X1", "糖", "甲", first), ("X2", "糖", "", first),
                         ("X2", "杯子", "", first), ("X3", "红茶", "乙", second)]  # fmt: skip
    assert table.filled.tolist() == [False, True, False, True, False, False]


def test_receipts_of_two_stores_that_number_anew_every_day(tmp_path):
    rows = [["小票号", "门店", "交易时间", "品名", "数量"]]
    for day in (1, 2, 3):
        for hour in range(9, 19):
            for store, minute in (("北店", 5), ("南店", 40)):
                rows += [[f"{hour - 8:04d}", store, f"2024-03-{day:02d} {hour:02d}:{minute:02d}:00", name, 1]
                         for name in ("红茶", f"糖{hour}")]  # fmt: skip
    path = write_csv(tmp_path / "tills.csv", rows)
    roles = guess_roles(read_files(ReadSettings((str(path),))))
    assert roles.made_from == "number_store_day" and "store and day" in roles.order_rule["message"]
    table = table_of(path)
    assert len(set(table.order)) == 60 and np.bincount(table.order.codes).tolist() == [2] * 60
    assert table.order[0] == "0001 北店 2024-03-01"
    assert list(table_of(path, {"门店": ""}).order)[:3] == ["0001 2024-03-01"] * 3


@pytest.mark.parametrize("merged", [("order", "date", "customer"), ("date", "customer")])
def test_like_items_of_different_orders_are_no_duplicates(tmp_path, merged):
    """Under merged cells the item rows of many orders look alike; each is a sale of its own, by brute force."""
    headers = {"order": "订单号", "date": "日期", "customer": "会员号", "product": "商品名称", "quantity": "数量"}
    rows, sold = [], set()
    for number in range(40):
        for line in range(3):
            cells = {"order": f"D{number}", "date": f"2024-03-{1 + number % 28:02d}", "customer": f"k{number}",
                     "product": f"茶{(number * (line + 1)) % 5}{line}", "quantity": 1}  # fmt: skip
            sold.add((number, cells["product"]))
            if "order" not in merged:
                cells.pop("order")
            rows.append([("" if line and role in merged else cells[role]) for role in headers if role in cells])
    kept = [header for role, header in headers.items() if role != "order" or "order" in merged]
    _table, clean_table, report = clean_csv(tmp_path / "a.csv", [kept, *rows])
    lines = {(clean_table.order[i], clean_table.products.name[p]) for i, p in enumerate(clean_table.product.tolist())}
    assert len(lines) == len(sold) == 120 and report.rows_out == 120
