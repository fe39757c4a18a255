"""Which combinations are listed at first, in what order, and what is said of them: with a made shop."""

from __future__ import annotations

import numpy as np
import pytest
from made_combinations import write_combinations
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from steps import settle as settle_all
from test_combinations import asked, brute_rules, headers, list_every, longer, page, rows_shown, settle, tab  # noqa: F401

from assoc_engine.rules.links import FEWEST
from assoc_engine.rules.verdicts import NONE, A, B, C
from assoc_engine.workspace import Workspace
from assoc_gui.combination_rows import sides_of
from assoc_gui.combination_words import FEW
from assoc_gui.pages.findings import TOGETHER
from assoc_gui.same_products import SameProducts


@pytest.fixture
def view(tab):  # noqa: F811
    return tab.view


def lower(view, step: int = 0) -> None:
    slider = view.choice.floor.slider
    slider.setSliderDown(True)
    slider.setValue(step)
    slider.setSliderDown(False)


def test_at_first_one_rule_a_set_of_products_that_says_more_than_its_parts(analysed, view):
    before = len(analysed.engine.asked)
    table, best = view._rows, {}
    for row in range(len(table["orders"])):
        first, second = sides_of(table, row)
        if len(first) + len(second) > 2 and table["says_more"][row]:
            rank = len(second) > 1, -table["confidence"][row], row
            best[frozenset((*first, *second))] = min(best.get(frozenset((*first, *second)), (2, 0, 0)), rank)
    assert best and set(view.table.columns_model.rows.tolist()) == {row for _, _, row in best.values()}
    view.choice.every_button.click()
    more = np.asarray(table["says_more"])[view.table.columns_model.rows]
    assert len(more) > len(best) and more.all()
    view.choice.which.all_button.click()
    assert set(rows_shown(view)) == set(longer(brute_rules(3))) and not np.asarray(table["says_more"]).all()
    assert len(analysed.engine.asked) == before


def test_sets_that_say_no_more_than_their_parts_are_left_out(view, tab, qtbot):  # noqa: F811
    view.choice.kinds["sets"].click()
    settle(tab, qtbot)
    view.choice.pairs.button.click()
    more = np.asarray(view._rows["says_more"])
    assert set(view.table.columns_model.rows.tolist()) == set(np.flatnonzero(more).tolist()) and not more.all()
    assert view.choice.every_button.isHidden(), "a set has no sides"
    view.choice.which.all_button.click()
    assert len(view.table.columns_model.rows) == len(more)


def test_where_nothing_says_more_it_says_how_to_see_the_rest(page, tab, view, qtbot):  # noqa: F811
    table = view._rows
    none = np.zeros(len(table["orders"]), np.int8)
    Workspace(tab.state.workspace.folder).put("combinations", {**table.columns, "grade": none, "says_more": none.astype(bool)}, table.meta)
    tab.state.refresh()
    settle(tab, qtbot)
    assert not rows_shown(view) and view.choice.every_button.isHidden()
    qtbot.waitUntil(lambda: "has another grade" in view.evidence.empty.text())
    assert page.answer.answer.text() == "No combination of three products or more says more than its parts"
    view.choice.search.setText("no such thing")
    hidden = len({frozenset((*first, *second)) for first, second in longer(brute_rules(3))})
    assert view.choice.unhide_button.text() == f"Show all {hidden}" and not view.choice.unhide_button.isHidden()
    view.choice.unhide_button.click()
    assert len(rows_shown(view)) == hidden and not view.choice.search.text() and view.choice.unhide_button.isHidden()
    assert not view.choice.every_button.isHidden()
    qtbot.waitUntil(lambda: view.evidence.caption.text() == "It says no more than its parts")


def test_where_nothing_says_more_from_the_beginning_everything_is_listed(analysed, page, tab, qtbot):  # noqa: F811
    table = tab.view._rows
    none = np.zeros(len(table["orders"]), np.int8)
    Workspace(tab.state.workspace.folder).put("combinations", {**table.columns, "grade": none, "says_more": none.astype(bool)}, table.meta)
    tab.view._other_file = True
    tab.state.refresh()
    settle(tab, qtbot)
    assert tab.view.choice.which.all_button.isChecked() and rows_shown(tab.view)


def test_each_grade_tells_how_many_it_would_list_and_lists_these(view, qtbot):
    table, choice = view._rows, view.choice
    grade_of = {}
    for row, grade in enumerate(table["grade"].tolist()):
        first, second = sides_of(table, row)
        if len(first) + len(second) > 2:
            grade_of[frozenset((*first, *second))] = grade
    wanted = {grade: {held for held, one in grade_of.items() if one == grade} for grade in (A, B)}
    assert all(wanted.values()) and choice.which.counts == {A: len(wanted[A]), B: len(wanted[B]), C: 0, NONE: len(grade_of)}
    assert not choice.which.buttons[C].isEnabled()
    choice.which.buttons[B].click()
    assert {frozenset((*first, *second)) for first, second in rows_shown(view)} == wanted[A]
    sign = view.table.columns_model.columns[0]
    assert {sign.mark(int(row)) for row in view.table.columns_model.rows} == {"proven"}
    qtbot.waitUntil(lambda: view.evidence.caption.text().startswith("Proven"))
    choice.every_button.click()
    assert choice.which.counts[A] == sum(frozenset((*first, *second)) in wanted[A] for first, second in longer(brute_rules(3)))


def test_the_other_rules_of_the_same_products_are_one_click_away(view, qtbot):
    row, before = view.evidence.row, rows_shown(view)
    held = {one for side in sides_of(view._rows, row) for one in side}
    same = {rule for rule in brute_rules(3) if {*rule[0], *rule[1]} == held}
    assert view.evidence.others_button.text().startswith(str(len(same) - 1)) and len(same) > 1
    view.evidence.others_button.click()
    assert set(rows_shown(view)) == same and view.evidence.row == row
    assert view.evidence.others_button.isHidden() and view.choice.pairs.isHidden()
    view.choice.others_button.click()
    assert rows_shown(view) == before and not view.evidence.others_button.isHidden() and view.choice.others_button.isHidden()


def test_rules_of_the_same_products_are_told_apart_by_brute_force(view):
    table = view._rows
    same, rng = SameProducts(table), np.random.default_rng(4)
    held = [frozenset(one for side in sides_of(table, row) for one in side) for row in range(len(table["orders"]))]
    for row in rng.integers(len(held), size=20):
        assert same.of(int(row)).tolist() == [one == held[row] for one in held]
    mask = rng.random(len(held)) < 0.4
    kept = np.flatnonzero(same.best(mask))
    assert mask[kept].all() and sorted(map(sorted,
                                           {held[row] for row in np.flatnonzero(mask)})) == sorted(sorted(held[row]) for row in kept)


def test_what_they_are_sorted_by_is_told_and_seen_once_it_is_asked_for(analysed, view, qtbot):
    analysed.window.resize(900, 600)
    qtbot.wait(20)
    told = view.choice.measure.text
    assert told() == "By: Beyond chance" and headers(view)[3] == "Together", "names get the room of its column"
    together, place = (view.table.columns_model.index_named(name) for name in ("counted", ""))
    view.table.horizontalHeader().sectionClicked.emit(together)
    assert told() == "By: Together" and view.choice.measure.value is None and headers(view)[3] == "↓ Together"
    view.choice.measure.chosen.emit("")
    assert told() == "By: Beyond chance" and headers(view)[3] == "↓ Beyond chance"
    header = view.table.horizontalHeader()
    end = header.sectionViewportPosition(place) + header.sectionSize(place)
    assert 0 < end <= view.table.viewport().width()


def test_lowering_keeps_order_and_choices_and_the_headline_says_what_is_listed(analysed, page, tab, view, qtbot):  # noqa: F811
    view.choice.measure.chosen.emit("adjusted_lift")
    view.choice.lengths["then"].chosen.emit("1")
    view.choice.which.all_button.click()
    lower(view)
    settle(tab, qtbot)
    assert asked(analysed, "combine")[-1]["settings"]["measure"] == "" and view._rows.meta["floor"] == 2
    lift = np.asarray(view._rows["adjusted_lift"])[view.table.columns_model.rows]
    assert (lift[:-1] >= lift[1:]).all() and view.choice.measure.text() == "By: Times chance" and "↓ Times chance" in headers(view)
    assert view.choice.which.all_button.isChecked() and view.choice.most("then") == 1
    shown = len(view.table.columns_model.rows)
    assert page.answer.answer.text() == f"{shown} rules from 2 orders on: so few may be a coincidence"
    height = page.answer.height()
    view.choice.floor.set_orders(6)
    settle(tab, qtbot)
    shown, orders = len(view.table.columns_model.rows), view.choice.floor.orders
    assert page.answer.answer.text() == f"{shown} rules: if these products, then those, in {orders} of all orders or more"
    assert page.answer.height() == height
    column = view.table.columns_model.index_named("orders")
    view.table.sort_rows(column, Qt.SortOrder.AscendingOrder)
    write_combinations(tab.state.workspace.folder)
    tab.state.refresh()
    settle(tab, qtbot)
    counts = np.asarray(view._rows["orders"])[view.table.columns_model.rows]
    assert (counts[:-1] <= counts[1:]).all(), "as it was sorted by its title"


def test_after_sorting_the_evidence_is_of_a_row_in_sight(view):
    list_every(view)
    view.choice.pairs.button.click()
    model = view.table.columns_model
    last = int(model.rows[-1])
    view.table.pick(last)
    view.choice.measure.chosen.emit("adjusted_lift")
    assert view.evidence.row == view.table.picked_row and view.table.shows_picked
    view.table.pick(int(model.rows[1]))
    picked = view.evidence.row
    view.table.sorted.emit(0)
    assert view.evidence.row == picked, "it is in sight"


@pytest.mark.parametrize("kind", ["rules", "sets"])
def test_what_stands_in_few_orders_gets_no_tick(analysed, tab, view, kind, qtbot):  # noqa: F811
    assert FEW == FEWEST
    if kind == "sets":
        view.choice.kinds["sets"].click()
        settle(tab, qtbot)
    else:
        list_every(view)
    view.choice.pairs.button.click()
    more = np.asarray(view._rows["says_more"])
    counts = np.asarray(view._rows["orders"])
    few, enough = (int(np.flatnonzero(more & which)[0]) for which in (counts < FEW, counts >= FEW))
    for row, coincidence in ((few, True), (enough, False)):
        said = []
        view.evidence.say = said.extend
        view.evidence.show_row(row)
        del view.evidence.say
        assert any("may be a coincidence" in words for _, words in said) == coincidence
        assert any(mark == "ready" for mark, _ in said) != coincidence


def test_names_in_the_panel_are_joined_as_in_the_table(view):
    view.choice.every_button.click()
    row = next(int(row) for row in view.table.columns_model.rows if len(sides_of(view._rows, int(row))[0]) == 2)
    view.table.pick(row)
    words = " ".join(one.text() for one in view.evidence.findChildren(QLabel))
    assert words.count(view.evidence.first.text()) >= 2 and " + " in view.evidence.first.text()


def test_an_empty_table_of_pairs_looks_from_fewer_orders_on(analysed, page, qtbot):  # noqa: F811
    """As the combinations do; while it counts it says so, and a count that is stopped can begin again."""
    links = analysed.state.get("links")
    none = {name: np.asarray(column)[:0] for name, column in links.columns.items()}
    Workspace(analysed.state.workspace.folder).put("links", none, {**links.meta, "floor": 5, "passing": 0})
    analysed.state.refresh()
    settle_all(analysed, qtbot)
    page.tabs.pick(TOGETHER)
    assert page._none.isVisible() and page._none.action.text() == "List coincidences too, from 2 orders on"
    analysed.engine.hang.add("pairs")
    page._none.action.click()
    qtbot.waitUntil(lambda: page._none.bar.isVisible() and page._none.action.isHidden())
    page.parts.mining.job("pairs").cancel()
    qtbot.waitUntil(lambda: page._none.action.isVisible())
    analysed.engine.hang.clear()
    page._none.action.click()
    settle_all(analysed, qtbot)
    assert asked(analysed, "pairs")[-1]["settings"]["links"]["min_orders"] == 2
    assert page.tabs.index == TOGETHER and page.pairs.isVisible() and len(page.pairs.table.columns_model.rows)


def test_in_a_low_window_what_is_said_comes_before_the_chart(analysed, view, qtbot):
    panel = view.evidence
    for height, first in ((900, True), (600, False)):
        analysed.window.resize(1000, height)
        qtbot.wait(20)
        said = panel.sentences.itemAt(0).layout().itemAt(1).widget()
        above = panel.months.mapTo(panel, panel.months.rect().topLeft()).y() < said.mapTo(panel, said.rect().topLeft()).y()
        assert above == first
