"""Joint orders of every two of the products looked at, in some of the orders, and those that chance gives; what is alike in them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from ..basket_nets.coming_true import trade

SMALL = 0.3  # joint orders by chance that are added where a difference is held against its scatter


class Counted:
    """`baskets` CSR 0/1: orders (or customers) × products. `joint`, `expected` float32 products × products, 0 on the diagonal:
    those that hold both, and n_A · n_B · Σ s(s − 1) / (Σ s)² of them, s being their sizes. `held` float32: n of each product."""

    def __init__(self, baskets: sparse.csr_matrix) -> None:
        self.baskets = baskets
        self.joint = np.asarray((baskets.T @ baskets).todense(), np.float32)
        self.held = np.diag(self.joint).copy()
        np.fill_diagonal(self.joint, 0)
        self.expected = np.outer(self.held, self.held * np.float32(trade(baskets)[1]))
        np.fill_diagonal(self.expected, 0)

    @cached_property
    def residual(self) -> np.ndarray:
        """float32: how far the joint orders are from chance, in units of its scatter (Pearson's residual, drawn in where chance gives
        next to nothing)."""
        return (self.joint - self.expected) / np.sqrt(self.expected + np.float32(SMALL))

    @cached_property
    def alike(self) -> np.ndarray:
        """float32: cosine of two products' rows of residuals: are they bought with, and not bought with, the same products?"""
        return cosine(self.residual)


def cosine(rows: np.ndarray) -> np.ndarray:
    """float32 rows × rows, 0 with a row of zeros."""
    length = np.sqrt(np.square(rows, dtype=np.float64).sum(axis=1))
    scaled = (rows / np.where(length > 0, length, 1)[:, None]).astype(np.float32)
    return scaled @ scaled.T


def nearest(likeness: np.ndarray, k: int) -> sparse.csr_matrix:
    """float32 CSR: of each row the k largest entries off the diagonal that are over 0; of equals the earlier ones."""
    k = min(k, len(likeness) - 1)
    others = likeness.copy()
    np.fill_diagonal(others, -np.inf)
    near = np.argsort(-others, axis=1, kind="stable")[:, :k]
    values = np.maximum(np.take_along_axis(others, near, axis=1), 0)
    row = np.repeat(np.arange(len(likeness)), k)
    found = sparse.csr_matrix((values.ravel().astype(np.float32), (row, near.ravel())), shape=likeness.shape)
    found.eliminate_zeros()
    return found


def low_rank(matrix: np.ndarray, rank: int) -> np.ndarray:
    """float32 n × n: a symmetric n × n matrix projected on its strongest directions, by subspace iteration (Halko et al., SIAM Review
    2011)."""
    draw = np.random.default_rng(0)
    base = draw.standard_normal((len(matrix), min(len(matrix), rank + 10))).astype(np.float32)
    for _ in range(4):
        base, _ = np.linalg.qr(matrix @ base)
    found = (matrix @ base) @ base.T
    return (found + found.T) / 2
