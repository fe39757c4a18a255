"""The Models page with a played trainer: from nothing compared to the lists, and what happens on the way."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from played_trainer import WHY, PlayedTrainer, write_board, write_curve
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from shop_models import write_suggestions
from steps import answer_question, drop, mark, settle

from assoc_engine.analysis import COMPARED
from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS
from assoc_engine.settings import ModelSettings
from assoc_gui import jobs as jobs_module
from assoc_gui.curves import Curves
from assoc_gui.model_words import Standing
from assoc_gui.state import Part
from assoc_gui.widgets.board_chart import EACH


def test_nothing_is_trained_before_it_is_asked_for(models, qtbot):
    assert not PlayedTrainer.started, "the models' engine is started when it is needed"
    assert "Not compared yet" in models.answer.answer.text() and mark(models.running_window, "models") == ""
    assert models.main_button() is models.run.start_button and models.run.start_button.property("kind") == "primary"
    assert models.board.intro.isVisible() and not models._side.isVisible()
    QTest.keyClick(models, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: models.state.has(Part.CUSTOMERS))
    _request, asked = next(entry for entry in PlayedTrainer.started[0].asked if entry[0] == "train")
    assert asked["settings"] == dataclasses.asdict(ModelSettings()) and asked["workspace"] == str(models.state.workspace.folder)


def test_rows_and_curves_come_while_the_desk_goes_on(models, trainer, qtbot, tmp_path):
    running = models.running_window
    page = [one for one in models.board.standings if one.row >= 0]
    assert [one.model for one in page] == ["ranker", "confidence", "cosine", "popularity"], "by the part that chooses"
    assert all(np.isnan(one.ratio) for one in page) and page[0].preview == pytest.approx(0.21 / 0.18)
    assert "4 of 4" in models.answer.answer.text() and mark(running, "models") == "running"
    assert not models._side.isVisible(), "no net of this question has learned"
    models.tabs.pick(TASKS.index(NEXT_BASKET))
    qtbot.waitUntil(lambda: not models.turns.busy)
    net = models.training.curves.nets[NEXT_BASKET, "gru"]
    assert net.loss == [5.0, 2.5, 5 / 3] and net.best == 2
    assert models._side.currentWidget() is models.learning and models.learning.isVisible()
    assert [line[1] for line in models.learning.loss.figures()] == ["5", "2.5", "1.66667"]
    running.session.save_report(str(tmp_path / "r.xlsx"), "en")
    qtbot.waitUntil(lambda: bool(running.session.saved.get("report")))
    status = running.window.status
    qtbot.waitUntil(lambda: status.trainer.isVisible())
    assert "40%" in status.trainer.left.text() and not status.desk.isVisible() and not status.ready.isVisible()
    assert models.run.stop_button.isVisible() and not status.trainer.stop_button.isVisible(), "one is enough"
    running.window.go_to("actions")
    assert status.trainer.stop_button.isVisible()
    running.window.go_to("models")
    write_curve(models.state.workspace.folder, "gru", range(4, 5))
    trainer.carry_on()
    settle(running, qtbot)
    assert status.ready.isVisible() and models.training.curves.nets[NEXT_BASKET, "gru"].rounds == [1, 2, 3, 4, 5]


def test_the_answer_names_the_winner_of_each_question(trained, qtbot):
    assert trained.answer.answer.text() == "ranker wins on 40 cases."
    assert "9 Jun" in trained.answer.note.text() and "2" in trained.answer.note.text(), "from when on, and how often opened"
    assert "only" in trained.answer.note.text() and "A case is" in trained.board.caption.toolTip(), "ten of few; what the cases are"
    shown = {one.model: one for one in trained.board.standings}
    assert [shown[name].verdict for name in ("ranker", "cosine", "popularity")] == ["ahead", "alike", "behind"]
    assert next(line[0] for line in trained.board.chart.figures()) == shown["ranker"].title and shown["ranker"].winner
    assert "descriptions" in trained.board.absent.text(), "who could not take part, and why"
    table = trained.board.table.columns_model
    assert table.index(0, 0).data() == shown["ranker"].title and table.index(0, 2).data() == "1.15 ×"
    assert "1.00 ×" in [table.index(i, 2).data() for i in range(table.rowCount())], "as many decimals as the others"
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    assert trained.answer.answer.text() == "frequency wins on 30 cases."
    trained.tabs.pick(TASKS.index(NEW_PRODUCT))
    settle(trained.running_window, qtbot)
    assert trained.board.cannot.isVisible() and trained.board.cannot.text() == WHY["message"]
    assert "do not allow" in trained.answer.answer.text() and not trained._side.isVisible()


def test_stop_keeps_what_is_finished_and_goes_on(models, trainer, qtbot):
    running = models.running_window
    models.run.stop_button.click()
    settle(running, qtbot)
    assert models.state.has(Part.BOARD) and not models.state.has(Part.LISTS)
    assert mark(running, "models") == "look" and "stopped" in models.bars[0].findChild(type(models.answer.answer)).text()
    assert models.run.start_button.text() == "Go on" and not models.bars[0].action.isVisible(), "once on a page"
    folder = models.state.workspace.folder
    write_board(folder, finished=False)
    write_suggestions(folder)
    models.state.refresh()
    settle(running, qtbot)
    said = models.bars[0].findChild(type(models.answer.answer)).text()
    assert "after the comparison" in said and "customers" in said and "bought next" in said and "pages" not in said
    models.training.set(metric="hit")
    assert models.run.start_button.text() == "Compare again", "with other settings it begins anew"
    assert "settings were changed" in models.bars[0].findChild(type(models.answer.answer)).text()
    models.training.reset()
    assert models.run.start_button.text() == "Go on"
    trainer.hang.clear()
    models.run.start_button.click()
    settle(running, qtbot)
    assert models.state.has(Part.LISTS) and not models.bars and mark(running, "models") == "ready"
    assert [request for request, _ in trainer.asked].count("train") == 2


def test_another_comparison_leaves_what_was_found_until_it_is_through(trained, qtbot):
    state, training, run, trainer = trained.state, trained.training, trained.run, PlayedTrainer.started[0]
    found = [state.get(name) for name in COMPARED]
    trained.session.saved |= {PAGE: "lists.csv", "report": "report.xlsx"}
    learned = list(training.curves.nets[NEXT_BASKET, "gru"].rounds)
    training.set(tasks=(PAGE,))

    def compare() -> None:
        run.start_button.click()
        qtbot.waitUntil(lambda: training.job is not None and training.job.share > 0 and not trained.turns.busy)
        assert [state.get(name) for name in COMPARED] == found and trained.lists.isVisible()
        assert trained.answer.answer.text() == "ranker wins on 40 cases." and "before" in trained.answer.note.text()
        assert run.stop_button.isVisible() and "before" in run.stop_button.toolTip()
        assert training.curves.nets[NEXT_BASKET, "gru"].rounds == [1, 2, 3] != learned, "it is watched all the same"

    compare()
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    qtbot.waitUntil(lambda: not trained.turns.busy)
    assert trained.lists.isVisible() and run.curves_button.isVisible(), "the lists of before, or the curves of now"
    trained.tabs.pick(TASKS.index(PAGE))
    run.stop_button.click()
    settle(trained.running_window, qtbot)
    assert [state.get(name) for name in COMPARED] == found and not training.stopped and training.outdated
    assert training.curves.nets[NEXT_BASKET, "gru"].rounds == learned and set(trained.session.saved) == {PAGE, "report"}
    assert run.start_button.text() == "Compare again" and trained.lists.isVisible()
    compare()
    training.set(tasks=(PAGE, NEXT_BASKET))
    trainer.carry_on()
    settle(trained.running_window, qtbot)
    assert state.get("leaderboard") is not found[0] and not trained.session.saved
    assert training.outdated, "it was compared with the settings of its start"
    training.set(tasks=(PAGE,))
    assert not training.outdated and mark(trained.running_window, "models") == "ready"
    assert state.get("customer_lists") is None, "the new one has none"
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    settle(trained.running_window, qtbot)
    assert "left out" in trained.answer.answer.text() and "not ticked" in trained.board.cannot.text() and not trained._side.isVisible()


def test_an_engine_that_does_not_stop_is_ended_and_its_tables_stay(models, trainer, qtbot, monkeypatch):
    monkeypatch.setattr(jobs_module, "PATIENCE", 0.1)
    trainer.obeys = False
    models.run.stop_button.click()
    settle(models.running_window, qtbot)
    qtbot.waitUntil(lambda: trainer.ended)
    assert models.state.has(Part.BOARD) and models.training.stopped and models.session.error is None
    assert models.running_window.jobs.engine_pid is not None, "the desk has an engine of its own"


def test_other_data_end_the_training_and_take_its_results(models, qtbot):
    models.session.set_clean(duplicates=False)
    settle(models.running_window, qtbot)
    qtbot.waitUntil(lambda: models.training.job is None)
    settle(models.running_window, qtbot)
    assert not models.state.has(Part.BOARD) and not models.state.workspace.has("leaderboard")
    assert models.session.error is None and not models.training.stopped and not models.training.curves.nets
    assert "Not compared yet" in models.answer.answer.text() and models.board.intro.isVisible()


def test_another_file_ends_the_training(models, trainer, qtbot, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("x")
    running = models.running_window
    drop(running.window, other)
    running.window.question.open_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data" and models.training.job is None)
    assert not models.state.has(Part.BOARD) and running.session.error is None
    running.window.go_to("models")
    assert models._waiting is not None and "not analysed" in models._waiting.title.text()


def test_results_of_before_go_when_it_is_analysed_anew(trained, qtbot):
    trained.session.analyse(then="")
    settle(trained.running_window, qtbot)
    assert not any(trained.state.has(part) for part in (Part.BOARD, Part.LISTS, Part.CUSTOMERS))
    assert not trained._side.isVisible() and trained.board.intro.isVisible()


def test_a_changed_column_is_said_as_on_every_page(trained, qtbot):
    trained.session.set_role("Price", "")
    settle(trained.running_window, qtbot)
    assert trained.shown_mark() == "look" and trained.bars[0].action.text() == "Analyse again"


# The frame --------------------------------------------------------------------------------------------------------


def test_escape_stops_it_only_where_it_is_looked_at(models, trainer, qtbot):
    window = models.running_window.window
    window.go_to("findings")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.wait(30)
    assert models.training.job is not None and not models.training.job.stopping
    window.go_to("models")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: models.training.job is None)
    assert models.training.stopped


def test_closing_asks_while_it_trains(models, trainer, qtbot):
    window = models.running_window.window
    answer_question(accept=False)
    assert not window.close() and window.isVisible()
    answer_question(accept=True)
    assert window.close()
    assert trainer.ended


def test_another_language_keeps_the_training_and_the_results(models, trainer, qtbot):
    running = models.running_window
    models.tabs.pick(TASKS.index(NEXT_BASKET))
    running.speak("zh_CN")
    qtbot.waitUntil(lambda: running.window.text.language == "zh_CN")
    page = running.window.go_to("models")
    qtbot.waitUntil(lambda: not page.turns.busy)
    assert page.tabs.index == TASKS.index(NEXT_BASKET), "the question that was looked at"
    assert page is not models and running.training.job is not None and page.run.stop_button.isVisible()
    trainer.carry_on()
    settle(running, qtbot)
    assert page.lists.isVisible() and any(one.winner and one.model == "frequency" for one in page.board.standings)


def test_a_failed_training_is_said_and_what_is_finished_stays(models, trainer, qtbot):
    trainer.die()
    banner = models.running_window.window.banner
    qtbot.waitUntil(lambda: banner.isVisible())
    assert models.training.job is None and models.training.stopped and models.state.has(Part.BOARD)
    models.run.start_button.click()
    settle(models.running_window, qtbot)
    assert models.state.has(Part.LISTS) and not banner.isVisible() and len(PlayedTrainer.started) == 2


def test_an_idle_engine_ends_and_is_started_anew(qapp, qtbot, tmp_path):
    PlayedTrainer.started = []
    jobs = jobs_module.Jobs(PlayedTrainer, rests_after=0.1)
    heard = []
    jobs.start(jobs, {"message": "x"}, "new_product", {"text": "tea"}, done=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1)
    qtbot.waitUntil(lambda: PlayedTrainer.started[0].ended)
    jobs.start(jobs, {"message": "x"}, "new_product", {"text": "tea"}, done=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert len(PlayedTrainer.started) == 2
    jobs.close()


@pytest.mark.parametrize("size", [(900, 560), (1440, 900)])
def test_everything_has_room(trained, qtbot, size):
    """In the least window as in the usual one nothing lies over anything else or beyond the page."""
    window = trained.running_window.window
    window.resize(*size)
    qtbot.wait(60)
    lists, run, board = trained.lists, trained.run, trained.board

    def box(part):
        return part.rect().translated(part.mapTo(trained, QPoint(0, 0)))

    for column in ([board, run], [lists.search, lists.owners, lists.list_title, lists.list_note, lists.list, lists.evidence_button],
                   [board.buttons[0], board._chart_area, board.absent], [run.timeline, run.start_button],
                   [run.timeline, run.note]):  # fmt: skip
        boxes = [box(part) for part in column if part.isVisible()]
        assert len(boxes) >= 2 and all(upper.bottom() <= lower.top() for upper, lower in itertools.pairwise(boxes))
        assert all(trained.rect().contains(one) for one in boxes)
    assert board._chart_area.viewport().height() >= 5 * EACH, "five methods at least are in sight"
    assert lists.list_title.isVisible() and lists.list_title.text(), "whose list it is"
    for side in (run.settings_button, run.curves_button):
        side.setChecked(True)
        qtbot.wait(20)
        assert trained.rect().contains(box(trained._side.currentWidget())) and box(trained._side).left() > box(board).right()


def test_tab_reaches_everything(trained, qtbot):
    window = trained.running_window.window
    trained.tabs.buttons[0].setFocus()
    seen = set()
    for _ in range(30):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        seen.add(window.focusWidget())
    wanted = {trained.run.timeline, trained.run.start_button, trained.run.settings_button, trained.lists.search, trained.lists.owners,
              trained.lists.list, trained.lists.evidence_button}  # fmt: skip
    assert wanted - {trained.lists.evidence_button} <= seen
    assert trained.lists.evidence_button in seen or not trained.lists.evidence_button.isVisible()


# The curves' file -------------------------------------------------------------------------------------------------


def test_curves_take_whole_lines_and_begin_anew_with_the_net(tmp_path):
    curves = Curves()
    curves.begin(tmp_path, known=False)
    assert not curves.read()
    write_curve(tmp_path, "gru", range(1, 4))
    with open(tmp_path / "curves.jsonl", "a", encoding="utf-8") as file:
        file.write('{"task": "page", "mod')
    assert curves.read() and curves.nets[NEXT_BASKET, "gru"].rounds == [1, 2, 3]
    with open(tmp_path / "curves.jsonl", "a", encoding="utf-8") as file:
        file.write('el": "cnn", "round": 1, "loss": 1.0, "figure": null, "best": -1}\nnot json\n')
    assert curves.read() and set(curves.nets) == {(NEXT_BASKET, "gru")}, "a round without a figure draws nothing"
    write_curve(tmp_path, "gru", range(1, 2), start=9.0)
    curves.read()
    assert curves.nets[NEXT_BASKET, "gru"].loss == [9.0], "trained again for the last part"
    curves.begin(tmp_path, known=True)
    write_curve(tmp_path, "gru", range(2, 3), start=9.0)
    curves.read()
    assert curves.nets[NEXT_BASKET, "gru"].loss == [9.0, 4.5] and curves.latest == (NEXT_BASKET, "gru")


def test_curves_of_a_training_that_counts_for_nothing_are_taken_back(tmp_path):
    curves, key = Curves(), (NEXT_BASKET, "gru")
    curves.begin(tmp_path, known=False)
    write_curve(tmp_path, "gru", range(1, 4))
    curves.read()
    curves.begin(tmp_path, known=True)
    write_curve(tmp_path, "gru", range(2, 6), start=9.0)
    curves.read()
    assert curves.nets[key].rounds == [1, 2, 3, 4, 5]
    curves.take_back()
    assert curves.nets[key].rounds == [1, 2, 3] and curves.nets[key].loss == [5.0, 2.5, 5 / 3]
    write_curve(tmp_path, "gru", range(6, 7))
    assert not curves.read() and curves.nets[key].rounds == [1, 2, 3], "what is still told of it is not heard"


def test_a_board_that_is_judged_in_part_does_not_hide_the_rest(models, tmp_path, qtbot):
    """Of the methods that the future has not judged yet the figures say so and nothing is invented for them."""
    write_board(models.state.workspace.folder, judged=False)
    models.state.refresh()
    settle(models.running_window, qtbot)
    table = models.board.table.columns_model
    assert {table.index(row, 2).data() for row in range(4)} == {"–"}
    assert models.tabs.index == TASKS.index(PAGE) and "so far on the middle part" in models.board.caption.text()
    assert "ring" in models.board.legend.text() and "dot" not in models.board.legend.text()


@pytest.mark.parametrize(
    ("ratio", "low", "high", "verdict"),
    [(1.29, 1.29, 1.29, "alike"), (np.nan, np.nan, np.nan, "open"), (6.0, 1.4, np.inf, "ahead"), (2.0, 0.8, np.inf, "alike"),
     (0.5, 0.2, 0.9, "behind")],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(ratio, low, high, verdict):
    assert Standing("x", "X", "", 0, ratio=ratio, low=low, high=high).verdict == verdict
