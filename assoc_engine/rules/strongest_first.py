"""Rows that hold products put in order, strongest first, a column at a time: no column is there twice, and it can be cancelled."""

from __future__ import annotations

import numpy as np
from numba import njit

from ..progress import SILENT, Progress

PIECE = 500_000  # rows sorted between two looks at the progress: about 0.2 s


def sort_strongest_first(columns: dict[str, np.ndarray], key: np.ndarray, progress: Progress = SILENT) -> dict[str, np.ndarray]:
    """Rows by `key` falling; of equals those in more orders come first, then those of fewer products, then as they stood. NaN is last.

    `columns`: `start` int64 (rows + 1) and `items` int32, the products of each row, `orders` int32, and any others with a value a row.
    It is emptied on the way. Returns the same columns, sorted. Raises Cancelled.
    """
    start, items = columns.pop("start"), columns.pop("items")
    sizes = np.diff(start).astype(np.int32)
    order = _order(key, columns["orders"], sizes, progress.part(0.0, 0.6))
    progress = progress.part(0.6, 1.0)
    new_start = np.zeros_like(start)
    np.cumsum(sizes[order], out=new_start[1:])
    moved = {"start": new_start, "items": np.empty_like(items)}
    for low in range(0, len(order), PIECE):
        progress.step(low, 2 * len(order))
        _move(start, items, order[low : low + PIECE], new_start[low:], moved["items"])
    del start, items, sizes
    for done, name in enumerate(list(columns)):
        progress.step(len(columns) + done, 2 * len(columns))
        moved[name] = columns.pop(name)[order]
    return moved


def _order(key: np.ndarray, orders: np.ndarray, sizes: np.ndarray, progress: Progress) -> np.ndarray:
    """Pieces sorted one by one, then merged two by two."""
    count = len(key)
    order = np.empty(count, np.int64)
    rounds = max(1, int(np.ceil(np.log2(max(count / PIECE, 1)))))
    for low in range(0, count, PIECE):
        progress.step(low, count * (1 + rounds / 2))  # a round of merging takes about half as long as sorting
        here = slice(low, low + PIECE)
        order[here] = low + np.lexsort((sizes[here], -orders[here].astype(np.int64), -key[here]))
    width, merged, done = PIECE, np.empty(count, np.int64) if count > PIECE else order, 0
    while width < count:
        for low in range(0, count, 2 * width):
            middle, high = min(low + width, count), min(low + 2 * width, count)
            state = np.array([low, middle, low])
            while state[2] < high:
                _merge(order, merged, key, orders, sizes, middle, high, state, PIECE)
                progress.step(count + (done + state[2] / count) * count / 2, count * (1 + rounds / 2))
        order, merged = merged, order
        width, done = 2 * width, done + 1
    return order


@njit(nogil=True, cache=True)
def _merge(
    order: np.ndarray, merged: np.ndarray, key: np.ndarray, orders: np.ndarray, sizes: np.ndarray, middle: int, high: int,
    state: np.ndarray, quantum: int,
) -> None:  # fmt: skip
    """Go on with merging two sorted pieces, for at most `quantum` rows; `state`: the next row of either, and of what comes out."""
    left, right, to = state[0], state[1], state[2]
    end = min(high, to + quantum)
    while to < end:
        if right == high:
            first = True
        elif left == middle:
            first = False
        else:
            a, b = order[left], order[right]
            first = not comes_before(key[b], orders[b], sizes[b], key[a], orders[a], sizes[a])
        if first:
            merged[to] = order[left]
            left += 1
        else:
            merged[to] = order[right]
            right += 1
        to += 1
    state[0], state[1], state[2] = left, right, to


@njit(nogil=True, cache=True)
def comes_before(key: float, orders: int, size: int, other_key: float, other_orders: int, other_size: int) -> bool:
    """Whether a row stands before another, as `sort_strongest_first` orders them."""
    if key != other_key and not (key != key and other_key != other_key):  # NaN equals NaN here, and comes last
        return key > other_key or (other_key != other_key)
    if orders != other_orders:
        return orders > other_orders
    return size < other_size


@njit(nogil=True, cache=True)
def _move(start: np.ndarray, items: np.ndarray, order: np.ndarray, new_start: np.ndarray, moved: np.ndarray) -> None:
    for k in range(len(order)):
        moved[new_start[k] : new_start[k + 1]] = items[start[order[k]] : start[order[k] + 1]]


def warm_up() -> None:
    """Compile (or load from the cache) the kernels here."""
    one, two = np.zeros(1, np.int32), np.zeros(2, np.int64)
    for key in (np.ones(2), np.ones(2, np.int32)):
        _merge(two, two.copy(), key, two.astype(np.int32), two.astype(np.int32), 1, 2, np.array([0, 1, 0]), 1)
    _move(np.array([0, 1]), one, np.zeros(1, np.int64), np.array([0, 1]), one.copy())
