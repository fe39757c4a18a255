"""Orders set aside where links are tested: said on Findings, counted again by a switch and back, and what the evidence makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from made_aside import COLLECTIVE, write_aside
from made_substitutes import write_anti
from PySide6.QtWidgets import QLabel
from shop import START, baskets_of, message, write_links
from steps import settle

from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from assoc_gui.monthly_chance import MonthlyChance
from assoc_gui.pages.findings import COMBINATIONS, INSTEAD, TOGETHER
from assoc_gui.state import Part
from assoc_gui.widgets.aside_bar import AsideBar
from assoc_gui.widgets.link_panel import aside_rows


@pytest.fixture
def aside(opened, qtbot):
    """The shop analysed, some of its orders set aside."""
    opened.engine.aside = True
    opened.session.analyse()
    qtbot.waitUntil(lambda: opened.window.page.name == "findings" and opened.state.get("aside") is not None)
    settle(opened, qtbot)
    return opened


def test_what_is_set_aside_is_said_and_can_be_tested_again_and_back(aside, qtbot):
    page = aside.window.page
    words = [label.text() for label in page.bars[0].findChildren(type(page.answer.answer))]
    said = [Text("en").say(one["message"]) for one in aside.state.get("aside").meta["kinds"]]
    assert len(said) == 2 and set(said) <= set(words) and "DOT" in said[0], "each kind in the engine's own words"
    assert "Links are tested without these orders, which are no one customer’s basket" in words

    def switch(kind: str, *kept: str) -> None:
        page.bars[0].switches[kind].click()
        settle(aside, qtbot)
        request, settings = aside.engine.asked[-1]
        assert request == "pairs" and tuple(settings["settings"]["links"]["keep"]) == kept
        assert not page.outdated(), "the settings are those of what is shown"
        states = {one: one not in kept for one in ("marked", "copied")}
        qtbot.waitUntil(lambda: {one: made.isChecked() for one, made in page.bars[0].switches.items()} == states)

    switch("copied", "copied")
    switch("marked", "marked", "copied")
    assert any("as you chose" in label.text() for label in page.bars[0].findChildren(type(page.answer.answer)))
    switch("copied", "marked")
    switch("marked")


def test_pairs_counted_anew_replace_those_shown_whatever_else_goes_with_them(aside, qtbot):
    """What rests on the pairs goes when they are replaced: each of several parts that go must leave the new pairs to be shown."""
    page, state = aside.window.page, aside.state
    for tab in (INSTEAD, COMBINATIONS, TOGETHER):
        page.tabs.pick(tab)
        settle(aside, qtbot)
    qtbot.waitUntil(lambda: state.has(Part.ANTI) and state.has(Part.COMBINATIONS))
    before = state.get("links")
    page.bars[0].switches["marked"].click()
    settle(aside, qtbot)
    assert state.get("links") is not before and not state.has(Part.ANTI) and not state.has(Part.COMBINATIONS)
    assert page.pairs._rows is state.get("links") and page.pairs.evidence.still_there()


def test_pairs_that_wait_to_be_shown_are_shown_though_something_beside_them_goes(aside, qtbot):
    page, state = aside.window.page, aside.state
    page.tabs.pick(INSTEAD)
    settle(aside, qtbot)
    page.tabs.pick(TOGETHER)
    write_links(state.workspace.folder)
    state.refresh()  # the steps that show the new pairs wait
    assert page.turns.busy
    write_anti(state.workspace.folder)
    state.refresh()
    state.drop(Part.ANTI)
    settle(aside, qtbot)
    assert page.pairs._rows is state.get("links") and page.pairs.evidence.still_there()


def test_where_nothing_is_set_aside_nothing_is_said_of_it(analysed, qtbot):
    write_aside(analysed.state.workspace.folder, kinds=())
    analysed.state.refresh()
    settle(analysed, qtbot)
    assert not [bar for bar in analysed.window.page.bars if isinstance(bar, AsideBar)]


def test_a_file_loaded_twice_is_said_where_links_are_shown(analysed, qtbot):
    workspace = Workspace(analysed.state.workspace.folder)
    tables = {name: workspace.get(name) for name in Part.CLEAN.value}
    twice = {"title": message("Every order stands twice."), "advice": message("Remove one copy."), "setting": None, "doubts_links": True}
    for name, table in tables.items():
        workspace.put(name, table.columns, table.meta | ({"notices": [*table.meta["notices"], twice]} if name == "quality" else {}))
    analysed.state.refresh()
    settle(analysed, qtbot)
    bar = analysed.window.page.bars[0]
    assert [label.text() for label in bar.findChildren(QLabel)][:2] == ["Every order stands twice.", "Remove one copy."]
    assert not bar.action.isVisible()


def test_rows_that_are_set_aside_are_those_not_kept(tmp_path):
    write_aside(tmp_path)
    assert aside_rows(Workspace(tmp_path).get("aside")).tolist() == list(range(COLLECTIVE))
    write_aside(tmp_path, keep=("marked",))
    assert aside_rows(Workspace(tmp_path).get("aside")).tolist() == [0, 1, 2]
    assert len(aside_rows(None)) == 0


def test_chance_by_month_sums_to_the_links_and_lies_where_both_were_bought(analysed):
    state, baskets = analysed.state, baskets_of(200)
    figures = state.get("summary").meta["figures"]
    left_out = np.arange(31)  # January
    monthly = MonthlyChance(state.get("orders"), state.get("baskets"), left_out, figures["first_time"], figures["last_time"])
    found = monthly.expected(0, 1, 33.0)
    assert len(found) == 7 and found[0] == 0 and found.sum() == pytest.approx(33.0)
    month = (np.datetime64(START, "s") + np.arange(200) * np.timedelta64(1, "D")).astype("datetime64[M]").astype(int)
    month -= month[0]
    by_hand = np.zeros(7)
    for one in range(1, 7):
        inside = [baskets[order] for order in np.flatnonzero(month == one)]
        sizes = np.array([len(basket) for basket in inside])
        by_hand[one] = sum(0 in b for b in inside) * sum(1 in b for b in inside) * (sizes * (sizes - 1)).sum() / sizes.sum() ** 2
    assert found == pytest.approx(by_hand * 33.0 / by_hand.sum())
    assert monthly.tested(np.array([0, 30, 31, 199])).tolist() == [31, 199]
    assert monthly.expected(0, 36, 5.0).sum() in (pytest.approx(5.0), 0.0)


def test_where_no_pair_is_sure_the_findings_say_what_would_help(analysed, qtbot):
    folder = analysed.state.workspace.folder
    links, actions = Workspace(folder).get("links"), Workspace(folder).get("actions")
    none = np.zeros(len(links["a"]), np.int8)
    Workspace(folder).put("links", {**links.columns, "grade": none, "passes": none > 0}, {**links.meta, "passing": 0})
    Workspace(folder).put("pages", Workspace(folder).get("pages").columns)
    advice = {"message": "More months of orders would help.", "values": {}}
    Workspace(folder).put("actions", actions.columns, {**actions.meta, "advice": advice})
    analysed.state.refresh()
    settle(analysed, qtbot)
    page = analysed.window.page
    assert page.answer.note.text().startswith("More months of orders would help.")
    assert page.pairs.which.all_button.isChecked() and len(page.pairs.table.columns_model.rows) == len(none)
    assert page.pairs.evidence.caption.text() == "Chance can explain this pair"
