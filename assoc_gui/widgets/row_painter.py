"""The rows of a table as they are painted: words, a sign before them, a line below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ..theme import Theme, sized
from .basic import paint_mark
from .keyboard import paint_strip

ROW_HEIGHT = 32
PADDING = 9
MARK_ROLE = Qt.ItemDataRole.UserRole + 1
STRONG_ROLE = Qt.ItemDataRole.UserRole + 2
MIDDLE_ROLE = Qt.ItemDataRole.UserRole + 3


class RowPainter(QStyledItemDelegate):
    """Quiet rows: words, a thin line below, a soft ground under the picked one. Faster than styled items, too."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font, self._bold = sized(13), sized(13, bold=True)
        self._metrics, self._bold_metrics = QFontMetrics(self._font), QFontMetrics(self._bold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        color, box = self._theme.color, option.rect
        picked = bool(option.state & QStyle.StateFlag.State_Selected)
        if picked:
            painter.fillRect(box, color("soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, color("hover"))
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        paint_strip(painter, self.parent(), box, index, self._theme)
        left = box.left() + PADDING
        mark = index.data(MARK_ROLE)
        if mark:
            painter.save()
            self.paint_sign(painter, QRectF(left, box.center().y() - 6, 13, 13), mark)
            painter.restore()
            left += 21
        strong = index.data(STRONG_ROLE)
        painter.setFont(self._bold if strong else self._font)
        painter.setPen(color("text"))
        words = index.data() or ""
        room = box.right() - PADDING - left
        metrics = self._bold_metrics if strong else self._metrics
        if metrics.horizontalAdvance(words) > room:
            where = Qt.TextElideMode.ElideMiddle if index.data(MIDDLE_ROLE) else Qt.TextElideMode.ElideRight
            words = metrics.elidedText(words, where, room)  # the tooltip has all of it
        painter.drawText(left, box.top(), room, box.height(), index.data(Qt.ItemDataRole.TextAlignmentRole), words)

    def paint_sign(self, painter: QPainter, box: QRectF, mark: str) -> None:
        """The sign before the words."""
        paint_mark(painter, box, mark, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(60, ROW_HEIGHT)
