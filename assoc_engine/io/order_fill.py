"""What an export writes on the first row of an order only: its number under merged cells, its customer, date, status."""

from __future__ import annotations

import numpy as np

from ..workspace import Coded
from .moments import MISSING
from .raw import TOTAL, RawTable

OF_ORDER = ("customer", "region", "store", "channel")
"""Roles whose value belongs to the whole order, besides its time and its states."""

MERGED_SHARE = 0.2  # of the rows; where no other column of the order tells, fewer rows without a number just lack it


def fill_down(
    raw: RawTable, sold: np.ndarray, coded: dict, time: np.ndarray | None, states: list[tuple[str, Coded]]
) -> tuple[np.ndarray, dict, np.ndarray | None, list[tuple[str, Coded]]]:
    """Fill what belongs to the order on the rows where it is blank; `sold`: rows that name a product.

    A row without an order number is an item of the order above it when everything else that belongs to an order is
    blank there too; never across tables, nor below a row of totals. Then each blank of an order takes the order's
    first known value, never another order's. Returns (rows filled, columns, times, states).
    """
    filled = np.zeros(raw.rows, bool)
    order = coded["order"]
    if order is None:
        return filled, coded, time, states
    known = [coded[role].codes >= 0 for role in OF_ORDER if coded[role] is not None]
    known += [column.codes >= 0 for _, column in states]
    known += [time != MISSING] if time is not None else []
    codes, below = _numbers_from_above(raw, order.codes, sold, known)
    filled |= below
    new = dict(coded, order=Coded(codes, order.vocabulary))
    for role in OF_ORDER:
        if coded[role] is not None:
            values, gaps = _of_order(codes, coded[role].codes, -1)
            new[role], filled = Coded(values, coded[role].vocabulary), filled | gaps
    for place, (header, column) in enumerate(states):
        values, gaps = _of_order(codes, column.codes, -1)
        states = [*states[:place], (header, Coded(values, column.vocabulary)), *states[place + 1 :]]
        filled |= gaps
    if time is not None:
        time, gaps = _of_order(codes, time, MISSING)
        filled |= gaps
    return filled, new, time, states


def _numbers_from_above(
    raw: RawTable, codes: np.ndarray, sold: np.ndarray, known: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """(order codes with the blank ones of item rows taken from above, mask of those rows)."""
    items = (codes < 0) & sold & (raw.marks == 0)
    for mask in known:
        items &= ~mask
    if not items.any() or (not known and items.mean() < MERGED_SHARE):
        return codes, np.zeros(len(codes), bool)
    heads = (codes >= 0) | (raw.marks & TOTAL > 0) | (np.diff(raw.source, prepend=-1) != 0)
    above = np.maximum.accumulate(np.where(heads, np.arange(len(codes)), 0))
    taken = np.where(items, codes[above], codes)
    return taken, items & (taken >= 0)


def _of_order(order: np.ndarray, values: np.ndarray, missing: int) -> tuple[np.ndarray, np.ndarray]:
    """(values with the blanks of each order filled by its first known one, mask of what was filled)."""
    gaps = (order >= 0) & (values == missing)
    have = np.flatnonzero((order >= 0) & (values != missing))[::-1]
    if not gaps.any() or not len(have):
        return values, np.zeros(len(values), bool)
    first = np.full(int(order.max()) + 1, missing, values.dtype)
    first[order[have]] = values[have]  # walked backwards, so that the first row is written last
    result = np.where(gaps, first[np.maximum(order, 0)], values)
    return result, gaps & (result != missing)
