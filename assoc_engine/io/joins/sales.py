"""Which of several tables hold the order lines, and which rows that take some of them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .evidence import Evidence, looks_alike, says_returned
from .keys import match
from .links import HARDLY

MOSTLY = 0.5  # of the products and customers of returns that the sales must know
SAME_ORDERS = 0.5  # of the orders of the smaller table: then both tell of the same orders
_OF_ORDER = ("customer", "time", "region", "store", "channel", "refund")


def choose_sales(tables: Sequence[Evidence], kinds: Mapping[int, str]) -> tuple[list[int], set[int]]:
    """(places of the tables that are stacked as the sales, never none; those of them that hold returns with numbers of
    their own). `kinds`: what the user said of each."""
    open_ = [i for i in range(len(tables)) if i not in kinds]
    sellers = [i for i in open_ if _sells(tables[i])]
    numbered = [i for i in sellers if tables[i].names_role("order")]
    sellers = numbered or sellers
    sellers = [i for i in sellers if not _lists_orders(i, sellers, tables)]
    said = [i for i, kind in kinds.items() if kind == "sales"]
    if not said and not sellers:
        best = max(open_ or range(len(tables)), key=lambda i: _fitness(tables[i]))
        sellers = [best, *(i for i in open_ if i != best and tables[i].plain == tables[best].plain)]
    sold = [i for i in {*sellers, *said} if i in said or not tables[i].numbered_as_returns]
    may_be = [i for i in range(len(tables)) if i not in sold and kinds.get(i, "returns") == "returns"]
    returns = {i for i in may_be if _returns_of_their_own(tables[i], [tables[s] for s in sold], i in kinds)}
    return sorted({*sellers, *said, *returns}), returns


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


def _returns_of_their_own(one: Evidence, sales: Sequence[Evidence], said: bool) -> bool:
    """Whether a table of returns (`said`: by the user) is like the sales, with numbers of its own: rows that take pieces
    back by themselves."""
    named = said or one.called_returns
    if not (named or one.numbered_as_returns):
        return False
    if not one.names_role("product", "code") or not counted_columns(one):
        return False
    if not one.names_role("order"):
        return _unnumbered_returns(one, sales, said)
    alike = [other for other in sales if looks_alike(one, other) or _has_the_same(one, other)]
    roles = () if said else ("code", "product") if named else ("customer", "code", "product")
    fewer = one.table.rows < sum(other.table.rows for other in alike)
    if not alike or (roles and not (fewer and any(_from_its_sales(one, other, roles) for other in alike))):
        return False
    numbers = [index for index, names in enumerate(one.names) if "order" in names]
    return not any(_knows_orders(one, index, other) for index in numbers for other in sales if "order" in other.roles)


def _unnumbered_returns(one: Evidence, sales: Sequence[Evidence], said: bool) -> bool:
    """Whether a table of returns names no orders at all, of sales that name theirs, but what came back of whom or when:
    the sale is found by these. Sales that say themselves what came back would lose it twice."""
    if "order" in one.roles or any("order" in names for names in one.names):
        return False
    if any(not other.names_role("order") or _tells_returns(other) for other in sales):
        return False
    unknown = [index for index in range(len(one.plain)) if index not in one.roles.values()]
    if any(_knows_orders(one, index, other) for index in unknown for other in sales):
        return False  # 原单号 beside 退货单号: it does name them
    alike = [other for other in sales if _has_the_same(one, other)]
    fewer = one.table.rows < sum(other.table.rows for other in alike)
    return fewer and (said or any(_from_its_sales(one, other, ("code", "product")) for other in alike))


def _tells_returns(sales: Evidence) -> bool:
    """Whether rows of the sales say that they were given back: by a sign, a status or money paid back."""
    status = [index for index, names in enumerate(sales.names) if "status" in names]
    return (
        "refund" in sales.roles
        or any((sales.numbers(index) < 0).any() for index in counted_columns(sales))
        or any(says_returned(word) for index in status for word in sales.keys(index).vocabulary)
    )


def _has_the_same(one: Evidence, other: Evidence) -> bool:
    """Whether rows of a table say what those of the other say, by which a sale can be found: what, how many, whose or
    when."""
    both = one.roles.keys() & other.roles.keys()
    return bool({"product", "code"} & both) and "quantity" in both and bool({"customer", "time"} & both)


def _from_its_sales(one: Evidence, other: Evidence, roles: Sequence[str]) -> bool:
    """Whether most of what both tables have under the roles is known to the other: products; customers too, where only
    numbers call a table returns, since it may be another shop's sales."""
    both = [role for role in roles if role in one.roles and role in other.roles]
    if "customer" in roles and "customer" not in both:
        return False
    return all(_known(one, one.roles[role], other, role) >= MOSTLY for role in both)


def _knows_orders(one: Evidence, index: int, other: Evidence) -> bool:
    """Whether a column of numbers names orders of the sales."""
    return _known(one, index, other, "order") >= HARDLY


def _known(one: Evidence, index: int, other: Evidence, role: str) -> float:
    """Share of the values of a column that the other table has under a role."""
    values = one.keys(index).vocabulary
    found = match(values, other.keys(other.roles[role]).vocabulary, one.progress)
    return found.matched / len(values) if len(values) else 0.0


def counted_columns(one: Evidence) -> list[int]:
    """Columns whose sign says whether a row sells or takes back."""
    return [one.roles[role] for role in ("quantity", "amount") if role in one.roles]


def _fitness(one: Evidence) -> tuple[int, int]:
    """How likely a table is the sales, where none is without doubt."""
    known = {role for names in one.names for role in names} & {
        "order", "product", "code", "customer", "time", "quantity", "price", "amount"
    }  # fmt: skip
    return bool({"product", "code"} & known) * len(known), one.table.rows
