"""Itemsets found in baskets: products that stand together in orders, of any size, with the orders that hold them all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from ..described import Described
from ..progress import SILENT, Progress

PIECE = 500_000  # rows between two looks at the progress


@dataclass(frozen=True, repr=False)
class ItemSets(Described):
    """Sets of products as a prefix tree, columnar: node i is the set of node `parent[i]` (int32, −1: none) and the product `item[i]`
    (int32); `orders` (int32) hold all of it, `size` (uint16) products. Parents stand before their children. Every set in
    `min_orders` (≤ orders) orders is there, if it has `min_size` to `max_size` (0: any) products and all of `must`; nodes that are
    smaller than `smallest` are only the way to larger ones. `asked`: the minimum that was asked for, below `min_orders` where the sets
    would have been more than memory, or the caller, allows (`limit` sets)."""

    parent: np.ndarray
    item: np.ndarray
    orders: np.ndarray
    size: np.ndarray
    min_orders: int
    asked: int
    min_size: int
    max_size: int
    must: tuple[int, ...]
    limit: int

    def __len__(self) -> int:
        """How many nodes there are, with those that only lead to others."""
        return len(self.item)

    @property
    def smallest(self) -> int:
        """Products of the smallest sets that are results."""
        return max(self.min_size, len(self.must), 1)

    @property
    def complete(self) -> bool:
        """Whether every set that was asked for is there."""
        return self.min_orders == self.asked

    def rows(self) -> np.ndarray:
        """The nodes that are results, rising (int64)."""
        return np.flatnonzero((self.size >= self.smallest) & (self.size <= (self.max_size or np.iinfo(self.size.dtype).max)))

    def products(self, rows: np.ndarray, progress: Progress = SILENT) -> tuple[np.ndarray, np.ndarray]:
        """The products of some nodes as CSR: (start int64 (rows + 1), items int32, rising within each set). Raises Cancelled."""
        start = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(self.size[rows], out=start[1:])
        items = np.empty(int(start[-1]), np.int32)
        for low in range(0, len(rows), PIECE):
            progress.step(low, len(rows))
            _climb(np.asarray(rows[low : low + PIECE], np.int64), self.parent, self.item, start[low:], items)
        return start, items


@njit(nogil=True, cache=True)
def _climb(rows: np.ndarray, parent: np.ndarray, item: np.ndarray, start: np.ndarray, items: np.ndarray) -> None:
    for k in range(len(rows)):
        node, end = rows[k], start[k]
        while node >= 0:
            end = put_in_place(item[node], start[k], end, items)
            node = parent[node]


@njit(nogil=True, cache=True)
def put_in_place(product: int, first: int, end: int, items: np.ndarray) -> int:
    """Add a product to those that stand from `first` to `end`, rising: sets are small, so this is faster than sorting them."""
    at = end
    while at > first and items[at - 1] > product:
        items[at] = items[at - 1]
        at -= 1
    items[at] = product
    return end + 1
