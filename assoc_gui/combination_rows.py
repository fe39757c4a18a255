"""Rows of the table `combinations`: the products of each, and which of the rows are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assoc_engine.workspace import Table

from .products import Products


@dataclass(frozen=True)
class Wanted:
    """`orders` at least; every one of `words` in the name or code of a product of the row; at most so many products on the first side of
    a rule, on the second side, and in all (0: any number); `fewest` in all."""

    orders: int = 0
    words: Sequence[str] = ()
    most_first: int = 0
    most_second: int = 0
    most: int = 0
    fewest: int = 2


def sides_of(table: Table, row: int) -> tuple[list[int], list[int]]:
    """The products on both sides of a rule; of a set, all on the first."""
    low, high = int(table["start"][row]), int(table["start"][row + 1])
    cut = low + int(table["split"][row]) if int(table["split"][row]) else high
    return table["items"][low:cut].tolist(), table["items"][cut:high].tolist()


def wanted_rows(table: Table, products: Products, wanted: Wanted) -> np.ndarray:
    """bool a row. A few milliseconds for hundreds of thousands of rows."""
    split, start = np.asarray(table["split"]), np.asarray(table["start"])
    mask = np.asarray(table["orders"]) >= wanted.orders
    if wanted.most_first:
        mask &= split <= wanted.most_first
    if wanted.most_second:
        mask &= np.diff(start) - split <= wanted.most_second
    if wanted.fewest > 2:
        mask &= np.diff(start) >= wanted.fewest
    if wanted.most:
        mask &= np.diff(start) <= wanted.most
    for word in wanted.words:
        held = np.concatenate([[0], np.cumsum(products.matching(word)[table["items"]])])
        mask &= held[start[1:]] > held[start[:-1]]
    return mask


def meant(products: Products, search: str) -> int:
    """The product that a search means: the only one whose name or code has all the words, or that is called just so; −1 for none."""
    words = search.lower().split()
    if not words:
        return -1
    found = np.flatnonzero(np.logical_and.reduce([products.matching(word) for word in words]))
    if len(found) > 1:
        whole = " ".join(words)
        found = [one for one in found if whole in (products.names[one].lower(), products.codes[one].lower())]
    return int(found[0]) if len(found) == 1 else -1
