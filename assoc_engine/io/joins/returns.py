"""A sheet of returns: which rows of the sales came back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from ...text import N_
from ..layout.unfold import free_header, made_column
from ..raw import RawColumn, RawTable
from ..words import clean_text
from .attach import with_columns
from .evidence import Evidence, compacted
from .keys import match
from .links import Link

RETURNED = (N_("Returned"), N_("Return status"), N_("Refund status"))
"""Headers of the column that says it, where the sheet has none of its own: the first that the sales do not use."""
KEPT = "kept"  # said of what stays of an order with returns, lest its blanks be filled from the row that came back
_LISTED = 0.5  # of the products of a returns sheet that the sales must know for rows to be found by them
_ENOUGH = 1e-9
_PIECES = re.compile(r"(退|return|refund).*(数量|件数|qty|quantity|units|pieces)$").search
_SAYS_SO = re.compile(r".*(退|return|refund).*|是|有|y|yes|true|√|✓", re.IGNORECASE).fullmatch


@dataclass(frozen=True)
class Returned:
    """`header` of the new column; `rows`: rows of the sales marked; `by_product`: whether products told which; `part`:
    products of an order of which fewer pieces came back than were sold."""

    table: RawTable
    header: str
    rows: int
    by_product: bool
    part: int


def mark_returns(sales: Evidence, side: Evidence, link: Link) -> Returned:
    """The sales with a column that says which rows came back: all of an order, or where the sheet names products only
    these, as far as the returned quantity reaches.

    Its words are those of the sheet's own column of states where it has one, else "returned".
    """
    place = np.append(link.match.place, -1)[sales.keys(link.own).codes]  # the sheet's order of each row
    orders = side.keys(link.other)
    products = _products(sales, side)
    row, part = _whole_orders(place, orders.codes, len(orders.vocabulary)), 0
    if products is not None:
        row, part = _by_products(sales, side, link, place, *products)
    own = _own_words(side)
    if own is None:
        said = made_column(free_header(RETURNED, sales.table.headers), ["returned"])
        column = replace(said, codes=np.where(row >= 0, np.int32(0), np.int32(-1)))
    else:
        column = _at(side.table.columns[own], row)
    if products is not None:
        column = _with_kept(column, (place >= 0) & (row < 0))
    table, (header,) = with_columns(sales.table, side.label, [compacted(column)])
    if own is None:
        table = replace(table, made=(*table.made, len(table.columns) - 1))
    return Returned(table, header, int((row >= 0).sum()), products is not None, part)


def _at(column: RawColumn, row: np.ndarray) -> RawColumn:
    return replace(column, codes=np.append(column.codes, np.int32(-1))[row])


def _with_kept(column: RawColumn, rows: np.ndarray) -> RawColumn:
    word = made_column(column.header, [KEPT])
    return replace(
        column, codes=np.where(rows, np.int32(len(column.texts)), column.codes), texts=[*column.texts, *word.texts],
        kinds=np.append(column.kinds, word.kinds), values=np.append(column.values, word.values),
    )  # fmt: skip


def _whole_orders(place: np.ndarray, orders: np.ndarray, count: int) -> np.ndarray:
    """The sheet's row for each row of the sales, by order alone; −1 for none. `count`: different orders of the sheet."""
    first = np.full(count + 1, -1, np.int64)
    rows = np.flatnonzero(orders >= 0)[::-1]
    first[orders[rows]] = rows
    return np.where(place >= 0, first[place], -1)


def _products(sales: Evidence, side: Evidence) -> tuple[int, int] | None:
    """Columns (of the sales, of the sheet) that name the same products, None where the sheet names none."""
    for role in ("code", "product"):
        if role not in sales.roles:
            continue
        for index, names in enumerate(side.names):
            if {"code", "product"} & names.keys() and side.facts[index].filled:
                keys = side.keys(index).vocabulary
                known = match(keys, sales.keys(sales.roles[role]).vocabulary, sales.progress)
                if keys and known.matched >= _LISTED * len(keys):
                    return sales.roles[role], index
    return None


def _by_products(
    sales: Evidence, side: Evidence, link: Link, place: np.ndarray, own: int, other: int
) -> tuple[np.ndarray, int]:
    """(the sheet's row for each row of the sales that came back, returned lines that are smaller than what was sold).

    A row of the sheet without a product takes back the whole order.
    """
    orders, sold, named = side.keys(link.other).codes, sales.keys(own), side.keys(other)
    known = np.append(match(sold.vocabulary, named.vocabulary, sales.progress).place, -1)[sold.codes]
    width = len(named.vocabulary) + 1
    listed = np.flatnonzero((orders >= 0) & (named.codes >= 0))
    pairs, first, group = np.unique(
        orders[listed].astype(np.int64) * width + named.codes[listed], return_index=True, return_inverse=True
    )
    rows = np.flatnonzero((place >= 0) & (known >= 0))
    wanted = place[rows].astype(np.int64) * width + known[rows]
    at = np.minimum(np.searchsorted(pairs, wanted), max(len(pairs) - 1, 0))
    hit = pairs[at] == wanted if len(pairs) else np.zeros(len(rows), bool)
    rows, at = rows[hit], at[hit]
    result = _whole_orders(place, np.where(named.codes < 0, orders, -1), len(side.keys(link.other).vocabulary))
    back = _returned_pieces(side, listed, group, len(pairs))
    whole = np.ones(len(rows), bool)
    part = 0
    if back is not None and "quantity" in sales.roles:
        pieces = np.abs(np.nan_to_num(sales.numbers(sales.roles["quantity"])[rows]))
        taken = _sum_so_far(at, pieces)
        whole = taken <= back[at] + _ENOUGH
        part = len(np.unique(at[~whole & (taken - pieces < back[at] - _ENOUGH)]))
    result[rows[whole]] = listed[first[at[whole]]]
    return result, part


def _returned_pieces(side: Evidence, listed: np.ndarray, group: np.ndarray, pairs: int) -> np.ndarray | None:
    """Pieces returned of each pair of order and product; all of them where a row has no number. None without a column."""
    named = [i for i, plain in enumerate(side.plain) if _PIECES(plain) or "quantity" in side.names[i]]
    quantity = next((i for i in named if side.facts[i].number > 0.5), None)
    if quantity is None:
        return None
    back = np.abs(side.numbers(quantity)[listed])
    return np.bincount(group, np.where(np.isnan(back), np.inf, back), minlength=pairs)


def _sum_so_far(group: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Running sum of `value` within each group, in the order of the rows."""
    order = np.argsort(group, kind="stable")
    total = np.cumsum(value[order])
    start = np.flatnonzero(np.diff(group[order], prepend=-1))
    before = np.repeat(total[start] - value[order][start], np.diff(np.append(start, len(group))))
    result = np.empty(len(group))
    result[order] = total - before
    return result


def _own_words(side: Evidence) -> int | None:
    """The sheet's column of states, where its cells say "returned" or yes."""
    for index, names in enumerate(side.names):
        column = side.sample.columns[index]
        if "status" in names and any(_SAYS_SO(clean_text(text)) for text in column.texts):
            return index
    return None
