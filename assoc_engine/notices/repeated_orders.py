"""Orders that stand in the file more than once: all of them, where it was loaded twice, a part of it, or some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..baskets import Baskets
from ..cleaning import CleanTable
from ..rules.collective import Collective
from ..rules.order_contents import loaded_again, times_over
from ..settings import CleanSettings
from ..text import N_, message
from .aside import MANY

MANY_COPIES = 0.01  # share of the orders, from which on copies show in what is counted
MOSTLY = 0.9  # share of the copies that are known as such


def repeated_orders(
    clean_table: CleanTable, baskets: Baskets, noticed: Iterable[Collective], settings: CleanSettings = CleanSettings()
) -> dict[str, Any] | None:
    """Says how often a file holds its orders over, else how many copies there are, else how much of it stands there again. `noticed`: the
    orders that are not one customer's basket; `settings`: as they are now; what the notice would set is added to them."""
    copies = next((one.orders for one in noticed if one.kind == "copied"), np.empty(0, np.int32))
    lines = clean_table.product[baskets.line_order], clean_table.quantity[baskets.line_order]
    times = times_over(baskets, *lines)
    if times > 1:
        known = len(copies) >= MOSTLY * (1 - 1 / times) * (baskets.sizes > 1).sum()
        all_over = N_("Every order stands {times} times in this file: it was probably loaded more than once.")
        return {"title": message(all_over, times=times), "advice": message(ASIDE if known else EXAGGERATED),
                "setting": None, "doubts_links": True}  # fmt: skip
    if len(copies) < MANY_COPIES * baskets.orders:
        return _loaded_again(baskets, loaded_again(baskets, *lines), settings)
    title = N_("{count} of the {orders} orders repeats another one with the same products and quantities, of the same customer or moment: "
               "{order}.",
               "{count} of the {orders} orders repeat another one with the same products and quantities, of the same customer or moment, "
               "such as {order}.")  # fmt: skip
    return _some(baskets, copies, "count", title, ASIDE, settings)


def _loaded_again(baskets: Baskets, orders: np.ndarray, settings: CleanSettings) -> dict[str, Any] | None:
    if len(orders) < MANY_COPIES * baskets.orders:
        return None
    title = N_("{again} of the {orders} orders stand in this file once more, in the same order, from {order} on: a part of it was probably "
               "loaded more than once.")  # fmt: skip
    return _some(baskets, orders, "again", title, TWICE, settings) | {"doubts_links": True}


def _some(baskets: Baskets, orders: np.ndarray, count: str, title: str, advice: str, settings: CleanSettings) -> dict[str, Any]:
    """The notice about these orders, how many they are as value `count` of the title, and the setting that leaves them out, if not too
    many."""
    numbers = [baskets.order_id[order] for order in orders.tolist()]
    setting = {"exclude_orders": [*settings.exclude_orders, *numbers]} if len(numbers) <= MANY else None
    values = {count: len(numbers), "orders": baskets.orders, "order": numbers[0]}
    return {"title": message(title, **values), "advice": message(advice), "setting": setting}


ASIDE = N_("Links are tested without the copies, but all counts of orders and sums of money include them: remove the copies from the file "
           "and open it again.")  # fmt: skip
TWICE = N_("Remove what is there a second time and open the file again. Until then all counts are too large and links look surer than "
           "they are, some by accident.")
EXAGGERATED = N_("Remove one copy and open the file again. Until then all counts are too large and links look surer than they are, some "
                 "by accident: without a customer and a time of each order nothing tells which orders are the copies.")  # fmt: skip
