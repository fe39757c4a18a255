"""Made baskets with patterns in them, after the generator of IBM's Quest group.

R. Agrawal, R. Srikant: Fast Algorithms for Mining Association Rules, VLDB 1994, section 2.4.3, whose names are used here. The model:

1. There are `L` patterns. A pattern has a number of items that is Poisson with mean `I`, at least one and at most `N`. A share of them
comes
   from the pattern before it (all different ones): exponential with mean `correlation`, at most 1; the rest are drawn among the `N` items.
2. A pattern has a weight, exponential with mean 1, and the weights are divided by their sum; and a corruption, normal with mean
   `corruption` and variance 0.1, cut to 0…1.
3. Patterns are drawn one after the other by weight. From each, items are left out as long as a number drawn from 0…1 is below its
   corruption, which ones by chance. What is left is a piece.
4. A basket has room for a number of items that is Poisson with mean `T`, at least one. It takes pieces as they come. One that
   does not fit any more is put in nevertheless in half of the cases, and is else the first one of the next basket; either way
   the basket is closed (and empty where its first piece was too large: 0.6 % are). An item that came in by two pieces counts for the room
   twice and is in the basket once.

The same numbers and the same seed make the same baskets (numpy's PCG64).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Quest:
    """Baskets as CSR (`start` int64, baskets + 1; `items` int32, rising and different within a basket) and the patterns put in, also as CSR
    (`pattern_start` int64, `pattern_items` int32), with `weight` and `corruption` (float64) of each."""

    start: np.ndarray
    items: np.ndarray
    pattern_start: np.ndarray
    pattern_items: np.ndarray
    weight: np.ndarray
    corruption: np.ndarray


def quest(
    D: int = 100_000, T: float = 10, I: float = 4, L: int = 2_000, N: int = 1_000,
    correlation: float = 0.5, corruption: float = 0.5, seed: int = 0,
) -> Quest:  # fmt: skip
    """`D` baskets; with the numbers given here it is the paper's T10.I4.D100K."""
    random = np.random.default_rng(seed)
    pattern_start, pattern_items = _patterns(random, I, L, N, correlation)
    weight = random.exponential(1.0, L)
    weight /= weight.sum()
    lost = np.clip(random.normal(corruption, np.sqrt(0.1), L), 0, 1)
    room = np.maximum(random.poisson(T, D), 1)
    baskets, items, opened = [], [], (0, 0)
    while opened[0] < D:
        size, piece = _pieces(random, pattern_start, pattern_items, weight, lost, D)
        basket, opened = _put(size, random.random(len(size)) < 0.5, room, opened)
        baskets.append(np.repeat(basket, size))
        items.append(piece)
    basket, item = np.concatenate(baskets), np.concatenate(items)
    cell = np.unique(basket[basket < D] * N + item[basket < D])
    start = np.searchsorted(cell, np.arange(D + 1, dtype=np.int64) * N)
    return Quest(start.astype(np.int64), (cell % N).astype(np.int32), pattern_start, pattern_items, weight, lost)


def _patterns(random: np.random.Generator, I: float, L: int, N: int, correlation: float) -> tuple[np.ndarray, np.ndarray]:
    patterns = []
    before = np.empty(0, np.int64)
    for size in np.clip(random.poisson(I, L), 1, N):
        shared = min(round(min(random.exponential(correlation), 1.0) * size), len(before))
        old = random.choice(before, shared, replace=False)
        new = np.setdiff1d(random.choice(N, min(2 * size, N), replace=False), old)  # at least size - shared are left of these
        before = np.sort(np.concatenate([old, random.permutation(new)[: size - shared]]))
        patterns.append(before)
    return np.cumsum([0, *map(len, patterns)]).astype(np.int64), np.concatenate(patterns).astype(np.int32)


def _pieces(
    random: np.random.Generator, start: np.ndarray, items: np.ndarray, weight: np.ndarray, lost: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """The next pieces: how many items each has, and these one after the other. `count` patterns are drawn; of some nothing is left."""
    drawn = random.choice(len(weight), count, p=weight)
    length = np.diff(start)[drawn]
    left_out = np.minimum(random.geometric(np.maximum(1 - lost[drawn], 1e-9)) - 1, length)  # items until a number is not below it
    owner = np.repeat(np.arange(count), length)
    begin = np.cumsum(length) - length
    within = np.arange(len(owner)) - begin[owner]
    shuffled = np.lexsort((random.random(len(owner)), owner))  # within its piece each item gets a place by chance
    kept = within >= left_out[owner]
    item = items[start[drawn][owner] + (shuffled - begin[owner])][kept]
    size = length - left_out
    return size[size > 0], item


def _put(size: np.ndarray, anyway: np.ndarray, room: np.ndarray, opened: tuple[int, int]) -> tuple[np.ndarray, tuple[int, int]]:
    """The basket that each piece goes to; `opened`: the basket that is filled at present and what it holds, before and after."""
    basket, filled = opened
    room, placed = room.tolist(), []
    for pieces, forced in zip(size.tolist(), anyway.tolist(), strict=True):
        if basket >= len(room):
            placed.append(basket)
        elif filled + pieces <= room[basket]:
            placed.append(basket)
            filled += pieces
        elif forced:
            placed.append(basket)
            basket, filled = basket + 1, 0
        else:
            basket, filled = basket + 1, pieces
            placed.append(basket)
    return np.array(placed, np.int64), (basket, filled)
