"""How well the days until customers' next orders are told, against what needs no net: their own median gap and everybody's."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np

from assoc_engine.models.contract import Train
from assoc_engine.models.histories import CustomerOrders
from assoc_engine.models.pasts import Pasts
from assoc_engine.models.sequence_model import SequenceNextBasket
from assoc_engine.models.splitting import before
from assoc_engine.models.visit_time import DAY, Gaps, median_days

NET, OWN, EVERYBODY = "net", "own", "everybody"


@dataclass(frozen=True)
class DaysJudged:
    """`cases`: orders asked about; `came`: the share of them that another one followed within the days looked at.

    Mean absolute errors in log days (less than a day counts as one), by NET, OWN, EVERYBODY: `error` of those who came, where
    each tells the days of those who do; `all_error` of all, where who did not come, or is not expected, counts with those days.
    """

    cases: int
    came: float
    error: dict[str, float]
    all_error: dict[str, float]


def judge_days(net: SequenceNextBasket, whole: Train, split: int, asked_until: int, within: float) -> DaysJudged:
    """Orders of split <= time < asked_until, each with the customer's orders up to it, whether the next came `within` days.

    `net` was taught on `before(whole, split)`; `whole` has dates and must go on for `within` days after `asked_until` (seconds)."""
    past = CustomerOrders(before(whole, split))
    known = _followed(Gaps(past, Pasts(past)), within)
    model = copy(net).see(CustomerOrders(before(whole, asked_until + round(within * DAY))))
    pasts, gaps, orders = model.moments.pasts, model.moments.gaps, model.orders
    newest = np.where(pasts.number > 0, np.arange(len(pasts.owner)) - pasts.owner - 1, 0)
    assert gaps is not None and whole.time is not None
    time = whole.time[orders.order[newest]]
    asked = np.flatnonzero((pasts.number > 0) & (time >= split) & (time < asked_until))
    until = np.where(gaps.until[asked] <= within, gaps.until[asked], np.inf)
    came, odds = np.isfinite(until), model.visits_at(asked)
    usual, usual_all = (np.full(len(asked), value) for value in _medians(known, within))
    own, new = gaps.own[asked], np.isnan(gaps.own[asked])
    tellers = {NET: (median_days(odds, within=within), median_days(odds)), EVERYBODY: (usual, usual_all),
               OWN: (np.where(new, usual, own), np.where(new, usual_all, own))}  # fmt: skip
    error, all_error = {}, {}
    for name, (told, told_all) in tellers.items():
        error[name] = float(abs(_log(told, within) - _log(until, within))[came].mean())
        all_error[name] = float(abs(_log(told_all, within) - _log(until, within)).mean())
    return DaysJudged(len(asked), float(came.mean()), error, all_error)


def _followed(gaps: Gaps, within: float) -> np.ndarray:
    """float64: days until the next order of past moments that could be watched for `within` days, inf where none came."""
    watched = gaps.waited >= within
    return np.where(gaps.until[watched] <= within, gaps.until[watched], np.inf)


def _medians(until: np.ndarray, within: float) -> tuple[float, float]:
    """The median of those who came, and of all with the days looked at for who did not."""
    return float(np.median(until[np.isfinite(until)])), float(np.median(np.minimum(until, within)))


def _log(days: np.ndarray, within: float) -> np.ndarray:
    return np.log(np.clip(days, 1, within))
