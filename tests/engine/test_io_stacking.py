"""Months, exports and copies laid one below the other: every row is there, the same order counts once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from several import book, cells, either, part, role_headers, said, sheet_csv, together, total

from assoc_engine.io.raw import OVERLAP
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table

BOTH = pytest.mark.parametrize("kind", ["xlsx", "csv"])
HEADER = ["订单号", "商品名称", "数量", "金额", "下单时间"]
JANUARY = [
    HEADER,
    ["A100001", "苹果", 2, 10, "2024-01-05"],
    ["A100001", "香蕉", 1, 4, "2024-01-05"],
    ["A100002", "苹果", 1, 5, "2024-01-09"],
    ["A100003", "橙子", 6, 30, "2024-01-31"],
]
FEBRUARY = [
    HEADER,
    ["A100004", "香蕉", 3, 12, "2024-02-01"],
    ["A100004", "橙子", 1, 5, "2024-02-01"],
    ["A100005", "苹果", 1, 5, "2024-02-11"],
]


def marked(raw) -> list[tuple[str, str]]:
    """(order, source) of the marked rows, each once."""
    order = raw.columns[raw.headers.index(role_headers(raw)["order"])].coded
    rows = np.flatnonzero(raw.marks & OVERLAP)
    names = [sheet or file for file, sheet in raw.sources]
    return sorted({(order[row], names[raw.source[row]]) for row in rows.tolist()})


@BOTH
def test_months_are_stacked(tmp_path, kind):
    raw = together(*either(tmp_path, kind, 一月=JANUARY, 二月=FEBRUARY))
    assert raw.headers == HEADER and raw.rows == 7 and total(raw, "数量") == 15 and not raw.marks.any()
    assert raw.source.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert raw.row.tolist() == [2, 3, 4, 5, 2, 3, 4]
    assert [p.kind for p in raw.parts] == ["sales", "sales"] and [p.rows for p in raw.parts] == [4, 3]
    assert len(raw.sources) == 2 and len(raw.paths) == (1 if kind == "xlsx" else 2)
    assert make_table(raw, guess_roles(raw)).quantity.sum() == 15


def test_columns_unite_by_name_and_by_what_they_are(tmp_path):
    other = [
        ["Order ID", "数量（件）", "商品", "门店", "下单时间"],
        ["B200001", 5, "苹果", "南店", "2024-03-01"],
        ["B200001", 2, "葡萄", "南店", "2024-03-01"],
        ["B200002", 1, "葡萄", "北店", "2024-03-02"],
    ]
    raw = together(*either(tmp_path, "csv", a=JANUARY, b=other))
    assert raw.headers == [*HEADER, "门店"]
    assert cells(raw, "订单号")[-2:] == ["B200001", "B200002"] and cells(raw, "商品名称")[-1] == "葡萄"
    assert total(raw, "数量") == 18
    assert cells(raw, "门店") == ["", "", "", "", "南店", "南店", "北店"] and cells(raw, "金额")[-3:] == ["", "", ""]


@BOTH
def test_overlapping_months_count_an_order_once(tmp_path, kind):
    both = [*FEBRUARY[:3], JANUARY[4], *FEBRUARY[3:]]
    raw = together(*either(tmp_path, kind, 一月=JANUARY, 二月=both))
    assert raw.rows == 8  # nothing is dropped
    assert marked(raw) == [("A100003", "一月" if kind == "xlsx" else "一月.csv")]
    assert total(raw, "数量") == 15
    assert any("A100003" in order for order in cells(raw, "订单号"))
    assert "1 order stands in several files or sheets" in said(raw.notes[-1])


def test_the_fuller_copy_of_an_order_counts_else_the_last(tmp_path):
    fuller = [HEADER, *JANUARY[1:3], ["A100001", "梨", 1, 3, "2024-01-05"], JANUARY[3]]
    raw = together(*either(tmp_path, "csv", a=fuller, b=JANUARY))
    assert marked(raw) == [("A100001", "b.csv"), ("A100002", "a.csv")]
    assert Counter(cells(raw, "商品名称")) == {"苹果": 2, "香蕉": 1, "梨": 1, "橙子": 1}


def test_numbers_written_differently_are_the_same_line(tmp_path):
    text = [HEADER, ["A100003 ", "橙子", "6.0", "30.00", "2024/1/31"], *FEBRUARY[1:]]
    raw = together(book(tmp_path / "a.xlsx", s=JANUARY), sheet_csv(tmp_path / "b.csv", text))
    assert marked(raw) == [("A100003", "s")]


def _exported_anew(customer: str = "") -> tuple[list[list], list[list]]:
    """March, and from its 11th day on again with other names and prices."""
    header = ["单号", "日期", "货号", "品名", "数量", "单价", "会员号"]
    names = ["可乐", "雪碧", "薯片", "牛奶", "面包"]
    rows = [[f"ZA{10000 + i}", f"2024-03-{i + 1:02d}", f"G0{k}", names[k], 1 + (i + k) % 3, 5 + k, f"V{i % 7}"]
            for i in range(20) for k in (i % 5, (i + 2) % 5)]  # fmt: skip
    anew = [[*row[:3], row[3] + "【促销】", row[4], row[5] - 1, customer or row[6]] for row in rows[20:]]
    return [header, *rows], [header, *anew]


def test_names_and_prices_that_changed_do_not_make_other_orders(tmp_path):
    first, anew = _exported_anew()
    raw = together(*either(tmp_path, "csv", a=first, b=anew))
    assert total(raw, "数量") == sum(row[4] for row in first[1:]) and len(marked(raw)) == 10
    assert {source for _, source in marked(raw)} == {"a.csv"}


def test_orders_of_other_customers_with_other_names_are_not_the_same(tmp_path):
    raw = together(*either(tmp_path, "csv", **dict(zip("ab", _exported_anew("W9"), strict=True))))
    assert not raw.marks.any()


def test_variants_of_one_style_in_an_order_cut_in_two_are_kept(tmp_path):
    header = ["单号", "日期", "款号", "品名", "数量"]
    rows = [[f"K{1000 + i}", f"2024-03-{i + 1:02d}", f"S{i % 3}", f"衫{i % 3} {size}", 1] for i in range(9) for size in "MLX"]
    raw = together(*either(tmp_path, "csv", a=[header, *rows[:13]], b=[header, *rows[13:]]))
    assert not raw.marks.any() and total(raw, "数量") == 27


def test_an_order_cut_in_two_by_a_row_limit_keeps_both_parts(tmp_path):
    raw = together(*either(tmp_path, "csv", a=JANUARY[:2], b=[HEADER, *JANUARY[2:]]))
    assert raw.rows == 4 and not raw.marks.any() and total(raw, "数量") == 10
    assert cells(raw, "订单号").count("A100001") == 2


def test_numbers_that_begin_anew_each_month_are_told_apart_by_the_day(tmp_path):
    def month(number: int) -> list[list]:
        rows = [[str(i), "可乐" if i % 2 else "薯片", 1, 3, f"2024-0{number}-{i:02d}"] for i in range(1, 11)]
        return [HEADER, *rows, ["1", "面包", number, 6, f"2024-0{number}-01"]]

    raw = together(*either(tmp_path, "csv", m1=month(1), m2=month(2), copy=month(1)))
    assert raw.rows == 33 and len(set(cells(raw, "订单号"))) == 20
    assert total(raw, "数量") == 20 + 1 + 2
    assert {source for _, source in marked(raw)} == {"m1.csv"}
    assert "1 2024-01-01" in cells(raw, "订单号") and any("begin anew" in said(note) for note in raw.notes)


def test_small_numbers_without_days_are_told_apart_by_the_file(tmp_path):
    a = [["小票号", "商品名称"], *([str(i), name] for i in range(1, 9) for name in ("可乐", "薯片"))]
    b = [["小票号", "商品名称"], *([str(i), name] for i in range(1, 9) for name in ("牙膏", "牙刷"))]
    raw = together(*either(tmp_path, "csv", a=a, b=b))
    assert len(set(cells(raw, "小票号"))) == 16 and "3 (b.csv)" in cells(raw, "小票号")


def test_files_of_baskets_number_their_lines_each(tmp_path):
    for name, lines in (("a.dat", 40), ("b.dat", 30), ("copy.dat", 30)):
        first = 0 if lines == 40 else 4
        baskets = [["20", *(f"{21 + (first + i + k) % 9}" for k in range(i % 4))] for i in range(lines)]
        (tmp_path / name).write_text("".join(" ".join(basket) + "\n" for basket in baskets))
    raw = together(tmp_path / "a.dat", tmp_path / "b.dat")
    assert raw.layout == "baskets" and raw.rows == 100 + 73 and not raw.marks.any()
    table = make_table(raw, guess_roles(raw))
    assert len(table.order.vocabulary) == 70 and len(raw.columns[0].texts) == 70
    raw = together(tmp_path / "a.dat", tmp_path / "b.dat", tmp_path / "copy.dat")
    assert len(set(cells(raw, raw.headers[0]))) == 70 and len(cells(raw, raw.headers[1])) == 173


def test_a_popular_product_under_the_same_small_number_is_no_overlap(tmp_path):
    def file(first: str) -> list[list]:
        return [["小票号", "商品名称"], *([str(i), name] for i in range(1, 9) for name in ("塑料袋", f"{first}{i}", f"{first}{i + 1}"))]

    raw = together(*either(tmp_path, "csv", a=file("饼"), b=file("酒")))
    assert len(cells(raw, "小票号")) == 48 and len(set(cells(raw, "小票号"))) == 16


def test_a_copy_without_order_numbers_is_counted_once(tmp_path):
    rows = [["会员号", "品名", "销售日期"], *(["M1", "米", f"2024-01-0{d}"] for d in (1, 2)), ["M2", "面", "2024-01-02"],
            ["M2", "米", "2024-01-02"], ["M1", "面", "2024-01-02"]]  # fmt: skip
    raw = together(*either(tmp_path, "csv", a=rows, b=rows, c=[*rows[:3], ["M3", "油", "2024-01-03"]]))
    assert raw.rows == 13 and (raw.marks[raw.source == 0] == OVERLAP).all() and not raw.marks[raw.source > 0].any()


def test_sales_without_numbers_do_not_join_those_with(tmp_path):
    daily = [["日期", "商品名称", "数量"], *([f"2024-01-{d:02d}", name, 9] for d in range(1, 5) for name in ("苹果", "香蕉"))]
    raw = together(*either(tmp_path, "xlsx", 明细=JANUARY, 日报=daily))
    assert raw.rows == 4 and part(raw, "日报").kind == "" and "no order numbers" in said(part(raw, "日报").message)


def test_notes_name_their_file(tmp_path):
    title = [["一月销售", "", "", "", ""], *JANUARY]
    raw = together(*either(tmp_path, "csv", a=title, b=FEBRUARY))
    assert any(said(note).startswith("a.csv: ") for note in raw.notes)
    assert not any(said(note).startswith("b.csv: ") for note in raw.notes)


def test_twelve_lists_of_orders_give_each_its_month(tmp_path):
    def orders(sales: list[list]) -> list[list]:
        numbers = dict.fromkeys(row[0] for row in sales[1:])
        return [["订单编号", "买家会员名", "订单状态"], *([n, f"买家{n[-1]}", "交易成功"] for n in numbers)]

    raw = together(*either(tmp_path, "csv", s1=JANUARY, s2=FEBRUARY, o1=orders(JANUARY), o2=orders(FEBRUARY)))
    assert raw.rows == 7 and cells(raw, "买家会员名") == ["买家1", "买家1", "买家2", "买家3", "买家4", "买家4", "买家5"]
    assert [(p.kind, p.matched, p.unmatched) for p in raw.parts[2:]] == [("orders", 3, 0), ("orders", 2, 0)]


def test_a_list_fills_what_only_another_shop_says_in_its_sales(tmp_path):
    jd = [["订单号", "商品名称", "订购数量", "客户账号", "下单时间"], ["5001", "茶", 1, "jd1", "2024-01-01"],
          ["5001", "杯", 2, "jd1", "2024-01-01"],
          ["5002", "茶", 1, "jd2", "2024-01-02"]]  # fmt: skip
    shop = [["订单编号", "标题", "购买数量"], ["19", "茶", 1], ["19", "盘", 4], ["20", "茶", 2]]
    orders = [["订单编号", "买家会员名", "订单创建时间", "店铺名称"], ["19", "甲", "2024-01-03", "旗舰店"],
              ["20", "乙", "2024-01-04", "旗舰店"]]
    members = [["会员名", "城市"], ["甲", "杭州"], ["乙", "上海"], ["jd1", "北京"], ["丁", "广州"]]
    raw = together(*either(tmp_path, "csv", jd=jd, shop=shop, orders=orders, members=members))
    assert raw.headers == [*jd[0], "店铺名称", "城市"] and total(raw, "订购数量") == 11
    assert cells(raw, "客户账号") == ["jd1", "jd1", "jd2", "甲", "甲", "乙"]
    assert cells(raw, "下单时间")[2:] == ["2024-01-02", "2024-01-03", "2024-01-03", "2024-01-04"]
    assert part(raw, "orders").columns == ("客户账号", "下单时间", "店铺名称") and part(raw, "orders").matched == 2
    assert cells(raw, "城市") == ["北京", "北京", "", "杭州", "杭州", "上海"]


def test_a_list_in_two_states_counts_by_the_newer(tmp_path):
    old = [["订单编号", "订单状态"], ["A100001", "等待买家付款"], ["A100002", "交易成功"], ["A100003", "交易成功"]]
    new = [["订单编号", "订单状态"], ["A100001", "交易成功"], ["A100009", "交易成功"]]
    raw = together(*either(tmp_path, "csv", s=JANUARY, old=old, new=new))
    assert cells(raw, "订单状态") == ["交易成功"] * 4


def test_the_same_workbook_twice_gives_the_same_orders_once(tmp_path, shared_data):
    for name in ("one.xlsx", "two.xlsx"):
        (tmp_path / name).symlink_to(shared_data / "online_retail.xlsx")
    raw = together(tmp_path / "one.xlsx", tmp_path / "two.xlsx")
    assert raw.rows == 2 * 541_909
    assert (raw.marks[raw.source == 0] == OVERLAP).all() and not raw.marks[raw.source == 1].any()
    assert raw.notes[-1]["values"]["count"] == 25_900
