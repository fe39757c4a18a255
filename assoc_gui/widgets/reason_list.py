"""A list of suggestions: each product with its place, why it stands there below it, and whether it is bought again or new."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ..theme import CAPTION, Theme, sized
from .basic import tip
from .keyboard import paint_strip

EACH = 48  # pixels
PLAIN = 30  # where no entry has a reason
PLACE = 34  # pixels for the place in the list


@dataclass(frozen=True)
class Suggested:
    """`why`: the reason in words. `chip`: a word at its right, "" for none. `link`: the row of `links` that counts it, −1."""

    product: int
    name: str
    why: str
    chip: str = ""
    link: int = -1


class ReasonList(QListView):
    """`picked(place)` when another is picked."""

    picked = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._entries = _Entries(self)
        self.setAccessibleName(name)
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(theme, self))
        self.setFrameShape(self.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(EACH)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(self._pick)
        theme.changed.connect(self.viewport().update)

    @property
    def shown(self) -> list[Suggested]:
        return self._entries.shown

    @property
    def place(self) -> int:
        """The one picked, −1 for none."""
        return self.currentIndex().row()

    def show_entries(self, entries: list[Suggested]) -> None:
        """Another list, its first entry picked."""
        self._entries.replace(entries)
        self._end_with_a_row()
        self.scrollToTop()
        if entries:
            self.setCurrentIndex(self._entries.index(0))

    @property
    def each(self) -> int:
        """Pixels an entry takes."""
        return EACH if any(entry.why for entry in self.shown) else PLAIN

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._end_with_a_row()

    def _end_with_a_row(self) -> None:
        """No entry is cut at the bottom."""
        rest = self.height() % self.each if self.height() > self.each else 0
        if self.viewportMargins().bottom() != rest:
            self.setViewportMargins(0, 0, 0, rest)

    def is_cut(self, words: str) -> bool:
        """Is there no room for a reason of these words?"""
        return QFontMetrics(sized(CAPTION + 1)).horizontalAdvance(words) > self.viewport().width() - PLACE - 8

    def pick(self, place: int) -> None:
        self.setCurrentIndex(self._entries.index(place))

    def _pick(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(current.row())


class _Entries(QAbstractListModel):
    def __init__(self, parent) -> None:
        super().__init__(parent)
        self.shown: list[Suggested] = []

    def replace(self, entries: list[Suggested]) -> None:
        self.beginResetModel()
        self.shown = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        entry = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(part for part in (entry.name, entry.chip, entry.why) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(entry.name, entry.why)
        return entry if role == Qt.ItemDataRole.UserRole else None


class _Painter(QStyledItemDelegate):
    """The name above, the reason below in small type, the chip at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._small = sized(13), sized(CAPTION + 1)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(100, self.parent().each)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        color, box = self._theme.color, option.rect
        entry: Suggested = index.data(Qt.ItemDataRole.UserRole)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, color("soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, color("hover"))
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        paint_strip(painter, self.parent(), box, index, self._theme)
        painter.setFont(self._small)
        painter.setPen(color("muted"))
        right = box.right() - 8
        if entry.chip:
            wide = QFontMetrics(self._small).horizontalAdvance(entry.chip) + 16
            chip = QRectF(right - wide, box.top() + 6, wide, 18)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(chip, 9, 9)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, entry.chip)
            right = int(chip.left()) - 8
        left = box.left() + PLACE
        painter.drawText(QRectF(box.left(), box.top() + 6, PLACE - 10, 18), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         str(index.row() + 1))  # fmt: skip
        self._line(painter, entry.why, left, box.top() + 25, box.right() - 8 - left)
        painter.setFont(self._name)
        painter.setPen(color("text"))
        self._line(painter, entry.name, left, box.top() + 6, right - left)

    def _line(self, painter: QPainter, words: str, left: int, top: int, wide: int) -> None:
        words = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, int(wide))
        painter.drawText(QRectF(left, top, wide, 18), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
