"""The lists on the Models page with a played trainer: of a page, of a customer, of a new product, and what is said of them."""

from __future__ import annotations

import numpy as np
import played_engine
import pytest
from compared import change_board
from played_trainer import PlayedTrainer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QToolButton
from shop import NAMES, baskets_of, message
from shop_models import CAKE, CUP, TEA
from steps import settle

from assoc_engine.models.contract import LIST_OF, NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS
from assoc_engine.workspace import Workspace
from assoc_gui.suggested import expected_again
from assoc_gui.widgets.board_view import PARTS


def test_the_list_of_a_page_with_its_reasons_and_the_way_to_the_evidence(trained, qtbot):
    lists = trained.lists
    assert next(lists.owners.columns_model.index(row, 0).data() for row in range(3)) == "Tea", "in most orders"
    lists.search.setText("cake")
    settle(trained.running_window, qtbot)
    assert lists.list_title.text() == NAMES[CAKE] and len(lists.list.shown) == 6
    links = trained.state.get("links")
    for entry in lists.list.shown:
        pairs = zip(links["a"].tolist(), links["b"].tolist(), strict=True)
        counted = [row for row, pair in enumerate(pairs) if set(pair) == {CAKE, entry.product}]
        assert entry.link == (counted[0] if counted else -1)
    place = next(place for place, entry in enumerate(lists.list.shown) if entry.link >= 0)
    link = lists.list.shown[place].link
    lists.list.pick(place)
    lists.evidence_button.click()
    settle(trained.running_window, qtbot)
    findings = trained.running_window.window.page
    assert findings.name == "findings" and findings.pairs.evidence.link == link


def test_customers_repeats_and_whoever_is_not_known(trained, qtbot):
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    settle(trained.running_window, qtbot)
    lists = trained.lists
    lists.search.setText("c03")
    assert lists.list_title.text() == "C03" and "likely" not in lists.list_note.text(), "the simple rule is not surely better"
    assert [(entry.name, entry.chip, entry.why) for entry in lists.list.shown] == [
        ("Tea", "again", "Bought 5 times before."), ("Cup", "new", "Because of Tea."), ("绿茶", "new", f"Because of {NAMES[CAKE]}."),
    ]  # fmt: skip
    assert lists.list.shown[1].link == 0, "Tea and Cup are counted"
    lists.search.setText("nobody of that name")
    assert lists.list_title.text() == "A new customer" and "for everybody" in lists.list_note.text()
    assert [entry.product for entry in lists.list.shown] == [TEA, CAKE], "the list that the method made for them"
    lists.search.setText("c05")
    assert "Too little is known" in lists.list_note.text() and [entry.product for entry in lists.list.shown] == [TEA, CAKE]


def test_a_new_product_is_asked_for_by_its_words(trained, qtbot):
    board = Workspace(trained.state.workspace.folder).get("leaderboard")
    new = {"task": "new-product", "base": "tf-idf", "cases": 9, "winner": "tf-idf", "answer": board.meta["tasks"][0]["answer"],
           "absent": []}  # fmt: skip
    meta = {**board.meta, "tasks": [*board.meta["tasks"], new], "absent": []}
    Workspace(trained.state.workspace.folder).put("leaderboard", board.columns, meta)
    trained.state.refresh()
    trained.tabs.pick(TASKS.index(NEW_PRODUCT))
    settle(trained.running_window, qtbot)
    lists = trained.lists
    lists.search.setFocus()
    QTest.keyClicks(lists.search, "Tea mild")
    QTest.keyClick(lists.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(lists.list.shown))
    assert PlayedTrainer.started[0].asked[-1][1]["text"] == "Tea mild"
    assert [(entry.product, entry.why) for entry in lists.list.shown] == [(TEA, "Its name is like that of Tea."), (CUP, "")]
    lists.search.setText("nothing like it")
    lists.ask_button.click()
    qtbot.waitUntil(lambda: "No word of it is known" in lists.list_note.text())
    counts = np.zeros(38)
    for basket in baskets_of(200):
        counts[basket] += 1
    best = np.argsort(-counts, kind="stable")[:10]
    assert [entry.product for entry in lists.list.shown] == best.tolist(), "the best sellers"
    settle(trained.running_window, qtbot)
    assert not trained.training.asking and lists.ask_button.isEnabled()
    trained.run.start_button.click()  # compared again: the models' engine is busy, the list stays
    qtbot.waitUntil(lambda: trained.training.job.share > 0 and not trained.turns.busy)
    assert lists.isVisible() and not lists.ask_button.isEnabled()
    QTest.keyClick(lists.search, Qt.Key.Key_Return)
    assert not trained.training.asking, "nor by Return"
    trained.training.stop()
    settle(trained.running_window, qtbot)
    assert lists.ask_button.isEnabled()
    workspace = Workspace(trained.state.workspace.folder)
    workspace.put("leaderboard", board.columns, {**meta, "kept": None})  # stopped before that model was there
    trained.state.refresh()
    settle(trained.running_window, qtbot)
    assert not lists.isVisible()


def test_the_yardstick_is_the_one_of_the_board(trained, qtbot):
    change_board(trained, qtbot, page={"base": "popularity"})
    shown = {one.model: one for one in trained.board.standings}
    assert [name for name, one in shown.items() if one.base] == ["popularity"]
    assert shown["confidence"].preview == pytest.approx(0.18 / 0.05)


def test_where_the_best_sellers_are_used_nothing_looks_personal(trained, qtbot):
    change_board(trained, qtbot, next_basket={"winner": "popularity"}, page={"winner": "popularity"})
    lists = trained.lists
    counts = np.zeros(38)
    for basket in baskets_of(200):
        counts[basket] += 1
    for task, title in ((PAGE, "For every page"), (NEXT_BASKET, "For every customer")):
        trained.tabs.pick(TASKS.index(task))
        settle(trained.running_window, qtbot)
        assert lists.isVisible() and lists.list_title.text() == title and not lists.owners.isVisible() and not lists.search.isVisible()
        assert [entry.product for entry in lists.list.shown] == np.argsort(-counts, kind="stable")[:10].tolist()
        assert all(entry.chip == "" and str(int(counts[entry.product])) in entry.why for entry in lists.list.shown)


def test_likely_is_said_only_where_the_winner_is_surely_better(trained, qtbot):
    change_board(trained, qtbot, next_basket={"winner": "gru", "base": "popularity"})
    board = Workspace(trained.state.workspace.folder).get("leaderboard")
    columns = dict(board.columns) | {name: np.where(np.array(board["model"]) == "gru", value, board[name])
                                     for name, value in (("ratio", 1.3), ("ratio_low", 1.1), ("ratio_high", 1.5))}  # fmt: skip
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    trained.lists.search.setText("c03")
    settle(trained.running_window, qtbot)
    assert "likely" not in trained.lists.list_note.text()
    Workspace(trained.state.workspace.folder).put("leaderboard", columns, board.meta)
    trained.state.refresh()
    settle(trained.running_window, qtbot)
    trained.lists.search.setText("c03")
    settle(trained.running_window, qtbot)
    assert "likely" in trained.lists.list_note.text()


def test_a_page_with_proven_products_says_that_they_come_first(trained, qtbot):
    lists, links, pages = trained.lists, trained.state.get("links"), trained.state.get("pages")
    lists.search.setText("tea")
    settle(trained.running_window, qtbot)
    first = int(np.sum(np.asarray(pages["product"]) == TEA))
    assert first and str(first) in lists.list_note.text() and "Actions" in lists.list_note.text()
    assert all((entry.chip != "") == (entry.link >= 0 and bool(links["passes"][entry.link])) for entry in lists.list.shown)
    lists.search.setText("cake")
    settle(trained.running_window, qtbot)
    assert "Actions" not in lists.list_note.text()


def test_all_lists_of_a_question_are_saved(trained, qtbot, tmp_path, monkeypatch):
    running, lists = trained.running_window, trained.lists
    for task in (PAGE, NEXT_BASKET):
        path = tmp_path / f"{task}.csv"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *said, path=path: (str(path).removesuffix(".csv"), ""))
        trained.tabs.pick(TASKS.index(task))
        settle(running, qtbot)
        lists.save_button.click()
        qtbot.waitUntil(lambda task=task: task in running.session.saved)
        settle(running, qtbot)
        request, asked = played_engine.PlayedEngine.started[0].asked[-1]
        assert request == "lists" and (asked["task"], asked["path"], asked["language"]) == (task, str(path), "en")
        assert asked["shown"] == {LIST_OF[task]: running.state.get(LIST_OF[task]).generation}
        assert lists.saved.isVisible() and str(path) in lists.saved.text()
    trained.tabs.pick(TASKS.index(NEW_PRODUCT))
    settle(running, qtbot)
    assert not lists.save_button.isVisible()


def test_an_empty_search_has_no_cross(trained, qtbot):
    lists = trained.lists
    lists.search.setText("tea")
    cross = lists.search.findChild(QToolButton)
    qtbot.waitUntil(cross.isVisible)
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    qtbot.waitUntil(lambda: not cross.isVisible() and lists.search.text() == "")


def test_what_carries_the_ranking_is_drawn_where_it_is_known(trained, qtbot):
    board = trained.board
    assert not board.buttons[PARTS].isVisible()
    parts = [{"what": message("How many orders hold both"), "share": 0.31}, {"what": message("Names that are alike"), "share": -0.01}]
    change_board(trained, qtbot, page={"parts": parts})
    assert board.buttons[PARTS].isVisible()
    board.buttons[PARTS].click()
    assert board.parts.isVisible() and board.parts.figures() == [["How many orders hold both", "0.31"], ["Names that are alike", "0"]]
    assert "lose" in board.caption.text() and not board.legend.isVisible()
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    settle(trained.running_window, qtbot)
    assert not board.buttons[PARTS].isVisible() and board.chart.isVisible()


def test_when_a_customer_is_expected_again(trained, qtbot):
    workspace = Workspace(trained.state.workspace.folder)
    found = workspace.get("sequences") if workspace.has("sequences") else None
    columns = dict(found.columns) if found is not None else {"a": np.zeros(0, np.int32)}
    columns |= {"visitor": np.array([2, 3, 5], np.int32), "visit_days": np.array([np.nan, 20.4, np.inf])}
    workspace.put("sequences", columns, found.meta if found is not None else {})
    trained.state.refresh()
    assert expected_again(trained.state, 3) == 20.4 and np.isnan(expected_again(trained.state, 4))
    trained.tabs.pick(TASKS.index(NEXT_BASKET))
    settle(trained.running_window, qtbot)
    for name, said in (("c03", True), ("c05", False), ("c02", False)):
        trained.lists.search.setText(name)
        assert ("Expected again within about 20 days." in trained.lists.list_note.text()) == said
