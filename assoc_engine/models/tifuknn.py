"""TIFUKNN: a customer is the fading mean of his orders, and wants what he and the customers most like him bought.

Hu and others, "Modeling personalized item frequency information for next-basket recommendation", SIGIR 2020.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import Progress
from ..settings import Checked, limited
from .customer_scorer import AddingScorer, batches, cells
from .histories import CustomerOrders


@dataclass(frozen=True)
class TifuknnSettings(Checked):
    """`neighbours`: customers most alike. `within`, `between`: how an order fades within its group and a group among groups.
    `own`: the share of the customer himself in the score. `group`: orders of a group."""

    neighbours: int = limited(300, 1, 10_000, "customers")
    within: float = limited(0.9, 0.0, 1.0)
    between: float = limited(0.7, 0.0, 1.0)
    own: float = limited(0.7, 0.0, 1.0)
    group: int = limited(7, 1, 1_000, "orders")


OTHERS = 20_000  # customers, drawn evenly, among whom the most alike are looked for where there are more


class Tifuknn(AddingScorer):
    """The next basket from own and neighbours' habits, later orders counting for more (Hu and others, SIGIR 2020)."""

    name = "tifuknn"

    def learn(self, settings: TifuknnSettings | None, progress: Progress) -> None:
        """See CustomerScorer."""
        self.settings = settings or TifuknnSettings()
        self.vectors = self.orders.summed(fading(self.orders, self.settings))
        self.nearest = nearest(self.vectors, self.settings.neighbours, progress)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer."""
        own = self.settings.own
        return (own * self.vectors[customers] + (1 - own) * (self.nearest[customers] @ self.vectors)).toarray()

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """See AddingScorer: the neighbours stay."""
        return np.float32(self.settings.own) * cells(self.vectors, customers, products) * (products == removed)


def fading(orders: CustomerOrders, settings: TifuknnSettings) -> np.ndarray:
    """The weight of each order in its customer's vector, float64. Groups are counted from the newest order."""
    group, place = orders.age // settings.group, orders.age % settings.group
    groups = -(-orders.number // settings.group)
    size = np.minimum(settings.group, orders.number[orders.owner] - group * settings.group)
    return settings.within**place / size * settings.between**group / groups[orders.owner]


def nearest(vectors: sparse.csr_matrix, neighbours: int, progress: Progress) -> sparse.csr_matrix:
    """float32 customers × customers: 1 / neighbours at those at the smallest Euclidean distance, never the customer himself."""
    customers = vectors.shape[0]
    others = np.arange(customers)
    if customers > OTHERS:
        others = np.sort(np.random.default_rng(0).permutation(customers)[:OTHERS])
    count = min(neighbours, len(others) - 1)
    norms = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel().astype(np.float32)[others]
    columns, found = vectors[others].T.tocsr(), []
    for rows in batches(customers, len(others)):
        progress.step(rows.start, customers)
        distance = norms - 2 * (vectors[rows] @ columns).toarray()  # the customer's own norm moves none of his order
        own = np.flatnonzero((others >= rows.start) & (others < rows.stop))
        distance[others[own] - rows.start, own] = np.inf
        found.append(np.sort(np.argpartition(distance, max(count - 1, 0), axis=1)[:, :count], axis=1))
    index = others[np.concatenate(found).ravel()] if found else others
    start = np.arange(customers + 1, dtype=np.int64) * count
    return sparse.csr_matrix((np.full(len(index), 1 / max(count, 1), np.float32), index, start), shape=(customers,) * 2)
