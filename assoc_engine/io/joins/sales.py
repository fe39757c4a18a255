"""Which of several tables hold the order lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .evidence import Evidence, looks_alike
from .keys import match

SAME_ORDERS = 0.5  # of the orders of the smaller table: then both tell of the same orders
_OF_ORDER = ("customer", "time", "region", "store", "channel", "refund")


def choose_sales(tables: Sequence[Evidence], kinds: Mapping[int, str]) -> list[int]:
    """Places of the tables that are stacked as the sales; never none. `kinds`: what the user said of each."""
    open_ = [i for i in range(len(tables)) if i not in kinds]
    sellers = [i for i in open_ if _sells(tables[i])]
    numbered = [i for i in sellers if tables[i].names_role("order")]
    sellers = numbered or sellers
    sellers = [i for i in sellers if not _lists_orders(i, sellers, tables)]
    said = [i for i, kind in kinds.items() if kind == "sales"]
    if not said and not sellers:
        best = max(open_ or range(len(tables)), key=lambda i: _fitness(tables[i]))
        sellers = [best, *(i for i in open_ if i != best and tables[i].plain == tables[best].plain)]
    sellers += [i for i in open_ if i not in sellers and _returns_of_their_own(tables[i], [tables[s] for s in sellers])]
    return sorted({*sellers, *said})


def _sells(one: Evidence) -> bool:
    """Whether rows are things sold: products, with orders or with customers or times under which they come again."""
    if one.called_returns or one.called_stock or not one.names_role("product", "code"):
        return False
    if one.names_role("order"):
        return True
    unique = max(one.uniqueness(one.roles[role]) for role in ("product", "code") if role in one.roles)
    return bool({"order", "customer", "time"} & one.roles.keys()) and unique < 0.98


def _lists_orders(place: int, sellers: Sequence[int], tables: Sequence[Evidence]) -> bool:
    """Whether a table has one row an order and another one has the lines of the same orders."""
    one = tables[place]
    others = [tables[i] for i in sellers if i != place and not looks_alike(one, tables[i])]
    others = [other for other in others if "order" in other.roles]
    if not others or not one.one_row_an_order:
        return False
    alike = [other for other in others if _same_orders(one, other)]
    return any(not other.one_row_an_order or _of_order(one) > _of_order(other) for other in alike)


def _same_orders(one: Evidence, other: Evidence) -> bool:
    a, b = one.keys(one.roles["order"]).vocabulary, other.keys(other.roles["order"]).vocabulary
    return match(a, b, one.progress).matched >= SAME_ORDERS * min(len(a), len(b))


def _of_order(one: Evidence) -> int:
    return sum(role in one.roles for role in _OF_ORDER) - 2 * one.names_role("code")


def _returns_of_their_own(one: Evidence, sales: Sequence[Evidence]) -> bool:
    """Whether a table of returns is like the sales, with numbers of its own: rows that take pieces back by themselves."""
    if not one.called_returns or not one.names_role("product", "code") or not one.names_role("order"):
        return False
    if not any(looks_alike(one, other) for other in sales):
        return False
    if any("order" in other.roles and _same_orders(one, other) for other in sales):
        return False
    money = [one.roles[role] for role in ("quantity", "amount") if role in one.roles]
    return any(one.facts[index].negative > 0.5 for index in money)


def _fitness(one: Evidence) -> tuple[int, int]:
    """How likely a table is the sales, where none is without doubt."""
    known = {role for names in one.names for role in names} & {
        "order", "product", "code", "customer", "time", "quantity", "price", "amount"
    }  # fmt: skip
    return bool({"product", "code"} & known) * len(known), one.table.rows
