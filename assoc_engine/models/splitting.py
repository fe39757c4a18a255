"""What may be learned from and what asks: a history cut at a moment, and the page cases of what came later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from .contract import PAGE, Cases, Train


@dataclass(frozen=True)
class Asked:
    """Cases and their answers. `start` int64 (cases + 1), `relevant` int32: CSR of the products that are right for each."""

    cases: Cases
    start: np.ndarray
    relevant: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.start)


def basket_matrix(train: Train) -> sparse.csr_matrix:
    """float32 orders × products: 1 where the order holds the product."""
    ones = np.ones(len(train.items), np.float32)
    return sparse.csr_matrix((ones, train.items, train.start), shape=(train.orders, train.products))


def before(train: Train, moment: int) -> Train:
    """The orders before a moment in seconds. The numbers of products and customers stay; so do names and prices, which
    whoever builds the history takes from its own past."""
    orders = int(np.searchsorted(train.time, moment))
    start = train.start[: orders + 1]
    return replace(train, start=start, items=train.items[: start[-1]], time=train.time[:orders],
                   customer=train.customer[:orders], now=int(moment))  # fmt: skip


def later_baskets(train: Train, moment: int, until: int) -> sparse.csr_matrix:
    """float32 orders × products of moment <= time < until, of products sold before the moment alone; orders left with
    fewer than two of them ask nothing and are left out."""
    low, high = np.searchsorted(train.time, [moment, until])
    known = before(train, moment).counts > 0
    baskets = basket_matrix(train)[low:high]
    kept = known[baskets.indices]
    size = np.bincount(np.repeat(np.arange(high - low), np.diff(baskets.indptr))[kept], minlength=high - low)
    start = np.concatenate([[0], np.cumsum(size)])
    baskets = sparse.csr_matrix((baskets.data[kept], baskets.indices[kept], start), shape=baskets.shape)
    return baskets[np.flatnonzero(size >= 2)]


def page_cases(train: Train, moment: int, until: int, seed: int = 0) -> Asked:
    """One case a basket from the moment on (before `until`): a product of it, drawn evenly, asks for the rest of it."""
    baskets = later_baskets(train, moment, until)
    sizes = np.diff(baskets.indptr)
    drawn = baskets.indptr[:-1] + (np.random.default_rng(seed).random(len(sizes)) * sizes).astype(np.int64)
    rest = np.delete(baskets.indices, drawn).astype(np.int32)
    start = np.concatenate([[0], np.cumsum(sizes - 1)]).astype(np.int64)
    return Asked(Cases(PAGE, baskets.indices[drawn].astype(np.int32)), start, rest)
