"""What is shown belongs together, or says that it does not any more."""

from __future__ import annotations

import numpy as np
import openpyxl
from test_whole_way import LONG, opened, running, settle  # noqa: F401 (fixtures)

from assoc_gui.state import Part
from assoc_gui.widgets.aside_bar import AsideBar


def analysed(made, qtbot):
    made.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: made.window.page.name == "findings", timeout=LONG)
    settle(made, qtbot)


def header_of(made, role: str) -> str:
    return next(c["header"] for c in made.state.get("roles").meta["columns"] if c["role"] == role)


def test_a_changed_column_marks_what_rests_on_it(opened, qtbot, tmp_path):  # noqa: F811
    analysed(opened, qtbot)
    window, session = opened.window, opened.session
    assert not window.page.outdated()
    was = header_of(opened, "quantity")
    session.set_role(was, "")
    settle(opened, qtbot)
    for name in ("findings", "actions", "report"):
        window.go_to(name)
        assert window.page.shown_mark() == "look" and len(window.page.bars) > 0
    session.save_report(str(tmp_path / "r.xlsx"), "en")
    settle(opened, qtbot)
    cells = [cell.value for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["Tables and columns"] for cell in row]
    assert cells[cells.index(was) + 1] == "Quantity", "the report tells the roles that its figures rest on"
    window.page.bars[0].action.click()
    settle(opened, qtbot)
    assert not window.page.outdated()


def test_findings_name_the_orders_that_weigh_too_much(opened, qtbot):  # noqa: F811
    analysed(opened, qtbot)
    links, page = opened.state.get("links"), opened.window.page
    assert links.meta["set_aside"] > 0 and [type(bar) for bar in page.bars] == [AsideBar], (
        "where links are tested they are set aside already"
    )
    before = np.asarray(links["expected"]).sum()

    def switch() -> None:
        for made in page.bars[0].switches.values():
            made.click()
        settle(opened, qtbot)

    switch()
    tested = opened.state.get("links")
    assert tested.meta["set_aside"] == 0 and np.asarray(tested["expected"]).sum() > before
    switch()
    again = opened.state.get("links")
    assert again.meta["set_aside"] == links.meta["set_aside"] and np.asarray(again["expected"]).sum() == before


def test_an_analysis_goes_on_when_another_file_cannot_be_read(opened, qtbot, tmp_path):  # noqa: F811
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    opened.session.analyse()
    opened.session.open_files([str(broken)])
    qtbot.waitUntil(lambda: opened.session.error is not None, timeout=LONG)
    settle(opened, qtbot)
    qtbot.waitUntil(lambda: opened.state.has(Part.STRATEGY), timeout=LONG)
    assert "broken.xlsx" in str(opened.session.error.values)


def test_columns_that_mean_something_stand_first(opened):  # noqa: F811
    head = opened.window.page.columns.head
    shown = [head.column(head.logicalIndex(place)) for place in range(1, head.count())]
    used = [bool(column["role"]) for column in shown]
    assert used == sorted(used, reverse=True)


def test_a_bar_that_says_the_same_stays_and_none_asks_for_what_is_at_work(opened, qtbot):  # noqa: F811
    analysed(opened, qtbot)
    page, session = opened.window.page, opened.session
    before = list(page.bars)
    assert before
    session.set_role(header_of(opened, "quantity"), "")
    settle(opened, qtbot)
    assert page.bars[1:] == before and page.bars[0].action.text() == "Analyse again"
    page.bars[0].action.click()
    assert session.doing("analyse") is not None and page.bars == before
    settle(opened, qtbot)
