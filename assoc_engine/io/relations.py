"""How the values of two columns hang together: does one number the other's, divide them, or say the same?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ROWS_COMPARED = 200_000  # the first rows tell; rows of an order stand together


@dataclass(frozen=True)
class Relation:
    """The different pairs of cells (a, b) of two columns, on rows that have both. `a`, `b`: codes of each pair; `rows`:
    how many rows hold it."""

    a: np.ndarray
    b: np.ndarray
    rows: np.ndarray

    @property
    def b_for_a(self) -> float:
        """Share of rows whose b is the usual one of their a: 1 where each a has one b; 0 without rows."""
        return _agreement(self.a, self.rows)

    @property
    def a_for_b(self) -> float:
        """The same of the usual a of their b."""
        return _agreement(self.b, self.rows)

    @property
    def several_a(self) -> float:
        """Share of the different b that have more than one a."""
        return _several(self.b)


def relation(a: np.ndarray, b: np.ndarray) -> Relation:
    """Of two columns of codes (int32, −1 for an empty cell)."""
    a, b = a[:ROWS_COMPARED], b[:ROWS_COMPARED]
    both = (a >= 0) & (b >= 0)
    width = int(b.max(initial=0)) + 1
    pairs, rows = np.unique(a[both].astype(np.int64) * width + b[both], return_counts=True)
    return Relation(pairs // width, pairs % width, rows)


def _agreement(key: np.ndarray, rows: np.ndarray) -> float:
    if not len(key):
        return 0.0
    usual = np.zeros(int(key.max()) + 1, np.int64)
    np.maximum.at(usual, key, rows)
    return float(usual.sum() / rows.sum())


def _several(key: np.ndarray) -> float:
    counts = np.bincount(key)
    counts = counts[counts > 0]
    return float((counts > 1).mean()) if len(counts) else 0.0


def same_groups(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two columns of codes (int32, −1 empty) part the rows alike, but for a few."""
    both = relation(one, other)
    return min(both.b_for_a, both.a_for_b) >= 0.98


def divides(fine: np.ndarray, coarse: np.ndarray) -> bool:
    """Whether each value of `fine` has one value of `coarse`, of which some have several of `fine`."""
    both = relation(fine, coarse)
    return both.b_for_a >= 0.98 and both.several_a >= 0.05 and both.a_for_b < 0.98


def constant_within(group: np.ndarray, value: np.ndarray) -> bool:
    """Whether `value` says the same, or nothing more, on all rows of nearly every group of several rows; False where
    there are fewer than three of these or five different values (a shop of one price)."""
    group, value = group[:ROWS_COMPARED], value[:ROWS_COMPARED]
    rows = np.bincount(group[group >= 0], minlength=1)
    several = rows > 1
    both = relation(group, value)
    if several.sum() < 3 or len(np.unique(both.b)) < 5:
        return False
    different = np.bincount(both.a, minlength=len(rows))
    return float((different[several] <= 1).mean()) > 0.95


def mixed_within(group: np.ndarray, value: np.ndarray) -> float:
    """Share of the groups of several rows whose rows have different values, of columns of codes (int32, −1 empty); 0 where there are
    none."""
    group, value = group[:ROWS_COMPARED], value[:ROWS_COMPARED]
    there = (group >= 0) & (value >= 0)
    rows = np.bincount(group[there], minlength=1)
    several = rows > 1
    different = np.bincount(relation(group, value).a, minlength=len(rows))
    return float((different[several] > 1).mean()) if several.any() else 0.0
