"""EASE: the closed-form linear model of a basket from itself, on the most bought products (Steck 2019)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import Progress
from ..settings import Checked, limited
from ..text import N_
from .inverse import gram_of, invert
from .page_scorer import PageScorer
from .splitting import basket_matrix


@dataclass(frozen=True)
class EaseSettings(Checked):
    """`shrinkage`: λ. `products`: only so many of the most bought enter, since time grows with their cube."""

    shrinkage: float = limited(200.0, 0.001, 1e9)
    products: int = limited(6_000, 2, 30_000, "products")


class Ease(PageScorer):
    """After `fit`, `used` int64 are the products that entered, `capped` says whether any sold one was left out."""

    name = "ease"

    def learn(self, settings: EaseSettings | None, progress: Progress) -> None:
        """See PageScorer."""
        settings = settings or EaseSettings()
        counts = self.train.counts
        ranked = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
        self.used = np.sort(ranked[: settings.products])
        self.place = np.full(self.train.products, -1)
        self.place[self.used] = np.arange(len(self.used))
        self.weights = ease_weights(basket_matrix(self.train)[:, self.used], settings.shrinkage, progress)

    def scores(self, products: np.ndarray) -> np.ndarray:
        """See PageScorer: 0 for products that are not covered."""
        scores = np.zeros((len(products), self.train.products))
        entered = self.place[products] >= 0
        scores[np.ix_(entered, self.used)] = self.weights[self.place[products[entered]]]
        return scores


def ease_weights(baskets: sparse.csr_matrix, shrinkage: float, progress: Progress) -> np.ndarray:
    """float32 products × products: what each (row) adds to each other (column). `baskets`: orders, or customers, × products."""
    progress.step(0, 1, N_("Learning from {count} product", "Learning from {count} products"), count=baskets.shape[1])
    weights = invert(gram_of(baskets, shrinkage, progress.part(0, 0.3)), progress.part(0.3, 1))
    weights /= -np.diag(weights).copy()
    np.fill_diagonal(weights, 0)
    return weights
