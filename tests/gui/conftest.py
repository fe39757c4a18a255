"""Fixtures for the window: no screen, settings and workspaces of its own, a played or the real engine."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))  # shop.py

from compared import models, trained, trainer, with_customers  # noqa: F401 (fixtures of the Models page)
from hinted_page import hinted, learner  # noqa: F401 (fixtures of the tab Hints)
from played_engine import PlayedEngine
from played_trainer import PlayedTrainer
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from steps import drop, settle

from assoc_gui.application import Application
from assoc_gui.jobs import Jobs, trainers_jobs
from assoc_gui.preferences import Preferences
from assoc_gui.state import Part
from assoc_gui.workspaces import Workspaces


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("language", "en")
    settings.setValue("theme", "light")
    return Preferences(settings)


@pytest.fixture
def start(qapp, tmp_path, preferences):
    """Opens the window: `start()` with the played engine, `start(real=True)` with the real one."""
    opened = []

    def open_window(real: bool = False) -> Application:
        PlayedEngine.started, PlayedTrainer.started = [], []
        desk, trainers = (Jobs(), trainers_jobs()) if real else (Jobs(PlayedEngine), Jobs(PlayedTrainer, rests_after=60))
        running = Application(qapp, preferences, Workspaces(tmp_path / "workspaces"), desk, trainers)
        running.window.resize(1440, 900)
        running.window.show()
        opened.append(running)
        return running

    yield open_window
    for running in opened:
        running.close()
        running.window.hide()
        running.window.deleteLater()
    qapp.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside an event loop nothing else does it
    opened.clear()
    gc.collect()  # here, where a window that cannot be let go is its own test's failure, not that of any later one


@pytest.fixture
def sales_file(tmp_path) -> Path:
    """A file to drop; the played engine does not look into it."""
    path = tmp_path / "sales.csv"
    path.write_text("Order,Item\n1,Tea\n", encoding="utf-8")
    return path


@pytest.fixture
def running(start, qtbot):
    made = start()
    qtbot.waitUntil(lambda: bool(PlayedEngine.started) and bool(PlayedEngine.started[0].asked))
    made.engine = PlayedEngine.started[0]
    return made


@pytest.fixture
def opened(running, qtbot, sales_file):
    drop(running.window, sales_file)
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    return running


@pytest.fixture
def analysed(opened, qtbot):
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.window.page.name == "findings" and opened.state.has(Part.STRATEGY))
    settle(opened, qtbot)
    return opened
