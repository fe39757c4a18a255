"""Rows that list the items of an order and nothing else, without a header: the layout `baskets`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ..header import column_letter
from ..raw import NUMBER, TEXT, RawTable
from .columns import Columns, Field, places, stacked
from .unfold import PRODUCT, made_column, merged, order_column, taken

_LETTER = re.compile(r"[A-Z]{1,2}").fullmatch  # the name of a column without one
_GAPS = 0.02  # share of the rows that may have a hole among their items


@dataclass(frozen=True)
class Baskets:
    """`first`: index of the first column of items; that before it numbers the orders. `lost`: the cells of the first
    basket where they were taken for a header, else ()."""

    first: int
    lost: tuple[str, ...]


def find(raw: RawTable, roles: Sequence[str], forced: bool = False) -> Baskets | None:
    """How the rows list items, or None. `forced`: the user said that they do."""
    words = [header for header in raw.headers if not _LETTER(header)]
    if raw.rows < 2 or len(raw.columns) < 2 or (any(roles) and not forced):
        return None
    whole, maps = merged("", raw.columns)
    repeats = len(raw.columns[0].texts) < np.count_nonzero(raw.marks == 0)  # the same cell twice numbers no orders
    codes = np.stack([new[column.codes] for new, column in zip(maps, raw.columns, strict=True)])[:, raw.marks == 0]
    first = 0 if repeats else int(_numbers_orders(codes))
    items = codes[first:]
    if not items.shape[1]:
        return None
    below = set(whole.texts)
    lost = tuple(raw.headers) if words and sum(word in below for word in words) >= 0.5 * len(words) else ()
    if words and not lost:
        return None
    if forced or _list_items(items, whole.kinds):
        return Baskets(first, lost)
    return None


def _numbers_orders(codes: np.ndarray) -> bool:
    """Whether the first column numbers the orders: no cell twice, none of them in another column, where items do
    come again."""
    own, others = codes[0], codes[1:][codes[1:] >= 0]
    if (own < 0).any() or len(np.unique(own)) < len(own) or len(codes) < 3:
        return False
    return not np.isin(own, others).any() and len(np.unique(others)) < 0.9 * len(others)


def _list_items(items: np.ndarray, kinds: np.ndarray) -> bool:
    """Whether rows (columns by rows of codes) list items: filled from the left without holes, the same items in every
    place; where all are equally long, words."""
    there = items >= 0
    sizes = there.sum(axis=0)
    holes = there.shape[0] - there[::-1].argmax(axis=0) > sizes
    if (holes & (sizes > 0)).mean() > _GAPS:
        return False
    even = len(Counter(sizes.tolist())) <= 2
    if even and (kinds != TEXT).any():
        return False
    if (~np.isin(kinds, (TEXT, NUMBER))).any():
        return False  # dates
    words = ((np.append(kinds, TEXT)[items] == TEXT) & there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    if words[:2].max() - words.min() > 0.5:
        return False  # columns of words beside columns of figures
    stands = np.zeros((len(kinds), len(items)), bool)
    place, row = np.nonzero(there)
    stands[items[place, row], place] = True
    elsewhere = stands.sum(axis=1) > 1
    later = items[1:][there[1:]]
    return len(later) > 0 and elsewhere[later].mean() >= (0.5 if even else 0.2)


def unfold(raw: RawTable, roles: Sequence[str], how: Baskets, progress: Progress) -> RawTable:
    """Two columns, order and product, one row an item; a row without an item stays a row."""
    raw = _with_first(raw, how.lost) if how.lost else raw
    progress.step(0, 1)
    field = Field(PRODUCT[0], True, "product", tuple(range(how.first, len(raw.columns))))
    rows, place = places(raw, Columns((field,)))
    order = raw.columns[0] if how.first else order_column(replace(raw, columns=()))
    columns = (taken(order, rows), stacked(raw, field, rows, place))
    made = (1,) if how.first else (0, 1)
    note = message(N_("Each row is one order: a list of its products."))
    return replace(
        raw, columns=columns, source=raw.source[rows], row=raw.row[rows], marks=raw.marks[rows], layout="baskets",
        made=made, notes=(*raw.notes, note),
    )  # fmt: skip


def _with_first(raw: RawTable, cells: Sequence[str]) -> RawTable:
    """The table with the row that was taken for its header back among the rows."""
    columns = []
    for index, (column, cell) in enumerate(zip(raw.columns, cells, strict=True)):
        top = made_column(column.header, ["" if _LETTER(cell) else re.sub(r" \(\d+\)$", "", cell)])
        whole, maps = merged(column_letter(index), [column, top])
        codes = np.concatenate([maps[1][top.codes], maps[0][column.codes]]).astype(np.int32)
        columns.append(replace(whole, codes=codes))
    return replace(
        raw,
        columns=tuple(columns),
        source=np.concatenate([raw.source[:1], raw.source]),
        row=np.concatenate([raw.row[:1] - 1, raw.row]).astype(np.int32),
        marks=np.concatenate([np.zeros(1, np.uint8), raw.marks]),
    )


def with_own_numbers(raw: RawTable) -> RawTable:
    """Baskets of a text file (two columns, basket and item) whose first item numbers them: it becomes their order."""
    basket, item = raw.columns
    first = np.flatnonzero(np.diff(basket.codes, prepend=-2) != 0)
    counts = np.bincount(item.codes[item.codes >= 0], minlength=len(item.texts))
    own = item.codes[first]
    others = np.delete(counts, own[own >= 0])
    if len(first) < 3 or (own < 0).any() or (counts[own] > 1).any() or others.sum() < 2 or (others > 1).mean() < 0.1:
        return raw
    sizes = np.diff(np.append(first, raw.rows))
    kept = np.ones(raw.rows, bool)
    kept[first[sizes > 1]] = False
    codes = np.repeat(own, sizes)
    items = np.where(np.isin(np.arange(raw.rows), first), -1, item.codes)
    order = replace(item, header=basket.header, codes=codes[kept])
    columns = (order, replace(item, codes=items[kept].astype(np.int32)))
    return replace(raw, columns=columns, source=raw.source[kept], row=raw.row[kept], marks=raw.marks[kept])
