"""Chance: joint orders of products when product totals and basket sizes are what they are, within strata of orders.

An order of s products is taken as a draw of s different products in which a set S has probability ∝ Π_{i in S} w_i: of all ways of
filling the orders it is the one that assumes least when the orders' sizes are given exactly and the product totals in the mean
(maximum entropy; conditional Poisson sampling, Hájek, Annals of Mathematical Statistics 35, 1964; Chen, Dempster and Liu, Biometrika 81,
1994). w is fitted in each stratum so that every product is expected in as many of its orders as it is in. Orders of one stratum and
size are alike, so
    E_ij = Σ_g Σ_s m_gs π_ij(g, s)          (m_gs orders of stratum g and size s)
Up to SMALL products π is exact:
    π_i(s) = w_i r_s (1 − π_i(s−1)),  r_s = s / Σ_k w_k (1 − π_k(s−1))                    (Chen, Dempster, Liu 1994)
    π_ij(s) = w_i w_j r_s r_{s−1} u(s−2),  u(0) = 1,  u(k) = 1 − π_i(k) − w_j r_k u(k−1)    (u(k): neither i nor j in a draw of k)
and for products in most of such orders, where that recursion loses digits, by elementary symmetric polynomials of the others' weights,
all terms of which are positive. Beyond, π_i(s) = w_i y_s / (1 + w_i y_s) with Σ_i π_i(s) = s, and Hájek's
    π_ij(s) = π_i π_j (1 − (1 − π_i)(1 − π_j) / d_s),  d_s = Σ_k π_k (1 − π_k),
which is a product of low rank. (π_i π_j alone would let orders of one product hold pairs: 1.4 times too much on a bakery's orders.)
The variance is that of a sum of independent orders, less what the product totals, which are known, explain of it:
    V_ij = Σ m π_ij (1 − π_ij) − Σ_g cov(X_ij, n_i)² / var(n_i) − the same for j
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import SILENT, Progress
from .chance_kernels import add_block, add_large, add_small, add_stratum, draws, draws_beside, sweep

SMALL = 12  # products of an order up to which inclusion is computed exactly
ALIKE = 1.04  # larger orders whose sizes differ by less are taken at their mean size: less than a thousandth of E
SWEEPS, AT_ONCE = 300, 10  # of the fit at most, and between two looks at the progress
CLOSE = 1e-7  # of the odds of a product's total
CELLS = 2**21  # pairs of a block at once: 32 MB of sums
SPARSE = 16  # cells of a block per pair asked, from which on pairs are cheaper one by one
SLICE = 2**17  # pairs taken at once


@dataclass(frozen=True)
class Stratum:
    """What one stratum's orders draw from. `products` int32 (rising) those of some of its orders, `w` and `variance` (of the orders
    they are in) float64 aligned with them; `always` int32 those of all its orders, which are no matter of chance; `totals` int64: orders
    of each product (all products). `small` orders of 0, 1, … products, of which `pi` and `r` are the draws, `heavy` the rows of `beside`
    (−1 none) of products whose pairs are told by it; `large` orders whose inclusion has the `y` and `d` (float64)."""

    products: np.ndarray
    w: np.ndarray
    variance: np.ndarray
    always: np.ndarray
    totals: np.ndarray
    small: np.ndarray
    pi: np.ndarray
    r: np.ndarray
    heavy: np.ndarray
    beside: np.ndarray
    large: np.ndarray
    y: np.ndarray
    d: np.ndarray


@dataclass(frozen=True)
class Chance:
    """Fitted once; then `moments` of any pairs. Nothing but arrays."""

    strata: tuple[Stratum, ...]
    products: int

    @classmethod
    def of(cls, start: np.ndarray, items: np.ndarray, products: int, strata: np.ndarray, progress: Progress = SILENT) -> Chance:
        """Fit to CSR baskets (`start` int64, `items` int32, rising and different within an order); `strata` int64 per order, 0 ….

        Empty orders count for nothing. Raises Cancelled.
        """
        size = np.diff(start)
        of_entry = np.repeat(strata, size)
        count = int(strata.max(initial=-1)) + 1
        by = np.argsort(of_entry, kind="stable")
        edges = np.searchsorted(of_entry[by], np.arange(count + 1))
        fitted = []
        for g in range(count):
            sizes = size[(strata == g) & (size > 0)]
            if len(sizes):
                totals = np.bincount(items[by[edges[g] : edges[g + 1]]], minlength=products)
                fitted.append(_fit(totals, sizes, progress.part(g / count, (g + 1) / count)))
        progress.step(1, 1)
        return cls(tuple(fitted), products)

    def expected(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """E (float64): joint orders by chance of each pair of product numbers."""
        return self.moments(a, b)[0]

    def table(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """E of every pair of a product of the rows and one of the columns, float64 (rows, columns), 0 where they are one product: by
        matrix products, where many pairs are asked and their variance is not."""
        E = np.zeros((len(rows), len(columns)))
        for stratum in self.strata:
            _add_table(stratum, rows, columns, E)
        E[np.equal.outer(rows, columns)] = 0
        return E

    def moments(self, a: np.ndarray, b: np.ndarray, progress: Progress = SILENT) -> tuple[np.ndarray, np.ndarray]:
        """E and V (float64): mean and variance of joint orders by chance of each pair (a, b) of two product numbers, in any order.

        Cheapest for many pairs by rising a < b, as pairs are counted. Raises Cancelled.
        """
        a, b = np.atleast_1d(a), np.atleast_1d(b)
        E, V = np.zeros(len(a)), np.zeros(len(a))
        if not len(a):
            return E, V
        low, high = np.minimum(a, b), np.maximum(a, b)
        order = None
        if (low[1:] < low[:-1]).any():
            order = np.argsort(low, kind="stable")
            low, high = low[order], high[order]
        jobs = len(self.strata) * (-(-len(a) // SLICE))
        for at in range(0, len(a), SLICE):
            z = slice(at, at + SLICE)
            for g, stratum in enumerate(self.strata):
                progress.step(at // SLICE * len(self.strata) + g, jobs)
                _add(stratum, low[z], high[z], E[z], V[z], progress)
        if order is not None:
            E[order], V[order] = E.copy(), V.copy()
        return E, V


def warm_up() -> None:
    """Compile (or load from the cache) every kernel here."""
    start = np.array([0, 2, 4, 5, 20], np.int64)
    items = np.concatenate([[0, 1, 1, 2, 3], np.arange(15)]).astype(np.int32)
    a, b = np.triu_indices(15, 1)
    for pairs in (slice(None), slice(1)):  # many by block, one by itself
        Chance.of(start, items, 15, np.zeros(4, np.int64)).moments(a[pairs].astype(np.int32), b[pairs].astype(np.int32))


def _fit(totals: np.ndarray, sizes: np.ndarray, progress: Progress) -> Stratum:
    always = totals == len(sizes)
    products = np.flatnonzero((totals > 0) & ~always)
    sizes = sizes - int(always.sum())
    small = np.bincount(sizes[sizes <= SMALL], minlength=1).astype(np.float64)
    large, mean_size = _alike(sizes[sizes > SMALL])
    n, orders = totals[products].astype(np.float64), float(len(sizes))
    w, y = n / np.maximum(orders - n, 0.5) / max(n.sum(), 1.0) * orders, mean_size.copy()
    for turn in range(0, SWEEPS, AT_ONCE):
        progress.step(turn, SWEEPS)
        if len(products) and sweep(n, orders, small, mean_size, large, w, y, AT_ONCE, CLOSE) < CLOSE:
            break
    pi, r, heavy = draws(w, len(small) - 1)
    place = np.full(len(w), -1, np.int32)
    place[heavy] = np.arange(len(heavy), dtype=np.int32)
    variance = (small[:, None] * pi * (1 - pi)).sum(0)
    d = np.zeros(len(y))
    for s in range(len(y)):
        p = w * y[s] / (1 + w * y[s])
        d[s] = max((p * (1 - p)).sum(), 1e-12)
        variance += large[s] * p * (1 - p)
    return Stratum(
        products.astype(np.int32), w, variance, np.flatnonzero(always).astype(np.int32), totals,
        small, pi, r, place, draws_beside(w, heavy, len(small) - 1), large, y, d,
    )  # fmt: skip


def _alike(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Orders and mean size (float64) of the sizes, those that are alike put together."""
    values, counts = np.unique(sizes, return_counts=True)
    of_value, first = np.zeros(len(values), np.int64), 0
    for index in range(1, len(values)):
        apart = values[index] > ALIKE * values[first]
        first = index if apart else first
        of_value[index] = of_value[index - 1] + apart
    orders = np.bincount(of_value, counts).astype(np.float64)
    return orders, np.bincount(of_value, counts * values) / np.maximum(orders, 1)


def _add(stratum: Stratum, a: np.ndarray, b: np.ndarray, E: np.ndarray, V: np.ndarray, progress: Progress) -> None:
    """Add the stratum's mean and variance to E and V of the pairs a < b, by rising a."""
    number = np.full(len(stratum.totals), -1, np.int32)
    number[stratum.products] = np.arange(len(stratum.products), dtype=np.int32)
    if len(stratum.always):
        number[stratum.always] = -2
        fixed = np.flatnonzero((number[a] == -2) | (number[b] == -2))
        E[fixed] += np.minimum(stratum.totals[a[fixed]], stratum.totals[b[fixed]])
    ka, kb = number[a], number[b]
    places = np.flatnonzero((ka >= 0) & (kb >= 0))
    if not len(places):
        return
    ka, kb = ka[places], kb[places]
    sums = tuple(np.zeros(len(places)) for _ in range(4))
    if len(stratum.small) > 2:
        add_small(ka, kb, stratum.w, stratum.pi, stratum.r, stratum.heavy, stratum.beside, stratum.small, *sums)
    if len(stratum.y):
        _add_large(stratum, ka, kb, sums, progress)
    add_stratum(places, ka, kb, stratum.variance, *[*sums, E, V])


def _add_large(stratum: Stratum, a: np.ndarray, b: np.ndarray, sums: tuple[np.ndarray, ...], progress: Progress) -> None:
    rows = max(1, CELLS // len(stratum.products))
    edges = np.searchsorted(a, np.arange(0, int(a[-1]) + 1 + rows, rows))
    for index in range(len(edges) - 1):
        low, high = edges[index], edges[index + 1]
        if low == high:
            continue
        first, last = int(a[low]), int(a[high - 1]) + 1
        column, end = int(b[low:high].min()), int(b[low:high].max()) + 1
        if (last - first) * (end - column) > SPARSE * (high - low):
            add_large(low, high, a, b, stratum.w, stratum.y, stratum.large, stratum.d, *sums)
        else:
            add_block(low, high, a, b, first, column, _block(stratum, slice(first, last), slice(column, end)), *sums)
        progress.step(1, 1)


def _add_table(stratum: Stratum, rows: np.ndarray, columns: np.ndarray, E: np.ndarray) -> None:
    number = np.full(len(stratum.totals), -1, np.int64)
    number[stratum.products] = np.arange(len(stratum.products))
    i, j = np.flatnonzero(number[rows] >= 0), np.flatnonzero(number[columns] >= 0)
    a, b = number[rows[i]], number[columns[j]]
    found = _small_table(stratum, a, b)
    if len(stratum.y):
        (P, U), (p, u) = _inclusion(stratum, a), _inclusion(stratum, b)
        found += (P * stratum.large.astype(np.float32)) @ p.T - (U * (stratum.large / stratum.d).astype(np.float32)) @ u.T
    E[np.ix_(i, j)] += found
    always = np.zeros(len(stratum.totals), bool)
    always[stratum.always] = True
    E[always[rows]] += stratum.totals[columns]
    others = ~always[rows]
    E[np.ix_(others, always[columns])] += stratum.totals[rows[others], None]


def _small_table(stratum: Stratum, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The exact part: u(k) written out is Σ_l (−w_j)^l r_k … r_{k−l+1} (1 − π_i(k − l)), so the sum over sizes is a product of low rank."""
    w, pi, r, count = stratum.w, stratum.pi, stratum.r, stratum.small
    left = np.zeros((len(a), max(len(count) - 2, 0)))
    for s in range(2, len(count)):
        factor = count[s] * r[s] * r[s - 1]
        for power in range(s - 1):
            left[:, power] += factor * (1 - pi[s - 2 - power, a])
            factor *= -r[s - 2 - power]
    found = (w[a, None] * left) @ (w[b, None] ** np.arange(1, left.shape[1] + 1)).T
    for ours, theirs, table in ((a, b, found), (b, a, found.T)):
        for place in np.flatnonzero(stratum.heavy[ours] >= 0):
            beside = stratum.beside[stratum.heavy[ours[place]]]
            table[place] = (count[1:] * pi[1:, ours[place]]) @ beside[:-1, theirs]
    return found


def _block(stratum: Stratum, rows: slice, columns: slice) -> np.ndarray:
    """Σ m π_ij, Σ m π_ij², Σ m π_ij (1 − π_i), Σ m π_ij (1 − π_j) of the larger orders, float32 (4, rows, columns)."""
    P, U = _inclusion(stratum, rows)
    p, u = _inclusion(stratum, columns)
    m, md, mdd = (stratum.large / stratum.d**power for power in range(3))
    m, md, mdd = m.astype(np.float32), md.astype(np.float32), mdd.astype(np.float32)
    return np.stack([
        (P * m) @ p.T - (U * md) @ u.T,
        (P * P * m) @ (p * p).T - (P * U * 2 * md) @ (p * u).T + (U * U * mdd) @ (u * u).T,
        (U * m) @ p.T - (U * (1 - P) * md) @ u.T,
        (P * m) @ u.T - (U * md) @ (u * (1 - p)).T,
    ])  # fmt: skip


def _inclusion(stratum: Stratum, rows: slice | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """π and π (1 − π), float32 (products of the rows, larger sizes)."""
    p = np.outer(stratum.w[rows], stratum.y)
    p /= 1 + p
    return p.astype(np.float32), (p * (1 - p)).astype(np.float32)
