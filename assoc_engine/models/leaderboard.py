"""All models of all tasks on one split in time: each is tried on the part that chooses, then the future is opened once, for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..settings import ModelSettings, to_dict
from ..text import N_, message
from . import catalogue
from .cases import MOST, ask
from .catalogue import BASE, COUNTS, LINEAR, NET, RANKER, SIMPLE, Entry
from .contract import NEW_PRODUCT, PAGE, TASKS, Cases, Recommender, Train
from .evaluation import Scored, compare, mean_interval, score
from .history import History, Past
from .search import SPACES, search
from .splitting import Asked, Stage
from .timeline import FUTURE, STAGES, VALIDATE, Timeline, stage, timeline
from .training import Curve

PLACES = 10  # of a list, that count
ASIDE = 0.05  # of the progress: cleaning what was known at each moment
CHOOSING = 3_000  # cases that choose a model to be used
BEST_SELLERS = "popularity"  # what is said beside the one in use
TELLING = 0.05  # share of lists with something right below which nothing is predicted
LASTS = {COUNTS: 1, LINEAR: 4, NET: 25, RANKER: 40}  # how long models of a kind take, compared with one another


@dataclass
class Row:
    """One model on one task. `validation`: the metric that chooses, on the part that chooses; NaN what is not known (yet).
    `ratio`: its NDCG as a multiple of that of the task's base on the same cases, with its interval."""

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
    """`base`: the simple method that the others are held against, the best of SIMPLE on the part that chooses. `winner`: the model to be
    used, "" while that is open. `answer`: how it did beside the best sellers, `why`: why it is used (messages). `absent`: [{"model",
    "reason" message}] of those that could not.
    `searched`: [{"model", "tried", "settings"}] where better settings were looked for. `parts`: what the learned ranking lives on,
    [{"what" message, "share" of its NDCG lost without it}], the most important first."""

    task: str
    base: str = ""
    winner: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    why: dict[str, Any] = field(default_factory=dict)
    cases: int = 0
    absent: list[dict[str, Any]] = field(default_factory=list)
    searched: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Board:
    """`rows` in the catalogue's order. `absent`: [{"task", "reason" message}] of tasks that the history cannot ask. `device`: message;
    `fitted_with`: the settings of each (task, model), chosen before the future was opened."""

    timeline: Timeline
    metric: str
    size: str
    rows: list[Row] = field(default_factory=list)
    tasks: list[TaskResult] = field(default_factory=list)
    absent: list[dict[str, Any]] = field(default_factory=list)
    device: dict[str, Any] = field(default_factory=dict)
    fitted_with: dict[tuple[str, str], object] = field(default_factory=dict)

    def of(self, task: str) -> list[Row]:
        """The rows of one task."""
        return [row for row in self.rows if row.task == task]

    def tells(self, task: str) -> bool:
        """Do the lists of the model used hold something right often enough to be shown?"""
        winner = next(result.winner for result in self.tasks if result.task == task)
        return any(row.hit >= TELLING for row in self.of(task) if row.model == winner)


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
    trials.prepare(STAGES, progress.part(0, ASIDE, N_("Setting the last orders aside")))
    for task in dict.fromkeys(settings.tasks or TASKS):
        trials.enter(task, catalogue.models_of(task, settings.models))
    told(board)
    for name, row, part in trials.steps(STAGES, progress.part(ASIDE, 1)):
        trials.one(name, row, part)
        told(board)
    for result in board.tasks:
        trials.judge(result)
    told(board)
    return board


def choose_model(
    history: History, task: str, settings: ModelSettings, size: str, folder: Path, progress: Progress = SILENT
) -> TaskResult:
    """The model to be used for a history that is all past: the best one on its last part, where it is surely better than the simple
    ones there. Nets are left aside where a ranker can have all that the rest knows. A history that cannot be split, or asks
    nothing, gets the simple one."""
    try:
        board = Board(timeline(history.train, settings), settings.metric, size)
    except NothingToAnalyse as error:
        return TaskResult(task, winner=BASE[task], answer=message(error.message, **error.values))
    trials = _Trials(history, settings, board, folder, lambda task, model, curve: None, FUTURE, CHOOSING)
    contenders = catalogue.entries(task)
    ranked = any(e.kind == RANKER for e in contenders)
    trials.prepare((FUTURE,), progress.part(0, ASIDE, N_("Setting the last orders aside")))
    trials.enter(task, [e for e in contenders if e.kind != NET or not ranked])
    for absent in board.absent:
        return TaskResult(task, winner=BASE[task], answer=absent["reason"])
    for name, row, part in trials.steps((FUTURE,), progress.part(ASIDE, 1)):
        trials.one(name, row, part)
    trials.judge(board.tasks[0])
    return board.tasks[0]


class _Trials:
    """Every model on both stages, in turn. `chooses`: the stage whose figures choose; `most`: cases of a task; `scored`: what each row
    gained on the future's cases."""

    def __init__(
        self, history: History, settings: ModelSettings, board: Board, folder: Path, tell: Callable[[str, str, Curve], None],
        chooses: str = VALIDATE, most: int = MOST,
    ) -> None:  # fmt: skip
        self.history, self.settings, self.board, self.folder, self.tell = history, settings, board, folder, tell
        self.chooses, self.most = chooses, most
        self.stages: dict[str, Stage] = {name: stage(history.train, board.timeline, name) for name in STAGES}
        self.pasts: dict[str, Past] = {}
        self.asked: dict[tuple[str, str], Asked] = {}
        self.scored: dict[tuple[str, str], Scored] = {}

    def prepare(self, stages: Sequence[str], progress: Progress) -> None:
        """What was known at the moment of each stage."""
        for number, name in enumerate(stages):
            part = progress.part(number / len(stages), (number + 1) / len(stages))
            self.pasts[name] = self.history.past(self.stages[name], part)

    def enter(self, task: str, models: Sequence[Entry]) -> None:
        """Put a task's rows on the board, or why there are none."""
        try:
            self._ask(task, FUTURE)
        except NothingToAnalyse as error:
            self.board.absent.append({"task": task, "reason": message(error.message, **error.values)})
            return
        try:
            if self.chooses == VALIDATE:
                self._ask(task, VALIDATE)
        except NothingToAnalyse:
            pass  # then a simple one is used, since nothing can choose
        cases = len(self.asked[task, FUTURE].cases)
        self.board.tasks.append(TaskResult(task, cases=cases))
        self.board.rows += [Row(task, e.name) for e in models]

    def _ask(self, task: str, name: str) -> None:
        train, known = self.history.train, self.pasts[name].known(self.history.train.products)
        self.asked[task, name] = ask(task, train, self.stages[name], self.settings.seed, self.most, known)

    def steps(self, stages: Sequence[str], progress: Progress) -> Iterator[tuple[str, Row, Progress]]:
        """Every stage and row with its share of the progress, one stage after the other."""
        planned = [(name, row) for name in stages for row in self.board.rows if (row.task, name) in self.asked]
        lasts = [LASTS[catalogue.entry(row.task, row.model).kind] for _, row in planned]
        ends = np.cumsum([0, *lasts]) / max(sum(lasts), 1)
        for (name, row), low, high in zip(planned, ends[:-1], ends[1:], strict=True):
            if any(row is other for other in self.board.rows):  # it may have gone since
                yield name, row, progress.part(float(low), float(high), N_("Comparing the methods"))

    def one(self, name: str, row: Row, progress: Progress) -> None:
        """Fit a model on a stage's past and score it on what came later."""
        chosen, asked = catalogue.entry(row.task, row.model), self.asked[row.task, name]
        begun = monotonic()
        try:
            if name == VALIDATE and self._searches(chosen):
                self._search(chosen, row, progress)
                return
            model = self._fitted(chosen, name, progress.part(0, 0.8))
        except NothingToAnalyse as error:
            self.board.rows = [other for other in self.board.rows if other is not row]
            reason = message(error.message, **error.values)
            self._result(row.task).absent.append({"model": row.model, "reason": reason})
            return
        found = self._scored(model, asked, self.pasts[name], progress.part(0.8, 1))
        if name == self.chooses:
            row.validation = float(getattr(found, self.settings.metric).mean())
        if name == VALIDATE:
            return
        self.scored[row.task, row.model] = found
        row.cases, row.coverage, row.seconds = len(asked.cases), found.coverage, monotonic() - begun
        row.hit, row.recall, row.ndcg = (float(getattr(found, what).mean()) for what in ("hit", "recall", "ndcg"))
        row.low, row.high = mean_interval(found.ndcg, clusters=clusters(asked))
        row.parameters = int(getattr(model, "parameters", 0))
        if chosen.kind == RANKER:
            parts = [{"what": message(what), "share": share} for what, share in model.importance]
            self._result(row.task).parts = parts
        self.compare(row.task)

    def compare(self, task: str) -> None:
        """Hold every row of a task against its base, once that stands."""
        result, simple = self._result(task), [row for row in self.board.of(task) if row.model in SIMPLE[task]]
        if not result.base and (self.chooses != FUTURE or all(row.cases for row in simple)):
            result.base = best_of(simple).model
        base, groups = self.scored.get((task, result.base)), clusters(self.asked[task, FUTURE])
        for row in self.board.of(task):
            if base is not None and (task, row.model) in self.scored and row.ratio != row.ratio:
                got = compare(self.scored[task, row.model].ndcg, base.ndcg, clusters=groups)
                row.ratio, row.ratio_low, row.ratio_high = got.ratio, got.low, got.high

    def _scored(self, model: Recommender, asked: Asked, past: Past, progress: Progress) -> Scored:
        """How good a model's lists are; it knows products and customers by their numbers in its past."""
        ids, _ = model.recommend(_numbered(asked.cases, past), PLACES, progress=progress)
        named = np.where(ids >= 0, past.product[np.maximum(ids, 0)], -1)
        numbers = max(self.history.train.products, int(past.product.max(initial=-1)) + 1)
        return score(named, asked, numbers, past.train.products, PLACES)

    def _own(self, chosen: Entry, past: Train) -> object | None:
        """A model's settings: those found, else the usual ones of the size."""
        key = chosen.task, chosen.name
        if key not in self.board.fitted_with:
            self.board.fitted_with[key] = catalogue.settings_for(chosen, past, self.settings, self.board.size)
        return self.board.fitted_with[key]

    def _fitted(self, chosen: Entry, name: str, progress: Progress) -> Any:
        past = self.pasts[name].train
        folder = self.folder / f"{chosen.name}.{name}"  # a net of two tasks is taught once
        model = chosen.make(folder, lambda curve: self._told(chosen, curve))
        return model.fit(past, self._own(chosen, past), progress)

    def _searches(self, chosen: Entry) -> bool:
        return self.settings.search_minutes > 0 and (chosen.task, chosen.name) in SPACES

    def _search(self, chosen: Entry, row: Row, progress: Progress) -> None:
        """Look for better settings than the usual ones, for the model's share of the time there is."""
        able = [catalogue.entry(other.task, other.model) for other in self.board.rows]
        whole = sum(LASTS[e.kind] for e in able if self._searches(e))
        budget = self.settings.search_minutes * 60 * LASTS[chosen.kind] / whole
        past, key = self.pasts[VALIDATE], (chosen.task, chosen.name)
        own, asked = self._own(chosen, past.train), _within(self.asked[chosen.task, VALIDATE], past)
        found = search(lambda: chosen.make(None, lambda curve: self._told(chosen, curve)), own, SPACES[key], past.train, asked,
                       self.settings.metric, budget, self.settings.seed, progress)  # fmt: skip
        self.board.fitted_with[key], row.validation = found.settings, found.figure
        told = {"model": chosen.name, "tried": len(found.tried), "settings": to_dict(found.settings)}
        self._result(row.task).searched.append(told)

    def _result(self, task: str) -> TaskResult:
        return next(result for result in self.board.tasks if result.task == task)

    def _told(self, chosen: Entry, curve: Curve) -> None:
        self.board.device = curve.reason
        self.tell(chosen.task, chosen.name, curve)

    def judge(self, result: TaskResult) -> None:
        """Use what was best on the part that chooses, of all and of the simple methods; where the future does not bear the choice
        out, say so and use the simple one."""
        rows = [row for row in self.board.of(result.task) if (row.task, row.model) in self.scored]
        if not rows:
            return
        simple = next((row for row in rows if row.model == result.base), rows[0])
        best, later = best_of(rows), max(rows, key=lambda row: row.ratio_low if row.ratio_low == row.ratio_low else 0.0)
        sure = self._surely(best, simple)
        used = best if sure else simple
        result.winner = used.model
        values = {"model": _title(used), "cases": used.cases, "hit": used.hit}
        plain = next((row for row in rows if row.model == BEST_SELLERS), simple)
        if used.hit < TELLING:
            result.answer = message(N_("No method can predict this here: “{model}” has one right among ten in {hit:percent} of {cases} "
                                       "later cases."), **values)  # fmt: skip
            return
        if used is plain:
            said = N_("The simple “{model}” is used: one right among ten in {hit:percent} of {cases} later cases.")
        else:
            said = N_("The simple “{model}” is used: one right among ten in {hit:percent} of {cases} later cases, “{plain}” in "
                      "{plain_hit:percent}.")  # fmt: skip
            if sure:
                said = N_("“{model}” predicts best: one right among ten in {hit:percent} of {cases} later cases, “{plain}” in "
                          "{plain_hit:percent}.")  # fmt: skip
            values |= {"plain": _title(plain), "plain_hit": plain.hit}
        result.answer = message(said, **values)
        if best.validation != best.validation:
            result.why = message(N_("There were no earlier cases to choose a method by."))
        elif sure and best.ratio == np.inf:
            result.why = message(N_("The simple “{base}” had nothing right."), base=_title(simple))
        elif sure:
            result.why = message(
                N_("Its lists are {better:percent} better than those of the simple “{base}” (between {low:percent} and {high:percent}), as "
                   "what is right stands further up."),
                base=_title(simple), better=best.ratio - 1, low=best.ratio_low - 1, high=best.ratio_high - 1,
            )  # fmt: skip
        elif best is not simple:
            result.why = message(N_("Chosen beforehand was “{model}”; later orders did not surely bear it out."), model=_title(best))
        elif self._surely(later, simple):
            result.why = message(N_("It was ahead when the methods were chosen; later “{model}” did better."), model=_title(later))
        else:
            result.why = message(N_("No method is surely better."))

    def _surely(self, row: Row, simple: Row) -> bool:
        ours, theirs = (self.scored[each.task, each.model].ndcg for each in (row, simple))
        return compare(ours, theirs, clusters=clusters(self.asked[row.task, FUTURE])).surely


def _numbered(cases: Cases, past: Past) -> Cases:
    """The cases by the numbers that a past has for them."""
    if cases.task == NEW_PRODUCT:
        return Cases(cases.task, np.full(len(cases), -1, np.int32), cases.texts)
    return Cases(cases.task, past.numbered(cases.keys, past.product if cases.task == PAGE else past.customer), cases.texts)


def _within(asked: Asked, past: Past) -> Asked:
    """The same cases by the past's numbers; of what would have been right, the products that it knows."""
    right = past.numbered(asked.relevant, past.product)
    case = np.repeat(np.arange(len(asked.cases)), asked.sizes)[right >= 0]
    start = np.concatenate([[0], np.cumsum(np.bincount(case, minlength=len(asked.cases)))])
    return Asked(_numbered(asked.cases, past), start.astype(np.int64), right[right >= 0])


def clusters(asked: Asked) -> np.ndarray | None:
    """Cases that are no witnesses of their own: a new product asks in each of its baskets."""
    return asked.cases.keys if len(asked.cases.texts) else None


def best_of(rows: list[Row]) -> Row:
    """The best by validation; of equals, or where nothing could choose, the first."""
    return max(rows, key=lambda row: row.validation if row.validation == row.validation else -1.0)


def _title(row: Row) -> dict[str, Any]:
    return message(catalogue.entry(row.task, row.model).title)
