"""What the orders say of two products: how often they met, how often chance alone would have it, and which customers bought both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..rules.significance import class_totals, expected_orders
from ..workspace import Coded, Table, Workspace

NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Meeting:
    """`orders` int32, rising: those that hold both. `expected`: joint orders by chance, as for links. `q`: the guard's value, NaN where
    the pair is not in the list of links; `passes`: it is proven. `floor`, `largest_p`: joint orders that a link needs, and the
    p-value up to which one passes. `held`: orders of each of the two."""

    orders: np.ndarray
    held: tuple[int, int]
    expected: float
    q: float
    passes: bool
    floor: int
    largest_p: float
    testable: bool

    @property
    def joint(self) -> int:
        return len(self.orders)

    @property
    def rare(self) -> float:
        """The chance of so few joint orders or fewer."""
        from scipy.special import pdtr

        return float(pdtr(self.joint, self.expected))


@dataclass(frozen=True)
class Shared:
    """`both`: known customers who bought both; `apart`: those of them who never had both in one order; `expected`: `both` by chance,
    a customer with all he ever bought taken as one order. `customers`: all known ones. `most`: the largest number of joint orders of
    one customer."""

    both: int
    apart: int
    expected: float
    customers: int
    most: int


class Counted:
    """The orders of a workspace, ready to be asked about pairs."""

    def __init__(self, workspace: Workspace) -> None:
        self.baskets, self.orders, self.links = (workspace.get(name) for name in ("baskets", "orders", "links"))
        self.start, self.items = np.asarray(self.baskets["start"]), np.asarray(self.baskets["items"])
        self.products = len(self.baskets["holders_start"]) - 1
        self.totals, self.factors = class_totals(self.start, self.items, self.products)

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """float32 orders × products."""
        return sparse.csr_matrix((np.ones(len(self.items), np.float32), self.items, self.start), (len(self.start) - 1, self.products))

    @cached_property
    def across(self) -> sparse.csr_matrix:
        """float32 products × orders."""
        return sparse.csr_matrix(self.matrix.T)

    def holding(self, product: int) -> np.ndarray:
        """Orders that hold the product (int32, rising)."""
        start = self.baskets["holders_start"]
        return np.asarray(self.baskets["holders"][int(start[product]) : int(start[product + 1])])

    def expected(self, a, b) -> np.ndarray:
        """Joint orders of pairs by chance, float64."""
        return expected_orders(self.totals, self.factors, np.atleast_1d(a), np.atleast_1d(b))

    def meeting(self, a: int, b: int) -> Meeting:
        links, held = self.links, (self.holding(a), self.holding(b))
        row = _row(links, a, b)
        rarest, passing = min(map(len, held)), np.asarray(links["passes"])
        largest = max(float(links["p_value"][passing].max(initial=0.0)), links.meta["max_fdr"] / max(links.meta["eligible_pairs"], 1))
        return Meeting(
            orders=np.intersect1d(*held, assume_unique=True), held=(len(held[0]), len(held[1])), expected=float(self.expected(a, b)[0]),
            q=float(links["q_value"][row]) if row >= 0 else float("nan"), passes=row >= 0 and bool(passing[row]),
            floor=links.meta["floor"], largest_p=largest, testable=rarest >= links.meta["eligible_orders"],
        )  # fmt: skip

    def shared(self, a: int, b: int, joint: np.ndarray) -> Shared | None:
        """`joint`: the orders of both. None where no customer is known."""
        customer = _codes(self.orders)
        known = customer >= 0
        if not known.any():
            return None
        owners = np.repeat(customer, np.diff(self.start))
        bought = np.unique(owners[owners >= 0].astype(np.int64) * self.products + self.items[owners >= 0])
        start = np.concatenate([[0], np.cumsum(np.bincount(bought // self.products, minlength=int(customer.max()) + 1))])
        totals, factors = class_totals(start, (bought % self.products).astype(np.int32), self.products)
        expected = expected_orders(totals, factors, np.array([a]), np.array([b]))
        who_a, who_b = (np.unique(customer[orders][known[orders]]) for orders in (self.holding(a), self.holding(b)))
        both = np.intersect1d(who_a, who_b, assume_unique=True)
        together = customer[joint][known[joint]]
        return Shared(len(both), len(np.setdiff1d(both, together)), float(expected[0]), len(np.unique(customer[known])),
                      int(np.bincount(together).max(initial=0)) if len(together) else 0)  # fmt: skip

    def enough(self, meeting: Meeting) -> int:
        """The joint orders from which on the guard would call it proven, all else as it is."""
        from scipy.stats import poisson

        clear = int(poisson.isf(meeting.largest_p, meeting.expected)) + 1  # the least k with P(X ≥ k) no larger than that
        return max(meeting.floor, clear, int(meeting.expected) + 1)

    def days(self, orders: np.ndarray) -> tuple[int, int] | None:
        """Seconds of the first and the last of some orders that have a date."""
        time = np.asarray(self.orders["time"])[orders]
        time = time[time != NO_TIME]
        return (int(time.min()), int(time.max())) if len(time) else None


def _row(links: Table, a: int, b: int) -> int:
    """The row of a pair, either way round; −1 where it is not listed."""
    first, second = np.asarray(links["a"]), np.asarray(links["b"])
    found = np.flatnonzero(((first == a) & (second == b)) | ((first == b) & (second == a)))
    return int(found[0]) if len(found) else -1


def _codes(orders: Table) -> np.ndarray:
    customer = orders["customer"]
    return np.asarray(customer.codes if isinstance(customer, Coded) else customer)
