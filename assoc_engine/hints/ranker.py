"""The learned ranker of hints: a small net over what is known of a pair, taught by what came true after earlier moments of the same file.

Two nets are added. One is taught by what came true within half the time looked ahead, whose lessons are fresher; so few pairs do by then
that those which nearly did teach too, each by how clearly (`lessons.clearness`). The other is taught by the whole time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..text import N_
from .horizon import Horizon
from .lessons import LENGTHS, Lesson, levelled
from .question import Question
from .ranker_net import NetSettings, RankerNet

LEAST = 20  # pairs that came true, from which on there is something to learn


class HintRanker:
    """`nets`: one a length of `lessons.LENGTHS` that had enough pairs which came true."""

    name = "ranker"

    def __init__(self, horizon: Horizon, settings: NetSettings = NetSettings()) -> None:
        self.horizon, self.settings, self.nets = horizon, settings, {}

    def fit(self, lessons: dict[int, Sequence[Lesson]], seed: int = 0, progress: Progress = SILENT) -> HintRanker:
        """`lessons`: by length. Raises NothingToAnalyse where too little came true after all of them."""
        taught = {length: some for length, some in lessons.items() if sum(int(one.true[length].sum()) for one in some) >= LEAST}
        if not taught:
            raise NothingToAnalyse(N_("Too few pairs that had hardly met were bought together later: there is nothing to learn from."))
        for number, (length, some) in enumerate(taught.items()):
            part = progress.part(number / len(taught), (number + 1) / len(taught), N_("Learning what came true after earlier moments"))
            weight = [one.weight[length] if length < LENGTHS[-1] else one.true[length].astype(np.float32) for one in some]
            net = RankerNet(self.settings)
            self.nets[length] = net.fit([one.features for one in some], weight, [one.stands for one in some], seed, part)
        return self

    def scores(self, question: Question, progress: Progress = SILENT) -> np.ndarray:
        """See contract.Scorer."""
        return self.of(levelled(question, self.horizon, np.arange(len(question)), progress))

    def of(self, features: np.ndarray) -> np.ndarray:
        """float64, one a row of `levelled` facts: the nets' scores, each over its spread, added."""
        found = np.zeros(len(features))
        for net in self.nets.values():
            scores = net.scores(features)
            found += (scores - scores.mean()) / max(scores.std(), 1e-9)
        return found
