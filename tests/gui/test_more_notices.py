"""Notices in a low window: one is read in full, a line opens the others."""

from __future__ import annotations

from assoc_gui.widgets.notice_bar import Notice

SAID = [Notice(f"What to know, number {number}. " + "It is said at some length, so that it takes two lines. " * 2, "", {"number": number}, "Do it")
        for number in range(4)]  # fmt: skip


def test_in_a_low_window_one_notice_stands_whole_and_a_line_opens_the_rest(analysed, qtbot, monkeypatch):
    window = analysed.window
    page = window.go_to("findings")
    done, found = [], list(SAID)
    monkeypatch.setattr(page, "notices", lambda: found)
    monkeypatch.setattr(page, "act", done.append)
    page.more_notices._act = done.append
    window.resize(1440, 900)
    page.refresh()
    assert len(page.bars) == 4 and not page.more_notices.isVisible()
    window.resize(900, 600)
    qtbot.waitUntil(lambda: page.more_notices.isVisible())
    assert len(page.bars) == 1 and "3 more notice" in page.more_notices.button.text()
    qtbot.waitUntil(lambda: page.bars[0].height() >= page.bars[0].heightForWidth(page.bars[0].width()))
    assert page.pairs.isVisible() and page.pairs.height() >= page.pairs.minimumHeight()
    page.more_notices.button.click()
    sheet = page.more_notices.sheet
    bars = [sheet.layout().itemAt(i).widget() for i in range(sheet.layout().count())]
    qtbot.waitUntil(lambda: all(bar.height() >= bar.heightForWidth(bar.width()) > 20 for bar in bars))
    assert len(bars) == 3 and sheet.isVisible()
    page.refresh()
    assert sheet.isVisible(), "what is open stays while it still holds"
    bars[1].action.click()
    assert done == [{"number": 2}] and not sheet.isVisible()
    del found[1:]
    page.refresh()
    assert not page.more_notices.isVisible() and len(page.bars) == 1
    found[:] = SAID
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: len(page.bars) == 4 and not page.more_notices.isVisible())
