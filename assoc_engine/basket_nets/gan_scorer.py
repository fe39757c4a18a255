"""Which pairs the GAN foresees: how much more often than chance two products meet in orders it makes up for the present season, and
how many orders chance will give them soon.

A season is `SEASON` days counted back from the end of the past. The lift of a pair is the geometric mean over the newest two: in
made-up orders the share that holds both over the product of the shares that hold each. Times the joint orders that chance gives in
the `AHEAD` days to come at the trade of the last `LATELY`, it is the number of joint orders foreseen; the score is the chance that a
Poisson number of that mean reaches what a hint needs to come true.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import special

from ..models.contract import Train
from ..progress import SILENT, Progress
from .gan import BasketGan, GanSettings
from .coming_true import DAY, by_chance, latest

SEASON = 60  # days
AHEAD = 70  # days
LATELY = (30, 500)  # days whose trade goes on; of less trade so many orders, however old
ASKED = 8_000  # orders made up for each season
ENOUGH, TIMES = 5, 2.0  # joint orders, and times chance, from which on a hint comes true (hints/question.py)


class GanScorer:
    """By a GAN taught on all past orders. After `scores`: `gan`, the one that was taught."""

    name = "gan"

    def __init__(
        self, settings: GanSettings | None = None, folder: Path | None = None, tell: Callable[[dict], None] = lambda told: None
    ) -> None:
        self.settings, self.folder, self.tell = settings, folder, tell

    def scores(self, question, progress: Progress = SILENT) -> np.ndarray:
        """See hints/contract.py. Raises NothingToAnalyse where the orders do not teach a net."""
        self.gan = BasketGan(self.settings, self.folder, self.tell)
        self.gan.fit(question.baskets, seasons(question.train), progress.part(0, 0.9))
        return gan_scores(self.gan, question, progress.part(0.9, 1))


def gan_scores(gan: BasketGan, question, progress: Progress = SILENT) -> np.ndarray:
    """The scores of a GAN that was taught on the question's baskets with `seasons`."""
    newest = gan.seasons[-2:].tolist()
    lift = np.zeros(len(question))
    for place, season in enumerate(newest):
        part = progress.part(place / len(newest), (place + 1) / len(newest))
        both, each = gan.expected_together(ASKED, seed=1, season=season, progress=part)
        lift += np.log(question.of(both / np.outer(each, each))) / len(newest)
    chance = question.of(by_chance(question.baskets[latest(question.train, *LATELY)])) * _orders_ahead(question.train)
    needed = np.maximum(ENOUGH, np.floor(TIMES * chance) + 1)
    foreseen = np.exp(lift) * chance
    # The second term only puts in order what is 0 as a float: the fewest foreseen.
    return special.gammainc(needed, foreseen) + 1e-9 * foreseen


def seasons(train: Train) -> np.ndarray:
    """int64 an order: 0 the newest `SEASON` days, −1 those before, and so on; all 0 without dates."""
    if train.time is None:
        return np.zeros(train.orders, np.int64)
    return -np.asarray((train.now - train.time) // (SEASON * DAY), np.int64)


def _orders_ahead(train: Train) -> float:
    """Orders to come as a multiple of those that tell the trade; without dates as many."""
    lately = latest(train, *LATELY)
    if train.time is None or not len(lately):
        return 1.0
    return AHEAD * DAY / max(train.now - int(train.time[lately[0]]), DAY)
