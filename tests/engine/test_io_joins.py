"""Lists beside the sales: what they know is put beside the rows it belongs to, and nothing is multiplied."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from several import book, cells, either, part, role_headers, said, together, total

from assoc_engine.errors import SettingError
from assoc_engine.io.joins import join
from assoc_engine.io.raw import RawTable
from assoc_engine.io.read import read_tables
from assoc_engine.io.table import fingerprints
from assoc_engine.progress import SILENT, Cancelled, Progress
from assoc_engine.settings import ReadSettings

BOTH = pytest.mark.parametrize("kind", ["xlsx", "csv"])

ITEMS = [
    ["订单编号", "标题", "价格", "购买数量", "商家编码", "订单状态"],
    ["910001", "茉莉花茶 250g", 39.5, 2, "A-01", "交易成功"],
    ["910001", "白瓷盖碗", 58, 1, "B-07", "交易成功"],
    ["910002", "茉莉花茶 250g", 39.5, 1, "A-01", "交易成功"],
    ["910003", "竹茶盘", 120, 1, "C-03", "交易关闭"],
    ["910003", "白瓷盖碗", 58, 2, "B-07", "交易关闭"],
    ["910004", "竹茶盘", 120, 1, "C-03", "交易成功"],
]
ORDERS = [
    ["订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "订单创建时间", "宝贝标题", "宝贝总数量",
     "店铺名称", "退款金额", "收货地址"],
    ["910001", "lily88", 137, 137, "交易成功", "2024-03-01 09:10:00", "茉莉花茶 250g，白瓷盖碗", 3, "云间茶舍", 0, "杭州某路1号"],
    ["910002", "老王", 39.5, 39.5, "交易成功", "2024-03-01 10:00:00", "茉莉花茶 250g", 1, "云间茶舍", 0, "上海某路2号"],
    ["910003", "lily88", 236, 0, "交易关闭", "2024-03-02 20:30:00", "竹茶盘，白瓷盖碗", 3, "云间茶舍", 0, "杭州某路1号"],
    ["910004", "小陈", 120, 110, "交易成功", "2024-03-03 08:00:00", "竹茶盘", 1, "云间茶舍", 10, "苏州某路3号"],
]  # fmt: skip


@BOTH
@pytest.mark.parametrize("swapped", [False, True])
def test_an_order_list_gives_its_items_customer_time_and_state(tmp_path, kind, swapped):
    tables = {"订单": ORDERS, "宝贝": ITEMS}
    raw = together(*either(tmp_path, kind, **dict(reversed(tables.items())) if swapped else tables))
    assert raw.rows == 6 and total(raw, "购买数量") == 8
    assert cells(raw, "买家会员名") == ["lily88", "lily88", "老王", "lily88", "lily88", "小陈"]
    assert cells(raw, "退款金额")[-1] == "10"
    assert not {"宝贝标题", "宝贝总数量", "买家应付货款", "买家实际支付金额", "收货地址"} & set(raw.headers)
    assert sum(header.startswith("订单状态") for header in raw.headers) == 2
    orders = part(raw, "订单")
    assert (orders.kind, orders.key, orders.keys, orders.matched, orders.unmatched) == ("orders", "订单编号", 4, 4, 0)
    assert part(raw, "宝贝").kind == "sales"
    roles = role_headers(raw)
    assert (roles["order"], roles["product"], roles["code"], roles["quantity"], roles["price"]) == (
        "订单编号", "标题", "商家编码", "购买数量", "价格")  # fmt: skip
    assert (roles["customer"], roles["time"], roles["store"]) == ("买家会员名", "订单创建时间", "店铺名称")
    assert "amount" not in roles


def test_an_order_list_alone_is_the_sales(tmp_path):
    raw = together(book(tmp_path / "a.xlsx", 订单=ORDERS))
    assert [part.kind for part in raw.parts] == ["sales"]
    assert set(cells(raw, "订单编号")) == {"910001", "910002", "910003", "910004"}


def test_orders_of_one_item_each_leave_no_doubt_which_table_is_the_list(tmp_path):
    items, orders = [ITEMS[0], *ITEMS[3:4], *ITEMS[6:]], [ORDERS[0], ORDERS[2], ORDERS[4]]
    raw = together(*either(tmp_path, "csv", a=orders, b=items))
    assert [p.kind for p in raw.parts] == ["orders", "sales"]
    assert cells(raw, "标题") == ["茉莉花茶 250g", "竹茶盘"] and cells(raw, "买家会员名") == ["老王", "小陈"]


SALES = [
    ["单号", "商品编码", "数量", "金额", "客户", "地区"],
    ["X1", "007", 2, 20, "K1", "华东"],
    ["X1", "012", 1, 15, "K1", "华东"],
    ["X2", "007", 1, 10, "K2", "华南"],
    ["X3", "100", 4, 80, "K3", "华东"],
    ["X3", "999", 1, 5, "K3", "华东"],
]
PRODUCTS = [
    ["编码", "商品名称", "类别", "成本价", "标签", "商品图片", "创建时间", "库存数量"],
    [7, "铅笔", "文具", 3, "学生,热销", "p/7.jpg", "2023-01-01", 30],
    [12, "橡皮", "文具", 1, "学生", "p/12.jpg", "2023-01-02", 40],
    [100, "台灯", "电器", 12, "", "p/100.jpg", "2023-01-03", 50],
    [200, "水杯", "日用", 6, "新品", "p/200.jpg", "2023-01-04", 60],
    [300, "毛巾", "日用", 4, "", "p/300.jpg", "2023-01-05", 70],
    [400, "雨伞", "日用", 9, "", "p/400.jpg", "2023-01-06", 80],
]


@BOTH
def test_a_product_list_names_its_products(tmp_path, kind):
    raw = together(*either(tmp_path, kind, 销售=SALES, 商品=PRODUCTS))
    assert raw.rows == 5 and total(raw, "数量") == 9 and total(raw, "金额") == 130
    assert cells(raw, "商品名称") == ["铅笔", "橡皮", "铅笔", "台灯", ""]
    assert cells(raw, "标签") == ["学生,热销", "学生", "学生,热销", "", ""]
    assert not {"创建时间", "库存数量"} & set(raw.headers)
    products = part(raw, "商品")
    assert (products.kind, products.keys, products.matched, products.unmatched) == ("products", 4, 3, 3)
    assert products.columns == ("商品名称", "类别", "成本价", "标签", "商品图片")
    assert "3 of 4 products (75%)" in said(products.message) and "as 007 and 7 are" in said(products.message)
    roles = role_headers(raw)
    assert {role: roles[role] for role in ("code", "product", "category", "cost", "tags", "picture")} == {
        "code": "商品编码", "product": "商品名称", "category": "类别", "cost": "成本价", "tags": "标签",
        "picture": "商品图片"}  # fmt: skip


def test_lost_zeros_are_not_guessed_where_two_codes_could_be_meant(tmp_path):
    sales = [["单号", "商品编码", "数量"], ["1", "007", 1], ["1", "07", 1], ["2", "0100", 2]]
    products = [["商品编码", "商品名称"], ["7", "铅笔"], ["100", "台灯"]]
    raw = together(*either(tmp_path, "csv", s=sales, p=products))
    assert cells(raw, "商品名称") == ["", "", "台灯"]
    assert part(raw, "p").matched == 1


def test_a_list_names_the_numbers_in_baskets(tmp_path):
    baskets = [["7", *(f"{8 + (i + k) % 9}" for k in range(i % 4))] for i in range(40)]
    (tmp_path / "a.dat").write_text("".join(" ".join(basket) + "\n" for basket in baskets))
    names = [["商品编号", "商品名称", "类别"], *([i, f"商品{i}", f"类{i % 3}"] for i in range(5, 25))]
    raw = together(tmp_path / "a.dat", *either(tmp_path, "csv", 商品=names))
    items = cells(raw, raw.headers[1])
    assert cells(raw, "商品名称") == [f"商品{item}" for item in items]
    roles = role_headers(raw)
    assert (roles["order"], roles["code"], roles["product"]) == (raw.headers[0], raw.headers[1], "商品名称")


def test_keys_are_compared_as_words(tmp_path):
    sales = [["单号", "商品编码", "数量"], ["1", "ＡB-1 ", 1], ["1", "22423", 1], ["2", "ab-2", 2]]
    products = [["商品编码", "商品名称"], ["AB-1", "一"], ["22423.0", "二"], ["AB-2", "三"], ["AB-3", "四"]]
    raw = together(*either(tmp_path, "csv", s=sales, p=products))
    assert cells(raw, "商品名称") == ["一", "二", "三"]


def test_of_a_key_that_stands_twice_the_first_row_counts(tmp_path):
    twice = [*PRODUCTS, [7, "圆珠笔", "文具", 2, "", "", "", 1], [12, *PRODUCTS[2][1:]]]
    raw = together(*either(tmp_path, "xlsx", 销售=SALES, 商品=twice))
    assert raw.rows == 5 and cells(raw, "商品名称")[0] == "铅笔"
    assert "1 key stands there several times" in said(part(raw, "商品").message)


def test_a_list_says_nothing_of_what_the_sales_say_themselves(tmp_path):
    sales = [["单号", "商品编码", "商品名称", "类别", "数量", "单价"], ["1", "A", "铅笔", "文具", 1, 5], ["2", "B", "台灯", "电器", 1, 9]]
    products = [["商品编码", "商品名称", "商品类别", "零售价", "风格"], ["A", "铅笔(旧)", "X", 6, "简约"],
                ["B", "台灯(旧)", "Y", 8, "复古"]]
    raw = together(*either(tmp_path, "csv", s=sales, p=products))
    assert raw.headers == [*sales[0], "风格"] and cells(raw, "风格") == ["简约", "复古"]
    assert role_headers(raw)["product"] == "商品名称"


@BOTH
def test_customers_bring_their_region_and_regions_their_owner(tmp_path, kind):
    sales = [row[:5] for row in SALES]
    customers = [["编号", "姓名", "城市", "渠道"], ["K1", "周一", "杭州", "门店"], ["K2", "吴二", "广州", "网店"],
                 ["K9", "郑九", "北京", "网店"]]
    owners = [["城市", "负责人"], ["杭州", "沈"], ["广州", "韩"], ["北京", "杨"]]
    raw = together(*either(tmp_path, kind, 负责=owners, 客户=customers, 销售=sales))
    assert raw.rows == 5
    assert cells(raw, "城市") == ["杭州", "杭州", "广州", "", ""] and cells(raw, "渠道")[2] == "网店"
    assert cells(raw, "负责人") == ["沈", "沈", "韩", "", ""]
    assert (part(raw, "客户").kind, part(raw, "客户").keys, part(raw, "客户").matched) == ("customers", 3, 2)
    assert (part(raw, "负责").kind, part(raw, "负责").matched, part(raw, "负责").unmatched) == ("regions", 2, 1)


def test_headers_that_the_sales_have_get_the_tables_name(tmp_path):
    orders = [["单号", "订单状态", "下单时间"], ["X1", "已完成", "2024-01-01"], ["X2", "已取消", "2024-01-02"]]
    sales = [[*SALES[0], "订单状态"], *([*row, "已出库"] for row in SALES[1:])]
    raw = together(*either(tmp_path, "csv", 销售=sales, 订单=orders))
    assert cells(raw, "订单状态 (订单.csv)") == ["已完成", "已完成", "已取消", "", ""]
    assert "下单时间" in raw.headers


def test_a_list_of_another_month_is_not_joined_and_shows_a_key_of_each_side(tmp_path):
    other = [ORDERS[0], *([f"77{row[0]}", *row[1:]] for row in ORDERS[1:])]
    other = [[cell for i, cell in enumerate(row) if i not in (6, 7)] for row in other]  # no products
    raw = together(*either(tmp_path, "csv", 宝贝=ITEMS, 订单=other))
    orders = part(raw, "订单")
    assert raw.headers == ITEMS[0] and (orders.kind, orders.columns, orders.matched) == ("", (), 0)
    assert "77910001" in said(orders.message) and "910001" in said(orders.message)


def test_what_belongs_to_nothing_is_not_used(tmp_path):
    pivot = [["商品编码", "销量合计", "销售额合计"], ["007", 3, 30], ["012", 1, 15], ["100", 4, 80]]
    notes = [["填表说明"], ["请勿修改"], ["如有疑问请联系小李"]]
    stock = [["入库单号", "商品编码", "数量"], ["R1", "007", 50], ["R1", "012", 60], ["R2", "100", 70]]
    raw = together(book(tmp_path / "a.xlsx", 销售=SALES, 汇总=pivot, 说明=notes, 入库=stock))
    assert raw.headers == SALES[0] and raw.rows == 5
    assert {p.sheet: p.kind for p in raw.parts} == {"销售": "sales", "汇总": "", "说明": "", "入库": ""}
    assert all("not used" in said(p.message) for p in raw.parts[1:])


def test_the_user_says_what_a_table_is_for(tmp_path):
    paths = either(tmp_path, "csv", 销售=SALES, 商品=PRODUCTS)
    raw = together(*paths, uses={"商品.csv": ""})
    assert part(raw, "商品").kind == "" and raw.headers == SALES[0] and "as you chose" in said(part(raw, "商品").message)
    shape = part(raw, "商品").shape
    assert part(together(*paths, uses={shape: "products"}), "商品").kind == "products"
    forced = together(*paths, uses={"商品.csv": "customers"})
    assert part(forced, "商品").kind == "" and forced.headers == SALES[0]
    both = together(*paths, uses={"商品.csv": "sales"})
    assert both.rows == 11 and [p.kind for p in both.parts] == ["sales", "sales"]
    with pytest.raises(SettingError, match="nonsense"):
        together(*paths, uses={"商品.csv": "nonsense"})


def test_a_use_by_sheet_is_for_that_sheet_alone(tmp_path):
    path = book(tmp_path / "a.xlsx", 销售=SALES, 商品=PRODUCTS)
    assert [p.kind for p in together(path, uses={"a.xlsx|商品": ""}).parts] == ["sales", ""]


def test_where_nothing_sells_the_most_promising_table_is_shown(tmp_path):
    raw = together(*either(tmp_path, "csv", 商品=PRODUCTS, 城市=[["城市", "负责人"], ["杭州", "沈"]]))
    assert raw.headers == PRODUCTS[0] and [p.kind for p in raw.parts] == ["sales", ""]


def test_rows_that_were_equal_stay_equal(tmp_path):
    sales = [*SALES, SALES[1]]
    raw = together(*either(tmp_path, "csv", s=sales, p=PRODUCTS))
    rows = fingerprints(raw)
    assert rows[0] == rows[5] and len(np.unique(rows)) == 5


def test_cancelling_ends_the_join(tmp_path):
    settings = ReadSettings()
    paths = either(tmp_path, "csv", s=SALES, p=PRODUCTS)
    tables: list[RawTable] = [table for path in paths for table in read_tables(path, settings, SILENT)]
    progress = Progress()
    part_ = progress.part(0, 1)
    progress.cancel()
    with pytest.raises(Cancelled):
        join(tables, {}, part_)


def test_superstore_sheets_are_joined(shared_data):
    raw = together(shared_data / "superstore_zh.xls")
    assert raw.rows == 10_000 and raw.sources == (("superstore_zh.xls", "订单"),)
    back, owners = part(raw, "退货"), part(raw, "销售人员")
    assert (back.kind, back.key, back.matched, back.unmatched) == ("returns", "订单 ID", 296, 0)
    assert (owners.kind, owners.key, owners.keys, owners.matched, owners.columns) == ("regions", "地区", 6, 6, ("地区经理",))
    owner_of = Counter(zip(cells(raw, "地区"), cells(raw, "地区经理"), strict=True))
    assert len(owner_of) == 6 and "" not in {owner for _, owner in owner_of}
    returned = {order for order, cell in zip(cells(raw, "订单 ID"), cells(raw, back.columns[0]), strict=True) if cell}
    assert len(returned) == 296
    roles = role_headers(raw)
    assert {role: roles[role] for role in ("order", "product", "code", "quantity", "amount", "customer", "time",
                                           "category", "region")} == {
        "order": "订单 ID", "product": "产品名称", "code": "产品 ID", "quantity": "数量", "amount": "销售额",
        "customer": "客户 ID", "time": "订单日期", "category": "子类别", "region": "地区"}  # fmt: skip
    assert roles["status"] == back.columns[0]


def test_the_line_that_says_who_signed_is_no_product_that_the_list_lacks(tmp_path):
    sold = [["单号", "编码", "名称", "数量"], *([f"X1000{i}", f"P-0{i % 3}", f"茶{i % 3}", 1 + i % 2] for i in range(9)),
            ["", "审核人：李", "", ""]]  # fmt: skip
    listed = [["编码", "名称", "分类"], *([f"P-0{i}", f"茶{i}", "茶叶"] for i in range(3))]
    known = part(together(*either(tmp_path, "xlsx", 销售=sold, 商品=listed)), "商品")
    assert (known.keys, known.matched) == (3, 3)
    known = part(together(*either(tmp_path, "xlsx", 销售=sold, 商品=listed[:-1])), "商品")
    assert (known.keys, known.matched) == (3, 2)
