"""Key figures of a shop, each with its definition, and the distributions behind the overview charts."""

from __future__ import annotations

from typing import Any

import numpy as np

from .baskets import Baskets
from .cleaning import NO_TIME, CleanTable
from .text import N_, message
from .workspace import Workspace

DEFINITIONS = {
    "orders": N_("Different order numbers left after cleaning."),
    "products": N_("Different products left after cleaning."),
    "lines": N_("Order lines left after cleaning."),
    "customers": N_("Different customers; lines without a customer are not counted."),
    "revenue": N_(
        "Sum of the order lines’ amounts (quantity × price where no amount is given). What was given back is taken off "
        "where its sale was found; other returns are left out."
    ),
    "average_order_value": N_("Mean of the orders’ amounts; orders with a line of unknown amount are not counted."),
    "units_per_order": N_("Pieces sold / orders (without quantities each row counts as one)."),
    "multi_item_share": N_("Orders of at least two different products / orders."),
    "repeat_rate": N_("Customers with at least two orders / customers."),
}
NOT_NETTED = N_(
    "Sum of the order lines’ amounts (quantity × price where no amount is given). Cancellations and returns are left out; "
    "the sales they cancel are still in it."
)
DAY = 86_400


def key_figures(baskets: Baskets, table: CleanTable) -> dict[str, Any]:
    """Figures by name (DEFINITIONS says how each is computed; times in seconds); absent where the file has no such data."""
    orders = baskets.orders
    figures: dict[str, Any] = {"orders": orders, "products": len(baskets.products), "lines": len(table.product)}
    customers = baskets.customer.codes
    if (customers >= 0).any():
        each = np.bincount(customers[customers >= 0])
        figures["customers"] = int((each > 0).sum())
        figures["repeat_rate"] = float((each > 1).sum() / (each > 0).sum())
    if np.nansum(table.amount) > 0:  # a column of zeros is no money
        figures["revenue"] = float(np.nansum(table.amount))
        known = baskets.amount[~np.isnan(baskets.amount)]
        if len(known):
            figures["average_order_value"] = float(known.mean())
    figures["units_per_order"] = float(np.nansum(table.quantity) / orders)
    figures["multi_item_share"] = float((baskets.sizes > 1).mean())
    known = baskets.time[baskets.time != NO_TIME]
    if len(known):
        figures["first_time"], figures["last_time"] = int(known.min()), int(known.max())
    return figures


def orders_by_size(baskets: Baskets) -> tuple[np.ndarray, np.ndarray]:
    """(number of different products, orders of that size), both int64, sizes rising and present."""
    return np.unique(baskets.sizes, return_counts=True)


def orders_over_time(baskets: Baskets) -> tuple[np.ndarray, np.ndarray, str]:
    """(start of each period in seconds, orders in it, "day", "week" or "month"): days up to 60, weeks up to 60, else months."""
    known = baskets.time[baskets.time != NO_TIME]
    if not len(known):
        return np.empty(0, np.int64), np.empty(0, np.int64), "day"
    span = (known.max() - known.min()) / DAY
    period = "day" if span < 60 else "week" if span < 7 * 60 else "month"
    if period == "month":
        month = known.astype("datetime64[s]").astype("datetime64[M]")
        starts, orders = np.unique(month, return_counts=True)
        every = np.arange(starts[0], starts[-1] + 1)
        result = np.zeros(len(every), np.int64)
        result[(starts - starts[0]).astype(int)] = orders
        return every.astype("datetime64[s]").astype(np.int64), result, period
    width = DAY if period == "day" else 7 * DAY
    first = known.min() // DAY * DAY
    if period == "week":
        first -= (first // DAY + 3) % 7 * DAY  # weeks start on Monday; day 0 was a Thursday
    result = np.bincount((known - first) // width)
    return first + width * np.arange(len(result), dtype=np.int64), result, period


def put_summary(
    baskets: Baskets, table: CleanTable, settings: dict[str, Any], roles: dict[str, Any], workspace: Workspace
) -> dict[str, Any]:
    """Store as table `summary`, with the settings and the columns' roles that it rests on; returns the figures."""
    size, size_orders = orders_by_size(baskets)
    period, period_orders, kind = orders_over_time(baskets)
    figures = key_figures(baskets, table)
    definitions = DEFINITIONS if settings["clean"]["net_returns"] else DEFINITIONS | {"revenue": NOT_NETTED}
    workspace.put(
        "summary",
        {"size": size.astype(np.int32), "size_orders": size_orders, "period": period, "period_orders": period_orders},
        {
            "figures": figures,
            "definitions": {name: message(definitions[name]) for name in figures if name in definitions},
            "period": kind,
            "settings": settings,
            "roles": roles,
        },
    )
    return figures
