"""Exact counts of product pairs, by our own kernels.

For each product the orders that hold it are walked and the products after it counted in one dense row
(Gustavson's row-by-row product AᵀA, ACM TOMS 1978): Σ s(s − 1)/2 additions for baskets of sizes s, and memory for
one row and the pairs found. Kernels release the GIL and work on chunks of rows of 20 to 100 ms, so that progress is
shown and cancelling works between them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit

from ..baskets import invert
from ..errors import SettingError
from ..machine import worker_threads
from ..progress import SILENT, Progress
from ..text import N_

CHUNK_WORK = 5_000_000  # additions a chunk: 10 to 50 ms of kernel
CHUNK_PAIRS = 500_000  # and pairs, beside those of its last product: who measures them needs longer than who counts
MOST_PRODUCTS = 2**31 - 1  # are numbered in int32


@dataclass(frozen=True)
class PairCounts:
    """Pairs a < b (int32 product numbers) that share at least one order, and in how many (int32), by rising (a, b)."""

    a: np.ndarray
    b: np.ndarray
    orders: np.ndarray

    def __len__(self) -> int:
        return len(self.a)


def checked_baskets(start: np.ndarray, items: np.ndarray, products: int) -> tuple[np.ndarray, np.ndarray]:
    """CSR baskets as the kernels need them, which look at no bounds: (start int64, items int32), copied only where they are of
    another type.

    Raises SettingError where a product's number is not within 0 … `products` − 1 or is beyond 32 bits, where the baskets do not divide
    the entries, and where an order's products are not rising and different: a product that stands twice in an order is refused.
    """
    start, items = np.asarray(start), np.asarray(items)
    if products > MOST_PRODUCTS:
        raise SettingError(N_("{products} products are more than can be told apart: {most} can."), products=products, most=MOST_PRODUCTS)
    if start.dtype.kind not in "iu" or items.dtype.kind not in "iu":
        raise SettingError(N_("Orders and products are told by whole numbers, not by {kind}."), kind=f"{start.dtype}, {items.dtype}")
    if not len(start) or start[0] != 0 or start[-1] != len(items) or (start[1:] < start[:-1]).any():
        raise SettingError(N_("The orders do not divide their {entries} entries."), entries=len(items))
    if len(items) and not (0 <= items.min() and items.max() < products):
        wrong = int(items.min() if items.min() < 0 else items.max())
        raise SettingError(N_("There is a product number {number}, outside 0 to {last}."), number=wrong, last=products - 1)
    falls = np.flatnonzero(items[1:] <= items[:-1]) + 1
    falls = falls[start[np.searchsorted(start, falls)] != falls]  # the first entry of an order may be any product
    if len(falls):
        order = int(np.searchsorted(start, falls[0])) - 1
        raise SettingError(N_("The products of order {order} are not rising, each of them once."), order=order)
    return start.astype(np.int64, copy=False), items.astype(np.int32, copy=False)


def checked_products(must: Sequence[int], products: int) -> tuple[int, ...]:
    """The products that every set must hold, each once, rising. Raises ValueError where one is not among the `products`."""
    if any(not 0 <= product < products for product in must):
        raise ValueError(f"there is no product {must} among {products}")
    return tuple(sorted(set(must)))


def count_pairs(
    start: np.ndarray, items: np.ndarray, products: int, min_orders: int = 1, progress: Progress = SILENT
) -> PairCounts:
    """Count in how many orders each pair of products occurs together; exact.

    `start` int64 (orders + 1) and `items` int32 (product numbers, rising and different within an order) are CSR.
    Returns the pairs that share at least `min_orders` orders. Raises Cancelled, and SettingError as `checked_baskets` does.
    """
    start, items = checked_baskets(start, items, products)
    kept = np.flatnonzero(np.bincount(items, minlength=products) >= min_orders).astype(np.int32)
    found = list(pair_chunks(*restrict(start, items, kept), len(kept), min_orders, progress))
    if not found:
        return PairCounts(*(np.empty(0, np.int32) for _ in range(3)))
    a, b, orders = (np.concatenate([getattr(part, name) for part in found]) for name in ("a", "b", "orders"))
    return PairCounts(kept[a], kept[b], orders)


def pair_chunks(
    start: np.ndarray, items: np.ndarray, products: int, min_orders: int = 1, progress: Progress = SILENT
) -> Iterator[PairCounts]:
    """The pairs of `count_pairs`, which says what the arguments are, in parts of about CHUNK_PAIRS or fewer, by rising a, for callers who
    cannot hold all of them at once."""
    holders_start, holders = invert(start, items, products)
    place = np.empty(len(items), np.int64)
    fill_places(start, items, holders_start[:-1].copy(), place)
    work = _work(start, holders_start, holders, place)
    most = np.minimum(work, np.arange(products - 1, -1, -1))  # pairs of each product with later ones
    bounds = _chunks(np.maximum(work, (most * (CHUNK_WORK / CHUNK_PAIRS)).astype(np.int64)))

    def run(low: int, high: int) -> PairCounts:
        a, b, n = (np.empty(int(most[low:high].sum()), np.int32) for _ in range(3))
        size = _count_rows(low, high, start, items, holders_start, holders, place, products, min_orders, a, b, n)
        return PairCounts(a[:size].copy(), b[:size].copy(), n[:size].copy())

    threads = worker_threads()
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[PairCounts]] = deque()
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


def orders_with(start: np.ndarray, items: np.ndarray, product: int) -> np.ndarray:
    """The orders that hold a product, rising (int64), of baskets without inverted lists."""
    return np.searchsorted(start, np.flatnonzero(items == product), side="right") - 1


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
    """Ranges of products of about CHUNK_WORK each."""
    if not len(work):
        return []
    total = np.cumsum(work)
    marks = np.arange(CHUNK_WORK, total[-1] + CHUNK_WORK, CHUNK_WORK)
    edges = np.unique(np.concatenate([[0], np.searchsorted(total, marks) + 1, [len(work)]]).clip(0, len(work)))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


@njit(nogil=True, cache=True)
def fill_places(start: np.ndarray, items: np.ndarray, cursor: np.ndarray, place: np.ndarray) -> None:
    """Where in `items` each entry of the inverted lists stands, so that only what comes after it is walked."""
    for order in range(len(start) - 1):
        for position in range(start[order], start[order + 1]):
            product = items[position]
            place[cursor[product]] = position
            cursor[product] += 1


@njit(nogil=True, cache=True)
def _work(start: np.ndarray, holders_start: np.ndarray, holders: np.ndarray, place: np.ndarray) -> np.ndarray:
    work = np.zeros(len(holders_start) - 1, np.int64)
    for product in range(len(work)):
        for k in range(holders_start[product], holders_start[product + 1]):
            work[product] += start[holders[k] + 1] - place[k] - 1
    return work


@njit(nogil=True, cache=True)
def _count_rows(
    low: int, high: int, start: np.ndarray, items: np.ndarray, holders_start: np.ndarray, holders: np.ndarray, place: np.ndarray,
    products: int, min_orders: int, a: np.ndarray, b: np.ndarray, n: np.ndarray,
) -> int:  # fmt: skip
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
