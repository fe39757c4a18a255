"""The customers behind "after A comes B", looked up in the mapped inverted lists: milliseconds on a million rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assoc_engine.workspace import Coded, Table

from .evidence import NO_TIME, orders_with

DAY = 86_400
BINS = (1, 2, 3, 7, 14, 30, 61, 91, 182, 365)  # days or orders a column may stand for
MOST_BINS = 10


@dataclass(frozen=True)
class Followers:
    """Customers (codes of `orders.customer`) with their order of A and their later order of B (int32, by order of B)."""

    customer: np.ndarray
    first: np.ndarray
    later: np.ndarray

    def __len__(self) -> int:
        return len(self.customer)


def bought_next(orders: Table, baskets: Table, a: int, b: int) -> Followers:
    """Who bought A and in a later order B, without B in an order before or with that A; one entry a customer.

    Orders stand in the order of time, so their numbers tell what came first.
    """
    customers = _codes(orders)
    who_a, order_a = _first(customers, orders_with(baskets, a))
    who_b, order_b = _first(customers, orders_with(baskets, b))
    both, at_a, at_b = np.intersect1d(who_a, who_b, assume_unique=True, return_indices=True)
    later = order_b[at_b] > order_a[at_a]
    found = both[later], order_a[at_a][later], order_b[at_b][later]
    by_time = np.argsort(found[2], kind="stable")
    return Followers(*(column[by_time] for column in found))


def days_between(orders: Table, followers: Followers) -> np.ndarray:
    """float64: days from the order of A to that of B, NaN where a date is missing."""
    times = orders["time"]
    first, later = times[followers.first], times[followers.later]
    known = (first != NO_TIME) & (later != NO_TIME)
    return np.where(known, (later - first) / DAY, np.nan)


def orders_between(orders: Table, followers: Followers) -> np.ndarray:
    """int64: how many of the customer's orders later B came; 1 is the very next one."""
    codes = _codes(orders)
    mine = np.flatnonzero(np.isin(codes, followers.customer))
    sequence = mine[np.argsort(codes[mine], kind="stable")]
    place = np.empty(len(codes), np.int64)
    place[sequence] = np.arange(len(sequence))
    return place[followers.later] - place[followers.first]


def waiting_bins(waits: np.ndarray) -> tuple[int, np.ndarray]:
    """(width, counts int64): how many waited 0…width, width…2·width and so on, in at most MOST_BINS columns."""
    known = waits[np.isfinite(waits)]
    if not len(known):
        return 1, np.zeros(0, np.int64)
    width = next((width for width in BINS if known.max() / width < MOST_BINS), int(known.max() // MOST_BINS) + 1)
    return width, np.bincount((known // width).astype(np.int64))


def _codes(orders: Table) -> np.ndarray:
    customer = orders["customer"]
    return customer.codes if isinstance(customer, Coded) else np.asarray(customer)


def _first(customers: np.ndarray, orders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each known customer among the orders once (rising), and his first one of them."""
    known = orders[customers[orders] >= 0]
    who, at = np.unique(customers[known], return_index=True)
    return who, known[at]
