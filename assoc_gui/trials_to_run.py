"""Hints among the links that a test in the shop could settle."""

from __future__ import annotations

import numpy as np

from assoc_engine.rules.verdicts import GONE, C, later_verdict
from assoc_engine.workspace import Table

MOST = 3  # more would not be run
ENDED = 1  # the fate of what is no longer sold


def trials_to_run(links: Table) -> np.ndarray:
    """Rows of `links` graded C, of products still sold and not refuted by the later part: by orders beyond chance, no product twice."""
    rows = np.flatnonzero((links["grade"] == C) & (links["fate"] != ENDED) & (later_verdict(links) != GONE))
    rows = rows[np.argsort(-(links["counted"][rows] - links["expected"][rows]), kind="stable")]
    chosen: list[int] = []
    used: set[int] = set()
    for row in rows.tolist():
        pair = {int(links["a"][row]), int(links["b"][row])}
        if not pair & used:
            chosen.append(row)
            used |= pair
        if len(chosen) == MOST:
            break
    return np.array(chosen, np.int64)
