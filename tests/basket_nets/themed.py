"""Orders that each keep to one of a few themes but for some strays, and the same orders with every product dealt out by chance."""

from __future__ import annotations

import numpy as np
from scipy import sparse

THEMES, OF_EACH = 5, 8
PRODUCTS = THEMES * OF_EACH


def themed(orders: int = 1_500, seed: int = 0, strays: float = 0.05, apart: tuple[tuple[int, int], ...] = ()) -> sparse.csr_matrix:
    """float32 0/1 orders × PRODUCTS; product p is of theme p // OF_EACH. `apart`: pairs that never stand in one order."""
    draw = np.random.default_rng(seed)
    liking = draw.permuted(np.tile(np.linspace(0.5, 2, OF_EACH), (THEMES, 1)), axis=1)
    rows = []
    for theme, size in zip(draw.integers(0, THEMES, orders), draw.integers(3, 7, orders), strict=True):
        own = draw.choice(OF_EACH, size, replace=False, p=liking[theme] / liking[theme].sum()) + theme * OF_EACH
        stray = draw.random(size) < strays
        items = set(np.where(stray, draw.integers(0, PRODUCTS, size), own).tolist())
        for a, b in apart:
            if {a, b} <= items:
                items.discard((a, b)[int(draw.integers(2))])
        rows.append(sorted(items))
    return of_rows(rows, PRODUCTS)


def of_rows(rows: list[list[int]], products: int) -> sparse.csr_matrix:
    start = np.cumsum([0, *map(len, rows)])
    items = np.array([item for row in rows for item in row], np.int32)
    return sparse.csr_matrix((np.ones(len(items), np.float32), items, start), shape=(len(rows), products))


def dealt_out(baskets: sparse.csr_matrix, seed: int = 1) -> sparse.csr_matrix:
    """The control: each order as large as before, its products drawn by popularity alone."""
    draw, held = np.random.default_rng(seed), np.asarray(baskets.sum(axis=0)).ravel()
    return of_rows([sorted(draw.choice(len(held), size, replace=False, p=held / held.sum()).tolist())
                    for size in np.diff(baskets.indptr)], len(held))  # fmt: skip


def with_strangers(baskets: sparse.csr_matrix, share: float, seed: int = 2) -> tuple[sparse.csr_matrix, np.ndarray]:
    """(orders in which a share of the entries gave way to products drawn by popularity, bool an entry: is it one of those)."""
    draw, held = np.random.default_rng(seed), np.asarray(baskets.sum(axis=0)).ravel()
    rows, wrong = [], []
    for low, high in zip(baskets.indptr[:-1], baskets.indptr[1:], strict=True):
        items = baskets.indices[low:high].tolist()
        stands = {item: False for item in items}
        for item in items:
            if draw.random() < share:
                stranger = int(draw.choice(len(held), p=held / held.sum()))
                if stranger not in stands:
                    del stands[item]
                    stands[stranger] = True
        rows.append(sorted(stands))
        wrong += [stands[item] for item in sorted(stands)]
    return of_rows(rows, baskets.shape[1]), np.array(wrong)
