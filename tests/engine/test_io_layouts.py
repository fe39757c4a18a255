"""Layouts: several products in one row, and rows that are no data."""

from __future__ import annotations

import numpy as np
import pytest
from made import table_of, write_csv

from assoc_engine.io.cells import ColumnBuilder
from assoc_engine.io.header import header_names
from assoc_engine.io.layout import shape
from assoc_engine.io.raw import HEADING, TOTAL, RawTable
from assoc_engine.io.read import read_files
from assoc_engine.settings import ReadSettings


def raw_of(headers, rows, first_row=2):
    columns = []
    for header, cells in zip(header_names(headers, len(rows[0])), zip(*rows, strict=True), strict=True):
        builder = ColumnBuilder()
        builder.add(cells)
        columns.append(builder.finish(header))
    numbers = np.arange(first_row, first_row + len(rows), dtype=np.int32)
    source = np.zeros(len(rows), np.int16)
    return RawTable(tuple(columns), source, numbers, (("a.xlsx", "S"),), "lines", ("a.xlsx",), 1)


def cells_of(raw, header):
    return list(raw.columns[raw.headers.index(header)].coded)


def checked(raw, rows):
    """The shaped table after a look at its invariants: every row of the file is in it, in order, all columns as long."""
    lengths = {len(raw.source), len(raw.row), len(raw.marks), *(len(column.codes) for column in raw.columns)}
    assert lengths == {raw.rows}
    assert sorted(set(raw.row.tolist())) == list(range(2, rows + 2))
    assert (np.diff(raw.row) >= 0).all()
    assert len(set(raw.headers)) == len(raw.headers)
    for column in raw.columns:
        assert column.codes.dtype == np.int32 and column.codes.max(initial=-1) < len(column.texts)
        assert len(column.texts) == len(column.kinds) == len(column.values)
    return raw


def pairs(raw, order, product):
    return list(zip(cells_of(raw, order), cells_of(raw, product), strict=True))


# Several products in one cell

BASKETS = [["红茶", "糖"], ["绿茶"], ["糖", "绿茶", "杯子"], ["红茶", "杯子"], ["糖"], ["杯子", "红茶"]]
EXPECTED = [(f"N{i}", name) for i, basket in enumerate(BASKETS) for name in basket]


@pytest.mark.parametrize("mark", ["，", ",", "、", ";", "；", "|", "/", "+", "\n", ", ", " | "])
def test_products_in_one_cell_are_divided_at_every_usual_separator(mark):
    raw = raw_of(["订单编号", "宝贝标题"], [[f"N{i}", mark.join(basket)] for i, basket in enumerate(BASKETS)])
    shaped = checked(shape(raw), 6)
    assert shaped.layout == "cells" and shaped.made == ()
    assert pairs(shaped, "订单编号", "宝贝标题") == EXPECTED
    assert len(shaped.notes) == 1 and shaped.notes[0]["values"].get("mark", "\n") == mark.strip(" ")


@pytest.mark.parametrize(
    "form", ["{0} x{1}", "{0}x{1}", "{0}×{1}", "{0} * {1}", "{0}*{1}", "{1} x {0}", "{1}×{0}", "{0}({1})", "{0}（{1}）",
             "{0} {1}件", "{0}(x{1})", "{0} [{1}]", "{0}:{1}", "{0}：{1}", "{0}（{1}件）"],
)  # fmt: skip
def test_counts_in_cells_become_quantities(form):
    rows = [["N1", [("红茶", 2), ("糖", 1)]], ["N2", [("纸杯", 12)]], ["N3", [("饼", 1), ("盐", 3), ("油", 2)]]]
    raw = raw_of(
        ["订单号", "商品明细", "下单时间"],
        [[order, "，".join(form.format(*item) for item in items), "2024-03-01"] for order, items in rows],
    )
    shaped = checked(shape(raw), 3)
    assert shaped.layout == "cells"
    product = "商品明细" if "Product" not in shaped.headers else "Product"
    found = list(zip(cells_of(shaped, "订单号"), cells_of(shaped, product), cells_of(shaped, "Quantity"), strict=True))
    assert found == [(order, name, str(count)) for order, items in rows for name, count in items]
    assert shaped.headers.index("Quantity") in shaped.made


def test_a_row_of_a_date_and_a_list_is_an_order():
    shaped = checked(shape(raw_of(["Date", "Items"], [["2024-03-01", ", ".join(basket)] for basket in BASKETS])), 6)
    assert shaped.made == (2,)
    assert pairs(shaped, "Order", "Items") == [(f"a S:{int(order[1:]) + 2}", name) for order, name in EXPECTED]


def test_sizes_in_names_are_no_counts():
    rows = [["1", "Frame 30x40; Nail"], ["2", "Nail; Frame 30x40"], ["3", "Frame 30x40; Glue 500ml"], ["4", "Glue 500ml"],
            ["5", "Nail"]]  # fmt: skip
    shaped = shape(raw_of(["Order ID", "Items"], rows))
    assert "Quantity" not in shaped.headers
    assert cells_of(shaped, "Items") == ["Frame 30x40", "Nail", "Nail", "Frame 30x40", "Frame 30x40", "Glue 500ml",
                                         "Glue 500ml", "Nail"]  # fmt: skip


def test_names_with_commas_are_not_divided():
    names = ["SET OF 3 CAKE TINS, PANTRY DESIGN", "Fiskars 剪刀, 蓝色", "Fiskars 剪刀, 红色", "Stapler, 蓝色", "Chair, Black",
             "Chair, 蓝色", "Table, Black", "Stapler, 红色"]  # fmt: skip
    rows = [[f"N{i}", names[i * 3 % 8], "2"] for i in range(200)]
    shaped = shape(raw_of(["订单 ID", "产品名称", "数量"], rows))
    assert shaped.layout == "lines" and shaped.rows == 200
    assert set(cells_of(shaped, "产品名称")) == set(names)


def test_rows_of_one_order_are_lines_whatever_their_names_hold():
    rows = [[f"N{i // 2}", ["红茶", "糖", "红茶，糖"][i % 3]] for i in range(60)]
    assert shape(raw_of(["订单号", "商品名称"], rows)).layout == "lines"


def test_products_with_plus_and_their_own_list_are_no_orders():
    rows = [["A1", "红茶"], ["A2", "糖"], ["A3", "红茶+糖"], ["A4", "糖+红茶"], ["A5", "杯+红茶"], ["A6", "杯"]]
    assert shape(raw_of(["商品编码", "商品名称"], rows)).layout == "lines"


def test_tags_of_customers_are_no_products():
    rows = [[f"C{i}", ["新客，VIP", "VIP", "VIP，新客", "新客"][i % 4]] for i in range(20)]
    assert shape(raw_of(["客户编号", "客户标签"], rows)).layout == "lines"


def test_brackets_and_figures_keep_their_separators():
    rows = [["1", "Tea (red, big),Cup"], ["2", "Cup,Water 1,000 ml"], ["3", "Water 1,000 ml,Tea (red, big)"], ["4", "Cup"],
            ["5", "Tea (red, big)"]]  # fmt: skip
    shaped = shape(raw_of(["Order ID", "Item"], rows))
    assert cells_of(shaped, "Item") == ["Tea (red, big)", "Cup", "Cup", "Water 1,000 ml", "Water 1,000 ml",
                                        "Tea (red, big)", "Cup", "Tea (red, big)"]  # fmt: skip


def test_codes_and_figures_in_parallel_cells_are_divided_along():
    rows = [["1", "红茶;糖", "T1;S1", "2;1", "9.5;3", "22.0"], ["2", "糖", "S1", "4", "3", "12.0"],
            ["3", "糖;杯;红茶", "S1;C1;T1", "1;1;5", "3;8;9.5", "58.5"], ["4", "杯;糖", "C1;S1", "1;2", "8;3", "14.0"]]
    raw = raw_of(["订单号", "商品名称", "商品编码", "数量", "单价", "订单金额"], rows)
    shaped = checked(shape(raw), 4)
    assert shaped.made == () and shaped.headers == raw.headers
    assert cells_of(shaped, "商品编码") == ["T1", "S1", "S1", "S1", "C1", "T1", "C1", "S1"]
    assert cells_of(shaped, "数量") == ["2", "1", "4", "1", "1", "5", "1", "2"]
    assert cells_of(shaped, "单价") == ["9.5", "3", "3", "3", "8", "9.5", "8", "3"]
    assert cells_of(shaped, "订单金额") == ["22.0", "22.0", "12.0", "58.5", "58.5", "58.5", "14.0", "14.0"]
    quantity = shaped.columns[shaped.headers.index("数量")]
    assert quantity.values[quantity.codes].tolist() == [2, 1, 4, 1, 1, 5, 1, 2]


def test_the_pieces_of_an_order_are_not_each_products_quantity():
    total = ["2", "5", "3", "4", "1", "2"]
    rows = [[f"N{i}", "，".join(basket), total[i]] for i, basket in enumerate(BASKETS)]
    shaped = shape(raw_of(["订单编号", "宝贝标题", "宝贝总数量"], rows))
    assert cells_of(shaped, "Quantity") == ["1", "1", "5", "1", "1", "1", "", "", "1", "1", "1"]
    assert cells_of(shaped, "宝贝总数量") == [total[i] for i, basket in enumerate(BASKETS) for _ in basket]


def test_rows_without_a_product_stay_rows():
    rows = [[f"N{i}", "，".join(basket)] for i, basket in enumerate(BASKETS)] + [["N6", ""], ["N7", "，"]]
    shaped = checked(shape(raw_of(["订单编号", "宝贝标题"], rows)), 8)
    assert pairs(shaped, "订单编号", "宝贝标题") == [*EXPECTED, ("N6", ""), ("N7", "，")]


# Numbered columns


def test_numbered_columns_are_unfolded_with_all_that_belongs_to_them():
    headers = ["订单号", "商品1", "数量1", "单价1", "商品2", "数量2", "单价2", "商品3", "数量3", "单价3", "地址1", "地址2"]
    rows = [["A", "红茶", 2, 9.5, "糖", 1, 3, "", "", "", "x", "y"], ["B", "糖", 1, 3, "", "", "", "", "", "", "x", "z"],
            ["C", "杯", 1, 8, "红茶", 3, 9.5, "糖", 2, 3, "x", "y"], ["D", "", "", "", "", "", "", "", "", "", "x", ""]]
    shaped = checked(shape(raw_of(headers, rows)), 4)
    assert shaped.layout == "columns" and shaped.headers == ["订单号", "地址1", "地址2", "商品", "数量", "单价"]
    assert pairs(shaped, "订单号", "商品") == [("A", "红茶"), ("A", "糖"), ("B", "糖"), ("C", "杯"), ("C", "红茶"), ("C", "糖"),
                                               ("D", "")]  # fmt: skip
    assert cells_of(shaped, "数量") == ["2", "1", "1", "1", "3", "2", ""]
    assert cells_of(shaped, "地址2") == ["y", "y", "z", "y", "y", "y", ""]
    assert shaped.notes[0]["values"] == {"count": 3}


@pytest.mark.parametrize(
    "headers",
    [["Product 1", "Product 2", "Product 3"], ["product_1", "product_2", "product_3"], ["商品名称", "商品名称", "商品名称"],
     ["商品一", "商品二", "商品三"], ["商品1名称", "商品2名称", "商品3名称"], ["商品(1)", "商品(2)", "商品(3)"],
     ["Item.1", "Item.2", "Item.3"], ["Item", "Item.1", "Item.2"], ["商品", "", ""]],
)  # fmt: skip
def test_numbered_columns_are_known_however_they_are_numbered(headers):
    baskets = [["tea", "sugar", ""], ["sugar", "", ""], ["cup", "tea", "sugar"], ["tea", "cup", ""]]
    shaped = checked(shape(raw_of(["Order ID", *headers], [[f"N{i}", *b] for i, b in enumerate(baskets)])), 4)
    assert shaped.layout == "columns"
    assert pairs(shaped, "Order ID", shaped.headers[1]) == [(f"N{i}", x) for i, b in enumerate(baskets) for x in b if x]


@pytest.mark.parametrize("headers", [("主商品", "加购商品"), ("Main product", "Add-on")])
def test_a_main_product_and_one_added_to_it_are_two_products(headers):
    sold = [("茶", "糖"), ("杯", "茶"), ("糖", "杯"), ("茶", ""), ("奶", "糖")]
    rows = [[f"N{i}", *pair] for i, pair in enumerate(sold)]
    shaped = checked(shape(raw_of(["订单号", *headers], rows)), 5)
    assert shaped.layout == "columns"
    assert pairs(shaped, "订单号", "Product") == [(f"N{i}", name) for i, pair in enumerate(sold) for name in pair if name]
    counted = raw_of(["订单号", *headers, f"{headers[1]}数量"], [[*row, "2"] for row in rows])
    assert shape(counted).layout == "lines"  # whose pieces these are is not sure
    apart = raw_of(["订单号", *headers], [[f"N{i}", f"茶{i % 3}", f"糖{i % 3}"] for i in range(9)])
    assert shape(apart).layout == "lines"
    lines = raw_of(["订单号", *headers], [["N1", *pair] for pair in sold])
    assert shape(lines).layout == "lines"


def test_a_row_is_the_order_where_no_column_numbers_them():
    baskets = [["tea", "sugar"], ["sugar", ""], ["cup", "tea"]]
    shaped = checked(shape(raw_of(["Product 1", "Product 2"], baskets)), 3)
    assert shaped.headers == ["Product", "Order"] and shaped.made == (1,)
    assert pairs(shaped, "Order", "Product") == [("a S:2", "tea"), ("a S:2", "sugar"), ("a S:3", "sugar"), ("a S:4", "cup"),
                                                 ("a S:4", "tea")]  # fmt: skip


def test_a_name_in_two_languages_is_one_product():
    rows = [[f"N{i}", ["红茶", "糖", "杯"][i % 3], ["tea", "sugar", "cup"][i % 3]] for i in range(30)]
    assert shape(raw_of(["订单号", "品名1", "品名2"], rows)).layout == "lines"


# Matrices

MARKS = [("1", "0"), ("1", ""), ("TRUE", "FALSE"), (True, False), ("√", ""), ("是", "否"), ("x", ""), (1, 0), (1.0, "")]


@pytest.mark.parametrize("marks", MARKS, ids=str)
def test_a_matrix_of_marks_is_unfolded(marks):
    names = ["tea", "sugar", "cup", "milk", "Notebook", "salt"]
    held = [[0, 1], [2], [3, 4, 5], [0, 4], [1, 2], [], [5]]
    rows = [[f"N{i}", *(marks[0] if j in h else marks[1] for j in range(6))] for i, h in enumerate(held)]
    shaped = checked(shape(raw_of(["order_id", *names], rows)), 7)
    assert shaped.layout == "matrix" and shaped.headers == ["order_id", "Product", "Quantity"] and shaped.made == (1, 2)
    assert pairs(shaped, "order_id", "Product") == [
        (f"N{i}", name) for i, h in enumerate(held) for name in ([names[j] for j in h] or [""])
    ]
    assert set(cells_of(shaped, "Quantity")) == {"1", ""}


def test_a_matrix_of_quantities_without_order_numbers():
    rows = [[0, 2, 0, 0, 1], [3, 0, 0, 0, 0], [0, 0, 12, 0, -1], [0, 0, 0, 1, 0]]
    shaped = checked(shape(raw_of(["tea", "sugar", "cup", "milk", "salt"], rows)), 4)
    assert shaped.headers == ["Product", "Quantity", "Order"] and shaped.made == (0, 1, 2)
    found = list(zip(cells_of(shaped, "Order"), cells_of(shaped, "Product"), cells_of(shaped, "Quantity"), strict=True))
    assert found == [("a S:2", "sugar", "2"), ("a S:2", "salt", "1"), ("a S:3", "tea", "3"), ("a S:4", "cup", "12"),
                     ("a S:4", "salt", "-1"), ("a S:5", "milk", "1")]  # fmt: skip


def test_sums_beside_and_below_a_matrix_are_no_product():
    held = [[0, 2, 0, 0, 1], [3, 0, 0, 0, 0], [0, 0, 1, 0, 1], [0, 0, 0, 1, 0]]
    rows = [[f"N{i}", *row, sum(row)] for i, row in enumerate(held)] + [["合计", 3, 2, 1, 1, 2, 9]]
    shaped = shape(raw_of(["单号", "茶", "糖", "杯", "奶", "盐", "合计"], rows))
    assert shaped.layout == "matrix" and shaped.marks.tolist() == [0] * 6 + [TOTAL]
    assert set(cells_of(shaped, "Product")) == {"茶", "糖", "杯", "奶", "盐", ""} and shaped.rows == 7


def test_a_table_of_figures_is_no_matrix():
    rows = [[f"N{i}", f"2024-03-{1 + i:02d}", 3 + i, 0.5 * i, 7 - i % 3, 12, i % 2, 8] for i in range(20)]
    shaped = shape(raw_of(["单据", "日子", "毛重", "体积", "库位", "箱数", "急件", "层"], rows))
    assert shaped.layout == "lines" and shaped.rows == 20


def test_made_headers_are_not_in_the_file_already():
    rows = [[f"N{i}", "3", *("1" if j == i % 6 else "0" for j in range(6))] for i in range(12)]
    shaped = shape(raw_of(["Order", "Quantity", "tea", "sugar", "cup", "milk", "jam", "salt"], rows))
    assert shaped.headers == ["Order", "Quantity", "Product", "Quantity sold"] and shaped.made == (2, 3)


# Rows of items without a header


def test_ragged_rows_of_items_in_a_workbook_are_baskets():
    baskets = [["tea", "sugar", ""], ["sugar", "", ""], ["cup", "tea", "sugar"], ["tea", "cup", ""], ["milk", "", ""]]
    shaped = checked(shape(raw_of([], baskets)), 5)
    assert shaped.layout == "baskets" and shaped.headers == ["Order", "Product"] and shaped.made == (0, 1)
    assert cells_of(shaped, "Product") == [item for basket in baskets for item in basket if item]


def test_a_first_basket_taken_for_a_header_is_read_as_a_basket():
    baskets = [["sugar", "", ""], ["cup", "tea", "sugar"], ["tea", "cup", ""], ["milk", "tea", ""]]
    shaped = shape(raw_of(["tea", "sugar", "milk"], baskets))
    assert shaped.layout == "baskets" and shaped.row.tolist() == [1, 1, 1, 2, 3, 3, 3, 4, 4, 5, 5]
    assert cells_of(shaped, "Product")[:4] == ["tea", "sugar", "milk", "sugar"]


def test_baskets_after_a_number_of_their_own():
    baskets = [["tea", "sugar", ""], ["sugar", "", ""], ["cup", "tea", "sugar"], ["tea", "cup", ""], ["sugar", "", ""]]
    shaped = checked(shape(raw_of([], [[f"N{i}", *b] for i, b in enumerate(baskets)])), 5)
    assert shaped.layout == "baskets" and shaped.made == (1,)
    assert pairs(shaped, "A", "Product") == [(f"N{i}", item) for i, b in enumerate(baskets) for item in b if item]


def lines_of(path, *lines):
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_files(ReadSettings((str(path),)))


def test_lists_that_go_on_beyond_a_header_of_two_names(tmp_path):
    lists = ["a,tea,sugar", "b,tea", "c,cup,tea,sugar", "d,sugar,cup", "e,cup"] * 8
    raw = lines_of(tmp_path / "a.csv", "order,items", *(f"{i}{line}" for i, line in enumerate(lists)), "last,tea,cup,jam,salt,tin")
    assert raw.layout == "columns" and [note["message"][:11] for note in raw.notes] == ["Each row is"]
    assert pairs(raw, "order", "items")[:6] == [("0a", "tea"), ("0a", "sugar"), ("1b", "tea"), ("2c", "cup"), ("2c", "tea"),
                                                ("2c", "sugar")]  # fmt: skip
    assert cells_of(raw, "items")[-5:] == ["tea", "cup", "jam", "salt", "tin"]


def test_a_text_files_baskets_take_the_number_that_stands_first(tmp_path):
    raw = lines_of(tmp_path / "a.csv", *[f"T{i},{items}" for i, items in enumerate(["tea,sugar", "tea", "cup,tea,sugar", ""] * 5)])
    assert raw.layout == "baskets"
    found = list(zip(*(list(column.coded) for column in raw.columns), strict=True))
    assert found[:7] == [("T0", "tea"), ("T0", "sugar"), ("T1", "tea"), ("T2", "cup"), ("T2", "tea"), ("T2", "sugar"), ("T3", "")]
    same = lines_of(tmp_path / "b.csv", *["tea,sugar", "tea", "cup,tea,sugar", "sugar,cup"] * 5)
    assert [list(column.coded) for column in same.columns][1][:3] == ["tea", "sugar", "tea"]


def test_lines_without_a_header_are_no_baskets():
    rows = [[f"N{i // 3}", f"2024-03-{1 + i // 3:02d}", ["tea", "sugar", "cup"][i % 3], str(1 + i % 4), str(2 + i % 3)]
            for i in range(30)]  # fmt: skip
    assert shape(raw_of([], rows)).layout == "lines"


# What the user says


def test_a_layout_that_is_asked_for_is_done_or_said_to_be_impossible():
    rows = [["1", "Tea, green"], ["2", "Cup, red"], ["3", "Pot"]]
    raw = raw_of(["Order ID", "Item"], rows)
    assert shape(raw).rows == 3
    forced = shape(raw, "cells")
    assert forced.layout == "cells" and cells_of(forced, "Item") == ["Tea", "green", "Cup", "red", "Pot"]
    lost = shape(raw, "matrix")
    assert lost.layout == "lines" and lost.rows == 3 and len(lost.notes) == 1
    basket = raw_of(["订单编号", "宝贝标题"], [[f"N{i}", "，".join(basket)] for i, basket in enumerate(BASKETS)])
    assert shape(basket, "lines").rows == 6


# Rows that are no data

LINES = [["A", "2024-03-01", "红茶", "2", "19"], ["A", "2024-03-01", "糖", "1", "3"], ["B", "2024-03-02", "Total Care", "1", "8"],
         ["B", "2024-03-02", "合计包", "3", "30"], ["C", "2024-03-02", "糖", "1", "3"]]  # fmt: skip
HEADERS = ["订单号", "日期", "商品名称", "数量", "金额"]
TOTALS = [["合计", "", "", "8", "63"], ["", "", "合计", "8", "63"], ["", "总计：", "", "8", "63"], ["本页小计", "", "", "8", "63"],
          ["A 小计", "", "", "3", "22"], ["Grand Total", "", "", "8", "63"], ["", "", "Subtotal", "", "63"],
          ["合 计", "", "", "8", "63"], ["", "", "", "8", "63"], ["SUM", "", "", "8", "63"], ["1001 Total", "", "", "8", ""],
          ["合计：5 笔", "", "", "", ""], ["总计(元)", "", "", "", "63"]]  # fmt: skip


@pytest.mark.parametrize("total", TOTALS, ids=str)
def test_totals_are_marked_and_no_product_is(total):
    shaped = checked(shape(raw_of(HEADERS, [*LINES, total])), 6)
    assert shaped.marks.tolist() == [0, 0, 0, 0, 0, TOTAL]


@pytest.mark.parametrize(
    "last", [["D", "2024-03-02", "", "8", "63"], ["", "", "糖", "8", "63"], ["", "", "", "7", "60"],
             ["1001", "2024-03-02", "Juice Total", "8", "63"], ["D", "Summer", "小计算器", "1", "3"]]
)  # fmt: skip
def test_what_is_no_total_stays_data(last):
    assert not shape(raw_of(HEADERS, [*LINES, last])).marks.any()


def test_headings_of_every_page_are_marked_with_what_stands_above_them():
    page = [*LINES, ["销售明细", "", "", "", ""], HEADERS]
    shaped = checked(shape(raw_of(HEADERS, [*page, *page, *LINES])), 19)
    assert shaped.marks.tolist() == [0] * 5 + [HEADING] * 2 + [0] * 5 + [HEADING] * 2 + [0] * 5


def test_marked_rows_stay_one_row_in_every_layout():
    rows = [[f"N{i}", "，".join(basket)] for i, basket in enumerate(BASKETS)]
    rows = [*rows[:3], ["订单编号", "宝贝标题"], *rows[3:], ["合计", "6"]]
    shaped = checked(shape(raw_of(["订单编号", "宝贝标题"], rows)), 8)
    assert shaped.layout == "cells" and shaped.rows == len(EXPECTED) + 2
    assert shaped.marks[6] == HEADING and shaped.marks[-1] == TOTAL


def test_the_file_goes_through_to_orders(tmp_path):
    rows = [["订单编号", "宝贝标题", "宝贝总数量", "买家实际支付金额"]]
    rows += [[f'="20240000000000{10 + i}"', "，".join(b), str(len(b)), f"{20 + i}.5"] for i, b in enumerate(BASKETS)]
    table = table_of(write_csv(tmp_path / "orders.csv", rows))
    assert list(zip(table.order, table.product, strict=True))[:3] == [
        ("2024000000000010", "红茶"), ("2024000000000010", "糖"), ("2024000000000011", "绿茶")]  # fmt: skip
    assert table.layout == "cells"
    assert table.amount is None and table.quantity.tolist() == [1.0] * 11  # the order's money and pieces are not the lines'
