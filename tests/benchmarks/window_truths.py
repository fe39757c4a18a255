"""What must be true in the window whatever a user does, and which act may be the cause of what; window_acts.py acts and asks."""

from __future__ import annotations

import csv
import sys
import threading
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from assoc_engine.analysis import COMPARED, LEARNED, RESULTS
from assoc_engine.models.tables import is_through
from assoc_engine.workspace import Workspace
from assoc_gui.application import Application
from assoc_gui.state import RESTING_ON_CLEAN, Part

COUNTED = {"roles", *RESULTS}
OF_PAIRS = {"aside", "links", "pages", "actions", "anti", "combinations"}
SHOWN_LATER = {"anti", "combinations"}  # looked for when their tab is seen
MAY_CHANGE = {  # act → the tables that may be others after it; an act that is not here changes none
    "open": {"raw", *COUNTED}, "analyse": COUNTED, "analyse at last": COUNTED, "rule": COUNTED, "press": COUNTED, "aside": OF_PAIRS,
    "slide": OF_PAIRS, "pairs": OF_PAIRS, "combinations": SHOWN_LATER, "substitutes": SHOWN_LATER, "tab": SHOWN_LATER, "go": SHOWN_LATER,
    "language": SHOWN_LATER, "save": {"anti"}, "train": {*LEARNED, "opened"},
}  # fmt: skip
GO_WITH = {"quality": {*LEARNED, "unsold", "aside", *SHOWN_LATER}, "links": SHOWN_LATER}  # table replaced → tables that may go
HARMLESS = {  # they stop no work
    "go", "tab", "filter", "sort", "pick", "language", "theme", "size", "save", "save_and_look", "combinations", "substitutes",
}  # fmt: skip
SHEETS = 5  # of a report, at least

Found = dict[str, tuple[int, int, int]]  # table → its generation, a checksum of its manifest, bytes


class Faults:
    """Everything that says that the program went wrong, from wherever it comes."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.acts: list[str] = []  # of this sequence, to see what led there
        sys.excepthook = self._hear
        sys.unraisablehook = lambda one: self.add(f"unraisable {one.exc_value!r} in {one.object!r} at {_place(one.exc_traceback)}")
        threading.excepthook = lambda one: self.add(f"in a thread {one.exc_value!r} at {_place(one.exc_traceback)}")
        qInstallMessageHandler(self._hear_qt)

    def add(self, words: str) -> None:
        self.said.append(f"{words} [after {' > '.join(self.acts[-5:])}]")
        print(f"    WRONG: {self.said[-1]}", flush=True)

    def _hear(self, kind: type, error: BaseException, trace: object) -> None:
        sys.__excepthook__(kind, error, trace)
        self.add(f"{kind.__name__}: {error} at {_place(trace)}")

    def _hear_qt(self, kind: QtMsgType, context: object, message: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and "This plugin does not support" not in message:  # no screen
            self.add(f"Qt: {message}")


class Truths:
    """Between two moments of rest: what was done, what was there, and what may, or must, have come of it."""

    def __init__(self, running: Application, faults: Faults) -> None:
        self._running, self._faults = running, faults
        self._marks: list[tuple[Path | None, Found, bool]] = []  # workspaces and their tables, as they were; was a comparison through?
        self._logs: set[Path] = set()
        self._begin()
        running.session.failed.connect(self._see_error)

    def _begin(self) -> None:
        self.acts: list[str] = []
        self._causes: Counter[str] = Counter()  # errors that may be said: EngineDied, "anew" (what is saved was), or the name of a file
        self._errors = 0
        self._due: dict[Part, tuple[str, Workspace]] = {}  # what has to be there, the act that asked for it, and where
        self._saves: dict[Path, bool] = {}  # what was asked to be written; must it be there?
        self._keep()

    def see_act(self, name: str) -> None:
        self.acts.append(name)
        if name not in HARMLESS:
            self._need_not_come()

    def see_engine(self, log: Path) -> None:
        self._logs.add(log)

    def may_say(self, cause: str) -> None:
        self._causes[cause] += 1

    def will_show(self, part: Part) -> None:
        self._due[part] = self.acts[-1], self._running.state.workspace

    def will_save(self, path: Path) -> None:
        self._saves = {other: must and other.suffix != path.suffix for other, must in self._saves.items()} | {path: True}

    def see_stop(self) -> None:
        """What is at work is about to be stopped: it need not come, and what is there has to stay, or what takes its place."""
        self._need_not_come()
        self._keep()

    def _need_not_come(self) -> None:
        self._due.clear()
        self._saves = dict.fromkeys(self._saves, False)

    def _keep(self) -> None:
        workspace = self._running.state.workspace
        self._marks.append((workspace and workspace.folder, found_in(workspace), workspace is not None and is_through(workspace)))

    def check(self) -> None:
        """At rest."""
        self._check_tables()
        self._check_shown()
        self._check_saved()
        for part, (act, workspace) in self._due.items():
            if not self._errors and self._running.state.workspace is workspace and not self._running.state.has(part):
                self._faults.add(f"{part.name} is not there after {act}")
        for log in self._logs:
            if log.exists() and log.stat().st_size:
                self._faults.add("engine.log: " + log.read_text(encoding="utf-8", errors="replace")[-1500:])
                log.write_text("")
        self._marks.clear()
        self._begin()

    def _see_error(self, error: object) -> None:
        kind, said = type(error).__name__, f"{type(error).__name__} {error.message} {error.values}"
        cause = next((name for name in self._causes if kind == "FileError" and name in said), "")
        cause = kind if kind == "EngineDied" else "anew" if "computed anew" in said else cause
        self._errors += 1
        if not self._causes[cause]:
            self._faults.add(f"{said}: nothing was done that causes it")
        self._causes[cause] -= 1

    def _check_tables(self) -> None:
        workspace, now = self._running.state.workspace, found_in(self._running.state.workspace)
        may = set().union(*(MAY_CHANGE.get(act, set()) for act in self.acts))
        for folder, before, through in self._marks:
            if folder is None or folder != workspace.folder:
                if folder is not None and not {"open", "press"} & set(self.acts):
                    self._faults.add("another workspace is shown, nothing was opened")
                continue
            other = {name for name in before if name in now and now[name] != before[name]}
            go = set().union(*(names for name, names in GO_WITH.items() if name in other)) & may
            if "train" in self.acts:
                go |= set(LEARNED)
            stays: set[str] = set()
            if through and now.get("leaderboard") == before["leaderboard"]:
                stays = {*COMPARED}
            elif through and "leaderboard" in now and not is_through(workspace):
                self._faults.add("a comparison that was through gave way to one that is not")
            if lost := sorted(before.keys() - now.keys() - (go - stays)):
                self._faults.add(f"lost: {lost}")
            if changed := sorted(other - (may - stays)):
                self._faults.add(f"changed, though nothing was done that changes them: {changed}")

    def _check_shown(self) -> None:
        """What is there is shown, as it is, and nothing else."""
        state = self._running.state
        there = state.workspace.generations() if state.workspace is not None else {}
        for part in Part:
            shown = {name: table.generation for name in part.value if (table := state.get(name)) is not None}
            whole = all(name in there for name in part.value) and (part not in RESTING_ON_CLEAN or state.has(Part.CLEAN))
            if whole and len(shown) < len(part.value):
                self._faults.add(f"{part.name} is there and not shown")
            if other := {name: made for name, made in shown.items() if there.get(name) != made}:
                self._faults.add(f"{part.name} is shown as it is not: {other}")
        if state.has(Part.STRATEGY) and max(state.get("actions")["link"], default=-1) >= len(state.get("links")["a"]):
            self._faults.add("actions name links that are not there")

    def _check_saved(self) -> None:
        for path, must in self._saves.items():
            if not path.exists():
                if must and not self._errors:
                    self._faults.add(f"{path.name} was not written")
            elif fault := saved_fault(path):
                self._faults.add(f"{path.name} {fault}")


def found_in(workspace: Workspace | None) -> Found:
    """Each table: another generation, manifest or size is another table, and one that lacks a file is none."""
    found: Found = {}
    for name, generation in (workspace.generations() if workspace is not None else {}).items():
        try:
            workspace.get(name)
            stem = workspace.folder / "data" / f"{name}.{generation}"
            sizes = sum(path.stat().st_size for path in stem.parent.glob(f"{stem.name}.*"))
            found[name] = generation, zlib.crc32(stem.with_name(f"{stem.name}.json").read_bytes()), sizes
        except (OSError, ValueError, KeyError):
            continue
    return found


def saved_fault(path: Path) -> str:
    """What is wrong with a file that was saved: a workbook has sheets that hold something, a table a header and rows as wide."""
    if path.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(path) as book:
                broken = book.testzip()
                sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        except zipfile.BadZipFile as error:
            return repr(error)
        full = sum(b"<row" in sheet for sheet in sheets)
        return f"has {full} sheets of {len(sheets)} with something in them; {broken}" if full < SHEETS or broken else ""
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    return "" if header and rows and all(len(row) == len(header) for row in rows) else f"has the columns {header} and {len(rows)} rows"


def _place(trace: object) -> str:
    lines = []
    while trace is not None:
        lines.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(lines[-4:])
