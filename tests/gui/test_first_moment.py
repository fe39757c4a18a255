"""The first moment of the window, before all that its pages are made with is loaded: every act of a user works, and closing too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A new process, since this one has everything loaded. ACT comes with the first picture.
FIRST = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
sys.path.insert(0, "tests/gui")
from assoc_gui.application import Application
from assoc_gui.jobs import Jobs
from assoc_gui.preferences import Preferences
from assoc_gui.workspaces import Workspaces

class Unasked:
    pid = 0
    def send(self, request, settings):
        asked.append(request)
        return len(asked)
    def receive(self, timeout=None): import time; time.sleep(0.01)
    def cancel(self, number): pass
    def end(self): ended.append(1)

app, folder, asked, ended, told = QApplication([]), Path(sys.argv[1]), [], [], {}
sales = folder / "sales.csv"
sales.write_text("Order,Item")
preferences = Preferences(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
preferences.language = "en"
running = Application(app, preferences, Workspaces(folder / "w"), Jobs(Unasked), Jobs(Unasked))
told["loaded"] = [name for name in ("numpy", "pyqtgraph", "babel", "multiprocessing") if name in sys.modules]

def act():
    told["there"] = list(running.window.pages)
    ACT
    told["shown"] = running.window.page.name

def whole():
    if not asked:  # the engine begins on a thread of its own
        QTimer.singleShot(50, whole)
        return
    told["asked"], told["language"], told["page"] = asked[:], running.window.text.language, running.window.page.name
    told["pages"] = sorted(running.window.pages)
    running.close()
    app.quit()

running.window.seen.connect(act)
running.whole = whole
running.window.show()
app.exec()
told["ended"] = len(ended)
print(json.dumps(told))
"""
PAGES = ["actions", "data", "findings", "help", "models", "report", "start"]


def after(act: str, folder: Path) -> dict:
    """What the window tells of itself before an act, just after it and when all is there."""
    command = [sys.executable, "-c", FIRST.replace("ACT", act), str(folder)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert said.returncode == 0 and "Traceback" not in said.stderr, said.stderr
    return json.loads(said.stdout)


def test_a_page_picked_before_it_is_there_is_shown_when_it_is(tmp_path):
    told = after("running.window.side.buttons['report'].click()", tmp_path)
    assert told["loaded"] == [], "the first picture needs none of these"
    assert (told["there"], told["shown"]) == (["start"], "start")
    assert (told["pages"], told["page"], told["asked"]) == (PAGES, "report", ["warm"])


def test_a_page_that_the_program_asks_for_then_is_there_at_once(tmp_path):
    assert after("running.window.go_to('models')", tmp_path)["shown"] == "models"


@pytest.mark.parametrize(("act", "told"), [
    ("from steps import drop; drop(running.window, sales)", {"asked": ["warm", "read"]}),
    ("running.window.language_wanted.emit('zh_CN')", {"language": "zh_CN", "pages": PAGES}),
    ("running.window.close()", {"ended": 1}),
])  # fmt: skip
def test_what_is_done_then_is_done(tmp_path, act, told):
    found = after(act, tmp_path)
    assert {name: found.get(name) for name in told} == told
