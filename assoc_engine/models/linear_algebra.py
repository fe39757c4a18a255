"""Products of large sparse matrices, in steps short enough to be cancelled between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress

WORK = 50_000_000  # multiplications of sparse matrices in a step: some 100 ms


def joint(left: sparse.csr_matrix, right: sparse.csr_matrix, progress: Progress = SILENT) -> sparse.csr_matrix:
    """leftᵀ · right as CSR with sorted indices."""
    rows = left.T.tocsr()
    meets = np.repeat(np.diff(right.indptr), np.diff(left.indptr))  # of each value of `left`, the values it meets in `right`
    work = np.cumsum(np.bincount(left.indices, meets, minlength=left.shape[1]))
    bounds = np.unique(np.r_[0, np.searchsorted(work, np.arange(WORK, work[-1] if len(work) else 0, WORK)) + 1, rows.shape[0]])
    found = []
    for low, high in pairwise(bounds):
        progress.step(low, rows.shape[0])
        found.append(rows[low:high] @ right)
    product = sparse.vstack(found, format="csr") if found else sparse.csr_matrix((0, right.shape[1]), dtype=right.dtype)
    product.sort_indices()
    return product
