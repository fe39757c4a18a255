"""How often products meet in orders, beside how often chance has them meet; and the control: the same orders dealt out anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..rules.significance import class_totals, size_classes

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


def met(baskets: sparse.csr_matrix, products: np.ndarray, others: np.ndarray | None = None) -> Met:
    """`baskets`: 0/1 orders × all products; `products` int64: those looked at. With `others` (none of them among `products`) instead of
    products × products others × products.

    Chance is that of rules/significance.py, by classes of order size, with one thing more: an order does not hold a product twice, so
    the pairs of each class are spread over pairs of different products alone. In a small assortment with a best seller that is
    several percent.
    """
    totals, factors = class_totals(baskets.indptr, baskets.indices, baskets.shape[1])
    lines = totals.sum(axis=0)
    different = lines**2 - (totals**2).sum(axis=0)
    factors = np.divide(factors * lines**2, different, out=np.zeros(len(factors)), where=different > 0)
    rows = products if others is None else others
    right = sparse.csr_matrix(baskets[:, products], dtype=np.float32)
    left = right if others is None else sparse.csr_matrix(baskets[:, rows], dtype=np.float32)
    joint = np.asarray((left.T @ right).todense())
    expected = ((totals[rows] * factors) @ totals[products].T).astype(np.float32)
    if others is None:
        np.fill_diagonal(joint, 0)
        np.fill_diagonal(expected, 0)
    return Met(joint, expected)


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
