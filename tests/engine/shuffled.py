"""Orders filled anew by chance alone: every order keeps its size and every product its orders within each stratum, and nothing else."""

from __future__ import annotations

import numpy as np
from numba import njit

TRADES = 60  # an order: with a tenth of them, orders of a hundred products still remember what they held


def shuffled(start: np.ndarray, items: np.ndarray, strata: np.ndarray, seed: int, trades: int = TRADES) -> np.ndarray:
    """The items (int32, rising within an order) of CSR baskets, drawn anew; `strata` int64 per order, 0 ….

    Curveball trades between two orders of a stratum, so many an order: what only one of them holds is put together and dealt out again
    (Strona and others, Nature Communications 5, 2014; every filling that keeps the totals is as likely as any other in the end).
    """
    items = items.copy()
    members = np.argsort(strata, kind="stable").astype(np.int64)
    edges = np.concatenate([[0], np.cumsum(np.bincount(strata))]).astype(np.int64)
    _trade(start, items, members, edges, trades * len(strata), seed)
    return items


@njit(nogil=True, cache=True)
def _trade(start, items, members, edges, trades, seed):
    np.random.seed(seed)
    longest = 0
    for order in range(len(start) - 1):
        longest = max(longest, start[order + 1] - start[order])
    pool = np.empty(2 * longest, items.dtype)
    common = np.empty(longest, items.dtype)
    for _ in range(trades):
        place = np.random.randint(0, len(members))
        stratum = np.searchsorted(edges, place, side="right") - 1
        one, other = members[place], members[np.random.randint(edges[stratum], edges[stratum + 1])]
        if one == other:
            continue
        i, j, n, mine, both = start[one], start[other], 0, 0, 0
        while i < start[one + 1] or j < start[other + 1]:
            if j >= start[other + 1] or (i < start[one + 1] and items[i] < items[j]):
                pool[n] = items[i]
                n, mine, i = n + 1, mine + 1, i + 1
            elif i >= start[one + 1] or items[j] < items[i]:
                pool[n] = items[j]
                n, j = n + 1, j + 1
            else:
                common[both] = items[i]
                both, i, j = both + 1, i + 1, j + 1
        if mine == 0 or mine == n:
            continue
        for k in range(mine):
            drawn = np.random.randint(k, n)
            pool[k], pool[drawn] = pool[drawn], pool[k]
        _fill(items, start[one], start[one + 1], common[:both], pool[:mine])
        _fill(items, start[other], start[other + 1], common[:both], pool[mine:n])


@njit(nogil=True, cache=True)
def _fill(items, low, high, common, dealt):
    """One order's items: what both hold and what it was dealt, rising."""
    items[low : low + len(common)] = common
    items[low + len(common) : high] = dealt
    items[low:high].sort()
