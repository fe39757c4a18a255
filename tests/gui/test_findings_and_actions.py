"""Findings and Actions with a played engine: tables, dots, evidence, cards."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from played_trainer import write_board
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from shop import baskets_of, write_links
from steps import drop, mark, settle

from assoc_engine.workspace import Workspace
from assoc_gui.link_words import expected_words
from assoc_gui.pages.findings import GLANCE, INSTEAD, TOGETHER


def test_filter_and_choice_of_pairs(analysed, qtbot):
    pairs = analysed.window.page.pairs
    links = analysed.state.get("links")
    pairs.which.all_button.click()
    assert pairs.table.columns_model.rowCount() == len(links["a"])
    QTest.keyClick(analysed.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    pairs.search.setText("绿茶 thing")
    a, b = links["a"], links["b"]
    expected = sum(3 in pair and max(pair) >= 8 for pair in zip(a.tolist(), b.tolist(), strict=True))
    assert pairs.table.columns_model.rowCount() == expected > 0
    pairs.search.setText("no such product")
    assert pairs.table.columns_model.rowCount() == 0 and pairs.shown.text() == "0 pairs found"
    pairs.scatter.picked.emit(5)
    assert pairs.search.text() == "" and pairs.evidence.link == 5, "a dot brings its row back"


def test_a_search_that_finds_nothing_shows_no_evidence(analysed, qtbot, tmp_path):
    pairs = analysed.window.page.pairs
    pairs.search.setText("no such product")
    evidence = pairs.evidence
    assert evidence.link == -1 and "no such product" in evidence.empty.text()
    assert not evidence.orders_button.isVisible() and not evidence.page_button.isVisible()
    analysed.session.analyse()
    settle(analysed, qtbot)
    assert pairs.search.text() == "no such product" and evidence.link == -1, "the same file keeps the search"
    pairs.search.clear()
    assert evidence.link == 0 and evidence.orders_button.isVisible()
    pairs.search.setText("no such product")
    other = tmp_path / "other.csv"
    other.write_text("x")
    drop(analysed.window, other)
    analysed.window.question.open_button.click()
    qtbot.waitUntil(lambda: analysed.window.top.file.text() == "other.csv")
    analysed.session.analyse()
    qtbot.waitUntil(lambda: analysed.window.page.name == "findings")
    settle(analysed, qtbot)
    assert pairs.search.text() == "" and evidence.link == 0


def test_the_evidence_of_links_that_were_replaced_leads_nowhere(analysed, qtbot):
    evidence, wanted = analysed.window.page.pairs.evidence, []
    evidence.page_wanted.connect(wanted.append)
    evidence.orders_wanted.connect(wanted.append)
    analysed.window.go_to("report")
    write_links(analysed.state.workspace.folder)
    analysed.state.refresh()
    evidence.page_button.click()
    evidence.orders_button.click()
    assert wanted == []


def test_nothing_to_recommend_is_said_not_shown_empty(analysed, qtbot):
    folder = analysed.state.workspace.folder
    links, pages, actions = (Workspace(folder).get(name) for name in ("links", "pages", "actions"))

    def none(table):
        return {name: column[:0] for name, column in table.columns.items()}

    Workspace(folder).put(
        "links", none(links), {**links.meta, "passing": 0, "answer": {"message": "No pair.", "values": {}}}
    )
    Workspace(folder).put("pages", none(pages), pages.meta)
    Workspace(folder).put("actions", none(actions), {**actions.meta, "answer": {"message": "Nothing.", "values": {}},
                                                     "advice": {"message": "More months.", "values": {}}})  # fmt: skip
    analysed.state.refresh()
    settle(analysed, qtbot)
    findings = analysed.window.page
    assert findings.answer.answer.text() == "No pair." and findings.tabs.index == GLANCE
    assert findings._together.currentWidget() is findings._none and mark(analysed, "findings") == "look"
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    nothing = actions.nothing
    assert nothing.advice.text() == "More months." and not actions.panel.isVisible()
    assert nothing.models_button.text() == "Go to Models" and "can still find lists" in nothing.models_why.text()
    write_board(folder)
    analysed.state.refresh()
    analysed.window.go_to("actions")
    assert nothing.models_button.text() == "See the lists in Models", "a comparison that came while one reads is seen"
    nothing.models_button.click()
    assert analysed.window.page.name == "models"
    nothing.columns_button.click()
    assert analysed.window.page.name == "data" and analysed.window.page.columns.isVisible()
    nothing.overview_button.click()
    assert analysed.window.page is findings
    assert "Every dot" not in findings.answer.note.text(), "that is said of the chart of pairs"
    assert write_links(folder) > 0
    analysed.state.refresh()
    settle(analysed, qtbot)
    assert findings.tabs.index == 0, "where there are pairs again they are shown"
    assert "Every dot" in findings.answer.note.text()
    findings.tabs.pick(GLANCE)
    assert "Every dot" not in findings.answer.note.text()


def test_overview_draws_the_summary(analysed, qtbot):
    findings = analysed.window.page
    findings.tabs.pick(GLANCE)
    settle(analysed, qtbot)
    overview, products = findings.overview, analysed.state.products
    top = overview.top.figures()
    assert top[0] == ["Tea", "120"] and [int(c) for _, c in top] == sorted((int(c) for _, c in top), reverse=True)
    assert sum(int(count) for _, count in overview.sizes.figures()) == 200
    assert [int(count) for _, count in overview.time.figures()] == [31, 29, 31, 30, 31, 30, 18]
    sizes = sorted(len(basket) for basket in baskets_of(200))
    middle = sizes[99]
    share = sum(size >= middle for size in sizes) / 200
    assert overview.sizes_title.text() == f"{share:.0%} of the orders hold {middle} or more products"
    assert overview.top_title.text() == "Most bought: Tea, in 60% of all orders" and products.names[0] == "Tea"


def test_page_list_follows_the_card_and_its_search(analysed, qtbot):
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    panel = actions.panel
    assert panel.product == 0 and panel.page_title.text() == "Tea"
    assert panel.page.columns_model.index(0, 1).data() == "Cup"
    beyond = float(analysed.state.get("pages")["extra"][0])
    assert panel.page.columns_model.columns[2].title == "Beyond chance", "it shows what it is ordered by"
    assert panel.page.columns_model.index(0, 2).data() == expected_words(panel.text, beyond)
    panel.search.setText("cup")
    assert panel.owners.columns_model.rowCount() == 1
    panel.owners.pick(int(panel.owners.columns_model.rows[0]))
    assert panel.page_title.text() == "Cup" and panel.page.columns_model.index(0, 3).data() == "100%"
    analysed.window.go_to("findings").pairs.evidence.page_button.click()
    qtbot.waitUntil(lambda: panel.product == 0)


def test_a_cards_own_pair_is_picked_on_its_page(analysed, qtbot):
    """Two cards on the page of Tea: each shows itself and its own pair only."""
    folder = analysed.state.workspace.folder
    links = Workspace(folder).get("links")
    with_tea = np.flatnonzero(np.asarray(links["a"]) == 0)[:3]
    others, count = np.asarray(links["b"])[with_tea], len(with_tea)
    Workspace(folder).put("pages", {
        "product": np.zeros(count, np.int32), "rank": np.arange(1, count + 1, dtype=np.int32),
        "other": others.astype(np.int32), "link": with_tea.astype(np.int32), "extra": np.ones(count),
    })  # fmt: skip
    Workspace(folder).put("actions", {
        "a": np.zeros(2, np.int32), "b": others[[2, 0]].astype(np.int32), "link": with_tea[[2, 0]].astype(np.int32),
        "value": np.array([9.0, 8.0]),
    }, {"in_money": True, "answer": {"message": "Start.", "values": {}}, "advice": None})  # fmt: skip
    analysed.state.refresh()
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    panel, wanted = actions.panel, []
    panel.evidence_wanted.disconnect()
    panel.evidence_wanted.connect(wanted.append)
    assert panel.order_note.isVisible() and panel.page.picked_row == 2, "the first card's pair is third on the page"
    assert [card.property("picked") for card in actions.cards] == [True, False]
    actions.cards[1].picked.emit(actions.cards[1].product, actions.cards[1].link)
    assert [card.property("picked") for card in actions.cards] == [False, True] and panel.page.picked_row == 0
    panel.evidence_button.click()
    panel.page.pick(1)
    panel.evidence_button.click()
    assert wanted == with_tea[:2].tolist()
    assert not any(card.property("picked") for card in actions.cards), "that pair is on no card"


def test_a_frame_around_dots_keeps_the_table_to_them(analysed, qtbot):
    pairs, links = analysed.window.page.pairs, analysed.state.get("links")
    pairs.which.all_button.click()
    view = pairs.scatter.getViewBox()
    middle = np.log10(float(np.median(links["expected"])))
    (left, _right), (low, high) = view.viewRange()
    corners = [pairs.scatter.mapFromScene(view.mapViewToScene(QPointF(x, y))) for x, y in ((left, high), (middle, low))]
    port = pairs.scatter.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=corners[0])
    QTest.mouseMove(port, corners[1])
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=corners[1])
    shown = np.asarray(links["expected"])[pairs.table.columns_model.rows]
    assert 0 < len(shown) < len(links["a"]) and shown.max() <= np.median(links["expected"]) * 1.05
    pairs.frame_button.click()
    assert pairs.table.columns_model.rowCount() == len(links["a"])


@pytest.mark.parametrize("width", [900, 1440])
def test_the_choice_of_grades_keeps_clear_of_each_other_and_of_the_search(analysed, qtbot, width):
    analysed.window.resize(width, 700)
    page = analysed.window.go_to("findings")
    qtbot.waitUntil(lambda: page.pairs is not None and not page.turns.busy)
    pairs = page.pairs
    which = pairs.which
    which.counts = {3: 6_700, 2: 12_345, 1: 901, 0: 204_877}
    pairs._make_room()
    qtbot.wait(100)
    made = [*which.buttons.values(), which.all_button]
    boxes = [one.geometry().translated(which.mapTo(pairs, which.rect().topLeft())) for one in made]
    boxes.append(pairs.search.geometry().translated(pairs.search.parentWidget().mapTo(pairs, pairs.rect().topLeft())))
    assert all(one.right() < other.left() for one, other in itertools.pairwise(boxes)), boxes
    assert ("204,877" in which.all_button.text()) == (width == 1440) and "204,877" in which.all_button.toolTip()
    assert all(not one.icon().isNull() for one in which.buttons.values()), "a shape as well as a word"
    assert ["Proven 6,700", "Likely 12,345", "Hint 901"] == [one.accessibleName() for one in which.buttons.values()]


def test_the_keyboard_goes_along_from_tab_to_tab(analysed, qtbot):
    page = analysed.window.go_to("findings")
    settle(analysed, qtbot)
    analysed.window.activateWindow()
    page.pairs.table.setFocus()
    page.tabs.buttons[INSTEAD].click()
    settle(analysed, qtbot)
    qtbot.waitUntil(lambda: page.substitutes.shows_view and not page.substitutes.turns.busy)
    page.tabs.buttons[TOGETHER].click()
    page.pairs.table.setFocus()
    page.tabs.buttons[INSTEAD].click()
    qtbot.waitUntil(lambda: analysed.window.focusWidget() is page.substitutes.view.table)


def test_return_opens_what_is_behind_a_row_and_the_keyboard_comes_back(analysed, qtbot):
    pairs = analysed.window.go_to("findings").pairs
    qtbot.waitUntil(lambda: pairs.evidence.link >= 0)
    pairs.table.setFocus()
    QTest.keyClick(pairs.table, Qt.Key.Key_Down)
    QTest.keyClick(pairs.table, Qt.Key.Key_Return)
    assert pairs.left.currentWidget() is pairs.behind and analysed.window.focusWidget() is pairs.behind.orders
    assert pairs.behind.orders.columns_model.rowCount() == int(analysed.state.get("links")["orders"][pairs.table.picked_row]) > 0
    pairs.behind.back_button.click()
    assert pairs.left.currentIndex() == 0 and analysed.window.focusWidget() is pairs.table
    QTest.keyClick(pairs.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().split("\t")
    assert copied[0] == "proven" and copied[1:3] == [pairs.evidence.first.text(), pairs.evidence.second.text()[2:]]


def test_in_a_low_window_chart_and_list_take_turns(analysed, qtbot):
    pairs = analysed.window.go_to("findings").pairs
    analysed.window.resize(900, 480)
    qtbot.wait(50)
    assert pairs.list.isVisible() and not pairs.chart.isVisible()
    pairs.chart_button.click()
    assert pairs.chart.isVisible() and not pairs.list.isVisible() and pairs.list_button.isVisible()
    pairs.scatter.picked.emit(3)
    assert pairs.evidence.link == 3 and pairs.chart.isVisible(), "one goes from dot to dot"
    pairs.scatter.framed.emit(np.arange(len(pairs._rows["a"])) < 5)
    assert pairs.list.isVisible() and len(pairs.table.columns_model.rows) <= 5, "what is framed is listed"
    analysed.window.resize(1440, 900)
    qtbot.wait(50)
    assert pairs.list.isVisible() and pairs.chart.isVisible() and not pairs.chart_button.isVisible() and not pairs.list_button.isVisible()


def test_grades_are_chosen_one_by_one_or_together(analysed, qtbot):
    pairs = analysed.window.page.pairs
    folder = analysed.state.workspace.folder
    links = Workspace(folder).get("links")
    grade = np.zeros(len(links["a"]), np.int8)
    grade[:10] = (3, 3, 3, 2, 2, 1, 1, 1, 1, 1)
    Workspace(folder).put("links", {**links.columns, "grade": grade, "passes": grade >= 2}, {**links.meta, "passing": 5})
    analysed.state.refresh()
    settle(analysed, qtbot)
    listed = lambda: sorted(pairs.table.columns_model.rows.tolist())
    proven, likely, hints = (pairs.which.buttons[one] for one in (3, 2, 1))
    assert listed() == [0, 1, 2, 3, 4] and proven.isChecked() and likely.isChecked() and not hints.isChecked()
    likely.click()
    assert listed() == [0, 1, 2]
    hints.click()
    assert listed() == [0, 1, 2, 5, 6, 7, 8, 9]
    hints.click(), proven.click()
    assert len(listed()) == len(grade) and pairs.which.all_button.isChecked(), "nothing chosen is everything"
    hints.click()
    assert listed() == [5, 6, 7, 8, 9] and not pairs.which.all_button.isChecked()
    words = [pairs.table.columns_model.words(row, 0) for row in (0, 4, 5, 20)]
    marks = [pairs.table.columns_model.columns[0].mark(row) for row in (0, 4, 5, 20)]
    assert words == ["proven", "likely", "hint", "may be chance"] and marks == ["proven", "likely", "hint", "dot"]


def test_hints_are_tests_to_run_not_recommendations(analysed, qtbot):
    folder = analysed.state.workspace.folder
    links = Workspace(folder).get("links")
    a, b = np.asarray(links["a"]), np.asarray(links["b"])
    grade, fate = np.asarray(links["grade"]).copy(), np.asarray(links["fate"]).copy()
    later = {name: np.asarray(links[name]).copy() for name in ("early_found", "late_clear", "late_low", "late_high")}
    others = [row for row in range(1, len(a)) if not {int(a[row]), int(b[row])} & {0, 1}]
    ended, refuted, *hints = others[:12]
    grade[others[:12]], fate[ended] = 1, 1
    later["late_clear"][others[:12]], later["late_low"][others[:12]], later["late_high"][others[:12]] = False, 0.5, 3.0
    later["late_high"][refuted] = 0.9
    Workspace(folder).put("links", {**links.columns, "grade": grade, "fate": fate, **later}, links.meta)
    Workspace(folder).put("pages", Workspace(folder).get("pages").columns)
    actions = Workspace(folder).get("actions")
    Workspace(folder).put("actions", actions.columns, actions.meta)
    analysed.state.refresh()
    page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    shown = [card.link for card in page.trials]
    assert shown[0] == hints[0] and set(shown) <= set(hints) and len(shown) <= 3, "neither what is no longer sold nor what was refuted"
    products = [product for link in shown for product in (int(a[link]), int(b[link]))]
    assert len(set(products)) == len(products)
    assert "Try" in page.trials[0].headline.text() and "Recommend" in page.cards[0].headline.text()
    page.trials[0].evidence_button.click()
    settle(analysed, qtbot)
    evidence = analysed.window.page.pairs.evidence
    assert evidence.link == shown[0] and evidence.caption.text() == "A test to run"
    analysed.session.analyse()
    settle(analysed, qtbot)
    assert not analysed.window.go_to("actions").trials
