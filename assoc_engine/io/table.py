"""The SalesTable: the columns a sales file has, typed, one entry a row of the file. Nothing is dropped here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..described import Described
from ..progress import SILENT, Progress
from ..text import N_
from ..workspace import Coded
from .commas import decimal_by_others
from .moments import RowTimes, row_times
from .numbers import numbers
from .order_fill import OrderFields
from .orders import make_orders
from .raw import RawTable
from .roles import Roles, require_product_and_order
from .words import words

NUMBERS = ("quantity", "price", "amount", "cost", "refund", "returned")
CHECKED = ("time", "clock", "quantity", "amount", "price", "cost")
"""Roles whose cells must be numbers or dates, or the row is `unreadable`."""

CODED = ("order", "product", "code", "customer", "category", "description", "region", "store", "channel", "parent",
         "tags", "picture")  # fmt: skip


@dataclass(frozen=True, repr=False)
class SalesTable(Described):
    """Every array has one entry a raw row.

    `order`, `product` always; the others of CODED Coded (−1 missing; cleaned words, see words.clean_text), or None where
    the file has no such column. A file with codes but no names has its codes as products too. `quantity`, `price`,
    `amount`, `cost`, `refund`, `returned` (pieces): float64, NaN missing, or None. `time`: int64 seconds since 1970-01-01
    by the file's clock, smallest int64 missing, or None; `has_clock`: times of day are known. `status`: (header, Coded) of each
    column of states. `filled`: what belongs to the order was taken from another of its rows, or its number from above.
    `unreadable`: a cell of CHECKED is there and is neither number nor date. `fingerprint`: uint64 of all the file's columns,
    used or not: equal for equal rows.
    """

    order: Coded
    product: Coded
    code: Coded | None
    customer: Coded | None
    category: Coded | None
    description: Coded | None
    region: Coded | None
    store: Coded | None
    channel: Coded | None
    parent: Coded | None
    tags: Coded | None
    picture: Coded | None
    status: tuple[tuple[str, Coded], ...]
    quantity: np.ndarray | None
    price: np.ndarray | None
    amount: np.ndarray | None
    cost: np.ndarray | None
    refund: np.ndarray | None
    returned: np.ndarray | None
    time: np.ndarray | None
    has_clock: bool
    unreadable: np.ndarray
    filled: np.ndarray
    fingerprint: np.ndarray
    layout: str
    raw: RawTable

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.fingerprint)


def make_table(raw: RawTable, roles: Roles, fill_orders: bool = True, progress: Progress = SILENT) -> SalesTable:
    """Typed columns of a file. `fill_orders`: what stands on the first row of an order only counts for all its rows.

    Raises NothingToAnalyse where it has no products or nothing tells orders apart.
    """
    require_product_and_order(raw, roles)
    progress = progress.part(0, 1, N_("Reading numbers and dates"))
    steps = len(CODED) + len(NUMBERS) + 1
    coded = {
        role: _words(raw, roles.column(role), progress.part(place / steps, (place + 1) / steps))
        for place, role in enumerate(CODED)
    }
    values, bad = {}, {}
    there = {role: index for role in NUMBERS if (index := roles.column(role)) is not None}
    commas = decimal_by_others({role: raw.columns[index] for role, index in there.items()})
    for place, role in enumerate(NUMBERS, len(CODED)):
        part = progress.part(place / steps, (place + 1) / steps)
        values[role], bad[role] = _numbers(raw, there.get(role), part, role in commas)
    times = _times(raw, roles, progress.part(1 - 1 / steps, 1))
    bad["time"], bad["clock"] = times.bad_date, times.bad_clock
    time = times.time if roles.column("time") is not None else None
    states = [(raw.columns[index].header, words(raw.columns[index])) for index in roles.all("status")]
    fields = OrderFields(raw, coded, time, states)
    if fill_orders:
        fields.fill_from_above(_sold(raw, coded))
    order = make_orders(roles.made_from, coded | fields.coded, fields.time) if roles.made_from else fields.coded["order"]
    if fill_orders:
        fields.fill_within(order)
    product = coded["code"] if coded["product"] is None else coded["product"]
    columns: dict[str, Any] = {**coded, **values, **fields.coded, "order": order, "product": product}
    return SalesTable(
        **columns, status=tuple(fields.states), time=fields.time, has_clock=times.has_clock,
        unreadable=np.logical_or.reduce([bad[role] for role in CHECKED]), filled=fields.filled,
        fingerprint=fingerprints(raw, order), layout=raw.layout, raw=raw,
    )  # fmt: skip


def _sold(raw: RawTable, coded: dict[str, Coded | None]) -> np.ndarray:
    """Mask of the rows that name a product."""
    sold = np.zeros(raw.rows, bool)
    for role in ("product", "code"):
        if (column := coded[role]) is not None:
            sold |= column.codes >= 0
    return sold


def _words(raw: RawTable, index: int | None, progress: Progress) -> Coded | None:
    return None if index is None else words(raw.columns[index], progress)


def _numbers(
    raw: RawTable, index: int | None, progress: Progress, comma: bool
) -> tuple[np.ndarray | None, np.ndarray]:
    """Numbers of each row and a mask of unreadable ones; None where the file has no such column. `comma`: it is
    decimal."""
    if index is None:
        return None, np.zeros(raw.rows, bool)
    column = raw.columns[index]
    values, unreadable = numbers(column, progress, comma)
    return np.append(values, np.nan)[column.codes], np.append(unreadable, False)[column.codes]


def _times(raw: RawTable, roles: Roles, progress: Progress) -> RowTimes:
    date, clock = roles.column("time"), roles.column("clock")
    if date is None:
        nothing = np.zeros(raw.rows, bool)
        return RowTimes(np.empty(0, np.int64), False, nothing, nothing)
    return row_times(raw.columns[date], None if clock is None else raw.columns[clock], progress, roles.date_order)


def fingerprints(raw: RawTable, *beside: Coded) -> np.ndarray:
    """uint64 a row over all columns: each column's code, mixed by SplitMix64 (Steele and others, 2014) and summed.

    `beside`: what makes a difference without standing in the row's own cells, such as the order of an item row under a
    merged order number. The codes are mixed once each, and −1 last, where it finds itself as an index."""
    total = np.zeros(raw.rows, np.uint64)
    for index, column in enumerate([*(column.coded for column in raw.columns), *beside]):
        numbers = np.append(np.arange(len(column.vocabulary)), -1).astype(np.uint64)
        total += _mixed(numbers + np.uint64((index + 1) << 40))[column.codes]
    return total


def _mixed(x: np.ndarray) -> np.ndarray:
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
