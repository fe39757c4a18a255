"""A switch, and a row of a list that carries one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout

from ..theme import Theme, sized
from .basic import label


class Switch(QAbstractButton):
    """On or off, as a slider; Space changes it."""

    def __init__(self, theme: Theme, name: str, on: bool) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setFixedSize(QSize(32, 18))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, on = self._theme.color, self.isChecked()
        painter.setPen(QPen(color("text"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(color("accent" if on else "faint"))
        painter.drawRoundedRect(QRectF(0.5, 0.5, 31, 17), 8.5, 8.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("surface"))
        painter.drawEllipse(QPointF(23 if on else 9, 9), 6.5, 6.5)


class SwitchRow(QFrame):
    """What is switched and why at the left, a figure and its unit at the right. `switched(on)` by the switch."""

    switched = Signal(bool)

    def __init__(self, theme: Theme, title: str, note: str, on: bool, figure: str, unit: str, quiet: bool = False) -> None:
        """`quiet`: it has done nothing and stays in the background."""
        super().__init__()
        self._theme = theme
        self.switch = Switch(theme, title, on)
        self.switch.clicked.connect(self.switched)
        self.title, self.figure = label(title, "muted" if quiet else "", wrap=True), label(figure, "muted" if quiet else "")
        self.figure.setFont(sized(13))
        words, figures = QVBoxLayout(), QVBoxLayout()
        for box in (words, figures):
            box.setSpacing(0)
        words.addWidget(self.title)
        if note:
            words.addWidget(label(note, "caption", wrap=True))
        for item in (self.figure, label(unit, "caption") if unit else None):
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                figures.addWidget(item)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 8, 10, 8)
        line.setSpacing(12)
        line.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        line.addLayout(figures)
        self.setMinimumHeight(46)
        theme.changed.connect(self.update)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(10, self.height() - 1, self.width() - 10, self.height() - 1)
