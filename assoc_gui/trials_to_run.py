"""Hints among the links that a test in the shop could settle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assoc_engine.rules.verdicts import GONE, C, later_verdict
from assoc_engine.workspace import Table

MOST = 3  # more would not be run
ENDED = 1  # the fate of what is no longer sold
TAKEN = 0.8  # of a page's buyers: where so many take the other anyway, a test has nothing to tell


class Trial(NamedTuple):
    """Show `other` on the page of `product`; `link`: the row of the hint."""

    link: int
    product: int
    other: int


def trials_to_run(links: Table, tested: np.ndarray) -> list[Trial]:
    """Of `links` graded C, of products still sold and not refuted by the later part: by orders beyond chance, no product twice, and on the page
    where more orders are without the other. `tested`: the orders of each product among those that links are tested on."""
    a, b = np.asarray(links["a"]), np.asarray(links["b"])
    counted, joint = np.asarray(links["counted"]), np.asarray(links["orders"])
    a_left, b_left = tested[a] - counted, tested[b] - counted
    swap = b_left > a_left
    page, left = np.where(swap, b, a), np.where(swap, b_left, a_left)
    free = left > (1 - TAKEN) * tested[page]
    free &= joint < TAKEN * np.where(swap, links["b_orders"], links["a_orders"])  # of all orders too, as its card says
    rows = np.flatnonzero((links["grade"] == C) & (links["fate"] != ENDED) & (later_verdict(links) != GONE) & free)
    rows = rows[np.argsort(-(counted[rows] - links["expected"][rows]), kind="stable")]
    chosen: list[Trial] = []
    used: set[int] = set()
    for row in rows.tolist():
        pair = {int(a[row]), int(b[row])}
        if not pair & used:
            product = int(page[row])
            chosen.append(Trial(row, product, (pair - {product}).pop()))
            used |= pair
        if len(chosen) == MOST:
            break
    return chosen
