"""The tab Hints over the made shop with forty hints, and what stands on it."""

from __future__ import annotations

import pytest
from imagined import write_hints, write_trials
from played_trainer import PlayedTrainer
from PySide6.QtWidgets import QApplication, QLabel

from assoc_engine.workspace import Workspace
from assoc_gui.pages.findings import HINTS


def show_hints(running, qtbot):
    """The tab, once it is filled."""
    page = running.window.go_to("findings")
    page.tabs.pick(HINTS)
    qtbot.waitUntil(lambda: not page.turns.busy and not page.hints.turns.busy)
    return page


def change(page, name: str = "hints", columns: dict | None = None, **meta) -> None:
    """Show other columns or another meta of a table."""
    workspace = Workspace(page.state.workspace.folder)
    for one in ("hints", "hint_trials"):  # they are taken over together
        table = workspace.get(one)
        changed = ({**table.columns, **(columns or {})}, {**table.meta, **meta}) if one == name else (table.columns, table.meta)
        workspace.put(one, *changed)
    page.state.refresh()
    page.hints.turns.finish()


@pytest.fixture
def hinted(analysed, qtbot):
    """The page, with forty hints."""
    write_trials(analysed.state.workspace.folder)
    write_hints(analysed.state.workspace.folder)
    analysed.state.refresh()
    page = show_hints(analysed, qtbot)
    page.running_window = analysed
    return page


@pytest.fixture
def learner(analysed, qtbot) -> PlayedTrainer:
    """The models' engine, started."""
    analysed.window.page.training.trainer.warm_up()
    qtbot.waitUntil(lambda: bool(PlayedTrainer.started) and bool(PlayedTrainer.started[0].asked))
    return PlayedTrainer.started[0]


def column(table, title: str) -> list[str]:
    model = table.columns_model
    at = next(i for i, made in enumerate(model.columns) if made.title == title)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def said(panel) -> list[str]:
    QApplication.processEvents()  # new words are shown when the event loop turns
    return [part.text() for part in panel.findChildren(QLabel) if part.isVisibleTo(panel)]
