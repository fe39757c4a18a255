"""Notices folded to one line, so that what they are about is in sight; a click or the keyboard opens them over the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text

from ..focus import stops
from ..theme import Theme
from .aside_bar import AsideNotice
from .basic import Mark, OpeningButton, row
from .kept_rows import KeptRows
from .notice_bar import Notice


class FoldedNotices(QWidget):
    """`act(setting)` when something is pressed in one of them. Those that say the same stay, and so does what was just switched."""

    def __init__(self, text: Text, theme: Theme, act: Callable[[dict], None]) -> None:
        super().__init__()
        self.text, self._theme, self._act = text, theme, act
        self._mark = Mark(theme, "look", 16)
        self.button = OpeningButton(theme)
        self.button.clicked.connect(self.open)
        self.button.setMinimumWidth(1)  # of long words the end gives way
        self.setLayout(row(self._mark, self.button, 1))
        self.sheet = QFrame(self, Qt.WindowType.Popup)
        self.sheet.setObjectName("card")
        self._inside = QVBoxLayout(self.sheet)
        self._inside.setContentsMargins(10, 10, 10, 10)
        self._inside.setSpacing(8)
        self._inside.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as high as the words are at its width, not at a narrow one
        self._rows = KeptRows(self._inside)
        self.hide()

    @property
    def bars(self) -> list[QWidget]:
        """The notices in full, from the top."""
        return self._rows.widgets

    def fold(self, notices: list[Notice | AsideNotice]) -> None:
        """These, in a line that says what they are; none: there is no such line."""
        told = [notice for notice in notices if isinstance(notice, Notice)]
        self._rows.show([notice.entry(self._theme, self._take if notice in told else self._act) for notice in notices])
        words = [notice.short for notice in notices if notice not in told]
        if told:
            words.append(self.text(N_("{count} notice", "{count} notices"), count=len(told)))
        self.button.setText(" · ".join(words))
        self._mark.setVisible(bool(told))
        self.setVisible(bool(notices))
        if self.sheet.isVisible():
            self._fit() if notices else self.sheet.close()

    def open(self) -> None:
        """Show them below the line; Escape or a click beside them closes it."""
        self.sheet.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self.sheet.show()
        self._fit()  # only now are they styled
        if found := [one for one in stops(self.sheet) if one.isVisible()]:
            found[0].setFocus()

    def _fit(self) -> None:
        self._inside.activate()
        edge = self.sheet.contentsMargins()
        inside = self.width() - edge.left() - edge.right()
        self.sheet.setFixedSize(self.width(), self._inside.heightForWidth(inside) + edge.top() + edge.bottom())

    def _take(self, setting: dict) -> None:
        """The button of a notice brings other results: they are what one wants to see."""
        self.sheet.close()
        self._act(setting)

