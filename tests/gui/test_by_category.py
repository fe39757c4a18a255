"""Where single products are too rare and the file has categories, these are one click away; coincidences are called so."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from shop import write_roles
from steps import settle

from assoc_engine.workspace import Workspace
from assoc_gui.pages.findings import INSTEAD


def without_pairs(running, better: str) -> None:
    """Nothing found from 5 orders on, in a file with a column of categories and one of codes."""
    folder = running.state.workspace.folder
    links, pages, actions = (Workspace(folder).get(name) for name in ("links", "pages", "actions"))
    none = [{name: column[:0] for name, column in table.columns.items()} for table in (links, pages, actions)]
    Workspace(folder).put("links", none[0], {**links.meta, "passing": 0, "floor": 5, "answer": {"message": "No pair.", "values": {}}})
    Workspace(folder).put("pages", none[1], pages.meta)
    advice = {"message": "More months, or categories.", "values": {}, "better": better}
    Workspace(folder).put("actions", none[2], {**actions.meta, "advice": advice})
    write_roles(folder, {"Kind": "category", "Number": "code"})
    running.state.refresh()


def test_categories_are_one_click_away(analysed, qtbot):
    without_pairs(analysed, "category")
    settle(analysed, qtbot)
    page = analysed.window.page
    assert not page.categories_button.isHidden() and page._none.action.property("kind") == "", "one button leads on, the other is there too"
    page.categories_button.click()
    settle(analysed, qtbot)
    asked = [settings["settings"]["roles"] for name, settings in analysed.engine.asked if name == "analyse"]
    assert asked[-1] == {"Kind": "product:category"} and analysed.window.page.name == "findings"
    bar = page.bars[0]
    assert any("“Kind”" in said.text() for said in bar.findChildren(QLabel)) and bar.action.text() == "Back to single products"
    for name in ("actions", "data"):
        assert [one.action.text() for one in analysed.window.go_to(name).bars][:1] == ["Back to single products"], name
    analysed.window.go_to("findings")
    bar.action.click()
    settle(analysed, qtbot)
    asked = [settings["settings"]["roles"] for name, settings in analysed.engine.asked if name == "analyse"]
    assert asked[-1] == {"Kind": "category"} and not page.bars


def test_actions_offers_the_same_and_nothing_where_that_would_not_help(analysed, qtbot):
    without_pairs(analysed, "category")
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    assert actions.nothing.categories_button.isVisibleTo(actions)
    actions.nothing.categories_button.click()
    settle(analysed, qtbot)
    assert [s["settings"]["roles"] for name, s in analysed.engine.asked if name == "analyse"][-1] == {"Kind": "product:category"}
    without_pairs(analysed, "")
    settle(analysed, qtbot)
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    assert not actions.nothing.categories_button.isVisibleTo(actions)
    assert analysed.window.go_to("findings").categories_button.isHidden()


def test_pairs_in_a_handful_of_orders_are_called_coincidences(analysed, qtbot):
    without_pairs(analysed, "")
    settle(analysed, qtbot)
    assert analysed.window.page._none.action.text() == "List coincidences too, from 2 orders on"


def test_where_there_are_no_pairs_instead_does_not_lead_to_them(analysed, qtbot):
    without_pairs(analysed, "category")
    folder = analysed.state.workspace.folder
    links = Workspace(folder).get("links")
    none = {**links.columns, "companions": links["a"], "instead": links["passes"]}
    Workspace(folder).put("anti", none, {**links.meta, "eligible_pairs": 0})
    analysed.state.refresh()
    page = analysed.window.page
    page.tabs.pick(INSTEAD)
    settle(analysed, qtbot)
    waiting = page.substitutes.waiting["none"]
    assert waiting.action.isHidden() and waiting.note.text().endswith("More months, or categories.")
