"""Scorers of the next basket by links between products: bought by the same customers, or one order after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import Progress
from ..settings import Checked, limited
from .customer_scorer import AddingScorer, cells
from .ease import ease_weights
from .linear_algebra import joint
from .ridge import covered

LINKED = 12_000  # of the most bought products have links; links of all with all would not fit the memory of a large assortment


class LinkScorer(AddingScorer):
    """The customer's products (`past` float32 customers × products), each with what it is linked to (`links` products × products)."""

    past: sparse.csr_matrix
    links: sparse.csr_matrix

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer: the sum of the links from what the customer bought."""
        return (self.past[customers] @ self.links).toarray()

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """See AddingScorer."""
        return cells(self.past, customers, removed) * cells(self.links, removed, products)

    def linked(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        """Without the columns of the products that have no links."""
        place = covered(self.orders.train, LINKED)[1]
        return (matrix @ sparse.diags((place >= 0).astype(np.float32))).tocsr() if (place < 0).any() else matrix


@dataclass(frozen=True)
class TogetherSettings(Checked):
    """`fading`: the weight that an order of the customer loses with each later one."""

    fading: float = limited(0.8, 0.0, 1.0)


class BoughtTogether(LinkScorer):
    """Item-kNN: the customer's products, fading, each with the products that the same customers bought (cosine)."""

    name = "item-knn"

    def learn(self, settings: TogetherSettings | None, progress: Progress) -> None:
        """See CustomerScorer: the cosine of the customers who bought each."""
        settings = settings or TogetherSettings()
        held = self.linked(ones_of(self.orders.bought))
        scale = 1 / np.sqrt(np.maximum(np.asarray(held.sum(axis=0)).ravel(), 1))
        held = (held @ sparse.diags(scale.astype(np.float32))).tocsr()
        self.links = joint(held, held, progress)
        self.links.setdiag(0)
        self.past = self.orders.summed(np.float32(settings.fading) ** self.orders.age)


class BoughtAfter(LinkScorer):
    """What followed the products of the customer's last order in the next order of others, as a share of their orders."""

    name = "after"

    def learn(self, settings: object, progress: Progress) -> None:
        """See CustomerScorer: orders with A that B followed in the next one, as a share of those with A, five more counted."""
        orders = self.orders
        later = np.flatnonzero(orders.position > 0)
        before, after = self.linked(orders.baskets[later - 1]), self.linked(orders.baskets[later])
        seen = np.asarray(before.sum(axis=0)).ravel() + 5
        self.links = (sparse.diags((1 / seen).astype(np.float32)) @ joint(before, after, progress)).tocsr()
        self.links.sort_indices()
        self.past = orders.last()


@dataclass(frozen=True)
class CustomerEaseSettings(Checked):
    """`products`: the most bought ones, the only ones that it knows. `penalty`: λ. `fading` as in `TogetherSettings`."""

    products: int = limited(4_000, 1, 8_000, "products")
    penalty: float = limited(200.0, 0.001, 1e6)
    fading: float = limited(0.8, 0.0, 1.0)


class CustomerEase(AddingScorer):
    """EASE over customers × products (Steck 2019): each product explained by the others of the same customer."""

    name = "customer-ease"

    def learn(self, settings: CustomerEaseSettings | None, progress: Progress) -> None:
        """See CustomerScorer: EASE (Steck, WWW 2019) over customers."""
        settings = settings or CustomerEaseSettings()
        self.products, self.place = covered(self.orders.train, settings.products)
        held = ones_of(self.orders.bought)[:, self.products]
        self.map = ease_weights(held, settings.penalty, progress)
        self.past = self.orders.summed(np.float32(settings.fading) ** self.orders.age)

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer: 0 for products that are not covered."""
        found = np.zeros((len(customers), self.orders.train.products), np.float32)
        found[:, self.products] = self.past[customers][:, self.products] @ self.map
        return found

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """See AddingScorer."""
        source, target = self.place[removed], self.place[products]
        return cells(self.past, customers, removed) * self.map[source, target] * ((source >= 0) & (target >= 0))


def ones_of(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """1 wherever the matrix holds a value."""
    return sparse.csr_matrix((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
