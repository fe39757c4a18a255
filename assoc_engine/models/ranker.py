"""The learned ranker of pages: candidates of all counting parts, put in order by a net that was taught on earlier splits.

For several moments in the past all parts learn from what lay before, and the baskets of the weeks after say which candidates were
right. To answer, the parts learn from the whole past and the net orders what they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..settings import limited
from ..text import N_
from .contract import PAGE, Cases, Train
from .customer_scorer import best_of
from .device import DEVICES
from .page_facts import PageFacts
from .page_net import PageNet, Pages
from .popularity import Popularity
from .splitting import before, later_baskets
from .training import TrainingSettings

DAY = 86_400
PAGES = 512  # asked at a time
LEAST = 45  # days that must lie before a moment to learn from it


@dataclass(frozen=True)
class RankerSettings:
    """`splits`: moments of the past that are learnt from, `every` so many days; the baskets of `horizon` days after each say what
    was right, and a basket weighs (size − 1)^−`power` there. `wrong`: the share of candidates not bought that is learnt from.
    `nets`: seeds averaged. `wide`, `dropout`, `epochs`, `rate`, `decay`: of each net; `batch`: pages of a step."""

    splits: int = limited(4, 1, 50)
    every: int = limited(30, 1, 1_000, "days")
    horizon: int = limited(60, 1, 1_000, "days")
    power: float = limited(0.75, 0.0, 2.0)
    wrong: float = limited(0.2, 0.001, 1.0)
    nets: int = limited(3, 1, 20)
    wide: int = limited(64, 2, 4_096)
    dropout: float = limited(0.3, 0.0, 0.9)
    epochs: int = limited(6, 1, 1_000)
    rate: float = limited(2e-3, 1e-7, 1.0)
    decay: float = limited(1e-2, 0.0, 1.0)
    batch: int = limited(64, 1, 10_000, "pages")
    seed: int = limited(0, 0, 2**31 - 1)
    device: str = field(default="cpu", metadata={"one_of": ("", *DEVICES)})


class Ranker:
    """`moments`: the splits learnt from, in seconds; the baskets of each lie wholly before the end of the past."""

    name = "ranker"
    tasks = (PAGE,)

    def fit(self, train: Train, settings: object = None, progress: Progress = SILENT) -> "Ranker":
        """Raises NothingToAnalyse where the past is too short to be split, or has no dates."""
        settings = settings or RankerSettings()
        self.train, self.moments = train, split_moments(train, settings)
        lessons = [self._lesson(moment, settings, progress.part(0.5 * n / len(self.moments), 0.5 * (n + 1) / len(self.moments)))
                   for n, moment in enumerate(self.moments)]  # fmt: skip
        net = PageNet(range(settings.seed, settings.seed + settings.nets), settings.wide, settings.dropout)
        training = TrainingSettings(epochs=settings.epochs, batch=settings.batch, rate=settings.rate,
                                    decay=settings.decay, device=settings.device)  # fmt: skip
        self.net = net.fit(_together(lessons), training, progress.part(0.5, 0.9))
        self.facts = PageFacts(train, progress.part(0.9, 1))
        self.popular = Popularity().fit(train)
        return self

    def _lesson(self, moment: int, settings: RankerSettings, progress: Progress) -> Pages:
        until = min(moment + settings.horizon * DAY, self.train.now)
        together = bought_together(later_baskets(self.train, moment, until), settings.power)
        asked = np.flatnonzero(np.diff(together.indptr))
        pairs = PageFacts(before(self.train, moment), progress.part(0, 0.3)).pairs(asked, progress.part(0.3, 1))
        bought = np.asarray(together[pairs.a, pairs.b]).ravel().astype(np.float32)
        draw = np.random.default_rng([settings.seed, moment]).random(len(bought))
        kept = (bought > 0) | (draw < settings.wrong)
        stands = np.where(bought > 0, 1, 1 / settings.wrong).astype(np.float32)
        page = np.flatnonzero(np.diff(pairs.a[kept], prepend=-1))
        return Pages(np.append(page, kept.sum()), pairs.features[kept], bought[kept] / max(bought.mean(), 1e-9), stands[kept])

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `contract.Recommender`. A product that was never sold gets what is most bought."""
        keys = np.asarray(cases.keys)
        different, case = np.unique(keys, return_inverse=True)
        ids, best = np.full((len(keys), k), -1, np.int32), np.full((len(keys), k), -np.inf)
        for low in range(0, len(different), PAGES):
            part = progress.part(low / len(different), min(low + PAGES, len(different)) / len(different))
            asked = different[low : low + PAGES]
            scores = self._scores(asked, part)
            for batch in np.array_split(rows := np.flatnonzero(np.isin(keys, asked)), max(1, len(rows) // PAGES)):
                dense = scores[case[batch] - low]
                for row, number in enumerate(batch if exclude is not None else ()):
                    dense[row, exclude[number]] = -np.inf
                ids[batch], best[batch] = best_of(dense, k)
        return ids, best

    def _scores(self, asked: np.ndarray, progress: Progress) -> np.ndarray:
        """float64 asked × products, −inf for what is no candidate."""
        scores = np.full((len(asked), self.train.products), -np.inf)
        pairs = self.facts.pairs(asked, progress)
        if len(pairs.a):
            scores[np.searchsorted(asked, pairs.a), pairs.b] = self.net.scores(pairs.features)
        unknown = np.flatnonzero(self.facts.orders[asked] == 0)
        popular = self.popular.counts / max(self.train.orders, 1)
        scores[unknown] = np.where(popular > 0, popular, -np.inf)
        scores[np.arange(len(asked)), asked] = -np.inf
        return scores


def split_moments(train: Train, settings: RankerSettings) -> list[int]:
    """The moments learnt from, the latest first: its horizon ends with the past, and LEAST days lie before the earliest.
    Raises NothingToAnalyse."""
    if train.time is None or not train.orders:
        raise NothingToAnalyse(N_("The ranker learns from what came after earlier dates, and these orders have no dates."))
    first = int(train.time[0]) + LEAST * DAY
    moments = [train.now - (settings.horizon + n * settings.every) * DAY for n in range(settings.splits)]
    moments = [moment for moment in moments if moment >= first and later_baskets(train, moment, train.now).shape[0]]
    if not moments:
        raise NothingToAnalyse(N_("The ranker needs orders of {days} days at least to learn from."), days=settings.horizon + LEAST)
    return moments


def bought_together(baskets: sparse.csr_matrix, power: float) -> sparse.csr_matrix:
    """float64 products × products: the summed weights of the baskets that hold both, without the diagonal."""
    weight = np.maximum(np.diff(baskets.indptr) - 1.0, 1) ** -power
    pairs = sparse.csr_matrix(baskets.T @ sparse.diags(weight) @ baskets)
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    return pairs


def _together(lessons: list[Pages]) -> Pages:
    ends = np.cumsum([0, *(lesson.start[-1] for lesson in lessons)])
    starts = [lesson.start[:-1] + end for lesson, end in zip(lessons, ends)]
    rest = (np.concatenate([getattr(lesson, name) for lesson in lessons]) for name in ("features", "bought", "stands"))
    return Pages(np.concatenate([*starts, ends[-1:]]), *rest)
