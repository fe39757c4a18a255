"""All rows read as one bar: kept, and what became of the others, in proportion; every part leads to its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text

from ..theme import Theme, sized
from .basic import Card, label, tip

COLORS = {"kept": "accent", "netted": "netted", "merged": "faint", "left out": "amber"}


@dataclass(frozen=True)
class Share:
    """Some of the rows: `rules` that took them, none for the rows that are kept."""

    title: str
    rows: int
    effect: str
    rules: tuple[str, ...] = ()


def shares_of(meta: dict, text: Text) -> list[Share]:
    """The parts of the bar for the meta of `quality`, one for each of what can become of a row."""
    titles = {"kept": text("Kept"), "netted": text("Sold and returned"), "merged": text("Merged"), "left out": text("Left out")}
    shares = []
    for effect, title in titles.items():
        rules = [rule for rule in meta["rules"] if rule["effect"] == effect and rule["count"]]
        rows = meta["rows_out"] if effect == "kept" else sum(rule["count"] for rule in rules)
        shares.append(Share(title, rows, effect, tuple(rule["rule"] for rule in rules)))
    return [share for share in shares if share.rows]


class FlowBar(QWidget):
    """`picked(Share)` on a click."""

    picked = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self._theme = text, theme
        self.shares: list[Share] = []
        self._spots: list[tuple[float, float, Share]] = []
        self.setFixedHeight(20)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def show_shares(self, shares: list[Share]) -> None:
        self.shares = shares
        self.update()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        total, x = sum(share.rows for share in self.shares), 0.0
        self._spots = []
        if not total:
            return
        # Even a handful of rows must be seen and hit: six pixels at least, taken from the widest part.
        wide = [max(6.0, self.width() * share.rows / total) for share in self.shares]
        wide[int(np.argmax(wide))] -= sum(wide) - self.width()
        for share, width in zip(self.shares, wide, strict=True):
            painter.setBrush(self._theme.color(COLORS[share.effect]))
            painter.drawRoundedRect(QRectF(x, 0, max(2.0, width - 1.5), self.height()), 3, 3)
            self._spots.append((x, x + width, share))
            x += width

    def _at(self, x: float) -> Share | None:
        return next((share for low, high, share in self._spots if low <= x < high), None)

    def mouseMoveEvent(self, event) -> None:
        share = self._at(event.position().x())
        if share is not None:
            words = tip(share.title, self.text(N_("{count} row", "{count} rows"), count=share.rows))
            QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mousePressEvent(self, event) -> None:
        share = self._at(event.position().x())
        if share is not None:
            self.picked.emit(share)


class LegendItem(QAbstractButton):
    """A colour, what it stands for and how many rows; a click shows them."""

    def __init__(self, theme: Theme, effect: str, words: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it looks otherwise under the mouse
        self._theme, self._effect = theme, effect
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(sized(13)).horizontalAdvance(self.text()) + 24, 22)

    def paintEvent(self, event) -> None:
        painter, color = QPainter(self), self._theme.color
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(color("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(12.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(COLORS[self._effect]))
        painter.drawRoundedRect(QRectF(0, self.height() / 2 - 5, 10, 10), 3, 3)
        painter.setFont(sized(13))
        painter.setPen(color("accent" if self.underMouse() else "text"))
        painter.drawText(self.rect().adjusted(16, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class FlowCard(Card):
    """The rows read over their bar, and a legend that sums them up by what became of them."""

    picked = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(spacing=8)
        self.text, self._theme = text, theme
        self.rows_in = label("", "strong")
        self.bar = FlowBar(text, theme)
        self.bar.picked.connect(self.picked)
        self.legend: list[LegendItem] = []
        self._legend_box = QHBoxLayout()
        self._legend_box.setSpacing(12)
        head = QVBoxLayout()
        head.addWidget(self.rows_in)
        self.box.addLayout(head)
        self.box.addWidget(self.bar)
        self.box.addLayout(self._legend_box)

    def show_quality(self, meta: dict) -> None:
        text = self.text
        self.rows_in.setText(text(N_("{count} row read", "{count} rows read"), count=meta["rows_in"]))
        self.bar.show_shares(shares_of(meta, text))
        while (item := self._legend_box.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self.legend = [self._item(share, meta["rows_in"]) for share in self.bar.shares]
        for item in self.legend:
            self._legend_box.addWidget(item)
        self._legend_box.addStretch(1)

    def _item(self, share: Share, rows_in: int) -> LegendItem:
        text, share_of_all = self.text, share.rows / max(1, rows_in)
        words = text("{title} {count}", title=share.title, count=share.rows)
        if share.effect == "kept" and share_of_all < 0.995:  # and not "713 of 714, 100 %"
            words = text("{title} {count} ({share:percent})", title=share.title, count=share.rows, share=share_of_all)
        made = LegendItem(self._theme, share.effect, words)
        made.clicked.connect(lambda checked=False: self.picked.emit(share))
        return made
