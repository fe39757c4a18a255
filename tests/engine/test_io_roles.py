"""Roles of columns: headers of real systems, values, what the user says, made orders, questions."""

from __future__ import annotations

import re

import numpy as np
import pytest
from made import write_csv

from assoc_engine.errors import NothingToAnalyse, SettingError
from assoc_engine.io.cells import ColumnBuilder
from assoc_engine.io.header_words import ROLES, plain_name, roles_of_name
from assoc_engine.io.raw import RawTable
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import Roles, guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace


def table(**columns):
    return made(list(columns), list(columns.values()))


def made(headers, columns):
    built = []
    for header, cells in zip(headers, columns, strict=True):
        builder = ColumnBuilder()
        builder.add(cells)
        built.append(builder.finish(header))
    rows = len(columns[0])
    return RawTable(tuple(built), np.zeros(rows, np.int16), np.arange(2, rows + 2, dtype=np.int32),
                    (("a.csv", ""),), "lines", ("a.csv",), 1)  # fmt: skip


ROWS = 60
_order = [i // 3 for i in range(ROWS)]
CELLS = {
    "order": [f"2024{1000 + o}" for o in _order],
    "long": [f"2109876543210{1000 + o}" for o in _order],
    "hash": [f"#{1001 + o}" for o in _order],
    "unique": [f"77{1000 + i}" for i in range(ROWS)],
    "name": [f"红茶 {i * 7 % 11} 号" for i in range(ROWS)],
    "code": [f"SKU-{i * 7 % 11:03d}" for i in range(ROWS)],
    "quantity": [str(1 + i % 4) for i in range(ROWS)],
    "price": [f"{5 + i * 7 % 11}.50" for i in range(ROWS)],
    "amount": [f"{(1 + i % 4) * (5.5 + i * 7 % 11):.2f}" for i in range(ROWS)],
    "total": [f"{30 + o}.00" for o in _order],
    "total_once": [f"{30 + o}.00" if i % 3 == 0 else "" for i, o in enumerate(_order)],
    "person": [f"buyer{o % 9}" for o in _order],
    "email": [f"b{o % 9}@example.com" for o in _order],
    "stamp": [f"2024-03-{1 + o:02d} 10:{o:02d}:00" for o in _order],
    "later": [f"2024-03-{1 + o:02d} 12:{o:02d}:00" for o in _order],
    "offset": [f"2024-03-{1 + o:02d} 10:{o:02d}:00 +0800" for o in _order],
    "iso": [f"2024-03-{1 + o:02d}T10:{o:02d}:00+00:00" for o in _order],
    "date": [f"2024/3/{1 + o}" for o in _order],
    "clock": [f"10:{o:02d}:00" for o in _order],
    "state": ["交易成功" if o % 5 else "交易关闭" for o in _order],
    "refund": ["0.00"] * ROWS,
    "group": ["茶" if i * 7 % 11 < 6 else "糖" for i in range(ROWS)],
    "finer": [f"茶类{i * 7 % 11 // 3}" for i in range(ROWS)],
    "place": ["华东" if o % 2 else "华北" for o in _order],
    "number": [str(i + 1) for i in range(ROWS)],
    "text": [f"words about it {i * 7 % 11}" for i in range(ROWS)],
    "blank": [""] * ROWS,
    "tax": ["0.35"] * ROWS,
}  # fmt: skip

# system: "header : cells : role" of its columns; the role is empty where the column must get none
SYSTEMS = {
    "Taobao orders": """
        订单编号 : unique : order | 买家会员名 : person : customer | 买家应付货款 : amount : | 买家实际支付金额 : price : amount
        订单状态 : state : | 订单创建时间 : stamp : time | 订单付款时间 : later : | 宝贝标题 : name : product
        宝贝总数量 : quantity : quantity | 退款金额 : refund :
        """,
    "Taobao items": """
        子订单编号 : unique : | 主订单编号 : long : order | 标题 : name : product | 价格 : price : price
        购买数量 : quantity : quantity | 外部系统编号 : code : | 商品属性 : text : description | 订单状态 : state :
        商家编码 : code : code | 退款状态 : state :
        """,
    "JD": """
        订单号 : long : order | 商品ID : code : code | 商品名称 : name : product | 订购数量 : quantity : quantity
        下单时间 : stamp : time | 京东价 : price : price | 订单金额 : total : | 结算金额 : amount : amount | 订单状态 : state :
        客户账号 : person : customer
        """,
    "Youzan": """
        订单号 : long : order | 订单状态 : state : | 商品名称 : name : product | 规格编码 : code : code | 商品单价 : price : price
        商品数量 : quantity : quantity | 商品实际成交金额 : amount : amount | 买家手机号 : person : customer
        订单创建时间 : stamp : time | 商品退款状态 : state :
        """,
    "till": """
        小票号 : order : order | 条码 : code : code | 品名 : name : product | 数量 : quantity : quantity
        单价 : price : price | 金额 : amount : amount | 会员卡号 : person : customer | 交易时间 : stamp : time | 类型 : state :
        """,
    "ERP": """
        序号 : number : | 单据编号 : order : order | 开单日期 : date : time | 客户 : person : customer | 存货编码 : code : code
        存货名称 : name : product | 规格型号 : text : description | 销量 : quantity : quantity | 零售价（元） : price : price
        销售额(元) : amount : amount | 成本 : price : cost | 毛利 : tax :
        """,
    "till, other names": """
        流水号 : order : order | 货号 : code : code | 货品名称 : name : product | 数量 : quantity : quantity
        会员号 : person : customer | 销售日期 : date : time
        """,
    "Shopify": """
        Name : hash : order | Email : email : customer | Financial Status : state : | Currency : state :
        Subtotal : total_once : | Shipping : refund : | Taxes : tax : | Total : total_once :
        Discount Amount : refund : | Created at : offset : time | Lineitem quantity : quantity : quantity
        Lineitem name : name : product | Lineitem price : price : price | Lineitem compare at price : price :
        Lineitem sku : code : code | Refunded Amount : refund : | Cancelled at : blank :
        """,
    "Amazon": """
        amazon-order-id : long : order | merchant-order-id : long : | purchase-date : iso : time
        last-updated-date : iso : | order-status : state : | product-name : name : product | sku : code : code
        asin : code : | quantity : quantity : quantity | currency : state : | item-price : amount : amount
        item-tax : tax : | shipping-price : tax : | gift-wrap-price : tax : | ship-state : place : region
        buyer-email : email : customer
        """,
    "WooCommerce": """
        Order Number : order : order | Order Status : state : | Order Date : stamp : time | Customer Note : text :
        Email (Billing) : email : customer | SKU : code : code | Item # : number : | Item Name : name : product
        Quantity : quantity : quantity | Item Cost : price : price | Order Line Total : amount : amount
        Order Total Amount : total :
        """,
    "WooCommerce, other names": """
        Order ID : order : order | Product Name : name : product | Quantity : quantity : quantity
        Customer : person : customer | Order Date : date : time
        """,
    "Square": """
        Date : date : time | Time : clock : clock | Category : group : category | Item : name : product
        Qty : quantity : quantity | SKU : code : code | Gross Sales : amount : | Discounts : refund :
        Net Sales : amount : amount | Tax : tax : | Transaction ID : order : order | Event Type : state :
        Customer ID : person : customer | Customer Name : person :
        """,
    "till in English": """
        Receipt number : order : order | Description : name : product | PLU : code : code
        Count : quantity : quantity | Price : price : price | Customer Name : person : customer
        Date : date : time
        """,
    "Online Retail": """
        InvoiceNo : order : order | StockCode : code : code | Description : name : product
        Quantity : quantity : quantity | InvoiceDate : stamp : time | UnitPrice : price : price
        CustomerID : person : customer | Country : place : region
        """,
    "Online Retail II": """
        Invoice : order : order | StockCode : code : code | Description : name : product
        Quantity : quantity : quantity | InvoiceDate : stamp : time | Price : price : price
        Customer ID : person : customer | Country : place : region
        """,
    "Superstore": """
        Row ID : number : | Order ID : order : order | Order Date : date : time | Ship Date : date :
        Ship Mode : state : | Customer ID : person : customer | Customer Name : person : | Segment : group :
        Country : place : | City : place : | State : place : | Postal Code : order : | Region : place : region
        Product ID : code : code | Category : group : | Sub-Category : finer : category
        Product Name : name : product | Sales : amount : amount | Quantity : quantity : quantity
        Discount : tax : | Profit : tax :
        """,
    "item numbers beside names": """
        Order No. : order : order | Item : code : code | Description : name : product | Qty. : quantity : quantity
        """,
}


def columns_of(system):
    cells = re.split(r"[|\n]", SYSTEMS[system].strip())
    return [tuple(part.strip() for part in cell.split(" :")) for cell in cells]


@pytest.mark.parametrize("system", SYSTEMS)
def test_headers_of_real_systems(system):
    columns = columns_of(system)
    raw = made([header for header, _, _ in columns], [CELLS[cells] for _, cells, _ in columns])
    roles = guess_roles(raw)
    assert {c.header: c.role for c in roles.columns} == {header: role for header, _, role in columns}
    make_table(raw, roles)
    for language in ("en", "zh_CN"):  # every place of every sentence has its value
        text = Text(language)
        for said in (roles.answer, roles.order_rule, *(column.reason for column in roles.columns)):
            assert text.say(said) and "{" not in text.say(said)


def test_known_names_are_plain_and_of_roles():
    for name in ("订单 ID", "order_id", "Order-ID", "ORDER ID", "orderId", "订单id（元）"):
        assert roles_of_name(name).keys() == {"order"}, name
    assert plain_name("金额(元)") == plain_name(" 金额 ") == "金额"
    assert plain_name("Ｏｒｄｅｒ　ＩＤ") == "orderid"
    assert all(role in ROLES for role in roles_of_name("description"))


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
                日期=[f"{1 + o}.03.2024" for o in _order], 合计金额=CELLS["total"], 类别=CELLS["group"], 小类=CELLS["finer"],
                利润=CELLS["tax"], 备注=CELLS["blank"], 行号=CELLS["number"])  # fmt: skip
    text = Text("en")
    said = {column.header: text.say(column.reason) for column in guess_roles(raw).columns}
    assert "100%" in said["金额"]
    assert said["日期"] == "Dates such as 1.03.2024 are read day first; the column leaves no other reading."
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


def test_a_code_that_numbers_orders_is_the_order(tmp_path):
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
