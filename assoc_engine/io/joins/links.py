"""How a table hangs together with the sales: by which of its columns and which of theirs, and what it is therefore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..header_words import strongest
from .evidence import Evidence
from .keys import Match, match

KIND = {"order": "orders", "code": "products", "product": "products", "parent": "products", "customer": "customers",
        "region": "regions", "store": "regions", "channel": "regions"}  # fmt: skip
"""What a table is whose rows are told apart by a key of this role, the strongest key first."""

HARDLY = 0.02  # of the keys that could be found; fewer is chance, or another month's file
MOST = 0.5  # of them; a table that knows so many orders is about orders, whatever else it knows
UNNAMED = 0.5  # the same where no header says that the columns belong together
UNIQUE = 0.7  # different keys a row; below, the table is no list of what the key names
_PRODUCT = ("code", "product", "parent")


@dataclass(frozen=True)
class Link:
    """`kind`: one of raw.KINDS. `own`: column of the sales, `other`: of the table; `match`: from the keys of the
    sales to those of the table. `hit`: share of the keys that could be found, `score`: hit and how well headers agree."""

    kind: str
    own: int
    other: int
    match: Match
    hit: float
    score: float

    @property
    def of_orders(self) -> bool:
        """Whether orders are what it links."""
        return self.kind in ("orders", "returns")

    @property
    def holds(self) -> bool:
        """Whether enough keys are found for the tables to belong together."""
        return self.hit >= HARDLY and self.match.matched > 0


def find_link(sales: Evidence, side: Evidence, kind: str = "") -> Link | None:
    """The best link of a table to the sales, of the given kind where the user said it; None where no columns could
    belong together, or its name says that it is about stock. One that does not hold is returned too: it tells what was tried."""
    if side.called_stock and not kind:
        return None
    links = list(_links(sales, side, kind))
    return max(links, key=lambda link: (link.holds, link.of_orders and link.hit >= MOST, link.score), default=None)


def _links(sales: Evidence, side: Evidence, wanted: str) -> Iterator[Link]:
    named = False
    own_columns = _own_columns(sales)
    for own, role in own_columns.items():
        for other in range(len(side.plain)):
            bonus = _agreement(sales, side, own, role, other)
            kind = _kind(side, role, wanted)
            if bonus and kind and _may_be_key(side, other, kind, wanted):
                named = True
                yield _link(sales, side, kind, own, other, bonus - 0.05 * list(KIND).index(role))
    if named:
        return
    for own, role in own_columns.items():
        kind = _kind(side, role, wanted)
        for other in range(len(side.plain)):
            if kind and not side.names[other] and _may_be_key(side, other, kind, wanted):
                link = _link(sales, side, kind, own, other, 0.0)
                if link.hit >= UNNAMED and link.match.matched >= 3:
                    yield link


def _own_columns(sales: Evidence) -> dict[int, str]:
    """Columns of the sales that may be keys, each with its role: the ones guessed, then those whose header names one."""
    found = {sales.roles[role]: role for role in KIND if role in sales.roles}
    for index, names in enumerate(sales.names):
        role = strongest(names)
        if role in KIND and index not in found and (sales.table.columns[index].codes >= 0).any():
            found[index] = role
    return found


def _agreement(sales: Evidence, side: Evidence, own: int, role: str, other: int) -> float:
    """How well two headers agree that their columns are the same thing; 0: not at all."""
    names = side.names[other]
    if sales.plain[own] == side.plain[other]:
        return 1.0
    if role in names:
        return 0.8
    if role in _PRODUCT and any(product in names for product in _PRODUCT):
        return 0.7
    if "code" in names and role in ("customer", "region", "store") and _lists(side, role):
        return 0.9  # the list of customers calls their numbers "code" and nothing more
    return 0.0


def _lists(side: Evidence, role: str) -> bool:
    """Whether a table names a role and no products."""
    return any(role in names for names in side.names) and not any("product" in names for names in side.names)


def _kind(side: Evidence, role: str, wanted: str) -> str:
    """What a table is if its rows are told apart by this role; "" where it cannot be that."""
    kind = KIND[role]
    if kind == "orders" and (wanted == "returns" or (not wanted and side.called_returns)):
        return "returns"
    if wanted:
        return kind if kind == wanted else ""
    return "" if side.called_returns else kind


def _may_be_key(side: Evidence, index: int, kind: str, wanted: str) -> bool:
    f = side.facts[index]
    if not f.filled or f.number - f.whole > 0.3 or f.date > 0.3 or f.clock > 0.3:
        return False
    return kind == "returns" or bool(wanted) or side.uniqueness(index) >= UNIQUE


def _link(sales: Evidence, side: Evidence, kind: str, own: int, other: int, bonus: float) -> Link:
    keys, others = sales.keys(own).vocabulary, side.keys(other).vocabulary
    found = match(keys, others, sales.progress)
    most = min(len(keys), len(others))
    hit = found.matched / most if most else 0.0
    return Link(kind, own, other, found, hit, bonus + hit)
