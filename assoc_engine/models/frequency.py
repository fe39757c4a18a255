"""GP-TopFreq: what the customer bought most often, ties and the rest of the list by popularity with everybody."""

from __future__ import annotations

import numpy as np

from ..progress import Progress
from .customer_scorer import CustomerScorer


class PersonalFrequency(CustomerScorer):
    """The score is the customer's number of orders with the product plus its popularity, which is below 1."""

    name = "frequency"

    def learn(self, settings: object, progress: Progress) -> None:
        self.counted = self.orders.summed(np.ones(len(self.orders.order)))

    def scores(self, customers: np.ndarray) -> np.ndarray:
        return self.counted[customers].toarray() + self.popularity
