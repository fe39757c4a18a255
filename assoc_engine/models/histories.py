"""Customers' baskets in their order: read from JSON, cut at a position where there are no dates, laid out a customer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from ..errors import FileError, NothingToAnalyse
from ..progress import SILENT, Progress
from ..text import N_
from .contract import Train

STEP = 2_000  # customers between two looks at the progress
DIGITS = 18  # of a name that is still a number


@dataclass(frozen=True)
class Histories:
    """`train`: all baskets of the file, `time` None. `customers`: their names as in the file, by number."""

    train: Train
    customers: list[str]


class CustomerOrders:
    """The orders of a `Train` by customer, oldest first; orders of unknown customers are left out.

    `order` int64: numbers of orders, grouped by customer. `start` int64 (customers + 1) points into it. `owner` int64: the
    customer of each of them. `age` int64: how many later orders the same customer has (0: the last one).
    """

    def __init__(self, train: Train) -> None:
        self.train = train
        known = np.flatnonzero(train.customer >= 0)
        self.order = known[np.argsort(train.customer[known], kind="stable")]
        self.owner = train.customer[self.order].astype(np.int64)
        self.number = np.bincount(self.owner, minlength=train.customers)
        self.start = np.concatenate([[0], np.cumsum(self.number)]).astype(np.int64)
        self.position = np.arange(len(self.order)) - self.start[self.owner]
        self.age = self.number[self.owner] - 1 - self.position

    @cached_property
    def baskets(self) -> sparse.csr_matrix:
        """float32 (orders of known customers, in the order of `order`) × products: 1 where the order holds the product."""
        train = self.train
        every = sparse.csr_matrix(
            (np.ones(len(train.items), np.float32), train.items, train.start), shape=(train.orders, train.products)
        )
        return every[self.order]

    @cached_property
    def sizes(self) -> np.ndarray:
        """Different products of each order, int64, in the order of `order`."""
        return np.diff(self.baskets.indptr).astype(np.int64)

    def summed(self, weight: np.ndarray) -> sparse.csr_matrix:
        """float32 customers × products: the weights (one an order) of the orders that hold the product."""
        rows = sparse.csr_matrix(
            (weight.astype(np.float32), np.arange(len(self.order)), self.start), shape=(len(self.number), len(self.order))
        )
        found = (rows @ self.baskets).tocsr()
        found.sort_indices()
        return found

    @cached_property
    def bought(self) -> sparse.csr_matrix:
        """float32 customers × products: how many of the customer's orders hold the product."""
        return self.summed(np.ones(len(self.order)))

    def last(self, age: int = 0) -> sparse.csr_matrix:
        """float32 customers × products: the basket that each customer bought `age` orders before the last."""
        return self.summed(self.age == age)


def cut(train: Train, back: int) -> Train:
    """The past of `back` orders ago: without the last `back` orders of each customer (orders of nobody stay)."""
    if not back:
        return train
    orders = CustomerOrders(train)
    keep = np.ones(train.orders, bool)
    keep[orders.order[orders.age < back]] = False
    sizes = np.diff(train.start)
    return replace(
        train, start=np.concatenate([[0], np.cumsum(sizes[keep])]).astype(np.int64), items=train.items[np.repeat(keep, sizes)],
        time=None if train.time is None else train.time[keep], customer=train.customer[keep],
    )  # fmt: skip


def lacking(orders: CustomerOrders, customers: np.ndarray, removed: np.ndarray) -> CustomerOrders:
    """Customers 0 … n − 1 who have ordered what `customers` have, but never a product: that of `removed` at the same place. An
    order that held nothing else is one without products."""
    size = orders.number[customers]
    owner = np.repeat(np.arange(len(customers)), size)
    rows = orders.start[customers][owner] + np.arange(len(owner)) - (np.cumsum(size) - size)[owner]
    baskets = orders.baskets[rows]
    row = np.repeat(np.arange(len(rows)), np.diff(baskets.indptr))
    kept = baskets.indices != removed[owner[row]]
    start = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=len(rows)))]).astype(np.int64)
    time = orders.train.time
    return CustomerOrders(replace(
        orders.train, start=start, items=baskets.indices[kept], time=None if time is None else time[orders.order[rows]],
        customer=owner.astype(np.int32), customers=len(customers),
    ))  # fmt: skip


def next_baskets(train: Train, back: int) -> tuple[np.ndarray, sparse.csr_matrix]:
    """What followed the past of `back` orders ago: (customers int32 who then had one order or more, their next baskets)."""
    orders = CustomerOrders(train)
    customers = np.flatnonzero(orders.number > back).astype(np.int32)
    return customers, orders.last(back - 1)[customers]


def read_histories(path: Path | str, progress: Progress = SILENT) -> Histories:
    """Read `{"customer": [[product, …], …], …}`: each customer's baskets, oldest first. Products are texts or numbers.

    Products and customers are numbered in their order (numbers as numbers). Orders come with the customers' oldest baskets
    first, counted from the end, so that all last baskets lie together. Raises FileError where the file is something else.
    """
    path = Path(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise FileError(N_("{file} cannot be opened: {reason}"), file=path.name, reason=str(error.strerror)) from error
    except _Twice as twice:
        raise FileError(N_("{file} names the customer {customer} twice."), file=path.name, customer=str(twice)) from twice
    except (ValueError, RecursionError) as error:
        raise FileError(N_("{file} is not a JSON file."), file=path.name) from error
    if not isinstance(data, dict):
        raise _unlike(path, "")
    customers = in_order(data)
    age: list[int] = []
    owner: list[int] = []
    size: list[int] = []
    items: list[str] = []
    for number, customer in enumerate(customers):
        if number % STEP == 0:
            progress.step(number, len(customers))
        baskets = [b for b in _baskets(path, customer, data[customer]) if b]
        age += range(len(baskets) - 1, -1, -1)
        owner += [number] * len(baskets)
        size += map(len, baskets)
        items += [str(item) for basket in baskets for item in basket]
    if not items:
        raise NothingToAnalyse(N_("{file} holds no baskets."), file=path.name)
    return Histories(_train(np.array(age), np.array(owner, np.int32), np.array(size), items, len(customers)), customers)


class _Twice(Exception):
    """A key that an object of the file has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Twice(key)
            seen.add(key)
    return found


def in_order(names: Iterable[str]) -> list[str]:
    """Names in their order, each once: as numbers where all of them are whole numbers, as texts otherwise."""
    names = set(names)
    numbers = all(n.isdecimal() and n.isascii() and len(n) <= DIGITS for n in names)
    return sorted(names, key=lambda n: (int(n), n)) if numbers else sorted(names)


def _baskets(path: Path, customer: str, baskets: Any) -> list[list[Any]]:
    if not isinstance(baskets, list):
        raise _unlike(path, customer)
    for basket in baskets:
        if not isinstance(basket, list) or not all(type(item) in (int, str) for item in basket):
            raise _unlike(path, customer)
    return [list(dict.fromkeys(map(str, basket))) for basket in baskets]


def _unlike(path: Path, customer: str) -> FileError:
    where = N_("{file} is no file of customers’ baskets: look at customer {customer}.")
    return FileError(
        where if customer else N_("{file} is no file of customers’ baskets."), file=path.name, customer=customer,
        advice=N_("It must hold, for each customer, a list of baskets, oldest first, and each basket as a list of products."),
    )  # fmt: skip


def _train(age: np.ndarray, owner: np.ndarray, size: np.ndarray, items: list[str], customers: int) -> Train:
    names = in_order(items)
    number = {name: code for code, name in enumerate(names)}
    codes = np.fromiter((number[item] for item in items), np.int32, len(items))
    basket = np.repeat(np.arange(len(age)), size)
    oldest = np.lexsort((owner, -age))
    place = np.empty(len(age), np.int64)
    place[oldest] = np.arange(len(age))
    lines = np.lexsort((codes, place[basket]))
    return Train(
        start=np.concatenate([[0], np.cumsum(size[oldest])]).astype(np.int64), items=codes[lines], time=None,
        customer=owner[oldest], customers=customers, names=names, texts=names, now=0,
        category=np.full(len(names), -1, np.int32), price=np.full(len(names), np.nan),
    )  # fmt: skip
