"""Customers' visits: which of them held a product, as bits, so that orders of two products in time are told by a few instructions.

A visit is a day on which a customer ordered, or an order of his where there are no dates. Of each customer the newest 64 count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .contract import Train
from .visit_time import DAY

MOST_VISITS = 64
WEEK = 7 * DAY


@dataclass(frozen=True)
class Visits:
    """`start` int64 (customers + 1) points into `product` int32 and `held` uint64: bit i is set where the customer's i-th visit
    held the product. `first_visit` int64 (customers + 1) points into `when` float64: the day of each visit, or its number where
    there are no dates; `week` int64: whole weeks from the first order of all (0 without dates)."""

    start: np.ndarray
    product: np.ndarray
    held: np.ndarray
    first_visit: np.ndarray
    when: np.ndarray
    week: np.ndarray


def visits(train: Train) -> Visits:
    """Visits of the known customers, the customers in their order."""
    known = np.flatnonzero(train.customer >= 0)
    owner = train.customer[known].astype(np.int64)
    # Orders come in the order of time, so a stable sort by customer leaves each customer's in that order.
    by_customer = np.argsort(owner, kind="stable")
    order, owner = known[by_customer], owner[by_customer]
    fresh = np.ones(len(order), bool)
    day = np.arange(len(order)) if train.time is None else train.time[order] // DAY
    fresh[1:] = (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])
    visit = np.cumsum(fresh) - 1
    number = np.bincount(owner[fresh], minlength=train.customers)
    end = np.cumsum(number)[owner]
    kept = end - visit <= MOST_VISITS  # the newest ones
    place = visit - np.maximum(np.cumsum(number)[owner] - np.minimum(number[owner], MOST_VISITS), 0)
    order, owner, place, shown = order[kept], owner[kept], place[kept], (fresh & kept)[kept]
    first_visit = np.concatenate([[0], np.cumsum(np.minimum(number, MOST_VISITS))]).astype(np.int64)
    time = np.zeros(len(order)) if train.time is None else train.time[order].astype(np.float64)
    when = place[shown].astype(np.float64) if train.time is None else np.floor(time[shown] / DAY)
    week = ((time[shown] - (0 if train.time is None else train.time[0])) // WEEK).astype(np.int64)
    return Visits(*_held(train, order, owner, place), first_visit, when, week)


def _held(train: Train, order: np.ndarray, owner: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = np.diff(train.start)[order]
    lines = np.repeat(train.start[order] - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
    key = np.repeat(owner, size) * train.products + train.items[lines]
    bit = np.left_shift(np.uint64(1), np.repeat(place, size).astype(np.uint64))
    by_key = np.argsort(key, kind="stable")
    keys, first = np.unique(key[by_key], return_index=True)
    held = np.bitwise_or.reduceat(bit[by_key], first) if len(first) else np.zeros(0, np.uint64)
    start = np.searchsorted(keys, np.arange(train.customers + 1) * train.products)
    return start.astype(np.int64), (keys % train.products).astype(np.int32), held


def log_rates(train: Train, products: np.ndarray, weeks: int, reach: int = 2) -> np.ndarray:
    """float32 (products × weeks): log of the share of orders that hold the product in the weeks around each (`reach` of them on
    each side), drawn to its share in all of them by half an order. Orders of unknown customers count too."""
    week = np.zeros(train.orders, np.int64) if train.time is None else (train.time - train.time[0]) // WEEK
    place = np.full(train.products, -1)
    place[products] = np.arange(len(products))
    row, column = place[train.items], np.repeat(week, np.diff(train.start))
    there = row >= 0
    counts = np.bincount(row[there] * weeks + column[there], minlength=len(products) * weeks).reshape(len(products), weeks)
    orders = np.bincount(week, minlength=weeks).astype(np.float64)
    usual = counts.sum(axis=1) / orders.sum()
    near = abs(np.arange(weeks)[:, None] - np.arange(weeks)) <= reach
    return np.log((counts @ near + 0.5) / (orders @ near + 0.5 / usual[:, None])).astype(np.float32)


def weeks_of(train: Train) -> int:
    """How many weeks the orders span; 1 where they have no dates."""
    return 1 if train.time is None else int((train.time[-1] - train.time[0]) // WEEK) + 1
