"""Equations with a large positive definite matrix in steps that can be stopped: one call of LAPACK could not be looked into."""

from __future__ import annotations

import numpy as np
from scipy import linalg, sparse

from ..progress import SILENT, Progress

BLOCK = 256  # rows and columns at a time: some 20 ms a step on one core at 6,000 products


def gram_of(baskets: sparse.csr_matrix, shrinkage: float, progress: Progress = SILENT) -> np.ndarray:
    """float32 products × products: joint (weighted) orders, with `shrinkage` added to the diagonal."""
    across, size = sparse.csr_matrix(baskets.T), baskets.shape[1]
    gram = np.empty((size, size), np.float32)
    for low in range(0, size, BLOCK):
        progress.step(low, size)
        gram[low : low + BLOCK] = (across[low : low + BLOCK] @ baskets).todense()
    gram[np.diag_indices(size)] += shrinkage
    return gram


def invert(matrix: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
    """The inverse of a symmetric positive definite float matrix n × n, made in its place and returned.

    Gauss–Jordan by blocks: block K is swept out of the others, A ← A − A_K A_KK⁻¹ A_Kᵀ, until all are swept and −A is the inverse
    (the sweep operator, Goodnight 1979). Only the lower triangle is kept up, so it takes n³ operations, as Cholesky's way does.
    Raises LinAlgError where a pivot block is not positive definite.
    """
    size = len(matrix)
    blocks = [slice(low, min(low + BLOCK, size)) for low in range(0, size, BLOCK)]
    for number, pivot in enumerate(blocks):
        part = progress.part(number / len(blocks), (number + 1) / len(blocks))
        column = np.concatenate([matrix[pivot, : pivot.start].T, matrix[pivot.start :, pivot]])
        inner = linalg.cho_solve(linalg.cho_factor(column[pivot], lower=True), np.eye(len(column[pivot]), dtype=matrix.dtype))
        column[pivot] = 0
        swept = column @ inner
        for rows in blocks:
            part.step(rows.start, size)
            matrix[rows, : rows.stop] -= swept[rows] @ column[: rows.stop].T
        matrix[pivot, : pivot.start] = swept[: pivot.start].T
        matrix[pivot.start :, pivot] = swept[pivot.start :]
        matrix[pivot, pivot] = -inner
    for rows in blocks:
        progress.step(rows.start, size)
        matrix[rows, : rows.stop] *= -1
        lower = np.tril(matrix[rows, rows])
        matrix[rows, rows] = lower + np.tril(lower, -1).T
        matrix[: rows.start, rows] = matrix[rows, : rows.start].T
    return matrix


def solve(matrix: np.ndarray, right: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
    """matrix⁻¹ · right (n × columns) for a symmetric positive definite float matrix n × n, which is overwritten. Raises LinAlgError as
    `invert` does."""
    inverse, found = invert(matrix, progress.part(0, 0.5)), np.empty_like(right)
    progress = progress.part(0.5, 1)
    for low in range(0, len(right), BLOCK):
        progress.step(low, len(right))
        found[low : low + BLOCK] = inverse[low : low + BLOCK] @ right
    return found
