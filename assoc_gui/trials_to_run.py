"""Hints among the links that a test in the shop could settle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assoc_engine.rules.verdicts import GONE, C, later_verdict
from assoc_engine.workspace import Table

MOST = 3  # more would not be run
ENDED = 1  # the fate of what is no longer sold
NEEDED = ("a", "b", "orders", "a_orders", "b_orders", "counted", "expected", "early_found", "late_clear", "late_low", "late_high")
TAKEN = 0.8  # of a page's buyers: where so many take the other anyway, a test has nothing to tell


class Trial(NamedTuple):
    """Show `other` on the page of `product`; `link`: the row of the hint."""

    link: int
    product: int
    other: int


def trials_to_run(links: Table, tested: np.ndarray) -> list[Trial]:
    """Of `links` graded C, of products still sold and not refuted by the later part: by orders beyond chance, no product twice, and on the
    page where more orders are without the other. `tested`: the orders of each product among those that links are tested on."""
    rows = np.flatnonzero((links["grade"] == C) & (links["fate"] != ENDED))
    hints = {name: np.asarray(links[name])[rows] for name in NEEDED}
    a, b, counted = hints["a"], hints["b"], hints["counted"]
    a_left, b_left = tested[a] - counted, tested[b] - counted
    swap = b_left > a_left
    page, other, left = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, b_left, a_left)
    free = left > (1 - TAKEN) * tested[page]
    free &= hints["orders"] < TAKEN * np.where(swap, hints["b_orders"], hints["a_orders"])  # of all orders too, as its card says
    free &= later_verdict(hints) != GONE
    chosen: list[Trial] = []
    used: set[int] = set()
    for at in np.argsort(-(counted - hints["expected"]), kind="stable").tolist():
        pair = {int(page[at]), int(other[at])}
        if free[at] and not pair & used:
            chosen.append(Trial(int(rows[at]), int(page[at]), int(other[at])))
            used |= pair
        if len(chosen) == MOST:
            break
    return chosen
