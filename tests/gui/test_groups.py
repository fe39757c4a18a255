"""The tab Groups with a made shop: why it is empty, the map, the list and the group picked."""

from __future__ import annotations

import numpy as np
import pytest
from imagined import GROUPS, write_groups
from played_trainer import PlayedTrainer

from assoc_gui.pages.groups import GroupsTab


@pytest.fixture
def tab(analysed, qtbot):
    """The tab by itself in a window of its own, nothing grouped yet."""
    made = GroupsTab(analysed.window.page.parts)
    made.running_window = analysed
    made.resize(1200, 640)
    made.show()
    made.fill()
    yield made
    made.hide()
    made.deleteLater()


@pytest.fixture
def grouped(tab, qtbot):
    write_groups(tab.state.workspace.folder)
    tab.state.refresh()
    tab.fill()
    qtbot.waitUntil(lambda: not tab.turns.busy and not tab.view.map._turns.busy)
    return tab


def test_it_shows(grouped):
    view = grouped.view
    assert view.table.columns_model.rowCount() == len(GROUPS)
    view.pick(1)
    assert view.card.place == 1
