"""What the orders say of two products: how often they met, how often chance alone would have it, and which customers bought both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..rules.chance import Chance
from ..rules.collective import get_aside, set_aside
from ..rules.strata import strata_by
from ..rules.tails import lower_tail, upper_tail
from ..workspace import Coded, Table, Workspace

NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Meeting:
    """`orders` int32, rising: those that hold both. `joint`: how many of them are not set aside; `expected`, `variance`: of joint orders
    by chance among these, as for links, of which there can be `most`. `q`: the rate of false finds, NaN where the pair is not in the list
    of links; `passes`: it is proven. `floor`, `largest_p`: joint orders that a link needs, and the p-value up to which one passes.
    `held`: orders of each of the two."""

    orders: np.ndarray
    held: tuple[int, int]
    joint: int
    expected: float
    variance: float
    most: int
    q: float
    passes: bool
    floor: int
    largest_p: float
    testable: bool

    @property
    def rare(self) -> float:
        """The chance of so few joint orders or fewer."""
        return float(lower_tail(self.joint, self.expected, self.variance, self.most)[0])


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
        self.tested = ~set_aside(get_aside(workspace), len(self.start) - 1)

    @cached_property
    def tested_baskets(self) -> tuple[np.ndarray, np.ndarray]:
        """CSR of the orders that links are tested on, the others empty: start int64, items int32."""
        size = np.diff(self.start)
        return np.concatenate([[0], np.cumsum(size * self.tested)]), self.items[np.repeat(self.tested, size)]

    @cached_property
    def chance(self) -> Chance:
        strata, _ = strata_by(np.asarray(self.orders["time"]), _codes(self.orders))
        return Chance.of(*self.tested_baskets, self.products, strata)

    def holding(self, product: int) -> np.ndarray:
        """Orders that hold the product (int32, rising)."""
        start = self.baskets["holders_start"]
        return np.asarray(self.baskets["holders"][int(start[product]) : int(start[product + 1])])

    def joint(self, a: int, b: int) -> np.ndarray:
        """Orders that hold both (int32, rising)."""
        return np.intersect1d(self.holding(a), self.holding(b), assume_unique=True)

    def meeting(self, a: int, b: int) -> Meeting:
        links, held, orders = self.links, (self.holding(a), self.holding(b)), self.joint(a, b)
        row = _row(links, a, b)
        most, passing = min(int(self.tested[one].sum()) for one in held), np.asarray(links["passes"])
        expected, variance = self.chance.moments(a, b)
        largest = max(float(links["p_value"][passing].max(initial=0.0)), links.meta["max_fdr"] / max(links.meta["eligible_pairs"], 1))
        return Meeting(
            orders=orders, held=(len(held[0]), len(held[1])), joint=int(self.tested[orders].sum()),
            expected=float(expected[0]), variance=float(variance[0]), most=most,
            q=float(links["q_value"][row]) if row >= 0 else float("nan"), passes=row >= 0 and bool(passing[row]),
            floor=links.meta["floor"], largest_p=largest, testable=most >= links.meta["eligible_orders"],
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
        chance = Chance.of(start, (bought % self.products).astype(np.int32), self.products, np.zeros(len(start) - 1, np.int64))
        expected = chance.expected(np.array([a]), np.array([b]))
        who_a, who_b = (np.unique(customer[orders][known[orders]]) for orders in (self.holding(a), self.holding(b)))
        both = np.intersect1d(who_a, who_b, assume_unique=True)
        together = customer[joint][known[joint]]
        return Shared(len(both), len(np.setdiff1d(both, together)), float(expected[0]), len(np.unique(customer[known])),
                      int(np.bincount(together).max(initial=0)) if len(together) else 0)  # fmt: skip

    def enough(self, meeting: Meeting) -> int:
        """The joint orders from which on it would be called proven, all else as it is; more than possible where none are enough."""
        joint = np.arange(max(meeting.floor, int(meeting.expected) + 1), meeting.most + 1)
        clear = upper_tail(joint, meeting.expected, meeting.variance, meeting.most) <= meeting.largest_p
        return int(joint[clear][0]) if clear.any() else meeting.most + 1

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
