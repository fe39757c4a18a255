"""Pairs counted and held against chance, as many as memory allows; of the others only how many have which p-value."""

from __future__ import annotations

import numpy as np

from .parts import joined
from .significance import q_values

SAMPLES = (1, 20, 80)  # orders a product may need for its pairs to be tested; the one that finds most is used
PRECISION = 42  # bits left out of a p-value's 64: it is known to a thousandth of itself, in 2 ** 20 steps from 0 to 1
BINS = (1023 << 10) + 1  # of such p-values; the last is 1

Columns = tuple[np.ndarray, ...]
"""Of pairs: a, b (product numbers), orders (all int32), expected orders and p-value (float64)."""


class KeptPairs:
    """Takes every pair that occurs, part by part, and keeps those in at least `floor` orders and those with a p-value of at most
    `max_fdr`, which the others' q-values depend on.

    When these are more than `most`, it lets go of the pairs below the floor, and if that is not enough, raises the floor to the lowest
    with which the pairs that reach it, of all that were taken so far, are no more. `orders_of`: orders of each product.
    """

    def __init__(self, orders_of: np.ndarray, floor: int, max_fdr: float, most: int) -> None:
        self.orders_of, self.floor, self.max_fdr, self.most = orders_of, floor, max_fdr, most
        self._exact = True  # whether the pairs below the floor with a small p-value are still kept
        self._parts: list[Columns] = []
        self._reaching = np.zeros(int(orders_of.max(initial=0)) + 1, np.int64)  # pairs kept in 0, 1, … orders
        self._left_out = {sample: np.zeros(BINS, np.int64) for sample in SAMPLES}

    def add(self, *columns: np.ndarray) -> None:
        """Take a part: columns as `Columns` says."""
        self._parts.append(self._kept(columns))
        self._reaching += np.bincount(self._parts[-1][2], minlength=len(self._reaching))
        if self._reaching.sum() > self.most:
            self._make_room()

    def columns(self) -> Columns:
        """The pairs that are kept; empties it."""
        return joined(self._parts or [(np.empty(0, np.int32),) * 3 + (np.empty(0),) * 2])

    def q(self, sample: int, tests: int, p: np.ndarray) -> np.ndarray:
        """q-values (float64) of kept pairs with these p-values among `tests` pairs, of products in `sample` orders.

        Pairs that were left out stand at the upper end of their p-value's bin: a q-value is at most a thousandth of itself too large.
        """
        count = self._left_out[sample]
        used = np.flatnonzero(count)
        more = np.concatenate([[0], np.cumsum(count[used] - 1)])  # beside the one that stands for its bin below
        ends = np.minimum(((used + 1) << PRECISION).view(np.float64), 1.0)
        below = np.searchsorted(used, _bins(p))
        others = np.concatenate([more[below], more[1:]])
        return q_values(np.concatenate([p, ends]), tests, others)[: len(p)]

    def _kept(self, columns: Columns) -> Columns:
        a, b, orders, _, p = columns
        kept = orders >= self.floor
        if self._exact:
            kept |= p <= self.max_fdr
        if kept.all():
            return columns
        out = ~kept
        bins, rarer = _bins(p[out]), np.minimum(self.orders_of[a[out]], self.orders_of[b[out]])
        for sample in SAMPLES:
            np.add.at(self._left_out[sample], bins[rarer >= sample], 1)
        return tuple(column[kept] for column in columns)

    def _make_room(self) -> None:
        self._exact = False
        reaching = np.cumsum(self._reaching[::-1])[::-1]  # pairs in at least 0, 1, … orders
        fits = np.flatnonzero(reaching <= self.most)
        self.floor = max(self.floor, int(fits[0]) if len(fits) else len(reaching))
        for index, part in enumerate(self._parts):
            self._parts[index] = self._kept(part)
        self._reaching[: self.floor] = 0


def _bins(p: np.ndarray) -> np.ndarray:
    return p.view(np.int64) >> PRECISION
