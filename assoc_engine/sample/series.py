"""Series: things of one design that go with the same partners, launched one after the other, the newest in the last quarter.

A name says which series a thing belongs to; so what its older sisters were bought with can be told of a new one from its
name alone. The lines come from products about which nothing is said (free ones): every count stays as it was planned.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from .assortment import Assortment, Series, unplanted
from .draft import ORDINARY, Draft
from .draw import shuffled
from .truth import AMONG

ROWS_OF_ONE = 8_000  # rows a series needs: smaller shops have none
SHARE = 0.036  # of all rows, for all series together
LAUNCHES = np.array(["2025-05-01", "2025-10-01"], "datetime64[D]")  # of the last two pairs of a series' things
NEW_SHARE = 0.6  # of a series' lines from a launch on: what is new sells best
CHANCES = (0.40, 0.25)  # that a thing is bought with the first and with the second partner
FIRST_NUMBER = 501  # within the codes of a category


def series(draft: Draft, rng: np.random.Generator) -> Draft:
    """Turn free lines into things of series, spread over the orders as free choices are; then move free lines of other
    orders over to them as their partners, each with its chance (nothing happens where the partner lies there already)."""
    planted = _possible(draft)[: draft.rows // ROWS_OF_ONE]
    if not planted:
        return draft.plus(series=[])
    first, free = draft.goods.products, _FreeLines(draft, {item for _, partners in planted for item in partners}, rng)
    draft, facts = _with_things(draft, [one for one, _ in planted]), []
    for one, partners in planted:
        members = np.arange(first, first + len(one.things))
        first += len(members)
        draft, orders = _things(draft, members, one.launched, free.take(round(draft.rows * SHARE / len(planted))), rng)
        for item, chance in zip(partners, CHANCES, strict=True):
            wanted = orders[rng.random(len(orders)) < chance]
            draft = _partner(draft, np.setdiff1d(wanted, draft.lines.order[draft.lines.item == item]), item, free)
        facts.append(_fact(draft.goods, one, members, partners, len(orders)))
    return draft.plus(series=facts)


def _fact(goods: Assortment, one: Series, members: np.ndarray, partners: list[int], orders: int) -> dict:
    return {
        "name": one.name,
        "members": goods.code[members].tolist(),
        "new": goods.code[members[-one.launched :]].tolist(),
        "first_sold": str(LAUNCHES[-1]),
        "launched": {str(day): goods.code[members[wave]].tolist() for day, wave in zip(LAUNCHES, _waves(one), strict=True)},
        "orders": orders,
        "partners": [
            {"code": goods.code[i], "name": goods.name[i], "probability": p} for i, p in zip(partners, CHANCES, strict=True)
        ],
    }


def _waves(one: Series) -> list[np.ndarray]:
    """Places of the things of each launch."""
    first = len(one.things) - len(LAUNCHES) * one.launched
    return [first + number * one.launched + np.arange(one.launched) for number in range(len(LAUNCHES))]


def _possible(draft: Draft) -> list[tuple[Series, list[int]]]:
    """Each series with the partners it can have here: free products, none of them twice."""
    goods, taken, found = draft.goods, set(), []
    free = _free(goods, set())
    for one in goods.series:
        partners = [next((i for i in items if free[i] and i not in taken), -1) for items in one.partners]
        if min(partners) >= 0:
            taken.update(partners)
            found.append((one, partners))
    return found


def _free(goods: Assortment, kept: set[int]) -> np.ndarray:
    """(items,) bool: products that nothing is said about, so that other lines may be made of theirs."""
    free = np.zeros(len(goods.code), bool)
    free[: goods.products] = goods.season == ""
    free[list(goods.planted() | kept)] = False
    free[unplanted(goods)[:AMONG]] = False
    return free


def _with_things(draft: Draft, planted: list[Series]) -> Draft:
    """The things as products behind those there are; rows that are no products move up."""
    goods = draft.goods
    things = [(one, *thing) for one in planted for thing in one.things]
    number = {group: iter(range(FIRST_NUMBER, 1_000)) for group in range(int(goods.group.max()) + 1)}
    wider = goods.plus(
        code=np.array([f"{11 + one.group}{next(number[one.group])}" for one, *_ in things], object),
        name=np.array([name for _, name, _, _ in things], object),
        category=np.array([one.category for one, *_ in things], object),
        price=np.array([price for *_, price, _ in things]),
        cost=np.round([0.45 * price for *_, price, _ in things], 2),
        pence=np.array([pence for *_, pence in things], np.int64),
        several=np.full(len(things), 0.1),
        group=np.array([one.group for one, *_ in things], np.int64),
    )
    item = draft.lines.item
    moved = np.where(item >= goods.products, item + len(things), item).astype(np.int32)
    return dataclasses.replace(draft, goods=wider).having(item=moved)


class _FreeLines:
    """Lines that something else may be made of: of ordinary orders, their product a free one, one an order at most."""

    def __init__(self, draft: Draft, kept: set[int], rng: np.random.Generator) -> None:
        order = draft.lines.order
        found = np.flatnonzero((draft.orders.kind[order] == ORDINARY) & _free(draft.goods, kept)[draft.lines.item])
        found = found[shuffled(rng, len(found))]
        self._lines = found[np.sort(np.unique(order[found], return_index=True)[1])]
        self._lonely = np.bincount(order, minlength=len(draft.orders))[order[self._lines]] < 2

    def take(self, count: int, lonely: bool = True) -> np.ndarray:
        """The next so many of them, or fewer; `lonely`: also those that are their order's only line."""
        able = np.flatnonzero(~self._lonely | lonely)[:count]
        taken = self._lines[able]
        self._lines, self._lonely = np.delete(self._lines, able), np.delete(self._lonely, able)
        return taken


def _things(
    draft: Draft, members: np.ndarray, launched: int, lines: np.ndarray, rng: np.random.Generator
) -> tuple[Draft, np.ndarray]:
    """The lines become things of the series, `launched` of them new at each launch; (draft, their orders)."""
    order = draft.lines.order[lines]
    past = np.searchsorted(LAUNCHES.astype("datetime64[m]").astype(np.int64), draft.orders.minute[order], side="right")
    older = len(members) - launched * (len(LAUNCHES) + 1 - np.maximum(past, 1))  # how many there were before the latest launch
    newest = (past > 0) & (rng.random(len(lines)) < NEW_SHARE)
    place = rng.random(len(lines))
    which = np.where(newest, older + np.floor(place * launched), np.floor(place * older)).astype(np.int64)
    item = draft.lines.item.copy()
    item[lines] = members[which]
    return draft.having(item=item), order


def _partner(draft: Draft, orders: np.ndarray, partner: int, free: _FreeLines) -> Draft:
    """Put the partner into each of the orders, by a line taken from another order that keeps one at least."""
    given = free.take(len(orders), lonely=False)
    order, item = draft.lines.order.copy(), draft.lines.item.copy()
    order[given], item[given] = orders[: len(given)], partner
    return draft.having(order=order, item=item)
