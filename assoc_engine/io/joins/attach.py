"""What a side table knows, put beside the rows of the sales it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..header_words import LIKELY, SEVERAL
from ..raw import RawColumn, RawTable
from .evidence import Evidence, compacted
from .links import Link

ALLOWED = {
    "orders": ("customer", "time", "clock", "region", "store", "channel", "status", "refund"),
    "products": ("product", "category", "description", "cost", "price", "tags", "picture", "parent"),
    "customers": ("region", "store", "channel"),
    "regions": ("region", "store", "channel"),
}
"""Roles of columns that a table of each kind may bring. What an order list says of products and money is the order's."""


@dataclass(frozen=True)
class Attached:
    """`columns`: headers brought in, as they are now called. `twice`: keys that stand several times in the table with
    different content, `unmatched`: its keys that no sale has."""

    table: RawTable
    columns: tuple[str, ...]
    twice: int
    unmatched: int


def attach(sales: Evidence, side: Evidence, link: Link) -> Attached:
    """The sales with the columns of a side table: for each key the table's first row, so that no row is multiplied.

    Of several sources stacked the last one's rows come first: they are the newest.
    """
    wanted = brought(sales, side, link)
    keys = side.keys(link.other)
    rows = _by_precedence(side.table, keys.codes)
    first = np.full(len(keys.vocabulary), -1, np.int64)
    first[keys.codes[rows[::-1]]] = rows[::-1]  # walked backwards, so that the first row is written last
    twice = np.zeros(len(keys.vocabulary), bool)
    for index in wanted:
        cell = side.table.columns[index].codes
        twice[keys.codes[rows[cell[rows] != cell[first[keys.codes[rows]]]]]] = True
    place = np.append(link.match.place, -1)[sales.keys(link.own).codes]
    row = np.where(place >= 0, np.append(first, -1)[place], -1)
    added = [_beside(side.table.columns[index], row) for index in wanted]
    table, headers = with_columns(sales, side.label, added)
    return Attached(table, headers, int(twice.sum()), len(keys.vocabulary) - link.match.found)


def with_columns(sales: Evidence, label: str, added: Sequence[RawColumn]) -> tuple[RawTable, tuple[str, ...]]:
    """The sales with more columns; a header that they have already gets the table's name behind it."""
    headers = list(sales.table.headers)
    for column in added:
        name, number = column.header, 2
        if name in headers:
            name = f"{column.header} ({label})"
        while name in headers:
            name, number = f"{column.header} ({label} {number})", number + 1
        headers.append(name)
    new = headers[len(sales.table.headers) :]
    columns = (replace(column, header=header) for column, header in zip(added, new, strict=True))
    table = replace(sales.table, columns=(*sales.table.columns, *columns))
    if added and table.layout == "baskets":
        table = replace(table, layout="lines")  # of baskets only two columns would be looked at
    return table, tuple(new)


def brought(sales: Evidence, side: Evidence, link: Link) -> list[int]:
    """The columns that a side table has to give. None says of a row what the sales say themselves, and none could
    take the place of a column of theirs; those without a known name must be words (an owner, a style)."""
    allowed = ALLOWED[link.kind]
    if {"price", "amount"} & sales.roles.keys():
        allowed = tuple(role for role in allowed if role != "price")
    return [i for i in range(len(side.plain)) if i != link.other and _is_wanted(sales, side, i, allowed)]


def _is_wanted(sales: Evidence, side: Evidence, index: int, allowed: Sequence[str]) -> bool:
    names, f = side.names[index], side.facts[index]
    if not f.filled:
        return False
    if not names:
        return not side.unused_name(index) and f.number < 0.5 and f.date < 0.5 and f.clock < 0.5
    strongest = max(names, key=names.get)
    if strongest not in allowed:
        return False
    for role, strength in names.items():
        if role in sales.roles and role not in SEVERAL:
            known = sales.strength(role)
            if strength >= known or (role == strongest and strength > LIKELY):
                return False
    return True


def _by_precedence(table: RawTable, keys: np.ndarray) -> np.ndarray:
    """Rows that have a key: the last source's first, each source's in their order."""
    rows = np.flatnonzero(keys >= 0)
    return rows[np.argsort(-table.source[rows].astype(np.int64), kind="stable")]


def _beside(column: RawColumn, row: np.ndarray) -> RawColumn:
    return compacted(replace(column, codes=np.append(column.codes, np.int32(-1))[row]))
