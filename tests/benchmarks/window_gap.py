"""How long the window ever stands still: `python tests/benchmarks/window_gap.py FILE`.

Runs the real window and the real engine (offscreen unless there is a display; under Xvfb: `xvfb-run`), drops a file,
analyses it, opens every page and every tab of Data, filters, sorts, picks, switches a rule, saves a report, and trains the
models (for as long as --training says, then it stops them) while the pages are looked at and a report is saved. A 5 ms timer
in the event loop measures the gaps between two turns; a thread looks at the main thread's stack while a gap grows, so
that the cause of the longest is known. Prints the 99th percentile, the maximum, and what the window was doing then; and
the same of the window's own work, its thread's processor time: on a busy machine the rest of a gap is waiting for a core.
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TICK = 0.005  # seconds between two turns of the measuring timer
LOOK = 0.012  # seconds without a turn before the stack is looked at


class Watch:
    """The measuring timer, and the thread that looks what holds the loop."""

    def __init__(self, app) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[tuple[float, float, str, str]] = []  # seconds, of them at work, phase, stack
        self.phase = "start"
        self._last, self._worked, self._seen = time.perf_counter(), time.thread_time(), collections.Counter()
        self._main, self._over = threading.main_thread().ident, False
        self._timer = QTimer(app, timerType=Qt.TimerType.PreciseTimer, interval=int(TICK * 1000))
        self._timer.timeout.connect(self._turn)
        threading.Thread(target=self._look, daemon=True).start()

    def start(self) -> None:
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._over = True

    def _turn(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        # Looked at every 2 ms: what was seen most is what took most of the gap.
        seen = (
            "; ".join(f"{stack} ({times})" for stack, times in self._seen.most_common(3) if stack)
            if now - self._last > LOOK
            else ""
        )
        self.gaps.append((now - self._last, worked - self._worked, self.phase, seen))
        self._last, self._worked, self._seen = now, worked, collections.Counter()

    def _look(self) -> None:
        while not self._over:
            time.sleep(0.002)
            if time.perf_counter() - self._last > LOOK:
                self._seen[where(sys._current_frames().get(self._main))] += 1


def where(frame) -> str:
    """The innermost lines of our own code in a stack. Quick and without touching a file: the frames are alive."""
    own = []
    while frame is not None and len(own) < 4:
        name = frame.f_code.co_filename
        if "assoc_gui" in name or "assoc_engine" in name:
            own.append(f"{name.split('assoc_')[-1]}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(own))


def main() -> int:
    from PySide6.QtCore import QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from assoc_gui.application import Application, keep_for_good
    from assoc_gui.preferences import Preferences
    from assoc_gui.workspaces import Workspaces

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--training", type=float, default=90, help="seconds the models are trained at most")
    chosen = parser.parse_args()
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", chosen.language)
        running = Application(app, Preferences(settings), Workspaces(Path(folder) / "workspaces"))
        running.window.resize(1440, 900)
        keep_for_good()
        running.window.show()
        watch = Watch(app)
        walk = walk_through(running, chosen.file.resolve(), Path(folder) / "report.xlsx", watch, chosen.training)

        def step() -> None:
            try:
                QTimer.singleShot(int(next(walk) * 1000), step)
            except StopIteration:
                app.exit()

        QTimer.singleShot(1500, lambda: (watch.start(), step()))
        begun = time.perf_counter()
        app.exec()
        watch.stop()
        report(watch, chosen.file.name, time.perf_counter() - begun)
        running.window.close()
    return 0


def walk_through(running, file: Path, target: Path, watch: Watch, training: float):
    """The user's way, as a generator of seconds to wait."""
    from assoc_gui.pages.findings import GLANCE

    window, session = running.window, running.session

    def idle():
        while running.jobs.current is not None:
            yield 0.05
        yield 0.6

    watch.phase = "reading"
    drop(window, file)
    yield from idle()
    watch.phase = "analysing"
    window.page.analyse_button.click()
    yield from idle()
    for name in ("start", "data", "findings", "actions", "report", "findings", "data", "actions"):
        watch.phase = f"open {name}"
        window.go_to(name)
        yield 0.6
    page = window.go_to("findings")
    yield 0.5
    if len(running.state.get("links")["a"]):
        watch.phase = "at a glance"
        page.tabs.pick(GLANCE)
        yield 0.6
        page.tabs.pick(0)
        yield 0.6
        watch.phase = "filtering"
        page.pairs.which.all_button.click()
        yield 0.3
        for word in ("b", "ba", "bag", "bag r", "bag re", "bag red", ""):
            page.pairs.search.setText(word)
            yield 0.15
        watch.phase = "sorting"
        for column in (1, 2, 3, 4, 5, 6):
            page.pairs.table.horizontalHeader().sectionClicked.emit(column)
            yield 0.3
        watch.phase = "picking"
        for row in range(0, 40, 5):
            page.pairs.table.selectRow(row)
            yield 0.15
        watch.phase = "scrolling"
        bar = page.pairs.table.verticalScrollBar()
        for place in range(0, bar.maximum(), max(1, bar.maximum() // 20)):
            bar.setValue(place)
            yield 0.05
        watch.phase = "orders behind"
        page.pairs.evidence.orders_button.click()
        yield 0.5
        for row in range(3):
            page.pairs.orders.orders.selectRow(row)
            yield 0.2
    page = window.go_to("data")
    for index, tab in enumerate(page.tabs.buttons):
        if tab.isVisible():
            watch.phase = f"Data, tab {index + 1}"
            page.tabs.pick(index)
            yield 0.6
    watch.phase = "rule switched"
    page.tabs.pick(0)
    session.set_clean(duplicates=not session.settings.clean.duplicates)
    yield from idle()
    watch.phase = "findings after it"
    window.go_to("findings")
    yield 0.8
    watch.phase = "rule switched back"
    session.set_clean(duplicates=not session.settings.clean.duplicates)
    yield from idle()
    watch.phase = "report"
    window.go_to("report")
    session.save_report(str(target), "en")
    yield from idle()
    yield from train(running, target, watch, training)
    watch.phase = "theme"
    running.theme.choose("light" if running.theme.dark else "dark")
    yield 0.8
    watch.phase = "language"
    running.speak("zh_CN")
    yield 0.8


def train(running, target: Path, watch: Watch, seconds: float):
    """The models learn while the window is used, are stopped, and are looked at."""
    window, training = running.window, running.training
    watch.phase = "open models"
    page = window.go_to("models")
    yield 1.5
    watch.phase = "training begins"
    page.run.start_button.click()
    yield 5
    end = time.monotonic() + seconds - 5
    while training.job is not None and time.monotonic() < end:
        watch.phase = "training"
        yield 6
        for name in ("findings", "actions", "models"):
            watch.phase = f"training, open {name}"
            window.go_to(name)
            yield 1
        for index in (1, 2, 0):
            watch.phase = "training, questions"
            page.tabs.pick(index)
            yield 0.6
        watch.phase = "training, report"
        running.session.save_report(str(target), "en")
        while running.jobs.current is not None:
            yield 0.05
    watch.phase = "training stops"
    training.stop()
    while training.job is not None:
        yield 0.05
    yield 1
    for index in (0, 1, 2):
        watch.phase = "models, questions"
        page.tabs.pick(index)
        yield 0.8
    page.tabs.pick(0)
    for index in (1, 0):
        watch.phase = "models, figures"
        page.board.pick(index)
        yield 0.6
    for button in (page.run.curves_button, page.run.settings_button):
        watch.phase = "models, " + ("curves" if button is page.run.curves_button else "settings")
        button.click()
        yield 0.8
        button.click()
        yield 0.4
    if page.has_lists():
        watch.phase = "models, lists"
        for row in range(0, 20, 4):
            page.lists.owners.selectRow(row)
            yield 0.15
        for word in ("b", "ba", "bag", ""):
            page.lists.search.setText(word)
            yield 0.15


def drop(window, file: Path) -> None:
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDropEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(700, 400), copy, data, left, Qt.KeyboardModifier.NoModifier))


def report(watch: Watch, name: str, seconds: float) -> None:
    print(f"{name}: {seconds:.1f} s, {len(watch.gaps)} turns of the event loop")
    for kind, place in (("between two turns", 0), ("at work in a turn", 1)):
        times = sorted(gap[place] for gap in watch.gaps)
        print(f"{kind}: 99th percentile {1000 * times[int(0.99 * len(times))]:.1f} ms, maximum {1000 * times[-1]:.1f} ms")
        worst: dict[str, float] = collections.defaultdict(float)
        for gap in watch.gaps:
            worst[gap[2]] = max(worst[gap[2]], gap[place])
        print("  longest by phase: " + ", ".join(f"{phase} {1000 * time:.0f}" for phase, time in worst.items()) + " ms")
    for gap, worked, phase, stack in sorted(watch.gaps, key=lambda gap: gap[1], reverse=True)[:10]:
        cause = stack or "Qt itself (layout and painting)"
        print(f"  {1000 * gap:6.1f} ms, at work {1000 * worked:6.1f}, in {phase}: {cause}")


if __name__ == "__main__":
    sys.exit(main())
