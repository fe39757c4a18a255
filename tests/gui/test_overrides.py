"""An error of any kind in an override is an error: it neither ends the program nor passes unseen."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget

from assoc_gui.overrides import settle
from assoc_gui.widgets.charts import Chart

SHOWN = """
from PySide6.QtWidgets import QApplication, QWidget
from assoc_gui.overrides import settle
class Shown(QWidget):
    def showEvent(self, event):
        {error}
settle(Shown)
application = QApplication([])
try:
    Shown().show()
except Exception as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(("error", "name"),
                         [("[][1]", "IndexError"), ("super().showEvent()", "TypeError"), ("next(iter(()))", "StopIteration")])
def test_it_is_raised_where_the_widget_was_shown(error, name):
    done = subprocess.run([sys.executable, "-c", SHOWN.format(error=error)], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, name), done.stderr


def test_what_is_ours_alone_stays_as_it_is():
    class Plain(QWidget):
        def paintEvent(self, event) -> None:
            """Ours instead of Qt's."""

        def own(self) -> None:
            """Not Qt's."""

    paint, own = Plain.paintEvent, Plain.own
    settle(Plain)
    assert Plain.own is own and Plain.paintEvent is not paint and Plain.paintEvent.__doc__ == paint.__doc__


def test_the_window_has_them_settled(start):
    assert start().window.pages["findings"]
    assert hasattr(Chart.showEvent, "__wrapped__") == (sys.version_info < (3, 12))
