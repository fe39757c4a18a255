"""Orders whose number several sources have, and how far their lines agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..moments import DAY, MISSING, row_times
from ..numbers import numbers
from .evidence import Evidence

_COMPARED = ("code", "product", "quantity", "price", "amount")
_FEW = 3  # shared orders from which files overlap for certain
_NAMING = ("code", "parent", "product")
MIX = np.random.default_rng(5).integers(1, 2**63, len(_COMPARED) + 2, np.uint64) | np.uint64(1)
"""A line's number is the sum of what it holds times these: equal sums of different lines are as likely as 1 in 2^60."""


@dataclass(frozen=True)
class Shared:
    """The orders that several sources have, numbered from 0 by `orders` (their codes in the column of orders): of each
    of their `rows` its `order`, its `source` and `line` uint64, equal for equal lines (order, product, quantity, and
    money where days and customers do not tell that the order is the same). `day`: of the order in that source, MISSING
    where unknown, None where the sales have no time. `hand`: who bought it there, or at which second, as a number; None
    where that is not known."""

    orders: np.ndarray
    rows: np.ndarray
    order: np.ndarray
    source: np.ndarray
    line: np.ndarray
    day: np.ndarray | None
    hand: np.ndarray | None = None


@dataclass(frozen=True)
class Agreement:
    """bool an order. `whole`: one source has all lines of the order that another has; `same`: so many are equal that it
    is the same order."""

    whole: np.ndarray
    same: np.ndarray


def shared_lines(seen: Evidence, codes: np.ndarray, several: np.ndarray) -> Shared:
    """`codes` int32 a row: its order, −1 none; `several` bool an order: it is in several sources."""
    rows = np.flatnonzero(np.append(several, False)[codes])
    order = (np.cumsum(several) - 1)[codes[rows]]
    source = seen.table.source[rows].astype(np.int64)
    first = _first_moments(seen, rows, order, source)
    day = None if first is None else np.where(first == MISSING, MISSING, first // DAY)
    hand = _hands(seen, rows, first)
    line = _lines(seen, rows, order, source, certain=_certain(seen, rows, order, day))
    return Shared(np.flatnonzero(several), rows, order, source, line, day, hand)


def _certain(seen: Evidence, rows: np.ndarray, order: np.ndarray, day: np.ndarray | None) -> bool:
    """Whether the days of orders are known, which are compared, and no customers speak against their being the same. A
    pair of orders is too few: one that a row limit cut in two has other lines of the same style in either part."""
    if order.max() + 1 < _FEW:
        return False
    if day is None or "customer" not in seen.roles:
        return day is not None
    customer = seen.keys(seen.roles["customer"]).codes[rows].astype(np.int64)
    return _differing(order, customer, int(order.max()) + 1) < 0.5


def _lines(seen: Evidence, rows: np.ndarray, order: np.ndarray, source: np.ndarray, certain: bool) -> np.ndarray:
    """A number for each line, equal where lines are. What one of the sources does not have at all is not compared; of
    orders that are `certain` to be the same only what was bought and how much: names get a 【促销】, prices change."""
    cells = {}
    for role in dict.fromkeys((*_COMPARED, *_NAMING)):
        if role not in seen.roles:
            continue
        index = seen.roles[role]
        found = (seen.keys(index).codes if role in _NAMING else _by_value(seen, index))[rows]
        if (np.bincount(source, found >= 0)[np.bincount(source) > 0] > 0).all():
            cells[role] = found
    compared = [cells.get(role) for role in _COMPARED]
    named = next((cells[role] for role in _NAMING if role in cells), None)
    if certain and named is not None and "quantity" in cells:
        compared = [named, cells["quantity"]]
    line = order.astype(np.uint64) * MIX[0]
    for mix, found in zip(MIX[1:], compared, strict=False):
        if found is not None:
            line += found.astype(np.int64).astype(np.uint64) * mix
    return line


def _by_value(seen: Evidence, index: int) -> np.ndarray:
    """A number for each row, equal where the column's numbers are, however written; −1 where there is none."""
    column = seen.table.columns[index]
    values, _ = numbers(column, seen.progress)
    there = ~np.isnan(values)
    codes = np.full(len(values) + 1, -1, np.int64)
    _, codes[:-1][there] = np.unique(np.round(values[there], 4), return_inverse=True)
    return codes[column.codes]


def _first_moments(seen: Evidence, rows: np.ndarray, order: np.ndarray, source: np.ndarray) -> np.ndarray | None:
    """The order's first time in the source of each row; None where one of the sources has no times at all."""
    if "time" not in seen.roles:
        return None
    columns = seen.table.columns
    clock = columns[seen.roles["clock"]] if "clock" in seen.roles else None
    time = row_times(columns[seen.roles["time"]], clock, seen.progress).time[rows]
    known = time != MISSING
    if not (np.bincount(source, known)[np.bincount(source) > 0] > 0).all():
        return None
    group = order * len(seen.table.sources) + source
    never = np.iinfo(np.int64).max
    first = np.full(int(group.max()) + 1, never)
    np.minimum.at(first, group[known], time[known])
    return np.where(first == never, MISSING, first)[group]


def _hands(seen: Evidence, rows: np.ndarray, first: np.ndarray | None) -> np.ndarray | None:
    if "customer" in seen.roles:
        return seen.keys(seen.roles["customer"]).codes[rows].astype(np.int64)
    return first if first is not None and (first % DAY != 0).any() else None


def agreement(shared: Shared) -> Agreement:
    """How far sources have the same lines of each order, on the same day.

    Half of its rows are enough where most orders agree wholly: then the files overlap, and an order may have changed in
    between. Elsewhere a single line in common is a popular product, unless it is all there is.
    """
    line = shared.line if shared.day is None else shared.line + shared.day.astype(np.uint64) * MIX[-1]
    by_line = np.argsort(line)
    start = np.flatnonzero(np.diff(line[by_line], prepend=~line[by_line[:1]]))
    source = shared.source[by_line]
    common = np.minimum.reduceat(source, start) < np.maximum.reduceat(source, start)
    orders = len(shared.orders)
    rows = np.diff(np.append(start, len(line)))
    of_line = shared.order[by_line[start]]
    both = np.bincount(of_line, np.where(common, rows, 0), minlength=orders)
    lines = np.bincount(of_line, common, minlength=orders)
    every = np.bincount(shared.order, minlength=orders)
    group, held = np.unique(shared.order * (int(shared.source.max()) + 1) + shared.source, return_counts=True)
    fewest = np.full(orders, np.iinfo(np.int64).max)
    np.minimum.at(fewest, group // (int(shared.source.max()) + 1), held)
    half, whole = 2 * both >= every, both >= 2 * fewest
    overlapping = (half & whole).mean() >= 0.5
    return Agreement(half & whole, half & (overlapping | whole | (lines >= 2)))


def differ(shared: Shared, values: np.ndarray) -> float:
    """Share of the orders whose rows have different values: days, customers."""
    return _differing(shared.order, values, len(shared.orders))


def _differing(order: np.ndarray, values: np.ndarray, orders: int) -> float:
    low, high = np.full(orders, np.iinfo(np.int64).max), np.full(orders, MISSING)
    np.minimum.at(low, order, values)
    np.maximum.at(high, order, values)
    return float((low < high).mean())
