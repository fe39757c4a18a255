"""The titles of a table's columns, by mouse and by keys: sorted by, and the menu of the columns shown."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from ..theme import Theme
from .keyboard import paint_ring


class TableHeader(QHeaderView):
    """A click sorts, a right click opens the menu; so do Return and the menu key, left and right go from column to column."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme, self._table, self._current = theme, table, 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _shown(self) -> list[int]:
        """Columns in sight, from the left."""
        return [i for i in map(self.logicalIndex, range(self.count())) if not self.isSectionHidden(i)]

    def keyPressEvent(self, event) -> None:
        shown = self._shown()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and shown:
            place = shown.index(self._current) if self._current in shown else 0
            place += 1 if event.key() == Qt.Key.Key_Right else -1
            self._current = shown[max(0, min(len(shown) - 1, place))]
            self._bring_into_sight()
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current in shown:
            self.sectionClicked.emit(self._current)
        else:
            event.ignore()

    def _bring_into_sight(self) -> None:
        left, bar = self.sectionPosition(self._current), self._table.horizontalScrollBar()
        right = left + self.sectionSize(self._current) - self.viewport().width()
        bar.setValue(max(min(bar.value(), left), right))

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if self._current not in self._shown():
            self._current = next(iter(self._shown()), 0)
        self.viewport().update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        super().paintSection(painter, box, section)
        if self.hasFocus() and section == self._current:
            paint_ring(painter, box, self._theme)
