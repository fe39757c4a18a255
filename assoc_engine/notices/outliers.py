"""Lines with a quantity or a price that cannot be meant: far from what the product usually sells, and for."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cleaning import CleanTable
from ..cleaning.facts import medians
from ..settings import CleanSettings
from ..text import N_, message
from .aside import orders_aside

FEW = 5  # lines of a product, below which its own middle says nothing
TIMES = 100  # the product's median quantity
SPREADS = 5  # robust standard deviations of log quantity above the middle of all lines
LEAST_SPREAD = 0.5  # where nearly all lines sell one piece
FAR = 50  # times the product's median price, or a fiftieth of it
NORMAL = 1.4826  # median absolute deviation → standard deviation


def odd_quantities(table: CleanTable, settings: CleanSettings) -> dict[str, Any] | None:
    """Lines that sell over 100 times what their product usually sells, and far more than any usual line of the file."""
    sold = np.where(table.quantity > 0, table.quantity, np.nan)
    log = np.log(sold)
    known = log[~np.isnan(log)]
    if not len(known):
        return None
    middle = float(np.median(known))
    spread = max(LEAST_SPREAD, NORMAL * float(np.median(np.abs(known - middle))))
    usual = np.where(_lines(table) >= FEW, medians(table.product, log, len(table.products.code)), middle)[table.product]
    odd = np.flatnonzero((log > usual + np.log(TIMES)) & (log > middle + SPREADS * spread))
    if not len(odd):
        return None
    worst = int(odd[np.argmax(table.quantity[odd])])
    _, setting = orders_aside(table, odd, settings)
    return {
        "title": message(
            N_(
                "{count} row sells an unlikely number of pieces: {quantity} × {name} in order {order}.",
                "{count} rows sell an unlikely number of pieces, such as {quantity} × {name} in order {order}.",
            ),
            count=len(odd), quantity=float(table.quantity[worst]), **_where(table, worst),
        ),
        "advice": message(N_("It may be a typing mistake or a bulk sale. Set it aside if no customer’s basket looks like that.")),
        "setting": setting,
    }  # fmt: skip


def odd_prices(table: CleanTable, settings: CleanSettings) -> dict[str, Any] | None:
    """Lines at 50 times the product's usual price or more, or at a fiftieth or less; a gift at 0 is no odd price."""
    usual = np.where(_lines(table) >= FEW, table.products.price, np.nan)[table.product]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((table.price > 0) & (usual > 0), table.price / usual, 1.0)
    ratio = np.where(np.isnan(ratio), 1.0, ratio)
    odd = np.flatnonzero((ratio >= FAR) | (ratio <= 1 / FAR))
    if not len(odd):
        return None
    worst = int(odd[np.argmax(np.abs(np.log(ratio[odd])))])
    _, setting = orders_aside(table, odd, settings)
    return {
        "title": message(
            N_(
                "{count} row has a price far from the usual one: {price:money} instead of {usual:money} for {name} in order {order}.",
                "{count} rows have a price far from the usual one, such as {price:money} instead of {usual:money} for {name} in order "
                "{order}.",
            ),
            count=len(odd), price=float(table.price[worst]), usual=float(usual[worst]),
            **_where(table, worst),
        ),
        "advice": message(N_("Links count orders, so a wrong price does not change them; it does change money. Set the orders aside "
                             "if they are mistakes.")),
        "setting": setting,
    }  # fmt: skip


def _lines(table: CleanTable) -> np.ndarray:
    return np.bincount(table.product, minlength=len(table.products.code))


def _where(table: CleanTable, line: int) -> dict[str, Any]:
    return {"name": table.products.name[int(table.product[line])], "order": table.order[line]}
