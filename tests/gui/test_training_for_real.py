"""The Models page with the real models' engine on the small sample shop."""

from __future__ import annotations

import math

import psutil
import pytest
from test_whole_way import LONG, running, settle  # noqa: F401 (fixtures)

from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS
from assoc_gui import session as session_module
from assoc_gui.state import Part

ROWS = 12_000  # of the sample shop: enough for products that are new in its last part


@pytest.fixture
def models(running, qtbot, monkeypatch, request):  # noqa: F811
    monkeypatch.setattr(session_module, "SAMPLE_ROWS", getattr(request, "param", ROWS))
    opened = running
    opened.window.page.sample_button.click()
    qtbot.waitUntil(lambda: opened.window.page.name == "data", timeout=LONG)
    settle(opened, qtbot)
    opened.session.analyse(then="models")
    qtbot.waitUntil(lambda: opened.window.page.name == "models", timeout=LONG)
    settle(opened, qtbot)
    opened.window.page.running_window = opened
    return opened.window.page


def finish(page, qtbot) -> None:
    """Until the training is over and shown."""
    qtbot.waitUntil(lambda: page.training.job is None and not page.turns.busy, timeout=2 * LONG)


def test_trained_beside_the_desk_and_used(models, qtbot, tmp_path):
    made, training = models.running_window, models.training
    split = models.run.timeline.split
    training.set(tasks=(PAGE, NEW_PRODUCT), models=("cosine",))
    models.run.start_button.click()
    qtbot.waitUntil(lambda: models.state.has(Part.BOARD), timeout=LONG)
    made.session.save_report(str(tmp_path / "meanwhile.xlsx"), "en")
    qtbot.waitUntil(lambda: bool(made.session.saved.get("report")), timeout=LONG)
    assert training.trainer.engine_pid not in (None, made.jobs.engine_pid), "each has a process of its own"
    finish(models, qtbot)
    assert made.session.error is None and not training.stopped
    board = models.state.get("leaderboard")
    told = board.meta["timeline"]
    assert (told["validate"], told["future"], tuple(told["orders"])) == (split.validate, split.future, split.orders)
    rows = {(board["task"][i], board["model"][i]): i for i in range(len(board["task"]))}
    shown = {one.model: one for one in models.board.standings}
    assert shown["cosine"].ratio == pytest.approx(float(board["ratio"][rows[PAGE, "cosine"]])) and shown["confidence"].ratio == 1
    assert sum(one.winner for one in shown.values()) == 1
    suggestions = models.state.get("suggestions")
    first = [int(suggestions["other"][i]) for i in range(len(suggestions["rank"])) if suggestions["product"][i] == models.lists._keys[0]]
    assert [entry.product for entry in models.lists.list.shown] == first
    models.tabs.pick(TASKS.index(NEW_PRODUCT))
    qtbot.waitUntil(lambda: not models.turns.busy, timeout=LONG)
    models.lists.search.setText(models.state.products.names[0])
    models.lists.ask_button.click()
    qtbot.waitUntil(lambda: bool(models.lists.list.shown), timeout=LONG)
    names = [entry.name for entry in models.lists.list.shown]
    assert len(set(names)) == 10 and set(names) <= set(models.state.products.names) and made.session.error is None


@pytest.mark.parametrize("models", [3000], indirect=True)
def test_an_engine_killed_while_it_trains_keeps_what_it_had(models, qtbot):
    made, training = models.running_window, models.training
    training.set(tasks=(NEXT_BASKET,), models=("gru",))
    models.run.start_button.click()
    qtbot.waitUntil(lambda: bool(training.curves.nets), timeout=LONG)
    rounds = len(training.curves.nets[NEXT_BASKET, "gru"].loss)
    desk = made.jobs.engine_pid
    psutil.Process(training.trainer.engine_pid).kill()
    qtbot.waitUntil(lambda: made.window.banner.isVisible(), timeout=LONG)
    assert training.stopped and models.state.has(Part.BOARD) and made.jobs.engine_pid == desk
    net = training.curves.nets[NEXT_BASKET, "gru"]
    assert len(net.loss) == len(net.figure) >= rounds > 0 and all(map(math.isfinite, net.loss))
    models.run.start_button.click()
    qtbot.waitUntil(lambda: models.state.has(Part.BOARD), timeout=LONG)
    assert not training.stopped and not made.window.banner.isVisible()
    models.run.stop_button.click()
    finish(models, qtbot)
    assert training.stopped and models.state.has(Part.BOARD) and made.session.error is None
