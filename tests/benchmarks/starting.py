"""How long until something is there: importing the engine's package, and the window on screen beside a bare window of PySide6.

    python tests/benchmarks/starting.py [--runs 7]

Every run is a process of its own, the kinds take turns, the middle one counts. A window is there when its first paint event has been
answered. Goals: the package within 0.3 s, the window within twice the bare one.
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
SHOWN = """
import sys
def shown(app, window):
    from PySide6.QtCore import QEvent, QObject, QTimer
    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: (print(time.perf_counter() - begun), sys.stdout.flush(), __import__("os")._exit(0)))
            return False
    watch = Watch()
    window.installEventFilter(watch)
    window.show()
    app.exec()
"""
KINDS = {
    "package": "import assoc_engine\nprint(time.perf_counter() - begun)",
    "bare window": SHOWN + "from PySide6.QtWidgets import QApplication, QLabel, QMainWindow\napp = QApplication([])\nwindow = QMainWindow()\n"
    "window.setCentralWidget(QLabel('a window'))\nwindow.resize(1440, 900)\nshown(app, window)",
    "Assoc": SHOWN + "from pathlib import Path\nfrom PySide6.QtCore import QSettings\nfrom PySide6.QtWidgets import QApplication\n"
    "from assoc_gui.application import Application\nfrom assoc_gui.preferences import Preferences\nfrom assoc_gui.workspaces import Workspaces\n"
    "app = QApplication([])\nhere = Path(sys.argv[1])\n"
    "running = Application(app, Preferences(QSettings(str(here / 'p.ini'), QSettings.Format.IniFormat)), Workspaces(here / 'w'))\n"
    "shown(app, running.window)",
}  # fmt: skip


def seconds(kind: str, folder: str) -> float:
    code = "import time\nbegun = time.perf_counter()\n" + KINDS[kind]
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ if not os.environ.get("DISPLAY") else os.environ
    said = subprocess.run([sys.executable, "-c", code, folder], cwd=ROOT, env=environment, capture_output=True, text=True)
    if said.returncode or not said.stdout:
        raise SystemExit(f"{kind}: {said.stderr}")
    return float(said.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(asked.runs + 1):
            for kind in KINDS:
                found = seconds(kind, folder)
                if run:  # the first brings files into memory
                    taken[kind].append(found)
    middle = {kind: statistics.median(values) for kind, values in taken.items()}
    for kind, values in taken.items():
        print(f"{kind}: {middle[kind]:.3f} s ({min(values):.3f} to {max(values):.3f})")
    print(f"window ÷ bare window: {middle['Assoc'] / middle['bare window']:.2f}")


if __name__ == "__main__":
    main()
