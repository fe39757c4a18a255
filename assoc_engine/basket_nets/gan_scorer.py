"""Which pairs the GAN foresees: how much more often than chance two products meet in orders it makes up for the present season, and
how many orders chance will give them soon.

A season is `SEASON` days counted back from the end of the past. The lift of a pair is the geometric mean over the newest two: in
made-up orders the share that holds both over the product of the shares that hold each. From it follows how likely the pair comes true:
coming_true.py.
"""

from __future__ import annotations

import numpy as np

from ..models.contract import Train
from ..progress import SILENT, Progress
from .coming_true import DAY, Ahead, PairsAsked, likely
from .gan import BasketGan, GanSettings

SEASON = 60  # days
ASKED = 8_000  # orders made up for each season


class GanScorer:
    """By a GAN taught on all past orders. After `scores`: `gan`, the one that was taught."""

    name = "gan"

    def __init__(self, settings: GanSettings | None = None, ahead: Ahead = Ahead()) -> None:
        self.settings, self.ahead = settings, ahead

    def scores(self, question: PairsAsked, progress: Progress = SILENT) -> np.ndarray:
        """See hints/contract.py. Raises NothingToAnalyse where the orders do not teach a net."""
        self.gan = BasketGan(self.settings)
        self.gan.fit(question.baskets, seasons(question.train), progress.part(0, 0.9))
        return gan_scores(self.gan, question, self.ahead, progress.part(0.9, 1))


def gan_scores(gan: BasketGan, question: PairsAsked, ahead: Ahead = Ahead(), progress: Progress = SILENT) -> np.ndarray:
    """float64, one a candidate of the question: the scores of a GAN that was taught on its baskets with `seasons`."""
    newest = gan.seasons[-2:].tolist()
    lift = np.zeros(len(question))
    for place, season in enumerate(newest):
        part = progress.part(place / len(newest), (place + 1) / len(newest))
        both, each = gan.expected_together(ASKED, seed=1, season=season, progress=part)
        lift += np.log(question.of(both / np.outer(each, each))) / len(newest)
    return likely(np.exp(lift), ahead.chance(question))


def seasons(train: Train) -> np.ndarray:
    """int64 an order: 0 the newest `SEASON` days, −1 those before, and so on; all 0 without dates."""
    if train.time is None:
        return np.zeros(train.orders, np.int64)
    return -np.asarray((train.now - train.time) // (SEASON * DAY), np.int64)
