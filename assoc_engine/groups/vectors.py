"""Products as points: near each other are those that the same orders hold, beyond chance, and (with a weight) those of like names.

The orders' part is the matrix of orders beyond chance in units of their spread, of which only those directions are kept that are
longer than the longest of the dealt-out control (parallel analysis: Horn, Psychometrika 1965).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..models.contract import Train
from ..models.item_facts import name_vectors
from .chance import Met
from .naming import words_in

MOST = 128  # directions
NAMED = 64  # directions of the names


@dataclass(frozen=True)
class Directions:
    """`points` float64 products × d: as far along each direction as speaks for it. `turn`: turns what a product has beyond chance
    with each of the products into such a point."""

    points: np.ndarray
    turn: np.ndarray

    def __len__(self) -> int:
        return self.points.shape[1]


def longest(met: Met) -> float:
    """The length of the longest direction: of a control the length that chance alone reaches."""
    return float(_lengths(met, 1)[0][-1])


def directions(met: Met, noise: float) -> Directions:
    """Those longer than `noise`; perhaps none."""
    length, direction = _lengths(met, min(MOST, len(met.joint)))
    kept = np.flatnonzero(length > max(noise, 1e-9))[::-1]
    root = np.sqrt(length[kept])
    return Directions(direction[:, kept] * root, direction[:, kept] / root)


def _lengths(met: Met, most: int) -> tuple[np.ndarray, np.ndarray]:
    from scipy.linalg import eigh
    from threadpoolctl import threadpool_limits

    count = len(met.joint)
    with threadpool_limits(1):  # on a busy machine threads that wait for one another take many times as long
        return eigh(met.excess.astype(np.float64), subset_by_index=[count - most, count - 1])


def of_names(train: Train, seed: int) -> np.ndarray | None:
    """float64 all products × d of length 1 (0 for one without a name): near each other are like names. None where there are hardly any
    words: numbers that are alike say nothing of products."""
    from sklearn.decomposition import TruncatedSVD

    if not words_in(train.names):
        return None
    pieces = name_vectors(train)
    if min(pieces.shape) <= NAMED:
        return unit(np.asarray(pieces.todense(), np.float64))
    return unit(TruncatedSVD(NAMED, random_state=seed).fit_transform(pieces).astype(np.float64))


def unit(vectors: np.ndarray) -> np.ndarray:
    """Each row of length 1; a row of nothing stays 0."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def fused(orders: np.ndarray, names: np.ndarray | None, weight: float) -> np.ndarray:
    """float64 products × (columns of both): both parts, each row of length 1, side by side; `weight`: of the names, 0 … 1. The square of a
    distance is the weighted mean of those of the parts."""
    own = unit(orders)
    return own if names is None or not weight else np.hstack([np.sqrt(1 - weight) * own, np.sqrt(weight) * names])
