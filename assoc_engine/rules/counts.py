"""Exact counts of product pairs, by our own kernels.

For each product the orders that hold it are walked and the products after it counted in one dense row
(Gustavson's row-by-row product AᵀA, ACM TOMS 1978): Σ s(s − 1)/2 additions for baskets of sizes s, and memory for
one row and the pairs found. Kernels release the GIL and work on chunks of rows of 20 to 100 ms, so that progress is
shown and cancelling works between them.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit

from ..baskets import invert
from ..progress import SILENT, Progress

CHUNK_WORK = 5_000_000  # additions a chunk: 10 to 50 ms of kernel, and at most so many pairs in memory


@dataclass(frozen=True)
class PairCounts:
    """Pairs a < b (int32 product numbers) that share at least one order, and in how many (int32), by rising (a, b)."""

    a: np.ndarray
    b: np.ndarray
    orders: np.ndarray

    def __len__(self) -> int:
        return len(self.a)


def count_pairs(
    start: np.ndarray, items: np.ndarray, products: int, min_orders: int = 1, progress: Progress = SILENT
) -> PairCounts:
    """Count in how many orders each pair of products occurs together; exact.

    `start` int64 (orders + 1) and `items` int32 (product numbers, rising and different within an order) are CSR.
    Returns the pairs that share at least `min_orders` orders. Raises Cancelled.
    """
    kept = np.flatnonzero(np.bincount(items, minlength=products) >= min_orders).astype(np.int32)
    found = list(pair_chunks(*restrict(start, items, kept), len(kept), min_orders, progress))
    if not found:
        return PairCounts(*(np.empty(0, np.int32) for _ in range(3)))
    a, b, orders = (np.concatenate([getattr(part, name) for part in found]) for name in ("a", "b", "orders"))
    return PairCounts(kept[a], kept[b], orders)


def pair_chunks(
    start: np.ndarray, items: np.ndarray, products: int, min_orders: int = 1, progress: Progress = SILENT
) -> Iterator[PairCounts]:
    """The pairs of `count_pairs` in parts, by rising a, for callers who cannot hold all of them at once."""
    holders_start, holders = invert(start, items, products)
    place = np.empty(len(items), np.int64)
    fill_places(start, items, holders_start[:-1].copy(), place)
    work = _work(start, holders_start, holders, place)
    bounds = _chunks(work)

    def run(low: int, high: int) -> PairCounts:
        capacity = int(np.minimum(work[low:high], products - 1 - np.arange(low, high)).sum())
        a, b, n = (np.empty(capacity, np.int32) for _ in range(3))
        size = _count_rows(low, high, start, items, holders_start, holders, place, products, min_orders, a, b, n)
        return PairCounts(a[:size].copy(), b[:size].copy(), n[:size].copy())

    threads = max(1, (os.cpu_count() or 2) - 1)
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque = deque()
        try:
            for index, (low, high) in enumerate(bounds):
                waiting.append(pool.submit(run, low, high))
                progress.step(index, len(bounds))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def restrict(start: np.ndarray, items: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """CSR baskets with the products `kept` (rising) only, renumbered 0 … in the same order; empty baskets stay."""
    number = np.full(int(items.max(initial=-1)) + 1, -1, np.int32)
    kept = kept[kept < len(number)]
    number[kept] = np.arange(len(kept), dtype=np.int32)
    renumbered = number[items]
    before = np.concatenate([[0], np.cumsum(renumbered >= 0)])
    return before[start].astype(np.int64), renumbered[renumbered >= 0]


def warm_up() -> None:
    """Compile (or load from the cache) every kernel here."""
    count_pairs(np.array([0, 2, 4]), np.array([0, 1, 0, 1], np.int32), 2)


def _chunks(work: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of products of about CHUNK_WORK additions each."""
    if not len(work):
        return []
    total = np.cumsum(work)
    marks = np.arange(CHUNK_WORK, total[-1] + CHUNK_WORK, CHUNK_WORK)
    edges = np.unique(np.concatenate([[0], np.searchsorted(total, marks) + 1, [len(work)]]).clip(0, len(work)))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


@njit(nogil=True, cache=True)
def fill_places(start, items, cursor, place):
    """Where in `items` each entry of the inverted lists stands, so that only what comes after it is walked."""
    for order in range(len(start) - 1):
        for position in range(start[order], start[order + 1]):
            product = items[position]
            place[cursor[product]] = position
            cursor[product] += 1


@njit(nogil=True, cache=True)
def _work(start, holders_start, holders, place):
    work = np.zeros(len(holders_start) - 1, np.int64)
    for product in range(len(work)):
        for k in range(holders_start[product], holders_start[product + 1]):
            work[product] += start[holders[k] + 1] - place[k] - 1
    return work


@njit(nogil=True, cache=True)
def _count_rows(low, high, start, items, holders_start, holders, place, products, min_orders, a, b, n):
    row = np.zeros(products, np.int32)
    size = 0
    for product in range(low, high):
        for k in range(holders_start[product], holders_start[product + 1]):
            for position in range(place[k] + 1, start[holders[k] + 1]):
                row[items[position]] += 1
        for other in range(product + 1, products):
            if row[other] >= min_orders and row[other] > 0:
                a[size] = product
                b[size] = other
                n[size] = row[other]
                size += 1
            row[other] = 0
    return size
