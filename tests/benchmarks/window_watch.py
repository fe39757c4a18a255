"""The real window and engine, used by a walk, and how long the window stood still on the way.

A 5 ms timer in the event loop measures the gaps between two turns; a thread looks at the main thread's stack while a gap grows, so
that the cause of the longest is known. Told are the 99th percentile, the maximum, and what the window was doing then; and the same of
the window's own work, its thread's processor time: on a busy machine the rest of a gap is waiting for a core.
"""

from __future__ import annotations

import collections
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

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


def watched(name: str, language: str, walk: Callable[..., Iterator[float]]) -> int:
    """Show the window, let `walk(running, folder, watch)` use it (it yields the seconds to wait), and print what `report` tells."""
    from PySide6.QtCore import QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from assoc_gui.application import Application, keep_for_good
    from assoc_gui.preferences import Preferences
    from assoc_gui.workspaces import Workspaces

    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", language)
        running = Application(app, Preferences(settings), Workspaces(Path(folder) / "workspaces"))
        running.window.resize(1440, 900)
        running.whole = keep_for_good
        running.window.show()
        watch = Watch(app)
        steps = walk(running, Path(folder), watch)

        def step() -> None:
            try:
                QTimer.singleShot(int(next(steps) * 1000), step)
            except StopIteration:
                app.exit()

        QTimer.singleShot(1500, lambda: (watch.start(), step()))
        begun = time.perf_counter()
        app.exec()
        watch.stop()
        report(watch, name, time.perf_counter() - begun)
        running.window.close()
    return 0


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
