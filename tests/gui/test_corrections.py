"""What was corrected once is right the next time, for files of the same shape and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shop import BOOK, SALES
from steps import settle

from assoc_engine.plan import Plan
from assoc_engine.settings import CleanSettings
from assoc_gui.corrections import reads_otherwise, roles_that_fit, shape_key, use_key
from assoc_gui.preferences import MOST_PLANS


def open_file(running, qtbot, path) -> None:
    path.write_text("x")
    running.session.open_files([str(path)])
    qtbot.waitUntil(lambda: running.window.top.file.text() == path.name)
    settle(running, qtbot)


def requests(running) -> list[str]:
    return [request for request, _ in running.engine.asked if request != "warm"]


@pytest.fixture
def corrected(opened, qtbot):
    """The file's roles and cleaning were corrected, some of it for this file alone."""
    opened.session.set_role("Price", "amount")
    opened.session.set_clean(duplicates=False, largest_order=9, until="2020-02-02", exclude_orders_with=["Tea"])
    settle(opened, qtbot)
    opened.engine.asked.clear()
    return opened


def test_the_next_file_of_the_shape_opens_corrected(corrected, qtbot, tmp_path):
    open_file(corrected, qtbot, tmp_path / "february.csv")
    data = corrected.window.page
    assert requests(corrected) == ["read", "roles"], "the tables are as recognised: nothing is read twice"
    assert corrected.engine.asked[-1][1]["roles"] == {"Price": "amount"}
    assert data.recalled.isVisible() and data.columns.head.column(3)["role"] == "amount"
    clean = corrected.session.settings.clean
    assert clean == CleanSettings(duplicates=False, largest_order=9), "days and orders of one file stay with it"
    corrected.session.analyse()
    settle(corrected, qtbot)
    assert corrected.engine.asked[-1][1]["settings"]["clean"]["duplicates"] is False


def test_corrections_can_be_forgotten(corrected, qtbot, tmp_path):
    open_file(corrected, qtbot, tmp_path / "february.csv")
    data = corrected.window.page
    data.forget_button.click()
    settle(corrected, qtbot)
    assert data.recalled_words.text().endswith("are forgotten.") and data.columns.head.column(3)["role"] == "price"
    assert corrected.session.settings.clean == CleanSettings() and corrected.session.settings.roles == {}
    open_file(corrected, qtbot, tmp_path / "march.csv")
    assert not data.recalled.isVisible() and corrected.session.settings.roles == {}


def test_forgetting_after_the_analysis_analyses_plainly(corrected, qtbot, tmp_path):
    open_file(corrected, qtbot, tmp_path / "february.csv")
    corrected.session.analyse(then="")
    settle(corrected, qtbot)
    corrected.session.forget_corrections()
    settle(corrected, qtbot)
    request, settings = corrected.engine.asked[-1]
    assert request == "analyse" and settings["settings"]["roles"] == {} and not corrected.session.outdated


def test_another_shape_is_not_touched(corrected, qtbot, tmp_path):
    corrected.engine.tables = ({**SALES, "shape": "ff"},)
    open_file(corrected, qtbot, tmp_path / "till.csv")
    assert requests(corrected) == ["read"] and corrected.session.settings.roles == {}
    assert not corrected.window.page.recalled.isVisible()


def test_a_use_is_recalled_by_a_second_reading(running, qtbot, tmp_path):
    running.engine.tables = BOOK
    open_file(running, qtbot, tmp_path / "january.xlsx")
    running.session.read_again(uses={"c3": "customers"})
    qtbot.waitUntil(lambda: running.session.reading.uses == {"c3": "customers"})
    settle(running, qtbot)
    running.engine.asked.clear()
    open_file(running, qtbot, tmp_path / "february.xlsx")
    reads = [settings["read"] for request, settings in running.engine.asked if request == "read"]
    assert [read["uses"] for read in reads] == [{}, {"c3": "customers"}]
    assert running.state.get("raw").meta["parts"][2]["kind"] == "customers"
    data = running.window.page
    data.forget_button.click()
    qtbot.waitUntil(lambda: running.state.get("raw").meta["parts"][2]["kind"] == "")
    settle(running, qtbot)
    assert running.preferences.plan("a1-b2") is None and data.forget_button.text() == "Apply them again"
    data.forget_button.click()
    qtbot.waitUntil(lambda: running.state.get("raw").meta["parts"][2]["kind"] == "customers")
    settle(running, qtbot)
    assert data.forget_button.text() == "Forget them" and running.preferences.plan("a1-b2").uses == {"c3": "customers"}


def test_corrections_that_the_engine_refuses_open_the_file_plainly(corrected, qtbot, tmp_path):
    corrected.engine.fail["roles"] = {"kind": "SettingError", "message": "Two columns.", "advice": "", "values": {}}
    open_file(corrected, qtbot, tmp_path / "february.csv")
    assert corrected.session.settings.roles == {} and not corrected.window.page.recalled.isVisible()
    assert not corrected.window.banner.isVisible()


def test_a_correction_taken_back_leaves_nothing_to_recall(opened, qtbot):
    session = opened.session
    session.set_clean(returns=False)
    settle(opened, qtbot)
    assert opened.preferences.plan("a1") == Plan(clean=CleanSettings(returns=False))
    session.set_clean(returns=True)
    settle(opened, qtbot)
    assert opened.preferences.plan("a1") is None


def test_the_oldest_plans_make_room(preferences):
    for number in range(MOST_PLANS + 5):
        preferences.keep_plan(f"shape{number}", Plan(layout="cells"))
    preferences.keep_plan("shape7", Plan(layout="matrix"))
    kept = [number for number in range(MOST_PLANS + 5) if preferences.plan(f"shape{number}") is not None]
    assert kept == list(range(5, MOST_PLANS + 5)) and preferences.plan("shape7").layout == "matrix"
    preferences._settings.setValue("plans/shape9", '{"layout": "no such layout", "wrong": 1}')
    assert preferences.plan("shape9") is None


def test_keys_and_fits():
    raw = {"parts": [dict(part, layout="lines") for part in (*BOOK, SALES)], "layout": "lines"}
    assert shape_key(raw) == "a1-b2", "unused tables do not count, months of one export count once"
    assert use_key(BOOK[1], BOOK) == "b2"
    assert use_key(SALES, (SALES, {**SALES, "sheet": "Sheet B"})) == "shop.csv|Sheet A", "its twin keeps its use"
    assert not reads_otherwise(Plan(uses={"b2": "products", "zz": "sales"}, layout="lines"), raw)
    assert reads_otherwise(Plan(uses={"shop.csv|Goods": ""}), raw) and reads_otherwise(replace(Plan(), layout="cells"), raw)
    assert roles_that_fit({"ITEM ": "product", "Gone": "order"}, ["Order", "Item"]) == {"Item": "product"}
