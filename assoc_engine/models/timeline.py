"""One split in time for all models of a history: learn on the first part, choose on the second, open the third at the end.

By date where the orders have dates; else by position: each customer's last order but one chooses and his last is opened, or, where
no customer is known either, the file's own order is taken for that of time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import NothingToAnalyse, SettingError
from ..settings import ModelSettings
from ..text import N_
from .contract import Train

if TYPE_CHECKING:
    from .splitting import Stage

DAY = 86_400
SHARE = 0.2  # of the orders in the future; of those before it, as many again choose
DATE, POSITION = "date", "position"
VALIDATE, FUTURE = "validate", "future"
STAGES = (VALIDATE, FUTURE)


@dataclass(frozen=True)
class Timeline:
    """`by`: DATE or POSITION. `first`, `validate`, `future`, `end`: seconds, where a part begins and the last ends (0 by position).
    `orders`: of the three parts."""

    by: str
    first: int
    validate: int
    future: int
    end: int
    orders: tuple[int, int, int]

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def timeline(train: Train, settings: ModelSettings = ModelSettings()) -> Timeline:
    """The split of a history. Raises NothingToAnalyse where one of its parts would be empty, SettingError for dates in the
    wrong order or outside the history."""
    if train.time is None:
        part = _positions(train)
        learn, choose, check = (int((part == number).sum()) for number in range(3))
        if not (learn and choose and check):
            raise NothingToAnalyse(
                N_("These orders have no dates, and no customer has three of them: nothing later is left to check a prediction by."),
                advice=N_("A column of dates, or customers who came again, would help."),
            )  # fmt: skip
        return Timeline(POSITION, 0, 0, 0, 0, (learn, choose, check))
    if settings.validate or settings.future:
        validate, future = _chosen(train.time, settings)
    else:
        validate, future = _by_share(train.time)
    places = np.searchsorted(train.time, [validate, future])
    learn, choose, check = (int(n) for n in np.diff([0, *places, train.orders]))
    if not (learn and choose and check):
        raise NothingToAnalyse(
            N_("One of the three parts in time would hold no order: {learn} to learn from, {validate} to choose by, {future} to check."),
            advice=N_("Choose other dates, or take a longer period."), learn=learn, validate=choose, future=check,
        )  # fmt: skip
    return Timeline(DATE, int(train.time[0]), validate, future, int(train.time[-1]) + 1, (learn, choose, check))


def stage(train: Train, split: Timeline, name: str) -> Stage:
    """The past and what came next, for one of STAGES."""
    from .splitting import Stage, between  # loads scipy, as below

    if split.by == DATE:
        now, until = (split.validate, split.future) if name == VALIDATE else (split.future, split.end)
        return between(train, now, until)
    part = _positions(train)
    asked = STAGES.index(name) + 1
    return Stage(part < asked, part == asked, 0)


def _positions(train: Train) -> np.ndarray:
    """int64, one an order: 0 to learn from, 1 to choose by, 2 the future."""
    from .histories import CustomerOrders  # loads scipy: the window, which has dates or nothing to propose, does without

    part = np.zeros(train.orders, np.int64)
    if (train.customer >= 0).any():
        orders = CustomerOrders(train)
        enough = orders.number[orders.owner] > orders.age + 1  # a customer who asks has an order before
        part[orders.order] = np.where(enough, np.maximum(2 - orders.age, 0), 0)
        return part
    future = round(train.orders * (1 - SHARE))
    place = np.arange(train.orders)
    return (place >= round(future * (1 - SHARE))).astype(np.int64) + (place >= future)


def _by_share(time: np.ndarray) -> tuple[int, int]:
    """Two midnights: about SHARE of the orders lie after the later one, and SHARE of the rest between the two."""
    days = np.unique(time // DAY * DAY)
    if len(days) < 3:
        raise NothingToAnalyse(
            N_("All orders are of one or two days: nothing later is left to check a prediction by."),
            advice=N_("Take a longer period."),
        )  # fmt: skip
    before = np.searchsorted(time, days) / len(time)
    future = int(np.clip(np.argmin(np.abs(before - (1 - SHARE))), 2, len(days) - 1))
    validate = int(np.clip(np.argmin(np.abs(before - before[future] * (1 - SHARE))), 1, future - 1))
    return int(days[validate]), int(days[future])


def _chosen(time: np.ndarray, settings: ModelSettings) -> tuple[int, int]:
    """The dates set; of one alone the other follows so that the part that chooses is as long as the future."""
    validate, future = (_seconds(day) if day else None for day in (settings.validate, settings.future))
    end = int(time[-1]) + 1
    if future is None:
        assert validate is not None  # one of them is set
        future = validate + (end - validate) // 2 // DAY * DAY
    if validate is None:
        validate = max(future - max((end - future) // DAY, 1) * DAY, int(time[0]) // DAY * DAY + DAY)
    if not time[0] < validate < future < end:
        raise SettingError(
            N_("The dates must lie one after the other within the orders, which go from {first:date} to {last:date}."),
            first=int(time[0]), last=end - 1,
        )  # fmt: skip
    return validate, future


def _seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
