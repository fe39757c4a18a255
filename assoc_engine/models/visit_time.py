"""The days until a customer's next order: a hazard for each of some spans of days, learnt also from those who did not come yet.

The chance h_j that an order falls into span j, if none fell before, makes the survival S(t) = Π (1 − h_j) over the spans passed
(discrete-time survival analysis; Gensheimer and Narasimhan, PeerJ 2019). A last order that nothing followed by the end of the
past says "not within these spans" and no more. Within a span the risk is taken as even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .histories import CustomerOrders
from .pasts import MOST, Pasts

if TYPE_CHECKING:
    from torch import Tensor

DAY = 86_400
EDGES = np.array([1, 2, 3, 5, 7, 8, 10, 14, 15, 21, 28, 35, 45, 60, 75, 90, 120, 150, 180, 240, 365], np.float64)
RHYTHM = 7  # figures that tell a customer's own rhythm
FADING = 0.9  # of a customer's own gaps, from each to the one before it
AT_ONCE = 20_000  # moments looked at together


class Gaps:
    """Days between orders that have dates, one a moment of `Pasts`.

    `until` float64: from the moment's newest order to the next one, NaN where that is to come or no order was before.
    `waited` float64: from the newest order to the end of the past. `own` float64: the median of the customer's gaps by then
    (his newest MOST orders), NaN before his second order. `rhythm` float32 (moments × RHYTHM): his gaps as features.
    """

    def __init__(self, orders: CustomerOrders, pasts: Pasts) -> None:
        assert orders.train.time is not None
        time = orders.train.time[orders.order] / DAY
        newest = (pasts.start[:-1] - np.arange(len(pasts.start) - 1))[pasts.owner] + pasts.number - 1
        some, followed = pasts.number > 0, (pasts.number > 0) & (pasts.order >= 0)
        self.until, self.waited = np.full(len(newest), np.nan), np.full(len(newest), np.nan)
        self.until[followed] = time[pasts.order[followed]] - time[newest[followed]]
        self.waited[some] = orders.train.now / DAY - time[newest[some]]
        self._newest, self._number = newest, pasts.number
        self._before = np.diff(time, prepend=time[:1])  # of a customer's first order it is never looked at
        parts = [_rhythm(*self._gaps(rows)) for rows in _slices(len(newest))]
        self.own = np.concatenate([own for own, _ in parts])
        known = np.concatenate([facts for _, facts in parts])
        first = newest - pasts.number + 1
        whole = np.where(some, time[np.maximum(newest, 0)] - time[np.minimum(first, len(time) - 1)], 0)
        self.rhythm = np.column_stack([known, np.log1p(pasts.number) / 2, np.log1p(whole) / 4]).astype(np.float32)

    def _gaps(self, moments: np.ndarray | slice) -> tuple[np.ndarray, np.ndarray]:
        """(days, whether there is one), moments × the newest gaps of each, the newest first; inf where there is none."""
        number = self._number[moments]
        back = np.arange(max(1, min(MOST, int(number.max(initial=1))) - 1))
        there = back < number[:, None] - 1
        return np.where(there, self._before[np.maximum(self._newest[moments][:, None] - back, 0)], np.inf), there

    def own_spans(self, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(gaps that ended in each span, gaps that did not end before it), float32 moments × spans, of the customer's own gaps
        by then, each counting FADING times as much as the one after it."""
        gaps, there = self._gaps(moments)
        weight = there * FADING ** np.arange(gaps.shape[1])
        span = np.searchsorted(EDGES, gaps, side="right")
        flat = (np.arange(len(gaps))[:, None] * (len(EDGES) + 1) + span).ravel()
        ended = np.bincount(flat, weight.ravel(), minlength=len(gaps) * (len(EDGES) + 1)).reshape(len(gaps), len(EDGES) + 1)
        entered = ended[:, ::-1].cumsum(axis=1)[:, ::-1]
        return ended[:, :-1].astype(np.float32), entered[:, :-1].astype(np.float32)


def _slices(length: int) -> list[slice]:
    return [slice(low, low + AT_ONCE) for low in range(0, length, AT_ONCE)]


def _rhythm(gaps: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(median gap, [log median, mean, spread and last of the log gaps, whether there is any]) of the newest gaps of each moment."""
    have = there.sum(axis=1)
    rising, rows = np.sort(gaps, axis=1), np.arange(len(gaps))
    middle = [rising[rows, np.maximum(place, 0)] for place in ((have - 1) // 2, np.minimum(have // 2, gaps.shape[1] - 1))]
    own = np.where(have > 0, (middle[0] + middle[1]) / 2, np.nan)
    logs = np.log1p(np.where(there, gaps, 0))
    mean = logs.sum(axis=1) / np.maximum(have, 1)
    spread = np.sqrt((np.where(there, logs - mean[:, None], 0) ** 2).sum(axis=1) / np.maximum(have, 1))
    facts = np.column_stack([np.log1p(np.nan_to_num(own)) / 4, mean / 4, spread / 2, logs[:, 0] / 4, have > 0])
    return own, facts


def survived(until: np.ndarray, waited: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(spans passed without an order int64, whether the order fell into the next one bool) of each moment."""
    came = np.isfinite(until)
    passed = np.searchsorted(EDGES, np.where(came, until, waited), side="right")
    return passed, came & (passed < len(EDGES))


def pooled_hazard(until: np.ndarray, waited: np.ndarray) -> np.ndarray:
    """float64 (spans): orders that fell into each span / moments that came to it, drawn a little to the mean of all spans."""
    passed, fell = survived(until, waited)
    orders = np.bincount(passed[fell], minlength=len(EDGES)).astype(np.float64)
    entered = orders + np.bincount(passed, minlength=len(EDGES) + 1)[::-1].cumsum()[::-1][1:]
    usual = (orders.sum() + 0.5) / (entered.sum() + 1)
    return (orders + usual) / (entered + 1)


def survival_loss(logits: Tensor, passed: Tensor, fell: Tensor) -> Tensor:
    """The mean negative log-likelihood of moments (tensors: logits moments × spans, passed int64, fell bool)."""
    import torch
    from torch.nn import functional

    span = torch.arange(logits.shape[1], device=logits.device)
    quiet = functional.softplus(logits) * (span < passed[:, None])
    hit = functional.softplus(-logits) * ((span == passed[:, None]) & fell[:, None])
    return (quiet + hit).sum() / max(1, len(logits))


def median_days(logits: np.ndarray, waited: np.ndarray | float = 0.0, within: float = np.inf) -> np.ndarray:
    """float64 (moments): the days from `waited` days after the newest order until half of such customers have ordered again.

    `within`: among those alone who order within so many days of their newest order. inf where that is more than EDGES reach.
    """
    steps = np.logaddexp(0, logits.astype(np.float64))  # −log(1 − h), the risk gathered in a span
    risk = np.column_stack([np.zeros(len(steps)), np.cumsum(steps, axis=1)])
    days, waited = np.concatenate([[0.0], EDGES]), np.broadcast_to(np.asarray(waited, np.float64), len(steps))
    by_now = _at(days, risk, waited)
    left = np.exp(-by_now)
    never = np.exp(-_at(days, risk, np.full(len(steps), within))) if np.isfinite(within) else 0.0
    wanted = -np.log((left + never) / 2)
    span = (risk < wanted[:, None]).sum(axis=1)
    reached, rows = span < len(days), np.arange(len(steps))
    high = np.minimum(span, len(EDGES))
    low = np.maximum(high - 1, 0)
    risen = np.maximum(risk[rows, high] - risk[rows, low], 1e-12)
    found = days[low] + (days[high] - days[low]) * np.clip((wanted - risk[rows, low]) / risen, 0, 1)
    return np.where(reached, np.maximum(found - waited, 0), np.inf)


def _at(days: np.ndarray, risk: np.ndarray, when: np.ndarray) -> np.ndarray:
    """The risk gathered by a day of each row; after the last edge no more."""
    high = np.clip(np.searchsorted(days, when, side="right"), 1, len(days) - 1)
    share = np.clip((when - days[high - 1]) / (days[high] - days[high - 1]), 0, 1)
    rows = np.arange(len(risk))
    return risk[rows, high - 1] + share * (risk[rows, high] - risk[rows, high - 1])
