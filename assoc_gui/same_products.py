"""Rules of the same products: of one set there are as many as ways to split it, and one of them says most."""

from __future__ import annotations

import numpy as np

from assoc_engine.workspace import Table


class SameProducts:
    """Over the rules of the table `combinations`. Made in about 0.1 s for hundreds of thousands of rows."""

    def __init__(self, table: Table) -> None:
        start, items = np.asarray(table["start"]), np.asarray(table["items"])
        # A set is known by the sum of a random number of 64 bits a product: two sets with the same are not to be met.
        number = np.random.default_rng(1).integers(2**63, size=int(items.max(initial=0)) + 1, dtype=np.uint64)
        self._key = np.add.reduceat(number[items], start[:-1]) if len(items) else np.empty(0, np.uint64)
        several = np.diff(start) - table["split"] > 1
        self._best_first = np.lexsort((-np.asarray(table["confidence"]), several, self._key))
        key, self._number = self._key[self._best_first], np.empty(len(self._key), np.int64)
        self._number[self._best_first] = np.cumsum(np.concatenate([np.zeros(1, bool), key[1:] != key[:-1]])[: len(key)])

    def best(self, mask: np.ndarray) -> np.ndarray:
        """bool a row: of the rows of the mask with the same products the one that leads to one product, most surely."""
        rows = self._best_first[mask[self._best_first]]
        first = np.ones(len(rows), bool)
        first[1:] = self._key[rows[1:]] != self._key[rows[:-1]]
        found = np.zeros(len(mask), bool)
        found[rows[first]] = True
        return found

    def count(self, mask: np.ndarray) -> int:
        """How many different sets of products the rows of the mask are of."""
        return int(np.count_nonzero(np.bincount(self._number[mask])))

    def of(self, row: int) -> np.ndarray:
        """bool a row: has it the same products as this one?"""
        return self._key == self._key[row]
