"""Products in too few orders to be grouped by themselves: they join the group of most of those that they are nearest to."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from .chance import met
from .vectors import Directions, fused

NEAREST, MOST = 10, 0.5  # products asked, and the share of them that must agree
WEIGHT = 0.5  # of the name: the fewer the orders, the more a name tells
SLICE = 500  # products at once


def join(
    baskets: sparse.csr_matrix, products: np.ndarray, found: Directions, labels: np.ndarray, others: np.ndarray,
    names: np.ndarray | None, progress: Progress = SILENT,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """(group int32, −1 none; strength float64: the share of its nearest that are in that group) of each of `others`. `labels`: group
    of each of `products`, −1 none; `names`: of all products."""
    group, share = np.full(len(others), -1, np.int32), np.zeros(len(others))
    known = fused(found.points, None if names is None else names[products], WEIGHT)
    for low in range(0, len(others), SLICE):
        progress.step(low, len(others))
        mine = others[low : low + SLICE]
        points = fused(met(baskets, products, mine).excess @ found.turn, None if names is None else names[mine], WEIGHT)
        nearest = np.argsort(-(points @ known.T), axis=1, kind="stable")[:, :NEAREST]
        votes = np.apply_along_axis(np.bincount, 1, labels[nearest] + 1, minlength=labels.max(initial=-1) + 2)[:, 1:]
        if votes.shape[1]:
            best = votes.argmax(axis=1)
            of_all = votes[np.arange(len(mine)), best] / nearest.shape[1]
            agreed = of_all >= MOST
            group[low : low + len(mine)] = np.where(agreed, best, -1)
            share[low : low + len(mine)] = np.where(agreed, of_all, 0.0)
    return group, share
