"""Substitutes: two makes of one thing. Who takes one leaves the other, and both are bought with the same companions.

Each of them is made of free choices, wherever they lie; so it meets every other product by chance alone, but for its companions, which
are added, and for the other make, which hardly ever lies beside it. They sell so well that the missing orders can be told from chance.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .assortment import Design
from .draft import ORDINARY, Draft
from .draw import shuffled
from .things import FreeLines, NewThing, chosen_partners, free_products, put_into, with_things

SMALLEST = 40_000  # rows: of a smaller shop, makes that sell so well would take too much
ROWS_OF_PAIR = 16_000
MEETINGS = 25.0  # orders in which two products that are bought as often meet by chance
BOTH = 0.1  # of these, those with both all the same
CHANCES = (0.3, 0.2)  # that a make is bought with the first and with the second companion
FIRST_NUMBER = 701  # within the codes of a category


def substitutes(draft: Draft, rng: np.random.Generator) -> Draft:
    """Turn free lines into the makes, then move free lines of other orders over to them as their companions."""
    planted = draft.goods.substitutes[: draft.rows // ROWS_OF_PAIR] if draft.rows >= SMALLEST else ()
    if not planted:
        return draft.plus(substitutes=[])
    kept = {item for one in draft.goods.series for items in one.partners for item in items}
    companions = chosen_partners(draft, [one.group for one in planted], len(CHANCES), kept, rng)
    kept |= set(np.ravel(companions).tolist())
    first = draft.goods.products
    things = [NewThing(*thing, one.group, one.category) for one in planted for thing in one.things]
    draft = with_things(draft, things, FIRST_NUMBER)
    makes = np.arange(first, draft.goods.products).reshape(-1, 2)
    kept |= set(np.ravel(makes).tolist())
    draft, chance = _instead_of_each_other(draft, makes, kept, rng)
    free = FreeLines(draft, kept, rng)
    for pair, own in zip(makes, companions, strict=True):
        for make in pair:
            draft = _with_companions(draft, make, own, free, rng)
    facts = zip(planted, makes, companions, chance, strict=True)
    return draft.plus(substitutes=[_fact(draft, one, a, b, own, by_chance) for one, (a, b), own, by_chance in facts])


def _instead_of_each_other(draft: Draft, makes: np.ndarray, kept: set[int], rng: np.random.Generator) -> tuple[Draft, list[float]]:
    """Make free lines of ordinary orders the two makes of each pair (pairs, 2), no make twice in an order; with each pair's orders by
    chance: those of the second make, had its lines been drawn like any others."""
    order, item, chance = draft.lines.order, draft.lines.item.copy(), []
    pool = np.flatnonzero((draft.orders.kind[order] == ORDINARY) & free_products(draft, kept)[item])
    wanted = _lines(draft)
    for a, b in makes:
        with_a = _one_an_order(order, pool, wanted, rng)
        pool = np.setdiff1d(pool, with_a)
        beside = np.isin(order[pool], order[with_a])
        with_b = _one_an_order(order, pool[~beside | (rng.random(len(pool)) < BOTH)], wanted, rng)
        pool = np.setdiff1d(pool, with_b)
        item[with_a], item[with_b] = a, b
        chance.append(float(beside.mean() * len(with_b)))
    return draft.having(item=item), chance


def _lines(draft: Draft) -> int:
    """Orders that two products need each to meet in MEETINGS of them by chance: n² Σ s(s − 1) / (Σ s)² for s products an order."""
    sizes = np.bincount(draft.lines.order[draft.orders.kind[draft.lines.order] == ORDINARY]).astype(np.float64)
    return round(float(np.sqrt(MEETINGS / (sizes * (sizes - 1)).sum()) * sizes.sum()))


def _one_an_order(order: np.ndarray, pool: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """So many lines of the pool, or fewer, one an order."""
    pool = pool[shuffled(rng, len(pool))]  # each time: what was passed over would else come first the next time
    return pool[np.sort(np.unique(order[pool], return_index=True)[1])[:count]]


def _with_companions(draft: Draft, make: int, companions: list[int], free: FreeLines, rng: np.random.Generator) -> Draft:
    """Each companion, with its chance, into the orders with the make (nothing happens where it lies there already)."""
    orders = draft.lines.order[draft.lines.item == make]
    for companion, chance in zip(companions, CHANCES, strict=True):
        wanted = orders[rng.random(len(orders)) < chance]
        draft = put_into(draft, np.setdiff1d(wanted, draft.lines.order[draft.lines.item == companion]), companion, free)
    return draft


def _fact(draft: Draft, one: Design, a: int, b: int, companions: list[int], chance: float) -> dict[str, Any]:
    """`orders`: those with both; `chance_orders`: had the second make been chosen as freely as other products."""
    goods, lines = draft.goods, draft.lines
    with_a, with_b = (np.unique(lines.order[lines.item == item]) for item in (a, b))
    return {
        "a": goods.code[a], "b": goods.code[b], "a_name": goods.name[a], "b_name": goods.name[b], "words": one.name, "probability": BOTH,
        "a_orders": len(with_a), "b_orders": len(with_b), "orders": len(np.intersect1d(with_a, with_b)), "chance_orders": round(chance, 2),
        "companions": [{"code": goods.code[i], "name": goods.name[i], "probability": p} for i, p in zip(companions, CHANCES, strict=True)],
    }  # fmt: skip
