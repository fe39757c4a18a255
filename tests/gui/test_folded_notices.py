"""Several notices are one line, at any size of the window: what they are about stays in sight, and the line opens them."""

from __future__ import annotations

import pytest
from made_aside import write_aside
from PySide6.QtCore import Qt
from steps import settle

from assoc_gui.widgets.aside_bar import AsideBar
from assoc_gui.widgets.notice_bar import Notice

SAID = [Notice(f"What to know, number {number}. " + "It is said at some length, so that it takes two lines. " * 2, "", {"number": number},
               "Do it")
        for number in range(4)]  # fmt: skip


@pytest.mark.parametrize("size", [(1440, 900), (900, 600)])
def test_several_notices_are_one_line_that_opens_them(analysed, qtbot, monkeypatch, size):
    page = analysed.window.go_to("findings")
    done, found = [], list(SAID)
    monkeypatch.setattr(page, "notices", lambda: found)
    page.folded._act = done.append
    analysed.window.resize(*size)
    page.refresh()
    settle(analysed, qtbot)
    folded, sheet = page.folded, page.folded.sheet
    assert folded.isVisible() and folded.button.text().startswith("4 notice") and folded.height() < 40 and not sheet.isVisible()
    assert page.pairs.isVisible() and page.pairs.height() >= page.pairs.minimumHeight()
    folded.button.setFocus()
    qtbot.keyClick(folded.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: all(bar.height() >= bar.heightForWidth(bar.width()) > 20 for bar in page.bars))
    assert all(bar.height() <= bar.heightForWidth(bar.width()) + 4 for bar in page.bars), "no taller than what they say"
    assert len(page.bars) == 4 and sheet.isVisible() and sheet.focusWidget() is page.bars[0].action
    page.refresh()
    assert sheet.isVisible(), "what is open stays while it still holds"
    page.bars[1].action.click()
    assert done == [{"number": 1}] and not sheet.isVisible()
    qtbot.keyClick(folded.button, Qt.Key.Key_Space)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    del found[1:]
    page.refresh()
    assert not folded.isVisible() and len(page.bars) == 1, "one that is alone stands whole"
    qtbot.waitUntil(lambda: page.bars[0].isVisible() and page.bars[0].action.isVisible())


def test_what_makes_the_page_out_of_date_is_never_folded(analysed, qtbot, monkeypatch):
    page = analysed.window.go_to("findings")
    monkeypatch.setattr(page, "notices", lambda: [Notice("Out of date.", "", {}, "Analyse again", stays=True), *SAID[:2]])
    page.refresh()
    qtbot.waitUntil(page.bars[0].isVisible)
    assert page.bars[0].action.text() == "Analyse again"
    assert page.folded.button.text().startswith("2 notice") and not page.bars[1].isVisible()


def test_kinds_of_orders_set_aside_are_named_and_can_all_be_switched(analysed, qtbot, monkeypatch):
    page = analysed.window.go_to("findings")
    done = []
    page.folded._act = done.append
    monkeypatch.setattr(page, "notices", lambda real=page.notices: [*real(), *SAID[:3]])
    write_aside(analysed.state.workspace.folder)
    analysed.state.refresh()
    settle(analysed, qtbot)
    line = page.folded.button.text()
    assert line.startswith("2 kind") and "set aside · 3 notice" in line
    page.folded.button.click()
    bar = next(one for one in page.bars if isinstance(one, AsideBar))
    for kind in ("marked", "copied"):
        assert bar.switches[kind].isVisible()
        bar.switches[kind].click()
    assert done == [{"keep": ["marked"]}, {"keep": ["marked", "copied"]}] and page.folded.sheet.isVisible(), "one switch after the other"
    write_aside(analysed.state.workspace.folder, keep=("marked", "copied"))
    analysed.state.refresh()
    settle(analysed, qtbot)
    assert page.folded.button.text().startswith("No orders are set aside, as you chose · 3 notice")
    monkeypatch.setattr(page, "notices", list)
    page.refresh()
    assert not page.folded.isVisible() and not page.folded.sheet.isVisible()


def test_what_became_of_the_rows_is_in_sight_below_many_notices(analysed, qtbot, monkeypatch):
    """Two stand whole; from three on they are a line, whose buttons do what they say."""
    page = analysed.window.go_to("data")
    settle(analysed, qtbot)
    cleaning, wanted = page.cleaning, []
    cleaning.setting_wanted.disconnect()
    cleaning.setting_wanted.connect(wanted.append)
    for count, folded in ((2, False), (4, True)):
        monkeypatch.setattr(cleaning, "_notices_of", lambda meta, count=count: SAID[:count])
        cleaning._show_notices(analysed.state.get("quality").meta)
        qtbot.wait(20)
        assert len(cleaning.notices) == count and cleaning._folded.isVisible() == folded
    assert cleaning.flow.mapTo(cleaning, cleaning.flow.rect().topLeft()).y() < 80
    cleaning._folded.button.click()
    cleaning.notices[3].action.click()
    assert wanted[-1] == {"number": 3} and not cleaning._folded.sheet.isVisible()
