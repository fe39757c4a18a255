"""Orders where no column names them alone: made from customer and time, or from numbers that start anew in each store,
with each customer or every day, by a rule that is stated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np

from ..text import N_
from ..workspace import Coded
from .moments import DAY, MISSING
from .relations import mixed_within

EPOCH = datetime(1970, 1, 1)
_Column = TypeVar("_Column", Coded, np.ndarray)

RULES = {
    "customer_minute": N_("There is no order number: what one customer bought within the same minute is one order."),
    "customer_day": N_("There is no order number: what one customer bought on the same day is one order."),
    "customer": N_("There is neither order number nor time: everything one customer bought is one order."),
    "moment": N_("There is neither order number nor customer: rows with the same date and time are one order."),
    "number_store": N_("Order numbers start anew in each store: rows with the same number and store are one order."),
    "number_customer": N_(
        "Order numbers start anew with each customer: rows with the same number and customer are one order."
    ),
    "number_day": N_("Order numbers start anew: rows with the same number on the same day are one order."),
    "number_store_day": N_(
        "Order numbers start anew in each store and with time: rows with the same number, store and day are one order."
    ),
}

_NO_ACCIDENT = 0.05  # share of the numbers of several rows that stand in several stores, beyond which they start anew
_MOST = 0.5  # share of them that stand on days apart; returns booked later are fewer
_OF_SEVERAL = 0.3  # share of the receipts of a number that have several rows, where each store counts for itself
_MIXED = 0.3  # share of the orders, numbers told apart by day, that several customers must share to count for themselves
_BREAK = 3 * 3600  # seconds without a row after which a number on the next day is another order; less spans midnight


def choose_rule(
    customer: Coded | None, time: np.ndarray | None, has_clock: bool, masked: bool = False
) -> str:
    """The key of RULES that fits the columns of a file without order numbers; "" where nothing tells orders apart.
    `masked`: the customers' names are blotted out so that many share one, who would all be one order a day.

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
    if masked:
        return "customer_minute"
    by_minute, by_day = (_rows_together(customer.codes, time, unit) for unit in (60, DAY))
    return "customer_minute" if by_minute >= 0.5 * by_day else "customer_day"


def may_start_anew(number: Coded, store: Coded | None) -> bool:
    """Whether order numbers stand in rows apart, or in several stores: a look that costs little, before the rows' times
    are read for `choose_number_rule`."""
    rows = np.flatnonzero(number.codes >= 0)
    if len(rows) < 2:
        return False
    codes = number.codes[rows]
    different = np.count_nonzero(np.bincount(codes))
    turns = np.diff(codes) != 0
    if store is not None:
        turns |= np.diff(store.codes[rows]) != 0
    return bool(1 + np.count_nonzero(turns) > (1 + _NO_ACCIDENT) * different or len(codes) > 50 * different)


def choose_number_rule(
    number: Coded, store: Coded | None, time: np.ndarray | None, customer: Coded | None = None
) -> str:
    """The key of RULES where order numbers start anew in each store, or come again on later days; "" where a number
    is an order.

    One order may be sent from several stores, paid over midnight or partly given back weeks later. So numbers start
    anew only where their rows stand apart: in time, or, where no time tells, in the file; or where each store has
    another customer under them, or an order of several rows under most of them. They start anew with each customer
    where days alone would leave several customers in an order, and number and customer together are of one day.
    """
    days = time if time is not None and _days_apart(number.codes, time) else None
    if store is not None:
        numbers = (number if days is None else _by_day(number, days)).codes
        buyers = None if customer is None else customer.codes
        stands_in_several = (
            _stores_apart(numbers, store.codes, time)
            or _whole_in_each_store(numbers, store.codes)
            or (buyers is not None and _customers_apart(numbers, store.codes, buyers))
        )
        still_by_day = time is not None and _days_apart(_together(number, store).codes, time)
        if stands_in_several or (days is not None and not still_by_day):
            return "number_store_day" if still_by_day else "number_store"
    if days is not None and customer is not None and _count_for_each_customer(number, customer, days):
        return "number_customer"
    return "" if days is None else "number_day"


def make_orders(rule: str, coded: Mapping[str, Coded | None], time: np.ndarray | None) -> Coded:
    """An order for each row under a rule, from the columns `order` (its numbers), `store` and `customer`; −1 where what
    the rule needs is missing. Ids read "17850 2010-12-01 08:26", "1001 North 2024-03-01".
    """
    if rule.startswith("number"):
        beside = next((role for role in ("store", "customer") if role in rule), "")
        number = _needed(coded["order"])
        orders = _together(number, _needed(coded[beside])) if beside else number
        return _by_day(orders, _needed(time)) if rule.endswith("day") else orders
    if rule == "customer":
        return _needed(coded["customer"])
    when, customer = _needed(time), None if rule == "moment" else coded["customer"]
    unit = {"customer_day": DAY, "customer_minute": 60, "moment": 1}[rule]
    there, keys = _keys(None if customer is None else customer.codes, when, unit)
    form = {DAY: "%Y-%m-%d", 60: "%Y-%m-%d %H:%M", 1: "%Y-%m-%d %H:%M:%S"}[unit]

    def name(row: int) -> str:
        moment = (EPOCH + timedelta(seconds=int(when[row]))).strftime(form)
        return moment if customer is None else f"{customer[row]} {moment}"

    return _numbered(len(when), there, keys, name)


def _needed(column: _Column | None) -> _Column:
    """A column that the rule is made of: it would not have been chosen for a file without it."""
    assert column is not None
    return column


def _numbered(rows: int, there: np.ndarray, keys: np.ndarray, name: Callable[[int], str]) -> Coded:
    """Rows `there` with equal keys share an order, the others have none. Orders are numbered as they come in the file
    and named after their first row."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    by_row = np.argsort(first)
    rank = np.empty(len(first), np.int32)
    rank[by_row] = np.arange(len(first), dtype=np.int32)
    codes = np.full(rows, -1, np.int32)
    codes[there] = rank[inverse]
    return Coded(codes, [name(row) for row in there[first[by_row]].tolist()])


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


# Numbers that start anew


def _together(number: Coded, beside: Coded) -> Coded:
    """An order for each number in each store (or of each customer); a row without one belongs to the number alone."""
    there = np.flatnonzero(number.codes >= 0)
    keys = number.codes[there].astype(np.int64) * (len(beside.vocabulary) + 1) + beside.codes[there]
    return _numbered(len(number.codes), there, keys, lambda row: f"{number[row]} {beside[row]}".strip())


def _count_for_each_customer(number: Coded, customer: Coded, time: np.ndarray) -> bool:
    """Whether nearly all rows name a customer, the orders of one number and day mix customers, and those of one number
    and customer hardly mix days."""
    numbered = number.codes >= 0
    if np.count_nonzero(numbered & (customer.codes < 0)) > _NO_ACCIDENT * np.count_nonzero(numbered):
        return False
    _, day = np.unique(time // DAY, return_inverse=True)
    day = np.where(time == MISSING, -1, day)
    return (
        mixed_within(_by_day(number, time).codes, customer.codes) > _MIXED
        and mixed_within(_together(number, customer).codes, day) <= _NO_ACCIDENT
    )


def _by_day(orders: Coded, time: np.ndarray) -> Coded:
    """Orders divided where the next row in time is of another day and hours later. A row without time belongs to the
    row of its order above it in the file."""
    there = np.flatnonzero(orders.codes >= 0)
    when = _time_of_neighbour(orders.codes[there], time[there])
    by_time = np.lexsort((when, orders.codes[there]))
    order, moment = orders.codes[there][by_time], when[by_time]
    day = moment // DAY
    new = (np.diff(order) != 0) | ((np.diff(day) != 0) & (np.diff(moment) > _BREAK))
    part = np.empty(len(there), np.int64)
    part[by_time] = np.concatenate([[0], np.cumsum(new)])[: len(there)]
    first = np.full(int(part.max(initial=-1)) + 1, 0)
    first[part[by_time][::-1]] = by_time[::-1]  # the row that is first in time names the day

    def name(row: int) -> str:
        start = when[first[part[np.searchsorted(there, row)]]]
        return f"{orders[row]} {(EPOCH + timedelta(seconds=int(start))):%Y-%m-%d}" if start != MISSING else orders[row]

    return _numbered(len(orders.codes), there, part, name)


def _time_of_neighbour(order: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Times with the missing ones taken from the last row above of the same order that has one, else the next below."""
    by_order = np.argsort(order, kind="stable")
    sorted_order, sorted_time = order[by_order], time[by_order]
    for _ in range(2):  # from above, then, turned round, from below
        known = np.where(sorted_time != MISSING, np.arange(len(order)), -1)
        above = np.maximum.accumulate(known)
        takes = (above >= 0) & (sorted_order[above] == sorted_order)
        sorted_time = np.where(takes, sorted_time[above], sorted_time)[::-1]
        sorted_order = sorted_order[::-1]
    result = np.empty_like(time)
    result[by_order] = sorted_time
    return result


def _stores_apart(number: np.ndarray, store: np.ndarray, time: np.ndarray | None) -> bool:
    """Whether more numbers than by accident stand in several stores whose rows are apart in time, or in the file."""
    rows = np.flatnonzero((number >= 0) & (store >= 0) & (True if time is None else time != MISSING))
    several = int((np.bincount(number[rows], minlength=1) > 1).sum())
    has_clock, place = False, rows
    if time is not None:
        has_clock = bool((time[rows] % DAY != 0).any())  # if not, within a day the place in the file counts
        place = time[rows] if has_clock else time[rows] // DAY * len(number) + rows
    start, end, owner = _intervals(number[rows].astype(np.int64) * (int(store.max(initial=0)) + 1) + store[rows],
                                   number[rows], place)  # fmt: skip
    by_start = np.lexsort((start, owner))
    start, end, owner = start[by_start], end[by_start], owner[by_start]
    gap = start[1:] - end[:-1] > (0 if has_clock else 1)  # rows next to one another: one order sent from two stores
    apart = len(np.unique(owner[1:][gap & (owner[1:] == owner[:-1])]))
    return apart >= 3 and apart > _NO_ACCIDENT * several


def _whole_in_each_store(number: np.ndarray, store: np.ndarray) -> bool:
    """Whether most numbers of several rows stand in several stores, all rows of a store one below the other, and often
    several of them: an order sent from two stores is the exception, and the receipts of a chain may lie sorted by
    number."""
    rows = np.flatnonzero((number >= 0) & (store >= 0))
    rows = rows[np.argsort(number[rows], kind="stable")]
    owner, place = number[rows].astype(np.int64), store[rows].astype(np.int64)
    held = np.bincount(owner, minlength=1)
    pairs, size = np.unique(owner * (int(place.max(initial=0)) + 1) + place, return_counts=True)
    of_pair = pairs // (int(place.max(initial=0)) + 1)
    stores = np.bincount(of_pair, minlength=len(held))
    turns = np.bincount(owner[1:][(np.diff(owner) == 0) & (np.diff(place) != 0)], minlength=len(held))
    several = stores > 1
    blocks = several & (turns == stores - 1)
    if several.sum() < 3 or several.sum() <= _MOST * (held > 1).sum() or blocks.sum() < (1 - _NO_ACCIDENT) * several.sum():
        return False
    return float((size[several[of_pair]] > 1).mean()) >= _OF_SEVERAL


def _customers_apart(number: np.ndarray, store: np.ndarray, customer: np.ndarray) -> bool:
    """Whether more numbers than by accident stand in several stores that each have a customer of their own."""
    rows = np.flatnonzero((number >= 0) & (store >= 0) & (customer >= 0))
    several = int((np.bincount(number[rows], minlength=1) > 1).sum())
    owner = number[rows].astype(np.int64)

    def different(values: np.ndarray) -> np.ndarray:
        pairs = np.unique(owner * (int(values.max(initial=0)) + 1) + values)
        return np.bincount(pairs // (int(values.max(initial=0)) + 1), minlength=int(owner.max(initial=0)) + 1)

    both = store[rows].astype(np.int64) * (int(customer.max(initial=0)) + 1) + customer[rows]
    _, both = np.unique(both, return_inverse=True)
    stores, customers, pairs = different(store[rows]), different(customer[rows]), different(both)
    apart = int(((stores > 1) & (customers == stores) & (pairs == stores)).sum())
    return apart >= 3 and apart > _NO_ACCIDENT * several


def _intervals(key: np.ndarray, owner: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last place of each key's rows, and the owner of each key."""
    by_key = np.lexsort((place, key))
    key, owner, place = key[by_key], owner[by_key], place[by_key]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(key) != 0])[: len(key)])
    ends = np.append(starts[1:], len(key)) - 1
    return place[starts], place[ends[: len(starts)]], owner[starts]


def _days_apart(number: np.ndarray, time: np.ndarray) -> bool:
    """Whether most numbers of several rows stand on several days, hours apart, and apart in the file or on many days."""
    rows = np.flatnonzero((number >= 0) & (time != MISSING))
    count = np.bincount(number[rows], minlength=1)
    several = int((count > 1).sum())
    by_time = np.lexsort((time[rows], number[rows]))
    rows = rows[by_time]
    owner, day = number[rows], time[rows] // DAY
    later = (owner[1:] == owner[:-1]) & (np.diff(day) > 0) & (np.diff(time[rows]) > _BREAK)
    apart = later & (np.abs(np.diff(rows)) > 1)
    parts = np.bincount(owner[1:][later], minlength=len(count)) + 1
    apart_in_file = np.bincount(owner[1:][apart], minlength=len(count)) > 0
    again = int(((parts > 1) & (apart_in_file | (parts >= 5))).sum())
    return again >= 3 and again > _MOST * several
