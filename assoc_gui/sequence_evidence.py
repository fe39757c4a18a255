"""The customers behind "after A comes B", looked up in the mapped inverted lists: milliseconds on a million rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assoc_engine.workspace import Coded, Table

from .evidence import NO_TIME, orders_with

DAY = 86_400
BINS = (1, 2, 3, 7, 14, 30, 61, 91, 182, 365)  # days or orders a column may stand for
MOST_BINS = 10
MOST_VISITS = 64  # of each customer the newest visits count, as in the engine's count
DATED = 0.5  # share of orders with a date from which on those without one are left out


@dataclass(frozen=True)
class Followers:
    """Customers (codes of `orders.customer`) with their order of A and their later order of B (int32, by order of B), and `waited`
    float64: days between the two, or visits where there are no dates."""

    customer: np.ndarray
    first: np.ndarray
    later: np.ndarray
    waited: np.ndarray

    def __len__(self) -> int:
        return len(self.customer)


def dated(orders: Table) -> bool:
    """Is time told in days, or, where too few orders have a date, in visits?"""
    return float((orders["time"] != NO_TIME).mean()) >= DATED if len(orders["time"]) else False


def bought_next(orders: Table, baskets: Table, a: int, b: int, window: float = np.inf) -> Followers:
    """Who first bought A on one visit and first bought B on a later one, at most a window later; one entry a customer.

    A visit is a day on which the customer ordered, or one of his orders where there are no dates; `window` is in the unit of
    `Followers.waited`. Orders stand in the order of time, so their numbers tell what came first.
    """
    visits = _Visits(orders, np.intersect1d(_buyers(orders, baskets, a), _buyers(orders, baskets, b)))
    (who_a, at_a), (who_b, at_b) = (visits.first(orders_with(baskets, product)) for product in (a, b))
    both, in_a, in_b = np.intersect1d(who_a, who_b, assume_unique=True, return_indices=True)
    at_a, at_b = at_a[in_a], at_b[in_b]
    waited = visits.when[at_b] - visits.when[at_a]
    kept = np.flatnonzero((visits.number[at_b] > visits.number[at_a]) & (waited <= window))
    kept = kept[np.argsort(visits.order[at_b[kept]], kind="stable")]
    return Followers(both[kept], visits.order[at_a[kept]], visits.order[at_b[kept]], waited[kept].astype(float))


def followers_of(orders: Table, baskets: Table, sequences: Table, row: int) -> Followers:
    """The customers whom a row of `sequences` counts."""
    a, b = int(sequences["a"][row]), int(sequences["b"][row])
    return bought_next(orders, baskets, a, b, float(sequences.meta.get("window", np.inf)))


class _Visits:
    """The orders of some customers by customer and time: `order` int32, `who` its customer, `number` of the visit (of this
    customer, from 0), `when` its day or its number. Only the newest MOST_VISITS of each."""

    def __init__(self, orders: Table, customers: np.ndarray) -> None:
        codes, time, in_days = _codes(orders), orders["time"], dated(orders)
        mine = np.flatnonzero(np.isin(codes, customers) & ((time != NO_TIME) | (not in_days)))
        mine = mine[np.argsort(codes[mine], kind="stable")].astype(np.int32)
        who = codes[mine]
        day = time[mine] // DAY if in_days else np.arange(len(mine))
        fresh = np.ones(len(mine), bool)
        fresh[1:] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
        visit = np.cumsum(fresh) - 1
        first = visit[np.searchsorted(who, who)]
        last = visit[np.searchsorted(who, who, side="right") - 1]
        kept = last - visit < MOST_VISITS
        self.order, self.who, self.number = mine[kept], who[kept], (visit - first)[kept]
        self.when = day[kept] if in_days else self.number

    def first(self, orders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each of the customers with one of these orders (rising), and the place of his first one among all here."""
        at = np.flatnonzero(np.isin(self.order, orders))
        who, first = np.unique(self.who[at], return_index=True)
        return who, at[first]


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


def _buyers(orders: Table, baskets: Table, product: int) -> np.ndarray:
    """Codes of the known customers who bought the product, each once."""
    codes = _codes(orders)[orders_with(baskets, product)]
    return np.unique(codes[codes >= 0])
