"""What an export writes on the first row of an order only: its number under merged cells, its customer, date, status."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..workspace import Coded
from .moments import MISSING
from .raw import TOTAL, RawTable

OF_ORDER = ("customer", "region", "store", "channel")
"""Roles whose value belongs to the whole order, besides its time and its states."""

_MERGED = 0.2  # of the rows; where nothing else tells an order's first row, fewer blanks just lack what they lack
_TELLING = 0.9  # of the first rows must have what tells by its absence that a row is none
_FIRST_ONLY = 0.95  # of a state's cells must stand on the first row of their order, where it is the order's


class OrderFields:
    """The columns that belong to orders, as arrays to be filled: `coded` and `states` codes, `time` seconds.

    `filled`: mask of the rows of which some field was taken from another row.
    """

    def __init__(
        self, raw: RawTable, coded: Mapping[str, Coded | None], time: np.ndarray | None, states: list[tuple[str, Coded]]
    ) -> None:
        self.filled = np.zeros(raw.rows, bool)
        self._raw, self.states, self.time = raw, states, time
        self.coded = {role: column for role in ("order", *OF_ORDER) if (column := coded[role]) is not None}
        self._data = raw.marks == 0

    def fill_from_above(self, sold: np.ndarray) -> None:
        """What stands under merged cells: a row that names a product (`sold`) and nothing of its order is an item of
        the order above it. Never across tables, nor below a row of totals."""
        items, heads = self._items_and_heads(sold & self._data)
        if not items.any():
            return
        stops = heads | (self._raw.marks & TOTAL > 0) | (np.diff(self._raw.source, prepend=-1) != 0)
        above = np.maximum.accumulate(np.where(stops, np.arange(len(stops)), 0))
        items &= heads[above]

        def from_above(values: np.ndarray, missing: int) -> np.ndarray:
            return np.where(items & (values == missing), values[above], values)

        self._change(from_above, lambda values: False)  # a state may be that of its line: fill_within knows

    def fill_within(self, order: Coded) -> None:
        """Each blank of an order takes what its other rows say, where they say one thing; of states only those that the
        file writes on the first row of an order alone: that one line was given back says nothing about the others."""
        codes = np.where(self._data, order.codes, -1)
        rows = np.bincount(codes[codes >= 0], minlength=1)
        if (rows <= 1).all():
            return
        several = (codes >= 0) & (rows[np.maximum(codes, 0)] > 1)
        first = _first_rows(codes) & several

        def of_order(values: np.ndarray, missing: int) -> np.ndarray:
            return _of_order(codes, values, missing)

        def is_of_order(values: np.ndarray) -> bool:
            said = int((values >= 0)[several].sum())
            return said > 0 and int((values >= 0)[first].sum()) >= _FIRST_ONLY * said

        known = [column.codes >= 0 for role, column in self.coded.items() if role != "order"]
        known += [column.codes >= 0 for _, column in self.states]
        known += [self.time != MISSING] if self.time is not None else []
        usual = any(
            mask[first].mean() >= 0.5 and mask[first].sum() >= _FIRST_ONLY * mask[several].sum() for mask in known
        )
        self._change(of_order, lambda values: usual and is_of_order(values))

    def _change(self, fill: Callable[[np.ndarray, int], np.ndarray], of_order: Callable[[np.ndarray], bool]) -> None:
        """Fill every field, a state only if it is `of_order`."""

        def changed(column: Coded) -> Coded:
            codes = fill(column.codes, -1)
            self.filled |= codes != column.codes
            return Coded(codes, column.vocabulary)

        self.coded = {role: changed(column) for role, column in self.coded.items()}
        self.states = [(name, changed(c) if of_order(c.codes) else c) for name, c in self.states]
        if self.time is not None:
            time = fill(self.time, MISSING)
            self.filled |= time != self.time
            self.time = time

    def _items_and_heads(self, sold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(mask of the rows without their order's fields, mask of those that have them).

        A row that lacks an order number is an item of the order above where the columns that first rows nearly always
        fill are blank too: customer and time, else what else orders have. Where no column tells, the blanks must be
        many, and hardly any number stand in two rows on end, as it does where it is merely missing here and there.
        """
        number = self.coded.get("order")
        known = {role: column.codes >= 0 for role, column in self.coded.items()}
        if self.time is not None:
            known["time"] = self.time != MISSING
        own = ["order"] if number is not None else ["customer", "time"]
        own = [role for role in own if role in known]
        if not own:
            return np.zeros(len(sold), bool), np.zeros(len(sold), bool)
        heads = np.logical_or.reduce([known[role] for role in own]) & self._data
        others = [known[role] for role in ("customer", "time") if role in known and role not in own]
        others = others or [mask for role, mask in known.items() if role not in own]
        others = others or [column.codes >= 0 for _, column in self.states]
        blank = sold & ~heads
        items = blank & ~np.logical_or.reduce([*others, np.zeros(len(sold), bool)])
        if not items.any() or not heads.any():
            return items & False, heads
        telling = others if number is not None else [known[role] for role in own] if len(own) > 1 else []
        if any(mask[heads].mean() >= _TELLING for mask in telling):
            return items, heads
        few = items.sum() < _MERGED * self._data.sum()
        return items & (not few and self._stands_twice(own[0], heads) <= 0.05 * heads.sum()), heads

    def _stands_twice(self, role: str, heads: np.ndarray) -> int:
        """Rows that say the same as the row above them."""
        values = self.time if role == "time" else self.coded[role].codes
        assert values is not None  # known of these rows
        return int((heads[1:] & heads[:-1] & (values[1:] == values[:-1])).sum())


def _of_order(order: np.ndarray, values: np.ndarray, missing: int) -> np.ndarray:
    """Values with the blanks of each order filled by its known one, where it is one."""
    known = (order >= 0) & (values != missing)
    gaps = (order >= 0) & (values == missing)
    if not gaps.any() or not known.any():
        return values
    count = int(order.max()) + 1
    low = np.full(count, np.iinfo(values.dtype).max, values.dtype)
    high = np.full(count, np.iinfo(values.dtype).min, values.dtype)
    np.minimum.at(low, order[known], values[known])
    np.maximum.at(high, order[known], values[known])
    return np.where(gaps & (low == high)[np.maximum(order, 0)], low[np.maximum(order, 0)], values)


def _first_rows(order: np.ndarray) -> np.ndarray:
    """Mask of the first row of each order."""
    there = np.flatnonzero(order >= 0)[::-1]
    first = np.full(int(order.max()) + 1, -1)
    first[order[there]] = there  # walked backwards, so that the first row is written last
    mask = np.zeros(len(order), bool)
    mask[first[first >= 0]] = True
    return mask
