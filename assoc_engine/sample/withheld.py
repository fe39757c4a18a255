"""Complements that are withheld: two things of one design that the shop sells apart up to a day, and as a set from then on.

Up to their day no order holds both. Yet it can be foreseen that they go together: each of them is bought with the same two partners,
and the same words begin their names. Who only counts what was bought together finds nothing; things of a series (see series.py) have
partners and words in common as well and are never sold as a set. The days differ, so that who learns from earlier days can tell.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .assortment import Design
from .draft import Draft
from .things import FreeLines, NewThing, chosen_partners, put_into, with_things

ROWS_OF_PAIR = 3_750  # rows that a pair needs
LINES = 120  # of each thing over the two years, at most
DAYS = np.array(["2025-10-01", "2025-05-01", "2025-10-01", "2025-07-15"], "datetime64[D]")  # pair by pair: sold as a set from then on
CHANCES = (0.5, 0.35)  # that a thing is bought with the first and with the second partner
TOGETHER = 0.7  # from the day on, that the second thing is added where the first is bought
FIRST_NUMBER = 601  # within the codes of a category


def withheld(draft: Draft, rng: np.random.Generator) -> Draft:
    """Turn free lines into the things, spread over the orders as free choices are, none of them with both; move free lines of other
    orders over to them as their partners, and from the pair's day on as the second thing of the pair."""
    planted = draft.goods.designs[: min(draft.withheld, draft.rows // ROWS_OF_PAIR)]
    if not planted:
        return draft.plus(withheld=[])
    partners = chosen_partners(draft, [one.group for one in planted], len(CHANCES), set(), rng)
    free = FreeLines(draft, set(np.ravel(partners).tolist()), rng)
    first = draft.goods.products
    things = [NewThing(*thing, one.group, one.category) for one in planted for thing in one.things]
    draft, facts = with_things(draft, things, FIRST_NUMBER), []
    for number, one in enumerate(planted):
        a, b = first + 2 * number, first + 2 * number + 1
        draft, orders_a = _sold(draft, a, partners[number], free, rng)
        draft, _ = _sold(draft, b, partners[number], free, rng)
        day = DAYS[number % len(DAYS)]
        late = orders_a[draft.orders.minute[orders_a] >= day.astype("datetime64[m]").astype(np.int64)]
        draft = put_into(draft, late[rng.random(len(late)) < TOGETHER], b, free)
        facts.append(_fact(draft, one, a, b, day, partners[number]))
    return draft.plus(withheld=facts)


def _sold(draft: Draft, thing: int, partners: list[int], free: FreeLines, rng: np.random.Generator) -> tuple[Draft, np.ndarray]:
    """A thing in orders of its own, with the partners; (draft, those orders)."""
    lines = free.take(LINES)
    orders, item = draft.lines.order[lines], draft.lines.item.copy()
    item[lines] = thing
    draft = draft.having(item=item)
    for partner, chance in zip(partners, CHANCES, strict=True):
        wanted = orders[rng.random(len(orders)) < chance]
        draft = put_into(draft, np.setdiff1d(wanted, draft.lines.order[draft.lines.item == partner]), partner, free)
    return draft, orders


def _fact(draft: Draft, one: Design, a: int, b: int, day: np.datetime64, partners: list[int]) -> dict[str, Any]:
    """`orders`: those with both, none of them before the day `from`."""
    goods, lines = draft.goods, draft.lines
    with_a, with_b = (np.unique(lines.order[lines.item == item]) for item in (a, b))
    return {
        "a": goods.code[a], "b": goods.code[b], "a_name": goods.name[a], "b_name": goods.name[b], "words": one.name, "from": str(day),
        "probability": TOGETHER, "a_orders": len(with_a), "b_orders": len(with_b), "orders": len(np.intersect1d(with_a, with_b)),
        "partners": [{"code": goods.code[i], "name": goods.name[i], "probability": p} for i, p in zip(partners, CHANCES, strict=True)],
    }  # fmt: skip
