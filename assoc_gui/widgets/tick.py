"""A box to tick, in the window's own colours: the style's frame cannot be seen on a dark ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from ..theme import Theme, sized
from .basic import paint_mark
from .keyboard import paint_ring

BOX, GAP, EDGE = 14, 8, 3  # pixels: of the box, from there to the words, around both


class Tick(QAbstractButton):
    """Ticked or not, by a click or Space."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it looks otherwise under the mouse
        self._theme = theme
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(sized(13))
        return QSize(BOX + GAP + metrics.horizontalAdvance(self.text()) + 3 * EDGE, metrics.height() + 2)

    def paintEvent(self, event) -> None:
        painter, color = QPainter(self), self._theme.color
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(EDGE, (self.height() - BOX) / 2, BOX, BOX)
        painter.setPen(QPen(color("muted"), 1))
        painter.setBrush(color("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self.isChecked():
            paint_mark(painter, box.adjusted(1, 1, -1, -1), "ready", self._theme)
        painter.setFont(sized(13))
        painter.setPen(color("text"))
        painter.drawText(self.rect().adjusted(EDGE + BOX + GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_ring(painter, self.rect(), self._theme, 4)
