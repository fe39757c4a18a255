"""Which combinations are listed first, what is looked for again and with what, and that recommendations go with their pairs."""

from __future__ import annotations

from made_combinations import write_combinations
from shop import write_links, write_strategies
from steps import settle as settle_all
from test_combinations import asked, brute_rules, list_every, longer, page, rows_shown, settle, tab, view  # noqa: F401

from assoc_engine.settings import CombineSettings
from assoc_engine.workspace import Workspace
from assoc_gui.pages.findings import COMBINATIONS
from assoc_gui.state import Part


def test_pairs_are_left_out_at_first_and_one_click_away(analysed, tab):  # noqa: F811
    view, before = tab.view, len(analysed.engine.asked)  # noqa: F811
    assert view.evidence.row == int(view.table.columns_model.rows[0])
    list_every(view)
    assert set(rows_shown(view)) == set(longer(brute_rules(3))) and "in the first tab" in view.choice.pairs.note.text()
    view.choice.pairs.button.click()
    assert set(rows_shown(view)) == set(brute_rules(3)) and view.choice.pairs.note.isHidden()
    view.choice.pairs.button.click()
    assert set(rows_shown(view)) == set(longer(brute_rules(3)))
    for side in ("if", "then"):
        view.choice.lengths[side].chosen.emit("1")
    assert set(rows_shown(view)) == set(brute_rules(3)) - set(longer(brute_rules(3))), "one and one are a pair"
    assert view.choice.pairs.isHidden() and len(analysed.engine.asked) == before


def test_where_all_are_pairs_it_says_so_and_looks_lower_at_one_click(analysed, page, qtbot):  # noqa: F811
    analysed.engine.combinations = {"floor": 40}
    page.tabs.pick(COMBINATIONS)
    tab = page.combinations  # noqa: F811
    settle(tab, qtbot)
    list_every(tab.view)
    assert not longer(brute_rules(40)) and set(rows_shown(tab.view)) == set(brute_rules(40))
    pairs = tab.view.choice.pairs
    assert pairs.note.text() == "None has 3 products: these are pairs." and pairs.button.text() == "Look from 20 orders on"
    pairs.button.click()
    settle(tab, qtbot)
    assert asked(analysed, "combine")[-1]["settings"]["min_orders"] == 20


def test_where_only_pairs_fit_it_says_so(tab, qtbot):  # noqa: F811
    view = tab.view  # noqa: F811
    view.choice.floor.set_orders(40)
    qtbot.waitUntil(lambda: "Only pairs fit" in view.evidence.empty.text())
    view.choice.pairs.button.click()
    assert rows_shown(view)


def test_lower_than_the_floor_it_looks_for_the_product_that_is_searched_for_alone(analysed, tab, view, qtbot):  # noqa: F811
    view.search.setText("cup")
    lowest = view.choice.floor.slider
    lowest.setSliderDown(True)
    lowest.setValue(0)
    lowest.setSliderDown(False)
    settings = asked(analysed, "combine")[-1]["settings"]
    assert settings["min_orders"] == 2 and settings["products"] == (tab.state.products.codes[1],)
    settle(tab, qtbot)
    assert view.search.text() == "cup" and view.choice.all_button.isVisible()
    assert set(rows_shown(view)) == {(a, b) for a, b in brute_rules(2) if 1 in (*a, *b)}
    view.search.setText("thing")
    write_combinations(tab.state.workspace.folder, floor=5)
    tab.state.refresh()
    settle(tab, qtbot)
    lowest.setSliderDown(True)
    lowest.setValue(0)
    lowest.setSliderDown(False)
    assert asked(analysed, "combine")[-1]["settings"]["products"] == (), "it means many"


def test_a_search_that_is_stopped_without_a_result_begins_again_as_it_was_asked(analysed, tab, view, qtbot):  # noqa: F811
    analysed.engine.hang.add("combine")
    view.choice.kinds["sets"].click()
    first = asked(analysed, "combine")[-1]["settings"]
    analysed.state.drop(tab.part)
    Workspace(tab.state.workspace.folder).remove("combinations")
    qtbot.waitUntil(lambda: tab.mining.job("combine") is not None and tab.waiting["work"].work.isVisible())
    tab.waiting["work"].work.stop_button.click()
    qtbot.waitUntil(lambda: "stopped" in tab.waiting and tab.waiting["stopped"].isVisible())
    analysed.engine.hang.clear()
    tab.waiting["stopped"].action.click()
    assert asked(analysed, "combine")[-1]["settings"] == first and first["kind"] == "sets"
    settle(tab, qtbot)
    analysed.session.analyse(then="")
    settle(tab, qtbot)
    assert asked(analysed, "combine")[-1]["settings"]["kind"] == "sets", "of the same file, cleaned anew"


def test_a_search_for_some_that_finds_none_leads_back_to_all(analysed, tab, view, qtbot):  # noqa: F811
    analysed.engine.combinations = {"floor": 1000}
    tab.mining.combine(CombineSettings(products=("P1",), min_orders=0))
    qtbot.waitUntil(lambda: "alone" in tab.waiting and tab.waiting["alone"].isVisible())
    analysed.engine.combinations = {}
    tab.waiting["alone"].action.click()
    assert asked(analysed, "combine")[-1]["settings"]["products"] == ()
    settle(tab, qtbot)
    assert rows_shown(view)


def test_recommendations_go_with_the_pairs_they_were_chosen_from(analysed, qtbot):
    """For a moment the pairs are there anew and what is recommended is not: nothing of before is shown beside them."""
    folder = analysed.state.workspace.folder
    for name in ("actions", "report"):
        page = analysed.window.go_to(name)  # noqa: F811
        settle_all(analysed, qtbot)
        assert page._stack.currentWidget() is page._content
        analysed.engine.hang.add("pairs")
        page.parts.mining.count_pairs(min_orders=4)
        write_links(folder, floor=4)
        analysed.state.refresh()
        assert page._stack.currentWidget() is page._waiting and page._waiting.bar.isVisible(), "it says what it waits for"
        write_strategies(folder)
        analysed.state.refresh()
        settle = lambda page=page: page._stack.currentWidget() is page._content and not page.turns.busy
        qtbot.waitUntil(settle)
        page.parts.mining.job("pairs").cancel()
        settle_all(analysed, qtbot)
        assert page._stack.currentWidget() is page._content
        write_links(folder)
        write_strategies(folder)
        analysed.state.refresh()
        settle_all(analysed, qtbot)


def test_an_engine_that_ends_between_the_pairs_and_what_is_recommended(analysed, qtbot):
    folder, page = analysed.state.workspace.folder, analysed.window.go_to("actions")  # noqa: F811
    settle_all(analysed, qtbot)
    analysed.engine.hang.add("pairs")
    page.parts.mining.count_pairs(min_orders=4)
    qtbot.waitUntil(lambda: analysed.engine.asked[-1][0] == "pairs")
    Workspace(folder).remove("pages", "actions")
    write_links(folder, floor=4)
    analysed.engine.die()
    qtbot.waitUntil(analysed.window.banner.isVisible)
    settle_all(analysed, qtbot)
    assert analysed.state.get("links").meta["floor"] == 4 and not analysed.state.has(Part.STRATEGY)
    assert page._stack.currentWidget() is page._waiting and page._waiting.action.isVisible(), "it can be analysed again"
