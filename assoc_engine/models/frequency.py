"""GP-TopFreq: what the customer bought most often, ties and the rest of the list by popularity with everybody."""

from __future__ import annotations

import numpy as np

from ..progress import Progress
from .customer_scorer import AddingScorer, cells


class PersonalFrequency(AddingScorer):
    """The score is the customer's number of orders with the product plus its popularity, which is below 1."""

    name = "frequency"

    def learn(self, settings: object, progress: Progress) -> None:
        """See CustomerScorer: there is nothing to learn."""

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer: orders of the customer with the product, equals by popularity."""
        return self.orders.bought[customers].toarray() + self.popularity

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """See AddingScorer."""
        return cells(self.orders.bought, customers, products) * (products == removed)
