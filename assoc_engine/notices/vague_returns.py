"""Returns that name order numbers used more than once: nobody can tell which of the orders came back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cleaning import CleanTable
from ..io.table import SalesTable
from ..text import N_, message

_SOME = 1.1  # orders for each number returned, beyond which numbers stand for several


def vague_returns(table: SalesTable, clean_table: CleanTable) -> dict[str, Any] | None:
    """Where a list of returns marks more orders than it has numbers, because numbers start anew in the sales."""
    lists = [part for part in table.raw.parts if part.kind == "returns"]
    fate = 1 + clean_table.rules.index("net_returns")
    for part in lists:
        marks = next((column for header, column in table.status if header in part.columns), None)
        if marks is None or not part.matched:
            continue
        orders = len(np.unique(table.order.codes[(marks.codes >= 0) & (clean_table.fate == fate)]))
        if orders > _SOME * part.matched:
            return {
                "title": message(
                    N_(
                        "{count} order number of the returns stands for {orders} orders; all of them are left out as "
                        "given back.",
                        "{count} order numbers of the returns stand for {orders} orders, since numbers come again; all of "
                        "them are left out as given back.",
                    ),
                    count=part.matched, orders=orders,
                ),
                "advice": message(
                    N_("If that is too many, count returned orders as sales, or give the list of returns the "
                       "date or customer of the order."),
                ),
                "setting": {"net_returns": False},
            }  # fmt: skip
    return None
