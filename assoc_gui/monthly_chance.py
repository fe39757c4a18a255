"""How the orders that chance gives two products together lie over the months: by how often each was bought in a month."""

from __future__ import annotations

import numpy as np

from assoc_engine.workspace import Table

from .evidence import month_of, orders_with


class MonthlyChance:
    """Of the orders of one analysis, those that are not tested left out. `aside`: the rows of these; `first`, `last`: seconds, of the
    whole file.

    The orders of a month, with and without a known customer apart, with a and with b, times Σ s (s − 1) / (Σ s)² of their sizes s, are
    what chance puts together there, roughly; the shares of the months are right to what a chart shows, and their sum is the link's own
    expectation.
    """

    def __init__(self, orders: Table, baskets: Table, aside: np.ndarray, first: int, last: int) -> None:
        self._baskets = baskets
        month, self._months = month_of(orders["time"], first, last)
        if len(aside):
            month = month.copy()
            month[aside] = -1
        known = np.asarray(orders["customer"].codes) >= 0
        self._kind = np.where(month >= 0, 2 * month + known, -1)
        sizes, chosen = np.asarray(orders["size"], np.float64), self._kind >= 0
        held = self._bincount(self._kind[chosen], sizes[chosen])
        pairs = self._bincount(self._kind[chosen], (sizes * (sizes - 1))[chosen])
        self._factor = np.divide(pairs, held**2, out=np.zeros(len(held)), where=held > 0)

    def expected(self, a: int, b: int, total: float) -> np.ndarray:
        """Of every month, float64; `total`: of all of them together."""
        one, other = (self._bincount(self._kinds_of(product)) for product in (a, b))
        months = (one * other * self._factor).reshape(-1, 2).sum(1)
        return months * (total / months.sum()) if months.sum() > 0 else months

    def tested(self, found: np.ndarray) -> np.ndarray:
        """Those of the orders `found` that are tested and dated."""
        return found[self._kind[found] >= 0]

    def _kinds_of(self, product: int) -> np.ndarray:
        kinds = self._kind[orders_with(self._baskets, product)]
        return kinds[kinds >= 0]

    def _bincount(self, kinds: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(kinds, weights, minlength=2 * self._months)
