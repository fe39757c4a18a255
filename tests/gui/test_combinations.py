"""The tab Combinations and the second line over the pairs with a made shop: what filters at once, what looks again, what is saved."""

from __future__ import annotations

import numpy as np
import pytest
from made_combinations import sets_held, write_combinations
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from shop import FILLERS, NAMES, baskets_of
from steps import settle as settle_all

from assoc_engine.rules.measures import MEASURES
from assoc_engine.rules.ranking import NAMES as KNOWN
from assoc_engine.workspace import Workspace
from assoc_gui.combination_rows import Wanted, meant, sides_of, wanted_rows
from assoc_gui.evidence import orders_with_all
from assoc_gui.pages.findings import COMBINATIONS, TOGETHER
from assoc_gui.widgets.floor_slider import FloorSlider


@pytest.fixture
def page(analysed):
    return analysed.window.page


@pytest.fixture
def tab(page, analysed, qtbot):
    page.tabs.pick(COMBINATIONS)
    settle(page.combinations, qtbot)
    return page.combinations


@pytest.fixture
def view(tab):
    """With the pairs, too, every rule, and those that chance explains."""
    list_every(tab.view)
    tab.view.choice.pairs.button.click()
    return tab.view


def list_every(view) -> None:
    view.choice.which.all_button.click()
    view.choice.every_button.click()


def settle(tab, qtbot) -> None:
    qtbot.waitUntil(lambda: tab.view is not None and tab.shows_view and tab.session.jobs.current is None and not tab.turns.busy)
    qtbot.waitUntil(lambda: not tab.view._follow.isActive())


def asked(running, request: str) -> list[dict]:
    return [settings for name, settings in running.engine.asked if name == request]


def rows_shown(view) -> list[tuple]:
    table = view._rows
    return [tuple(map(tuple, sides_of(table, int(row)))) for row in view.table.columns_model.rows]


def brute_rules(floor: int) -> dict[tuple, int]:
    counts = sets_held(200, floor)
    found = {}
    for held, count in counts.items():
        for mask in range(1, 2 ** len(held) - 1):
            first = tuple(one for k, one in enumerate(held) if mask >> k & 1)
            found[first, tuple(one for one in held if one not in first)] = count
    return found


def longer(rules: dict[tuple, int]) -> dict[tuple, int]:
    return {row: count for row, count in rules.items() if sum(map(len, row)) > 2}


def column(view, title: str) -> list[str]:
    model = view.table.columns_model
    place = next(i for i, one in enumerate(model.columns) if one.title == title)
    assert not view.table.isColumnHidden(place)
    return [model.columns[place].show(int(row)) for row in model.rows]


def headers(view) -> list[str]:
    """The titles that are shown, as they stand from left to right."""
    header, model = view.table.horizontalHeader(), view.table.columns_model
    places = [header.logicalIndex(at) for at in range(len(model.columns))]
    return [model.headerData(place, Qt.Orientation.Horizontal) for place in places if not view.table.isColumnHidden(place)]


def name_of(product: int) -> str:
    return (NAMES + [f"thing {k}" for k in range(FILLERS)])[product]


def test_the_tab_looks_for_them_by_itself_and_shows_every_rule(analysed, view):
    (request,) = asked(analysed, "combine")
    assert request["settings"]["kind"] == "rules" and request["settings"]["min_orders"] == 0
    assert set(rows_shown(view)) == set(brute_rules(3)) and len(rows_shown(view)) == len(set(rows_shown(view)))
    assert view.choice.floor.words.text() == "At least 3 orders"
    together = column(view, "Together")
    assert all(int(said) == brute_rules(3)[row] for said, row in zip(together, rows_shown(view), strict=True))
    assert column(view, "If an order holds")[0] == "Tea" and column(view, "then also")[0] == "→ Cup"


def test_the_slider_filters_at_once_and_asks_nothing(analysed, view, qtbot):
    before = len(analysed.engine.asked)
    view.choice.floor.set_orders(6)
    at_least = view.choice.floor.orders
    assert at_least >= 6 and set(rows_shown(view)) == {row for row, count in brute_rules(3).items() if count >= at_least}
    qtbot.wait(50)
    assert len(analysed.engine.asked) == before and view.choice.shown.text().startswith(str(len(rows_shown(view))))


def test_below_the_floor_it_looks_again_when_the_mouse_is_let_go(analysed, tab, view, qtbot):
    slider = view.choice.floor.slider
    slider.setSliderDown(True)
    slider.setValue(0)
    qtbot.wait(50)
    assert len(asked(analysed, "combine")) == 1, "not while it is dragged"
    slider.setSliderDown(False)
    assert [one["settings"]["min_orders"] for one in asked(analysed, "combine")] == [0, 2]
    settle(tab, qtbot)
    assert set(rows_shown(view)) == set(brute_rules(2)) > set(brute_rules(3))
    assert view.choice.floor.orders == 2


def test_a_search_that_is_stopped_leaves_what_was_there(analysed, tab, view, qtbot):
    shown = rows_shown(view)
    analysed.engine.hang.add("combine")
    slider = view.choice.floor.slider
    slider.setSliderDown(True)
    slider.setValue(0)
    slider.setSliderDown(False)
    qtbot.waitUntil(lambda: view.choice.work.isVisible())
    view.choice.work.stop_button.click()
    settle(tab, qtbot)
    qtbot.waitUntil(lambda: not view.choice.work.isVisible())
    assert view.choice.floor.orders == 3 and rows_shown(view) == shown
    assert len(asked(analysed, "combine")) == 2, "it is not looked for again by itself"


def test_a_first_search_that_is_stopped_can_begin_again(analysed, page, qtbot):
    analysed.engine.hang.add("combine")
    page.tabs.pick(COMBINATIONS)
    tab = page.combinations
    qtbot.waitUntil(lambda: tab.mining.job("combine") is not None and tab.waiting["work"].work.isVisible())
    tab.waiting["work"].work.stop_button.click()
    qtbot.waitUntil(lambda: "stopped" in tab.waiting and tab.waiting["stopped"].isVisible())
    qtbot.wait(50)
    assert len(asked(analysed, "combine")) == 1
    analysed.engine.hang.clear()
    tab.waiting["stopped"].action.click()
    settle(tab, qtbot)
    list_every(tab.view)
    assert len(rows_shown(tab.view)) == len(longer(brute_rules(3)))


@pytest.mark.parametrize(("first", "second"), [(1, 0), (0, 1), (1, 1), (2, 1)])
def test_lengths_of_both_sides(view, first, second):
    view.choice.lengths["if"].chosen.emit(str(first))
    view.choice.lengths["then"].chosen.emit(str(second))
    wanted = {(a, b) for a, b in brute_rules(3) if (not first or len(a) <= first) and (not second or len(b) <= second)}
    assert set(rows_shown(view)) == wanted


def test_with_product_keeps_the_rows_that_hold_it_and_says_where_none_does(view, qtbot):
    view.choice.search.setText("cup")
    assert set(rows_shown(view)) == {(a, b) for a, b in brute_rules(3) if 1 in (*a, *b)}
    view.choice.search.setText("no such thing at all")
    qtbot.waitUntil(lambda: "no such thing at all" in view.evidence.empty.text())
    assert rows_shown(view) == [] and view.evidence.row == -1
    view.choice.search.clear()
    qtbot.waitUntil(lambda: view.evidence.row >= 0)


def test_a_list_that_was_cut_off_offers_a_search_for_the_product_alone(analysed, tab, view, qtbot):
    assert not view.choice.alone.isVisible()
    view.choice.search.setText("Cup")
    assert not view.choice.alone.isVisible(), "the list holds all of it"
    limited = {"message": "From {asked} orders on there are more than these.", "values": {"asked": 2}}
    write_combinations(tab.state.workspace.folder, limited=limited)
    tab.state.refresh()
    settle(tab, qtbot)
    assert view.choice.limited.text() == "From 2 orders on there are more than these." and view.choice.alone.isVisible()
    QTest.keyClick(view.choice.search, Qt.Key.Key_Return)
    code = tab.state.products.codes[1]
    assert asked(analysed, "combine")[-1]["settings"]["products"] == (code,)
    settle(tab, qtbot)
    assert view.choice.all_button.text() == "Only Cup ✕", "by its name"
    assert view.choice.all_button.isVisible()
    view.choice.all_button.click()
    assert asked(analysed, "combine")[-1]["settings"]["products"] == ()


def test_a_measure_sorts_and_shows_its_column(analysed, view):
    before = len(analysed.engine.asked)
    for name in MEASURES:
        view.choice.measure.chosen.emit(name)
        values = np.asarray(view._rows[name])[view.table.columns_model.rows]
        known = values[~np.isnan(values)]
        assert (known[:-1] >= known[1:]).all(), name
        place = view.table.columns_model.index_named(name)
        assert not view.table.isColumnHidden(place)
    shown = [one.name for i, one in enumerate(view.table.columns_model.columns) if not view.table.isColumnHidden(i)]
    assert set(shown) & set(MEASURES) == {"confidence", name}, "those chosen before give way"
    header = view.table.horizontalHeader()
    assert header.visualIndex(view.table.columns_model.index_named(name)) == 3, "behind the names, where it is seen"
    view.choice.measure.chosen.emit("")
    assert view.table.columns_model.columns[view.table.columns_model.index_named("")].title == "Beyond chance"
    assert rows_shown(view)[0] in (((0,), (1,)), ((1,), (0,)))
    assert len(analysed.engine.asked) == before
    actions = view.choice.measure.menu_of_choices().actions()
    words = [action.text() for action in actions if not action.isSeparator()]
    assert words[:4] == ["Beyond chance", "Times chance", "Of its orders", "Of all orders"] and "For experts" in words[4:7]
    for action in actions:
        if action.isCheckable():
            assert len(action.toolTip()) > len(action.text()), "what it means is told"


def test_whole_sets_can_be_sorted_by_what_they_bring(analysed, tab, view, qtbot):
    view.choice.kinds["sets"].click()
    settle(tab, qtbot)
    assert asked(analysed, "combine")[-1]["settings"]["kind"] == "sets"
    assert {row[0] for row in rows_shown(view)} == {held for held in sets_held(200, 3) if len(held) > 1}
    assert view.choice.lengths["all"].isVisible() and not view.choice.lengths["if"].isVisible()
    assert set(view.choice.measure.choices) <= {"", "adjusted_lift", *KNOWN["sets"]}
    view.choice.lengths["all"].chosen.emit("2")
    assert {len(row[0]) for row in rows_shown(view)} == {2}
    before = len(asked(analysed, "combine"))
    view.choice.measure.chosen.emit("revenue")
    assert len(asked(analysed, "combine")) == before, "all there are stand in the list"
    assert column(view, "Revenue")[0].startswith("1,000") and rows_shown(view)[0][0] == (0, 1)
    assert "margin" not in view.choice.measure.choices, "the file has no costs"
    write_combinations(tab.state.workspace.folder, {"kind": "sets"}, limited={"message": "More.", "values": {}})
    tab.state.refresh()
    settle(tab, qtbot)
    view.choice.measure.chosen.emit("adjusted_lift")
    assert len(asked(analysed, "combine")) == before
    view.choice.measure.chosen.emit("revenue")
    assert len(asked(analysed, "combine")) == before, "it has all from its floor on: no other search"
    assert "↓" in headers(view)[2] and "Revenue" in headers(view)[2]


def test_the_evidence_is_counted_from_the_orders(view, tab, qtbot):
    table = view._rows
    triple = next(row for row in range(len(table["orders"])) if sum(map(len, sides_of(table, row))) == 3 and table["split"][row] == 2)
    view.table.pick(triple)
    first, second = sides_of(table, triple)
    baskets = [set(basket) for basket in baskets_of(200)]
    holding = [number for number, basket in enumerate(baskets) if {*first, *second} <= basket]
    of_first = sum(set(first) <= basket for basket in baskets)
    words = " ".join(one.text() for one in view.evidence.findChildren(QLabel))
    assert f"Of the {of_first} order" in words and f", {len(holding)} (" in words
    assert view.evidence.together.text() == str(len(holding))
    assert orders_with_all(tab.state.get("baskets"), (*first, *second)).tolist() == holding
    view.evidence.orders_button.click()
    assert view.left.currentWidget() is view.behind and view.behind.orders.columns_model.rowCount() == len(holding)
    assert all(name_of(product) in view.behind.title.text() for product in (*first, *second) if product < len(NAMES))
    view.behind.back_button.click()
    assert view.left.currentIndex() == 0


def test_the_rows_that_are_listed_are_saved_in_their_order(analysed, tab, view, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "found"), ""))
    view.choice.save_button.click()
    settle(tab, qtbot)
    (request,) = asked(analysed, "combinations_csv")
    assert request["path"] == str(tmp_path / "found.csv") and request["measure"] == "", "to be read by people"
    shown = view.table.columns_model.rows.tolist()
    assert list(request.get("rows", range(len(shown)))) == shown, "in the order that is seen"
    qtbot.waitUntil(lambda: "found.csv" in view.choice.saved.text())
    view.choice.search.setText("tea")
    assert view.choice.saved.isHidden() and not analysed.session.saved.get("combinations_csv"), "that file is not of these"
    view.choice.measure.chosen.emit("confidence")
    view.choice.save_button.click()
    rows = asked(analysed, "combinations_csv")[-1]["rows"]
    table = view._rows
    assert asked(analysed, "combinations_csv")[-1]["measure"] == "confidence"
    assert {tuple(map(tuple, sides_of(table, row))) for row in rows} == set(rows_shown(view)) and len(rows) < len(table["orders"])
    assert list(np.asarray(table["confidence"])[rows]) == sorted(np.asarray(table["confidence"])[rows], reverse=True)


def test_no_combination_says_why_and_looks_from_fewer_orders_on(analysed, page, qtbot):
    analysed.engine.combinations = {"floor": 1000}
    page.tabs.pick(COMBINATIONS)
    tab = page.combinations
    qtbot.waitUntil(lambda: "none" in tab.waiting and tab.waiting["none"].isVisible())
    assert tab.waiting["none"].action.text() == "Look from 500 orders on"
    tab.waiting["none"].action.click()
    assert asked(analysed, "combine")[-1]["settings"]["min_orders"] == 500


def test_rows_are_those_of_a_plain_look(view, tab):
    table, products = view._rows, tab.state.products
    for wanted in (Wanted(), Wanted(4), Wanted(3, ("tea",), 1), Wanted(3, ("tea", "cup"), 0, 1), Wanted(5, (), 2, 1, 2),
                   Wanted(3, ("e",), 1, 2)):
        mask = wanted_rows(table, products, wanted)
        for row in range(len(mask)):
            first, second = sides_of(table, row)
            words = all(
                any(word in products.names[one].lower() or word in products.codes[one].lower() for one in (*first, *second))
                for word in wanted.words
            )
            fits = (not wanted.most_first or len(first) <= wanted.most_first) and (
                not wanted.most_second or len(second) <= wanted.most_second
            )
            whole = not wanted.most or len(first) + len(second) <= wanted.most
            assert mask[row] == (table["orders"][row] >= wanted.orders and words and fits and whole)


def test_the_product_that_a_search_means(tab):
    products = tab.state.products
    assert meant(products, "Cup") == 1 and meant(products, "") == -1
    assert meant(products, "thing") == -1, "many are called so"
    assert meant(products, "nothing of the kind") == -1


def test_keys_move_the_slider_step_by_step(qapp, qtbot):
    from assoc_engine.text import Text

    made = FloorSlider(Text("en"))
    made.slider.setValue(50)
    assert made.orders == 2, "before there is anything to choose from it stands still"
    qtbot.addWidget(made)
    made.show_range(20, 5_000, "because", False)
    moved, lowered = [], []
    made.moved.connect(moved.append)
    made.lowered.connect(lowered.append)
    for _ in range(3):
        QTest.keyClick(made.slider, Qt.Key.Key_Right)
    assert len(set(moved)) == 3 and moved == sorted(moved) and moved[0] > 20
    for _ in range(4):
        QTest.keyClick(made.slider, Qt.Key.Key_Left)
    assert made.orders < 20 and lowered == [], "another key may follow"
    qtbot.waitUntil(lambda: lowered == [made.orders])


def test_pairs_are_filtered_counted_again_sorted_and_saved(analysed, page, qtbot, tmp_path, monkeypatch):
    page.tabs.pick(TOGETHER)
    settle_all(analysed, qtbot)
    pairs, links = page.pairs, analysed.state.get("links")
    pairs.which.all_button.click()
    before = len(analysed.engine.asked)
    pairs.choice.floor.set_orders(6)
    least = pairs.choice.floor.orders
    assert pairs.table.columns_model.rowCount() == int((np.asarray(links["orders"]) >= least).sum()) < len(links["a"])
    pairs.choice.measure.chosen.emit("jaccard")
    values = np.asarray(links["jaccard"])[pairs.table.columns_model.rows]
    assert (values[:-1] >= values[1:]).all() and len(analysed.engine.asked) == before
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "p.csv"), ""))
    pairs.choice.save_button.click()
    assert asked(analysed, "links")[-1]["rows"].tolist() == pairs.table.columns_model.rows.tolist()
    settle_all(analysed, qtbot)
    Workspace(analysed.state.workspace.folder).put("links", links.columns, {**links.meta, "floor": 4})
    analysed.state.refresh()
    settle_all(analysed, qtbot)
    slider = pairs.choice.floor.slider
    slider.setSliderDown(True)
    slider.setValue(0)
    slider.setSliderDown(False)
    assert asked(analysed, "pairs")[-1]["settings"]["links"]["min_orders"] == 2
    settle_all(analysed, qtbot)
    assert analysed.session.settings.links.min_orders == 2 and not analysed.session.outdated
    assert page.tabs.index == TOGETHER and pairs.choice.floor.orders == 2


@pytest.mark.parametrize("most", [9.0, 57.8, 272.0, 4_000.0])
def test_a_column_has_room_for_every_factor_up_to_its_largest(most):
    from assoc_engine.text import Text
    from assoc_gui.link_words import longest, times

    text, values = Text("en"), np.array([0.4, 2.1, 57.8, most])
    values = values[values <= most]
    room = longest(values, lambda value: times(text, value))
    assert all(len(times(text, float(value))) <= len(room) for value in values)


@pytest.mark.parametrize("factor", [1.1e6, 3e27, 8e45])
def test_a_factor_beyond_all_telling_is_said_to_be_so(factor):
    from assoc_engine.text import Text
    from assoc_gui.link_words import times

    assert times(Text("en"), factor) == ">1,000,000 ×" and times(Text("en"), 999_999.0) == "999,999 ×"
    for written in (Text("en").integer(factor), Text("en").number(factor)):
        assert float(written.replace(",", "")) == pytest.approx(factor)
