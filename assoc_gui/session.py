"""What the user can ask for, from opening a file to saving a report, and what comes of it.

It outlives the window's widgets (a change of language builds them anew), so jobs are started in its name.
"""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from assoc_engine.errors import AssocError, WriteError
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings, from_dict, to_dict
from assoc_engine.text import N_
from assoc_engine.workspace import Workspace

from .jobs import Job, Jobs
from .preferences import Preferences, RecentFile
from .state import AppState
from .workspaces import Workspaces

SAMPLE_ROWS, SAMPLE_SEED = 20_000, 1
SAMPLE_NAME = "sample-shop.csv"


class Session(QObject):
    """Requests and their results. `failed(AssocError)` for the banner, `page_wanted(name)` where to look now,
    `changed` when something started or ended or a setting was changed."""

    failed = Signal(object)
    page_wanted = Signal(str)
    changed = Signal()

    def __init__(self, state: AppState, jobs: Jobs, preferences: Preferences, workspaces: Workspaces) -> None:
        super().__init__()
        self.state, self.jobs, self.preferences, self._workspaces = state, jobs, preferences, workspaces
        self.path = ""
        self.settings = AnalysisSettings()
        self.analysed: AnalysisSettings | None = None  # the settings of the results that are shown
        self.error: AssocError | None = None
        self.saved: dict[str, str] = {}  # paths of the "report" and the "links" last written of these results
        self._jobs: dict[str, Job] = {}
        self._given_up = False  # an analysis was stopped for a file that is not open yet

    def doing(self, what: str) -> Job | None:
        """The job now at "read", "roles", "analyse", "report" or "links"."""
        return self._jobs.get(what)

    @property
    def outdated(self) -> bool:
        """Were settings changed since the results shown were made?"""
        return self.analysed is not None and self.settings != self.analysed

    def open_file(self, path: str) -> None:
        """Read a file into a workspace of its own; the one that is open stays until that has worked."""
        self.preferences.last_folder = str(Path(path).parent)
        workspace = self._room()
        if workspace is not None:
            self._read(workspace, path, N_("Reading {file}"))

    def open_sample(self, language: str) -> None:
        """Write the sample shop's file and read it."""
        title = N_("Opening the sample shop")
        workspace = self._room()
        if workspace is None:
            return
        path = str(self._workspaces.root / SAMPLE_NAME)
        self._start(
            "read", title, "sample", {"path": path, "rows": SAMPLE_ROWS, "seed": SAMPLE_SEED, "language": language},
            done=lambda result: self._read(workspace, path, title), ended=lambda: self._leave(workspace),
        )  # fmt: skip

    def set_role(self, header: str, role: str) -> None:
        """Correct what a column is ("" for: not used), and let the rest be guessed again."""
        others = {column: given for column, given in self.settings.roles.items() if not role or given != role}
        self.settings = dataclasses.replace(self.settings, roles={**others, header: role})
        self._stop("roles")
        self._start(
            "roles", N_("Looking at the columns again"), "roles", {**self._here(), "roles": self.settings.roles},
            done=lambda result: self.state.refresh(),
        )  # fmt: skip

    def set_clean(self, **values) -> None:
        """Change cleaning settings and analyse again."""
        clean = from_dict(CleanSettings, {**to_dict(self.settings.clean), **values})
        self.settings = dataclasses.replace(self.settings, clean=clean)
        self.analyse(then="")

    def analyse(self, then: str = "findings") -> None:
        """Run the whole analysis with the settings as they are; `then` is the page to show at its end."""
        settings = self.settings
        self._stop("analyse", "report", "links")
        self.saved = {}

        def done(result: dict) -> None:
            self.analysed = settings
            self.state.refresh(ended=True)
            if then:
                self.page_wanted.emit(then)

        job = self._start(
            "analyse", N_("Analysing"), "analyse", {**self._here(), "settings": to_dict(settings)},
            done=done, ended=lambda: self.state.refresh(ended=True),
        )  # fmt: skip
        job.progressed.connect(self._look)

    def save_report(self, path: str, language: str) -> None:
        self.preferences.last_folder = str(Path(path).parent)
        self._write("report", N_("Writing the report"), {"path": path, "language": language})

    def save_links(self, path: str) -> None:
        self.preferences.last_folder = str(Path(path).parent)
        self._write("links", N_("Writing the links"), {"path": path})

    def dismiss_error(self) -> None:
        self.error = None

    def _write(self, what: str, title: str, settings: dict) -> None:
        def done(result: dict) -> None:
            self.saved = {**self.saved, what: result["path"]}

        self._stop(what)
        self._start(what, title, what, {**self._here(), **settings}, done=done)

    def _room(self) -> Workspace | None:
        """A workspace for another file; what is being read now is given up, what is analysed only if it can be read."""
        self._given_up = self._given_up or self.doing("analyse") is not None
        self._stop("read", "analyse", "roles")
        self.dismiss_error()
        try:
            return self._workspaces.new()
        except WriteError as error:
            self._fail(error)
            return None

    def _leave(self, workspace: Workspace) -> None:
        """The other file was not opened: go on with the one that is."""
        self.jobs.later(lambda: self._workspaces.discard(workspace))
        if self._given_up:
            self._given_up = False
            self.analyse(then="")

    def _read(self, workspace: Workspace, path: str, title: str) -> None:
        def done(result: dict) -> None:
            old = self.state.workspace
            self.path, self.settings, self.analysed, self.saved = path, AnalysisSettings(), None, {}
            self._given_up = False
            if Path(path).name != SAMPLE_NAME:
                self.preferences.add_recent(RecentFile(path, int(result["rows"]), time.time()))
            self.state.open(workspace)
            if old is not None:
                self.jobs.later(lambda: self._workspaces.discard(old))
            self.page_wanted.emit("data")

        self._start(
            "read", title, "read", {"workspace": str(workspace.folder), "read": to_dict(ReadSettings((path,)))},
            values={"file": Path(path).name}, done=done, ended=lambda: self._leave(workspace),
        )  # fmt: skip

    def _start(self, what: str, title: str, request: str, settings: dict, *, done, ended=None, values=None) -> Job:
        """`done(result)` when it worked, `ended()` when it did not; the page of its result follows `changed`."""

        def over() -> None:
            if self._jobs.get(what) is job:
                del self._jobs[what]

        def succeeded(result: dict) -> None:
            over()
            done(result)
            self.changed.emit()

        def failed(error: AssocError) -> None:
            stopped()
            self._fail(error)

        def stopped() -> None:
            over()
            if ended is not None:
                ended()
            self.changed.emit()

        job = self.jobs.start(
            self, {"message": title, "values": values or {}}, request, settings,
            done=succeeded, failed=failed, cancelled=stopped,
        )  # fmt: skip
        self._jobs[what] = job
        self.changed.emit()
        return job

    def _stop(self, *kinds: str) -> None:
        for what in kinds:
            job = self._jobs.get(what)
            if job is not None:
                job.cancel()

    def _look(self) -> None:
        self.state.refresh()

    def _here(self) -> dict:
        return {"workspace": str(self.state.workspace.folder)}

    def _fail(self, error: AssocError) -> None:
        self.error = error
        self.failed.emit(error)
