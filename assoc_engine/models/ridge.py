"""Ridge from a customer's past to his next basket: one linear map, learnt from every order that has orders before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import Progress
from ..settings import Checked, limited
from .contract import Train
from .customer_scorer import AddingScorer, cells
from .inverse import gram_of, solve
from .linear_algebra import joint
from .pasts import Pasts

OTHERS = np.float32(0.05)  # what a past order is worth to a product outside the map, about what it is to one inside


@dataclass(frozen=True)
class RidgeSettings(Checked):
    """`products`: the map covers the most bought ones; the rest live by the customer's own frequency and popularity.
    `penalty`: λ. `fading`: the weight that an order loses with each later one."""

    products: int = limited(4_000, 1, 8_000, "products")
    penalty: float = limited(30.0, 0.001, 1e6)
    fading: float = limited(0.9, 0.0, 1.0)


class Ridge(AddingScorer):
    """The next basket as a linear map of the past one, by least squares with a penalty (ridge regression)."""

    name = "ridge"

    def learn(self, settings: RidgeSettings | None, progress: Progress) -> None:
        """See CustomerScorer."""
        settings = settings or RidgeSettings()
        self.products, self.place = covered(self.orders.train, settings.products)
        pasts = Pasts(self.orders)
        every = normed(pasts.matrix(settings.fading))
        self.own = every[pasts.now]
        learnt = (pasts.number > 0) & (pasts.order >= 0)
        past, after = every[learnt][:, self.products], self.orders.baskets[pasts.order[learnt]][:, self.products]
        gram = gram_of(past, settings.penalty, progress.part(0.1, 0.3))
        self.map = solve(gram, joint(past, after, progress.part(0.3, 0.4)).toarray(), progress.part(0.4, 1))

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer."""
        own = self.own[customers]
        found = own.toarray() * OTHERS
        found[:, self.products] = own[:, self.products] @ self.map
        return found + self.popularity * np.float32(0.001)

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """See AddingScorer."""
        source, target = self.place[removed], self.place[products]
        inside = self.map[source, target] * ((source >= 0) & (target >= 0))
        return cells(self.own, customers, removed) * np.where(target >= 0, inside, OTHERS * (removed == products))


def covered(train: Train, most: int) -> tuple[np.ndarray, np.ndarray]:
    """(the most bought products, rising; the place of each product among them, int64, −1 for the others)."""
    products = train.most_bought(most)
    place = np.full(train.products, -1)
    place[products] = np.arange(len(products))
    return products, place


def normed(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows scaled by the root of their sum, so that long histories do not outweigh short ones."""
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1, np.sqrt(sums), out=np.zeros_like(sums), where=sums > 0)
    return sparse.diags(scale.astype(np.float32)).dot(matrix).tocsr()
