"""The learned ranker of pages: candidates of all counting parts, put in order by a net that was taught on earlier splits.

For several moments in the past all parts learn from what lay before, and the baskets of the weeks after say which candidates were
right. To answer, the parts learn from the whole past and the net orders what they name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse

from ..errors import NothingToAnalyse
from ..files import replacing
from ..progress import SILENT, Progress
from ..settings import Checked, from_dict, limited
from ..text import N_
from .contract import PAGE, Cases, Train
from .customer_scorer import best_of
from .device import DEVICES
from .page_facts import PageFacts, Pairs
from .page_importance import importance
from .page_net import PageNet, Pages, damaged, read_about
from .pair_scorers import page_weight
from .popularity import Popularity
from .splitting import asking_baskets, before, between, known_products
from .training import TrainingSettings

DAY = 86_400
PAGES = 512  # asked at a time
ABOUT = "ranker.json"
LEAST = 45  # days that must lie before a moment to learn from it


@dataclass(frozen=True)
class RankerSettings(Checked):
    """`splits`: moments of the past that are learnt from, the `nearest` so many days before its end and then one `every` so many
    days; the baskets of `horizon` days after each (fewer where the past ends) say what was right, weighed by `page_weight`.
    `pages`: so many of each split at most, drawn. `wrong`: the share of candidates not bought that is learnt from. `nets`: seeds
    averaged. `wide`, `dropout`, `epochs`, `rate`, `decay`: of each net; `batch`: pages of a step."""

    splits: int = limited(9, 1, 50)
    nearest: int = limited(30, 1, 1_000, "days before the end of the past")
    every: int = limited(15, 1, 1_000, "days")
    horizon: int = limited(60, 1, 1_000, "days")
    pages: int = limited(4_000, 1, 1_000_000, "pages of a split")
    wrong: float = limited(0.1, 0.001, 1.0)
    nets: int = limited(3, 1, 20)
    wide: int = limited(64, 2, 4_096)
    dropout: float = limited(0.3, 0.0, 0.9)
    epochs: int = limited(5, 1, 1_000)
    rate: float = limited(3e-3, 1e-7, 1.0)
    decay: float = limited(1e-2, 0.0, 1.0)
    batch: int = limited(128, 1, 10_000, "pages")
    seed: int = limited(0, 0, 2**31 - 1)
    device: str = field(default="cpu", metadata={"one_of": ("", *DEVICES)})


class Ranker:
    """`moments`: the splits learnt from, in seconds, the latest first; the baskets of each lie wholly before the end of the past.
    `importance`: which of the things known of a pair carry the lists (see page_importance.py)."""

    name = "ranker"
    tasks = (PAGE,)

    def fit(self, train: Train, settings: RankerSettings | None = None, progress: Progress = SILENT) -> Ranker:
        """Raises NothingToAnalyse where the past is too short to be split, or has no dates."""
        self.settings = settings or RankerSettings()
        self.moments = split_moments(train, self.settings)
        count = len(self.moments)
        lessons = [self._lesson(train, moment, progress.part(0.5 * n / count, 0.5 * (n + 1) / count))
                   for n, moment in enumerate(self.moments)]  # fmt: skip
        self._teach(lessons, progress.part(0.5, 0.9))
        return self._know(train, progress.part(0.9, 1))

    def _teach(self, lessons: list[Pages], progress: Progress) -> None:
        own = self.settings
        training = TrainingSettings(epochs=own.epochs, batch=own.batch, rate=own.rate, decay=own.decay, device=own.device)
        latest = len(lessons[0].start) - 1
        pages = _together(lessons)
        self.net = PageNet(range(own.seed, own.seed + own.nets), own.wide, own.dropout).fit(pages, training, progress.part(0, 0.95))
        apart = np.sort(self.net.apart[self.net.apart < latest])
        self.importance = importance(self.net, pages.take(apart), self.columns, progress.part(0.95, 1))

    def _know(self, train: Train, progress: Progress = SILENT) -> Ranker:
        """Learn what the answers start from: the counts of the whole past."""
        self.train, self.facts = train, PageFacts(train, progress)
        self.popular = Popularity().fit(train)
        return self

    @property
    def parameters(self) -> int:
        """Weights of its nets."""
        return self.net.parameters

    def save(self, folder: Path) -> None:
        """Keep in a folder what was learned of earlier splits; the counts are made anew from the orders. Raises WriteError."""
        folder.mkdir(parents=True, exist_ok=True)
        self.net.save(folder)
        about = {"kind": self.name, "settings": asdict(self.settings), "moments": self.moments, "columns": self.columns,
                 "importance": self.importance}  # fmt: skip
        with replacing(folder / ABOUT) as path:
            path.write_text(json.dumps(about), encoding="utf-8")

    def load(self, folder: Path, train: Train, progress: Progress = SILENT) -> Ranker:
        """Take what `save` left in place of learning it. `train`: the orders that the answers are about. Raises FileError where it
        cannot be read, or was learned from other facts than this program knows."""
        about = read_about(folder / ABOUT, ("settings", "moments", "columns", "importance"))
        self.settings, self.moments = from_dict(RankerSettings, about["settings"]), about["moments"]
        self.columns, self.net = about["columns"], PageNet.load(folder)
        self.importance = [(group, share) for group, share in about["importance"]]
        self._know(train, progress)
        if len(self.facts.pairs(np.flatnonzero(train.counts)[:1]).a) and self.facts.columns != self.columns:
            raise damaged(folder / ABOUT)
        return self

    def _lesson(self, train: Train, moment: int, progress: Progress) -> Pages:
        own = self.settings
        until = min(moment + own.horizon * DAY, train.now)
        together = bought_together(_asking(train, moment, until))
        draw = np.random.default_rng([own.seed, moment])
        asked = np.flatnonzero(np.diff(together.indptr))
        asked = np.sort(draw.permutation(asked)[: own.pages])
        facts = PageFacts(before(train, moment), progress.part(0, 0.5))
        parts = [_some(pairs, together, own.wrong, draw) for pairs in facts.blocks(asked, progress.part(0.5, 1))]
        self.columns = facts.columns
        a, features, bought, stands = (np.concatenate(column) for column in zip(*parts, strict=True))
        page = np.flatnonzero(np.diff(a, prepend=-1))
        share = bought.sum() / max(stands.sum(), 1e-9)
        return Pages(np.append(page, len(a)), features, bought / max(share, 1e-9), stands)

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
                if exclude is not None:
                    for row, number in enumerate(batch):
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
    """The moments learnt from, the latest first; LEAST days lie before the earliest. Raises NothingToAnalyse."""
    if train.time is None or not train.orders:
        raise NothingToAnalyse(N_("The ranker learns from what came after earlier dates, and these orders have no dates."))
    first = int(train.time[0]) + LEAST * DAY
    moments = [train.now - (settings.nearest + n * settings.every) * DAY for n in range(settings.splits)]
    moments = [moment for moment in moments if moment >= first and _asking(train, moment, train.now).shape[0]]
    if not moments:
        raise NothingToAnalyse(N_("The ranker needs orders of {days} days at least to learn from."), days=settings.nearest + LEAST)
    return moments


def _some(pairs: Pairs, together: sparse.csr_matrix, share: float, draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    """(A, features, how much was bought, for how many it stands) of all candidates that were bought and a share of the others."""
    bought = np.asarray(together[pairs.a, pairs.b]).ravel().astype(np.float32)
    kept = (bought > 0) | (draw.random(len(bought)) < share)
    stands = np.where(bought > 0, 1, 1 / share).astype(np.float32)
    return pairs.a[kept], pairs.features[kept], bought[kept], stands[kept]


def _asking(train: Train, moment: int, until: int) -> sparse.csr_matrix:
    """The baskets of moment <= time < until with two products or more sold before."""
    stage = between(train, moment, until)
    return asking_baskets(train, stage, known_products(train, stage))


def bought_together(baskets: sparse.csr_matrix) -> sparse.csr_matrix:
    """float64 products × products: the summed page weights of the baskets that hold both, without the diagonal."""
    pairs = sparse.csr_matrix(baskets.T @ sparse.diags(page_weight(np.diff(baskets.indptr))) @ baskets)
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    return pairs


def _together(lessons: list[Pages]) -> Pages:
    """All lessons in one. They are taken out of the list one by one: they may be a gigabyte."""
    ends = np.cumsum([0, *(lesson.start[-1] for lesson in lessons)])
    start = np.concatenate([*(lesson.start[:-1] + end for lesson, end in zip(lessons, ends)), ends[-1:]])
    columns = lessons[0].features.shape[1]
    features, bought, stands = np.empty((ends[-1], columns), np.float32), *(np.empty(ends[-1], np.float32) for _ in range(2))
    for low, high in pairwise(ends):
        lesson = lessons.pop(0)
        features[low:high], bought[low:high], stands[low:high] = lesson.features, lesson.bought, lesson.stands
    return Pages(start, features, bought, stands)
