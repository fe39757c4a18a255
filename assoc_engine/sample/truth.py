"""The truth about a sample, as plain data for JSON: what was planted, what happens by chance alone, what is dirty."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .assortment import ranked
from .draft import (
    BAD_DATE,
    BAD_QUANTITY,
    BLANK_NAME,
    BLANK_PRODUCT,
    CANCELLED,
    COLLECTIVE,
    COPY,
    FIRST_DAY,
    LAST_DAY,
    MISSPELT,
    NEGATIVE,
    NO_PRICE,
    ORDINARY,
    Draft,
)
from .trade import COHERENCE

INDEPENDENTS = 20
AMONG = 120  # the most popular products, of which independents are chosen

CHANCE = (
    "Within an ordinary order each free choice falls on a product with its chance of that week, whatever the other "
    "choices are; so two products meet by chance alone, given the number of products in the order. A share "
    "'coherence' of the choices keeps to one category an order: products of different categories then meet "
    "1 - coherence^2 times as often, products of one category of share c 1 + coherence^2 * (1/c - 1) times. Products "
    "with a season also meet more often because they are bought at the same time of the year."
)


def truth_of(draft: Draft, order_ids: np.ndarray, settings: dict) -> dict:
    """`order_ids`: text by order. Dirty rows are counted from what was planted, not from the finished columns."""
    goods, orders = draft.goods, draft.orders
    kinds = np.bincount(orders.kind, minlength=4)
    return {
        "settings": settings,
        "currency": "CNY" if settings["language"] == "zh_CN" else "GBP",
        "period": [str(FIRST_DAY), str(LAST_DAY)],
        "counts": {
            "rows": len(draft.lines),
            "orders": len(orders),
            "ordinary_orders": int(kinds[ORDINARY]),
            "collective_orders": int(kinds[COLLECTIVE]),
            "cancelled_orders": int(kinds[CANCELLED]),
            "customers": len(np.unique(orders.customer[orders.customer >= 0])),
            "products": goods.products,
        },
        "chance": {"statement": CHANCE, "coherence": COHERENCE},
        "complements": _complements(draft),
        "echoes": _echoes(draft),
        "independents": _independents(draft),
        "collective": _collective(draft, order_ids),
        "returns": [
            {"order": order_ids[i], "of": order_ids[orders.origin[i]]} for i in np.flatnonzero(orders.origin >= 0)
        ],
        "non_products": _non_products(draft),
        "dirty": _dirty(draft),
        "products": _products(draft),
    } | draft.truth


def _named(draft: Draft, a: int, b: int) -> dict:
    code, name = draft.goods.code, draft.goods.name
    return {"a": code[a], "b": code[b], "a_name": name[a], "b_name": name[b]}


class _Meeting:
    """Expected orders by the rules the baskets were drawn by (without coherence, which leaves single chances alone).

    An order of n free choices holds A with chance 1 − (1 − p_A)ⁿ and neither A nor B with (1 − p_A − p_B)ⁿ.
    """

    def __init__(self, draft: Draft) -> None:
        usual = draft.orders.kind == ORDINARY
        self.choices = draft.orders.choices[usual]
        self._week = draft.orders.week()[usual]
        self._weekly = draft.goods.weekly
        self.orders = int(usual.sum())

    def holding(self, item: int) -> float:
        return float((1 - (1 - self._chance(item)) ** self.choices).sum())

    def both(self, a: int, b: int) -> float:
        one, other = self._chance(a), self._chance(b)
        neither = (1 - one) ** self.choices + (1 - other) ** self.choices - (1 - one - other) ** self.choices
        return float((1 - neither).sum())

    def _chance(self, item: int) -> np.ndarray:
        return self._weekly[self._week, item]


def _complements(draft: Draft) -> list[dict]:
    """Each planted pair with the orders expected to hold both: `chance_orders` had nothing been planted,
    `expected_orders` as planted; `expected_lift` is orders · N / (n_A · n_B) over the ordinary orders."""
    meeting, pairs = _Meeting(draft), draft.goods.complements
    holding = {item: meeting.holding(item) for pair in pairs for item in pair[:2]}
    added = [chance * (holding[a] - meeting.both(a, b)) for a, b, chance in pairs]
    total = dict(holding)
    for (_, b, _), more in zip(pairs, added, strict=True):
        total[b] += more
    found = []
    for (a, b, chance), more in zip(pairs, added, strict=True):
        by_chance = meeting.both(a, b)
        expected = by_chance + more
        found.append(
            _named(draft, a, b)
            | {
                "probability": chance,
                "season": draft.goods.season[a],
                "a_orders": round(total[a], 1),
                "b_orders": round(total[b], 1),
                "chance_orders": round(by_chance, 2),
                "expected_orders": round(expected, 2),
                "expected_lift": round(expected * meeting.orders / (total[a] * total[b]), 2) if expected else None,
            }
        )
    return found


def _echoes(draft: Draft) -> list[dict]:
    """Pairs that meet more often only because the same third product brings both."""
    brought: dict[int, list[int]] = {}
    for a, b, _ in draft.goods.complements:
        brought.setdefault(a, []).append(b)
    return [_named(draft, *pair) for items in brought.values() for pair in combinations(items, 2)]


def _independents(draft: Draft) -> list[dict]:
    """Popular products of different categories, without season and in no planted pair: they meet by chance alone."""
    goods, meeting = draft.goods, _Meeting(draft)
    planted = {item for pair in goods.complements for item in pair[:2]}
    free = [i for i in ranked(goods)[:AMONG].tolist() if i not in planted and not goods.season[i]]
    found = []
    while len(found) < INDEPENDENTS and free:
        a = free.pop(0)
        b = next((other for other in free if goods.group[other] != goods.group[a]), None)
        if b is None:
            break
        free.remove(b)
        found.append(_named(draft, a, b) | {"expected_orders": round(meeting.both(a, b), 2)})
    return found


def _collective(draft: Draft, order_ids: np.ndarray) -> dict:
    marker = draft.goods.service("COLLECT")
    orders = np.flatnonzero(draft.orders.kind == COLLECTIVE)
    return {
        "marker_code": draft.goods.code[marker],
        "marker_name": draft.goods.name[marker],
        "orders": [order_ids[i] for i in orders],
        "lines": int((draft.orders.kind[draft.lines.order] == COLLECTIVE).sum()),
    }


def _non_products(draft: Draft) -> list[dict]:
    goods = draft.goods
    count = np.bincount(draft.lines.item, minlength=len(goods.code))
    return [
        {"code": goods.code[i], "name": goods.name[i], "lines": int(count[i])}
        for i in range(goods.products, len(goods.code))
    ]


def _dirty(draft: Draft) -> dict:
    """Rows of each kind. They do not overlap, except that `missing_customers` counts every row without a customer."""
    lines, orders = draft.lines, draft.orders
    flaws = np.bincount(lines.flaw, minlength=COPY + 1)
    return {
        "cancelled_lines": int((orders.kind[lines.order] == CANCELLED).sum()),
        "negative_quantities": int(flaws[NEGATIVE]),
        "non_products": int((lines.item >= draft.goods.products).sum()),
        "blank_names": int(flaws[BLANK_NAME]),
        "blank_products": int(flaws[BLANK_PRODUCT]),
        "missing_prices": int(flaws[NO_PRICE]),
        "unreadable_dates": int(flaws[BAD_DATE]),
        "unreadable_quantities": int(flaws[BAD_QUANTITY]),
        "spelling_variants": int(flaws[MISSPELT]),
        "duplicates": int(flaws[COPY]),
        "missing_customers": int((orders.customer[lines.order] < 0).sum()),
    }


def _products(draft: Draft) -> list[dict]:
    goods = draft.goods
    return [
        {
            "code": goods.code[i],
            "name": goods.name[i],
            "category": goods.category[i],
            "price": float(goods.price[i]),
            "cost": float(goods.cost[i]),
            "season": goods.season[i],
        }
        for i in range(goods.products)
    ]
