"""Orders for files that name none: made from customer and time, by a rule that is stated."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from ..text import N_
from ..workspace import Coded
from .moments import DAY, MISSING

EPOCH = datetime(1970, 1, 1)

RULES = {
    "customer_minute": N_("There is no order number: what one customer bought within the same minute is one order."),
    "customer_day": N_("There is no order number: what one customer bought on the same day is one order."),
    "customer": N_("There is neither order number nor time: everything one customer bought is one order."),
    "moment": N_("There is neither order number nor customer: rows with the same date and time are one order."),
}


def choose_rule(customer: Coded | None, time: np.ndarray | None, has_clock: bool) -> str:
    """The key of RULES that fits the columns the file has; "" where nothing tells orders apart.

    With a time of day, the rows of one order carry the same minute in most systems. Where they hardly do (it holds
    for less than half of the rows that share customer and day with another), lines have times of their own and the
    day counts.
    """
    if customer is None:
        return "moment" if time is not None and has_clock else ""
    if time is None:
        return "customer"
    if not has_clock:
        return "customer_day"
    by_minute, by_day = (_rows_together(customer.codes, time, unit) for unit in (60, DAY))
    return "customer_minute" if by_minute >= 0.5 * by_day else "customer_day"


def make_orders(rule: str, customer: Coded | None, time: np.ndarray | None) -> Coded:
    """An order for each row under a rule; −1 where customer or time is missing. Ids read "17850 2010-12-01 08:26"."""
    if rule == "customer":
        return customer
    unit = {"customer_day": DAY, "customer_minute": 60, "moment": 1}[rule]
    there, keys = _keys(None if customer is None else customer.codes, time, unit)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    by_row = np.argsort(first)  # orders are numbered as they come in the file
    rank = np.empty(len(first), np.int32)
    rank[by_row] = np.arange(len(first), dtype=np.int32)
    codes = np.full(len(time), -1, np.int32)
    codes[there] = rank[inverse]
    form = {DAY: "%Y-%m-%d", 60: "%Y-%m-%d %H:%M", 1: "%Y-%m-%d %H:%M:%S"}[unit]
    ids = []
    for row in there[first[by_row]].tolist():
        moment = (EPOCH + timedelta(seconds=int(time[row]))).strftime(form)
        ids.append(moment if customer is None else f"{customer[row]} {moment}")
    return Coded(codes, ids)


def _keys(customer: np.ndarray | None, time: np.ndarray, unit: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows that have customer and time, and an int64 for each that is equal where customer and time unit are."""
    there = np.flatnonzero((time != MISSING) if customer is None else (time != MISSING) & (customer >= 0))
    when = time[there] // unit
    if customer is None or not len(when):
        return there, when
    start = int(when.min())
    return there, customer[there].astype(np.int64) * (int(when.max()) - start + 1) + (when - start)


def _rows_together(customer: np.ndarray, time: np.ndarray, unit: int) -> int:
    """Rows that share customer and time (in units of seconds) with another row."""
    _, counts = np.unique(_keys(customer, time, unit)[1], return_counts=True)
    return int(counts[counts > 1].sum())
