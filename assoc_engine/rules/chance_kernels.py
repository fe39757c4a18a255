"""The kernels of chance.py: exact draws of few products, the weights of a stratum, and what pairs hold of its orders."""

from __future__ import annotations

import numpy as np
from numba import njit

NEARLY_ALL = 1e-3  # products by which an order of all products may miss its size
MOST_WEIGHT = 1e9  # of a product that is in nearly every order


@njit(nogil=True, cache=True)
def add_product(e: np.ndarray, w: float) -> None:
    """The polynomials e (float64, by degree) with one more product of weight w, in place."""
    for k in range(len(e) - 1, 0, -1):
        e[k] += w * e[k - 1]


@njit(nogil=True, cache=True)
def without_product(e: np.ndarray, w: float) -> None:
    """The reverse; digits are lost where w e_{k−1} is far more than e_k."""
    for k in range(1, len(e)):
        e[k] = max(0.0, e[k] - w * e[k - 1])


@njit(nogil=True, cache=True)
def symmetric(w: np.ndarray, limit: int, without: int | np.integer) -> np.ndarray:
    """Elementary symmetric polynomials e_0 … e_limit of the weights but that of product `without` (−1: of all), float64."""
    e = np.zeros(limit + 1)
    e[0] = 1.0
    for i in range(len(w)):
        if i != without:
            add_product(e, w[i])
    return e


@njit(nogil=True, cache=True)
def draws(w: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exact π_i(s), float64 (limit + 1, products), r_s, float64 (limit + 1), and the heavy products, int64, of draws of 0 … limit
    products with weights w.

    Heavy are those with w_i r_s > 1 for some s: the recursion loses digits there, so theirs are taken from the polynomials themselves.
    """
    pi = np.zeros((limit + 1, len(w)))
    r = np.zeros(limit + 1)
    e = symmetric(w, limit, -1)
    most = 0.0
    for s in range(1, limit + 1):
        r[s] = e[s - 1] / e[s] if e[s] > 0.0 else 0.0  # never where no draw has so many products
        most = max(most, r[s])
        for i in range(len(w)):
            pi[s, i] = min(1.0, max(0.0, w[i] * r[s] * (1.0 - pi[s - 1, i])))
    heavy = np.flatnonzero(w * most > 1.0)
    for h in heavy:
        left = symmetric(w, limit, h)
        for s in range(1, limit + 1):
            pi[s, h] = min(1.0, w[h] * left[s - 1] / e[s]) if e[s] > 0.0 else 0.0
    return pi, r, heavy


@njit(nogil=True, cache=True)
def draws_beside(w: np.ndarray, heavy: np.ndarray, limit: int) -> np.ndarray:
    """π_j(s) of draws from all products but a heavy one, float64 (heavy products, limit + 1, products)."""
    beside = np.zeros((len(heavy), limit + 1, len(w)))
    for h in range(len(heavy)):
        rest = w.copy()
        rest[heavy[h]] = 0.0
        beside[h] = draws(rest, limit)[0]
    return beside


@njit(nogil=True, cache=True)
def sweep(
    totals: np.ndarray, orders: float, count: np.ndarray, sizes: np.ndarray, sizes_count: np.ndarray, w: np.ndarray, y: np.ndarray,
    sweeps: int, close: float,
) -> float:  # fmt: skip
    """Up to `sweeps` times, in place: w_i times the odds of n_i over those of Σ_s m_s π_i(s), in all orders, and y so that every size
    holds; returns how wrong odds were.

    totals: n_i > 0 (products) of `orders` orders; count: m_s of s = 0 … ; sizes, sizes_count: of the larger. All float64.
    """
    expected = np.empty(len(w))
    worst = 0.0
    for _ in range(sweeps):
        expected[:] = 0.0
        pi = draws(w, len(count) - 1)[0]
        for s in range(1, len(count)):
            if count[s] > 0.0:
                for i in range(len(w)):
                    expected[i] += count[s] * pi[s, i]
        for s in range(len(sizes)):
            for _again in range(3):
                held = 0.0
                for i in range(len(w)):
                    held += w[i] * y[s] / (1.0 + w[i] * y[s])
                y[s] *= sizes[s] / held * (len(w) - held + NEARLY_ALL) / (len(w) - sizes[s] + NEARLY_ALL)
            for i in range(len(w)):
                expected[i] += sizes_count[s] * w[i] * y[s] / (1.0 + w[i] * y[s])
        worst = 0.0
        for i in range(len(w)):
            ratio = totals[i] / expected[i] * max(orders - expected[i], 1e-9) / (orders - totals[i])
            worst = max(worst, abs(ratio - 1.0))
            w[i] = min(w[i] * ratio, MOST_WEIGHT)
        if worst < close:
            break
    return worst


@njit(nogil=True, cache=True)
def add_small(
    a: np.ndarray, b: np.ndarray, w: np.ndarray, pi: np.ndarray, r: np.ndarray, place: np.ndarray, beside: np.ndarray, count: np.ndarray,
    mean: np.ndarray, squares: np.ndarray, with_a: np.ndarray, with_b: np.ndarray,
) -> None:  # fmt: skip
    """Add the exact part: for each pair (a, b) Σ m π_ab, Σ m π_ab², Σ m π_ab (1 − π_a) and Σ m π_ab (1 − π_b) over the sizes of `count`.

    place: each product's row of `beside`, −1 where it is not heavy.
    """
    for p in range(len(a)):
        i, j = a[p], b[p]
        if place[j] >= 0:
            i, j = j, i
        h = place[i]
        neither = 1.0
        for s in range(2, len(r)):
            if s > 2 and h < 0:
                neither = min(1.0, max(0.0, 1.0 - pi[s - 2, i] - w[j] * r[s - 2] * neither))
            if count[s] == 0.0:
                continue
            joint = pi[s, i] * beside[h, s - 1, j] if h >= 0 else w[i] * w[j] * r[s] * r[s - 1] * neither
            mean[p] += count[s] * joint
            squares[p] += count[s] * joint * joint
            with_a[p] += count[s] * joint * (1.0 - pi[s, a[p]])
            with_b[p] += count[s] * joint * (1.0 - pi[s, b[p]])


@njit(nogil=True, cache=True)
def add_large(
    low: int, high: int, a: np.ndarray, b: np.ndarray, w: np.ndarray, y: np.ndarray, count: np.ndarray, d: np.ndarray, mean: np.ndarray,
    squares: np.ndarray, with_a: np.ndarray, with_b: np.ndarray,
) -> None:  # fmt: skip
    """Add the larger sizes to pairs low … high one by one: cheaper than blocks where few pairs are asked."""
    for p in range(low, high):
        for s in range(len(y)):
            x = w[a[p]] * y[s]
            z = w[b[p]] * y[s]
            pa, pb = x / (1.0 + x), z / (1.0 + z)
            joint = pa * pb * (1.0 - (1.0 - pa) * (1.0 - pb) / d[s])
            mean[p] += count[s] * joint
            squares[p] += count[s] * joint * joint
            with_a[p] += count[s] * joint * (1.0 - pa)
            with_b[p] += count[s] * joint * (1.0 - pb)


@njit(nogil=True, cache=True)
def add_block(
    low: int, high: int, a: np.ndarray, b: np.ndarray, row: int, column: int, block: np.ndarray, mean: np.ndarray, squares: np.ndarray,
    with_a: np.ndarray, with_b: np.ndarray,
) -> None:  # fmt: skip
    """Add a block, float32 (4, rows from `row`, columns from `column`): the four sums of add_small, to pairs low … high."""
    for p in range(low, high):
        i, j = a[p] - row, b[p] - column
        mean[p] += block[0, i, j]
        squares[p] += block[1, i, j]
        with_a[p] += block[2, i, j]
        with_b[p] += block[3, i, j]


@njit(nogil=True, cache=True)
def add_stratum(
    places: np.ndarray, a: np.ndarray, b: np.ndarray, var: np.ndarray, mean: np.ndarray, squares: np.ndarray, with_a: np.ndarray,
    with_b: np.ndarray, E: np.ndarray, V: np.ndarray,
) -> None:  # fmt: skip
    """E += mean; V += mean − squares − cov² / var for both products: what of the variance is left when the stratum's totals are known.

    a, b, mean …: of the pairs at `places` of E and V.
    """
    for p in range(len(a)):
        E[places[p]] += mean[p]
        left = mean[p] - squares[p]
        if var[a[p]] > 0.0:
            left -= with_a[p] * with_a[p] / var[a[p]]
        if var[b[p]] > 0.0:
            left -= with_b[p] * with_b[p] / var[b[p]]
        V[places[p]] += max(left, 0.0)
