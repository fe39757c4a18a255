"""Which pairs are to be bought together soon: every scorer is tried at earlier moments of the same file, and the best is asked now.

The past is cut at moments the whole horizon and more before its end, so that what came after each lies in it. At each the counting
scorers and a ranker, taught by what lay before that moment alone, put the candidates in order; who named most that came true
(`trial.share_of_first`) is asked now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import NothingToAnalyse
from ..models.history import History
from ..progress import SILENT, Progress
from ..text import N_, message
from .contract import Scorer
from .horizon import Horizon
from .lessons import LENGTHS, Asked, Lesson, asked_at, lesson_of
from .probability import Probability, foreseen
from .question import Question, ask
from .ranker import HintRanker
from .scorers import COUNTING, FALL_BACK
from .trial import FIRST, Trial, first_of, interval, judged, share_of_first

TRIALS = (10, 13, 16)  # parts of a horizon before the end of the past at which scorers are tried
RIVAL_TRIALS = 2  # one alone would be luck
SHARES = (0.0, 0.42, 0.68, 0.8)  # of the time: the first trial makes most lessons, and the first two ask the rivals
WHOLE, WIDEST = 600_000, 5  # entries of orders up to which every part of a horizon teaches; of more only each second, third … `WIDEST`th
FRESH = 13  # parts of a horizon: what became of pairs longer ago does not teach, older seasons hurt
BEFORE = 8  # parts that must lie before a moment that teaches


WITNESSES = 3  # pairs without a common product that came true, below which nothing is told
LUCK = 0.01  # chance of so many by drawing, up to which a scorer tells


@dataclass(frozen=True)
class Ranked:
    """`question` at the end of the history, and the scorer used: its `scores` float64 of all candidates and the `chance` float64 that
    each comes true within the horizon (NaN where no trial tells). `precision`: [{k, share, low, high, chance}] of the scorer used over
    the trials; `tells`: did surely more of its first pairs come true than of all? `absent`: [{scorer, reason message}]."""

    question: Question
    horizon: Horizon
    scorer: str
    scores: np.ndarray
    chance: np.ndarray
    trials: list[Trial]
    precision: list[dict[str, Any]]
    tells: bool = False
    absent: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The share of all candidates that came true at the earlier moments; NaN where none was tried."""
        return float(self.precision[0]["chance"]) if self.precision else float("nan")

    def first(self, k: int) -> np.ndarray:
        """int64: numbers of the k most probable candidates, the most probable first."""
        return first_of(self.scores, k)


@dataclass
class _Tried:
    """One moment: the scores of each scorer there, and what came true. `said`: the chances that the ranker foresaw."""

    asked: Asked
    scores: dict[str, np.ndarray]
    said: np.ndarray | None = None

    @property
    def true(self) -> np.ndarray:
        return self.asked.true[LENGTHS[-1]]


def rank_hints(history: History, rivals: Sequence[Scorer] = (), seed: int = 0, progress: Progress = SILENT) -> Ranked:
    """The candidates at the end of a history, ranked by what did best at earlier moments of it.

    `rivals`: scorers that take minutes, tried at the latest `RIVAL_TRIALS` of these moments alone, and asked now where they win there.
    Raises NothingToAnalyse where there is no candidate.
    """
    question, horizon = ask(history.train), Horizon.of(history.train)
    lessons = _Lessons(history, horizon, seed)
    tried: list[_Tried] = []
    absent: list[dict[str, Any]] = []
    for number, parts in enumerate(TRIALS):
        low, high = SHARES[number : number + 2]
        part = progress.part(low, high, N_("Trying what would have been foreseen earlier"))
        found = _try(lessons, parts, rivals if len(tried) < RIVAL_TRIALS else (), [] if tried else absent, part)
        tried += [found] if found is not None else []
    trials = [judged(name, one.asked.moment, scores, one.true) for one in tried for name, scores in one.scores.items()]
    name = _best(tried)
    known = [one for one in tried if name in one.scores]
    if name == HintRanker.name:
        ranker = lessons.taught(0, progress.part(SHARES[-1], 0.95))
        scores, said = ranker.foresee(question, progress.part(0.95, 1.0))
        chance = foreseen(scores, said, [(one.scores[name], one.said, one.true) for one in known if one.said is not None])
    else:
        counting = [make(horizon) for make in COUNTING]
        scores = {one.name: one for one in (*counting, *rivals)}[name].scores(question, progress.part(SHARES[-1], 1.0))
        chance = np.full(len(question), np.nan)
        if known:
            chance = Probability.of([(one.scores[name], one.true) for one in known])(scores)
    precision = _precision(name, known)
    tells = any(step["low"] > step["chance"] for step in precision) or _tells(name, known)
    return Ranked(question, horizon, name, scores, chance, trials, precision, tells, absent)


class _Lessons:
    """Lessons by moment (parts of a horizon before the end of the history), each made once."""

    def __init__(self, history: History, horizon: Horizon, seed: int) -> None:
        self.history, self.horizon, self.seed = history, horizon, seed
        self.made: dict[int, Lesson | None] = {}
        self.oldest = horizon.oldest(history.train) - BEFORE
        self.step = min(1 + len(history.train.items) // WHOLE, WIDEST)

    def before(self, parts: int, progress: Progress) -> dict[int, list[Lesson]]:
        """By length of time: what teaches a ranker that is to answer so many parts before the end of the history."""
        first, last = parts + LENGTHS[0], min(parts + FRESH + LENGTHS[-1], self.oldest)
        moments = [moment for moment in range(first, last + 1) if moment % self.step == 0]
        for number, moment in enumerate(moments):
            if moment not in self.made:
                self.made[moment] = self._make(moment, progress.part(number / len(moments), (number + 1) / len(moments)))
        known = {moment: lesson for moment in moments if (lesson := self.made[moment]) is not None}
        return {length: [lesson for moment, lesson in known.items() if length <= moment - parts <= length + FRESH] for length in LENGTHS}

    def _make(self, moment: int, progress: Progress) -> Lesson | None:
        asked = asked_at(self.history, self.horizon, moment, progress.part(0, 0.5))
        return None if asked is None else lesson_of(asked, self.horizon, self.seed, progress.part(0.5, 1))

    def taught(self, parts: int, progress: Progress) -> HintRanker:
        """Raises NothingToAnalyse where too little came true."""
        lessons = self.before(parts, progress.part(0, 0.6))
        return HintRanker(self.horizon).fit(lessons, self.seed, progress.part(0.6, 1))


def _try(lessons: _Lessons, parts: int, rivals: Sequence[Scorer], absent: list[dict[str, Any]], progress: Progress) -> _Tried | None:
    """All scorers at one moment; None where nothing can be asked there or nothing came true. `absent` is added to."""
    asked = asked_at(lessons.history, lessons.horizon, parts, progress.part(0, 0.02))
    if asked is None or parts > lessons.oldest or not asked.true[LENGTHS[-1]].any():
        return None
    scores, said = {}, None
    for make in COUNTING:
        scores[make.name] = make(lessons.horizon).scores(asked.question, progress.part(0.02, 0.05))
    share = 0.4 if rivals else 0.0
    try:
        ranker = lessons.taught(parts, progress.part(0.05, 0.9 - share))
        scores[ranker.name], said = ranker.foresee(asked.question, progress.part(0.9 - share, 1 - share))
    except NothingToAnalyse as error:
        absent.append({"scorer": HintRanker.name, "reason": message(error.message, **error.values)})
    for number, rival in enumerate(rivals):
        part = progress.part(1 - share + share * number / len(rivals), 1 - share + share * (number + 1) / len(rivals))
        try:
            scores[rival.name] = rival.scores(asked.question, part)
        except NothingToAnalyse as error:
            absent.append({"scorer": rival.name, "reason": message(error.message, **error.values)})
    return _Tried(asked, scores, said)


def _best(tried: Sequence[_Tried]) -> str:
    """Of the scorers tried at every moment the one of the highest mean share (`share_of_first`); a rival, tried at the
    latest ones alone, goes before it where it is better over these. With fewer than two moments a fixed one, since one alone is luck."""
    if len(tried) < 2:
        return FALL_BACK.name
    shares = [{name: share_of_first(scores, one.true) for name, scores in one.scores.items()} for one in tried]
    everywhere = [name for name in shares[0] if all(name in one for one in shares)]
    best = max(everywhere, key=lambda name: np.mean([one[name] for one in shares]))
    for name in [name for name in shares[0] if name not in everywhere]:
        both = [(one[name], one[best]) for one in shares if name in one]
        if len(both) > 1 and np.mean([rival for rival, _ in both]) > np.mean([ours for _, ours in both]):
            best = name
    return best


def _tells(name: str, known: Sequence[_Tried], most: int = FIRST[0]) -> bool:
    """Did more of the first pairs come true than drawing explains, where so few do that the interval of their share says nothing? Of those
    that did only such count as share no product, since the pairs of one product come true together; they are held against a Poisson
    number."""
    from scipy.stats import poisson

    apart, drawn = 0, 0.0
    for one in known:
        question, rows = one.asked.question, first_of(one.scores[name], most)
        taken: set[int] = set()
        for row in rows[one.true[rows]].tolist():
            ends = {int(question.a[row]), int(question.b[row])}
            apart += not ends & taken
            taken |= ends
        drawn += len(rows) * one.true.mean()
    return apart >= WITNESSES and poisson.sf(apart - 1, drawn) <= LUCK


def _precision(name: str, known: Sequence[_Tried]) -> list[dict[str, Any]]:
    """[{k, share, low, high, chance}] of a scorer over the trials it took part in."""
    found = []
    for k in FIRST if known else ():
        cut = [(one.asked.question, first_of(one.scores[name], k), one.true) for one in known]
        low, high = interval([(question.products[question.a[rows]], question.products[question.b[rows]], true[rows])
                              for question, rows, true in cut])  # fmt: skip
        found.append({"k": k, "share": float(np.mean([true[rows].mean() for _, rows, true in cut])), "low": low, "high": high,
                      "chance": float(np.mean([true.mean() for _, _, true in cut]))})  # fmt: skip
    return found
