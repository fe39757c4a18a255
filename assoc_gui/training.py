"""Learning beside everything else: the methods compared, hints looked for, products grouped; what the user can ask for, and what
comes of it.

It outlives the window's widgets, as the session does. The models' engine writes its tables into the workspace one after
another; what stands there stays when it is stopped, and goes when the data it was learned from are replaced. Where a whole result is there
already it stays until all of another one is there: who stops that has what he had.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assoc_engine.errors import AssocError
from assoc_engine.names import TASK_TITLES
from assoc_engine.reports.learned import is_finished
from assoc_engine.settings import ModelSettings, from_dict, to_dict
from assoc_engine.text import N_, message

from .curves import Curves
from .gan_watch import GanWatch
from .jobs import Job, Jobs
from .session import Session
from .state import AppState, Part

if TYPE_CHECKING:
    from assoc_engine.workspace import Table, Workspace

COMPARE, HINTS, GROUPS = "train", "hints", "groups"  # requests to the models' engine
RESULTS = {
    COMPARE: (Part.BOARD, Part.LISTS, Part.CUSTOMERS, Part.NEXT),
    HINTS: (Part.HINTS, Part.GENERATED, Part.BASKET_NETS),
    GROUPS: (Part.GROUPS,),
}
WRITTEN = {COMPARE: tuple(TASK_TITLES), HINTS: ("hints_csv",), GROUPS: ("groups_csv",)}  # what may be saved of them, as in Session.saved
TITLES = {COMPARE: N_("Comparing methods"), HINTS: N_("Looking for hints"), GROUPS: N_("Grouping the products")}
STAYS = {  # when it is stopped, by whether it takes the place of a whole result
    False: N_("What is finished by then stays"),
    True: N_("What was found before stays"),
}
LONGEST_LIST = 10  # products suggested for a new one


class Training(QObject):
    """`changed` when something began, went on or ended, or a setting was changed; `progressed` when it told something. One of COMPARE,
    HINTS and GROUPS is at work at a time: `doing` names it ("" for none), `job` is its job."""

    changed = Signal()
    progressed = Signal()

    def __init__(self, state: AppState, session: Session, trainer: Jobs) -> None:
        super().__init__()
        self._state, self._session, self.trainer = state, session, trainer
        self.settings = ModelSettings()
        self.seconds = 0.0  # that the last comparison took that was through
        self.curves = Curves()
        self.watch = GanWatch()
        self.job: Job | None = None
        self.doing = ""
        self.again = False  # does what is at work take the place of a whole result?
        self._stopped: set[str] = set()
        self._asking: Job | None = None
        self._rests_on: Table | None = None  # the data that the training at work learns from
        state.opened.connect(self._forget)
        state.changed.connect(self._see_part)
        session.changed.connect(self._see_session)

    @property
    def comparing(self) -> Job | None:
        """The job that compares the methods."""
        return self.job if self.doing == COMPARE else None

    @property
    def stopped(self) -> bool:
        """Did the last comparison end before it was through?"""
        return self.was_stopped(COMPARE)

    def was_stopped(self, what: str) -> bool:
        """Did the last one end before it was through?"""
        return what in self._stopped

    @property
    def trained(self) -> ModelSettings | None:
        """The settings of the comparison that is shown, None where there is none."""
        board = self._state.get("leaderboard")
        return None if board is None else from_dict(ModelSettings, board.meta["settings"])

    @property
    def outdated(self) -> bool:
        """Were settings changed since the results shown were learned?"""
        return self.has_results and self.settings != self.trained

    @property
    def goes_on(self) -> bool:
        """Would a comparison go on where the last one was stopped?"""
        return self.stopped and self.settings == (self.trained or self.settings)

    @property
    def has_results(self) -> bool:
        return self._state.has(Part.BOARD)

    def is_through(self, what: str) -> bool:
        """Is there a whole result of one of COMPARE, HINTS and GROUPS?"""
        if what == COMPARE:
            return self.has_results and is_finished(self._state.get("leaderboard").meta)
        return self._state.has(RESULTS[what][0])

    def set(self, **values) -> None:
        """Change settings for the next training. Raises SettingError naming the field."""
        changed = from_dict(ModelSettings, {**to_dict(self.settings), **values})
        if changed != self.settings:
            self.settings = changed
            self.changed.emit()

    def reset(self) -> None:
        """Back to the usual settings."""
        if self.settings != ModelSettings():
            self.settings = ModelSettings()
            self.changed.emit()

    def start(self, what: str = COMPARE) -> None:
        """Begin one of COMPARE, HINTS and GROUPS, or go on where that was stopped."""
        if self.job is not None or not self._state.has(Part.CLEAN):
            return
        workspace = self._state.workspace
        self._session.dismiss_error()
        known, self.again = what != COMPARE or self.goes_on or self.settings == self.trained, self.is_through(what)
        if not self.again:  # what a run left that was stopped makes room for this one
            self._session.forget_saved(*WRITTEN[what])
            self._state.drop(*RESULTS[what])
        self.curves.begin(workspace.folder, known)
        if what == HINTS:
            self.watch.begin(workspace.folder)
        self._stopped.discard(what)
        self.doing, self._rests_on = what, self._state.get("quality")
        self._begun = time.monotonic()
        job = self.trainer.start(
            self, message(TITLES[what]), what,
            {"workspace": str(workspace.folder), "settings": to_dict(self.settings)},
            done=lambda result: self._end(workspace, stopped=False),
            failed=lambda error: self._fail(job, workspace, error),
            cancelled=lambda: self._end(workspace, stopped=True),
        )  # fmt: skip
        self.job = job
        job.progressed.connect(self._look)
        self.changed.emit()

    def _settle(self, what: str, stopped: bool) -> None:
        """What is shown is of this run, as far as it came; or that of before, where this one was stopped on its way to replace it."""
        if stopped and self.again:
            self.curves.take_back()
            if what == HINTS:
                self.watch.take_back()
            return
        self._session.forget_saved(*WRITTEN[what], "report")
        self.curves.read()
        self.watch.read()
        if stopped:
            self._stopped.add(what)
        elif what == COMPARE:
            self.seconds = time.monotonic() - self._begun

    def stop(self) -> None:
        """Keep what is finished and end the rest."""
        if self.job is not None:
            self.job.cancel()
            self.changed.emit()

    def suggest(self, words: str, done: Callable[[dict], None]) -> None:
        """What goes with a product of this name; `done(result)`. The last question counts, of these and of `explain`."""
        self._ask(N_("Looking for what goes with it"), "new_product", {"text": words, "k": LONGEST_LIST}, done)

    def explain(self, a: int, b: int, done: Callable[[dict], None]) -> None:
        """Why two products are named together (explain.explaining.explain); `done(result)`. The last question counts."""
        self._ask(N_("Looking for the reasons"), "explain", {"a": a, "b": b}, done)

    def _ask(self, title: str, request: str, values: dict, done: Callable[[dict], None]) -> None:
        """A question to the models' engine."""
        if self._asking is not None:
            self._asking.cancel()

        def answered(result: dict) -> None:
            self._asking = None
            done(result)
            self.changed.emit()

        def failed(error: AssocError) -> None:
            ended()
            self._session.fail(error)

        def ended() -> None:
            if self._asking is job:
                self._asking = None
            self.changed.emit()

        settings = {"workspace": str(self._state.workspace.folder), **values}
        job = self.trainer.start(self, message(title), request, settings, done=answered, failed=failed, cancelled=ended)
        self._asking = job
        self.changed.emit()

    @property
    def asking(self) -> bool:
        """Is a question to the models' engine being answered?"""
        return self._asking is not None

    def _look(self) -> None:
        self.curves.read()
        self.watch.read()
        self._state.refresh()
        self.progressed.emit()

    def _fail(self, job: Job, workspace: Workspace, error: AssocError) -> None:
        unasked = job.stopping  # its data were taken away, and it stumbled before it heard of that
        self._end(workspace, stopped=True)
        if not unasked:
            self._session.fail(error)

    def _end(self, workspace: Workspace, stopped: bool) -> None:
        what, rests_on = self.doing, self._rests_on
        self.job, self.doing, self._rests_on = None, "", None
        if workspace is self._state.workspace:
            self._state.refresh(ended=True)  # the data too, where they were replaced and it was refused therefore
        replaced = self._state.get("quality") is not rests_on
        if not replaced:
            self._settle(what, stopped)
        self.progressed.emit()
        self.changed.emit()

    # The data were replaced -----------------------------------------------------------------------------------

    def _see_part(self, part: Part) -> None:
        if part is Part.CLEAN:
            self._forget()

    def _see_session(self) -> None:
        if self.job is not None and not self.job.stopping and self._session.doing("analyse") is not None:
            self.stop()

    def _forget(self) -> None:
        self._stopped, self.seconds = set(), 0.0
        self.curves.forget()
        self.watch.open(self._state.workspace.folder if self._state.workspace is not None else None)
        for job in (self.job, self._asking):
            if job is not None:
                job.cancel()
        self.changed.emit()
