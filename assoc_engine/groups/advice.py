"""What to do with a group, by what its orders say: a campaign in its season, a place side by side, or a mention on each other's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from scipy import sparse

from ..models.contract import Train
from ..text import N_, message

SHELF, PAGE, CAMPAIGN = "shelf", "page", "campaign"
SEASON, LONGER, YEARS = 3, 8, 20  # months of a season; that the orders must span; from which a season must show in each year
SEASONAL, ABOVE = 0.5, 1.8  # share of the orders in the season, and how many times the share of all orders
LATER = 0.05  # share of the orders after a season that was seen once: without, it may be a thing that is no longer sold
LOOSE = 1.6  # times chance, up to which no shelf is moved for a group
TOGETHER = 0.2  # share of the orders that hold several, from which they are bought side by side


@dataclass(frozen=True)
class Season:
    """`first`, `last`: months, in seconds. `share` of the group's orders, `usual` share of all orders then. `yearly`: seen in each of
    several years."""

    first: int
    last: int
    share: float
    usual: float
    yearly: bool


@dataclass(frozen=True)
class Facts:
    """`orders`: that hold at least one; `several`: the share of them that hold two or more. `times`: the orders of its pairs over
    those that chance gives. `back`: the share of its known customers who bought a further one in a later order, NaN unknown.
    `season`: None where there is none."""

    orders: int
    several: float
    times: float
    back: float
    season: Season | None


def facts_of(train: Train, baskets: sparse.csr_matrix, members: np.ndarray, times: float) -> Facts:
    """`baskets`: 0/1 orders × products; `members` int: products of the group; `times`: as of Facts."""
    mine = sparse.csr_matrix(baskets[:, members])
    held = np.diff(mine.indptr)
    holding = np.flatnonzero(held)
    return Facts(len(holding), float((held[holding] > 1).mean()) if len(holding) else 0.0, times,
                 _came_back(train, mine, holding), _season(train, mine, holding))  # fmt: skip


def advise(facts: Facts) -> tuple[str, dict[str, Any]]:
    """What to do with a group, as (kind, message): a campaign where it has a season, a shelf where its products are in the same
    orders, else each other’s pages."""
    if season := facts.season:
        if season.yearly:
            words = N_("Prepare a campaign: {share:percent} of its orders fall in the months from {first:month} to {last:month} and those "
                       "of the years before, of all orders {usual:percent}.")  # fmt: skip
        else:
            words = N_("Prepare a campaign if this is its time of the year: {share:percent} of its orders fell from {first:month} to "
                       "{last:month}, of all orders {usual:percent}. The file shows that time once only.")  # fmt: skip
        return CAMPAIGN, message(words,
                                 first=season.first, last=season.last, share=season.share, usual=season.usual)
    values = {"several": facts.several, "orders": facts.orders, "times": facts.times}
    if facts.times < LOOSE:
        return PAGE, message(
            N_("Weakly linked: any two meet only {times:times} times as often as chance gives. Name them on each other’s pages "
               "before you move anything."),
            **values,
        )  # fmt: skip
    if facts.several >= TOGETHER:
        return SHELF, message(
            N_("Put them side by side and offer a set: {several:percent} of the {orders} orders with one of them hold two or "
               "more, and any two meet {times:times} times as often as chance gives."),
            **values,
        )  # fmt: skip
    if facts.back >= TOGETHER:
        return PAGE, message(
            N_("Show them on each other’s pages: only {several:percent} of the {orders} orders with one of them hold two or "
               "more, but {back:percent} of the customers came back for another one."),
            **values, back=facts.back,
        )  # fmt: skip
    return PAGE, message(
        N_("Show them on each other’s pages: any two meet {times:times} times as often as chance gives, and still only "
           "{several:percent} of the {orders} orders with one of them hold two or more."),
        **values,
    )  # fmt: skip


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


def _season(train: Train, mine: sparse.csr_matrix, holding: np.ndarray) -> Season | None:
    """The SEASON months in a row that hold most of its orders beside all orders, where they hold much more than usual.

    With two years those of all years are taken together, and each year must show it. With less, what was still at its height when the
    file ends may be new, and what is not sold any more is no season: neither counts.
    """
    if train.time is None or not len(holding):
        return None
    month = train.time.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    low, span = int(month.min()), int(month.max() - month.min()) + 1
    if span < LONGER:
        return None
    all_, own = (np.bincount(each - low, minlength=span).astype(float) for each in (month, month[holding]))
    yearly = span >= YEARS
    windows = (_in_months(each, yearly) for each in (all_, own))
    usual, share = (window / counts.sum() for window, counts in zip(windows, (all_, own), strict=True))
    best = int(np.argmax(share - usual))
    if share[best] < SEASONAL or share[best] < ABOVE * usual[best]:
        return None
    if not (_every_year(own, all_, best) if yearly else own[best + SEASON :].sum() >= LATER * own.sum()):
        return None
    first = low + (max(range(best, span - SEASON + 1, 12)) if yearly else best)
    return Season(_second_of(first), _second_of(first + SEASON - 1), float(share[best]), float(usual[best]), yearly)


def _in_months(counts: np.ndarray, yearly: bool) -> np.ndarray:
    """Orders in SEASON months from each month on: of the file, or, where `yearly`, of the year (the file's first month is 0)."""
    if not yearly:
        return np.convolve(counts, np.ones(SEASON), "valid")
    of_year = np.bincount(np.arange(len(counts)) % 12, counts, minlength=12)
    return np.convolve(np.concatenate([of_year, of_year[: SEASON - 1]]), np.ones(SEASON), "valid")


def _every_year(own: np.ndarray, all_: np.ndarray, first: int) -> bool:
    """Does that time of each year (as far as the file reaches into it) hold more of the group, beside all orders, than usual?"""
    usual = own.sum() / all_.sum()
    times = [slice(max(at, 0), at + SEASON) for at in range(first - 12, len(own), 12) if at + SEASON > 0]
    return len(times) > 1 and all(own[time].sum() >= ABOVE * usual * all_[time].sum() for time in times)


def _second_of(month: int) -> int:
    """The first second of a month counted from January 1970."""
    return int(datetime(1970 + month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp())
