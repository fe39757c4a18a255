"""Signs of punctuation have the room that the language of the window asks for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF

from assoc_gui.theme import BASE, Theme, base_font, sized
from assoc_gui.widgets.basic import label


@pytest.fixture
def theme(qapp):
    made = Theme(qapp, "light")
    yield made
    made.write("en")


def test_an_apostrophe_tears_no_english_word_apart_and_chinese_quotes_keep_their_room(theme, qtbot):
    """Measured in what labels, painted words and whatever has the program's font are drawn with."""
    if not QFontInfo(base_font()).family().startswith("Noto Sans CJK"):
        pytest.skip("another face comes first on this machine")

    def widths(sign: str) -> list[float]:
        shown = label("x")
        shown.setStyleSheet(theme.sheet)
        qtbot.addWidget(shown)
        shown.ensurePolished()
        return [QFontMetricsF(font).horizontalAdvance(sign) for font in (shown.font(), sized(BASE), theme._app.font())]

    for _ in range(2):
        theme.write("en")
        assert all(0 < width < BASE / 2 for sign in "’‘“”" for width in widths(sign))
        assert widths("中") == [BASE] * 3
        theme.write("zh_CN")
        assert all(width == BASE for sign in "’‘“”，" for width in widths(sign))
