"""Whether a combination says more than its parts, in the table and in the panel: with a made shop."""

from __future__ import annotations

import numpy as np
import pytest
from made_combinations import sets_held
from shop import baskets_of
from test_combinations import asked, headers, list_every, page, settle, tab  # noqa: F401

from assoc_engine.workspace import Workspace
from assoc_gui.combination_rows import sides_of
from assoc_gui.combination_words import combination_columns
from assoc_gui.link_words import expected_words, times

ORDERS = 200


@pytest.fixture
def view(tab):  # noqa: F811
    return tab.view


def said_of(view, row: int) -> list[tuple[str, str]]:
    said = []
    view.evidence.say = said.extend
    view.evidence.show_row(row)
    del view.evidence.say
    return said


def row_of(view, size: int, more: bool, orders: int = 6) -> int:
    table = view._rows
    which = (np.diff(table["start"]) == size) & (np.asarray(table["says_more"]) == more) & (np.asarray(table["orders"]) >= orders)
    return int(np.flatnonzero(which)[0])


def changed(tab, view, qtbot, **columns) -> None:  # noqa: F811
    """The same table with other figures in some columns."""
    table = view._rows
    Workspace(tab.state.workspace.folder).put("combinations", {**table.columns, **columns}, table.meta)
    tab.state.refresh()
    settle(tab, qtbot)


@pytest.mark.parametrize("kind", ["rules", "sets"])
def test_chance_is_that_of_pairs_and_lift_is_for_experts(tab, view, kind, qtbot):  # noqa: F811
    if kind == "sets":
        view.choice.kinds["sets"].click()
        settle(tab, qtbot)
    table = view._rows
    columns = {column.name: column for column in combination_columns(view.text, table, view._products)}
    assert columns["adjusted_lift"].title == "Times chance" and not columns["adjusted_lift"].optional
    assert columns["lift"].title == "Lift" and columns["lift"].optional and "baskets of the same size" in columns["expected"].hint
    for name, values in (("expected", table["expected"]), ("expected_given", table["expected_given"]),
                         ("", table["counted"] - table["expected"])):
        assert np.array_equal(columns[name].keys(), values, equal_nan=True)
    row = row_of(view, 3, True)
    view.evidence.show_row(row)
    assert view.evidence.chance.text() == expected_words(view.text, float(table["expected"][row]))
    assert any(times(view.text, float(table["adjusted_lift"][row])) in words for _, words in said_of(view, row))


def test_the_panel_says_whether_it_says_more_than_its_parts(tab, view, qtbot):  # noqa: F811
    list_every(view)
    for more, mark, words in ((True, "ready", "It says more than its parts"), (False, "look", "It says no more than its parts")):
        row = row_of(view, 3, more)
        given, counted = expected_words(view.text, float(view._rows["expected_given"][row])), int(view._rows["counted"][row])
        line = next(line for line in said_of(view, row) if line[1].startswith(words))
        assert line[0] == mark and f"explain {given} orders, {counted} hold all of it" in line[1]
    pair = row_of(view, 2, True)
    assert not any("its parts" in words for _, words in said_of(view, pair))
    chance = row_of(view, 2, False)
    assert ("look", "Too few beyond chance: it may be an accident") in said_of(view, chance)


def test_what_is_too_large_to_be_tested_says_so_and_what_is_set_aside(tab, view, qtbot):  # noqa: F811
    table, row = view._rows, row_of(view, 3, True)
    given, counted = np.array(table["expected_given"]), np.array(table["counted"])
    given[row], counted[row] = np.nan, counted[row] - 2
    changed(tab, view, qtbot, expected_given=given, counted=counted)
    words = [words for _, words in said_of(view, row)]
    assert any("too many products to be told" in one for one in words)
    assert any(one.startswith("2 of these orders") and "set aside" in one for one in words)
    assert view.evidence.together.text() == view.text.integer(int(counted[row])), "what stands beside chance is tested"
    columns = {column.title: column for column in view.table.columns_model.columns}
    assert columns["Tested together"].show(row) == view.evidence.together.text(), "the table tells the same"
    assert columns["Tested together"].exact(row) == f"{int(counted[row])} tested orders, of {int(table['orders'][row])} together"
    assert columns["All together"].optional and columns["All together"].show(row) == view.text.integer(int(table["orders"][row]))


def test_what_was_found_without_being_tested_is_looked_for_again(analysed, tab, view, qtbot):  # noqa: F811
    table, before = view._rows, len(asked(analysed, "combine"))
    untested = {name: column for name, column in table.columns.items() if name not in ("says_more", "expected", "counted")}
    Workspace(tab.state.workspace.folder).put("combinations", untested, table.meta)
    tab.state.refresh()
    qtbot.waitUntil(lambda: len(asked(analysed, "combine")) > before)
    settle(tab, qtbot)
    assert "says_more" in view._rows.columns and tab.currentWidget() is view


def test_when_pairs_are_counted_again_combinations_are_looked_for_again(analysed, tab, qtbot):  # noqa: F811
    """They rest on the same chance in the same orders."""
    before = len(asked(analysed, "combine"))
    tab.mining.count_pairs(keep=("large",))
    qtbot.waitUntil(lambda: len(asked(analysed, "combine")) > before)
    settle(tab, qtbot)
    assert tab.currentWidget() is tab.view and len(tab.view.table.columns_model.rows)


def test_a_product_that_adds_nothing_is_named(view):
    """Brute force: of each rule with two products first, is it as sure with one of them alone?"""
    list_every(view)
    table, names, counts = view._rows, view._products.names, sets_held(ORDERS, 0)
    counts |= {(one,): sum(one in basket for basket in baskets_of(ORDERS)) for one in range(len(names))}
    seen = set()
    for row in np.flatnonzero(np.asarray(table["split"]) == 2)[:60].tolist():
        first, second = sides_of(table, row)

        def share(*side, second=second):
            return counts[tuple(sorted((*side, *second)))] / counts[tuple(sorted(side))]

        useless = [one for one in first if share(*(set(first) - {one})) >= share(*first)]
        words = [words for _, words in said_of(view, row)]
        said = [one for one in first if any(sentence.startswith(f"{names[one]} adds nothing") for sentence in words)]
        assert len(said) == bool(useless) and set(said) <= set(useless)
        assert any("makes it surer" in sentence for sentence in words) != bool(useless)
        seen.add(bool(useless))
    assert seen == {True, False}


def test_what_chance_explains_is_called_so_and_bases_are_told(tab, view, qtbot):  # noqa: F811
    table, row = view._rows, row_of(view, 3, True)
    expected, counted, grade = (np.array(table[name]) for name in ("expected", "counted", "grade"))
    counted[row], grade[row] = counted[row] - 1, 0
    expected[row] = counted[row] + 2.5
    changed(tab, view, qtbot, expected=expected, counted=counted, grade=grade)
    words = [words for _, words in said_of(view, row)]
    assert view.evidence.caption.text() == "Chance can explain this combination"
    assert "All together no more often than chance alone would give" in words and not any("more than its parts" in one for one in words)
    assert view.evidence.counted_words.text() == f"tested orders together\n({int(table['orders'][row])} of all orders)"
    assert view.evidence.months._counts.sum() == int(table["orders"][row]) and view.evidence.months_title.text().startswith("All orders")
    assert "counts those that are tested" in tab.answer()[1]


def test_in_a_low_window_names_of_many_lines_leave_the_figures_in_sight(analysed, tab, view, qtbot):  # noqa: F811
    """However long the names are, what is counted is seen whole below them."""
    panel = view.evidence
    said_of(view, row_of(view, 3, True))
    panel.first.setText("A NAME OF MANY WORDS + ANOTHER OF AS MANY + A THIRD ONE")

    def places() -> list[int]:
        return [one.mapTo(panel, one.rect().bottomLeft()).y() for one in (panel.together, panel.first)]

    analysed.window.resize(900, 600)
    qtbot.waitUntil(lambda: panel.first.height() >= 2 * panel.first.fontMetrics().height())
    assert places()[1] < places()[0] < panel.orders_button.mapTo(panel, panel.orders_button.rect().topLeft()).y()
