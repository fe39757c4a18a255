"""The learned ranker of hints: a small net over what is known of a pair, taught by what came true after earlier moments of the same file.

All candidates of a moment share out what came true among them (softmax), so the loss is about who stands first. Two nets are added:
one is taught by half the time looked ahead, whose lessons are fresher, one by the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import NothingToAnalyse
from ..models.page_net import PageNet, Pages
from ..models.training import TrainingSettings
from ..progress import SILENT, Progress
from ..text import N_
from .horizon import Horizon
from .lessons import Lesson, levelled
from .question import Question

PAGE = 512  # candidates of one moment that share out what came true among them
LEAST = 20  # pairs that came true, from which on there is something to learn
SEEDS, WIDE, DROPOUT = (0, 1, 2), 64, 0.3
TRAINING = TrainingSettings(epochs=12, batch=8, rate=2e-3, decay=1e-2, device="cpu")


class HintRanker:
    """`nets`: one a length of `lessons.LENGTHS` that had enough pairs which came true."""

    name = "ranker"

    def __init__(self, horizon: Horizon) -> None:
        self.horizon, self.nets = horizon, {}

    def fit(self, lessons: dict[int, Sequence[Lesson]], seed: int = 0, progress: Progress = SILENT) -> HintRanker:
        """`lessons`: by length. Raises NothingToAnalyse where too little came true after all of them."""
        taught = {length: some for length, some in lessons.items() if sum(int(one.true[length].sum()) for one in some) >= LEAST}
        if not taught:
            raise NothingToAnalyse(N_("Too few pairs that had hardly met were bought together later: there is nothing to learn from."))
        for number, (length, some) in enumerate(taught.items()):
            part = progress.part(number / len(taught), (number + 1) / len(taught), N_("Learning what came true after earlier moments"))
            pages = _pages(some, length, np.random.default_rng(seed))
            self.nets[length] = PageNet([seed + own for own in SEEDS], WIDE, DROPOUT).fit(pages, TRAINING, part)
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


def _pages(lessons: Sequence[Lesson], length: int, draw: np.random.Generator) -> Pages:
    """Each lesson's pairs in any order, cut into pages; those without a pair that came true, or nearly so, teach nothing and are left out."""
    rows = sum(len(lesson.stands) for lesson in lessons)
    size, parts = int(np.clip(rows // 20, 2, PAGE)), []
    for lesson in lessons:
        order, weight = draw.permutation(len(lesson.stands)), lesson.weight[length]
        for some in np.array_split(order, max(1, len(order) // size)):
            if weight[some].any():
                parts.append((lesson.features[some], weight[some], lesson.stands[some]))
    features, bought, stands = (np.concatenate(column) for column in zip(*parts, strict=True))
    start = np.cumsum([0, *(len(part[1]) for part in parts)])
    return Pages(start, features, bought, stands)
