"""How many pairs have which p-value, for rates of false finds over millions of tests of which no more than that is kept."""

from __future__ import annotations

import numpy as np

from .tails import q_values

PRECISION = 42  # bits left out of a p-value's 64: it is known to a thousandth of itself, in 2 ** 20 steps from 0 to 1
BINS = (1023 << 10) + 1  # of such p-values; the last is 1


class PValueCounts:
    """Takes p-values. They stand at the upper end of their bins, so a q-value is at most a thousandth of itself too large, and never too
    small."""

    def __init__(self) -> None:
        self._count = np.zeros(BINS, np.int64)

    def add(self, p: np.ndarray) -> None:
        """Take these (float64), one a tested pair."""
        np.add.at(self._count, _bins(p), 1)

    def q(self, p: np.ndarray, tests: int, dependent: bool = False) -> np.ndarray:
        """q-values (float64, tails.q_values) of p-values that were taken, among `tests` pairs."""
        used = np.flatnonzero(self._count)
        others = np.cumsum(self._count[used]) - np.arange(1, len(used) + 1)
        return q_values(_ends(used), tests, others, dependent)[np.searchsorted(used, _bins(p))]

    def q_beside(self, p: np.ndarray, tests: int, dependent: bool = False) -> np.ndarray:
        """q-values (float64) of further p-values, known exactly, among `tests` pairs: these and those that were taken."""
        used = np.flatnonzero(self._count)
        more = np.concatenate([[0], np.cumsum(self._count[used] - 1)])  # beside the one that stands for its bin below
        others = np.concatenate([more[np.searchsorted(used, _bins(p))], more[1:]])
        return q_values(np.concatenate([p, _ends(used)]), tests, others, dependent)[: len(p)]


def _ends(bins: np.ndarray) -> np.ndarray:
    return np.minimum(((bins + 1) << PRECISION).view(np.float64), 1.0)


def _bins(p: np.ndarray) -> np.ndarray:
    return p.view(np.int64) >> PRECISION
