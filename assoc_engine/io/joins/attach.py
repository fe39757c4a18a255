"""What a side table knows, put beside the rows of the sales it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..header_words import LIKELY, SEVERAL, strongest
from ..layout.unfold import merged
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


BLANK = 0.01  # filled share of the matched rows up to which a column of the sales takes what the list says


@dataclass(frozen=True)
class Attached:
    """`columns`: headers brought in, as they are now called, and of columns filled. `twice`: keys that stand several
    times in the table with different content."""

    table: RawTable
    columns: tuple[str, ...]
    twice: int


def attach(sales: Evidence, side: Evidence, link: Link) -> Attached | None:
    """The sales with the columns of a side table, None where it has nothing to give: for each key the table's first row,
    so that no row is multiplied. Of several sources stacked the last one's rows come first: they are the newest.

    What the sales have already, but not in the rows that the table knows, is filled there: the customers of one shop's
    orders stand in the orders themselves, of another's in its list.
    """
    keys = side.keys(link.other)
    place = np.append(link.match.place, -1)[sales.keys(link.own).codes]
    wanted = _brought(sales, side, link, place >= 0)
    if not wanted:
        return None
    rows = by_precedence(side.table, keys.codes)
    first = np.full(len(keys.vocabulary) + 1, -1, np.int64)
    first[keys.codes[rows[::-1]]] = rows[::-1]  # walked backwards, so that the first row is written last
    twice = np.zeros(len(keys.vocabulary), bool)
    for index in wanted:
        cell = side.table.columns[index].codes
        twice[keys.codes[rows[cell[rows] != cell[first[keys.codes[rows]]]]]] = True
    row = first[place]
    added, filled, columns = [], [], list(sales.table.columns)
    for index, into in wanted.items():
        column = _beside(side.table.columns[index], row)
        if into < 0:
            added.append(column)
        else:
            columns[into] = _filled(columns[into], column)
            filled.append(columns[into].header)
    table, headers = with_columns(replace(sales.table, columns=tuple(columns)), side.label, added)
    return Attached(table, (*filled, *headers), int(twice.sum()))


def with_columns(sales: RawTable, label: str, added: Sequence[RawColumn]) -> tuple[RawTable, tuple[str, ...]]:
    """The sales with more columns; a header that they have already gets the table's name behind it."""
    headers = list(sales.headers)
    for column in added:
        name, number = column.header, 2
        if name in headers:
            name = f"{column.header} ({label})"
        while name in headers:
            name, number = f"{column.header} ({label} {number})", number + 1
        headers.append(name)
    new = headers[len(sales.columns) :]
    columns = (replace(column, header=header) for column, header in zip(added, new, strict=True))
    table = replace(sales, columns=(*sales.columns, *columns))
    if added and table.layout == "baskets":
        table = replace(table, layout="lines")  # of baskets only two columns would be looked at
    return table, tuple(new)


def _brought(sales: Evidence, side: Evidence, link: Link, known: np.ndarray) -> dict[int, int]:
    """The columns that a side table has to give, each with the column of the sales that it fills, −1 for a new one.

    `known`: rows of the sales that the table knows. None says of a row what the sales say themselves, and none could
    take the place of a column of theirs; those without a known name must be words (an owner, a style).
    """
    allowed = ALLOWED[link.kind]
    if {"price", "amount"} & sales.roles.keys():
        allowed = tuple(role for role in allowed if role != "price")
    found: dict[int, int] = {}
    numbered = link.own == sales.roles.get("product") and "product" not in side.names[link.other]
    for index in range(len(side.plain)):
        if index == link.other or not _may_come(side, index, allowed):
            continue
        if numbered and side.roles.get("product") == index:
            found[index] = -1  # the sales know their products by number alone: this is what they are called
            continue
        into = _same_thing(sales, side, index)
        if into >= 0 and into not in found.values() and (sales.table.columns[into].codes[known] >= 0).mean() <= BLANK:
            found[index] = into
        elif not _rivals(sales, side.names[index]):
            found[index] = -1
    return found


def _may_come(side: Evidence, index: int, allowed: Sequence[str]) -> bool:
    names, f = side.names[index], side.facts[index]
    if not f.filled:
        return False
    if names:
        return strongest(names) in allowed
    return not side.unused_name(index) and f.number < 0.5 and f.date < 0.5 and f.clock < 0.5


def _same_thing(sales: Evidence, side: Evidence, index: int) -> int:
    """The column of the sales that holds what a side table's column holds, −1 for none."""
    role = strongest(side.names[index])
    if role in sales.roles and role not in SEVERAL and side.roles.get(role, index) == index:
        return sales.roles[role]
    return sales.plain.index(side.plain[index]) if side.plain[index] in sales.plain else -1


def _rivals(sales: Evidence, names: dict[str, int]) -> bool:
    """Whether a header could take a role from a column of the sales."""
    first = strongest(names)
    return any(
        strength >= sales.strength(role) or (role == first and strength > LIKELY)
        for role, strength in names.items()
        if role in sales.roles and role not in SEVERAL
    )


def _filled(column: RawColumn, other: RawColumn) -> RawColumn:
    """The column, in its blank cells what the other one has."""
    whole, (own, new) = merged(column.header, [column, other])
    codes = np.where(column.codes >= 0, own[column.codes], new[other.codes])
    return compacted(replace(whole, codes=codes))


def by_precedence(table: RawTable, keys: np.ndarray) -> np.ndarray:
    """Rows that have a key: the last source's first, each source's in their order."""
    rows = np.flatnonzero(keys >= 0)
    return rows[np.argsort(-table.source[rows].astype(np.int64), kind="stable")]


def _beside(column: RawColumn, row: np.ndarray) -> RawColumn:
    return compacted(replace(column, codes=np.append(column.codes, np.int32(-1))[row]))
