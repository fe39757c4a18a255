"""What may be learned from and what asks: a history cut at a moment, and the baskets of what came later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ..described import Described
from .contract import Cases, Train


@dataclass(frozen=True, repr=False)
class Asked(Described):
    """Cases and their answers. `start` int64 (cases + 1), `relevant` int32: CSR of the products that are right for each."""

    cases: Cases
    start: np.ndarray
    relevant: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """int64 a case: how many products are wanted."""
        return np.diff(self.start)


def basket_matrix(train: Train) -> sparse.csr_matrix:
    """float32 orders × products: 1 where the order holds the product."""
    ones = np.ones(len(train.items), np.float32)
    return sparse.csr_matrix((ones, train.items, train.start), shape=(train.orders, train.products))


def before(train: Train, moment: int) -> Train:
    """The dated orders before a moment in seconds. The numbers of products and customers stay; so do names and prices, which
    whoever builds the history takes from its own past."""
    assert train.time is not None
    orders = int(np.searchsorted(train.time, moment))
    start = train.start[: orders + 1]
    return replace(train, start=start, items=train.items[: start[-1]], time=train.time[:orders],
                   customer=train.customer[:orders], now=int(moment))  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """What may be learned from and what asks, as masks over a history's orders (bool). `now`: the moment between, in seconds."""

    past: np.ndarray
    later: np.ndarray
    now: int


def between(train: Train, moment: int, until: int) -> Stage:
    """The dated orders before a moment, and those from it on that lie before `until` (seconds)."""
    assert train.time is not None
    return Stage(train.time < moment, (train.time >= moment) & (train.time < until), int(moment))


def known_products(train: Train, stage: Stage) -> np.ndarray:
    """bool a product: was it sold in the past?"""
    return np.bincount(train.items[np.repeat(stage.past, np.diff(train.start))], minlength=train.products) > 0


def later_baskets(train: Train, stage: Stage, products: np.ndarray) -> sparse.csr_matrix:
    """float32 later orders × products, of some products (bool a product) alone."""
    baskets = basket_matrix(train)[np.flatnonzero(stage.later)]
    kept = products[baskets.indices]
    row = np.repeat(np.arange(baskets.shape[0]), np.diff(baskets.indptr))
    start = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=baskets.shape[0]))])
    return sparse.csr_matrix((baskets.data[kept], baskets.indices[kept], start), shape=baskets.shape)


def asking_baskets(train: Train, stage: Stage, known: np.ndarray) -> sparse.csr_matrix:
    """The later orders with at least two known products (bool a product), of those products alone."""
    baskets = later_baskets(train, stage, known)
    return baskets[np.flatnonzero(np.diff(baskets.indptr) >= 2)]
