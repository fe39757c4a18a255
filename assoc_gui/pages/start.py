"""Start: drop a file, open a recent one, or try the sample shop."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.errors import FileError
from assoc_engine.names import files_named
from assoc_engine.text import N_

from ..preferences import RecentFile
from ..theme import Theme, sized
from ..widgets.basic import Card, button, empty, label, row, scrolling, tip
from ..widgets.keyboard import paint_ring
from .page import Page

WIDTH = 640


class StartPage(Page):
    name = "start"

    def mark(self) -> str:
        return ""

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.drop = DropArea(self.theme)
        self.drop.setFixedWidth(WIDTH)
        self.open_button = button(text("Open a file"), "primary", self.parts.choose_files)
        self.sample_button = button(
            text("Try the sample shop"), clicked=lambda: self.session.open_sample(text.language)
        )
        headline = label(text("Drop your sales files here"), "answer")
        note = label(text("Excel or CSV, one or several, just as your system exports them. Your data stays on this computer."), "muted")
        for item in (headline, note):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = QVBoxLayout(self.drop)
        inner.setContentsMargins(24, 96, 24, 44)
        inner.setSpacing(12)
        inner.addWidget(headline)
        inner.addWidget(note)
        inner.addSpacing(4)
        inner.addLayout(row(1, self.open_button, self.sample_button, 1))
        self.recent_title = label(text("Recent"), "caption")
        self.recent = Card(margins=6, spacing=0)
        self._told: list[tuple[RecentFile, str, str, str]] | None = None  # what the rows show
        self.recent.setFixedWidth(WIDTH)
        inside = QWidget()
        box.addWidget(scrolling(inside))
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.addStretch(2)
        box.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(12)
        holder = QWidget()
        holder.setFixedWidth(WIDTH)
        below = QVBoxLayout(holder)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self.recent_title)
        below.addWidget(self.recent)
        box.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    def fill(self) -> None:
        recent = self.session.preferences.recent
        told = [(file, self.text.say(files_named(file.paths)), self._rows(file), self._when(file.opened)) for file in recent]
        if told == self._told:
            return  # what has the keyboard keeps it
        self._told = told
        empty(self.recent.box)
        self.recent.setVisible(bool(recent))
        self.recent_title.setVisible(bool(recent))
        for file, *said in told:
            entry = RecentRow(self.theme, *said)
            entry.setToolTip(tip(*file.paths))
            entry.clicked.connect(lambda checked=False, file=file: self._open(file))
            self.recent.box.addWidget(entry)

    def _rows(self, file: RecentFile) -> str:
        return self.text(N_("{count} row", "{count} rows"), count=file.rows)

    def _when(self, seconds: float) -> str:
        """Today with the time, yesterday, else the date."""
        then = datetime.fromtimestamp(seconds)
        days = (datetime.now().date() - then.date()).days
        if days == 0:
            return self.text("Today {time}", time=f"{then:%H:%M}")
        return self.text("Yesterday") if days == 1 else self.text.date(then)

    def _open(self, file: RecentFile) -> None:
        gone = next((Path(path) for path in file.paths if not Path(path).exists()), None)
        if gone is None:
            self.session.open_files(file.paths)
            return
        self.session.preferences.forget(file)
        self.session.failed.emit(
            FileError(
                N_("The file {file} is no longer in the folder {folder}."),
                advice=N_("Open it from where it is now."), file=gone.name, folder=str(gone.parent),
            )
        )
        self.refresh()


class DropArea(QWidget):
    """The dashed surface in the middle. Files may be dropped anywhere; this is where the eye goes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.color("line"), 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(self._theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(QPen(self._theme.color("accent"), 2.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        x, y = self.width() / 2, 46
        painter.drawLine(QPointF(x, y), QPointF(x, y + 24))
        painter.drawPolyline([QPointF(x - 8, y + 16), QPointF(x, y + 24), QPointF(x + 8, y + 16)])
        painter.drawLine(QPointF(x - 15, y + 32), QPointF(x + 15, y + 32))


class RecentRow(QAbstractButton):
    """A recent file: name, size, when."""

    def __init__(self, theme: Theme, name: str, rows: str, when: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it looks otherwise under the mouse
        self._theme = theme
        self.setText(name)
        self.setAccessibleName(f"{name}, {rows}, {when}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(34)
        box = QHBoxLayout(self)
        box.setContentsMargins(10, 0, 10, 0)
        first, second, third = label(name), label(rows, "muted"), label(when, "muted")
        third.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for item, stretch in ((first, 5), (second, 3), (third, 3)):
            item.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            item.setFont(sized(13))
            box.addWidget(item, stretch)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 34)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            paint_ring(painter, self.rect(), self._theme)
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("hover"))
            painter.drawRoundedRect(self.rect(), 5, 5)
