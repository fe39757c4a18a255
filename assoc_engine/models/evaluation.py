"""How good lists are: Hit, Recall and NDCG of the first places, coverage, and intervals of differences over the same cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .splitting import Asked

DRAWS = 2_000
LEVEL = 0.95
WITNESSES = 30  # cases, or clusters of them, below which nothing is sure: a bootstrap of few knows too little


@dataclass(frozen=True)
class Scored:
    """float64, one a case. `coverage`: the share of the products that could be named which appear in any list."""

    hit: np.ndarray
    recall: np.ndarray
    ndcg: np.ndarray
    coverage: float


@dataclass(frozen=True)
class Compared:
    """`ratio` of the means, and the interval of it that holds `LEVEL` of the bootstrap draws; inf where the rival never scores, NaN
    where neither does. `surely`: are there WITNESSES at least, and lies that interval of the difference of the means above 0?"""

    ratio: float
    low: float
    high: float
    surely: bool


def best_gain(relevant: np.ndarray, k: int) -> np.ndarray:
    """The discounted gain of a perfect list of k for each number of right products."""
    discounts = np.concatenate([[0], np.cumsum(1 / np.log2(np.arange(2, k + 2)))])
    return discounts[np.minimum(relevant, k)]


def score(ids: np.ndarray, asked: Asked, products: int, known: int, k: int = 10) -> Scored:
    """`ids` int cases × at least k, −1 for nothing. `products`: how many are numbered, `known`: how many could be named.

    Recall@k is hits / right products; a case without a right product scores 0 in all three.
    """
    ids, cases = ids[:, :k].astype(np.int64), len(asked.sizes)
    right = np.sort(np.repeat(np.arange(cases), asked.sizes) * products + asked.relevant)
    hits = np.isin(np.arange(cases)[:, None] * products + ids, right) & (ids >= 0)
    gain = (hits / np.log2(np.arange(2, ids.shape[1] + 2))).sum(axis=1)
    sizes = np.maximum(asked.sizes, 1)
    named = len(np.unique(ids[ids >= 0]))
    return Scored(hits.any(axis=1).astype(float), hits.sum(axis=1) / sizes, gain / best_gain(sizes, k), named / max(known, 1))


def mean_interval(values: np.ndarray, seed: int = 0, draws: int = DRAWS, clusters: np.ndarray | None = None) -> tuple[float, float]:
    """The bootstrap interval (95 %) of the mean of `values` (float64, one a case). `clusters`: a number a case; cases of one number are
    drawn together."""
    sums, sizes = _clustered(values, clusters)
    means = np.array([sums[pick].sum() / sizes[pick].sum() for pick in _draws(len(sums), seed, draws)])
    return tuple(np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))


def compare(
    ours: np.ndarray, theirs: np.ndarray, seed: int = 0, draws: int = DRAWS, clusters: np.ndarray | None = None
) -> Compared:
    """How many times better ours (float64, one a case) are than theirs, with the same cases drawn for both. A rival that never scores gives
    an infinite ratio."""
    if not len(ours):
        return Compared(np.nan, np.nan, np.nan, False)
    (own, sizes), (other, _) = _clustered(ours, clusters), _clustered(theirs, clusters)
    sums = np.array([(own[pick].sum(), other[pick].sum(), sizes[pick].sum()) for pick in _draws(len(own), seed, draws)])
    edges = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = sums[:, 0] / sums[:, 1]
        ratio = float(ours.mean() / theirs.mean())
    known = ratios[~np.isnan(ratios)]
    low, high = np.quantile(known, edges, method="inverted_cdf") if len(known) else (np.nan, np.nan)
    gain = np.quantile((sums[:, 0] - sums[:, 1]) / sums[:, 2], edges[0])
    return Compared(ratio, float(low), float(high), bool(gain > 0 and len(own) >= WITNESSES))


def _clustered(values: np.ndarray, clusters: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """(sum, number) of the cases of each cluster; each case is its own where none are given."""
    if clusters is None:
        return values, np.ones(len(values))
    _, place = np.unique(clusters, return_inverse=True)
    return np.bincount(place, values), np.bincount(place).astype(float)


def _draws(cases: int, seed: int, draws: int) -> Iterator[np.ndarray]:
    """`draws` times as many numbers as there are cases, drawn with return."""
    generator = np.random.default_rng(seed)
    for _ in range(draws):
        yield generator.integers(0, cases, cases)
