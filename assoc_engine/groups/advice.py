"""What to do with a group, by what its orders say: a campaign in its season, a place side by side, or a mention on each other's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy import sparse

from ..models.contract import Train
from ..text import N_

SHELF, PAGE, CAMPAIGN = "shelf", "page", "campaign"
SEASON, LONGER = 3, 8  # months of a season, and that the orders must span
SEASONAL, ABOVE = 0.5, 1.8  # share of the orders in the season, and how many times the share of all orders
TOGETHER = 0.2  # share of the orders that hold several, from which they are bought side by side


@dataclass(frozen=True)
class Facts:
    """`orders`: that hold at least one; `several`: the share of them that hold two or more. `times`: the orders of its pairs over
    those that chance gives. `back`: the share of its known customers who bought a further one in a later order, NaN unknown.
    `season`: see _season; None."""

    orders: int
    several: float
    times: float
    back: float
    season: tuple[int, int, float, float] | None


def facts_of(train: Train, baskets: sparse.csr_matrix, members: np.ndarray, times: float) -> Facts:
    mine = sparse.csr_matrix(baskets[:, members])
    held = np.diff(mine.indptr)
    holding = np.flatnonzero(held)
    return Facts(len(holding), float((held[holding] > 1).mean()) if len(holding) else 0.0, times,
                 _came_back(train, mine, holding), _season(train, mine, holding))  # fmt: skip


def advise(facts: Facts) -> tuple[str, dict]:
    """(kind, message)."""
    if facts.season:
        first, last, share, usual = facts.season
        return CAMPAIGN, {
            "message": N_("Prepare a campaign: {share:percent} of its orders fell from {first:month} to {last:month}, of all orders "
                          "{usual:percent}. Order in time, and show it together when that time of the year comes again."),
            "values": {"first": first, "last": last, "share": share, "usual": usual},
        }  # fmt: skip
    values = {"several": facts.several, "orders": facts.orders, "times": facts.times}
    if facts.several >= TOGETHER:
        return SHELF, {
            "message": N_("Put them side by side and offer a set: {several:percent} of the {orders} orders with one of them hold two or "
                          "more, and any two meet {times:times} times as often as chance gives."),
            "values": values,
        }  # fmt: skip
    if facts.back >= TOGETHER:
        return PAGE, {
            "message": N_("Show them on each other's pages: only {several:percent} of the {orders} orders with one of them hold two or "
                          "more, but {back:percent} of the customers came back for another one."),
            "values": {**values, "back": facts.back},
        }  # fmt: skip
    return PAGE, {
        "message": N_("Show them on each other's pages: any two meet {times:times} times as often as chance gives, and still only "
                      "{several:percent} of the {orders} orders with one of them hold two or more."),
        "values": values,
    }  # fmt: skip


def _came_back(train: Train, mine: sparse.csr_matrix, holding: np.ndarray) -> float:
    """Of the known customers of these products, the share whose later orders hold one that their first order with any did not."""
    known = holding[train.customer[holding] >= 0]
    customer = train.customer[known]
    if not len(known):
        return float("nan")
    _, first, place = np.unique(customer, return_index=True, return_inverse=True)  # orders are in order of time
    further = mine[known] > 0
    new = (further.astype(np.int8) - (further.multiply(further[first][place])).astype(np.int8)).sum(axis=1)
    return float((np.bincount(place, np.asarray(new).ravel() > 0) > 0).mean())


def _season(train: Train, mine: sparse.csr_matrix, holding: np.ndarray) -> tuple[int, int, float, float] | None:
    """(first and last month in seconds, share of its orders then, share of all orders) of the SEASON months in a row that hold most of
    its orders beside all orders; None where they are spread as all are, or where the group is merely new and has no past before."""
    if train.time is None or not len(holding):
        return None
    month = train.time.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    low, span = int(month.min()), int(month.max() - month.min()) + 1
    if span < LONGER:
        return None
    all_, own = (np.bincount(each - low, minlength=span) for each in (month, month[holding]))
    windows = np.ones(SEASON)
    share, usual = (np.convolve(each, windows, "valid") / each.sum() for each in (own, all_))
    best = int(np.argmax(share - usual))
    if share[best] < SEASONAL or share[best] < ABOVE * usual[best]:
        return None
    if best + SEASON >= span and own[: max(best, 1)].sum() < 0.05 * own.sum():
        return None
    return _second_of(low + best), _second_of(low + best + SEASON - 1), float(share[best]), float(usual[best])


def _second_of(month: int) -> int:
    """The first second of a month counted from January 1970."""
    return int(datetime(1970 + month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp())
