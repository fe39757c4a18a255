"""How far hints look ahead, and at which moments of the past it can be checked whether they would have come true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..models.contract import Train
from ..models.splitting import Stage, between

DAY = 86_400
DAYS = 70  # looked ahead in a history of `LONG` days and more
LONG = 280
SHARE = 5  # of a shorter one, and of one without dates, one part in so many
PARTS = 10  # steps of a horizon in which moments lie apart


@dataclass(frozen=True)
class Horizon:
    """`days` (0 where the orders have no dates), and about how many `orders` that is at the trade of the latest days."""

    days: int
    orders: int

    @classmethod
    def of(cls, train: Train) -> Horizon:
        """The one that suits a history as long as this."""
        if train.time is None or not train.orders:
            return cls(0, max(1, train.orders // SHARE))
        span = (train.now - int(train.time[0])) / DAY
        days = DAYS if span >= LONG else max(1, int(span / SHARE))
        return cls(days, max(1, int((train.time >= train.now - days * DAY).sum())))

    def ages(self, train: Train) -> np.ndarray:
        """float64, one an order: how long before the end of the past, in parts of which `DAYS` make a horizon."""
        if self.days:
            assert train.time is not None
            return (train.now - train.time) / DAY * (DAYS / self.days)
        return (train.orders - np.arange(train.orders) - 0.5) * (DAYS / self.orders)

    def earlier(self, train: Train, parts: int) -> int:
        """The moment so many parts (`PARTS` a horizon) before the end of a past: seconds, midnight for midnight; without dates the
        number of orders before it."""
        if self.days:
            return train.now - round(parts * self.days / PARTS) * DAY
        return train.orders - round(parts * self.orders / PARTS)

    def oldest(self, train: Train) -> int:
        """How many parts of a horizon a past is long."""
        if self.days:
            assert train.time is not None
            return int((train.now - int(train.time[0])) / DAY * PARTS / self.days)
        return train.orders * PARTS // self.orders

    def stage(self, train: Train, moment: int, parts: int) -> Stage:
        """The orders before a moment, and those of so many parts of the horizon from it on."""
        if self.days:
            return between(train, moment, moment + round(parts * self.days / PARTS) * DAY)
        place = np.arange(train.orders)
        return Stage(place < moment, (place >= moment) & (place < moment + round(parts * self.orders / PARTS)), 0)
