"""The tab of what is bought instead of each other: looked for when it is opened, shown with what both go with, stopped, and written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_aside import COLLECTIVE, write_aside
from made_substitutes import write_anti
from PySide6.QtWidgets import QFileDialog
from shop import baskets_of
from steps import settle

from assoc_engine.rules.companions import companions_of
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from assoc_gui import substitute_words
from assoc_gui.grade_words import later_column
from assoc_gui.pages.findings import INSTEAD, TOGETHER
from assoc_gui.state import Part
from assoc_gui.widgets import substitute_choice as choice


@pytest.fixture
def tab(analysed, qtbot):
    analysed.window.page.tabs.pick(INSTEAD)
    qtbot.waitUntil(lambda: analysed.window.page.substitutes.shows_view)
    settle(analysed, qtbot)
    qtbot.waitUntil(lambda: not analysed.window.page.substitutes.turns.busy)
    return analysed.window.page.substitutes


def asked(running) -> list[str]:
    return [request for request, _ in running.engine.asked]


def test_it_is_looked_for_when_it_is_opened_and_not_before(analysed, qtbot):
    assert "anti" not in asked(analysed)
    analysed.window.page.tabs.pick(INSTEAD)
    qtbot.waitUntil(lambda: analysed.window.page.substitutes.shows_view)
    assert asked(analysed).count("anti") == 1
    analysed.window.page.tabs.pick(TOGETHER)
    analysed.window.page.tabs.pick(INSTEAD)
    settle(analysed, qtbot)
    assert asked(analysed).count("anti") == 1, "what is there is not looked for again"
    assert analysed.window.page.answer.answer.text() == "2 pair is bought instead of each other."


def test_the_table_tells_grade_counts_and_chance(tab):
    model = tab.view.table.columns_model
    shown = {column.title: model.words(0, i) for i, column in enumerate(model.columns)}
    both = sum(3 in basket and 4 in basket for basket in baskets_of(200))
    assert (shown["Product"], shown["or"], shown["Kind"], shown["Grade"]) == ("绿茶", "红茶", "instead", "proven")
    assert shown["Together"] == str(both) and shown["By chance"] == str(10 + 10 * both)
    assert model.columns[0].mark(0) == "proven" and model.columns[0].mark(1) == "likely"
    figures = {name: (float(x), float(y)) for name, x, y in tab.view.scatter.figures()}
    assert figures["绿茶 or 红茶"] == (10 + 10 * both, both)


def rows_of(tab) -> list[int]:
    return tab.view.table.columns_model.rows.tolist()


def test_what_is_only_kept_apart_is_listed_when_asked_for_and_told_as_such(tab):
    buttons = tab.view.choice.buttons
    assert rows_of(tab) == [0] and tab.view.evidence.caption.text() == "Bought instead of each other"
    assert [mark for mark, said in _said(tab.view.evidence) if said.startswith("Both go with")] == ["ready"]
    buttons[choice.APART].click()
    assert rows_of(tab) == [1] and tab.view.evidence.caption.text() == "Kept apart"
    assert not any(said.startswith("Both go with") for _, said in _said(tab.view.evidence))
    buttons[choice.BOTH].click()
    assert rows_of(tab) == [0, 1]
    buttons[choice.INSTEAD].click()
    tab.view.pick(1)  # by its dot
    assert rows_of(tab) == [0, 1] and buttons[choice.BOTH].isChecked()
    tab.view.resize(1200, 800)
    assert [made.text() for made in buttons] == ["Instead 1", "Kept apart 1", "Both 2"]
    tab.view.resize(500, 800)
    assert [made.text() for made in buttons] == ["Instead", "Apart", "Both"]


def test_pairs_of_one_kind_alone_are_listed(analysed, qtbot):
    write_anti(analysed.state.workspace.folder, instead=0)
    analysed.state.refresh()
    analysed.window.page.tabs.pick(INSTEAD)
    tab = analysed.window.page.substitutes
    qtbot.waitUntil(lambda: tab.shows_view and not tab.turns.busy)
    assert rows_of(tab) == [0, 1] and not tab.view.choice.buttons[choice.INSTEAD].isEnabled()
    said = [words for _, words in _said(tab.view.evidence)]
    assert any(words.startswith("That is too little to call it a choice") for words in said), "though one product goes with both"


def test_the_clearest_come_first_again_after_another_order(tab):
    """Kept apart, the second misses more orders than the first, which is bought instead of each other."""
    tab.view.choice.buttons[choice.BOTH].click()
    missing = substitute_words.missing(tab.view._rows)
    tab.view.choice.measure.chosen.emit("missing")
    assert rows_of(tab) == np.argsort(-missing, kind="stable").tolist() == [1, 0]
    tab.view.choice.measure.chosen.emit(substitute_words.CLEAREST)
    assert rows_of(tab) == [0, 1]


def test_the_choice_of_grade_keeps_the_table_to_it(tab):
    which = tab.view.which
    tab.view.choice.buttons[choice.BOTH].click()
    assert 1 not in which.buttons, "there are no hints of what is missing"
    which.buttons[2].click()
    assert tab.view.table.columns_model.rows.tolist() == [0]
    which.all_button.click()
    assert len(tab.view.table.columns_model.rows) == 2


def test_the_evidence_says_what_both_go_with_and_what_came_later(tab, analysed):
    links = analysed.state.get("links")
    a, b = np.asarray(links["a"]).tolist(), np.asarray(links["b"]).tolist()
    rows = {frozenset(pair): row for row, pair in enumerate(zip(a, b, strict=True))}
    both = [product for product in range(5, 38) if {frozenset((3, product)), frozenset((4, product))} <= rows.keys()]
    passes = np.zeros(len(a), bool)
    for pair in ((3, both[0]), (4, both[0]), (3, both[1])):
        passes[rows[frozenset(pair)]] = True
    found = companions_of({"a": np.array(a), "b": np.array(b), "passes": passes}, 3, 4)
    assert found.tolist() == [both[0]], "the second goes with one of them only"
    words = [item for _mark, item in _said(tab.view.evidence)]
    assert any("Missing together in the earlier orders" in said for said in words)
    assert any("; 19 times in 20 between" in said for said in words), "as explain says it"
    assert any(said.startswith("Missing again from 30 Apr 2020 on") for said in words)


def _said(panel) -> list[tuple[str, str]]:
    lines = [panel.sentences.itemAt(i).layout() for i in range(panel.sentences.count())]
    return [(line.itemAt(0).widget().kind, line.itemAt(1).widget().text()) for line in lines]


def test_a_search_can_be_stopped_and_begins_again(analysed, qtbot):
    analysed.engine.hang.add("anti")
    tab = analysed.window.page.substitutes
    analysed.window.page.tabs.pick(INSTEAD)
    qtbot.waitUntil(lambda: "work" in tab.waiting and tab.waiting["work"].work.isVisible())
    tab.waiting["work"].work.stop_button.click()
    qtbot.waitUntil(lambda: tab.currentWidget() is tab.waiting.get("stopped"))
    analysed.engine.hang.clear()
    tab.waiting["stopped"].action.click()
    qtbot.waitUntil(lambda: tab.shows_view)


def test_nothing_is_said_not_shown_empty(analysed, qtbot):
    write_anti(analysed.state.workspace.folder, pairs=(), eligible=0)
    analysed.state.refresh()
    tab = analysed.window.page.substitutes
    analysed.window.page.tabs.pick(INSTEAD)
    settle(analysed, qtbot)
    assert "could be tested" in analysed.window.page.answer.answer.text() and "too few orders" in tab.waiting["none"].title.text()
    assert "Tested from" not in analysed.window.page.answer.note.text(), "no rule of a list where there is none"
    assert tab.currentWidget() is tab.waiting["none"] and "More months of orders" in tab.waiting["none"].note.text()
    write_anti(analysed.state.workspace.folder, pairs=(), eligible=12)
    analysed.state.refresh()
    settle(analysed, qtbot)
    assert "12 pair" in tab.waiting["none"].note.text()
    tab.waiting["none"].action.click()
    assert analysed.window.page.tabs.index == TOGETHER


def test_what_is_listed_is_written_in_its_order(tab, analysed, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "instead.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(path), ""))
    tab.view.choice.buttons[choice.BOTH].click()
    tab.view.choice.measure.chosen.emit("companions")
    tab.view.choice.save_button.click()
    settle(analysed, qtbot)
    request, settings = analysed.engine.asked[-1]
    assert request == "links" and settings["table"] == "anti" and list(settings["rows"]) == [0, 1]
    qtbot.waitUntil(lambda: tab.view.choice.saved.isVisible())
    assert Path(path).name in tab.view.choice.saved.text()
    assert "links" not in analysed.session.saved, "the pairs bought together were not written"


def test_pairs_that_are_counted_again_take_it_with_them(tab, analysed, qtbot):
    analysed.state.workspace.remove("anti")  # as the engine does
    analysed.window.page.parts.mining.count_pairs(min_orders=4)
    qtbot.waitUntil(lambda: asked(analysed).count("anti") == 2)
    qtbot.waitUntil(lambda: analysed.state.has(Part.ANTI))


def test_where_orders_are_set_aside_its_figures_are_of_the_tested_ones(tab, analysed, qtbot):
    """Big orders hold both of anything: over all of them two that are kept apart would look bought together."""
    folder, tested = analysed.state.workspace.folder, baskets_of(200)[COLLECTIVE:]
    anti = Workspace(folder).get("anti")
    a, b = int(anti["a"][0]), int(anti["b"][0])
    counts = [sum((a in basket) is one and (b in basket) is other for basket in tested) for one in (True, False) for other in (True, False)]
    counted = np.asarray(anti["counted"]).copy()
    counted[0] = counts[0]
    write_aside(folder)
    Workspace(folder).put("anti", {**anti.columns, "counted": counted}, {**anti.meta, "set_aside": COLLECTIVE})
    analysed.state.refresh()
    settle(analysed, qtbot)
    qtbot.waitUntil(lambda: tab.view._rows is not None and not tab.turns.busy)
    tab.view.pick(0)
    figures = tab.view.evidence.figures
    assert figures.title.text() == f"The {200 - COLLECTIVE} tested orders" and figures.titles["lift"].text() == "Lift, tested orders"
    assert [cell.text() for cell in figures.cells] == [str(count) for count in counts] and sum(counts) == len(tested)


def test_what_came_later_is_told_for_the_side_of_chance_that_was_found():
    links = {"early_found": np.ones(2, bool), "late_clear": np.zeros(2, bool),
             "late_low": np.array([0.2, 1.2]), "late_high": np.array([0.8, 3.0])}  # fmt: skip
    above, below = ([later_column(Text("en"), links, side).show(row) for row in range(2)] for side in (True, False))
    assert above == ["not found again", "not clear"] and below == above[::-1]
