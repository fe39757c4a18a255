"""The past of every order, and of the one to come: what the customer had bought by then, how often and how long ago."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from .histories import CustomerOrders

MOST = 50  # orders that a past reaches back


class Pasts:
    """Moments: of each customer the moment before each of his orders and, last, the one before the order to come.

    `start` int64 (customers + 1) points into the moments; `owner`, `number` int64: a moment's customer, and how many orders
    he had by then; `order` int64: the order (its place in `CustomerOrders.order`) that followed, −1 where it is to come.
    """

    def __init__(self, orders: CustomerOrders) -> None:
        self.orders = orders
        self.start = orders.start + np.arange(len(orders.start))
        self.owner = np.repeat(np.arange(len(orders.number)), orders.number + 1)
        self.number = np.arange(len(self.owner)) - self.start[self.owner]
        self.order = np.where(self.number < orders.number[self.owner], np.arange(len(self.owner)) - self.owner, -1)

    @property
    def now(self) -> np.ndarray:
        """Of each customer the moment before the order to come."""
        return self.start[1:] - 1

    @cached_property
    def _links(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(moment, order before it, orders between them), a moment's orders from the newest to the oldest."""
        reach = np.minimum(self.number, MOST)
        moment = np.repeat(np.arange(len(reach)), reach)
        between = np.arange(len(moment)) - np.repeat(np.cumsum(reach) - reach, reach)
        return moment, (moment - self.owner[moment]) - 1 - between, between

    def matrix(self, fading: float) -> sparse.csr_matrix:
        """float32 moments × products: the sum over the orders before of fading ** (orders between). All have one pattern."""
        moment, order, between = self._links
        shape = (len(self.owner), len(self.orders.order))
        link = sparse.csr_matrix((np.float32(fading) ** between, (moment, order)), shape=shape)
        found = (link @ self.orders.baskets).tocsr()
        found.sort_indices()
        return found
