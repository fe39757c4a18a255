"""Roles of columns: what values allow, what the user says, made orders, questions."""

from __future__ import annotations

import pytest
from made import write_csv
from made_columns import CELLS, ORDER, ROWS, made, table

from assoc_engine.errors import NothingToAnalyse, SettingError
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import Roles, guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace


def roles_by(raw, **overrides):
    roles = guess_roles(raw, overrides)
    return {column.role: column.header for column in roles.columns if column.role}


def test_the_user_decides():
    raw = table(order=CELLS["order"], item=CELLS["name"], slip=CELLS["order"], price=CELLS["price"])
    assert roles_by(raw)["order"] == "order"
    roles = guess_roles(raw, {"slip": "order", "Price": ""})
    given = {column.header: column.role for column in roles.columns}
    assert given == {"order": "", "item": "product", "slip": "order", "price": ""}
    assert roles.columns[2].sure and "You chose" in roles.columns[2].reason["message"]
    assert roles.order_rule["values"] == {"order": "slip"}
    # A choice stands although the values do not look like it.
    assert roles_by(raw, price="product")["product"] == "price"


def test_categories_in_place_of_products_leave_no_code():
    raw = table(order=CELLS["order"], 商品编码=[f"C{name}" for name in CELLS["name"]], item=CELLS["name"], 类别=["a", "b"] * (ROWS // 2))
    assert roles_by(raw) == {"order": "order", "code": "商品编码", "product": "item", "category": "类别"}
    found = roles_by(raw, 类别="product:category")
    assert found["product"] == "类别" and "code" not in found, "else products would still go by their codes"
    assert "code" in roles_by(raw, 类别="category")


@pytest.mark.parametrize(
    ("overrides", "named"),
    [({"ordr": "order"}, "ordr"), ({"item": "produkt"}, "produkt"), ({"item": "order", "slip": "order"}, "order")],
)
def test_impossible_choices_are_named(overrides, named):
    raw = table(order=CELLS["order"], item=CELLS["name"], slip=CELLS["order"])
    with pytest.raises(SettingError) as caught:
        guess_roles(raw, overrides)
    assert named in caught.value.values.values()


@pytest.mark.parametrize("lost", ["1.23457E+17", "2.1e+18"])
def test_order_numbers_the_file_has_lost_are_named(lost):
    raw = table(订单编号=[lost, "12", "12", lost], 标题=["茶", "奶", "糖", "茶"])
    column = guess_roles(raw).columns[0]
    assert not column.sure and column.reason["values"] == {"example": lost}


def test_by_values_where_no_header_tells():
    found = ("order", "time", "product", "quantity", "price", "amount")
    raw = made(list("PQRSTU"), [CELLS[role] for role in ("order", "date", "name", "quantity", "price", "amount")])
    roles = guess_roles(raw)
    assert roles_by(raw) == dict(zip(found, "PQRSTU", strict=True))
    assert not any(column.sure for column in roles.columns)
    assert roles.question["values"] == {"header": "P"}


def test_money_named_in_part_is_completed_only_where_it_multiplies():
    raw = table(order=CELLS["order"], item=CELLS["name"], qty=CELLS["quantity"], X5=CELLS["price"], X6=CELLS["amount"])
    assert roles_by(raw) == {"order": "order", "product": "item", "quantity": "qty", "price": "X5", "amount": "X6"}
    raw = table(order=CELLS["order"], item=CELLS["name"], qty=CELLS["quantity"], X5=CELLS["price"], X6=CELLS["total"])
    assert roles_by(raw) == {"order": "order", "product": "item", "quantity": "qty"}


def test_reasons_say_what_was_found():
    raw = table(订单号=CELLS["order"], 品名=CELLS["name"], 数量=CELLS["quantity"], 单价=CELLS["price"], 金额=CELLS["amount"],
                日期=[f"{1 + o}.03.2024" for o in ORDER], 合计金额=CELLS["total"], 类别=CELLS["group"], 小类=CELLS["finer"],
                利润=CELLS["tax"], 备注=CELLS["blank"], 行号=CELLS["number"])  # fmt: skip
    text = Text("en")
    said = {column.header: text.say(column.reason) for column in guess_roles(raw).columns}
    assert "100%" in said["金额"]
    assert said["日期"] == "Dates such as 1.03.2024 are read day first, as dates with dots are."
    assert "finely than 类别" in said["小类"]
    assert said["类别"] == "小类 is used for this."
    assert "total of the whole order" in said["合计金额"] or "金额 is used" in said["合计金额"]
    assert said["备注"] == "The column is empty."
    assert said["行号"] == "It numbers the rows."
    assert "Profit" in said["利润"]


def test_an_order_total_is_no_line_amount():
    raw = table(order=CELLS["order"], item=CELLS["name"], total=CELLS["total"])
    roles = guess_roles(raw)
    assert roles.column("amount") is None
    assert "whole order" in roles.columns[2].reason["message"]


def test_a_date_that_can_be_read_two_ways_is_not_sure():
    raw = table(order=CELLS["order"], item=CELLS["name"], date=["1/2/2024"] * ROWS)
    column = guess_roles(raw).columns[2]
    assert (column.role, column.sure) == ("time", False)


def test_an_order_number_that_never_comes_twice_is_asked_about():
    raw = table(订单编号=CELLS["unique"], 标题=CELLS["name"])
    roles = guess_roles(raw)
    assert roles.column("order") == 0
    assert roles.question["values"] == {"header": "订单编号"}


# Orders made from customer and time


def test_same_customer_and_minute_where_rows_share_their_minute():
    raw = table(customer=["c1", "c1", "c2", "c1", "c1", ""], item=list("abcabd"), quantity=["1"] * 6,
                time=["2024-03-01 10:05:10", "2024-03-01 10:05:50", "2024-03-01 10:05:20", "2024-03-01 18:00:00",
                      "2024-03-01 18:00:00", "2024-03-01 18:00:00"])  # fmt: skip
    roles = guess_roles(raw)
    assert roles.made_from == "customer_minute" and "minute" in roles.order_rule["message"]
    sales = make_table(raw, roles)
    assert list(sales.order) == ["c1 2024-03-01 10:05", "c1 2024-03-01 10:05", "c2 2024-03-01 10:05",
                                 "c1 2024-03-01 18:00", "c1 2024-03-01 18:00", ""]  # fmt: skip


def test_same_customer_and_day_where_every_row_has_its_own_minute():
    raw = table(customer=["c1", "c1", "c1", "c2"], item=list("abca"),
                time=["2024-03-01 10:05", "2024-03-01 10:17", "2024-03-02 09:00", "2024-03-01 10:30"])  # fmt: skip
    roles = guess_roles(raw)
    assert roles.made_from == "customer_day"
    assert list(make_table(raw, roles).order) == ["c1 2024-03-01", "c1 2024-03-01", "c1 2024-03-02", "c2 2024-03-01"]


def test_same_customer_and_day_without_clocks():
    raw = table(Member_number=["7", "7", "8"], Date=["21-07-2015"] * 3, itemDescription=["tea", "milk", "tea"])
    roles = guess_roles(raw)
    assert roles.made_from == "customer_day"
    assert list(make_table(raw, roles).order) == ["7 2015-07-21", "7 2015-07-21", "8 2015-07-21"]


def test_date_and_clock_in_two_columns_make_one_moment():
    clocks = ["10:05:01", "10:05:01", "10:05:02"]
    raw = table(Date=["2024-03-01"] * 4, Time=[*clocks, ""], Item=["tea", "milk", "tea", "jam"])
    roles = guess_roles(raw)
    assert roles.made_from == "moment"
    assert list(make_table(raw, roles).order)[:3] == [f"2024-03-01 {clock}" for clock in clocks]


def test_customer_alone():
    raw = table(customer=["a", "a", "b"], product=["tea", "milk", "tea"])
    roles = guess_roles(raw)
    assert roles.made_from == "customer" and list(make_table(raw, roles).order) == ["a", "a", "b"]


def test_orders_are_numbered_as_they_come():
    raw = table(customer=["z", "a", "z"], item=["x", "y", "w"], date=["2024-03-02", "2024-03-01", "2024-03-02"])
    assert make_table(raw, guess_roles(raw)).order.codes.tolist() == [0, 1, 0]


# Nothing to analyse


def test_no_product_is_named_with_the_way_out():
    raw = table(order=CELLS["order"], quantity=CELLS["quantity"], date=CELLS["date"])
    roles = guess_roles(raw)
    assert roles.question is not None and roles.column("product") is None
    with pytest.raises(NothingToAnalyse) as caught:
        make_table(raw, roles)
    assert caught.value.values["headers"] == "order, quantity, date"
    assert caught.value.advice and caught.value.values["role"] == "product"


@pytest.mark.parametrize("columns", [{"item": CELLS["name"]}, {"item": CELLS["name"], "date": CELLS["date"]}])
def test_nothing_that_tells_orders_apart(columns):
    raw = table(**columns)
    roles = guess_roles(raw)
    assert "orders apart" in roles.question["message"]
    with pytest.raises(NothingToAnalyse) as caught:
        make_table(raw, roles)
    assert caught.value.advice and caught.value.values["role"] == "order"


def test_codes_serve_as_products_where_there_are_no_names():
    raw = table(order=CELLS["order"], sku=CELLS["code"])
    sales = make_table(raw, guess_roles(raw))
    assert list(sales.product) == list(sales.code) == CELLS["code"]


def test_the_workspace_gives_back_the_roles(tmp_path):
    raw = table(order=CELLS["order"], item=CELLS["name"])
    roles = guess_roles(raw)
    workspace = Workspace(tmp_path)
    roles.put(workspace)
    assert Roles.get(workspace) == roles
    assert workspace.meta("roles")["columns"][0]["role"] == "order"


def shop_rows(columns) -> list[list]:
    """300 order lines of 100 orders, 20 products, 30 customers; `columns(order, line, product, customer)` gives a row."""
    rows = []
    for order in range(100):
        for line in range(3):
            rows.append(columns(order, line + 1, (order * 7 + line * 3) % 20, order % 30))
    return rows


@pytest.mark.parametrize("header", ["Item #", "商品编号", "编号", "Code", "item no"])
@pytest.mark.parametrize("meaning", ["line", "order", "customer"])
def test_a_number_of_lines_orders_or_customers_is_no_product_code(tmp_path, header, meaning):
    def columns(order, line, product, customer):
        number = {"line": line, "order": 7000 + order, "customer": 400 + customer}[meaning]
        return [f"S{order:04d}", number, f"Mug {'ABCDEFGHIJKLMNOPQRST'[product]}", 1]

    table = write_csv(tmp_path / "s.csv", [["Order ID", header, "Product name", "Qty"], *shop_rows(columns)])
    roles = guess_roles(read_files(ReadSettings((str(table),))))
    assert roles.header("order") == "Order ID" and roles.header("product") == "Product name"
    assert roles.column("code") is None


def test_a_code_that_numbers_orders_is_theORDER(tmp_path):
    rows = shop_rows(lambda order, line, product, customer: [7000 + order, f"商品{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'[product]}",
                                                             customer, f"2024-03-{1 + order % 28:02d}"])  # fmt: skip
    table = write_csv(tmp_path / "s.csv", [["编号", "商品名称", "会员号", "日期"], *rows])
    roles = guess_roles(read_files(ReadSettings((str(table),))))
    assert roles.header("order") == "编号" and roles.column("code") is None


def test_true_codes_stay_codes_beside_notes_and_spellings(tmp_path):
    def columns(order, line, product, customer):
        name = "found" if (order + line) % 9 == 0 else f"Mug {'ABCDEFGHIJKLMNOPQRST'[product]}"
        return [f"S{order:04d}", f"{22000 + product}", name, 1]

    table = write_csv(tmp_path / "s.csv", [["Order ID", "Code", "Product name", "Qty"], *shop_rows(columns)])
    assert guess_roles(read_files(ReadSettings((str(table),)))).header("code") == "Code"


def test_a_shop_of_one_price_has_money(tmp_path):
    rows = shop_rows(lambda order, line, product, customer: [order, f"Mug {product}", 9.9])
    table = write_csv(tmp_path / "s.csv", [["单号", "商品名称", "金额"], *rows])
    assert guess_roles(read_files(ReadSettings((str(table),)))).header("amount") == "金额"


def test_the_numbers_of_a_day_are_no_orders_beside_order_numbers():
    days = [f"2024-03-{1 + i // 6:02d}" for i in range(ROWS)]
    daily = [f"#{1 + i % 6}" for i in range(ROWS)]
    raw = made(["流水号", "订单编号", "日期", "商品名称"], [daily, CELLS["unique"], days, CELLS["name"]])
    assert roles_by(raw)["order"] == "订单编号" and guess_roles(raw).made_from == ""
    alone = made(["流水号", "日期", "商品名称"], [daily, days, CELLS["name"]])
    assert roles_by(alone)["order"] == "流水号"
    receipts = made(["流水号", "订单编号", "商品名称"], [CELLS["order"], CELLS["unique"], CELLS["name"]])
    assert roles_by(receipts)["order"] == "流水号"  # it holds neighbouring rows together
