"""Everyday trade: when orders come, what lies in them by free choice, who buys, and how many of each."""

from __future__ import annotations

import dataclasses

import numpy as np

from .assortment import Assortment
from .draft import COLLECTIVE, FIRST_DAY, LAST_DAY, ORDINARY, Draft, Lines, Orders
from .draw import between, weighted
from .plan import collective_orders, extra_rows

# Orders by number of free choices, 1 to 15.
SIZES = np.array([24, 21, 16.5, 12, 8.5, 6, 4, 2.8, 1.9, 1.3, 0.9, 0.6, 0.4, 0.3, 0.2])
# A share of the choices keeps to one category an order. Two products of different categories then meet
# 1 − COHERENCE² times as often as by chance (0.99), two of a category of share c 1 + COHERENCE² (1/c − 1) times.
COHERENCE = 0.12

WEEKDAYS = np.array([0.85, 0.80, 0.85, 0.90, 1.05, 1.45, 1.10])  # from Monday
MONTHS = np.array([0.85, 0.80, 0.90, 0.95, 1.00, 1.00, 0.95, 0.95, 1.00, 1.05, 1.20, 1.50])
CLOSED = ("01-01", "12-25")
YEARLY_GROWTH = 0.08
OPENING = {"weekday": (9, 20), "saturday": (9, 20), "sunday": (10, 18)}
HOURS = {  # customers by hour, from opening to closing
    "weekday": np.array([3, 4, 6, 8, 7, 5, 5, 6, 9, 8, 4]),
    "saturday": np.array([3, 6, 9, 10, 10, 11, 11, 10, 8, 5, 3]),
    "sunday": np.array([4, 7, 9, 10, 11, 9, 6, 3]),
}

MEMBERS = 0.64  # share of ordinary orders with a known customer
VISITS = 3.8  # orders of a member on average, were all to come

# Where one buys several: how many more than one, and how often.
MORE = np.array([1, 2, 3, 5, 9, 11])
MORE_WEIGHTS = np.array([60, 14, 11, 10, 2, 3])


def opening_orders(draft: Draft, rng: np.random.Generator) -> Draft:
    """More ordinary orders than the rows need (fit_rows keeps the first ones), in no order of time."""
    rows = draft.rows - extra_rows(draft.rows) - 106 * collective_orders(draft.rows)
    count = int(rows * 1.08 / 3.5) + 60
    day = weighted(rng, day_weights(), count)
    choices = 1 + weighted(rng, SIZES, count)
    return dataclasses.replace(draft, orders=Orders.of(ORDINARY, minutes(rng, day), choices=choices))


def day_weights() -> np.ndarray:
    """How busy each day of the two years is: weekday, month, growth; 0 when closed."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    month = days.astype("datetime64[M]").astype(int) % 12
    weight = WEEKDAYS[weekday(days)] * MONTHS[month] * (1 + YEARLY_GROWTH) ** (np.arange(len(days)) / 365)
    weight[[str(day)[5:] in CLOSED for day in days]] = 0
    return weight


def weekday(days: np.ndarray) -> np.ndarray:
    """The day of the week of days counted from the first (int): 0 for Monday."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7


def minutes(rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """int64: minutes since 1970 within the opening hours of each `day` (int, counted from the first)."""
    date = FIRST_DAY + day
    kind = weekday(date)
    within = between(rng, 0, 59, len(day))
    for name, chosen in (("weekday", kind < 5), ("saturday", kind == 5), ("sunday", kind == 6)):
        within[chosen] += 60 * (OPENING[name][0] + weighted(rng, HOURS[name], int(chosen.sum())))
    return date.astype(np.int64) * 1440 + within


def free_choices(draft: Draft, rng: np.random.Generator) -> Draft:
    """Fill each order with choices drawn by the week's popularity, some within the order's category.

    Each choice falls on product A with the chance weekly[week, A] whatever the others are; chosen twice, the line's
    quantity is two.
    """
    goods, orders = draft.goods, draft.orders
    edges, low, high = _ladder(goods)
    week = orders.week()
    theme = goods.group[_climb(edges, week, rng.random(len(orders)))]
    order = np.repeat(np.arange(len(orders)), orders.choices)
    where, what = week[order], theme[order]
    keeps = rng.random(len(order)) < COHERENCE
    start = np.where(keeps, low[where, what], 0.0)
    end = np.where(keeps, high[where, what], 1.0)
    item = _climb(edges, where, start + rng.random(len(order)) * (end - start))
    pairs, quantity = np.unique(order * goods.products + item, return_counts=True)
    order, item = np.divmod(pairs, goods.products)
    return draft.plus(lines=Lines.of(order, item, quantity, rng.random(len(order))))


def _ladder(goods: Assortment) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cumulated chances week by week (53, products), and where each category begins and ends in them (53, groups)."""
    edges = np.cumsum(goods.weekly, axis=1)
    edges[:, -1] = 1.0
    last = np.searchsorted(goods.group, np.arange(goods.group[-1] + 1), side="right") - 1
    high = edges[:, last]
    return edges, np.concatenate([np.zeros((len(edges), 1)), high[:, :-1]], axis=1), high


def _climb(edges: np.ndarray, week: np.ndarray, height: np.ndarray) -> np.ndarray:
    """The product at each height (0 to 1) of its week's ladder."""
    weeks, products = edges.shape
    ladder = (edges + np.arange(weeks)[:, None]).ravel()
    found = np.searchsorted(ladder, week + height, side="right") - week * products
    return np.clip(found, 0, products - 1)


def fit_rows(draft: Draft, rng: np.random.Generator) -> Draft:
    """Keep as many ordinary orders as bring the sample to exactly its rows, the last one cut short if need be."""
    orders, lines = draft.orders, draft.lines
    usual = orders.kind == ORDINARY
    room = draft.rows - extra_rows(draft.rows) - int((~usual[lines.order]).sum())
    filled = np.cumsum(np.bincount(lines.order[usual[lines.order]], minlength=len(orders)) * usual)
    before = np.concatenate([[0], filled[:-1]])
    stays = ~usual | (before < room)
    number = np.cumsum(stays) - 1
    kept = stays[lines.order]
    kept[np.flatnonzero(kept & usual[lines.order])[room:]] = False
    lines = lines.take(np.flatnonzero(kept))
    return dataclasses.replace(
        draft,
        orders=Orders(**{name: values[stays] for name, values in vars(orders).items()}),
        lines=dataclasses.replace(lines, order=number[lines.order].astype(np.int32)),
    )


def members(draft: Draft, rng: np.random.Generator) -> Draft:
    """Give most ordinary orders a customer: a few come every week, many once. Numbered by their first visit."""
    orders = draft.orders
    known = np.flatnonzero((orders.kind == ORDINARY) & (rng.random(len(orders)) < MEMBERS))
    count = max(2, round(len(known) / VISITS))
    customer = orders.customer.copy()
    customer[known] = weighted(rng, (rng.random(count) + 0.012) ** -1.1, len(known))
    return draft.with_orders(customer=by_first_visit(customer, orders.minute))


def by_first_visit(customer: np.ndarray, minute: np.ndarray) -> np.ndarray:
    """`customer` (int, one an order) numbered anew, from 0, in the order of their first visits; −1 stays."""
    known = customer >= 0
    drawn = customer[known].astype(np.int64)
    first = np.full(int(drawn.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, drawn, minute[known])
    number = np.empty(len(first), np.int64)
    number[np.argsort(first, kind="stable")] = np.arange(len(first))
    renamed = np.full(len(customer), -1, np.int32)
    renamed[known] = number[drawn]
    return renamed


def quantities(draft: Draft, rng: np.random.Generator) -> Draft:
    """Cards and cups are bought by the handful, pans singly; collective orders hold several of each."""
    goods, lines = draft.goods, draft.lines
    pence, several = goods.pence[lines.item], goods.several[lines.item]
    several = several * np.where(pence < 900, 1.0, np.where(pence < 2000, 0.5, 0.15))
    more = MORE[weighted(rng, MORE_WEIGHTS, len(lines))]
    more = np.where(pence < 900, more, np.minimum(more, 3)) * (rng.random(len(lines)) < several)
    web = np.floor(rng.random(len(lines)) ** 2 * np.where(pence < 900, 10, 4)).astype(np.int64)
    extra = np.where(draft.orders.kind[lines.order] == COLLECTIVE, web, more)
    extra[lines.item >= goods.products] = 0
    return draft.having(quantity=(lines.quantity + extra).astype(np.int32))
