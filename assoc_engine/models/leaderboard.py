"""All models of all tasks on one split in time: each is tried on the part that chooses, then the future is opened once, for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..settings import ModelSettings
from ..text import N_
from . import catalogue
from .cases import ask, known_products
from .catalogue import BASE, COUNTS, LINEAR, NET, RANKER, Entry
from .contract import TASKS, Train
from .evaluation import Scored, compare, mean_interval, score
from .history import History
from .splitting import Asked
from .timeline import FUTURE, STAGES, VALIDATE, Stage, Timeline, stage, timeline
from .training import Curve

PLACES = 10  # of a list, that count
LASTS = {COUNTS: 1, LINEAR: 4, NET: 25, RANKER: 40}  # how long models of a kind take, compared with one another


@dataclass
class Row:
    """One model on one task. `validation`: the metric that chooses, on the part that chooses; NaN what is not known (yet).
    `ratio`: its NDCG as a multiple of the base's on the same cases, with its interval."""

    task: str
    model: str
    validation: float = np.nan
    cases: int = 0
    hit: float = np.nan
    recall: float = np.nan
    ndcg: float = np.nan
    low: float = np.nan
    high: float = np.nan
    coverage: float = np.nan
    seconds: float = np.nan
    parameters: int = 0
    ratio: float = np.nan
    ratio_low: float = np.nan
    ratio_high: float = np.nan


@dataclass
class TaskResult:
    """`winner`: the model to be used, "" while that is open. `absent`: [{"model", "reason" message}] of those that could not."""

    task: str
    winner: str = ""
    answer: dict = field(default_factory=dict)
    cases: int = 0
    absent: list[dict] = field(default_factory=list)


@dataclass
class Board:
    """`rows` in the catalogue's order. `absent`: [{"task", "reason" message}] of tasks that the history cannot ask."""

    timeline: Timeline
    metric: str
    size: str
    rows: list[Row] = field(default_factory=list)
    tasks: list[TaskResult] = field(default_factory=list)
    absent: list[dict] = field(default_factory=list)
    device: dict = field(default_factory=dict)

    def of(self, task: str) -> list[Row]:
        return [row for row in self.rows if row.task == task]


def compare_models(
    history: History, settings: ModelSettings, size: str, folder: Path, progress: Progress = SILENT,
    told: Callable[[Board], None] = lambda board: None, tell: Callable[[str, str, Curve], None] = lambda task, model, curve: None,
) -> Board:  # fmt: skip
    """Try, choose, open. `told` gets the board whenever a row has changed, `tell` the curve of the net at work; nets are kept in
    `folder` while they are trained and go on from there when they are asked for the same again.

    Raises NothingToAnalyse where the history cannot be split, SettingError for unknown tasks or models.
    """
    catalogue.check(settings)
    board = Board(timeline(history.train, settings), settings.metric, size)
    trials = _Trials(history, settings, board, folder, tell)
    for task in settings.tasks or TASKS:
        trials.enter(task)
    told(board)
    for name, part in trials.steps(progress):
        trials.one(name, part)
        told(board)
    for result in board.tasks:
        _judge(result, board, trials.scored)
    told(board)
    return board


class _Trials:
    """Every model on both stages, in turn. `scored`: what each row gained on the future's cases."""

    def __init__(self, history: History, settings: ModelSettings, board: Board, folder: Path, tell) -> None:
        self.history, self.settings, self.board, self.folder, self.tell = history, settings, board, folder, tell
        self.stages: dict[str, Stage] = {name: stage(history.train, board.timeline, name) for name in STAGES}
        self.pasts: dict[str, Train] = {}
        self.asked: dict[tuple[str, str], Asked] = {}
        self.scored: dict[tuple[str, str], Scored] = {}

    def enter(self, task: str) -> None:
        """Put a task's rows on the board, or why there are none."""
        train, seed = self.history.train, self.settings.seed
        try:
            self.asked[task, FUTURE] = ask(task, train, self.stages[FUTURE], seed)
        except NothingToAnalyse as error:
            self.board.absent.append({"task": task, "reason": {"message": error.message, "values": error.values}})
            return
        try:
            self.asked[task, VALIDATE] = ask(task, train, self.stages[VALIDATE], seed)
        except NothingToAnalyse:
            pass  # then the base is used, since nothing can choose
        cases = len(self.asked[task, FUTURE].cases)
        self.board.tasks.append(TaskResult(task, cases=cases))
        self.board.rows += [Row(task, e.name) for e in catalogue.models_of(task, self.settings.models)]

    def steps(self, progress: Progress) -> Iterator[tuple[tuple[str, Row], Progress]]:
        """Every (stage, row) with its share of the progress: all that choose first, then the future."""
        planned = [(name, row) for name in STAGES for row in self.board.rows if (row.task, name) in self.asked]
        lasts = [LASTS[catalogue.entry(row.task, row.model).kind] for _, row in planned]
        ends = np.cumsum([0, *lasts]) / max(sum(lasts), 1)
        for step, low, high in zip(planned, ends[:-1], ends[1:], strict=True):
            if step[1] in self.board.rows:  # it may have gone since
                yield step, progress.part(float(low), float(high), N_("Comparing the methods"))

    def one(self, step: tuple[str, Row], progress: Progress) -> None:
        name, row = step
        chosen, asked = catalogue.entry(row.task, row.model), self.asked[row.task, name]
        begun = monotonic()
        try:
            model = self._fitted(chosen, name, progress.part(0, 0.8))
        except NothingToAnalyse as error:
            self.board.rows = [other for other in self.board.rows if other is not row]
            reason = {"message": error.message, "values": error.values}
            next(t for t in self.board.tasks if t.task == row.task).absent.append({"model": row.model, "reason": reason})
            return
        ids, _ = model.recommend(asked.cases, PLACES, progress=progress.part(0.8, 1))
        train = self.history.train
        found = score(ids, asked, train.products, int(known_products(train, self.stages[name]).sum()), PLACES)
        if name == VALIDATE:
            row.validation = float(getattr(found, self.settings.metric).mean())
            return
        self.scored[row.task, row.model] = found
        row.cases, row.coverage, row.seconds = len(asked.cases), found.coverage, monotonic() - begun
        row.hit, row.recall, row.ndcg = (float(getattr(found, what).mean()) for what in ("hit", "recall", "ndcg"))
        row.low, row.high = mean_interval(found.ndcg, clusters=clusters(asked))
        row.parameters = int(getattr(model, "parameters", 0))
        if (row.task, BASE[row.task]) in self.scored:
            got = compare(found.ndcg, self.scored[row.task, BASE[row.task]].ndcg, clusters=clusters(asked))
            row.ratio, row.ratio_low, row.ratio_high = got.ratio, got.low, got.high

    def _fitted(self, chosen: Entry, name: str, progress: Progress):
        if name not in self.pasts:
            now = self.stages[name]
            self.pasts = {name: self.history.past(now.past, now.now)}
        past = self.pasts[name]
        folder = self.folder / f"{chosen.task}.{chosen.name}.{name}"
        model = chosen.make(folder, lambda curve: self._told(chosen, curve))
        return model.fit(past, catalogue.settings_for(chosen, past, self.settings, self.board.size), progress)

    def _told(self, chosen: Entry, curve: Curve) -> None:
        self.board.device = curve.reason
        self.tell(chosen.task, chosen.name, curve)


def clusters(asked: Asked) -> np.ndarray | None:
    """Cases that are no witnesses of their own: a new product asks in each of its baskets."""
    return asked.cases.keys if len(asked.cases.texts) else None


def _judge(result: TaskResult, board: Board, scored: dict) -> None:
    """Choose by validation; where the future does not bear that out, say so and use the base."""
    rows = board.of(result.task)
    base = next((row for row in rows if row.model == BASE[result.task]), None)
    rows = [row for row in rows if (row.task, row.model) in scored]
    if not rows:
        return
    best = max(rows, key=lambda row: row.validation if row.validation == row.validation else -1.0)
    if best.validation != best.validation or base is None:
        best = base or rows[0]
    values = {"model": _title(best), "base": _title(base or best), "cases": best.cases}
    if best is base or base is None:
        result.winner = best.model
        message = N_("On {cases} later cases no method was better than the simple one: “{base}”. It is used.")
    elif best.ratio_low > 1:
        result.winner = best.model
        values |= {"better": best.ratio - 1, "low": best.ratio_low - 1, "high": best.ratio_high - 1}
        message = N_("“{model}” predicts best: {better:percent} better than “{base}” on {cases} later cases "
                     "(between {low:percent} and {high:percent}).")  # fmt: skip
    else:
        result.winner = base.model
        message = N_("“{model}” looked best, but on {cases} later cases it is not surely better than the simple “{base}”, which is used.")
    result.answer = {"message": message, "values": values}


def _title(row: Row) -> dict:
    return {"message": catalogue.entry(row.task, row.model).title, "values": {}}
