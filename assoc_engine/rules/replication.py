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

EARLY = 0.7  # share of the orders in the earlier part


@dataclass(frozen=True)
class Test:
    """How pairs are held against chance: by which `tail`, and which of them at all: `applies(orders, a, b, measured)` bool per pair."""

    tail: Tail
    applies: Callable[[TestedOrders, np.ndarray, np.ndarray, Measured], np.ndarray]


class Replication:
    """The two parts of the orders that links are tested on (`orders`; `time` seconds per order of the file, `seed` of the draw)."""

    def __init__(self, orders: TestedOrders, time: np.ndarray, test: Test, seed: int = 0, progress: Progress = SILENT) -> None:
        self.early, self.late = (orders.only(rows) for rows in split(time, orders.rows, seed))
        self._test, self._tested = test, PValueCounts()
        self._chance = self.early.chance(progress)

    def look(self, a: np.ndarray, b: np.ndarray) -> int:
        """Hold pairs, cheapest by rising a, against chance as the earlier orders give it; how many of them are tested there. Every pair
        that may be tested is to be looked at, once, before `early_q` tells how rare such a find is."""
        found = self.early.measured(self._chance, a, b, self._test.tail)
        applies = self._test.applies(self.early, a, b, found)
        self._tested.add(found.p[applies])
        return int(applies.sum())

    def measured(self, a: np.ndarray, b: np.ndarray, progress: Progress = SILENT) -> dict[str, np.ndarray]:
        """`early_orders`, `…_expected`, `…_p` and `late_orders`, `…_expected`, `…_p`, `…_lift`, `…_low`, `…_high` of pairs by rising a, each
        part by itself. Raises Cancelled."""
        early = self.early.measured(self._chance, a, b, self._test.tail, progress.part(0.0, 0.4))
        late = self.late.measured(self.late.chance(progress.part(0.4, 0.6)), a, b, self._test.tail, progress.part(0.6, 1.0))
        lift = np.divide(late.counted, late.expected, out=np.full(len(a), np.nan), where=late.expected > 0)
        low, high = adjusted_interval(late.independent, late.counted, late.expected)
        return {
            "early_orders": early.counted, "early_expected": early.expected, "early_p": early.p, "late_orders": late.counted,
            "late_expected": late.expected, "late_p": late.p, "late_lift": lift, "late_low": low, "late_high": high,
        }  # fmt: skip

    def early_q(self, a: np.ndarray, b: np.ndarray, tests: int, dependent: bool = False) -> np.ndarray:
        """The q-values of these pairs over all `tests` of the earlier part alone, float64; 1 where a pair is not tested there."""
        found = self.early.measured(self._chance, a, b, self._test.tail)
        applies = self._test.applies(self.early, a, b, found)
        q = np.ones(len(a))
        q[applies] = self._tested.q(found.p[applies], tests, dependent)
        return q


def split(time: np.ndarray, rows: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(earlier, later): bool per order, of the orders `rows` (bool): the first EARLY of them by time and the rest.

    A draw by `seed` where fewer than half of them are dated, or all at one time; undated orders are else in neither part.
    """
    order = _by_time(time, rows)
    if order is None:
        order = np.random.default_rng(seed).permutation(np.flatnonzero(rows))
    cut = int(len(order) * EARLY)
    early, late = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    early[order[:cut]], late[order[cut:]] = True, True
    return early, late


def later_from(time: np.ndarray, rows: np.ndarray) -> int:
    """The moment from which the orders of the later part are (seconds), NO_TIME where they are drawn. `time`, `rows` as of `split`."""
    order = _by_time(time, rows)
    return NO_TIME if order is None else int(time[order[int(len(order) * EARLY)]])


def _by_time(time: np.ndarray, rows: np.ndarray) -> np.ndarray | None:
    """The dated ones of these orders in order of time; None where that tells no earlier from later."""
    order = np.flatnonzero(rows)
    dated = order[time[order] != NO_TIME]
    if len(dated) > len(order) / 2 and time[dated].min() < time[dated].max():
        return dated[np.argsort(time[dated], kind="stable")]
    return None
