"""How long until something is there: importing the engine's package, and the window on screen beside a bare window of PySide6.

    python -m tests.benchmarks.starting [--runs 7]

Every run is a process of its own, the kinds take turns, the middle one counts; beside the time by the clock stands the processor's, since
on a busy machine the rest is waiting for a core. The window is that of main.py, with nothing remembered and with eight recent files; it is
there when its first paint event has been answered. Told as well: when all its pages are there, and the longest that the window stood still
from its first picture to then, beside an engine that starts. Python keeps what it compiles, as it does for who installs the program. Goals:
the package within 0.3 s, the window within twice the bare one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIMED = """
import time
begun, worked = time.perf_counter(), time.process_time()

def tell(*more):
    print(time.perf_counter() - begun, time.process_time() - worked, *more, flush=True)

"""
SHOWN = """
import os
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

def seen():
    tell()
    os._exit(0)

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, seen)
        return False

def show(window):
    window.installEventFilter(watch)
    QWidget.show(window)

watch = Watch()
QMainWindow.show = show
"""
BARE = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel('a window'))
window.resize(1440, 900)
window.show()
app.exec()
"""
ASSOC = """
import sys
sys.argv = ['main.py']
import main
main.main()
"""
UNTIL_WHOLE = """
import gc
import tests.benchmarks.window_watch as measured

def seen():
    global stood
    from PySide6.QtWidgets import QApplication
    stood = measured.Watch(QApplication.instance())
    stood.start()

def whole():  # what the program does when all is there
    stood._turn()
    tell(max(gap for gap, *_ in stood.gaps))
    os._exit(0)

gc.freeze = whole
"""
KINDS = {
    "package": "import assoc_engine\ntell()",
    "bare window": SHOWN + BARE,
    "Assoc": SHOWN + ASSOC,
    "Assoc, recent files": SHOWN + ASSOC,
    "Assoc, all pages": SHOWN + UNTIL_WHOLE + ASSOC,
}


def figures(kind: str, folder: Path) -> list[float]:
    """What a program of this kind tells: seconds by the clock, of the processor, and of its longest gap."""
    home = folder / ("used" if "recent" in kind else "new")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home),
    }  # fmt: skip
    if not os.environ.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    said = subprocess.run([sys.executable, "-c", TIMED + KINDS[kind]], cwd=ROOT, env=environment, capture_output=True, text=True)
    if said.returncode or not said.stdout:
        raise SystemExit(f"{kind}: {said.stderr}")
    return [float(figure) for figure in said.stdout.split()]


def remember_files(folder: Path) -> None:
    """Recent files as Preferences keep them, opened today, yesterday and long ago."""
    code = (
        "import time\nfrom PySide6.QtCore import QSettings\nfrom assoc_gui.preferences import Preferences, RecentFile\n"
        f"preferences = Preferences(QSettings({str(folder / 'used' / 'Assoc' / 'Assoc.conf')!r}, QSettings.Format.NativeFormat))\n"
        "for day in range(8): preferences.add_recent(RecentFile((f'/sales/{day}.xlsx',), 20_000, time.time() - 86_400 * day))\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    taken: dict[str, list[list[float]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as name:
        remember_files(Path(name))
        for run in range(asked.runs + 1):
            for kind in KINDS:
                found = figures(kind, Path(name))
                if run:  # the first brings files into memory
                    taken[kind].append(found)
    middle = {kind: [statistics.median(values) for values in zip(*runs, strict=True)] for kind, runs in taken.items()}
    for kind, runs in taken.items():
        print(f"{kind}: {middle[kind][0]:.3f} s ({min(runs)[0]:.3f} to {max(runs)[0]:.3f}), processor {middle[kind][1]:.3f} s")
    print(f"longest gap until all pages are there: {1000 * middle['Assoc, all pages'][2]:.0f} ms")
    for kind in ("Assoc", "Assoc, recent files"):
        clock, processor = (mine / bare for mine, bare in zip(middle[kind], middle["bare window"], strict=True))
        print(f"{kind} ÷ bare window: {clock:.2f}, by the processor's time {processor:.2f}")


if __name__ == "__main__":
    main()
