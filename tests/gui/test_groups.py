"""The tab Groups with a made shop: why it is empty, the map, the list, and the group that is picked."""

from __future__ import annotations

import numpy as np
import pytest
import steps
from imagined import GROUPS, PRODUCTS, held, name_of, write_groups
from played_trainer import PlayedTrainer
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from shop import make_workspace, message

from assoc_engine.text import Text
from assoc_engine.workspace import Table, Workspace
from assoc_gui.group_words import NONE, TYPICAL, kind_words
from assoc_gui.pages import groups as groups_page
from assoc_gui.pages.findings import GROUPS as GROUPS_TAB
from assoc_gui.pages.findings import TOGETHER
from assoc_gui.products import Products
from assoc_gui.theme import Theme
from assoc_gui.widgets.groups_map import GroupsMap
from assoc_gui.widgets.groups_view import GroupsView


@pytest.fixture
def page(analysed):
    """Findings with the tab picked, nothing grouped yet."""
    made = analysed.window.page
    made.tabs.pick(GROUPS_TAB)
    return made


@pytest.fixture
def tab(page):
    return page.groups


def write(folder, **changes) -> None:
    """Groups of the made shop, with `changes` of the table's columns or meta."""
    write_groups(folder)
    table = Workspace(folder).get("groups")
    columns = {name: changes.get(name, column) for name, column in table.columns.items()}
    Workspace(folder).put("groups", columns, {name: changes.get(name, value) for name, value in table.meta.items()})


def show(tab, qtbot, **changes) -> None:
    write(tab.state.workspace.folder, **changes)
    tab.state.refresh()
    settle(tab, qtbot)


def settle(tab, qtbot) -> None:
    qtbot.waitUntil(lambda: not tab.turns.busy and (tab.view is None or not tab.view.map._turns.busy))


def ready_trainer(tab, qtbot, hang: str) -> PlayedTrainer:
    """The models' engine, at which one request does not end by itself."""
    tab._parts.training.trainer.warm_up()
    qtbot.waitUntil(lambda: bool(PlayedTrainer.started) and bool(PlayedTrainer.started[0].asked))
    PlayedTrainer.started[0].hang.add(hang)
    return PlayedTrainer.started[0]


@pytest.fixture
def made(qapp, qtbot, tmp_path):
    """The view by itself: `made(**changes)` shows groups with these changes."""
    shown, workspace = [], make_workspace(tmp_path)

    def make(**changes) -> GroupsView:
        write(tmp_path, **changes)
        view = GroupsView(Text("en"), Theme(qapp, "light"))
        shown.append(view)
        view.resize(1200, 640)
        view.show()
        for step in [*view.build_steps(), *view.fill_steps(workspace.get("groups"), Products(workspace.get("products")))]:
            step()
        qtbot.waitUntil(lambda: not view.map._turns.busy)
        return view

    yield make
    for view in shown:
        view.hide()
        view.deleteLater()


@pytest.fixture
def view(made):
    return made()


def table_of(tmp_path):
    write_groups(tmp_path)
    return Workspace(tmp_path).get("groups")


def column(table, title: str) -> list[str]:
    model = table.columns_model
    at = next(i for i, made in enumerate(model.columns) if made.title == title)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def members_of(group: int) -> list[str]:
    """Names of a group's products by hand: all of them are called typical, in this order."""
    return [name_of(product) for product in GROUPS[group]]


def at_dot(chart: GroupsMap, row: int) -> QPointF:
    dot = int(np.flatnonzero(chart._rows == row)[0])
    return QPointF(chart._x[dot], chart._y[dot])


# Nothing to show ------------------------------------------------------------------------------------------------


def test_a_click_groups_the_products(page, tab, qtbot):
    waiting = tab.currentWidget()
    assert "not grouped yet" in waiting.title.text() and "not known yet" in page.answer.answer.text()
    waiting.action.click()
    qtbot.waitUntil(lambda: tab.shows_view)
    assert [request for request, _ in PlayedTrainer.started[-1].asked].count("groups") == 1
    settle(tab, qtbot)
    assert tab.view.table.columns_model.rowCount() == len(GROUPS) and page.answer.answer.text() == "3 groups of products."


def test_while_it_is_at_work_the_share_is_shown_and_afterwards_the_groups(tab, qtbot):
    training = tab._parts.training
    ready_trainer(tab, qtbot, "groups")
    tab.currentWidget().action.click()
    qtbot.waitUntil(lambda: training.job is not None and training.job.share > 0)
    waiting = tab.currentWidget()
    assert waiting.work.bar.isVisible() and waiting.work.bar.value() == 400 and waiting.title.text() == "Grouping the products"
    waiting.work.stop_button.click()
    qtbot.waitUntil(lambda: training.job is None)
    assert "stopped" in tab.currentWidget().title.text() and tab.currentWidget().action.isVisible()


def test_while_the_methods_are_compared_it_waits_for_that(tab, qtbot):
    training, trainer = tab._parts.training, ready_trainer(tab, qtbot, "train")
    training.start()
    qtbot.waitUntil(lambda: training.job is not None and training.job.share > 0)
    assert tab.currentWidget().title.text() == "At work just now: Comparing methods" and tab.currentWidget().work.bar.value() == 400
    trainer.carry_on()
    qtbot.waitUntil(lambda: training.job is None)
    assert "not grouped yet" in tab.currentWidget().title.text()


def test_no_groups_is_an_answer_and_leads_to_the_pairs(page, tab, qtbot):
    show(tab, qtbot, clusters=[], cluster=np.full(PRODUCTS, -1, np.int32), answer=message("No groups come back."))
    assert page.answer.answer.text() == "No groups come back." and "No groups" in tab.currentWidget().title.text() and not tab.shows_view
    tab.currentWidget().action.click()
    assert page.tabs.index == TOGETHER


def test_too_few_products_are_said_before_anything_is_asked(tab, monkeypatch):
    from assoc_engine.groups import finding

    assert (groups_page.FEWEST, groups_page.ORDERS) == (finding.FEWEST, finding.ORDERS)
    often = int(np.count_nonzero(held().sum(0) >= groups_page.ORDERS))
    monkeypatch.setattr(groups_page, "FEWEST", often)
    tab.fill()
    assert "not grouped yet" in tab.currentWidget().title.text()
    monkeypatch.setattr(groups_page, "FEWEST", often + 1)
    tab.fill()
    assert "too few products" in tab.currentWidget().title.text()


def test_new_data_take_the_groups_away(tab, analysed, qtbot):
    show(tab, qtbot)
    assert tab.shows_view
    tab._parts.session.analyse(then="")
    qtbot.waitUntil(lambda: tab.state.get("groups") is None)
    steps.settle(analysed, qtbot)
    assert not tab.shows_view and "not grouped yet" in tab.currentWidget().title.text()


# What it shows ---------------------------------------------------------------------------------------------------


def test_the_list_says_what_the_groups_are(view):
    sold = held().sum(0)
    assert column(view.table, "Group") == [f"Around {name_of(members[0])}" for members in GROUPS]
    assert column(view.table, "Products") == [str(len(members)) for members in GROUPS]
    assert column(view.table, "Orders") == [str(int(sold[members].sum())) for members in GROUPS]
    strength = np.asarray(view.groups.table["strength"])
    assert column(view.table, "Firm") == [f"{100 * strength[members].mean():.0f}%" for members in GROUPS]
    assert column(view.table, "Inside") == ["50%", "60%", "70%"]
    assert column(view.table, "Good for") == ["One shelf", "Each other’s page", "A campaign"]
    assert column(view.table, "Typical products")[1] == ", ".join(name_of(product) for product in GROUPS[1][:4])


def test_a_group_holds_its_products_and_no_other(view):
    for place, members in enumerate(GROUPS):
        view.table.pick(place)
        assert column(view.card.table, "Product") == members_of(place)
        assert column(view.card.table, "Orders") == [str(int(held().sum(0)[product])) for product in members]
        assert view.card.title.text() == f"Around {name_of(members[0])}" and f"{len(members)} product" in view.card.counts.text()
        assert view.card.do.text() == f"Put these {len(members)} products on one shelf."
    assert view.card.search.isHidden()
    view.card.search.setText(name_of(GROUPS[2][3]).lower())
    assert column(view.card.table, "Product") == [name_of(GROUPS[2][3])]


def test_behind_the_typical_ones_come_the_firmest(made, tmp_path):
    clusters = [{**entry, "products": entry["products"][4:6]} for entry in table_of(tmp_path).meta["clusters"]]
    view = made(clusters=clusters, strength=np.linspace(0.1, 1, PRODUCTS))
    view.pick(1)
    others = [product for product in GROUPS[1] if product not in GROUPS[1][4:6]]
    assert column(view.card.table, "Product") == [name_of(p) for p in [*GROUPS[1][4:6], *reversed(others)]]


def test_numbers_of_groups_need_not_be_their_places(made, tmp_path):
    table, number = table_of(tmp_path), {0: 7, 1: 2, 2: 40}
    cluster = np.array([number.get(int(c), -1) for c in table["cluster"]], np.int32)
    view = made(cluster=cluster, clusters=[{**entry, "number": number[entry["number"]]} for entry in table.meta["clusters"]])
    for place in range(3):
        view.pick(place)
        assert column(view.card.table, "Product") == members_of(place)


def test_the_list_finds_groups_by_their_products_and_words(view):
    view.search.setText("spoon")
    assert column(view.table, "Group") == [f"Around {name_of(GROUPS[0][0])}"] and view.shown.text().startswith("1 group")
    view.search.setText("cup")  # a word of the second group; no product of a group is called so
    assert column(view.table, "Group") == [f"Around {name_of(GROUPS[1][0])}"]
    view.search.setText("no such thing")
    assert column(view.table, "Group") == [] and view.shown.text().startswith("0 group")
    view.pick(0)
    assert view.search.text() == "" and view.place == 0, "what is picked elsewhere is not hidden by a search"


# The map ---------------------------------------------------------------------------------------------------------


def test_every_product_with_a_place_has_a_dot_and_is_found_under_the_mouse(made, tmp_path):
    x = np.array(table_of(tmp_path)["x"])
    x[[3, 9]] = np.nan
    view = made(x=x)
    chart = view.map
    assert sorted(chart._rows) == [row for row in range(PRODUCTS) if row not in (3, 9)]
    for row in (0, 12, 25):
        assert chart.nearest(at_dot(chart, row)) == row
        assert name_of(row) in chart.under(at_dot(chart, row)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert "in no group" in chart.under(at_dot(chart, 0)) and "Around" in chart.under(at_dot(chart, 12))
    view.pick(1)
    assert name_of(9) in column(view.card.table, "Product"), "without a dot, yet in its group"


def test_a_product_picked_on_the_map_is_picked_in_list_and_card(view):
    view.map.product_picked.emit(GROUPS[2][4])
    assert view.place == 2 and view.table.picked_row == 2 and view.beside.currentWidget() is view.card
    assert int(view.card._rows[view.card.table.picked_row]) == GROUPS[2][4] and view.map._ringed == GROUPS[2][4]
    view.map.product_picked.emit(0)
    assert view.place == NONE and view.map._ringed == 0 and view.beside.currentWidget() is view.count, "it is in no group"
    assert view.table.currentIndex().row() == -1


def test_picking_a_group_covers_all_but_its_dots(view):
    view.pick(1)
    veil, dots = view.map._over[0], view.map._over[1]
    assert veil.rect() == view.map.getViewBox().viewRect() and veil.zValue() < dots.zValue()
    assert sorted(zip(*dots.getData(), strict=True)) == sorted((at_dot(view.map, row).x(), at_dot(view.map, row).y()) for row in GROUPS[1])
    assert [number for number, _ in view.map.names.boxes if number >= 0] == [1]
    assert 1 <= [number for number, _ in view.map.names.boxes].count(NONE) <= 4, "some typical products are named as well"
    view.card.close_button.click()
    assert view.map._over == [] and view.place == NONE and len(view.map.names.boxes) == len(GROUPS)
    view.table.setCurrentIndex(view.table.columns_model.index(1, 0))
    assert view.place == 1 and view.map._shown == 1, "the same row can be picked again"


def test_a_click_on_a_name_picks_its_group_and_one_beside_all_shows_all(view, qtbot):
    number, box = view.map.names.boxes[-1]
    viewport, chart = view.map.viewport(), view.map
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=chart.mapFromScene(box.center()))
    assert view.place == number
    corner = chart.getViewBox().sceneBoundingRect().topLeft() + QPointF(2, 2)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=chart.mapFromScene(corner))
    assert view.place == NONE


# How many, and what leads on -------------------------------------------------------------------------------------


def test_the_number_of_groups_is_explained(view):
    trials = view.groups.meta["trials"]
    assert view.beside.currentWidget() is view.count and view.count.title.text().startswith("Why 3 group")
    assert (
        "92%" in view.count.words.text()
        and "From 2 to 6 groups" in view.count.words.text()
        and "From 3 groups on" in view.count.words.text()
    )
    assert view.count.chart.figures() == [[f"{one[name]:.4g}" for name in ("number", "ari", "low", "high")] for one in trials]
    assert "fewest" not in view.count.words.text()
    higher = [{**one, "ari": 0.94} if one["number"] == 6 else one for one in trials]
    view.count.show_table(Table("groups", 1, {**view.groups.meta, "trials": higher}, {}), PRODUCTS - sum(map(len, GROUPS)))
    assert "6 groups reach 94%" in view.count.words.text() and "fewest" in view.count.words.text(), "what the chart shows higher is told"
    assert str(PRODUCTS - sum(map(len, GROUPS))) in view.count.alone.text()
    assert "between 87% and 96%" in view.count.chart.under(QPointF(1, 0.5)) and view.count.chart.under(QPointF(9, 0.5)) == ""


def test_its_pairs_are_those_within_the_group(page, tab, qtbot):
    show(tab, qtbot)
    members, baskets = GROUPS[1], held()
    together = baskets[:, members].T @ baskets[:, members]
    tab.view.pick(1)
    tab.view.card.pairs_button.click()
    qtbot.waitUntil(lambda: not page.turns.busy)
    table = page.pairs.table
    assert page.tabs.index == TOGETHER and table.columns_model.rowCount() == np.count_nonzero(np.triu(together >= 2, 1)) > 0
    named = {name_of(product) for product in members}
    assert set(column(table, "Product")) | set(column(table, "goes with")) <= named


def test_groups_are_saved_where_one_says(tab, analysed, qtbot, monkeypatch, tmp_path):
    show(tab, qtbot)
    view = tab.view
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "groups"), ""))
    view.save_button.click()
    qtbot.waitUntil(lambda: analysed.jobs.current is None)
    request, settings = analysed.engine.asked[-1]
    assert request == "groups_csv" and settings["path"] == str(tmp_path / "groups.csv") and settings["language"] == "en"
    assert view.saved.isVisible() and str(tmp_path / "groups.csv") in view.saved.text()


def test_in_a_low_window_map_and_list_take_turns(view, qtbot):
    assert view.map_card.isVisible() and view.list_card.isVisible() and not view.list_button.isVisible()
    view.resize(700, 260)
    qtbot.waitUntil(lambda: view.list_button.isVisible())
    assert view.map_card.isVisible() and not view.list_card.isVisible()
    view.list_button.click()
    assert view.list_card.isVisible() and not view.map_card.isVisible()
    view.map_button.click()
    assert view.map_card.isVisible()
    view.resize(700, 640)
    qtbot.waitUntil(lambda: view.list_card.isVisible() and view.map_card.isVisible())
    assert view.table.isColumnHidden(TYPICAL), "a narrow list keeps to what fits"
    view.resize(1400, 640)
    qtbot.waitUntil(lambda: not view.table.isColumnHidden(TYPICAL))


def test_both_languages_have_a_word_for_every_kind(view):
    assert len({kind_words(view.text, kind) for kind in ("shelf", "page", "campaign")}) == 3 and kind_words(view.text, "") == ""


def test_the_report_page_names_the_groups_and_says_their_answer(analysed, qtbot):
    page = analysed.window.go_to("report")
    qtbot.waitUntil(lambda: not page.turns.busy)

    def said(box) -> list[list[str]]:
        return [[part.text() for part in box.itemAt(i).widget().findChildren(QLabel)] for i in range(box.count())]

    before = said(page._contents)
    write(page.state.workspace.folder)
    page.state.refresh()
    qtbot.waitUntil(lambda: not page.turns.busy)
    table = Workspace(page.state.workspace.folder).get("groups")
    inside = int((table["cluster"] >= 0).sum())
    sheets = (
        ["Groups", f"{len(GROUPS)} groups, {inside} products in them"],
        ["Products by group", "Every product of each group, the most typical first"],
    )
    assert said(page._contents) == [*before[:-1], *sheets, before[-1]]
    words = [part.text() for part in page._paper.findChildren(QLabel)]
    assert words[words.index("What was learned from the orders") + 1] == "•  " + Text("en").say(table.meta["answer"])
    write(page.state.workspace.folder, clusters=[], cluster=np.full(len(table["cluster"]), -1, np.int32))
    page.state.refresh()
    qtbot.waitUntil(lambda: not page.turns.busy)
    assert said(page._contents) == [*before[:-1], ["Groups", "None that holds"], before[-1]]
