"""Files whose rows are no order lines as they stand: titles, totals, headings, merged cells, several products a row."""

from __future__ import annotations

from itertools import groupby

from .case import Case, columns, pairs_of, roles_of, rows_of, write_text, write_xlsx
from .shop import Line, shop_lines

LINES = """单号 : short : order | 商品名称 : zh variant : product | 数量 : quantity : quantity | 金额 : amount : amount
    销售日期 : iso : time"""
MERGED = """订单号 : first short : order | 下单时间 : first iso : time | 客户 : first buyer zh : customer
    商品名称 : zh variant : product | 数量 : quantity : quantity | 单价 : price : price"""


def layouts() -> list[Case]:
    return [*_rows_besides(), *_headers(), *_orders_as_rows()]


def orders_of(lines: list[Line]) -> list[list[Line]]:
    return [list(group) for _, group in groupby(lines, key=lambda line: line.number)]


def _of(name: str, spec: str, lines: list[Line], files: dict, roles: dict | None = None, **more) -> Case:
    """A case of a layout: of the roles only those given must be."""
    number = len({line.number for line in lines})
    found = roles_of(spec) if roles is None else roles
    return Case(name, files, found, pairs_of(spec, lines), number, **{"of": "layout", "strict": False, **more})


def _rows_besides() -> list[Case]:
    lines = shop_lines(61, 60)
    header, *rows = rows_of(LINES, lines)
    repeated = [header]
    for start in range(0, len(rows), 50):
        repeated += [*rows[start : start + 50], *([header] if start + 50 < len(rows) else [])]
    pieces, money = sum(line.quantity for line in lines), round(sum(line.amount for line in lines), 2)
    totals = [header]
    for group in orders_of(lines):
        totals += rows_of(LINES, group)[1:]
        totals.append(["小计", "", sum(x.quantity for x in group), round(sum(x.amount for x in group), 2), ""])
    totals.append(["合计", "", pieces, money, ""])
    blank = [row for index, row in enumerate([header, *rows]) for row in ([row, [""] * 5] if index % 9 == 8 else [row])]
    english = """Receipt : short : order | Item : en : product | Qty : quantity : quantity | Total Price : amount : amount
        Date : us time : time"""
    with_total = [*rows_of(english, lines), ["Grand Total", "", pieces, money, ""]]
    return [
        _of("headings on every page", LINES, lines, {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": repeated})}),
        _of("headings on every page, text", LINES, lines, {"s.csv": lambda path: write_text(path, repeated, ",", "gb18030")}),
        _of("totals of orders and of all", LINES, lines, {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": totals})}),
        _of("a grand total", english, lines, {"s.csv": lambda path: write_text(path, with_total, ",", "utf-8")}),
        _of("empty rows", LINES, lines, {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": blank})}),
    ]


def _headers() -> list[Case]:
    lines = shop_lines(62)
    _, *rows = rows_of(LINES, lines)
    two = [["订单信息", "商品信息", "", "", "订单信息"], ["单号", "商品名称", "数量", "金额", "销售日期"], *rows]
    title = [["门店销售流水"], ["2024-01-01 ~ 2024-06-30"], [], *rows_of(LINES, lines)]
    decoy = {"说明": [["本表由系统导出"], ["联系电话", "0571-1234"]], "销售": rows_of(LINES, lines),
             "旧": rows_of(LINES, shop_lines(63))}  # fmt: skip
    merged = ["A1:A1", "B1:D1"]
    return [
        _of("two header rows", LINES, lines, {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": two}, merged=merged)},
            {"order": (), "product": (), "quantity": ()}),
        _of("title and dates above", LINES, lines, {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": title})}),
        _of("hidden sheet and a page of words", LINES, lines,
            {"s.xlsx": lambda path: write_xlsx(path, decoy, hidden=("旧",))}),
    ]  # fmt: skip


def _orders_as_rows() -> list[Case]:
    lines = shop_lines(64)
    orders = orders_of(lines)
    merged, row = [], 2
    for group in orders:
        merged += [f"{column}{row}:{column}{row + len(group) - 1}" for column in "ABC" if len(group) > 1]
        row += len(group)
    place = {index: role for index, (_, _, role) in enumerate(columns(MERGED))}
    assert place[0] == "order"
    cells = [["订单号", "商品信息", "下单时间"]]
    cells += [[_short(group), "，".join(f"{x.zh} {x.variant} x{x.quantity}" for x in group), str(group[0].made)]
              for group in orders]  # fmt: skip
    plus = [["Order ID", "Items", "Order Date"]]
    plus += [[_short(group), "; ".join(x.en for x in group), f"{group[0].made:%Y-%m-%d}"] for group in orders]
    most = max(map(len, orders))
    wide = [["订单号", *(name for i in range(1, most + 1) for name in (f"商品{i}", f"数量{i}"))]]
    wide += [[_short(g), *(v for x in g for v in (f"{x.zh} {x.variant}", x.quantity)), *[""] * 2 * (most - len(g))]
             for g in orders]  # fmt: skip
    goods = sorted({x.zh for x in lines})
    matrix = [["订单号", *goods], *([_short(g), *(int(any(x.zh == good for x in g)) for good in goods)] for g in orders)]
    baskets = [[x.en for x in group] for group in orders if len(group) > 1]
    several = [x for group in orders if len(group) > 1 for x in group]
    anywhere = {"order": (), "product": ()}
    named = "订单号 : short : order | x : zh variant : product"
    once = list({(x.number, x.zh): x for x in lines}.values())  # two sizes of one product are one 1
    return [
        _of("order number under merged cells", MERGED, lines,
            {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": rows_of(MERGED, lines)}, merged=merged)}),
        _of("order number on first rows only", MERGED, lines,
            {"s.csv": lambda path: write_text(path, rows_of(MERGED, lines), ",", "gb18030")}),
        _of("products and counts in one cell", named, lines,
            {"s.csv": lambda path: write_text(path, cells, ",", "utf-8-sig")}, anywhere),
        _of("products in one cell, English", "Order ID : short : order | x : en : product", lines,
            {"s.xlsx": lambda path: write_xlsx(path, {"Orders": plus})}, anywhere),
        _of("products in numbered columns", named, lines,
            {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": wide})}, anywhere),
        _of("a matrix of ones", "订单号 : short : order | x : zh : product", once,
            {"s.xlsx": lambda path: write_xlsx(path, {"Sheet1": matrix})}, anywhere),
        _of("a basket a line", "x : en : product", several,
            {"s.csv": lambda path: write_text(path, baskets, ",", "utf-8")}, anywhere),
    ]  # fmt: skip


def _short(group: list[Line]) -> str:
    return f"XS{group[0].made:%Y%m%d}-{group[0].number:04d}"
