"""The orders over time in three parts, learn | choose | judge, with two borders that can be moved."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from assoc_engine.text import N_, Text

from ..split import Split, by_date, iso, moved
from ..theme import CAPTION, Theme, sized

BORDERS = ("validate", "future")
BINS = 90
DAY, MONTH = 86_400, 30 * 86_400
GRIP = 9  # pixels from a border that count as on it
SETTLED = 700  # milliseconds without a key after which a border that was moved by keys stays
ABOVE, BARS, BELOW = 18, 34, 20  # pixels of the words above, the orders, the dates


class TimelineView(QWidget):
    """`settled(validate, future)` (ISO days) when the user has moved a border."""

    settled = Signal(str, str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self._theme = text, theme
        self.split: Split | None = None
        self._times = np.empty(0, np.int64)
        self._heights = np.empty(0)
        self._border, self._held, self._changed = "future", False, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(text("What is learned from, what chooses, what judges"))
        self.setAccessibleDescription(text("Left and right move a border by a day, Page up and Page down by a month; up and down pick the "
                                           "other border."))  # fmt: skip
        self._rest = QTimer(self, interval=SETTLED, singleShot=True)
        self._rest.timeout.connect(self._settle)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, ABOVE + BARS + 6 + BELOW)

    def show_split(self, split: Split | None, times: np.ndarray) -> None:
        """`times`: of the dated orders, rising."""
        if split != self.split or times is not self._times:
            self.split, self._times = split, times
            self._changed = False
            if by_date(split):
                edges = np.linspace(split.first, split.end, BINS + 1)
                counts = np.diff(np.searchsorted(times, edges))
                self._heights = counts / max(1, counts.max())
            self.setEnabled(split is not None)
            self.update()

    # Moving the borders ---------------------------------------------------------------------------------------

    def _near(self, x: float) -> str:
        if not by_date(self.split):
            return ""
        near = min(BORDERS, key=lambda border: abs(self._x(getattr(self.split, border)) - x))
        return near if abs(self._x(getattr(self.split, near)) - x) <= GRIP else ""

    def mousePressEvent(self, event) -> None:
        border = self._near(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and border:
            self._border, self._held = border, True
            self.update()

    def mouseMoveEvent(self, event) -> None:
        x = event.position().x()
        if self._held:
            self._move(self._time(x))
            QToolTip.showText(event.globalPosition().toPoint(), self._said(), self)
            return
        self.setCursor(Qt.CursorShape.SizeHorCursor if self._near(x) else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event) -> None:
        if self._held:
            self._held = False
            self._settle()

    def keyPressEvent(self, event) -> None:
        key, steps = event.key(), {
            Qt.Key.Key_Left: -DAY, Qt.Key.Key_Right: DAY, Qt.Key.Key_PageUp: -MONTH, Qt.Key.Key_PageDown: MONTH,
        }  # fmt: skip
        if not by_date(self.split) or key not in (*steps, Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        elif key in steps:
            self._move(getattr(self.split, self._border) + steps[key])
            self._rest.start()
        else:
            self._border = BORDERS[1 - BORDERS.index(self._border)]
            self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self._settle()
        self.update()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def _move(self, seconds: float) -> None:
        changed = moved(self.split, self._times, self._border, seconds)
        if changed != self.split:
            self.split, self._changed = changed, True
            self.update()

    def _settle(self) -> None:
        self._rest.stop()
        if self._changed:
            self._changed = False
            self.settled.emit(iso(self.split.validate), iso(self.split.future))

    def _said(self) -> str:
        seconds = getattr(self.split, self._border)
        if self._border == "future":
            return self.text(N_("Judged from {day:date} on, {count} order", "Judged from {day:date} on, {count} orders"),
                             day=seconds, count=self.split.orders[2])  # fmt: skip
        return self.text(N_("Chosen from {day:date} on, {count} order", "Chosen from {day:date} on, {count} orders"),
                         day=seconds, count=self.split.orders[1])  # fmt: skip

    # Drawing --------------------------------------------------------------------------------------------------

    def _x(self, seconds: float) -> float:
        split = self.split
        return 1 + (self.width() - 2) * (seconds - split.first) / max(1, split.end - split.first)

    def _time(self, x: float) -> float:
        split = self.split
        return split.first + (x - 1) / max(1, self.width() - 2) * (split.end - split.first)

    def _edges(self) -> list[float]:
        """Pixels where the parts begin and the last one ends."""
        split = self.split
        if by_date(split):
            return [self._x(at) for at in (split.first, split.validate, split.future, split.end)]
        parts = np.cumsum([0, *(split.orders or (64, 16, 20))]) / sum(split.orders or (100,))
        return [1 + (self.width() - 2) * float(at) for at in parts]

    def _colors(self):
        return [self._theme.color(name) for name in ("faint", "netted", "accent")]

    def paintEvent(self, event) -> None:
        if self.split is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(CAPTION))
        edges = self._edges()
        if by_date(self.split):
            self._paint_orders(painter, edges)
        base = ABOVE + BARS
        for left, right, color in zip(edges, edges[1:], self._colors(), strict=False):
            painter.fillRect(QRectF(left, base, max(1.0, right - left - 1), 4), color)
        self._paint_words(painter, edges)
        if by_date(self.split):
            self._paint_borders(painter, edges)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_orders(self, painter: QPainter, edges: list[float]) -> None:
        wide = (self.width() - 2) / len(self._heights)
        colors = self._colors()
        for i, height in enumerate(self._heights):
            left, middle = 1 + i * wide, 1 + (i + 0.5) * wide
            color = colors[0 if middle < edges[1] else 1 if middle < edges[2] else 2]
            high = max(1.0, height * (BARS - 4)) if height else 0
            painter.fillRect(QRectF(left, ABOVE + BARS - 2 - high, max(1.0, wide - 1), high), color)

    def _paint_words(self, painter: QPainter, edges: list[float]) -> None:
        text, metrics = self.text, QFontMetrics(sized(CAPTION))
        names = (text("Learn"), text("Choose"), text("Judge"))
        counts = self.split.orders
        painter.setPen(self._theme.color("text"))
        for i, (left, right) in enumerate(itertools.pairwise(edges)):
            words = names[i]
            if counts:
                long = text(N_("{part}: {count} order", "{part}: {count} orders"), part=words, count=counts[i])
                words = next((w for w in (long, f"{words} {text.integer(counts[i])}") if metrics.horizontalAdvance(w) < right - left - 4),
                             words)  # fmt: skip
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, int(right - left)))
            painter.drawText(QRectF(left, 0, right - left, ABOVE), Qt.AlignmentFlag.AlignCenter, words)

    def _paint_borders(self, painter: QPainter, edges: list[float]) -> None:
        split, text, metrics = self.split, self.text, QFontMetrics(sized(CAPTION))
        base, color = ABOVE + BARS, self._theme.color
        dates = [(edges[0], split.first), (edges[1], split.validate), (edges[2], split.future), (edges[3], split.end - 1)]
        wide = [metrics.horizontalAdvance(text.date(at)) + 4 for _, at in dates]
        places = [min(max(x - w / 2, 0), self.width() - w) for (x, _), w in zip(dates, wide, strict=True)]
        # The end and the borders first, one beside the other; the beginning is said where there is room.
        for i in (2, 1):
            places[i] = min(places[i], places[i + 1] - wide[i] - 4)
        painter.setPen(color("muted"))
        for i in range(4):
            if i or places[0] + wide[0] < places[1]:
                painter.drawText(QRectF(places[i], base + 6, wide[i], BELOW - 4), Qt.AlignmentFlag.AlignCenter, text.date(dates[i][1]))
        for border, x in zip(BORDERS, edges[1:3], strict=True):
            active = border == self._border and (self.hasFocus() or self._held)
            painter.setPen(QPen(color("accent" if active else "text"), 2 if active else 1))
            painter.drawLine(QPointF(x, ABOVE), QPointF(x, base + 4))
            painter.setBrush(color("accent" if active else "text"))
            painter.drawPolygon(QPolygonF([QPointF(x - 4, ABOVE - 1), QPointF(x + 4, ABOVE - 1), QPointF(x, ABOVE + 5)]))
