"""What a user does to the window, at random, and what must be true afterwards; window_sequences.py runs it."""

from __future__ import annotations

import faulthandler
import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop, QMimeData, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QSlider, QWidget

from assoc_engine.files import PART
from assoc_engine.progress import PATIENCE
from assoc_engine.settings import CombineSettings
from assoc_gui.application import Application
from assoc_gui.pages.findings import COMBINATIONS, INSTEAD
from assoc_gui.preferences import Preferences
from assoc_gui.state import Part
from assoc_gui.widgets.aside_bar import AsideBar
from assoc_gui.widgets.switch import Switch
from assoc_gui.widgets.table import DataTable
from assoc_gui.workspaces import Workspaces
from tests.benchmarks.window_truths import Faults, Truths

ACTS = 25  # of one sequence
HANGS = 120  # seconds after which what does not come to rest, hangs
STOPS = 5  # seconds in which Escape ends what is at work
FAST = {  # questions → methods to compare: those that count, or a net
    ("page", "next-basket"): ("cosine", "gru"), ("page",): ("popularity", "cosine"), ("next-basket",): ("frequency", "gru"),
}  # fmt: skip


def _note(ends: list[str], kind: str, heard: Callable[..., None] | None, *values: object) -> None:
    ends.append(kind)
    if heard is not None:
        heard(*values)


def wait(seconds: float) -> None:
    loop = QEventLoop()  # which removes what is to be deleted later, as the program's own does
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


class User:
    """One window from its opening to its end."""

    def __init__(self, app: QApplication, files: list[Path], broken: Path, folder: Path, faults: Faults, chance: random.Random) -> None:
        self.files, self.broken, self.folder, self.faults, self.chance = files, broken, folder, faults, chance
        folder.mkdir()
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", chance.choice(("en", "zh_CN")))
        self.running = Application(app, Preferences(settings), Workspaces(folder / "workspaces"))
        self.running.window.resize(1440, 900)
        self.running.window.show()
        for jobs in (self.running.jobs, self.running.trainer):
            jobs.changed.connect(self._see_engines)
        self.truths = Truths(self.running, faults)
        self.pids: set[int] = set()
        self.done: Counter[str] = Counter()
        self.escapes: Counter[str] = Counter()  # how what was at work ended after it

    def go_through(self) -> None:
        self._act("open", self.open)
        self._come_to_see()
        for name in self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=ACTS):
            self._act(name, getattr(self, name))
            if self.chance.random() < 0.4:
                self.settle()
            else:
                wait(self.chance.choice((0.0, 0.01, 0.05, 0.2, 0.6)))
            if name == "open":
                self._come_to_see()
        self.settle()
        self._still_works()
        self.close()

    def _come_to_see(self) -> None:
        """Most who open something want it analysed; many wait for that."""
        if self.chance.random() < 0.8:
            self.settle()
            self._act("analyse", self.analyse)
        if self.chance.random() < 0.6:
            self.settle()

    def _act(self, name: str, act: Callable[[], object]) -> None:
        faulthandler.dump_traceback_later(HANGS + 60, exit=True)
        at = len(self.faults.acts)
        self.faults.acts.append(name)
        self.truths.see_act(name)
        if act() is not False:
            self.done[name] += 1
        else:
            self.faults.acts[at] += "–"  # there was nothing to do it to

    def settle(self) -> None:
        """Until nothing is at work any more, and what has to be true then."""
        end = time.monotonic() + HANGS
        wait(0.02)
        while self.at_work() and time.monotonic() < end:
            wait(0.05)
        if self.at_work():
            job = self.running.jobs.current
            self.faults.add(f"hangs: {job and job.request}, page {self.window.page.name}, turns {self.window.page.turns.busy}")
        self._check()

    def at_work(self) -> bool:
        running = self.running
        return running.jobs.current is not None or running.trainer.current is not None or self.window.page.turns.busy

    @property
    def window(self):
        return self.running.window

    def _see_engines(self) -> None:
        for jobs in (self.running.jobs, self.running.trainer):
            if jobs._reader is not None and jobs._reader.engine is not None:
                self.truths.see_engine(jobs._reader.engine.log)
                self.pids.add(jobs._reader.engine.pid)

    def _check(self) -> None:
        self.truths.check()
        page = self.window.page
        if page.has_content() != (page._content is not None and page._stack.currentWidget() is page._content):
            self.faults.add(f"page {page.name} does not show what it has: {page.has_content()}")

    def _still_works(self) -> None:
        """After all of it the file can be analysed, and the analysis is whole."""
        session, state = self.running.session, self.running.state
        if session.locked is None and state.has(Part.ROLES):
            self._act("analyse at last", session.analyse)
            self.settle()
            if not state.has(Part.STRATEGY):
                self.faults.add(f"is not analysed at last: {session.error!r}")

    # What a user does: False where there is nothing to do it to ----------------------------------------------------

    def open(self) -> None:
        first = self.running.state.workspace is None
        broken = not first and self.chance.random() < 0.15
        if broken:
            self.truths.may_say(self.broken.name)
        names = [self.broken] if broken else self.chance.sample(self.files, self.chance.choice((1, 1, 1, 2)))
        data, place = QMimeData(), QPointF(500, 400)
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in names])
        self.window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
        if self.window.question.isVisible():
            question = self.window.question
            self.chance.choice((question.add_button, question.open_button, question.open_button, question.cancel_button)).click()

    def analyse(self) -> bool | None:
        """By the button of Data where it is there, else once more, as a notice offers it."""
        if not self.running.state.has(Part.ROLES):
            return False
        button = getattr(self.window.go_to("data"), "analyse_button", None)
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()
        else:
            self.running.session.analyse()
        self.truths.will_show(Part.STRATEGY)
        return None

    def cancel(self) -> bool | None:
        """In the middle of whatever is at work, by Escape."""
        self._begin_something()
        training = self.running.training.job
        shown = training if self.window.page.running() is training else None  # elsewhere Escape lets it go on
        job = self.running.jobs.current or shown
        if job is None:
            return False
        ends: list[str] = []
        job._callbacks = {kind: partial(_note, ends, kind, heard) for kind, heard in job._callbacks.items()}
        self.truths.see_stop()
        begun = time.monotonic()
        for _press in range(3):  # a question, then what is at work
            if job.open and not job.stopping:
                escape = QKeySequence(Qt.Key.Key_Escape)
                next(one for one in self.window.findChildren(QShortcut) if one.key() == escape).activated.emit()
        if job.open and not job.stopping:
            self.faults.add(f"Escape does not stop {job.request}")
        while job.open and time.monotonic() < begun + STOPS:
            wait(0.02)
        took, end = time.monotonic() - begun, ends[0] if ends else "still at work"
        self.escapes[end] += 1
        if job.open or (end == "done" and took > PATIENCE + 0.5):
            self.faults.add(f"{job.request} is {end} {took:.1f} s after Escape")
        self.settle()
        return None

    def kill(self) -> bool | None:
        """An engine's process, as the system would, at work or not."""
        self._begin_something()
        pids = [pid for pid in (self.running.jobs.engine_pid, self.running.trainer.engine_pid) if pid and psutil.pid_exists(pid)]
        if not pids:
            return False
        self.truths.see_stop()
        self.truths.may_say("EngineDied")
        psutil.Process(pids[-1] if self.running.training.job is not None else self.chance.choice(pids)).kill()
        self.settle()
        return None

    def _begin_something(self) -> None:
        if self.running.state.has(Part.ROLES) and self.chance.random() < 0.8:
            name = self.chance.choice(("open", "analyse", "combinations", "substitutes", "rule", "save", "pairs", "train"))
            self._act(name, getattr(self, name))
            wait(self.chance.choice((0.0, 0.02, 0.05, 0.1, 0.2, 0.4)))

    def go(self) -> None:
        self.chance.choice(list(self.window.side.buttons.values())).click()

    def tab(self) -> bool | None:
        page = self.window.page
        buttons = [made for made in page.tabs.buttons if made.isVisible()] if page.tabs is not None else []
        return self._one(buttons, lambda made: made.click())

    def filter(self) -> bool | None:
        word = "".join(self.chance.choices("abcdestr茶杯 ", k=self.chance.randint(0, 3)))
        return self._one(self._seen(QLineEdit), lambda field: field.setText(word))

    def sort(self) -> bool | None:
        tables = [table for table in self._seen(DataTable) if table.model().columnCount()]
        return self._one(tables, lambda table: table.horizontalHeader().sectionClicked.emit(
            self.chance.randrange(table.model().columnCount())))  # fmt: skip

    def pick(self) -> bool | None:
        tables = [table for table in self._seen(DataTable) if table.model().rowCount()]
        return self._one(tables, lambda table: table.selectRow(self.chance.randrange(table.model().rowCount())))

    def slide(self) -> bool | None:
        return self._one(self._seen(QSlider), lambda slider: slider.setValue(self.chance.randint(slider.minimum(), slider.maximum())))

    def press(self) -> bool | None:
        """A button that stays down, or a switch, on the page."""
        made = [one for one in self._seen(QPushButton) if one.isCheckable()] + list(self._seen(Switch))
        return self._one(made, lambda one: one.click())

    def aside(self) -> bool | None:
        """A kind of orders that links are tested without, tested as well or not."""
        page = self.window.go_to("findings")
        wait(0.1)
        switches = [one for bar in (page.bars if page.has_content() else []) if isinstance(bar, AsideBar) for one in bar.switches.values()]
        return self._one(switches, lambda one: one.click())

    def pairs(self) -> bool | None:
        """Pairs counted again, from another number of orders on."""
        if not self.running.state.has(Part.STRATEGY):
            return False
        self.running.mining.count_pairs(min_orders=self.chance.choice((2, 3, 5, 12)))
        self.truths.will_show(Part.STRATEGY)
        return None

    def combinations(self) -> bool | None:
        if not self._show_finding(COMBINATIONS):
            return False
        if self.chance.random() < 0.5 and self.running.state.has(Part.CLEAN):
            self.running.mining.combine(CombineSettings(kind=self.chance.choice(("rules", "sets")),
                                                        min_orders=self.chance.choice((2, 4, 9))))
            self.truths.will_show(Part.COMBINATIONS)
        return None

    def substitutes(self) -> bool | None:
        return None if self._show_finding(INSTEAD) else False

    def rule(self) -> bool | None:
        """A rule of cleaning, switched."""
        session = self.running.session
        if not self.running.state.has(Part.CLEAN):
            return False
        session.set_clean(duplicates=not session.settings.clean.duplicates)
        return None

    def save(self) -> bool | None:
        """A report, or one of the tables, into a file of its own."""
        session, state = self.running.session, self.running.state
        if not state.has(Part.STRATEGY):
            return False
        there = [name for name in ("links", "anti", "combinations", "suggestions") if self._has_rows(name)]
        what, language = self.chance.choice(("report", "report", *there)), self.chance.choice(("en", "zh_CN"))
        path = self.folder / f"{what}{self.done['save']}.{'xlsx' if what == 'report' else 'csv'}"
        begin = {
            "report": lambda: session.save_report(str(path), language), "links": lambda: session.save_links(str(path)),
            "anti": lambda: session.save_substitutes(str(path)), "suggestions": lambda: session.save_lists(str(path), "page", language),
            "combinations": lambda: session.save_table("combinations_csv", str(path), language),
        }  # fmt: skip
        if self.at_work():
            self.truths.may_say("anew")
        begin[what]()
        self.truths.will_save(path)
        return None

    def save_and_look(self) -> None:
        """Nothing else is done until it is there."""
        self._act("save", self.save)
        self.settle()

    def _has_rows(self, table: str) -> bool:
        shown = self.running.state.get(table)
        return shown is not None and any(len(column) for column in shown.values())

    def train(self) -> bool | None:
        """A few methods compared, on the page where Escape stops it."""
        training = self.running.training
        if not self.running.state.has(Part.CLEAN) or training.job is not None or self.running.session.doing("analyse"):
            return False
        self.window.go_to("models")
        tasks, models = self.chance.choice(list(FAST.items()))
        training.set(tasks=tasks, models=models, size="S", device="cpu", seed=self.chance.randrange(2))
        training.start()
        self.truths.will_show(Part.BOARD)
        return None

    def train_again(self) -> bool | None:
        """One comparison after another, of which the second comes to its end, is stopped or loses its engine."""
        self._act("train", self.train)
        self.settle()
        self._act("train", self.train)
        if self.running.training.job is None:
            return False
        wait(self.chance.choice((0.0, 0.1, 0.3, 0.6)))
        end, pid = self.chance.choice(("through", "stopped", "killed")), self.running.trainer.engine_pid
        if end == "stopped":
            self.truths.see_stop()
            self.running.training.stop()
        elif end == "killed" and pid and self.running.training.job is not None:
            self.truths.see_stop()
            self.truths.may_say("EngineDied")
            psutil.Process(pid).kill()
        self.settle()
        return None

    def language(self) -> None:
        self.window.status.language_wanted.emit("en" if self.window.text.language != "en" else "zh_CN")
        wait(0.05)

    def theme(self) -> None:
        self.running.theme.choose("light" if self.running.theme.dark else "dark")

    def size(self) -> None:
        self.window.resize(*self.chance.choice(((900, 560), (1100, 700), (1440, 900), (1920, 1080))))

    def close(self) -> None:
        """In half of the sequences in the middle of work; no process and no workspace stays."""
        if self.chance.random() < 0.5 and self.running.state.has(Part.ROLES):
            self._act("analyse and close", self.running.session.analyse)
        QTimer.singleShot(100, self._stop_and_close)
        self._act("close", self.window.close)
        wait(0.2)
        window = self.running.window
        if window.isVisible():
            self.faults.add("does not close")
        for pid in self.pids:
            if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                self.faults.add(f"an engine stays: {pid}")
        left = [path.name for path in (self.folder / "workspaces").glob("*") if path.is_dir()]
        if left:
            self.faults.add(f"workspaces stay: {left}")
        if unfinished := [path.name for path in self.folder.glob(f"{PART}*")]:
            self.faults.add(f"unfinished files stay: {unfinished}")
        window.deleteLater()
        wait(0.1)
        faulthandler.cancel_dump_traceback_later()

    def _stop_and_close(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            next(one for one in box.buttons() if box.buttonRole(one) == QMessageBox.ButtonRole.AcceptRole).click()

    def _show_finding(self, index: int) -> bool:
        page = self.window.go_to("findings")
        wait(0.1)
        if not page.has_content() or page.tabs is None or not page.tabs.buttons[index].isVisible():
            return False
        page.tabs.pick(index)
        wait(0.1)
        return True

    def _seen(self, kind: type) -> list[QWidget]:
        return [one for one in self.window.page.findChildren(kind) if one.isVisible() and one.isEnabled()]

    def _one(self, things: list, act: Callable[[object], object]) -> bool | None:
        if not things:
            return False
        act(self.chance.choice(things))
        return None


WEIGHTS = {
    "open": 2, "analyse": 4, "cancel": 4, "kill": 2, "go": 5, "tab": 4, "filter": 3, "sort": 2, "pick": 3, "slide": 3, "press": 3,
    "aside": 2, "pairs": 2, "combinations": 3, "substitutes": 2, "rule": 2, "save": 2, "save_and_look": 3, "train": 2, "train_again": 2,
    "language": 2, "theme": 1, "size": 1,
}  # fmt: skip
