"""Which customers are one customer: shops book whoever gives no name on one number."""

from __future__ import annotations

import numpy as np

SHARE, LEAST, MOST = 0.05, 100, 1000  # of the orders, but so many at least and at most: more are of no one customer


def told_apart(customer: np.ndarray) -> np.ndarray:
    """Customers of orders (codes, −1 unknown) as int64, −1 also where so many orders are of one "customer" that it is everybody."""
    customer = customer.astype(np.int64)
    orders = np.bincount(customer[customer >= 0], minlength=1)
    limit = min(MOST, max(LEAST, SHARE * len(customer)))
    return np.where((customer >= 0) & (orders[customer] <= limit), customer, -1)
