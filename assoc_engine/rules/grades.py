"""Grades: what is proven (B), what is proven and found again in each part of the data (A), what is a hint (C).

The orders are split in an earlier and a later part, and a pair that stands out over all of them is measured anew in each, against
chance as the orders of that part alone give it. The later lift has an interval: joint orders are taken as Poisson, independent ones
counted (Garwood, Biometrika 28, 1936), and what chance expects as known.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from ..cleaning import NO_TIME
from ..progress import SILENT, Progress
from .tested_orders import Tail, TestedOrders
from .verdicts import HELD, NONE, A, B, C

FEWEST = 5  # independent joint orders, or the pair is a hint at most
CUSTOMERS = 3  # who bought both in one order, where most orders say whose they are
ELIGIBLE = 20  # orders a product needs for its pairs to be tested: rarer ones can hardly ever prove anything
EARLY = 0.6  # share of the orders in the earlier part
PROVEN_FDR = 0.005  # of an A, over all orders; each part alone: verdicts.HELD
INTERVAL = 0.95


def split(time: np.ndarray, rows: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(earlier, later): bool per order, of the orders `rows` (bool): the first EARLY of them by time and the rest.

    A draw by `seed` where fewer than half of them are dated, or all at one time; undated orders are else in neither part.
    """
    order = _by_time(time, rows)
    if order is None:
        order = np.random.default_rng(seed).permutation(np.flatnonzero(rows))
    cut = int(len(order) * EARLY)
    early, late = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    early[order[:cut]], late[order[cut:]] = True, True
    return early, late


def later_from(time: np.ndarray, rows: np.ndarray) -> int:
    """The moment from which the orders of the later part are (seconds), NO_TIME where they are drawn. `time`, `rows` as of `split`."""
    order = _by_time(time, rows)
    return NO_TIME if order is None else int(time[order[int(len(order) * EARLY)]])


def _by_time(time: np.ndarray, rows: np.ndarray) -> np.ndarray | None:
    """The dated ones of these orders in order of time; None where that tells no earlier from later."""
    order = np.flatnonzero(rows)
    dated = order[time[order] != NO_TIME]
    if len(dated) > len(order) / 2 and time[dated].min() < time[dated].max():
        return dated[np.argsort(time[dated], kind="stable")]
    return None


def interval(independent: np.ndarray, counted: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limit (float64) of counted / expected, which hold the truth 19 times in 20. NaN where nothing is expected."""
    mean = expected * np.divide(independent, counted, out=np.ones(len(counted)), where=counted > 0)
    tail = (1 - INTERVAL) / 2
    low = np.where(independent > 0, special.gammaincinv(np.maximum(independent, 1e-9), tail), 0.0)
    high = special.gammaincinv(independent + 1, 1 - tail)
    return tuple(np.divide(limit, mean, out=np.full(len(mean), np.nan), where=mean > 0) for limit in (low, high))


def enough(orders: TestedOrders, independent: np.ndarray, customers: np.ndarray) -> np.ndarray:
    """bool: do so many independent orders, of so many customers, prove a link?"""
    return (independent >= FEWEST) & ((customers >= CUSTOMERS) | (not orders.tells_customers))


def graded(
    orders: TestedOrders, time: np.ndarray, pairs: tuple[np.ndarray, np.ndarray], q: np.ndarray, significant: np.ndarray,
    proven: np.ndarray, tail: Tail, seed: int = 0, progress: Progress = SILENT,
) -> dict[str, np.ndarray]:  # fmt: skip
    """`grade` (int8) and the columns `early_…` and `late_…` of the link table, of pairs (a, b) by rising a. Raises Cancelled.

    `significant`: bool, those that stand out over all orders, which alone are measured anew; `proven`: by enough orders. Of the others
    the counts are 0 and the rest is NaN.
    """
    chosen = np.flatnonzero(significant)
    columns: dict[str, np.ndarray] = {}
    parts = zip(("early", "late"), split(time, orders.rows, seed), strict=True)
    for number, (name, rows) in enumerate(parts):
        share = progress.part(number / 2, (number + 1) / 2)
        counted, lift_of = np.zeros(len(q), np.int32), np.full((5, len(q)), np.nan)
        if len(chosen):
            part = orders.only(rows)
            found = part.measured(part.chance(share.part(0.0, 0.5)), *(side[chosen] for side in pairs), tail, share.part(0.5, 1.0))
            counted[chosen] = found.counted
            lift = np.divide(found.counted, found.expected, out=np.full(len(chosen), np.nan), where=found.expected > 0)
            lift_of[:, chosen] = found.expected, found.p, lift, *interval(found.independent, found.counted, found.expected)
        told = dict(zip(("expected", "p", "lift", "low", "high"), lift_of, strict=True))
        columns |= {f"{name}_orders": counted} | {f"{name}_{what}": column for what, column in told.items()}
    grade = np.where(significant, np.where(proven, B, C), NONE).astype(np.int8)
    held = (q <= PROVEN_FDR) & (columns["early_p"] <= HELD) & (columns["late_p"] <= HELD)
    grade[(grade == B) & held] = A
    return {"grade": grade} | {name: column for name, column in columns.items() if name not in ("early_lift", "early_low", "early_high")}
