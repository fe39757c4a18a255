"""Series: things of one design that go with the same partners, launched one after the other, the newest in the last quarter.

A name says which series a thing belongs to; so what its older sisters were bought with can be told of a new one from its
name alone. The lines come from products about which nothing is said (free ones): every count stays as it was planned.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .assortment import Assortment, Series
from .draft import Draft
from .things import FreeLines, NewThing, free_products, put_into, with_things

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
    first, free = draft.goods.products, FreeLines(draft, {item for _, partners in planted for item in partners}, rng)
    draft, facts = with_things(draft, _new_things([one for one, _ in planted]), FIRST_NUMBER), []
    for one, partners in planted:
        members = np.arange(first, first + len(one.things))
        first += len(members)
        draft, orders = _things(draft, members, one.launched, free.take(round(draft.rows * SHARE / len(planted))), rng)
        for item, chance in zip(partners, CHANCES, strict=True):
            wanted = orders[rng.random(len(orders)) < chance]
            draft = put_into(draft, np.setdiff1d(wanted, draft.lines.order[draft.lines.item == item]), item, free)
        facts.append(_fact(draft.goods, one, members, partners, len(orders)))
    return draft.plus(series=facts)


def _fact(goods: Assortment, one: Series, members: np.ndarray, partners: list[int], orders: int) -> dict[str, Any]:
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


def _new_things(planted: list[Series]) -> list[NewThing]:
    return [NewThing(*thing, one.group, one.category) for one in planted for thing in one.things]


def _possible(draft: Draft) -> list[tuple[Series, list[int]]]:
    """Each series with the partners it can have here: free products, none of them twice."""
    taken, found = set(), []
    free = free_products(draft, set())
    for one in draft.goods.series:
        partners = [next((i for i in items if free[i] and i not in taken), -1) for items in one.partners]
        if min(partners) >= 0:
            taken.update(partners)
            found.append((one, partners))
    return found


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
