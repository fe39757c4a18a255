"""How products whose names some shops sell ("Tips", "打包盒") are sold here: as goods, or as a fee, a bag or a gift is."""

from __future__ import annotations

import numpy as np

from ..io.table import SalesTable
from .row_keys import at

FREE_SHARE = 0.5  # of its rows at price 0 or less: it is given away, or corrects
CHEAP = 0.1  # of the median price of the file: hardly any money
FEW, TIMES = 4, 3  # paid rows, and prices so many times apart (first to ninth decile): an amount, not a price
EVERYWHERE, ABOVE = 0.2, 5  # of all orders, and so many times as many as a usual product has


def sold_as_none(table: SalesTable, keys: np.ndarray, asked: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """Those of the product keys `asked` that are mostly free, cost next to nothing, cost another amount each time, or
    are in very many more orders than other products. `keys` int64 a row (row_keys.product_keys); `alive`: rows to judge by.
    """
    if not len(asked):
        return asked
    wanted = np.zeros(int(max(keys.max(initial=0), asked.max())) + 1, bool)
    wanted[asked] = True
    price = _unit_price(table)
    median = float(np.nanmedian(price[price > 0])) if (price > 0).any() else np.nan
    there = alive & (keys >= 0) & (table.order.codes >= 0)
    rows = np.flatnonzero(there & at(wanted, keys))
    rows = rows[np.argsort(keys[rows], kind="stable")]
    start = np.searchsorted(keys[rows], asked)
    end = np.searchsorted(keys[rows], asked, "right")
    pairs = np.unique(keys[there] * len(table.order.vocabulary) + table.order.codes[there]) // len(table.order.vocabulary)
    orders = np.bincount(pairs, minlength=len(wanted))
    often = max(EVERYWHERE * len(np.unique(table.order.codes[there])), ABOVE * float(np.median(orders[orders > 0])) if orders.any() else 0)
    found = [
        bool(orders[key] >= often) or (high > low and _is_amount(price[rows[low:high]], median))
        for key, low, high in zip(asked.tolist(), start.tolist(), end.tolist(), strict=True)
    ]
    return asked[np.array(found, bool)]


def _is_amount(price: np.ndarray, median: float) -> bool:
    """`price`: of the rows of one product, NaN unknown; `median`: the usual price of the file."""
    known = price[~np.isnan(price)]
    if not len(known) or not median > 0:
        return False
    if (known <= 0).mean() >= FREE_SHARE or np.median(known) <= CHEAP * median:
        return True
    paid = known[known > 0]
    low, high = np.quantile(paid, (0.1, 0.9))
    return len(paid) >= FEW and len(np.unique(paid)) > 2 and high >= TIMES * low


def _unit_price(table: SalesTable) -> np.ndarray:
    """float64 a row: the price of a piece, else money by quantity; NaN unknown."""
    price = np.full(table.rows, np.nan) if table.price is None else table.price
    if table.amount is None:
        return price
    with np.errstate(divide="ignore", invalid="ignore"):
        made = table.amount if table.quantity is None else table.amount / table.quantity
    return np.where(np.isnan(price) & np.isfinite(made), made, price)
