"""Lines whose whole money went back, by the file's column of refunds."""

from __future__ import annotations

import numpy as np

from ..io.table import SalesTable
from .row_keys import at

SLACK = 0.995  # of the money: refunds are rounded
NEARLY_ALL = 0.95  # of the orders: a blank cell in one of them does not change what the column means


def wholly_refunded(table: SalesTable) -> np.ndarray:
    """bool a row: at least the line's amount was refunded, or the order's where the column speaks of whole orders.

    It speaks of orders where nearly every refunded order of several lines has the same refund on all its rows, or one
    on its first row only (Shopify); otherwise of lines.
    """
    nothing = np.zeros(table.rows, bool)
    if table.refund is None:
        return nothing
    refund = np.abs(np.nan_to_num(table.refund))
    amount = _amounts(table)
    if amount is None or not (refund > 0).any():
        return nothing
    order = table.order.codes
    if not _of_orders(order, table.refund, len(table.order.vocabulary)):
        return (refund > 0) & (refund >= SLACK * amount) & (amount > 0)
    known = order >= 0
    orders = len(table.order.vocabulary)
    back = np.zeros(orders)
    np.maximum.at(back, order[known], refund[known])
    total = np.bincount(order[known], amount[known], minlength=orders)  # unknown where a line's is: NaN compares false
    return at((back > 0) & (back >= SLACK * total) & (total > 0), order)


def _amounts(table: SalesTable) -> np.ndarray | None:
    """Money of each line: its amount, else quantity × price."""
    if table.price is None and table.amount is None:
        return None
    quantity = np.ones(table.rows) if table.quantity is None else table.quantity
    made = np.full(table.rows, np.nan) if table.price is None else table.price * quantity
    return made if table.amount is None else np.where(np.isnan(table.amount), made, table.amount)


def _of_orders(order: np.ndarray, refund: np.ndarray, orders: int) -> bool:
    rows = np.flatnonzero(order >= 0)
    place = order[rows]
    given = np.nan_to_num(np.abs(refund[rows]))
    lines = np.bincount(place, minlength=orders)
    paid_back = np.bincount(place, given > 0, minlength=orders)
    many = (lines > 1) & (paid_back > 0)
    if not many.any():
        return False  # of orders of one line both readings are the same
    _, first = np.unique(place, return_index=True)
    head = np.zeros(orders)
    head[place[first]] = given[first]
    low, high = np.full(orders, np.inf), np.zeros(orders)
    np.minimum.at(low, place, given)
    np.maximum.at(high, place, given)
    blank = np.bincount(place, np.isnan(refund[rows]), minlength=orders)
    same = low == high
    on_first = (paid_back == 1) & (head > 0) & (blank == lines - 1)
    return bool((same | on_first)[many].mean() >= NEARLY_ALL)
