"""How often products meet in orders, beside how often chance has them meet; and the control: the same orders dealt out anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..rules.chance import Chance

SIZE_EDGES = (5, 10, 20, 40, 80, 160)  # classes of order size: up to 5, 6 to 10, …, over 160 products
MENDING = 20  # times that a product dealt twice into one order is exchanged


@dataclass(frozen=True)
class Met:
    """float32 products × products, 0 where a product meets itself. `joint`: orders that hold both; `expected`: those that chance gives."""

    joint: np.ndarray
    expected: np.ndarray

    @cached_property
    def excess(self) -> np.ndarray:
        """float32 products × products: orders beyond chance in units of their spread. The 1 below keeps a single meeting of two
        products that chance hardly ever has meet from counting as much as a habit."""
        return (self.joint - self.expected) / np.sqrt(self.expected + 1)


def size_classes(sizes: np.ndarray) -> np.ndarray:
    """Class number (int64, 0 …) of each order by its number of different products."""
    return np.searchsorted(np.array(SIZE_EDGES), sizes)


def chance_of(baskets: sparse.csr_matrix) -> Chance:
    """Chance as of links (rules/chance.py), in strata of order size in place of periods: what large orders buy is no group of its own,
    and the control below is dealt out in the same strata. `baskets`: 0/1 orders × all products."""
    start = baskets.indptr.astype(np.int64)
    return Chance.of(start, baskets.sorted_indices().indices, baskets.shape[1], size_classes(np.diff(start)))


def met(baskets: sparse.csr_matrix, chance: Chance, products: np.ndarray, others: np.ndarray | None = None) -> Met:
    """`chance`: of the same orders; `products` int64: those looked at. With `others` (none of them among `products`) instead of
    products × products others × products."""
    rows = products if others is None else others
    right = sparse.csr_matrix(baskets[:, products], dtype=np.float32)
    left = right if others is None else sparse.csr_matrix(baskets[:, rows], dtype=np.float32)
    joint = np.asarray((left.T @ right).todense())
    if others is None:
        np.fill_diagonal(joint, 0)
    return Met(joint, chance.table(rows, products).astype(np.float32))


def dealt(baskets: sparse.csr_matrix, seed: int) -> sparse.csr_matrix:
    """The control: what stands in the orders dealt out anew among orders of about the same size. Sizes stay, and within each class
    of size how often each product is bought; what goes together does not. (The few that an order would hold twice are exchanged
    with others, and dropped where that does not help.)"""
    draw = np.random.default_rng(seed)
    order = np.repeat(np.arange(baskets.shape[0], dtype=np.int64), np.diff(baskets.indptr))
    classes = size_classes(np.diff(baskets.indptr))[order]
    items = baskets.indices.astype(np.int64)
    places = [np.flatnonzero(classes == number) for number in np.unique(classes)]
    for place in places:
        items[place] = items[draw.permutation(place)]
    for _ in range(MENDING):
        twice = _repeated(order, items, baskets.shape[1])
        for number in np.unique(classes[twice]):
            mine = twice[classes[twice] == number]
            other = draw.choice(np.flatnonzero(classes == number), len(mine), replace=False)
            both = np.union1d(mine, other)
            items[both] = items[draw.permutation(both)]
        if not len(twice):
            break
    return sparse.csr_matrix(
        (np.ones(len(keys := np.unique(order * baskets.shape[1] + items)), np.float32),
         (keys // baskets.shape[1], keys % baskets.shape[1])), shape=baskets.shape,
    )  # fmt: skip


def _repeated(order: np.ndarray, items: np.ndarray, products: int) -> np.ndarray:
    """Places that hold a product that an earlier place of the same order holds."""
    _, first = np.unique(order * products + items, return_index=True)
    found = np.ones(len(items), bool)
    found[first] = False
    return np.flatnonzero(found)
