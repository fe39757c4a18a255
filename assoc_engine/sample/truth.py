"""The truth about a sample, as plain data for JSON: what was planted, what happens by chance alone, what is dirty."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from .assortment import WEEKS, unplanted
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
    NO_DATE,
    NO_PRICE,
    NO_QUANTITY,
    ORDINARY,
    Draft,
)
from .returning import SPREAD, spread
from .trade import COHERENCE

INDEPENDENTS = 20
AMONG = 12  # the most popular products that may be independents

CHANCE = (
    "Within an ordinary order each free choice falls on a product with its chance of that week, whatever the other "
    "choices are; so two products meet by chance alone, given the number of products in the order. A share "
    "'coherence' of the choices keeps to one category an order: products of different categories then meet "
    "1 - coherence^2 times as often, products of one category of share c 1 + coherence^2 * (1/c - 1) times. Products "
    "with a season also meet more often because they are bought at the same time of the year."
)


def truth_of(draft: Draft, order_ids: np.ndarray, customer_ids: np.ndarray, settings: dict[str, Any]) -> dict[str, Any]:
    """Everything planted, by name. `order_ids`, `customer_ids`: text by order and by customer. Rows are counted as planted,
    not from the columns.

    `complements`: pairs a → b with `probability` (b is added where a was chosen), the orders expected to hold both
    and the lift. `echoes`: pairs linked only through a third product. `independents`: popular pairs that meet by
    chance alone. `substitutes`: two makes of one thing, bought instead of each other: of the `chance_orders` that would hold both,
    had they been chosen freely, only a share of `probability` may; `orders` do. Both are bought with each of the `companions` with
    its probability (beside meeting it by chance); all else they meet by chance. `collective`: the marker and the orders it heads.
    `returns`: cancelled orders and their sales.
    `sequences`, `rhythms`: see _sequences and _rhythms. `series`: things of one design (`members`; some are `launched` on a day;
    the `new` ones are the last, sold from `first_sold` on), bought in `orders` orders and with each of the `partners` with its probability
    (beside meeting it by chance). `withheld`: see withheld.py. `categories`: the codes of the products of each. `dirty`: rows of each kind.
    `products` with their seasons: two of one season are linked by the calendar.
    """
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
        "sequences": _sequences(draft),
        "rhythms": _rhythms(draft, customer_ids),
        "collective": _collective(draft, order_ids),
        "returns": [
            {"order": order_ids[i], "of": order_ids[orders.origin[i]]} for i in np.flatnonzero(orders.origin >= 0)
        ],
        "non_products": _non_products(draft),
        "dirty": _dirty(draft),
        "categories": {
            category: goods.code[: goods.products][goods.category[: goods.products] == category].tolist()
            for category in dict.fromkeys(goods.category[: goods.products].tolist())
        },
        "products": _products(draft),
    } | draft.truth


def _named(draft: Draft, a: int, b: int) -> dict[str, Any]:
    code, name = draft.goods.code, draft.goods.name
    return {"a": code[a], "b": code[b], "a_name": name[a], "b_name": name[b]}


class _Meeting:
    """Expected orders by the rules the free choices were drawn by (trade.free_choices).

    Given the order's category g, one choice falls on A with a(g) = (1 − c) p_A + c p_A / p_G [A in g], where p_G is the
    category's own chance; n choices then miss A with (1 − a)ⁿ, both A and B with (1 − a − b)ⁿ; summed over g by p_G.
    """

    def __init__(self, draft: Draft) -> None:
        orders, goods = draft.orders, draft.goods
        usual = orders.kind == ORDINARY
        self.orders = int(usual.sum())
        longest = int(orders.choices.max(initial=0)) + 1
        cells = np.bincount(orders.week()[usual] * longest + orders.choices[usual], minlength=WEEKS * longest)
        self._count = cells.reshape(WEEKS, longest)  # orders by week and number of choices
        self._choices = np.arange(longest)
        self._weekly, self._group = goods.weekly, goods.group
        self._share = np.stack([goods.weekly[:, goods.group == g].sum(axis=1) for g in range(int(goods.group.max()) + 1)])

    def holding(self, *items: int) -> float:
        """Orders that hold at least one of the items by free choice."""
        groups = {int(self._group[item]) for item in items}
        missing = np.zeros(self._count.shape)
        for theme in [*groups, None]:
            share = 1 - sum(self._share[g] for g in groups) if theme is None else self._share[theme]
            chance = np.sum([self._chance(item, theme) for item in items], axis=0)
            missing += share[:, None] * (1 - chance)[:, None] ** self._choices
        return float((self._count * (1 - missing)).sum())

    def both(self, a: int, b: int) -> float:
        return self.holding(a) + self.holding(b) - self.holding(a, b)

    def _chance(self, item: int, theme: int | None) -> np.ndarray:
        """(weeks,) chance that one choice of an order that keeps to `theme` falls on the item."""
        p, group = self._weekly[:, item], self._group[item]
        return (1 - COHERENCE) * p + (COHERENCE * p / self._share[group] if group == theme else 0)


def _complements(draft: Draft) -> list[dict[str, Any]]:
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


def _echoes(draft: Draft) -> list[dict[str, Any]]:
    """Pairs that meet more often only because the same third product brings both."""
    brought: dict[int, list[int]] = {}
    for a, b, _ in draft.goods.complements:
        brought.setdefault(a, []).append(b)
    return [_named(draft, *pair) for items in brought.values() for pair in combinations(items, 2)]


def _independents(draft: Draft) -> list[dict[str, Any]]:
    """Popular products of different categories, without season and in no planted pair: they meet by chance alone."""
    goods, meeting = draft.goods, _Meeting(draft)
    free = unplanted(goods)[:AMONG]
    pairs = [(meeting.both(a, b), a, b) for a, b in combinations(free, 2) if goods.group[a] != goods.group[b]]
    pairs.sort(key=lambda pair: -pair[0])
    return [_named(draft, a, b) | {"expected_orders": round(orders, 2)} for orders, a, b in pairs[:INDEPENDENTS]]


def _sequences(draft: Draft) -> list[dict[str, Any]]:
    """Of `asked` customers who bought A for the first time and had not bought B, `followed` were brought back with B after
    `days` days, give or take `spread` days. `probability` is the planted one; that an order with B lay near
    that time is not in it. Others bought B later by chance."""
    asked, follows = draft.orders.asked, draft.orders.follows
    return [
        _named(draft, a, b)
        | {
            "days": days,
            "spread": spread(days),
            "probability": chance,
            "asked": int((asked == number).sum()),
            "followed": int((follows == number).sum()),
        }
        for number, (a, b, days, chance) in enumerate(draft.goods.sequences)
        if (asked == number).any()
    ]


def _rhythms(draft: Draft, customer_ids: np.ndarray) -> dict[str, Any]:
    """Customers whose `orders` orders lie `days` days apart, each drawn within `spread` of that from its time; the order
    nearest to it became his."""
    customer, rhythm = draft.orders.customer, draft.orders.rhythm
    numbers, first, orders = np.unique(customer[rhythm > 0], return_index=True, return_counts=True)
    days = rhythm[rhythm > 0][first]
    return {
        "spread": SPREAD,
        "customers": [
            {"customer": customer_ids[n], "days": int(d), "orders": int(c)} for n, d, c in zip(numbers, days, orders, strict=True)
        ],
    }


def _collective(draft: Draft, order_ids: np.ndarray) -> dict[str, Any]:
    marker = draft.goods.service("COLLECT")
    orders = np.flatnonzero(draft.orders.kind == COLLECTIVE)
    return {
        "marker_code": draft.goods.code[marker],
        "marker_name": draft.goods.name[marker],
        "orders": sorted(order_ids[orders].tolist()),
        "lines": int((draft.orders.kind[draft.lines.order] == COLLECTIVE).sum()),
    }


def _non_products(draft: Draft) -> list[dict[str, Any]]:
    goods = draft.goods
    count = np.bincount(draft.lines.item, minlength=len(goods.code))
    return [
        {"code": goods.code[i], "name": goods.name[i], "lines": int(count[i])}
        for i in range(goods.products, len(goods.code))
    ]


def _dirty(draft: Draft) -> dict[str, Any]:
    """Rows of each kind; `unavailable_…` hold "n/a", which a reader may call missing. None overlap, except that `missing_customers` counts
    every row without a customer.

    The others but for the non-products lie in ordinary or cancelled orders: setting the collective ones aside leaves
    them as they are.
    """
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
        "unavailable_dates": int(flaws[NO_DATE]),
        "unavailable_quantities": int(flaws[NO_QUANTITY]),
        "spelling_variants": int(flaws[MISSPELT]),
        "duplicates": int(flaws[COPY]),
        "missing_customers": int((orders.customer[lines.order] < 0).sum()),
    }


def _products(draft: Draft) -> list[dict[str, Any]]:
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
