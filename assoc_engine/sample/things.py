"""How new things come into a shop that is planned already: their lines are made of lines of products that nothing is said about.

So a shop with them has as many rows and orders as one without, and every count that was planned stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .assortment import Assortment, unplanted
from .draft import ORDINARY, Draft
from .draw import shuffled
from .truth import AMONG


@dataclass(frozen=True)
class NewThing:
    """`price`: money of the language; `pence`: the English price. `group`, `category`: where it stands."""

    name: str
    price: float
    pence: int
    group: int
    category: str


def free_products(goods: Assortment, kept: set[int]) -> np.ndarray:
    """(items,) bool: products that nothing is said about, so that other lines may be made of theirs."""
    free = np.zeros(len(goods.code), bool)
    free[: goods.products] = goods.season == ""
    free[list(goods.planted() | kept)] = False
    free[unplanted(goods)[:AMONG]] = False
    return free


def with_things(draft: Draft, things: Sequence[NewThing], first: int) -> Draft:
    """The things as products behind those there are, numbered in their categories from `first` on; rows that are no products move up."""
    goods = draft.goods
    number = {group: iter(range(first, 1_000)) for group in range(int(goods.group.max()) + 1)}
    price = np.array([thing.price for thing in things])
    wider = goods.plus(
        code=np.array([f"{11 + thing.group}{next(number[thing.group])}" for thing in things], object),
        name=np.array([thing.name for thing in things], object),
        category=np.array([thing.category for thing in things], object),
        price=price,
        cost=np.round(0.45 * price, 2),
        pence=np.array([thing.pence for thing in things], np.int64),
        several=np.full(len(things), 0.1),
        group=np.array([thing.group for thing in things], np.int64),
    )
    item = draft.lines.item
    moved = np.where(item >= goods.products, item + len(things), item).astype(np.int32)
    return dataclasses.replace(draft, goods=wider).having(item=moved)


class FreeLines:
    """Lines that something else may be made of: of ordinary orders, their product a free one, one an order at most."""

    def __init__(self, draft: Draft, kept: set[int], rng: np.random.Generator) -> None:
        order = draft.lines.order
        found = np.flatnonzero((draft.orders.kind[order] == ORDINARY) & free_products(draft.goods, kept)[draft.lines.item])
        found = found[shuffled(rng, len(found))]
        self._lines = found[np.sort(np.unique(order[found], return_index=True)[1])]
        self._lonely = np.bincount(order, minlength=len(draft.orders))[order[self._lines]] < 2

    def take(self, count: int, lonely: bool = True) -> np.ndarray:
        """The next so many of them, or fewer; `lonely`: also those that are their order's only line."""
        able = np.flatnonzero(~self._lonely | lonely)[:count]
        taken = self._lines[able]
        self._lines, self._lonely = np.delete(self._lines, able), np.delete(self._lonely, able)
        return taken


def put_into(draft: Draft, orders: np.ndarray, item: int, free: FreeLines) -> Draft:
    """Put an item into each of the orders, by a line taken from another order that keeps one at least."""
    given = free.take(len(orders), lonely=False)
    order, items = draft.lines.order.copy(), draft.lines.item.copy()
    order[given], items[given] = orders[: len(given)], item
    return draft.having(order=order, item=items)
