"""How new things come into a shop that is planned already: their lines are made of lines of products that nothing is said about.

So a shop with them has as many rows and orders as one without, and every count that was planned stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .assortment import unplanted
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


def free_products(draft: Draft, kept: set[int]) -> np.ndarray:
    """(items,) bool: products that nothing is said about, so that other lines may be made of theirs."""
    goods = draft.goods
    free = np.zeros(len(goods.code), bool)
    free[: goods.products] = goods.season == ""
    followed = {item for sequence in goods.sequences for item in sequence[:2]}
    free[list(goods.planted() | followed | _spoken_for(draft) | kept)] = False
    free[unplanted(goods)[:AMONG]] = False
    return free


def _spoken_for(draft: Draft) -> set[int]:
    """Substitutes and things of series that were planted so far, and what goes with them."""
    number = {code: item for item, code in enumerate(draft.goods.code.tolist())}
    codes = [code for one in draft.truth.get("substitutes", ()) for code in (one["a"], one["b"], *(c["code"] for c in one["companions"]))]
    codes += [code for one in draft.truth.get("series", ()) for code in (*one["members"], *(p["code"] for p in one["partners"]))]
    return {number[code] for code in codes}


def chosen_partners(draft: Draft, groups: Sequence[int], count: int, kept: set[int], rng: np.random.Generator) -> list[list[int]]:
    """So many free products for each of the groups (numbers of categories), of that category where there are any, none of them twice."""
    able = np.flatnonzero(free_products(draft, kept))
    able = able[shuffled(rng, len(able))].tolist()
    found = []
    for group in groups:
        able.sort(key=lambda item: draft.goods.group[item] != group)
        found.append([able.pop(0) for _ in range(count)])
    return found


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
    """Lines that something else may be made of: of ordinary orders, their product a free one."""

    def __init__(self, draft: Draft, kept: set[int], rng: np.random.Generator) -> None:
        self._order = draft.lines.order
        found = np.flatnonzero((draft.orders.kind[self._order] == ORDINARY) & free_products(draft, kept)[draft.lines.item])
        self._lines = found[shuffled(rng, len(found))]
        self._used = np.zeros(len(draft.orders), bool)  # orders in which a line was made something else
        self._left = np.bincount(self._order, minlength=len(draft.orders))  # lines that an order keeps

    def take(self, count: int) -> np.ndarray:
        """Indices (int64) of the next `count` of them, or fewer, to become something else where they lie: no order twice, all calls
        together."""
        taken = self._next(~self._used, count)
        self._used[self._order[taken]] = True
        return taken

    def take_away(self, count: int) -> np.ndarray:
        """The next so many, or fewer, to move to other orders: no order twice, and each keeps a line at least."""
        taken = self._next(self._left > 1, count)
        self._left[self._order[taken]] -= 1
        return taken

    def _next(self, able: np.ndarray, count: int) -> np.ndarray:
        """Lines of the able orders (bool by order), one an order."""
        places = np.flatnonzero(able[self._order[self._lines]])
        places = places[np.sort(np.unique(self._order[self._lines[places]], return_index=True)[1])][:count]
        taken = self._lines[places]
        self._lines = np.delete(self._lines, places)
        return taken


def put_into(draft: Draft, orders: np.ndarray, item: int, free: FreeLines) -> Draft:
    """Put an item into each of the orders, by a line taken from another order that keeps one at least."""
    given = free.take_away(len(orders))
    order, items = draft.lines.order.copy(), draft.lines.item.copy()
    order[given], items[given] = orders[: len(given)], item
    return draft.having(order=order, item=items)
