"""The Models page over the made shop: before anything was compared, at a comparison, after it, and with another board."""

from __future__ import annotations

import played_engine
import pytest
from played_trainer import PlayedTrainer
from shop import write_clean
from shop_models import write_customers
from steps import settle

from assoc_engine.workspace import Workspace
from assoc_gui.state import Part


@pytest.fixture
def with_customers(monkeypatch):
    """The made shop knows its customers."""

    def write(folder, settings=None, orders=200):
        write_clean(folder, settings, orders)
        write_customers(folder, orders)

    monkeypatch.setattr(played_engine, "write_clean", write)


@pytest.fixture
def models(with_customers, analysed, qtbot):
    """The page, nothing compared yet."""
    page = analysed.window.go_to("models")
    settle(analysed, qtbot)
    page.running_window = analysed
    return page


@pytest.fixture
def trainer(models, qtbot) -> PlayedTrainer:
    """The models' engine, at a training that does not end by itself."""
    models.training.trainer.warm_up()
    qtbot.waitUntil(lambda: bool(PlayedTrainer.started) and bool(PlayedTrainer.started[0].asked))
    PlayedTrainer.started[0].hang.add("train")
    models.run.start_button.click()
    qtbot.waitUntil(lambda: models.state.has(Part.BOARD) and models.training.job.share > 0 and not models.turns.busy)
    return PlayedTrainer.started[0]


@pytest.fixture
def trained(models, trainer, qtbot):
    trainer.carry_on()
    settle(models.running_window, qtbot)
    return models


def change_board(of, qtbot, **changes) -> None:
    """Another leaderboard: `changes`: task → what its result says otherwise."""
    workspace = Workspace(of.state.workspace.folder)
    board = workspace.get("leaderboard")
    tasks = [{**told, **changes.get(told["task"].replace("-", "_"), {})} for told in board.meta["tasks"]]
    workspace.put("leaderboard", board.columns, {**board.meta, "tasks": tasks})
    of.state.refresh()
    settle(of.running_window, qtbot)
