"""Scorers of the next basket by links between products: bought by the same customers, or one order after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from ..progress import Progress
from ..settings import limited
from .customer_scorer import CustomerScorer


@dataclass(frozen=True)
class TogetherSettings:
    """`fading`: the weight that an order of the customer loses with each later one."""

    fading: float = limited(0.8, 0.0, 1.0)


class BoughtTogether(CustomerScorer):
    """Item-kNN: the customer's products, fading, each with the products that the same customers bought (cosine)."""

    name = "item-knn"

    def learn(self, settings: TogetherSettings | None, progress: Progress) -> None:
        settings = settings or TogetherSettings()
        held = self.orders.summed(np.ones(len(self.orders.order)))
        held.data[:] = 1
        scale = 1 / np.sqrt(np.maximum(np.asarray(held.sum(axis=0)).ravel(), 1))
        held = (held @ sparse.diags(scale.astype(np.float32))).tocsr()
        progress.step(1, 3)
        self.cosine = (held.T @ held).tocsr()
        self.cosine.setdiag(0)
        progress.step(2, 3)
        self.past = self.orders.summed(np.float32(settings.fading) ** self.orders.age)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        return (self.past[customers] @ self.cosine).toarray()


class BoughtAfter(CustomerScorer):
    """What followed the products of the customer's last order in the next order of others, as a share of their orders."""

    name = "after"

    def learn(self, settings: object, progress: Progress) -> None:
        orders = self.orders
        later = np.flatnonzero(orders.position > 0)
        before, after = orders.baskets[later - 1], orders.baskets[later]
        progress.step(1, 3)
        seen = np.asarray(before.sum(axis=0)).ravel() + 5
        self.follows = (sparse.diags((1 / seen).astype(np.float32)) @ (before.T @ after)).tocsr()
        progress.step(2, 3)
        self.last = orders.last()

    def scores(self, customers: np.ndarray) -> np.ndarray:
        return (self.last[customers] @ self.follows).toarray()


@dataclass(frozen=True)
class CustomerEaseSettings:
    """`products`: the most bought ones, the only ones that it knows. `penalty`: λ. `fading` as in `TogetherSettings`."""

    products: int = limited(4_000, 1, 20_000, "products")
    penalty: float = limited(200.0, 0.001, 1e6)
    fading: float = limited(0.8, 0.0, 1.0)


class CustomerEase(CustomerScorer):
    """EASE over customers × products (Steck 2019): each product explained by the others of the same customer."""

    name = "customer-ease"

    def learn(self, settings: CustomerEaseSettings | None, progress: Progress) -> None:
        settings = settings or CustomerEaseSettings()
        self.products = self.orders.train.most_bought(settings.products)
        held = self.orders.summed(np.ones(len(self.orders.order)))[:, self.products]
        held.data[:] = 1
        gram = (held.T @ held).toarray()
        gram[np.diag_indices_from(gram)] += settings.penalty
        progress.step(1, 3)
        factor = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        inverse = cho_solve(factor, np.eye(len(gram), dtype=np.float32), overwrite_b=True, check_finite=False)
        progress.step(2, 3)
        self.map = -inverse / np.diag(inverse)
        self.map[np.diag_indices_from(self.map)] = 0
        self.past = self.orders.summed(np.float32(settings.fading) ** self.orders.age)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        found = np.zeros((len(customers), self.orders.train.products), np.float32)
        found[:, self.products] = self.past[customers][:, self.products] @ self.map
        return found
