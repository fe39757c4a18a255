"""What an earlier moment teaches: pairs that hardly met by then, what was known of them, and which of them came true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import NothingToAnalyse
from ..models.history import History, Past
from ..models.page_net import Scale
from ..progress import SILENT, Progress
from .horizon import PARTS, Horizon
from .pair_facts import pair_facts
from .question import Question, ask, came_true, expected_later, later_baskets_of

LENGTHS = (PARTS // 2, PARTS * 7 // 10, PARTS)  # parts of a horizon after which it is looked what came true: the shorter are fresher
DRAWN, CLOSE = 12_000, 3_000  # candidates drawn of all, and of those that met NEARLY as often as it takes
NEARLY = 3  # joint orders
LEVEL = 40_000  # candidates from which the level and the spread of a column are taken


@dataclass(frozen=True)
class Lesson:
    """`features` float32 (pairs × columns): see `levelled`. Of each length of `LENGTHS` that lies before the end of the history `true`
    bool a pair, its `joint` orders and those by `chance`, float32. `stands` float32: for how many candidates each stands."""

    features: np.ndarray
    true: dict[int, np.ndarray]
    joint: dict[int, np.ndarray]
    chance: dict[int, np.ndarray]
    stands: np.ndarray


@dataclass(frozen=True)
class Asked:
    """A moment of the past, what was asked at it, and by each length that lies before the end of the history what came true, and
    `later`: the joint orders (float32), and those by chance (float64)."""

    moment: int
    past: Past
    question: Question
    true: dict[int, np.ndarray]
    later: dict[int, tuple[np.ndarray, np.ndarray]]


def asked_at(history: History, horizon: Horizon, parts: int, progress: Progress = SILENT) -> Asked | None:
    """So many parts of a horizon before the end of a history; None where there is nothing to ask or nothing later."""
    moment = horizon.earlier(history.train, parts)
    past: Past | None = None
    question: Question | None = None
    true, met = {}, {}
    for length in LENGTHS:
        if length > parts:
            continue
        stage = horizon.stage(history.train, moment, length)
        if not stage.past.any() or not stage.later.any():
            return None
        if past is None or question is None:
            try:
                past = history.past(stage, progress)
                question = ask(past.train)
            except NothingToAnalyse:
                return None
        later = later_baskets_of(question, history, past, stage)
        true[length] = came_true(question, later)
        met[length] = question.of(np.asarray((later.T @ later).todense())), expected_later(later, question.a, question.b)
    return None if past is None or question is None else Asked(moment, past, question, true, met)


def lesson_of(asked: Asked, horizon: Horizon, seed: int, progress: Progress = SILENT) -> Lesson:
    """All pairs that came true, some of those that met nearly as often, and some of all others."""
    draw = np.random.default_rng([seed, asked.moment])
    right = np.logical_or.reduce(list(asked.true.values()))
    nearly = ~right & np.logical_or.reduce([joint >= NEARLY for joint, _ in asked.later.values()])
    close, rest = np.flatnonzero(nearly), np.flatnonzero(~nearly & ~right)
    parts = [np.flatnonzero(right), _some(close, CLOSE, draw), _some(rest, DRAWN, draw)]
    whole = [len(parts[0]), len(close), len(rest)]
    rows = np.concatenate(parts)
    stands = np.concatenate([np.full(len(part), size / max(len(part), 1)) for part, size in zip(parts, whole, strict=True)])
    features = levelled(asked.question, horizon, rows, progress)
    true = {length: some[rows] for length, some in asked.true.items()}
    joint, chance = ({length: told[side][rows].astype(np.float32) for length, told in asked.later.items()} for side in (0, 1))
    return Lesson(features, true, joint, chance, stands.astype(np.float32))


def levelled(question: Question, horizon: Horizon, rows: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
    """float32 rows × columns: what is known of the candidates, each column logarithmic and held against its spread over all candidates
    of the same question. What is much or little at one season is then so at another."""
    drawn = np.linspace(0, len(question) - 1, min(LEVEL, len(question))).astype(np.int64)
    _, found = pair_facts(question, horizon, np.concatenate([drawn, rows]), progress)
    return Scale.of(found[: len(drawn)])(found[len(drawn) :])


def _some(rows: np.ndarray, most: int, draw: np.random.Generator) -> np.ndarray:
    return rows if len(rows) <= most else np.sort(draw.permutation(rows)[:most])
