"""Pairs counted and held against chance, as many as memory allows; of the others only how many have which p-value."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .p_value_counts import PValueCounts
from .parts import joined


class Pairs(NamedTuple):
    """Columns: `a`, `b` (product numbers), `orders` (all joint orders), `counted` (those that are tested), `customers` int32;
    `independent`, `expected`, `p`, `early_p` (of the earlier orders alone, 1 where they do not test it) float64; `tested` bool: it is one
    of the tests that the rate of false finds is kept over."""

    a: np.ndarray
    b: np.ndarray
    orders: np.ndarray
    counted: np.ndarray
    customers: np.ndarray
    independent: np.ndarray
    expected: np.ndarray
    p: np.ndarray
    early_p: np.ndarray
    tested: np.ndarray

    @classmethod
    def none(cls) -> Pairs:
        """No pairs."""
        whole, real = np.empty(0, np.int32), np.empty(0)
        return cls(whole, whole, whole, whole, whole, real, real, real, real, np.empty(0, bool))

    def only(self, rows: np.ndarray) -> Pairs:
        """Those at an index or mask of the columns."""
        return Pairs(*(column[rows] for column in self))


class KeptPairs:
    """Takes pairs, part by part, and keeps those in at least `floor` orders and the tested ones with a p-value of at most `max_fdr`, which
    the others' q-values depend on.

    When these are more than `most`, it lets go of the pairs below the floor, and if that is not enough, raises the floor to the lowest
    with which the pairs that reach it, of all that were taken so far, are no more. `largest`: no pair is in more orders.
    """

    def __init__(self, floor: int, max_fdr: float, most: int, largest: int) -> None:
        self.floor, self.max_fdr, self.most = floor, max_fdr, most
        self._exact = True  # whether the pairs below the floor with a small p-value are still kept
        self._parts: list[Pairs] = []
        self._reaching = np.zeros(largest + 1, np.int64)  # pairs kept in 0, 1, … orders
        self._left_out = PValueCounts()

    def add(self, pairs: Pairs) -> None:
        """Take the pairs of one part."""
        self._parts.append(self._kept(pairs))
        self._reaching += np.bincount(self._parts[-1].orders, minlength=len(self._reaching))
        if self._reaching.sum() > self.most:
            self._make_room()

    def pairs(self) -> Pairs:
        """The pairs that are kept, as they came; empties it."""
        return Pairs(*joined(self._parts or [Pairs.none()]))

    def q(self, p: np.ndarray, tests: int, dependent: bool = False) -> np.ndarray:
        """q-values (float64) of the tested pairs kept, which have these p-values, among `tests` pairs."""
        return self._left_out.q_beside(p, tests, dependent)

    def _kept(self, pairs: Pairs) -> Pairs:
        kept = pairs.orders >= self.floor
        if self._exact:
            kept |= pairs.tested & (pairs.p <= self.max_fdr)
        if kept.all():
            return pairs
        self._left_out.add(pairs.p[~kept & pairs.tested])
        return pairs.only(kept)

    def _make_room(self) -> None:
        self._exact = False
        reaching = np.cumsum(self._reaching[::-1])[::-1]  # pairs in at least 0, 1, … orders
        fits = np.flatnonzero(reaching <= self.most)
        self.floor = max(self.floor, int(fits[0]) if len(fits) else len(reaching))
        for index, part in enumerate(self._parts):
            self._parts[index] = self._kept(part)
        self._reaching[: self.floor] = 0
