"""What the orders say of two products: how often they met, how often chance alone would have it, and which customers bought both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

from ..baskets import get_baskets
from ..cleaning import NO_TIME
from ..rules.chance import Chance
from ..rules.collective import get_aside, set_aside
from ..rules.grades import FEWEST
from ..rules.tails import lower_tail, upper_tail
from ..rules.tested_orders import TestedOrders
from ..workspace import Table, Workspace


@dataclass(frozen=True)
class Meeting:
    """`orders` int32, rising: those that hold both; `held`: orders of each of the two. What follows is over the orders that links are
    tested on. `tested`: orders of each of the two; `joint`: those that hold both, which count for `independent` ones and are of `people`
    known customers (−1 in a file without; `several`: a link needs several of them) but for `unknown` orders; `expected`, `variance`: of
    joint orders by chance, as for links; `p`: the chance of so many. `row`: of the table of links, −1 where the pair is not listed; `q`:
    the rate of false finds, NaN there; `passes`: it is proven. `floor`, `largest_p`: joint orders that a link needs, and the p-value up to
    which one passes."""

    orders: np.ndarray
    held: tuple[int, int]
    tested: tuple[int, int]
    joint: int
    independent: float
    people: int
    unknown: int
    several: bool
    expected: float
    variance: float
    p: float
    row: int
    q: float
    passes: bool
    floor: int
    largest_p: float
    testable: bool

    @property
    def most(self) -> int:
        """Joint orders that there can be."""
        return min(self.tested)

    @property
    def rare(self) -> float:
        """The chance of so few joint orders or fewer."""
        return float(lower_tail(self.independent, self.expected / self.effect, self.variance / self.effect, self.most / self.effect)[0])

    @property
    def effect(self) -> float:
        """How many of its joint orders count for one, since those of one customer are not independent."""
        return self.joint / self.independent if self.joint else 1.0


@dataclass(frozen=True)
class Shared:
    """Of the orders that links are tested on. `both`: known customers who bought both; `apart`: those of them who never had both in one
    order; `expected`: `both` by chance, a customer with all he ever bought taken as one order. `customers`: all known ones. `most`: the
    largest number of joint orders of one customer."""

    both: int
    apart: int
    expected: float
    customers: int
    most: int


class Counted:
    """The orders of a workspace, ready to be asked about pairs."""

    def __init__(self, workspace: Workspace) -> None:
        self.baskets, self.links = get_baskets(workspace), workspace.get("links")
        self.start, self.items = np.asarray(self.baskets.start), np.asarray(self.baskets.items)
        self.products = len(self.baskets.products)
        aside = set_aside(get_aside(workspace), self.baskets.orders)
        self.tested = TestedOrders.of(self.baskets, aside)  # the orders that links are tested on

    @cached_property
    def chance(self) -> Chance:
        """Of the orders that are tested."""
        return self.tested.chance()

    def holding(self, product: int) -> np.ndarray:
        """Orders that hold the product (int32, rising)."""
        start = self.baskets.holders_start
        return np.asarray(self.baskets.holders[int(start[product]) : int(start[product + 1])])

    def joint(self, a: int, b: int) -> np.ndarray:
        """Orders that hold both (int32, rising)."""
        return np.intersect1d(self.holding(a), self.holding(b), assume_unique=True)

    def meeting(self, a: int, b: int) -> Meeting:
        """How often products a and b met, and what chance gives."""
        links, pair, passing = self.links, (np.array([a], np.int32), np.array([b], np.int32)), np.asarray(self.links["passes"])
        row, tested, orders = row_of(links, a, b), tuple(self.tested.product_orders[[a, b]].tolist()), self.joint(a, b)
        found = self.tested.measured(self.chance, *pair, upper_tail)
        largest = max(float(links["p_value"][passing].max(initial=0.0)), links.meta["max_fdr"] / max(links.meta["eligible_pairs"], 1))
        return Meeting(
            orders=orders, held=(len(self.holding(a)), len(self.holding(b))), tested=tested, joint=int(found.counted[0]),
            independent=float(found.independent[0]), people=int(found.customers[0]),
            unknown=int((self.tested.rows & ~self.tested.known)[orders].sum()), several=self.tested.tells_customers,
            expected=float(found.expected[0]), variance=float(self.chance.moments(*pair)[1][0]), p=float(found.p[0]), row=row,
            q=float(links["q_value"][row]) if row >= 0 else float("nan"), passes=row >= 0 and bool(passing[row]),
            floor=links.meta["floor"], largest_p=largest, testable=min(tested) >= links.meta["eligible_orders"],
        )  # fmt: skip

    def shared(self, a: int, b: int) -> Shared | None:
        """None where no customer is known."""
        tested, known = self.tested, self.tested.known & self.tested.rows
        customer = np.where(known, self.baskets.customer.codes, -1)
        if not known.any():
            return None
        owners = np.repeat(customer, np.diff(tested.start))
        bought = np.unique(owners[owners >= 0].astype(np.int64) * self.products + tested.items[owners >= 0])
        start = np.concatenate([[0], np.cumsum(np.bincount(bought // self.products, minlength=int(customer.max()) + 1))])
        chance = Chance.of(start, (bought % self.products).astype(np.int32), self.products, np.zeros(len(start) - 1, np.int64))
        expected = chance.expected(np.array([a]), np.array([b]))
        who_a, who_b = (np.unique(customer[orders][known[orders]]) for orders in (self.holding(a), self.holding(b)))
        both = np.intersect1d(who_a, who_b, assume_unique=True)
        together = customer[(joint := self.joint(a, b))][known[joint]]
        return Shared(len(both), len(np.setdiff1d(both, together)), float(expected[0]), len(np.unique(customer[known])),
                      int(np.bincount(together).max(initial=0)) if len(together) else 0)  # fmt: skip

    def enough(self, meeting: Meeting) -> int:
        """The joint orders from which on it would be called proven, all else as it is; more than possible where none are enough."""
        effect, least = meeting.effect, max(meeting.floor, int(meeting.expected) + 1, ceil(FEWEST * meeting.effect - 1e-9))
        joint = np.arange(least, meeting.most + 1)
        clear = upper_tail(joint / effect, meeting.expected / effect, meeting.variance / effect, meeting.most / effect) <= meeting.largest_p
        return int(joint[clear][0]) if clear.any() else meeting.most + 1

    def days(self, orders: np.ndarray) -> tuple[int, int] | None:
        """Seconds of the first and the last of some orders that have a date."""
        time = np.asarray(self.baskets.time)[orders]
        time = time[time != NO_TIME]
        return (int(time.min()), int(time.max())) if len(time) else None


def row_of(links: Table, a: int, b: int) -> int:
    """The row of a pair in the table `links` or `anti`, either way round; −1 where it is not listed."""
    first, second = np.asarray(links["a"]), np.asarray(links["b"])
    found = np.flatnonzero(((first == a) & (second == b)) | ((first == b) & (second == a)))
    return int(found[0]) if len(found) else -1
