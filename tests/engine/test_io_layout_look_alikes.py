"""Rows and tables that look like something else: products called Total, sums beside orders, counts and separators in names."""

from __future__ import annotations

import pytest
from test_io_layouts import cells_of, checked, pairs, raw_of

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.io.layout import refuse_sums, shape
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


def test_the_pieces_of_an_order_add_up_where_its_money_has_a_discount():
    tea, sugar, cup = ("茶", 1, 4, 4), ("糖", 2, 3, 6), ("杯", 3, 8, 24)
    rows = lines([tea, sugar, ("小计", 3, "", 9.5)], [cup, sugar, ("小计", 5, "", 28)])
    assert shape(raw_of(HEADERS, rows)).marks.tolist() == [0, 0, TOTAL, 0, 0, TOTAL]


def test_the_sum_of_a_day_is_a_total_though_it_has_a_date():
    rows = [["2024-03-01", "茶", "2", "8"], ["2024-03-01", "糖", "1", "3"], ["2024-03-01", "合计", "3", "11"],
            ["2024-03-02", "茶", "1", "4"], ["2024-03-02", "杯", "2", "16"], ["2024-03-02", "合计", "3", "20"]]  # fmt: skip
    assert shape(raw_of(["日期", "品名", "数量", "金额"], rows)).marks.tolist() == [0, 0, TOTAL, 0, 0, TOTAL]


def test_a_total_is_named_in_place_of_an_order():
    rows = [*lines([("茶", 1, 4, 4)], [("糖", 2, 3, 6)]), ["合计", "", "合计", "9", "", "99"]]
    assert shape(raw_of(HEADERS, rows)).marks.tolist() == [0, 0, TOTAL]


def test_the_sum_of_an_order_is_a_total_with_the_discount_or_without():
    tea, sugar, off = ("茶", 1, 4, 4), ("糖", 2, 3, 6), ("整单优惠", 1, -2, -2)
    rows = lines([tea, sugar, off, ("小计", 3, 1, 10)], [sugar, off, ("小计", 2, 1, 6)], [tea, off, ("小计", 2, 1, 2)])
    assert shape(raw_of(HEADERS, rows)).marks.tolist() == [0, 0, 0, TOTAL, 0, 0, TOTAL, 0, 0, TOTAL]


def test_a_word_for_a_total_without_the_price_that_all_products_have_is_one_whatever_it_sums_up():
    tea, sugar = ("茶", 1, 4, 4), ("糖", 2, 3, 6)
    rows = lines([tea, sugar, ("小计", 9, "", 9.5)], [sugar, ("小计", 9, "", 5.5)])
    assert shape(raw_of(HEADERS, rows)).marks.tolist() == [0, 0, TOTAL, 0, TOTAL]
    named = [[*row[:4], "1", row[5]] if row[2] == "小计" else row for row in rows]
    assert not shape(raw_of(HEADERS, named)).marks.any()


SOLD = [[str(500 + i), f"12-{i}", "茶" if i % 2 else "糖", str(70 + i), str(1 + i % 3), "$4.00", "Mar-01-24", ""] for i in range(12)]
RECORD = ["Sales Record Number", "Order Number", "Item Title", "Item Number", "Quantity", "Sold For", "Sale Date", "Note"]
CLOSING = [["12", "record(s) downloaded", "Apr-30-24 23:59:59 PST", " to ", "", "", "", ""], ["Seller ID : shop", *[""] * 7]]


def test_words_about_the_file_at_its_end_are_no_data():
    assert shape(raw_of(RECORD, [*SOLD, *CLOSING])).marks.tolist() == [0] * 12 + [TOTAL] * 2


@pytest.mark.parametrize(
    "last",
    [["none", "12-99", "茶", "", "", "", "", ""], ["none", "12-99", "杯", "", "2", "", "", ""], ["512", "12-99", "杯", "", "", "", "", ""],
     ["none", "12-99", "杯", "77", "", "", "", "a gift"]],
    ids=["a product sold before", "pieces", "no words among figures", "most cells"],
)  # fmt: skip
def test_a_last_row_that_lacks_something_stays_data(last):
    assert not shape(raw_of(RECORD, [*SOLD, last])).marks.any()
    assert not shape(raw_of(RECORD, [*SOLD, CLOSING[0], SOLD[0]])).marks.any()


# Counts and lists in cells

COUNTED = [[("红烧肉", 2), ("米饭", 1)], [("可乐", 3)], [("米饭", 3), ("可乐", 1)], [("可乐", 2), ("红烧肉", 1), ("米饭", 2)],
           [("米饭", 4)]]


def sold(baskets, form, mark="、"):
    """Orders of a cell each, shaped: (order, product, quantity) where there is one, and the table."""
    rows = [[f"N{i}", mark.join(form.format(*item) for item in basket)] for i, basket in enumerate(baskets)]
    shaped = checked(shape(raw_of(["订单号", "商品"], rows)), len(rows))
    return list(zip(*(cells_of(shaped, header) for header in shaped.headers), strict=True)), shaped


@pytest.mark.parametrize(
    "form", ["{0}{1}个", "{0}{1}份", "{0} {1}碗", "{0}{1}kg", "{0}{1}.5斤", "{0}/{1}", "{0} 数量:{1}", "{0}（数量：{1}）", "{0} qty {1}"]
)
def test_counts_with_measures_become_quantities(form):
    for mark in "、", ",", "\n":
        found, shaped = sold(COUNTED, form, mark)
        half = ".5" * (".5" in form)
        assert found == [(f"N{i}", name, f"{n}{half}") for i, basket in enumerate(COUNTED) for name, n in basket]
        assert shaped.layout == "cells" and len(shaped.notes) == 1


def test_the_size_of_a_pack_is_no_count_and_said_to_be_doubtful():
    packs = [["纸巾10包", "鸡蛋30个"], ["鸡蛋30个"], ["糖2袋", "纸巾10包"], ["鸡蛋30个", "糖2袋"], ["纸巾10包", "鸡蛋30个", "糖2袋"]]
    found, shaped = sold([[(name,) for name in basket] for basket in packs], "{0}")
    assert found == [(f"N{i}", name) for i, basket in enumerate(packs) for name in basket]
    assert shaped.notes[1]["values"]["example"] in {name for basket in packs for name in basket}


def test_a_pack_and_its_colour_are_one_name():
    names = ["纸巾10包, 蓝", "纸巾20包, 红", "糖2袋, 白", "糖3袋, 黑"]
    found, shaped = sold([[(names[i % 4],)] for i in range(40)], "{0}")
    assert shaped.layout == "lines" and found[0] == ("N0", names[0])


@pytest.mark.parametrize(
    "cell", ['[{{"name": "{0}", "qty": {1}}}, {{"name": "糖", "qty": 1}}]', '{{"title":"{0}","quantity":"{1}"}},{{"title":"糖"}}',
             "[{{'商品名称': '{0}', '数量': {1}, 'x': None}}, {{'商品名称': '糖', '数量': 1}}]",
             "name:{0}|sku:T|quantity:{1}|total:4.00|meta:size:L; name:糖|sku:S|quantity:1|total:3.00;",
             "sku：T|商品名称：{0}|数量：{1}\nsku：S|商品名称：糖|数量：1"]
)  # fmt: skip
def test_lists_that_programs_write_are_read(cell):
    rows = [[f"N{i}", cell.format(name, n)] for i, (name, n) in enumerate([("茶, 红", 2), ("杯", 3), ("盐", 1)])]
    shaped = checked(shape(raw_of(["订单号", "商品"], rows)), 3)
    found = list(zip(*(cells_of(shaped, header) for header in ("订单号", "商品", "Quantity")), strict=True))
    assert found == [("N0", "茶, 红", "2"), ("N0", "糖", "1"), ("N1", "杯", "3"), ("N1", "糖", "1"), ("N2", "盐", "1"), ("N2", "糖", "1")]


@pytest.mark.parametrize(
    "form", ["{i}. {name} ￥{price} x {n}", "{i}、{name} x{n} ¥{price}.50", "{i}) {name} x{n}", "{name} ($ {price}) × {n}"]
)
@pytest.mark.parametrize("mark", ["\n", ";"])
def test_running_numbers_and_prices_are_no_part_of_names(form, mark):
    cells = [
        mark.join(form.format(i=i, name=name, n=n, price=5 + n) for i, (name, n) in enumerate(basket, 1))
        for basket in COUNTED
    ]
    shaped = checked(shape(raw_of(["订单号", "商品"], [[f"N{i}", cell] for i, cell in enumerate(cells)])), len(cells))
    found = list(zip(*(cells_of(shaped, header) for header in ("订单号", "商品", "Quantity")), strict=True))
    assert found == [(f"N{i}", name, str(n)) for i, basket in enumerate(COUNTED) for name, n in basket]


def test_figures_and_prices_that_not_all_names_have_belong_to_names():
    names = ["1. FC Schal", "Gift card $50", "2. Wahl", "糖"]
    found, shaped = sold([[(names[i % 4], 1 + i % 2), (names[(i + 1) % 4], 2)] for i in range(8)], "{0} x{1}", "\n")
    assert {name for _, name, _ in found} == set(names) and shaped.layout == "cells"
    pairs_in_cells = ["茶:2|糖:1", "糖:3", "茶:1|杯:2", "杯:4|茶:1"]
    shaped = shape(raw_of(["订单号", "商品"], [[f"N{i}", cell] for i, cell in enumerate(pairs_in_cells)]))
    assert pairs(shaped, "订单号", "商品")[:3] == [("N0", "茶"), ("N0", "糖"), ("N1", "糖")]


def test_lists_of_names_alone_have_no_quantities_and_what_is_no_list_stays():
    rows = [[f"N{i}", f'["tea", "cup {i}"]'] for i in range(30)] + [["N30", "[tea"], ["N31", ""]]
    shaped = checked(shape(raw_of(["Order ID", "Items"], rows)), 32)
    assert shaped.headers == ["Order ID", "Items"]
    assert pairs(shaped, "Order ID", "Items")[-4:] == [("N29", "tea"), ("N29", "cup 29"), ("N30", "[tea"), ("N31", "")]


def test_blanks_divide_products_only_where_every_word_is_one_in_either_order():
    baskets = ["茶 糖", "糖 茶", "杯", "茶", "糖", "杯 茶", "茶 杯 糖", "糖 杯"]
    found, _ = sold([[(basket,)] for basket in baskets], "{0}")
    assert found == [(f"N{i}", name) for i, basket in enumerate(baskets) for name in basket.split()]
    names = ["Tea", "Tea Cup", "Cup", "Cup Holder", "Holder", "Tea Holder", "Red Tea", "Tea Red"]
    assert sold([[(name,)] for name in names], "{0}")[1].layout == "lines"


# Columns and matrices

BASKETS = [["红茶", "糖", ""], ["糖", "", ""], ["杯", "红茶", "糖"], ["红茶", "杯", ""]]


@pytest.mark.parametrize(
    ("names", "counts"),
    [("第1件商品 第2件商品 第3件商品", "数量1 数量2 数量3"), ("第一件商品 第二件商品 第三件商品", "第一件数量 第二件数量 第三件数量"),
     ("商品1号 商品2号 商品3号", "数量1号 数量2号 数量3号"), ("商品A 商品B 商品C", "数量A 数量B 数量C"),
     ("Item_A Item_B Item_C", "Qty_A Qty_B Qty_C"), ("商品_1 商品_2 商品_3", "数量_1 数量_2 数量_3")],
)  # fmt: skip
def test_columns_are_numbered_in_words_letters_and_marks_too(names, counts):
    rows = [[f"N{i}", *basket, *(str(n + 1) if name else "" for n, name in enumerate(basket))] for i, basket in enumerate(BASKETS)]
    shaped = checked(shape(raw_of(["订单号", *names.split(), *counts.split()], rows)), 4)
    assert shaped.layout == "columns" and len(shaped.columns) == 3
    found = list(zip(*(cells_of(shaped, header) for header in shaped.headers), strict=True))
    assert found == [(f"N{i}", name, str(n + 1)) for i, b in enumerate(BASKETS) for n, name in enumerate(b) if name]


@pytest.mark.parametrize("cells", ["01", "02"])
def test_a_column_for_each_of_product_a_to_f_is_a_matrix(cells):
    rows = [[f"N{i}", *(cells[j in (i % 6, (i * 2 + 1) % 6)] for j in range(6))] for i in range(12)]
    shaped = shape(raw_of(["订单号", *(f"商品{letter}" for letter in "ABCDEF")], rows))
    assert shaped.layout == "matrix" and set(cells_of(shaped, "Product")) == {f"商品{letter}" for letter in "ABCDEF"}


def test_quantities_of_a_matrix_may_be_weights():
    held = [{0: 2, 2: 1.5}, {1: 0.75, 3: 1}, {0: 1, 4: 1.5}, {2: 3}, {3: 0.5, 4: 2}] * 3
    rows = [[f"N{i}", *(row.get(j, "") for j in range(5))] for i, row in enumerate(held)]
    shaped = checked(shape(raw_of(["小票号", "苹果", "梨", "桃", "茶", "盐"], rows)), 15)
    assert shaped.layout == "matrix"
    assert cells_of(shaped, "Quantity")[:5] == ["2", "1.5", "0.75", "1", "1"]
    back = [[f"N{i}", *(-row[j] if j in row else "" for j in range(5))] for i, row in enumerate(held)]
    assert shape(raw_of(["小票号", "苹果", "梨", "桃", "茶", "盐"], back)).layout == "lines"


# Sums


MONTHS = ["1月", "2月", "3月"]


@pytest.mark.parametrize(
    "headers", [["行标签", *MONTHS, "总计"], ["Row Labels", "Drinks", "Snacks", "Others", "Grand Total"], ["商品名称", *MONTHS, "合计"],
                ["品名", "华东", "华南", "西北", "总计"], ["品名", "求和项:数量", "求和项:金额", "x", "y"],
                ["Category", "Jan", "Feb", "Mar", "Apr"],
                ["类别", "2022年", "2023年", "2024年", "2025年"]]
)  # fmt: skip
def test_a_pivot_table_is_refused_by_name(headers):
    raw = raw_of(headers, [[name, 3, 5, 7, 15] for name in ("茶", "糖", "杯", "盐")])
    with pytest.raises(NothingToAnalyse, match="pivot table"):
        refuse_sums([raw])
    refuse_sums([raw, raw_of(HEADERS, lines([("茶", 1, 4, 4)], [("糖", 2, 3, 6)]))])  # beside the rows behind it


def test_orders_in_columns_are_refused_with_the_way_out():
    raw = raw_of(["商品", "订单1", "订单2", "订单3"], [["茶", 1, 0, 1], ["糖", 0, 2, 1]])
    with pytest.raises(NothingToAnalyse) as refused:
        refuse_sums([raw])
    assert "Transpose" in refused.value.advice


@pytest.mark.parametrize(
    "headers", [["品名", "数量", "单价", "金额"], ["会员", "茶", "糖", "杯"], ["订单号", *MONTHS], ["basket", "Jan", "Feb", "Mar"]]
)  # fmt: skip
def test_rows_of_figures_are_not_always_sums(headers):
    refuse_sums([raw_of(headers, [["a", 3, 5, 7], ["b", 1, 2, 3], ["c", 1, 2, 3]])])
