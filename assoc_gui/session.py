"""What the user can ask for, from opening a file to saving a report, and what comes of it.

It outlives the window's widgets (a change of language builds them anew), so jobs are started in its name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assoc_engine.errors import AssocError, PasswordNeeded, WriteError
from assoc_engine.plan import Plan
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings, from_dict, to_dict
from assoc_engine.text import N_, message

from .corrections import plan_of, reads_otherwise, roles_that_fit, shape_key
from .jobs import Job, Jobs
from .opening import Opening
from .preferences import Preferences, RecentFile
from .state import AppState, Part
from .workspaces import Workspaces

if TYPE_CHECKING:
    from assoc_engine.workspace import Workspace

SAMPLE_ROWS, SAMPLE_SEED = 20_000, 1
SAMPLE_NAME = "sample-shop.csv"
TABLES = {  # requests that write what was found
    "hints_csv": N_("Writing the hints"), "groups_csv": N_("Writing the groups"), "combinations_csv": N_("Writing the combinations"),
}  # fmt: skip
WRITTEN_FROM = {"links": "links", "hints_csv": "hints", "groups_csv": "groups", "combinations_csv": "combinations"}  # tables
WRITES = ("report", "links", "lists", *TABLES)  # requests whose result is a file of the user's


class Session(QObject):
    """Requests and their results. `failed(AssocError)` for the banner, `page_wanted(name)` where to look now,
    `changed` when something started or ended, a setting was changed or a password is wanted."""

    failed = Signal(object)
    page_wanted = Signal(str)
    changed = Signal()

    def __init__(self, state: AppState, jobs: Jobs, preferences: Preferences, workspaces: Workspaces) -> None:
        super().__init__()
        self.state, self.jobs, self.preferences, self._workspaces = state, jobs, preferences, workspaces
        self.reading = ReadSettings()
        self.settings = AnalysisSettings()
        self.analysed: AnalysisSettings | None = None  # the settings of the results that are shown
        self.recalled = False  # corrections from an earlier time were applied to what is open
        self.forgotten: Plan | None = None  # those corrections, after they were taken away from what is open
        self.locked: tuple[str, bool] | None = None  # the file whose password is wanted, and was a wrong one given?
        self.error: AssocError | None = None
        self.saved: dict[str, str] = {}  # paths of the "report", the "links" and the lists of a task last written of these results
        self._shape = ""  # of the open files as they were recognised without help
        self._locked: Opening | None = None
        self._jobs: dict[str, Job] = {}
        self._given_up = False  # an analysis was stopped for a file that is not open yet

    def doing(self, what: str) -> Job | None:
        """The job now at "read", "roles", "analyse" or one of WRITES, of the file that is open."""
        return self._jobs.get(what)

    @property
    def outdated(self) -> bool:
        """Were settings changed since the results shown were made?"""
        return self.analysed is not None and self.settings != self.analysed

    @property
    def name(self) -> str:
        """The name of the open files, for what is written of them."""
        return Path(self.reading.paths[0]).stem if self.reading.paths else ""

    @property
    def can_add(self) -> bool:
        """Are files of the user's open, to which others could belong?"""
        return bool(self.reading.paths) and Path(self.reading.paths[0]).name != SAMPLE_NAME

    # Opening ----------------------------------------------------------------------------------------------------

    def open_files(self, paths: Sequence[str]) -> None:
        """Read files together into a workspace of their own; the one that is open stays until that has worked."""
        self._open(ReadSettings(tuple(dict.fromkeys(paths))), Plan())

    def add_files(self, paths: Sequence[str]) -> None:
        """Read the open files and these together, with the corrections that were made so far."""
        together = tuple(dict.fromkeys((*self.reading.paths, *paths)))
        self._open(ReadSettings(together, password=self.reading.password), plan_of(self.reading, self.settings))

    def remove_file(self, name: str) -> None:
        """Read the open files without one of them, with the corrections that were made so far."""
        left = tuple(path for path in self.reading.paths if Path(path).name != name)
        if left:
            self._open(ReadSettings(left, password=self.reading.password), plan_of(self.reading, self.settings))

    def open_sample(self, language: str) -> None:
        """Write the sample shop's file and read it."""
        workspace = self._room()
        if workspace is None:
            return
        path = str(self._workspaces.root / SAMPLE_NAME)
        opening = Opening(workspace, ReadSettings((path,)), Plan())
        self._start(
            "read", message(N_("Opening the sample shop")), "sample",
            {"path": path, "rows": SAMPLE_ROWS, "seed": SAMPLE_SEED, "language": language},
            done=lambda result: self._read(opening, self._recall), ended=lambda: self._leave(workspace),
        )  # fmt: skip

    def read_again(self, **values) -> None:
        """Read the open files with another `uses` or `layout`; corrections and results are kept as far as they fit."""
        opening = Opening(None, replace(self.reading, **values), plan_of(self.reading, self.settings), self._shape,
                          self.recalled, again=True)  # fmt: skip
        opening.plan = replace(opening.plan, uses=opening.reading.uses, layout=opening.reading.layout)
        self._begin(opening, self._fit_roles)

    def forget_corrections(self) -> None:
        """Back to what is recognised without help, now and for the next files of this shape."""
        self.preferences.keep_plan(self._shape, Plan())
        self.recalled, self.forgotten = False, plan_of(self.reading, self.settings)
        if self.reading.uses or self.reading.layout:
            plain = replace(self.reading, uses={}, layout="")
            self._begin(Opening(None, plain, Plan(), self._shape, again=True), self._fit_roles)
            return
        self.settings = AnalysisSettings()
        if self.state.has(Part.CLEAN):
            self.analyse(then="")
        else:
            self._guess_roles()

    def recall_forgotten(self) -> None:
        """Apply again what was forgotten."""
        plan, self.forgotten = self.forgotten, None
        reading = replace(self.reading, uses=plan.uses, layout=plan.layout)
        self._begin(Opening(None, reading, plan, self._shape, recalled=True, again=True), self._fit_roles)

    def give_password(self, password: str) -> None:
        """Try again to read the file whose password was wanted. It is kept nowhere but in this session's memory."""
        opening = self._locked
        opening.reading, opening.tried = replace(opening.reading, password=password), True
        self._begin(opening, self._fit_roles if opening.again else self._recall)

    def leave_locked(self) -> None:
        """No password: what is open stays open."""
        self.locked = self._locked = None
        self.changed.emit()

    # Corrections ------------------------------------------------------------------------------------------------

    def set_role(self, header: str, role: str) -> None:
        """Correct what a column is ("" for: not used), and let the rest be guessed again."""
        what = role.partition(":")[0]  # "time:dmy" is a time too
        others = {c: given for c, given in self.settings.roles.items() if not role or given.partition(":")[0] != what}
        self.settings = replace(self.settings, roles={**others, header: role})
        self._remember()
        self._guess_roles()

    def set_clean(self, **values) -> None:
        """Change cleaning settings and analyse again."""
        self.settings = replace(self.settings, clean=from_dict(CleanSettings, {**to_dict(self.settings.clean), **values}))
        self._remember()
        self.analyse(then="")

    def analyse(self, then: str = "findings") -> None:
        """Run the whole analysis with the settings as they are; `then` is the page to show at its end."""
        settings = self.settings
        self._stop("analyse", *WRITES)
        self.saved = {}

        def done(result: dict) -> None:
            self.analysed = settings
            self.state.refresh(ended=True)
            if then:
                self.page_wanted.emit(then)

        job = self._start(
            "analyse", message(N_("Analysing")), "analyse", {**self._here(), "settings": to_dict(settings)},
            done=done, ended=lambda: self.state.refresh(ended=True),
        )  # fmt: skip
        job.progressed.connect(lambda *_: self.state.refresh())

    def save_report(self, path: str, language: str) -> None:
        self.preferences.last_folder = str(Path(path).parent)
        self._write("report", N_("Writing the report"), {"path": path, "language": language})

    def save_links(self, path: str, **which) -> None:
        """`which`: the `rows` of the table, where not all are written."""
        self.preferences.last_folder = str(Path(path).parent)
        self._write("links", N_("Writing the links"), {"path": path, **which})

    def save_substitutes(self, path: str, **which) -> None:
        """`which` as of `save_links`."""
        self.preferences.last_folder = str(Path(path).parent)
        self._write("links", N_("Writing the links"), {"path": path, "table": "anti", **which}, of="anti")

    def save_lists(self, path: str, task: str, language: str) -> None:
        """The lists of all pages or customers that the winner of a task made; `saved` has their path by the task."""
        self.preferences.last_folder = str(Path(path).parent)
        self._write("lists", N_("Writing the lists"), {"path": path, "task": task, "language": language}, of=task)

    def save_table(self, what: str, path: str, language: str, **which) -> None:
        """One of TABLES as CSV, `which` as of `save_links`."""
        self.preferences.last_folder = str(Path(path).parent)
        self._write(what, TABLES[what], {"path": path, "language": language, **which})

    def forget_saved(self, *made: str) -> None:
        """These are made anew: what was written of them is no longer this."""
        self.saved = {what: path for what, path in self.saved.items() if what not in made}

    def dismiss_error(self) -> None:
        self.error = None

    def _guess_roles(self) -> None:
        self._stop("roles")
        self._start(
            "roles", message(N_("Looking at the columns again")), "roles", {**self._here(), "roles": self.settings.roles},
            done=lambda result: self.state.refresh(),
        )  # fmt: skip

    def _remember(self) -> None:
        if self._shape:
            self.preferences.keep_plan(self._shape, plan_of(self.reading, self.settings))

    def _write(self, what: str, title: str, settings: dict, of: str = "") -> None:
        """`of`: which of several files of this kind."""
        workspace = self.state.workspace

        def done(result: dict) -> None:
            if self.state.workspace is workspace:
                self.saved = {**self.saved, of or what: result["path"]}
            self.state.refresh()  # a report looks for what it lacks, and that is there to be seen then

        from assoc_engine.models.contract import LIST_OF

        table = self.state.get(settings.get("table") or WRITTEN_FROM.get(what) or LIST_OF.get(of, ""))
        shown = {table.name: table.generation} if table is not None else {}
        self._stop(what)
        self._start(what, message(title), what, {**self._here(), "shown": shown, **settings}, done=done, ended=self.state.refresh)

    # The steps of opening: read, recall, read as recalled, roles, show ------------------------------------------

    def _open(self, reading: ReadSettings, plan: Plan) -> None:
        self.preferences.last_folder = str(Path(reading.paths[-1]).parent)
        self._begin(Opening(None, reading, plan), self._recall)

    def _begin(self, opening: Opening, then: Callable[[Opening], None]) -> None:
        opening.workspace = self._room()
        if opening.workspace is not None:
            self._read(opening, then)

    def _room(self) -> Workspace | None:
        """A workspace for another file; what is being read now is given up, what is analysed only if it can be read."""
        self._given_up = self._given_up or self.doing("analyse") is not None
        self._stop("read", "analyse", "roles")
        self.locked = self._locked = None
        self.dismiss_error()
        try:
            return self._workspaces.new()
        except WriteError as error:
            self.fail(error)
            return None

    def _leave(self, workspace: Workspace) -> None:
        """The other file was not opened: go on with the one that is."""
        self.jobs.later(lambda: self._workspaces.discard(workspace))
        if self._given_up:
            self._given_up = False
            self.analyse(then="")

    def _read(self, opening: Opening, then: Callable[[Opening], None], refused: Callable[[AssocError], bool] | None = None) -> None:
        """Read into the opening's workspace; `then` goes on, `refused` may take an error upon itself."""
        workspace = opening.workspace
        self._start(
            "read", opening.title, "read",
            {"workspace": str(workspace.folder), "read": to_dict(opening.reading), "roles": {}},
            done=lambda result: then(opening), ended=lambda: self._leave(workspace),
            refused=refused or (lambda error: self._lock(opening, error)),
        )  # fmt: skip

    def _lock(self, opening: Opening, error: AssocError) -> bool:
        """Ask for the password, if that is what is missing."""
        if not isinstance(error, PasswordNeeded):
            return False
        self._leave(opening.workspace)
        self._locked, self.locked = opening, (str(error.values.get("file", "")), opening.tried)
        return True

    def _recall(self, opening: Opening) -> None:
        """Files of this shape were corrected before: read them so again, if that makes a difference."""
        raw = opening.workspace.meta("raw")
        opening.shape = shape_key(raw)
        known = self.preferences.plan(opening.shape)
        if known is not None:
            opening.plan, opening.recalled = known, True
        opening.reading = replace(opening.reading, uses=opening.plan.uses, layout=opening.plan.layout)
        if reads_otherwise(opening.plan, raw):
            self._read(opening, self._fit_roles, lambda error: self._read_plainly(opening))
        else:
            self._fit_roles(opening)

    def _read_plainly(self, opening: Opening) -> bool:
        """The corrections do not fit these files: open them as they are recognised."""
        opening.plan, opening.recalled = Plan(), False
        opening.reading = replace(opening.reading, uses={}, layout="")
        self._read(opening, self._fit_roles)
        return True

    def _fit_roles(self, opening: Opening) -> None:
        roles = roles_that_fit(opening.plan.roles, opening.workspace.meta("raw")["headers"])
        opening.plan = replace(opening.plan, roles=roles)
        if not roles:
            self._show(opening)
            return
        workspace = opening.workspace
        self._start(
            "read", opening.title, "roles", {"workspace": str(workspace.folder), "roles": roles},
            done=lambda result: self._show(opening), ended=lambda: self._leave(workspace),
            refused=lambda error: self._read_plainly(opening),
        )  # fmt: skip

    def _show(self, opening: Opening) -> None:
        old, had_results = self.state.workspace, self.analysed is not None or self._given_up
        aside = {name: getattr(self.settings.clean, name) for name in ("until", "exclude_orders", "exclude_orders_with")}
        clean = replace(opening.plan.clean, **aside) if opening.again else opening.plan.clean
        self.reading, self.settings = opening.reading, AnalysisSettings(roles=opening.plan.roles, clean=clean)
        self.analysed, self.saved, self._given_up = None, {}, False
        self.recalled, self._shape = opening.recalled, opening.shape
        self.forgotten = self.forgotten if opening.again else None
        if self.can_add:
            rows = int(opening.workspace.meta("raw")["rows"])
            self.preferences.add_recent(RecentFile(self.reading.paths, rows, time.time()))
        self.state.open(opening.workspace)
        for what in WRITES:  # what is still to be written of the file before is its own business
            self._jobs.pop(what, None)
        if old is not None:
            self.jobs.later(lambda: self._workspaces.discard(old), str(old.folder))
        self.page_wanted.emit("data")
        if opening.again or opening.plan != Plan():
            self._remember()
        if opening.again and had_results:
            self.analyse(then="")

    def _start(self, what: str, title: dict, request: str, settings: dict, *, done, ended=None, refused=None) -> Job:
        """`done(result)` when it worked, `ended()` when it did not, unless `refused(error)` took the error upon itself;
        the page of its result follows `changed`."""

        def over() -> None:
            if self._jobs.get(what) is job:
                del self._jobs[what]

        def succeeded(result: dict) -> None:
            over()
            done(result)
            self.changed.emit()

        def failed(error: AssocError) -> None:
            over()
            if refused is not None and refused(error):
                self.changed.emit()
                return
            stopped()
            self.fail(error)

        def stopped() -> None:
            over()
            if ended is not None:
                ended()
            self.changed.emit()

        job = self.jobs.start(self, title, request, settings, done=succeeded, failed=failed, cancelled=stopped)
        self._jobs[what] = job
        self.changed.emit()
        return job

    def _stop(self, *kinds: str) -> None:
        for what in kinds:
            job = self._jobs.get(what)
            if job is not None:
                job.cancel()

    def _here(self) -> dict:
        return {"workspace": str(self.state.workspace.folder)}

    def fail(self, error: AssocError) -> None:
        self.error = error
        self.failed.emit(error)
