"""Scorers that count joint orders: confidence, lift, cosine, and confidence with orders weighted by size and age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from ..progress import Progress
from ..settings import Checked, limited
from .contract import Train
from .evaluation import best_gain
from .page_scorer import PageScorer
from .splitting import basket_matrix

DAY = 86_400
STEP = 256  # rows of pairs counted between two looks at the progress


def pair_counts(baskets: sparse.csr_matrix, weight: np.ndarray, progress: Progress) -> sparse.csr_matrix:
    """float32 products × products: the summed weights of the orders that hold both; the diagonal is left out."""
    weighted = sparse.csr_matrix(sparse.diags(weight.astype(np.float32)) @ baskets)
    across = sparse.csr_matrix(baskets.T)
    blocks = []
    for low in range(0, across.shape[0], STEP):
        progress.step(low, across.shape[0])
        block = sparse.coo_matrix(across[low : low + STEP] @ weighted)
        off = (block.row + low) != block.col
        blocks.append(sparse.csr_matrix((block.data[off], (block.row[off], block.col[off])), shape=block.shape))
    return sparse.csr_matrix(sparse.vstack(blocks)) if blocks else sparse.csr_matrix((0, 0), dtype=np.float32)


def size_weight(train: Train, power: float = 0.5) -> np.ndarray:
    """float64 an order: (size − 1) to the minus power. A large order says little of each of its many pairs."""
    return np.maximum(np.diff(train.start) - 1, 1.0) ** -power


def page_weight(size: np.ndarray) -> np.ndarray:
    """float64 for each size of an order: what a pair of it weighs in the mean NDCG@10 of pages whose product is drawn from it."""
    return 1 / (np.maximum(size, 1) * best_gain(np.maximum(size - 1, 1), 10))


def age_weight(train: Train, half_life: float) -> np.ndarray:
    """float64 an order: a half for every `half_life` days before the end of the past; 1 without dates or half-life."""
    if train.time is None or half_life <= 0:
        return np.ones(train.orders)
    return 0.5 ** ((train.now - train.time) / DAY / half_life)


class PairScorer(PageScorer):
    """`pairs`: joint orders (weighted), `held`: orders of each product (weighted alike)."""

    def learn(self, settings: Any, progress: Progress) -> None:
        """See PageScorer."""
        baskets, weight = basket_matrix(self.train), self.weight(settings)
        self.pairs = pair_counts(baskets, weight, progress)
        self.held = np.asarray(baskets.T @ weight).ravel()

    def weight(self, settings: Any) -> np.ndarray:
        """float64, one an order: what it counts for."""
        return np.ones(self.train.orders)

    def joint(self, products: np.ndarray) -> np.ndarray:
        """float64 asked × products: (weighted) orders with both."""
        return self.pairs[products].toarray().astype(np.float64)


class Confidence(PairScorer):
    """The share of A's orders that hold B."""

    name = "confidence"

    def scores(self, products: np.ndarray) -> np.ndarray:
        """See PageScorer: n_AB / n_A."""
        return self.joint(products) / np.maximum(self.held[products], 1e-12)[:, None]


@dataclass(frozen=True)
class WeightedSettings(Checked):
    """`power`: orders weigh (size − 1)^−power. `half_life`: after so many days an order weighs half."""

    power: float = limited(0.5, 0.0, 2.0)
    half_life: float = limited(180.0, 0.0, 100_000.0, "days; 0 for no ageing")


class WeightedConfidence(Confidence):
    """Confidence in which small and late orders count for more."""

    name = "weighted-confidence"

    def weight(self, settings: WeightedSettings | None) -> np.ndarray:
        """By size and age of the order."""
        settings = settings or WeightedSettings()
        return size_weight(self.train, settings.power) * age_weight(self.train, settings.half_life)


@dataclass(frozen=True)
class LiftSettings(Checked):
    """`min_orders`: joint orders below which a pair scores 0."""

    min_orders: int = limited(30, 1, 1_000_000, "joint orders")


class Lift(PairScorer):
    """Joint orders as a multiple of what independence gives; pairs of fewer joint orders are no answers."""

    name = "lift"

    def learn(self, settings: LiftSettings | None, progress: Progress) -> None:
        """See PageScorer."""
        self.least = (settings or LiftSettings()).min_orders
        super().learn(settings, progress)

    def expected(self, products: np.ndarray) -> np.ndarray:
        """float64 asked × products: joint orders by chance, n_A n_B / N."""
        return self.held[products][:, None] * self.held / max(self.train.orders, 1)

    def scores(self, products: np.ndarray) -> np.ndarray:
        """See PageScorer: n_AB over what is expected."""
        joint = self.joint(products)
        return np.where(joint >= self.least, joint / np.maximum(self.expected(products), 1e-12), 0)


class AdjustedLift(Lift):
    """As lift, with chance as links are held against it (rules/chance.py): it keeps the orders' sizes, and with them months and kinds of
    customers, so that what merely meets in large orders or in one season is no answer."""

    name = "adjusted-lift"

    def expected(self, products: np.ndarray) -> np.ndarray:
        """float64 asked × products: by chance that keeps product totals and order sizes (rules/chance.py)."""
        return self.train.chance.table(products, np.arange(self.train.products))


class Cosine(PairScorer):
    """Joint orders over the root of the product of both products' orders (item-kNN)."""

    name = "cosine"

    def scores(self, products: np.ndarray) -> np.ndarray:
        """See PageScorer: n_AB / √(n_A n_B)."""
        return self.joint(products) / np.sqrt(np.maximum(self.held[products][:, None] * self.held, 1e-12))
