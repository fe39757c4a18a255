"""The orders behind a link, looked up in the mapped inverted lists: numpy alone, milliseconds on a million rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assoc_engine.workspace import Table

NO_TIME = np.iinfo(np.int64).min


def orders_with(baskets: Table, product: int) -> np.ndarray:
    """Orders that hold the product (int32, rising)."""
    start = baskets["holders_start"]
    return baskets["holders"][int(start[product]) : int(start[product + 1])]


def orders_with_all(baskets: Table, products: Sequence[int]) -> np.ndarray:
    """Orders that hold all of the products, one at least (int32, rising)."""
    found, *others = sorted((orders_with(baskets, product) for product in products), key=len)
    for other in others:  # each order of the shorter list is looked up in the longer one
        place = np.minimum(np.searchsorted(other, found), len(other) - 1)
        found = found[other[place] == found] if len(other) else found[:0]
    return found


def by_month(times: np.ndarray, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Orders in each month from the first to the last time of the whole file: (months as datetime64[M], counts int64).

    `times`, `first`, `last`: seconds since 1970; orders without a time are not counted.
    """
    month, months = month_of(times, first, last)
    counts = np.bincount(month[month >= 0], minlength=months)
    return np.datetime64(int(first), "s").astype("datetime64[M]") + np.arange(months), counts


def month_of(times: np.ndarray, first: int, last: int) -> tuple[np.ndarray, int]:
    """(the month of each order, from that of `first` on, int64, −1 for those that are not dated or outside; how many months there are).
    Arguments as of `by_month`."""
    low, high = (int(np.datetime64(int(t), "s").astype("datetime64[M]").astype(np.int64)) for t in (first, last))
    times = np.asarray(times)
    month = times.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) - low
    return np.where((times != NO_TIME) & (month >= 0) & (month <= high - low), month, -1), high - low + 1


def raw_rows_of_order(orders: Table, origins: Table, order: int) -> np.ndarray:
    """The file's rows that an order was made of (positions in `raw`, in the file's order)."""
    first, last = (int(orders["line_start"][i]) for i in (order, order + 1))
    return np.sort(origins["raw"][int(origins["start"][first]) : int(origins["start"][last])])


def raw_rows_of_product(orders: Table, lines: Table, origins: Table, order: int, products: tuple[int, ...]) -> set[int]:
    """Those rows of the order that are about the given products."""
    first, last = (int(orders["line_start"][i]) for i in (order, order + 1))
    wanted = first + np.flatnonzero(np.isin(lines["product"][first:last], products))
    starts = origins["start"]
    return {int(raw) for line in wanted for raw in origins["raw"][int(starts[line]) : int(starts[line + 1])]}
