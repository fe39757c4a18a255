"""While the models' engine is at work: every page says whose work it is, how long it takes, and stops no other's."""

from __future__ import annotations

import pytest
from imagined import write_basket_nets, write_watches
from played_trainer import PlayedTrainer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from assoc_engine.models.contract import TASKS
from assoc_gui.gan_watch import LIMITS
from assoc_gui.pages.findings import GROUPS as GROUPS_TAB
from assoc_gui.pages.findings import HINTS as HINTS_TAB
from assoc_gui.training import COMPARE, GROUPS, HINTS
from assoc_gui.widgets.at_work import AtWork


@pytest.fixture
def begin(analysed, qtbot):
    """`begin(what)`: it is at work, at 40 % with 226 seconds left."""
    training = analysed.window.page.training
    training.trainer.warm_up()
    qtbot.waitUntil(lambda: bool(PlayedTrainer.started) and bool(PlayedTrainer.started[0].asked))
    PlayedTrainer.started[0].hang |= {COMPARE, HINTS, GROUPS}

    def start(what: str):
        training.start(what)
        qtbot.waitUntil(lambda: bool(training.job.share))
        training.job.left = 226.0
        return training

    return start


def tab_of(running, qtbot, index: int):
    page = running.window.go_to("findings")
    page.tabs.pick(index)
    qtbot.waitUntil(lambda: not page.turns.busy)
    page.show_progress()
    return page, page._learned[index].currentWidget()


@pytest.mark.parametrize(("what", "index", "title", "leads_to"),
                         [(HINTS, HINTS_TAB, "Looking for hints", 3), (GROUPS, GROUPS_TAB, "Grouping the products", None)])  # fmt: skip
def test_what_is_made_for_a_tab_is_headed_so_with_its_time_and_a_stop(analysed, begin, qtbot, what, index, title, leads_to):
    training = begin(what)
    page, card = tab_of(analysed, qtbot, index)
    assert isinstance(card, AtWork) and card.title.text() == title and "being looked for" in page.answer.answer.text()
    assert "left" in card.work.left.text() and card.work.bar.value() == 400
    if leads_to is None:
        assert not card.link.isVisible(), "there is no more of it to see"
    else:
        card.link.click()
        assert analysed.window.page.name == "models" and analysed.window.page.tabs.index == leads_to
    card.work.stop_button.click()
    qtbot.waitUntil(lambda: training.job is None)
    assert training.was_stopped(what)


@pytest.mark.parametrize(("what", "index", "named", "leads_to"), [
    (COMPARE, HINTS_TAB, "Comparing methods", ("models", 0)), (GROUPS, HINTS_TAB, "Grouping the products", ("findings", GROUPS_TAB)),
    (HINTS, GROUPS_TAB, "Looking for hints", ("models", len(TASKS))),
])  # fmt: skip
def test_what_keeps_a_tab_waiting_is_named_and_can_be_looked_at(analysed, begin, qtbot, what, index, named, leads_to):
    begin(what)
    _page, card = tab_of(analysed, qtbot, index)
    assert card.title.text() == f"At work just now: {named}" and "left" in card.work.left.text()
    card.link.click()
    assert (analysed.window.page.name, analysed.window.page.tabs.index) == leads_to


def test_other_work_is_not_the_comparisons(analysed, begin, qtbot):
    training, models = begin(HINTS), analysed.window.go_to("models")
    qtbot.waitUntil(lambda: not models.turns.busy)
    run = models.run
    training.job.left = 226.0
    run.show_progress()
    assert not run.stop_button.isVisible() and not run.bar.isVisible()
    assert run.start_button.isVisible() and not run.start_button.isEnabled() and models.main_button() is None
    assert "when this has ended: Looking for hints" in run.note.text() and "left" in run.note.text()
    QTest.keyClick(analysed.window, Qt.Key.Key_Escape)
    qtbot.wait(30)
    assert not training.job.stopping, "it is stopped where it is looked at"
    models.tabs.pick(len(TASKS))
    QTest.keyClick(analysed.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: training.job is None)
    assert run.start_button.isEnabled()


def test_made_up_orders_that_were_stopped_are_like_yours_only_so_far(analysed, begin, qtbot):
    training, folder = begin(HINTS), analysed.state.workspace.folder
    write_basket_nets(folder)
    write_watches(folder, range(1, 4), marginals=0.99, sizes=0.01, pairs=0.9, copies=0.0, telling=0.5)
    models = analysed.window.go_to("models")
    models.tabs.pick(len(TASKS))
    training._look()
    training.stop()
    qtbot.waitUntil(lambda: training.job is None and models.whole.view is not None and not models.whole.turns.busy)
    said = models.answer.answer.text()
    assert said == f"So far, the made-up orders are like yours in all {len(LIMITS)} respects." and "stopped" in models.answer.note.text()
