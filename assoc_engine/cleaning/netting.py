"""Returns set off against their sales.

A return takes back pieces of sales of the same product. Sales are looked for in turn
1. in its own order, whatever the price and time;
2. in the order whose number it bears after a letter (C1002 → 1002), at the same unit price (within a cent) and not
   later: returns with a counter of their own bear the numbers of strangers' orders by accident;
3. among the customer's sales at the same unit price that are not later than the return;
4. where the customer is known, among that customer's sales at any other price, not later.
The nearest before the return comes first, and what it does not hold is taken from the one before it; nothing is taken
from a sale twice. Where no customer is known, the sale must be plain: the only one of this product, price and quantity
that is not later. Of several strangers' sales, none is taken. What was free is not looked for by price: minus 10 at 0
is a note of the stock keeper. A return without a customer never takes from a customer's sale, nor the other way round.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np

from ..io.table import SalesTable
from ..progress import SILENT, Progress
from ..text import N_
from .row_keys import at, product_keys

STEP = 5000  # returns between two looks at the progress, about 20 ms
ANY_TIME = np.iinfo(np.int64).max
NO_TIME = np.iinfo(np.int64).min
NOTHING = 1e-9


def pieces(table: SalesTable) -> np.ndarray:
    """float64 a row: how many pieces it is about, without sign; a file without quantities has one a row."""
    return np.ones(table.rows) if table.quantity is None else np.abs(np.nan_to_num(table.quantity))


def net(table: SalesTable, sales: np.ndarray, returns: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
    """float64 a row: pieces given back of each of the `sales` and pieces matched of each of the `returns` (masks).

    0 elsewhere; a sale is wholly given back where it equals `pieces`. Raises Cancelled.
    """
    taken = np.zeros(table.rows)
    product, amount = product_keys(table), pieces(table)
    back = np.flatnonzero(returns & (product >= 0) & (amount > 0))
    sold = np.flatnonzero(sales & (amount > 0) & _could_be_meant(table, product, back))
    if not len(back) or not len(sold):
        return taken
    time = np.zeros(table.rows, np.int64) if table.time is None else table.time
    back = back[np.argsort(time[back], kind="stable")]
    rows = np.concatenate([sold, back])
    when = np.where(time[back] == NO_TIME, ANY_TIME, time[back])
    match = _Matching(amount[sold], amount[back], time[sold], when, progress)
    order = table.order.codes[rows].astype(np.int64)
    match.run(_group(order, product[rows]), timeless=True)
    cents = _cents(table)[rows]
    for group in _by_price(np.concatenate([order[: len(sold)], _linked(table, sold, back)]), product[rows], cents, len(sold)):
        match.run(group)
    customer = np.zeros(len(rows), np.int64) if table.customer is None else table.customer.codes[rows] + np.int64(1)
    paid = cents != 0  # what was free is a correction of the stock, no customer's return
    known = np.where(paid & (customer > 0), customer, -1)
    for group in _by_price(known, product[rows], cents, len(sold)):
        match.run(group)
    same_quantity = np.where(paid & (customer == 0), _group(np.rint(amount[rows] * 1000).astype(np.int64)), -1)
    for group in _by_price(same_quantity, product[rows], cents, len(sold)):
        match.run(group, only=True)
    match.run(_group(known, product[rows]))
    taken[sold], taken[back] = match.sold - match.left, match.returned - match.need
    return taken


def _could_be_meant(table: SalesTable, product: np.ndarray, back: np.ndarray) -> np.ndarray:
    """Rows of a product of the returns `back`, with the customer of one of them or in an order with returns."""
    if table.customer is None:
        return np.isin(product, np.unique(product[back]))
    pair = product * (len(table.customer.vocabulary) + 1) + table.customer.codes
    own = np.zeros(len(table.order.vocabulary), bool)
    own[table.order.codes[back[table.order.codes[back] >= 0]]] = True
    return np.isin(pair, np.unique(pair[back])) | at(own, table.order.codes)


class _Matching:
    """What is left of each sale and still needed by each return, through several runs over different groups."""

    def __init__(
        self, sold: np.ndarray, returned: np.ndarray, sold_time: np.ndarray, returned_time: np.ndarray, progress: Progress
    ) -> None:
        self.sold, self.returned = sold, returned
        self.left, self.need = sold.copy(), returned.copy()
        self._sold_time, self._returned_time, self._progress = sold_time, returned_time, progress

    def run(self, group: np.ndarray, timeless: bool = False, only: bool = False) -> None:
        """Take from sales of the same group (int64: sales first, then returns; −1 none), the nearest before first.
        `only`: take nothing but a whole sale that is the only one of its group left."""
        sale_group, groups = group[: len(self.sold)], group[len(self.sold) :]
        able = np.flatnonzero((sale_group >= 0) & (self.left > NOTHING))
        asking = np.flatnonzero((groups >= 0) & (self.need > NOTHING) & np.isin(groups, sale_group[able]))
        if not len(asking):
            return
        able = able[np.isin(sale_group[able], groups[asking])]
        order = able[np.lexsort((able, self._sold_time[able], sale_group[able]))]
        keys, times = sale_group[order].tolist(), self._sold_time[order].tolist()
        left, before = self.left[order].tolist(), list(range(-1, len(order) - 1))
        for count, i in enumerate(asking.tolist()):
            if count % STEP == 0:
                self._progress.step(count, len(asking), N_("Setting returns off against sales"))
            low, high = bisect_left(keys, groups[i]), bisect_right(keys, groups[i])
            last = high if timeless else bisect_right(times, self._returned_time[i], low, high)
            take = _from_only if only else _from_many
            self.need[i] = take(float(self.need[i]), low, last, left, before)
        self.left[order] = left


def _from_many(need: float, low: int, last: int, left: list[float], before: list[int]) -> float:
    """What is still needed after taking from the sales low..last − 1, from the end; `before`: the sale to try after each."""
    spent, place = [], last - 1
    while place >= low and need > NOTHING:
        part = min(need, left[place])
        need -= part
        left[place] -= part
        if left[place] > NOTHING:
            break
        spent.append(place)
        place = before[place]
    for empty in spent:  # the next return need not walk over spent sales again
        before[empty] = max(place, low - 1)
    return need


def _from_only(need: float, low: int, last: int, left: list[float], before: list[int]) -> float:
    """0 where exactly one of the sales low..last − 1 is whole and as large as what is needed, else `need` as it was.
    Spent sales are those that were the only one, so few are walked over."""
    fitting = -1
    for place in range(last - 1, low - 1, -1):
        if abs(left[place] - need) <= NOTHING:
            if fitting >= 0:
                return need
            fitting = place
    if fitting < 0:
        return need
    left[fitting] = 0.0
    return 0.0


def _group(*columns: np.ndarray) -> np.ndarray:
    """One int64 number for each combination of the columns; −1 where one of them is −1."""
    known = np.logical_and.reduce([column >= 0 for column in columns])
    group = np.zeros(len(known), np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        _, group = np.unique(group * len(values) + place, return_inverse=True)
    return np.where(known, group, -1)


def _linked(table: SalesTable, sold: np.ndarray, back: np.ndarray) -> np.ndarray:
    """The order whose number each return bears with a letter before it, where the customer is not another; −1 none."""
    order = table.order.codes.astype(np.int64)
    number = {text: code for code, text in enumerate(table.order.vocabulary)}
    bears = np.array([number.get(text[1:], -1) if text[:1].isalpha() else -1 for text in table.order.vocabulary] + [-1])
    linked = bears[order[back]]
    if table.customer is not None:
        buyer = np.full(len(number) + 1, -1, np.int64)
        known = sold[order[sold] >= 0]
        buyer[order[known]] = table.customer.codes[known]
        linked = np.where(buyer[linked] == table.customer.codes[back], linked, -1)
    return linked


def _cents(table: SalesTable) -> np.ndarray:
    """int64 a row: unit price in cents, −1 unknown; a file without money has 1 everywhere."""
    if table.price is None and table.amount is None:
        return np.ones(table.rows, np.int64)
    unit = np.full(table.rows, np.nan) if table.price is None else np.abs(table.price)
    if table.amount is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            derived = np.abs(table.amount) / pieces(table)
        unit = np.where(np.isnan(unit), derived, unit)
    unit = np.where(np.isfinite(unit) & (unit < 1e15), unit, -0.01)
    return np.rint(unit * 100).astype(np.int64)


def _by_price(owner: np.ndarray, product: np.ndarray, cents: np.ndarray, sales: int) -> list[np.ndarray]:
    """Groups of equal owner, product and price, then of returns one cent beside the sale's price."""
    groups, pair = [], _group(owner, product)
    for beside in (0, 1, -1):
        moved = cents.copy()
        moved[sales:] = np.where(cents[sales:] > 0, cents[sales:] + beside, -1)
        groups.append(_group(pair, moved))
    return groups
