"""The notices a low window has no room for: a line that says how many, and opens them over the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text

from ..theme import Theme
from .basic import button
from .notice_bar import Notice, NoticeBar


class MoreNotices(QWidget):
    """`act(setting)` when the button of a notice is pressed."""

    def __init__(self, text: Text, theme: Theme, act: Callable[[dict], None]) -> None:
        super().__init__()
        self.text, self._theme, self._act = text, theme, act
        self._notices: list[Notice] = []
        self.sheet: QFrame | None = None  # where they were opened last
        self.button = button("", "inline", self.open)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.button)
        box.addStretch(1)
        self.hide()

    def offer(self, notices: list[Notice]) -> None:
        """These are left over; none: there is no such line."""
        if self.sheet is not None and notices != self._notices:
            self.sheet.close()
        self._notices = notices
        self.button.setText(self.text(N_("and {count} more notice", "and {count} more notices"), count=len(notices)))
        self.setVisible(bool(notices))

    def open(self) -> None:
        """Show them below the line; Escape or a click beside them closes it."""
        if self.sheet is not None:
            self.sheet.deleteLater()
        self.sheet = sheet = QFrame(self, Qt.WindowType.Popup)
        sheet.setObjectName("card")
        box = QVBoxLayout(sheet)
        box.setContentsMargins(10, 10, 10, 10)
        box.setSpacing(8)
        for notice in self._notices:
            bar = NoticeBar(self._theme, notice)
            bar.wanted.connect(self._take)
            box.addWidget(bar)
        sheet.setFixedWidth(self.width())
        sheet.resize(self.width(), box.heightForWidth(self.width()))
        sheet.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        sheet.show()

    def _take(self, setting: dict) -> None:
        self.sheet.close()
        self._act(setting)
