"""Found on the earlier part of the orders, measured anew on the later part, which had no say in the finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..cleaning import NO_TIME
from ..progress import SILENT, Progress
from .intervals import adjusted_interval
from .p_value_counts import PValueCounts
from .tested_orders import Measured, Tail, TestedOrders
from .verdicts import HELD

DAY = 86_400  # seconds
EARLY = 0.7  # share of the orders in the earlier part
LEAST = 0.1  # of the orders in either part, or dates do not tell earlier from later


@dataclass(frozen=True)
class Test:
    """How pairs are held against chance: by which `tail`; which of them at all: `applies(orders, a, b, measured)` bool per pair; and of how
    many independent joint orders at least the later part confirms what was found (`least`)."""

    tail: Tail
    applies: Callable[[TestedOrders, np.ndarray, np.ndarray, Measured], np.ndarray]
    least: int


class Replication:
    """The two parts of the orders that links are tested on (`orders`; `time` seconds per order of the file, `seed` of the draw). `looked`:
    pairs that the earlier part was asked about and tests."""

    def __init__(self, orders: TestedOrders, time: np.ndarray, test: Test, seed: int = 0, progress: Progress = SILENT) -> None:
        self.early, self.late = (orders.only(rows) for rows in split(time, orders.rows, seed))
        self._test, self._counts, self.looked = test, PValueCounts(), 0
        self._chance = self.early.chance(progress)

    def look(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The chance of pairs, cheapest by rising a, as the earlier orders alone give it (float64; 1 where they do not test it). Every pair
        that may be tested is to be looked at, once, before `early_q` tells how rare such a find is."""
        found = self.early.measured(self._chance, a, b, self._test.tail)
        applies = self._test.applies(self.early, a, b, found)
        self._counts.add(found.p[applies])
        self.looked += int(applies.sum())
        return np.where(applies, found.p, 1.0)

    def early_q(self, p: np.ndarray, tests: int, dependent: bool = False) -> np.ndarray:
        """The q-values (float64) of what `look` gave, over all `tests` of the earlier part alone."""
        q, small = np.ones(len(p)), p < 1
        q[small] = self._counts.q(p[small], tests, dependent)
        return q

    def measured(self, a: np.ndarray, b: np.ndarray, progress: Progress = SILENT) -> dict[str, np.ndarray]:
        """`early_orders`, `…_expected`, `…_p` and `late_orders`, `…_expected`, `…_p`, `…_lift`, `…_low`, `…_high`, `…_clear`
        of pairs by rising a, each part by itself. Raises Cancelled."""
        early = self.early.measured(self._chance, a, b, self._test.tail, progress.part(0.0, 0.4))
        late = self.late.measured(self.late.chance(progress.part(0.4, 0.6)), a, b, self._test.tail, progress.part(0.6, 1.0))
        lift = np.divide(late.counted, late.expected, out=np.full(len(a), np.nan), where=late.expected > 0)
        low, high = adjusted_interval(late.independent, late.counted, late.expected)
        return {
            "early_orders": early.counted, "early_expected": early.expected, "early_p": early.p, "late_orders": late.counted,
            "late_expected": late.expected, "late_p": late.p, "late_lift": lift, "late_low": low, "late_high": high,
            "late_clear": clear(late.p, late.independent, self._test.least),
        }  # fmt: skip


def clear(p: np.ndarray, independent: np.ndarray, least: int) -> np.ndarray:
    """bool: is the later part by itself clearly on its side of chance, so that it confirms a find?"""
    return (p <= HELD) & (independent >= least)


def split(time: np.ndarray, rows: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(earlier, later): bool per order, of the orders `rows` (bool): about the first EARLY of them by time, and the rest.

    Orders of one day stay together, or of one moment where days are too few; undated orders are in neither part. A draw by `seed` where
    fewer than half of the orders are dated, or where both leave a part without a tenth of them.
    """
    since = later_from(time, rows)
    if since != NO_TIME:
        return rows & (time != NO_TIME) & (time < since), rows & (time >= since)
    order = np.random.default_rng(seed).permutation(np.flatnonzero(rows))
    early = np.zeros(len(rows), bool)
    early[order[: int(len(order) * EARLY)]] = True
    return early, rows & ~early


def later_from(time: np.ndarray, rows: np.ndarray) -> int:
    """The moment from which the orders of the later part are (seconds), NO_TIME where they are drawn. `time`, `rows` as of `split`."""
    dated = np.sort(time[rows & (time != NO_TIME)])
    if len(dated) <= rows.sum() / 2:
        return NO_TIME
    for unit in (DAY, 1):
        begins = np.flatnonzero(np.diff(dated // unit, prepend=dated[:1] // unit - 1))  # of each day, or moment
        place = begins[np.argmin(np.abs(begins - int(len(dated) * EARLY)))]
        if LEAST * len(dated) <= place <= (1 - LEAST) * len(dated):
            return int(dated[place] // unit * unit)
    return NO_TIME
