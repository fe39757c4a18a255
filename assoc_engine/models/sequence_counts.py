"""Who bought B for the first time some while after he first bought A, against who would have by chance.

Looked at are customers who first bought A and first bought B on different visits, at most a window of days apart. Chance keeps
each customer's visits and how often he bought A, B and both, and asks which of the two came first: if his visits had come in any
other order (counted by arrangements), weighed by how much of A and of B the shop sold in those weeks, so that neither habits
nor seasons nor products that replace others make a sequence. This is the sequence symmetry analysis of Hallas (Epidemiology
1996) with an exact expectation a customer in place of one for all. Given it, customers are taken as binomial, which overstates
the tail of their sum (Hoeffding 1956).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import special

from ..progress import Progress
from .visits import MOST_VISITS, Visits

CHUNK = 2_000_000  # pairs of products of customers between two looks at the progress, some 50 ms


@dataclass(frozen=True)
class Followed:
    """products × products: `customers` int32 who first bought the row's product and then the column's, `expected` float32."""

    customers: np.ndarray
    expected: np.ndarray


def count_followed(visits: Visits, products: np.ndarray, rates: np.ndarray, window: float, progress: Progress) -> Followed:
    """All pairs of these products (rising numbers), within a window in the unit of `visits.when`; `rates` as `log_rates`."""
    most = int(visits.product.max(initial=-1)) + 1
    place = np.full(max(most, int(products.max(initial=-1)) + 1), -1, np.int32)
    place[products] = np.arange(len(products))
    customers = np.zeros((len(products), len(products)), np.int32)
    expected = np.zeros((len(products), len(products)), np.float32)
    arrangements = special.gammaln(np.arange(MOST_VISITS + 2) + 1.0)
    size = np.diff(visits.start)
    work = np.cumsum(size * (size + 1) // 2)
    bounds = np.unique(np.searchsorted(work, np.arange(0, int(work[-1] if len(work) else 0) + CHUNK, CHUNK)))
    for low, high in zip([0, *bounds.tolist()], [*bounds.tolist(), len(size)], strict=True):
        progress.step(low, len(size))
        _count(low, high, visits.start, place[visits.product], visits.held, visits.first_visit, visits.when, visits.week,
               rates, arrangements, window, customers, expected)  # fmt: skip
    return Followed(customers, expected)


def tail(customers: np.ndarray, both: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """P(X ≥ customers) for X ~ Binomial(both, expected / both), float64; 1 where nobody did."""
    share = np.clip(expected / np.maximum(both, 1), 0, 1)
    found = special.betainc(np.maximum(customers, 1).astype(np.float64), both - customers + 1.0, share)
    return np.where(customers > 0, found, 1.0)


@njit(cache=True, nogil=True)
def _bits(x: np.uint64) -> int:
    found = 0
    while x:
        x &= x - np.uint64(1)
        found += 1
    return found


@njit(cache=True, nogil=True)
def _lowest(x: np.uint64) -> int:
    found = 0
    while not x & np.uint64(1):
        x >>= np.uint64(1)
        found += 1
    return found


@njit(cache=True, nogil=True)
def _choose(logs: np.ndarray, n: int, k: int) -> float:
    """log of n over k; −inf where there is no way."""
    return logs[n] - logs[k] - logs[n - k] if 0 <= k <= n else -np.inf


@njit(cache=True, nogil=True)
def _ways(logs: np.ndarray, visits: int, i: int, j: int, first_alone: int, second_alone: int, joint: int) -> float:
    """log of the arrangements in which the first product's first visit is i, without the second, whose first is j > i."""
    second = second_alone + joint
    return (
        _choose(logs, visits - 1 - j, second - 1) + _choose(logs, second, joint)
        + _choose(logs, visits - 1 - i - second, first_alone - 1)
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _count(
    low: int, high: int, start: np.ndarray, place: np.ndarray, held: np.ndarray, first_visit: np.ndarray, when: np.ndarray,
    week: np.ndarray, rates: np.ndarray, logs: np.ndarray, window: float, customers: np.ndarray, expected: np.ndarray,
) -> None:  # fmt: skip
    for customer in range(low, high):
        base = first_visit[customer]
        visits = first_visit[customer + 1] - base
        for u in range(start[customer], start[customer + 1]):
            if place[u] < 0:
                continue
            one = _lowest(held[u])
            for v in range(u + 1, start[customer + 1]):
                if place[v] < 0:
                    continue
                other = _lowest(held[v])
                if one == other:
                    continue
                a, b = (u, v) if one < other else (v, u)
                i, j = base + min(one, other), base + max(one, other)
                if when[j] - when[i] > window:
                    continue
                both = _bits(held[a] & held[b])
                a_alone, b_alone = _bits(held[a]) - both, _bits(held[b]) - both
                ours = _ways(logs, visits, i - base, j - base, a_alone, b_alone, both)
                theirs = _ways(logs, visits, i - base, j - base, b_alone, a_alone, both)
                first, then = place[a], place[b]
                season = rates[first, week[i]] + rates[then, week[j]] - rates[then, week[i]] - rates[first, week[j]]
                chance = 1 / (1 + np.exp(theirs - ours - season))
                customers[first, then] += 1
                expected[first, then] += chance
                expected[then, first] += 1 - chance
