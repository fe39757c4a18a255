"""Much left out as no products: a shop may sell just what the words call none."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cleaning import CleanTable
from ..cleaning.non_products import said_of
from ..cleaning.row_keys import key_texts, product_keys
from ..io.table import SalesTable
from ..settings import CleanSettings
from ..text import N_, message

MANY = 0.1  # of the rows
NAMED = 3  # products, the largest


def many_non_products(table: SalesTable, clean_table: CleanTable, settings: CleanSettings) -> dict[str, Any] | None:
    """Where more than MANY of the rows were left out as no products that the user did not name so: the largest."""
    fate = 1 + clean_table.rules.index("non_products")
    rows = np.flatnonzero((clean_table.fate == fate) & ~said_of(table, settings.not_products))
    if len(rows) <= MANY * table.rows:
        return None
    keys, times = np.unique(product_keys(table)[rows], return_counts=True)
    largest = keys[np.argsort(-times, kind="stable")][:NAMED].tolist()
    products = [code or name for code, name in (key_texts(table, key) for key in largest)]
    names = [_name(table, rows, key) for key in largest]
    return {
        "title": message(
            N_(
                "{count} row, {share:percent} of all, is left out as no product: {products}.",
                "{count} rows, {share:percent} of all, are left out as no products, most of them {products}.",
            ),
            count=len(rows), share=len(rows) / table.rows, products=", ".join(names),
        ),
        "advice": message(N_("If you sell these, keep them: they then count like all other products.")),
        "setting": {"keep_products": [*settings.keep_products, *products]},
    }  # fmt: skip


def _name(table: SalesTable, rows: np.ndarray, key: int) -> str:
    """The most frequent name in the rows of a product key, its code where it has none."""
    names = table.product.codes[rows[product_keys(table)[rows] == key]]
    names = names[names >= 0]
    code, name = key_texts(table, key)
    return name or (table.product.vocabulary[int(np.bincount(names).argmax())] if len(names) else code)
