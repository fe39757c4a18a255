"""Actions with what the best method suggests: apart from what is proven, found by the search, and with its reason."""

from __future__ import annotations

import numpy as np
import pytest
from shop import NAMES
from shop_models import CAKE, CUP, GREEN, TEA, write_suggestions
from steps import settle

from assoc_engine.models.reasons import POPULAR
from assoc_engine.workspace import Coded, Workspace


@pytest.fixture
def suggested(analysed, qtbot):
    """Actions while a training brings its lists."""
    analysed.page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    write_suggestions(analysed.state.workspace.folder)
    analysed.state.refresh()
    settle(analysed, qtbot)
    return analysed


def owners(panel) -> list[str]:
    model = panel.owners.columns_model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_without_a_training_only_the_links_are_there(analysed, qtbot):
    panel = analysed.window.go_to("actions").panel
    assert not panel.owners.columns_model.rowCount() and not panel.suggested_button.isVisible(), "nothing to press before there is anything"
    settle(analysed, qtbot)
    assert owners(panel) == ["Tea", "Cup"] and not panel.suggested_button.isVisible() and not panel.hint.isVisible()
    assert "suggests" not in analysed.window.page.answer.note.text()


def test_suggestions_stand_under_their_own_heading(suggested):
    page, panel = suggested.page, suggested.page.panel
    assert owners(panel) == ["Tea", "Cup"] and not panel.hint.isVisible(), "they are not mixed in with the links"
    assert panel.product == TEA and panel.link == 0, "what one reads stays"
    assert "For 2 products without a proven or likely link" in page.answer.note.text(), "Tea has a proven link and needs none"
    panel.suggested_button.click()
    assert set(owners(panel)) == {NAMES[CAKE], NAMES[GREEN]}
    assert panel.hint.isVisible() and panel.hint.text() == "Suggestion of the model"
    assert not panel.evidence_button.isVisible() and panel.link == -1
    assert not any(card.property("picked") for card in page.cards)
    entries = panel.suggestions.shown
    assert [entry.product for entry in entries] == [(panel.product + rank + 1) % 8 for rank in range(1, 6)], "five, not six"
    first, second = entries[:2]
    assert first.why == f"Bought by those who bought {first.name}: 1 of 12 orders."
    assert second.why == f"Its name is like that of {second.name}."
    panel.linked_button.click()
    assert panel.product == TEA and panel.page.isVisible() and panel.evidence_button.isVisible()


def test_what_sells_everywhere_is_no_suggestion_here_as_in_the_report(suggested, qtbot):
    workspace = Workspace(suggested.state.workspace.folder)
    lists = workspace.get("suggestions")
    codes, cakes = lists["reason"].codes.copy(), np.asarray(lists["product"]) == CAKE
    codes[cakes] = 2
    workspace.put("suggestions", {**lists.columns, "reason": Coded(codes, [*lists["reason"].vocabulary, POPULAR])}, lists.meta)
    suggested.state.refresh()
    settle(suggested, qtbot)
    assert "For 1 product without a proven or likely link" in suggested.page.answer.note.text()
    suggested.page.panel.suggested_button.click()
    assert owners(suggested.page.panel) == [NAMES[GREEN]]


def test_the_search_finds_products_of_both_kinds(suggested):
    panel = suggested.page.panel
    panel.search.setText("绿茶")
    assert owners(panel) == ["绿茶"] and panel.suggestions.isVisible() and panel.suggested_button.isChecked()
    panel.search.setText("cup")
    assert owners(panel) == ["Cup"] and panel.page.isVisible() and panel.linked_button.isChecked()
    panel.search.setText("no such product")
    assert owners(panel) == []
    panel.show_product(CAKE)
    assert panel.search.text() == "" and panel.page_title.text() == NAMES[CAKE]
    panel.show_product(CUP, 0)
    assert panel.link == 0 and panel.page_title.text() == "Cup"


def test_a_file_without_any_proven_link_still_has_something_to_try(analysed, qtbot):
    folder = analysed.state.workspace.folder
    tables = {name: Workspace(folder).get(name) for name in ("pages", "actions")}
    meta = {"pages": {}, "actions": {**tables["actions"].meta, "answer": {"message": "Nothing.", "values": {}}}}
    for name, table in tables.items():
        Workspace(folder).put(name, {column: values[:0] for column, values in table.columns.items()}, meta[name])
    write_suggestions(folder)
    analysed.state.refresh()
    page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    assert page.nothing.isVisible() and page.panel.isVisible()
    assert set(owners(page.panel)) == {"Tea", NAMES[CAKE], NAMES[GREEN]} and page.panel.suggestions.isVisible()
    assert page.answer.answer.text() == "Nothing." and page.answer.note.text().startswith("For 3 products")


def test_lists_of_data_that_are_gone_are_not_shown(suggested, qtbot):
    suggested.page.panel.suggested_button.click()
    suggested.session.analyse(then="")
    settle(suggested, qtbot)
    panel = suggested.page.panel
    assert owners(panel) == ["Tea", "Cup"] and not panel.suggested_button.isVisible() and not panel.hint.isVisible()
    assert np.all(np.asarray(suggested.state.get("pages")["product"]) == [TEA, CUP])
