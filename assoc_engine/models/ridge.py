"""Ridge from a customer's past to his next basket: one linear map, learnt from every order that has orders before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from ..progress import Progress
from ..settings import limited
from .customer_scorer import CustomerScorer
from .pasts import Pasts

OTHERS = np.float32(0.05)  # what a past order is worth to a product outside the map, about what it is to one inside


@dataclass(frozen=True)
class RidgeSettings:
    """`products`: the map covers the most bought ones; the rest live by the customer's own frequency and popularity.
    `penalty`: λ. `fading`: the weight that an order loses with each later one."""

    products: int = limited(4_000, 1, 20_000, "products")
    penalty: float = limited(30.0, 0.001, 1e6)
    fading: float = limited(0.9, 0.0, 1.0)


class Ridge(CustomerScorer):
    name = "ridge"

    def learn(self, settings: RidgeSettings | None, progress: Progress) -> None:
        settings = settings or RidgeSettings()
        self.products = self.orders.train.most_bought(settings.products)
        pasts = Pasts(self.orders)
        every = normed(pasts.matrix(settings.fading))
        self.own = every[pasts.now]
        learnt = (pasts.number > 0) & (pasts.order >= 0)
        past, after = every[learnt][:, self.products], self.orders.baskets[pasts.order[learnt]][:, self.products]
        progress.step(1, 4)
        gram = (past.T @ past).toarray()
        gram[np.diag_indices_from(gram)] += np.float32(settings.penalty)
        progress.step(2, 4)
        factor = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        progress.step(3, 4)
        self.map = cho_solve(factor, (past.T @ after).toarray(), overwrite_b=True, check_finite=False)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        own = self.own[customers]
        found = own.toarray() * OTHERS
        found[:, self.products] = own[:, self.products] @ self.map
        return found + self.popularity * np.float32(0.001)


def normed(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows scaled by the root of their sum, so that long histories do not outweigh short ones."""
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1, np.sqrt(sums), out=np.zeros_like(sums), where=sums > 0)
    return sparse.diags(scale.astype(np.float32)).dot(matrix).tocsr()
