"""A few orders that hold most of the pairs: bulk or collective orders, which are not one customer's basket."""

from __future__ import annotations

import numpy as np

from ..baskets import Baskets
from ..cleaning import CleanTable
from ..io.table import SalesTable
from ..settings import CleanSettings
from ..text import N_

HEAVY_SHARE = 0.5  # of all within-basket pairs …
FEW_ORDERS = 0.05  # … held by at most this share of the orders: they weigh too much


def heavy_orders(
    table: SalesTable, clean_table: CleanTable, baskets: Baskets, settings: CleanSettings = CleanSettings()
) -> dict | None:
    """A few orders that hold most of the within-basket pairs: known by a line they share, else by their size.
    `settings`: as they are now; what the notice would set is added to them."""
    sizes = baskets.sizes
    pairs = sizes * (sizes - 1.0) / 2
    if pairs.sum() == 0 or baskets.orders < 20:
        return None
    return _marked(table, clean_table, baskets, pairs, settings) or _large(sizes, pairs)


def _marked(
    table: SalesTable, clean_table: CleanTable, baskets: Baskets, pairs: np.ndarray, settings: CleanSettings
) -> dict | None:
    """Heavy orders that share a line, such as a channel's postage, which cleaning may have left out as no product."""
    weight = np.zeros(len(table.order.vocabulary) + 1)
    place = np.full(len(table.order.vocabulary) + 1, -1, np.int64)
    codes = clean_table.order.codes[baskets.line_order[baskets.line_start[:-1]]]
    inside = codes < len(table.order.vocabulary)
    weight[codes[inside]], place[codes[inside]] = pairs[inside], np.flatnonzero(inside)
    column = table.code if table.code is not None else table.product
    rows = np.flatnonzero((column.codes >= 0) & (table.order.codes >= 0))
    rows = rows[place[table.order.codes[rows]] >= 0]
    held = np.unique(column.codes[rows].astype(np.int64) << 32 | table.order.codes[rows])
    product, order = held >> 32, held & 0xFFFFFFFF
    share = np.bincount(product, weight[order], minlength=len(column.vocabulary)) / pairs.sum()
    orders = np.bincount(product, minlength=len(column.vocabulary))
    heavy = (share >= HEAVY_SHARE) & (orders <= FEW_ORDERS * baskets.orders)
    if not heavy.any():
        return None
    best = int(np.argmax(np.where(heavy, share - orders / baskets.orders, -1)))
    return {
        "title": {
            "message": N_(
                "{count} order with the line {product} holds {share:percent} of all pairs within orders.",
                "{count} of {orders} orders, those with the line {product}, hold {share:percent} of all pairs within orders.",
            ),
            "values": {"count": int(orders[best]), "orders": baskets.orders, "product": column.vocabulary[best],
                       "share": float(share[best])},
        },
        "advice": {"message": N_("They look like collective orders, not one customer's basket. Set them aside to see what customers choose themselves.")},
        "setting": {"exclude_orders_with": [*settings.exclude_orders_with, column.vocabulary[best]]},
    }  # fmt: skip


def _large(sizes: np.ndarray, pairs: np.ndarray) -> dict | None:
    """The fewest largest orders that hold half of the pairs, where they are few."""
    order = np.argsort(-pairs, kind="stable")
    needed = int(np.searchsorted(np.cumsum(pairs[order]), HEAVY_SHARE * pairs.sum())) + 1
    limit = int(sizes[order[needed - 1]]) - 1
    heavy = sizes > limit
    if heavy.mean() > FEW_ORDERS or limit < 2:
        return None
    return {
        "title": {
            "message": N_(
                "{count} order of more than {limit} products holds {share:percent} of all pairs within orders.",
                "{count} of {orders} orders, those of more than {limit} products, hold {share:percent} of all pairs within orders.",
            ),
            "values": {"count": int(heavy.sum()), "orders": len(sizes), "limit": limit,
                       "share": float(pairs[heavy].sum() / pairs.sum())},
        },
        "advice": {"message": N_("They may be bulk or collective orders. Set them aside to see what ordinary baskets hold.")},
        "setting": {"largest_order": limit},
    }  # fmt: skip
