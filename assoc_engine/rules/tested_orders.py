"""The orders that links are tested on, those set aside left out, and what two products do in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from ..baskets import Baskets, invert
from ..progress import SILENT, Progress
from .chance import Chance
from .customers import told_apart
from .strata import strata_by

KNOWN = 0.5  # of the orders have a customer: then a link needs several of them

Tail = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""tails.upper_tail or tails.lower_tail."""


class Measured(NamedTuple):
    """Of pairs: joint orders among those tested (int32), what they count for as independent orders (float64, at most as many), known
    customers who bought both in one order (int32, −1 where the file has no customers), joint orders by chance (float64), and the chance
    of so many (float64)."""

    counted: np.ndarray
    independent: np.ndarray
    customers: np.ndarray
    expected: np.ndarray
    p: np.ndarray


@dataclass(frozen=True)
class TestedOrders:
    """CSR baskets (`start` int64, `items` int32) of all orders, those that are not tested empty; `holders_start`, `holders` their
    inverted lists; `strata` int64 per order; `cluster` int64 per order: its customer, a number of its own where that is not known;
    `known` bool per order: it is."""

    start: np.ndarray
    items: np.ndarray
    holders_start: np.ndarray
    holders: np.ndarray
    strata: np.ndarray
    cluster: np.ndarray
    known: np.ndarray

    @classmethod
    def of(cls, baskets: Baskets, aside: np.ndarray | None = None) -> TestedOrders:
        """`aside`: bool per order, those that are not tested."""
        cluster = told_apart(baskets.customer.codes)
        known = cluster >= 0
        cluster[~known] = int(cluster.max(initial=-1)) + 1 + np.arange(int((~known).sum()))
        tested = np.ones(baskets.orders, bool) if aside is None else ~aside
        strata = np.zeros(baskets.orders, np.int64)
        strata[tested] = strata_by(baskets.time[tested], baskets.customer.codes[tested])[0]  # as if there were no others
        return _only(baskets.start, baskets.items, tested, len(baskets.products), strata, cluster, known)

    def only(self, rows: np.ndarray) -> TestedOrders:
        """Those of `rows` (bool per order) alone."""
        return _only(self.start, self.items, rows, self.products, self.strata, self.cluster, self.known)

    @property
    def products(self) -> int:
        """How many products there are."""
        return len(self.holders_start) - 1

    @property
    def rows(self) -> np.ndarray:
        """bool per order: it is tested."""
        return np.diff(self.start) > 0

    @property
    def product_orders(self) -> np.ndarray:
        """Orders of each product, int64."""
        return np.diff(self.holders_start)

    @property
    def tells_customers(self) -> bool:
        """Whether most orders say whose they are."""
        return float(self.known[self.rows].mean()) >= KNOWN if self.rows.any() else False

    def chance(self, progress: Progress = SILENT) -> Chance:
        """What chance gives in these orders. Raises Cancelled."""
        return Chance.of(self.start, self.items, self.products, self.strata, progress)

    def measured(self, chance: Chance, a: np.ndarray, b: np.ndarray, tail: Tail, progress: Progress = SILENT) -> Measured:
        """The pairs (a, b), cheapest by rising a. Raises Cancelled.

        A customer's orders are not independent of each other: k joint orders of customers with x_1, x_2, … of them count for
        k / D, D = Σ x² / Σ x (Rao and Scott, Biometrics 48, 1992), and chance is held against that many of them.
        """
        counted, effect, customers = np.zeros(len(a), np.int32), np.ones(len(a)), np.zeros(len(a), np.int32)
        for low in range(0, len(a), SLICE):
            z = slice(low, low + SLICE)
            _meetings(self.holders_start, self.holders, self.cluster, self.known, a[z], b[z], counted[z], effect[z], customers[z])
            progress.step(low, 4 * len(a))
        mean, variance = chance.moments(a, b, progress.part(0.25, 1.0))
        n = self.product_orders
        p = tail(counted / effect, mean / effect, variance / effect, np.minimum(n[a], n[b]) / effect)
        if not self.known.any():
            customers[:] = -1
        return Measured(counted, counted / effect, customers, mean, p)


SLICE = 10_000  # pairs between two looks at the progress


def warm_up() -> None:
    """Compile (or load from the cache) every kernel here."""
    start, items = np.array([0, 2]), np.array([0, 1], np.int32)
    orders = _only(start, items, np.ones(1, bool), 2, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, bool))
    pair = np.array([0], np.int32), np.array([1], np.int32)
    _meetings(orders.holders_start, orders.holders, orders.cluster, orders.known, *pair,
              np.zeros(1, np.int32), np.ones(1), np.zeros(1, np.int32))  # fmt: skip
    common_by(orders.holders_start, orders.holders, np.zeros(1, np.int64), 1, *pair)


def common_by(start: np.ndarray, members: np.ndarray, label: np.ndarray, labels: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many members the lists a and b (CSR: `start` int64, `members` int32, rising) share under each label, int32 (pairs, labels): of
    inverted lists, joint orders. `label` int64 per member, −1 for those that do not count."""
    found = np.zeros((len(a), labels), np.int32)
    _common_by(start, members, label, a, b, found)
    return found


def _only(
    start: np.ndarray, items: np.ndarray, rows: np.ndarray, products: int, strata: np.ndarray, cluster: np.ndarray, known: np.ndarray
) -> TestedOrders:
    size = np.diff(start)
    if not rows.all():
        items = items[np.repeat(rows, size)]
        start = np.concatenate([[0], np.cumsum(np.where(rows, size, 0))]).astype(np.int64)
    return TestedOrders(start, items, *invert(start, items, products), strata, cluster, known)


@njit(nogil=True, cache=True)
def _meetings(
    start: np.ndarray, holders: np.ndarray, cluster: np.ndarray, known: np.ndarray, a: np.ndarray, b: np.ndarray, joint: np.ndarray,
    effect: np.ndarray, people: np.ndarray,
) -> None:  # fmt: skip
    """Joint orders of each pair, Σ x² / Σ x of their clusters, and how many of these are known customers."""
    count = np.zeros(cluster.max() + 1 if len(cluster) else 0, np.int32)
    met = np.empty(len(cluster), np.int64)
    for pair in range(len(a)):
        k = _shared(start, holders, a[pair], b[pair], met)
        for at in range(k):
            count[cluster[met[at]]] += 1
        squares = 0.0
        for at in range(k):
            x = count[cluster[met[at]]]
            if x > 0:
                squares += float(x) * x
                if known[met[at]]:
                    people[pair] += 1
                count[cluster[met[at]]] = 0
        joint[pair] = k
        if k:
            effect[pair] = squares / k


@njit(nogil=True, cache=True)
def _common_by(start: np.ndarray, members: np.ndarray, label: np.ndarray, a: np.ndarray, b: np.ndarray, found: np.ndarray) -> None:
    met = np.empty(len(label), np.int64)
    for pair in range(len(a)):
        for at in range(_shared(start, members, a[pair], b[pair], met)):
            if label[met[at]] >= 0:
                found[pair, label[met[at]]] += 1


@njit(nogil=True, cache=True)
def _shared(start: np.ndarray, members: np.ndarray, one: int, other: int, met: np.ndarray) -> int:
    """Put what two lists share into `met`, rising; how many they are."""
    i, j, k = start[one], start[other], 0
    while i < start[one + 1] and j < start[other + 1]:
        if members[i] < members[j]:
            i += 1
        elif members[i] > members[j]:
            j += 1
        else:
            met[k] = members[i]
            k += 1
            i += 1
            j += 1
    return k
