"""The learned ranker of hints: a small net over what is known of a pair, taught by what came of pairs after earlier moments of the same
file.

The net foresees the joint orders of a pair and those that chance will give it; from the two follows how likely the pair is to come true
(basket_nets/coming_true.py). To the logarithm of that the net's own verdict is added, the share of all that comes true that it gives the
pair. What came of pairs within half the time looked ahead teaches too, as a part of the whole: those lessons are fresher.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..basket_nets.coming_true import likely
from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..text import N_
from .horizon import PARTS, Horizon
from .lessons import Lesson, levelled
from .question import Question
from .ranker_net import NetSettings, RankerNet, Taught

LEAST = 20  # pairs that came true, from which on there is something to learn
DOUBT = 0.18  # of the logarithm of the joint orders that chance will give


class HintRanker:
    """`net`: the one that was taught."""

    name = "ranker"

    def __init__(self, horizon: Horizon, settings: NetSettings = NetSettings()) -> None:
        self.horizon, self.net = horizon, RankerNet(settings)

    def fit(self, lessons: Mapping[int, Sequence[Lesson]], seed: int = 0, progress: Progress = SILENT) -> HintRanker:
        """`lessons`: by length. Raises NothingToAnalyse where too little came true after all of them."""
        taught = [Taught(one.features, one.joint[length], one.chance[length], one.true[length].astype(np.float32), one.stands,
                         length / PARTS)
                  for length, some in lessons.items() for one in some]  # fmt: skip
        if sum(int(one.true.sum()) for one in taught) < LEAST:
            raise NothingToAnalyse(N_("Too few pairs that had hardly met were bought together later: there is nothing to learn from."))
        self.net.fit(taught, seed, progress.part(0, 1, N_("Learning what came true earlier")))
        return self

    def scores(self, question: Question, progress: Progress = SILENT) -> np.ndarray:
        """See contract.Scorer."""
        return self.foresee(question, progress)[0]

    def foresee(self, question: Question, progress: Progress = SILENT) -> tuple[np.ndarray, np.ndarray]:
        """(the scores, the chance that each comes true as the counts foreseen say), float64, one a candidate."""
        rows = np.arange(len(question))
        return self.of(levelled(question, self.horizon, rows, progress.part(0, 0.7)), progress.part(0.7, 1))

    def of(self, features: np.ndarray, progress: Progress = SILENT) -> tuple[np.ndarray, np.ndarray]:
        """As `foresee`, one a row of `levelled` facts."""
        said = self.net.answers(features, progress)
        attraction = said.joint / said.chance
        chance = np.mean([likely(attraction, said.chance * np.exp(far)) for far in (-DOUBT, 0.0, DOUBT)], axis=0)
        return np.log(chance) + said.share, np.minimum(chance, 1.0)
