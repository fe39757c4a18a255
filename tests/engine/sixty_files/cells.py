"""How a cell of a line is written: by a word, `FIELDS[word](line)`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .shop import Line

STORES_ZH, STORES_EN = ("人民路店", "中山店", "西湖店"), ("High Street", "Station", "Harbour")


def _long(line: Line) -> str:
    return f"21{98_765_432_100_000_00 + line.number * 7_919:016d}"


def _short(line: Line) -> str:
    return f"XS{line.made:%Y%m%d}-{line.number:04d}"


def _sku(line: Line) -> str:
    return f"T{line.parent:03d}-{line.sku:02d}"


def _barcode(line: Line) -> str:
    return f"69{20_000_000_000 + line.sku * 317:011d}"


def _phone(line: Line) -> str:
    return f"138{20_000_000 + line.buyer * 4_321:08d}"


def _state(line: Line) -> str:
    return "交易关闭" if line.closed else "交易成功"


def _serial(line: Line) -> float:
    day = (line.made.date() - date(1899, 12, 30)).days
    return round(day + (line.made.hour * 3600 + line.made.minute * 60 + line.made.second) / 86400, 6)


FIELDS: dict[str, Callable[[Line], object]] = {
    # orders and lines
    "long": _long,
    "formula": lambda x: f'="{_long(x)}"',
    "quote": lambda x: f"'{_long(x)}",
    "tab": lambda x: f"\t{_long(x)}",
    "short": _short,
    "hash": lambda x: f"#{1001 + x.number}",
    "plain": lambda x: 50_001 + x.number,
    "invoice": lambda x: f"INV{536_000 + x.number}",
    "amazon": lambda x: f"{100 + x.number % 9}-{5_550_000 + x.number * 31:07d}-{1_000_000 + x.number * 97:07d}",
    "guid": lambda x: f"{x.number * 2_654_435_761 % 2**32:08x}-{x.number:04x}",
    "line id": lambda x: f"{_long(x)}{x.line + 1:02d}",
    "record": lambda x: 7000 + x.number * 8 + x.line,
    "payment id": lambda x: f"4200{x.number * 104_729 % 10**8:08d}",
    "again": lambda x: x.number % 30 + 1,
    "line": lambda x: x.line + 1,
    "lost": lambda x: "2.19877E+17",
    # products
    "zh": lambda x: x.zh,
    "en": lambda x: x.en,
    "zh variant": lambda x: f"{x.zh} {x.variant}",
    "en variant": lambda x: f"{x.en} - {x.variant}",
    "wide": lambda x: f"{x.zh}　".replace("a", "ａ"),
    "hidden": lambda x: f"\u200b{x.zh}\u00a0",
    "other name": lambda x: f"供应商品{x.sku * 5 % 11}",
    "variant": lambda x: x.variant,
    "sku": _sku,
    "parent": lambda x: f"T{x.parent:03d}",
    "parent number": lambda x: 660_100 + x.parent,
    "barcode": _barcode,
    "asin": lambda x: f"B0{x.sku * 7_654_321 % 36**6:08d}",
    "group zh": lambda x: x.group_zh,
    "group en": lambda x: x.group_en,
    "big group": lambda x: "食品" if x.parent in (0, 1, 2, *range(7, 17)) else "用品",
    "tags": lambda x: f"{x.group_zh},热卖" if x.parent % 3 else x.group_zh,
    "path": lambda x: f"images/{_sku(x)}.jpg",
    # money and quantities
    "quantity": lambda x: x.quantity,
    "float": lambda x: f"{x.quantity}.00",
    "pieces": lambda x: f"{x.quantity}件",
    "wide number": lambda x: "".join(chr(ord(c) + 0xFEE0) for c in str(x.quantity)),
    "price": lambda x: x.price,
    "amount": lambda x: x.amount,
    "yuan": lambda x: f"¥{x.price:.2f}",
    "wide yuan": lambda x: f"￥{x.amount:,.2f}",
    "in yuan": lambda x: f"{x.amount:.2f}元",
    "comma": lambda x: f"{x.price:.2f}".replace(".", ","),
    "comma amount": lambda x: f"{x.amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", "."),
    "dollar": lambda x: f"${x.amount:,.2f}",
    "cost": lambda x: round(x.price * (0.4 + x.parent % 5 / 20), 2),
    "profit": lambda x: round(x.amount * 0.37 + x.line, 2),
    "list price": lambda x: round(x.price * 1.2 + 3, 2),
    "total": lambda x: x.total,
    "pieces in all": lambda x: x.lines,
    "tax": lambda x: round(x.amount * 0.06, 2),
    "zero": lambda x: "0.00",
    "refund": lambda x: f"{x.amount:.2f}" if x.closed else "0.00",
    # people and places
    "buyer zh": lambda x: x.buyer_zh,
    "buyer en": lambda x: x.buyer_en,
    "nick": lambda x: f"tb{x.buyer * 7907 % 10**6:06d}**",
    "member": lambda x: f"VIP{x.buyer:04d}" if x.buyer % 4 else "",
    "person": lambda x: f"C-{1000 + x.buyer}",
    "phone": _phone,
    "email": lambda x: f"{x.buyer_en.replace(' ', '.').lower()}@example.com",
    "city": lambda x: ("杭州", "上海", "苏州", "南京")[x.buyer % 4],
    "state en": lambda x: ("NY", "CA", "TX", "WA")[x.buyer % 4],
    "store zh": lambda x: STORES_ZH[x.store],
    "store en": lambda x: STORES_EN[x.store],
    "source zh": lambda x: "小程序" if x.web else "门店",
    "source en": lambda x: "web" if x.web else "pos",
    "clerk": lambda x: ("小周", "小林")[x.number % 2],
    "pay zh": lambda x: ("微信支付", "支付宝", "现金")[x.number % 3],
    "pay en": lambda x: ("Visa", "Cash")[x.number % 2],
    "note": lambda x: "请尽快发货" if x.number % 9 == 0 else "",
    "address": lambda x: f"文一路{x.buyer * 3 + 1}号",
    # states
    "state zh": _state,
    "state paid": lambda x: "已取消" if x.closed else "已完成",
    "after sale": lambda x: "退款成功" if x.closed else "无售后或售后关闭",
    "sale": lambda x: "退货" if x.closed else "销售",
    "kind": lambda x: "零售单",
    "audited": lambda x: "已审核",
    "financial": lambda x: "refunded" if x.closed else "paid",
    "fulfilment": lambda x: "" if x.closed else "fulfilled",
    "shipped": lambda x: "Cancelled" if x.closed else "Shipped",
    "completed": lambda x: "wc-refunded" if x.closed else "wc-completed",
    "event": lambda x: "Refund" if x.closed else "Payment",
    "flag": lambda x: "true" if x.closed else "false",
    "yes": lambda x: "是" if x.closed else "否",
    "cancelled": lambda x: f"{x.made:%Y-%m-%d} 21:00:00 +0800" if x.closed else "",
    # times
    "made": lambda x: x.made,
    "day": lambda x: x.made.date(),
    "clock": lambda x: x.made.time(),
    "iso": lambda x: f"{x.made:%Y-%m-%d %H:%M:%S}",
    "tabbed": lambda x: f"{x.made:%Y-%m-%d %H:%M:%S}\t",
    "minute": lambda x: f"{x.made.year}/{x.made.month}/{x.made.day} {x.made:%H:%M}",
    "offset": lambda x: f"{x.made:%Y-%m-%d %H:%M:%S} +0800",
    "utc": lambda x: f"{x.made:%Y-%m-%dT%H:%M:%S}+00:00",
    "iso day": lambda x: f"{x.made:%Y-%m-%d}",
    "zh day": lambda x: f"{x.made.year}年{x.made.month}月{x.made.day}日",
    "zh time": lambda x: f"{x.made.year}年{x.made.month}月{x.made.day}日 {x.made:%H:%M}",
    "dotted": lambda x: f"{x.made.year}.{x.made.month}.{x.made.day}",
    "compact": lambda x: f"{x.made:%Y%m%d}",
    "us": lambda x: f"{x.made.month}/{x.made.day}/{x.made:%y}",
    "us time": lambda x: f"{x.made:%m/%d/%Y %I:%M %p}",
    "german": lambda x: f"{x.made:%d.%m.%Y}",
    "named": lambda x: f"{x.made:%b-%d-%y}",
    "spoken": lambda x: f"{x.made:%B} {x.made.day}, {x.made.year}",
    "serial": _serial,
    "clock text": lambda x: f"{x.made:%H:%M:%S}",
    "utc clock": lambda x: f"{x.made:%I:%M %p}",
}  # fmt: skip
