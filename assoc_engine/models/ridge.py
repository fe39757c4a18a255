"""Ridge from a customer's past to his next basket: one linear map, learnt from every order that has orders before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from ..progress import Progress
from ..settings import limited
from .customer_scorer import CustomerScorer
from .histories import CustomerOrders


@dataclass(frozen=True)
class RidgeSettings:
    """`products`: the map covers the most bought ones; the rest live by the customer's own frequency and popularity.
    `penalty`: λ. `fading`: the weight that an order loses with each later one. `damping`: orders of a basket of n products
    weigh n^−damping in what is learnt."""

    products: int = limited(4_000, 1, 20_000, "products")
    penalty: float = limited(30.0, 0.001, 1e6)
    fading: float = limited(0.9, 0.0, 1.0)
    damping: float = limited(0.5, 0.0, 1.0)


class Ridge(CustomerScorer):
    name = "ridge"

    def learn(self, settings: RidgeSettings | None, progress: Progress) -> None:
        self.settings = settings or RidgeSettings()
        counts = np.bincount(self.orders.train.items, minlength=self.orders.train.products)
        self.products = np.sort(np.argsort(-counts, kind="stable")[: self.settings.products])
        before, weight = pasts(self.orders, self.settings.fading), self.orders.sizes ** -self.settings.damping
        learnt = self.orders.position > 0
        before, after = before[learnt][:, self.products], self.orders.baskets[learnt][:, self.products]
        weighted = before.multiply(weight[learnt][:, None]).tocsr().astype(np.float32)
        progress.step(1, 4)
        gram = (weighted.T @ before).toarray().astype(np.float32)
        gram[np.diag_indices_from(gram)] += self.settings.penalty
        progress.step(2, 4)
        factor = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        progress.step(3, 4)
        self.map = cho_solve(factor, (weighted.T @ after).toarray(), overwrite_b=True, check_finite=False)
        self.own = pasts_now(self.orders, self.settings.fading)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        own = self.own[customers]
        found = own.toarray() * np.float32(0.05) + self.popularity * np.float32(0.001)
        found[:, self.products] = own[:, self.products] @ self.map + self.popularity[self.products] * np.float32(0.001)
        return found


def pasts(orders: CustomerOrders, fading: float) -> sparse.csr_matrix:
    """float32 orders × products: the fading sum of the customer's orders before each order (none for his first)."""
    later, earlier, steps = earlier_orders(orders)
    link = sparse.csr_matrix((np.float32(fading) ** steps, (later, earlier)), shape=(len(orders.order),) * 2)
    return normed((link @ orders.baskets).tocsr())


def pasts_now(orders: CustomerOrders, fading: float) -> sparse.csr_matrix:
    """float32 customers × products: the fading sum of all their orders, as `pasts` for an order that is still to come."""
    return normed(orders.summed(np.float32(fading) ** orders.age))


def earlier_orders(orders: CustomerOrders, most: int = 50) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of an order and one of the `most` orders before it of the same customer: (later, earlier, orders between)."""
    reach = np.minimum(orders.position, most)
    later = np.repeat(np.arange(len(reach)), reach)
    back = np.arange(len(later)) - np.repeat(np.cumsum(reach) - reach, reach)
    return later, later - 1 - back, back


def normed(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows scaled by the root of their sum, so that long histories do not outweigh short ones."""
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1, np.sqrt(sums), out=np.zeros_like(sums), where=sums > 0)
    return sparse.diags(scale.astype(np.float32)).dot(matrix).tocsr()
