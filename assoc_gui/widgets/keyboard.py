"""What shows where the keyboard is: a ring, a strip at the row, the scroll bar in the accent's colour; and one stop of Tab for buttons of
which one is picked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QButtonGroup, QScrollArea

from ..theme import Theme

STRIP = 3  # pixels across


def paint_ring(painter: QPainter, box: QRect, theme: Theme, radius: int = 5) -> None:
    """Just inside the edge of what has the keyboard."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def paint_strip(painter: QPainter, view: QAbstractItemView, box: QRect, index: QModelIndex, theme: Theme) -> None:
    """At the left of the row that the keys start from, while the view has them; `box` of one of its cells."""
    if box.left() <= 0 <= box.right() and view.hasFocus() and index.row() == view.currentIndex().row():
        painter.fillRect(QRect(0, box.top(), STRIP, box.height()), theme.color("accent"))


class Ringed:
    """To be derived from before a view with a `theme`: a ring inside its edge while it has the keyboard."""

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_ring(QPainter(self.viewport()), self.viewport().rect(), self.theme)


class ScrollArea(QScrollArea):
    """Tab stops at it only while there is something to scroll; a click inside leaves the keyboard where it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._follow)

    def _follow(self, low: int, high: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if high > low else Qt.FocusPolicy.NoFocus)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self._show_held(True)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self._show_held(False)

    def _show_held(self, held: bool) -> None:
        bar = self.verticalScrollBar()
        bar.setProperty("held", held)
        bar.style().unpolish(bar)
        bar.style().polish(bar)


class OneOf(QButtonGroup):
    """Buttons of which one is picked: Tab stops at that one, however it was picked, and the arrows go on from there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.buttonToggled.connect(self._follow)

    def _follow(self, picked: QAbstractButton, on: bool) -> None:
        if on:
            for made in self.buttons():
                made.setFocusPolicy(Qt.FocusPolicy.TabFocus if made is picked else Qt.FocusPolicy.NoFocus)
