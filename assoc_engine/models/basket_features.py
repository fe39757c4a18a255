"""What the ranker of the next basket knows of a customer and a product beside the scores of its parts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .histories import CustomerOrders

FADINGS = (0.9, 0.75, 0.5)
PERSONAL = ("times", "share of orders", "orders since", "orders since first", "gap", "overdue", "last gap",
            *(f"fading {f}" for f in FADINGS))  # fmt: skip
PRODUCT = ("orders", "in last orders", "in last three", "bought again", "in the next order too", "order size", "usual gap",
           "times a customer")  # fmt: skip
CUSTOMER = ("orders of customer", "order size of customer", "last order size", "products of customer",
            "repeats", "new in last order")  # fmt: skip
DAYS = ("days since", "days between", "overdue in days")
CUSTOMER_DAYS = ("days between orders",)
DAY = 86_400


class PairFeatures:
    """What is known of a customer and a product at the end of the past: first what is `personal` to both of them, then what holds
    for the product, then for the customer. Days, where orders have times, are counted back from the customer's last order, since
    nobody knows when the next one will be.

    `names`: of the columns, `groups`: the slices of the three kinds; the first `own` columns are the personal ones."""

    def __init__(self, orders: CustomerOrders) -> None:
        self.products = orders.train.products
        self.keys, self.personal = _personal(orders)
        self.product = _product(orders, self.keys % self.products, self.personal)
        self.customer = _customer(orders)
        groups = [PERSONAL, PRODUCT, CUSTOMER]
        if orders.train.time is not None:
            days = _days_ago(orders)
            self.personal = np.concatenate([self.personal, _personal_days(orders, days)], axis=1)
            self.customer = np.concatenate([self.customer, _customer_days(orders, days)], axis=1)
            groups = [PERSONAL + DAYS, PRODUCT, CUSTOMER + CUSTOMER_DAYS]
        self.names, self.own = sum(groups, ()), len(groups[0])
        ends = np.cumsum([0, *map(len, groups)]).tolist()
        self.groups = [slice(low, high) for low, high in pairwise(ends)]

    def of(self, customers: np.ndarray, products: np.ndarray) -> np.ndarray:
        """float32 pairs × names; NaN where a feature does not exist (never bought, no gap)."""
        wanted = customers.astype(np.int64) * self.products + products
        place = np.searchsorted(self.keys, wanted)
        bought = np.append(self.keys, -1)[place] == wanted
        own = np.full((len(wanted), self.own), np.nan, np.float32)
        own[bought] = self.personal[place[bought]]
        return np.concatenate([own, self.product[products], self.customer[customers]], axis=1)


def _lines(orders: CustomerOrders) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(customer, product, age of the order) of each line, by customer, then product, newest first."""
    owner, age = np.repeat(orders.owner, orders.sizes), np.repeat(orders.age, orders.sizes)
    products = orders.baskets.indices.astype(np.int64)
    order = np.lexsort((age, products, owner))
    return owner[order], products[order], age[order]


def _personal(orders: CustomerOrders) -> tuple[np.ndarray, np.ndarray]:
    """(keys int64 customer · products + product, rising; float32 keys × PERSONAL)."""
    owner, product, age = _lines(orders)
    key = owner * orders.train.products + product
    first = np.flatnonzero(np.diff(key, prepend=-1))
    times = np.diff(first, append=len(key))
    newest, oldest = age[first], age[first + times - 1]
    second = np.where(times > 1, age[np.minimum(first + 1, len(age) - 1)], -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.where(times > 1, (oldest - newest) / (times - 1), np.nan)
        columns = [times, times / orders.number[owner[first]], newest, oldest, gap, (newest + 1) / gap,
                   np.where(times > 1, second - newest, np.nan)]  # fmt: skip
    columns += [np.add.reduceat(f**age, first) if len(first) else np.zeros(0) for f in FADINGS]
    return key[first], np.stack(columns, axis=1).astype(np.float32)


def _product(orders: CustomerOrders, product: np.ndarray, personal: np.ndarray) -> np.ndarray:
    """float32 products × PRODUCT; shares are drawn towards the whole by ten orders of it."""
    n, lines = orders.train.products, orders.baskets.indices
    age, size = np.repeat(orders.age, orders.sizes), np.repeat(orders.sizes, orders.sizes)
    count = np.bincount(lines, minlength=n)
    customers = np.bincount(product, minlength=n)

    def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
        return (part + 10 * part.sum() / max(1, whole.sum())) / (whole + 10)

    later = np.flatnonzero(orders.position > 0)
    both = orders.baskets[later].multiply(orders.baskets[later - 1])
    again = np.asarray(both.sum(axis=0)).ravel()
    followed = np.bincount(lines[age > 0], minlength=n)
    gap = personal[:, PERSONAL.index("gap")]
    known = np.isfinite(gap)
    gaps = np.bincount(product[known], gap[known], minlength=n)
    columns = [
        np.log1p(count), share(np.bincount(lines[age == 0], minlength=n), count),
        share(np.bincount(lines[age < 3], minlength=n), count),
        share(np.bincount(product[personal[:, 0] > 1], minlength=n), customers), share(again, followed),
        np.bincount(lines, size, minlength=n) / np.maximum(count, 1),
        share(gaps, np.bincount(product[known], minlength=n)), count / np.maximum(customers, 1),
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _customer(orders: CustomerOrders) -> np.ndarray:
    """float32 customers × CUSTOMER; all NaN but the first for a customer without orders."""
    number, n = orders.number, len(orders.number)
    lines = np.bincount(orders.owner, orders.sizes, minlength=n)
    held = orders.summed(np.ones(len(orders.order)))
    different = np.diff(held.indptr)
    last = np.bincount(orders.owner[orders.age == 0], orders.sizes[orders.age == 0], minlength=n)
    once = held.copy()
    once.data = (once.data == 1).astype(np.float32)
    fresh = np.asarray(orders.last().multiply(once).sum(axis=1)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = [number, lines / number, np.where(number > 0, last, np.nan), np.where(number > 0, different, np.nan),
                   1 - different / lines, np.where(number > 1, fresh / last, np.nan)]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _days_ago(orders: CustomerOrders) -> np.ndarray:
    """float64, one an order in the order of `orders.order`: days from it to the customer's last one."""
    assert orders.train.time is not None
    time = orders.train.time[orders.order]
    newest = orders.start[orders.owner] + orders.number[orders.owner] - 1
    return (time[newest] - time) / DAY


def _personal_days(orders: CustomerOrders, days: np.ndarray) -> np.ndarray:
    """float32 keys × DAYS, for the keys of `_personal`."""
    owner, product, age = _lines(orders)
    ago = days[orders.start[owner] + orders.number[owner] - 1 - age]
    first = np.flatnonzero(np.diff(owner * orders.train.products + product, prepend=-1))
    times = np.diff(first, append=len(ago))
    newest, oldest = ago[first], ago[first + times - 1]
    between = np.where(times > 1, (oldest - newest) / np.maximum(times - 1, 1), np.nan)
    return np.stack([newest, between, newest / np.maximum(between, 1)], axis=1).astype(np.float32)


def _customer_days(orders: CustomerOrders, days: np.ndarray) -> np.ndarray:
    """float32 customers × CUSTOMER_DAYS."""
    oldest = np.full(len(orders.number), np.nan)
    oldest[orders.owner[orders.position == 0]] = days[orders.position == 0]
    between = np.where(orders.number > 1, oldest / np.maximum(orders.number - 1, 1), np.nan)
    return between.astype(np.float32)[:, None]
