"""Products that behave as if they were none: free and in every kind of basket. They are proposed, never taken."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..text import N_, message
from .account import CleanTable
from .non_products import mostly_paid

FREE_SHARE = 0.9  # of its rows at price 0: the product is given away
WIDE = 0.6  # of the products that chance would let it meet
FEW = 5  # orders, below which nothing can be said of how it goes with others
CHEAP = 0.05  # of the median price: hardly any money
COMPARED = 50  # paid products, the most bought, whose middle says how widely a product usually goes
LOOKED_AT = 300  # orders of a product, evenly over the file
EVERYWHERE = 0.2  # of all orders

FREE = N_("It is free in {share:percent} of its rows and goes with every kind of product, as a gift or a bag does.")
IN_ALL = N_("It costs next to nothing ({price:money}) and is in {share:percent} of all orders, as a bag or a fee is.")


def proposals(table: CleanTable) -> list[dict[str, Any]]:
    """Entries of `non_products` (docs/workspace.md) with out = False."""
    if not mostly_paid(table.price):
        return []
    products = len(table.products.code)
    pairs = np.unique(table.order.codes.astype(np.int64) * products + table.product)
    order, product = pairs // products, pairs % products
    orders = np.bincount(product, minlength=products)
    rows = np.bincount(table.product, minlength=products)
    free = np.bincount(table.product, table.price == 0, minlength=products) / np.maximum(rows, 1)
    share = orders / len(np.unique(order))
    median = float(np.nanmedian(table.price[table.price > 0]))
    given = np.flatnonzero((free >= FREE_SHARE) & (orders >= FEW))
    found = []
    if len(given):
        paid = np.flatnonzero((free == 0) & (orders >= FEW))
        known = paid[np.argsort(-orders[paid], kind="stable")][:COMPARED]
        usual = max(WIDE, np.median(_reach(order, product, orders, known)) if len(known) else 0)
        found = [_entry(table, i, rows, orders, FREE, share=float(free[i]))
                 for i, wide in zip(given.tolist(), _reach(order, product, orders, given), strict=True) if wide >= usual]  # fmt: skip
    cheap = np.flatnonzero((table.products.price <= CHEAP * median) & (share >= EVERYWHERE))
    named = {entry["product"] for entry in found}
    return found + [
        _entry(table, i, rows, orders, IN_ALL, price=float(table.products.price[i]), share=float(share[i]))
        for i in cheap.tolist() if table.products.code[i] not in named
    ]  # fmt: skip


def _entry(table: CleanTable, i: int, rows: np.ndarray, orders: np.ndarray, reason: str, **values: float) -> dict[str, Any]:
    return {"product": table.products.code[i], "name": table.products.name[i], "rows": int(rows[i]),
            "orders": int(orders[i]), "reason": message(reason, **values), "out": False}  # fmt: skip


def _reach(order: np.ndarray, product: np.ndarray, orders: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """How many different products each chosen one meets, divided by how many it would meet if its partners were
    drawn from all lines: about 1 for what goes with everything, less for what belongs to some products."""
    by_product = np.argsort(product, kind="stable")
    holder_start = np.searchsorted(product[by_product], np.arange(len(orders) + 1))
    order_start = np.searchsorted(order, np.unique(order))  # pairs are sorted by order
    order_end = np.append(order_start[1:], len(order))
    place = np.searchsorted(order[order_start], order)
    chance = orders / orders.sum()
    result = np.zeros(len(chosen))
    for n, i in enumerate(chosen.tolist()):
        own = place[by_product[holder_start[i] : holder_start[i + 1]]]
        met = np.concatenate([product[order_start[o] : order_end[o]] for o in own[:: 1 + len(own) // LOOKED_AT].tolist()])
        met = met[met != i]
        others = chance.copy()
        others[i] = 0
        expected = float((1 - np.exp(-len(met) * others)).sum())
        result[n] = len(np.unique(met)) / expected if expected > 0 else 0
    return result
