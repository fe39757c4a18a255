"""What is planted on purpose: complements, the collective orders, returns, and rows that are no products."""

from __future__ import annotations

import numpy as np

from .draft import CANCELLED, COLLECTIVE, FIRST_DAY, LAST_DAY, NEGATIVE, ORDINARY, SERVICE, UNTOUCHED, Draft, Lines, Orders
from .draw import between, shuffled, subset, weighted
from .plan import COLLECTIVE_SIZES, MONTHS, bank_charges, collective_orders, planned
from .trade import day_weights, minutes, weekday

CHUNK = 100  # collective orders drawn at a time
FLATTER = 0.6  # exponent on popularity in a collective order: many customers' baskets reach far into the assortment
LATEST_RETURN = 21  # days

SERVICES = {"BAG": "carrier_bags", "POST": "postage", "VOUCHER": "vouchers", "MANUAL": "adjustments"}


def complements(draft: Draft, rng: np.random.Generator) -> Draft:
    """Where A was chosen freely, add B with the pair's probability (nothing happens where B lies there already)."""
    goods, lines = draft.goods, draft.lines
    order, item = lines.order.astype(np.int64), lines.item
    added = [np.empty(0, np.int64)]
    for a, b, chance in goods.complements:
        holders = order[item == a]
        added.append(holders[rng.random(len(holders)) < chance] * goods.products + b)
    new = np.setdiff1d(np.concatenate(added), order * goods.products + item)
    order, item = np.divmod(new, goods.products)
    every = draft.plus(lines=Lines.of(order, item, 1, rng.random(len(order)))).lines
    return draft.having(**vars(every.take(np.argsort(every.order, kind="stable"))))


def collective(draft: Draft, rng: np.random.Generator) -> Draft:
    """The web channel's day books: one order for many customers' purchases, headed by a marker line."""
    goods, first = draft.goods, len(draft.orders)
    count = collective_orders(draft.rows)
    size = between(rng, *COLLECTIVE_SIZES, count)
    day = weighted(rng, day_weights(), count)
    closing = np.where(weekday(FIRST_DAY + day) == 6, 18, 20) * 60
    minute = (FIRST_DAY + day).astype(np.int64) * 1440 + closing - between(rng, 5, 30, count)
    orders = Orders.of(COLLECTIVE, minute)
    liking = FLATTER * np.log(goods.weekly)
    chosen = []
    for start in range(0, count, CHUNK):
        part = slice(start, start + CHUNK)
        # The k largest of log weight + Gumbel noise are a draw of k without replacement by weight.
        noise = -np.log(-np.log(rng.random((len(size[part]), goods.products)) + 1e-300))
        ranked = np.argsort(-(liking[orders.week()[part]] + noise), axis=1, kind="stable")
        chosen += [ranked[i, :k] for i, k in enumerate(size[part])]
    order = np.repeat(np.arange(first, first + count), size)
    item = np.concatenate([*chosen, np.empty(0, np.int64)])
    draft = draft.plus(orders, Lines.of(order, item, 1, rng.random(len(order))))
    return draft.plus(lines=Lines.of(np.arange(first, first + count), goods.service("COLLECT"), 1, -1.0))


def cancelled(draft: Draft, rng: np.random.Generator) -> Draft:
    """Returns: an order of its own some days after the sale, with negative quantities of one or two of its lines."""
    orders, lines, wanted = draft.orders, draft.lines, planned(draft.rows, "cancelled_lines")
    plain = draft.plain_lines()
    plain = plain[orders.minute[lines.order[plain]] < (LAST_DAY.astype(np.int64) - LATEST_RETURN) * 1440]
    plain = plain[shuffled(rng, len(plain))]
    first = _first_of_each(lines.order[plain])
    one = plain[first][:wanted]
    rest = np.delete(plain, first)
    rest = rest[np.isin(lines.order[rest], lines.order[one])]
    two = rest[_first_of_each(lines.order[rest])][: wanted // 6]
    back = np.sort(np.concatenate([one[: wanted - len(two)], two]))
    flaw = lines.flaw.copy()
    flaw[back] = UNTOUCHED
    sold = lines.take(back)
    origin, which = np.unique(sold.order, return_inverse=True)
    new = Orders.of(CANCELLED, _later(rng, orders.minute[origin]), customer=orders.customer[origin], origin=origin)
    quantity = -np.minimum(sold.quantity, between(rng, 1, 2, len(back)))
    returned = Lines.of(len(orders) + which, sold.item, quantity, rng.random(len(back)))
    return draft.having(flaw=flaw).plus(new, returned)


def _first_of_each(values: np.ndarray) -> np.ndarray:
    """Where each different value stands first, rising."""
    return np.sort(np.unique(values, return_index=True)[1])


def _later(rng: np.random.Generator, minute: np.ndarray) -> np.ndarray:
    """Within the opening hours of an open day, one to three weeks after."""
    day = minute // 1440 - FIRST_DAY.astype(np.int64) + between(rng, 1, LATEST_RETURN - 1, len(minute))
    return minutes(rng, np.where(day_weights()[day] == 0, day + 1, day))


def corrections(draft: Draft, rng: np.random.Generator) -> Draft:
    """Negative quantities within ordinary orders: something bought earlier is handed back at the till."""
    usual = np.flatnonzero(draft.orders.kind == ORDINARY)
    order = usual[subset(rng, len(usual), planned(draft.rows, "negative_quantities"))]
    item = weighted(rng, draft.goods.weekly.mean(axis=0), len(order))
    return draft.plus(lines=Lines.of(order, item, -1, 1.5, NEGATIVE))


def services(draft: Draft, rng: np.random.Generator) -> Draft:
    """Rows that are no products: bags, postage, vouchers and adjustments within orders, the bank's charges alone."""
    usual = np.flatnonzero(draft.orders.kind == ORDINARY)
    for place, (code, kind) in enumerate(SERVICES.items(), start=2):
        order = usual[subset(rng, len(usual), planned(draft.rows, kind))]
        draft = draft.plus(lines=Lines.of(order, draft.goods.service(code), 1, float(place)))
    return _bank_charges(draft, rng)


def _bank_charges(draft: Draft, rng: np.random.Generator) -> Draft:
    month = FIRST_DAY.astype("datetime64[M]") + subset(rng, MONTHS, bank_charges(draft.rows)) + 1
    day = month.astype("datetime64[D]") - 1
    orders = Orders.of(SERVICE, day.astype(np.int64) * 1440 + 17 * 60 + between(rng, 0, 50, len(day)))
    order = np.arange(len(draft.orders), len(draft.orders) + len(day))
    return draft.plus(orders, Lines.of(order, draft.goods.service("BANK"), 1, 0.0))
