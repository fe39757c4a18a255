"""Several files or sheets that belong together."""

from __future__ import annotations

from functools import partial

from .case import Case, pairs_of, roles_of, rows_of, write_text, write_xlsx
from .shop import Line, shop_lines

ITEMS = """主订单编号 : formula : order | 标题 : zh : product | 价格 : price : price | 购买数量 : quantity : quantity
    商家编码 : sku : code | 订单状态 : state zh : status"""
ORDERS = """订单编号 : formula : | 买家会员名 : nick : customer | 买家实际支付金额 : total : | 订单创建时间 : iso : time
    宝贝总数量 : pieces in all :"""
SALES = """小票号 : short : order | 商品编码 : sku : code | 数量 : quantity : quantity | 会员号 : person : customer
    销售时间 : iso : time"""
MASTER = "商品编码 : sku : | 商品名称 : zh variant : product | 类别 : group zh : category | 成本价 : cost : cost"
NAMED = """Order ID : plain : order | Item Name : en variant : product | SKU : sku : code | Qty : quantity : quantity
    Order Date : iso : time"""
PEOPLE = "会员号 : person : | 姓名 : buyer zh : | 城市 : city : region"


def several() -> list[Case]:
    return [*_orders_and_items(), *_masters(), *_months(), *_returns()]


def first_of(lines: list[Line], key) -> list[Line]:
    return list({key(line): line for line in reversed(lines)}.values())[::-1]


def _text(rows: list[list], encoding: str):
    return partial(write_text, rows=rows, separator=",", encoding=encoding)


def _of(name: str, spec: str, lines: list[Line], files: dict, roles: dict, **more) -> Case:
    return Case(name, files, roles, pairs_of(spec, lines), len({x.number for x in lines}), of="joins", strict=False, **more)


def _orders_and_items() -> list[Case]:
    lines = shop_lines(71)
    heads = first_of(lines, lambda line: line.number)
    roles = {"order": ("主订单编号",), "product": ("标题",), "quantity": ("购买数量",), "customer": ("买家会员名",),
             "time": ("订单创建时间",)}  # fmt: skip
    orders, items = rows_of(ORDERS, heads), rows_of(ITEMS, lines)
    sheets = {"订单": rows_of(ORDERS.replace("formula", "long"), heads), "宝贝": rows_of(ITEMS.replace("formula", "long"), lines)}
    return [
        _of("Taobao order list and item list", ITEMS, lines,
            {"orders.csv": _text(orders, "gb18030"), "items.csv": _text(items, "gb18030")}, roles),
        _of("order list and item list in two sheets", ITEMS, lines,
            {"both.xlsx": partial(write_xlsx, sheets=sheets)}, roles),
    ]  # fmt: skip


def _masters() -> list[Case]:
    lines = shop_lines(72)
    goods, people = first_of(lines, lambda line: line.sku), first_of(lines, lambda line: line.buyer)
    named = SALES.replace("| 数量", "| x : zh variant : product | 数量")
    roles = {"order": ("小票号",), "code": ("商品编码",), "product": ("商品名称",), "category": ("类别",), "cost": ("成本价",)}
    sales, master = rows_of(SALES, lines), rows_of(MASTER, goods)
    return [
        _of("sales and a product master", named, lines,
            {"sales.csv": _text(sales, "utf-8-sig"), "master.csv": _text(master, "utf-8-sig")}, roles),
        _of("sales, products and members in three sheets", named, lines,
            {"all.xlsx": partial(write_xlsx, sheets={"销售": sales, "商品": master, "会员": rows_of(PEOPLE, people)})},
            {**roles, "customer": ("会员号",)}),
    ]  # fmt: skip


def _months() -> list[Case]:
    lines = shop_lines(73, 70)
    parts = [[x for x in lines if x.made.month == month] for month in sorted({x.made.month for x in lines})]
    rows = [rows_of(NAMED, part) for part in parts]
    overlap = [rows_of(NAMED, lines[:120]), rows_of(NAMED, lines[80:])]
    return [
        _of("a file a month", NAMED, lines, {f"m{i}.csv": _text(part, "utf-8") for i, part in enumerate(rows)},
            roles_of(NAMED)),
        _of("a sheet a month", NAMED, lines,
            {"year.xlsx": partial(write_xlsx, sheets={f"{i + 1}月": part for i, part in enumerate(rows)})}, roles_of(NAMED)),
        _of("months that overlap", NAMED, lines,
            {"a.csv": _text(overlap[0], "utf-8"), "b.csv": _text(overlap[1], "utf-8")}, roles_of(NAMED), repeats=True),
    ]  # fmt: skip


def _returns() -> list[Case]:
    lines = shop_lines(74)
    given_back = [["Order ID", "Returned"], *([50_001 + line.number, "Yes"] for line in first_of(
        [line for line in lines if line.closed], lambda line: line.number))]  # fmt: skip
    owners = [["Region", "Person"], ["NY", "Kate"], ["CA", "Paul"], ["TX", "Mia"], ["WA", "Leo"]]
    spec = NAMED + " | Region : state en : region"
    sheets = {"Orders": rows_of(spec, lines), "Returns": given_back, "People": owners}
    return [_of("orders, returns and people of regions", spec, lines, {"store.xlsx": partial(write_xlsx, sheets=sheets)},
                {**roles_of(spec), "status": ("Returned",)})]  # fmt: skip
