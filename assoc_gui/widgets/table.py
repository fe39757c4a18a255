"""A table over mapped columns: no object per cell, sorted and filtered as arrays, words made only for what is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from ..ordering import argsort
from ..theme import Theme, sized
from .basic import tip
from .name_widths import LEAST_NAME, Shown, name_widths
from .row_painter import MARK_ROLE, MIDDLE_ROLE, PADDING, ROW_HEIGHT, STRONG_ROLE, RowPainter
from .table_header import TableHeader

NEAR_TOP = 3  # rows from the top that are shown by going to the top
HEADER_PADDING = 10  # as in the style sheet


@dataclass(frozen=True)
class Column:
    """One column: `show(row)` gives the words of a row of the source, `keys()` the numbers it is sorted by.

    `mark(row)` a sign before the words. `sample`: the longest words to expect, which set the width; a column without,
    or one that is `wide`, shares the room that is left.
    `optional`: hidden until picked in the header's menu. `hint`: the definition shown over the header. `name`: what asks for it calls it.
    """

    title: str
    show: Callable[[int], str]
    keys: Callable[[], np.ndarray] | None = None
    numeric: bool = False
    sample: str = ""
    hint: str = ""
    optional: bool = False
    mark: Callable[[int], str] | None = None
    wide: bool = False
    falling: bool = True  # the first click on its header sorts from the top
    exact: Callable[[int], str] | None = None  # what the tooltip says where `show` is rounded
    name: str | None = None
    middle: bool = False  # words without room lose their middle: those of neighbours differ at the end


class ColumnsModel(QAbstractTableModel):
    """Rows of the source in the order and selection of the moment; `rows[i]` is the source row shown in row i."""

    def __init__(self, columns: list[Column], parent=None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows = np.empty(0, np.int64)
        self._sorted = np.empty(0, np.int64)
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self._mask: np.ndarray | None = None
        self._strong: Callable[[int], bool] = lambda row: False

    def set_count(self, count: int, strong: Callable[[int], bool] | None = None) -> None:
        """A new source of `count` rows, in its own order, unfiltered. `strong(row)`: rows to be set in bold."""
        self.beginResetModel()
        self._sorted = self.rows = np.arange(count, dtype=np.int64)
        self._mask = self._sorted_by = None
        self._strong = strong or (lambda row: False)
        self.endResetModel()

    def set_columns(self, columns: list[Column], count: int, strong: Callable[[int], bool] | None = None) -> None:
        self.columns = columns
        self.set_count(count, strong)

    def filter(self, mask: np.ndarray | None) -> None:
        """Show only source rows whose mask is True; None for all."""
        self.beginResetModel()
        self._mask = mask
        self._select()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        keys = self.columns[column].keys if 0 <= column < len(self.columns) else None
        if keys is None:
            self._sorted = np.arange(len(self._sorted), dtype=np.int64)
        else:
            self._sorted = argsort(keys(), order == Qt.SortOrder.DescendingOrder)
            self._sorted_by = (column, order)
        self._select()
        self.endResetModel()

    def _sorted_title(self, section: int) -> str:
        """The title, with an arrow where the rows are in its order: on the side where the column has room for it."""
        column = self.columns[section]
        if self._sorted_by is None or self._sorted_by[0] != section:
            return column.title
        arrow = "↓" if self._sorted_by[1] == Qt.SortOrder.DescendingOrder else "↑"
        return f"{arrow} {column.title}" if column.numeric else f"{column.title} {arrow}"

    def _select(self) -> None:
        self.rows = self._sorted if self._mask is None else self._sorted[self._mask[self._sorted]]

    def index_named(self, name: str) -> int:
        """The place of the column of this name, −1 for none."""
        return next((i for i, column in enumerate(self.columns) if column.name == name), -1)

    def place_of(self, source_row: int) -> int:
        """The row that shows a source row, −1 where the filter hides it."""
        found = np.flatnonzero(self.rows == source_row)
        return int(found[0]) if len(found) else -1

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        column, row = self.columns[index.column()], int(self.rows[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return column.show(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(column))
        if role == MARK_ROLE:
            return column.mark(row) if column.mark else ""
        if role == STRONG_ROLE:
            return self._strong(row)
        if role == MIDDLE_ROLE:
            return column.middle
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and (column.exact or not column.numeric):
            return tip((column.exact or column.show)(row))
        return None

    def words(self, row: int, column: int) -> str:
        """What a cell of a source row says, to be copied or read aloud: also where it shows only a sign."""
        one = self.columns[column]
        return one.show(row) or (one.exact(row) if one.exact else "")

    def headerData(self, section: int, orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._sorted_title(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint or None
        return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class DataTable(QTableView):
    """The view: one row picked at a time, `picked(source row)`, and `opened(source row)` by Return or a double click; the header sorts and
    offers the optional columns, `sorted(column)`."""

    picked = Signal(int)
    opened = Signal(int)
    sorted = Signal(int)
    least_name = LEAST_NAME

    def __init__(self, theme: Theme, columns: list[Column], sortable: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self.columns_model = ColumnsModel(columns, self)
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self._picked = -1
        self.setItemDelegate(RowPainter(theme, self))
        self.setFont(sized(13))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header = TableHeader(theme, self) if sortable else self.horizontalHeader()
        self.setHorizontalHeader(header)
        header.setHighlightSections(False)
        header.setFixedHeight(ROW_HEIGHT)
        header.setMinimumSectionSize(36)
        header.setFont(sized(12))
        header.setSectionsClickable(sortable)
        if sortable:
            header.sectionClicked.connect(self._sort_by)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self.column_menu().popup(header.mapToGlobal(at)))
        self.doubleClicked.connect(lambda index: self.opened.emit(int(self.columns_model.rows[index.row()])))
        self.setModel(self.columns_model)
        self.selectionModel().currentRowChanged.connect(self._pick_current)
        self.size_columns()
        theme.changed.connect(self.viewport().update)

    def set_source(
        self, count: int, strong: Callable[[int], bool] | None = None, columns: list[Column] | None = None
    ) -> None:
        """Another source of rows; the sorting stays where the columns stay."""
        self._picked = -1
        if columns is not None:
            self._sorted_by = None
            self.columns_model.set_columns(columns, count, strong)
            self.size_columns()
        else:
            self.columns_model.set_count(count, strong)
            if self._sorted_by is not None:
                self.columns_model.sort(*self._sorted_by)

    def filter(self, mask: np.ndarray | None) -> None:
        """Show only the rows of the mask; the picked one stays picked where it is among them."""
        self.columns_model.filter(mask)
        self._keep_picked()

    def pick(self, source_row: int) -> None:
        """Pick a row of the source and scroll to it."""
        place = self.columns_model.place_of(source_row)
        if place >= 0:
            self.setCurrentIndex(self.columns_model.index(place, self._first_shown()))
            hint = QAbstractItemView.ScrollHint
            if place <= NEAR_TOP:
                self.scrollToTop()
            else:
                shown = self.viewport().rect().contains(self.visualRect(self.currentIndex()))
                self.scrollTo(self.currentIndex(), hint.EnsureVisible if shown else hint.PositionAtCenter)
                self._begin_with_a_row()

    def _begin_with_a_row(self) -> None:
        """No row is cut at the top, where the table does not end."""
        bar = self.verticalScrollBar()
        if bar.value() < bar.maximum():
            bar.setValue(-(-bar.value() // ROW_HEIGHT) * ROW_HEIGHT)

    def pick_none(self) -> None:
        self._picked = -1
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    @property
    def picked_row(self) -> int:
        return self._picked

    def column_menu(self) -> QMenu:
        """Every column with a tick where it is shown; the first column stays."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for index, column in enumerate(self.columns_model.columns):
            action = QAction(column.title, menu, checkable=True, checked=not self.isColumnHidden(index))
            action.setToolTip(column.hint)
            action.setEnabled(index > 0)
            action.toggled.connect(lambda shown, index=index: self.show_column(index, shown))
            menu.addAction(action)
        menu.setToolTipsVisible(True)
        return menu

    def show_column(self, index: int, shown: bool) -> None:
        """Show a column or not, as its line in the header's menu does."""
        self.setColumnHidden(index, not shown)
        self._share_room()

    def size_columns(self) -> None:
        """Widths from the words to expect, so that no title and no figure is clipped in any language."""
        header = self.horizontalHeader()
        for index, column in enumerate(self.columns_model.columns):
            if column.sample:
                header.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(index, self._width_of(column))
            self.setColumnHidden(index, column.optional)
        self._share_room()

    def _width_of(self, column: Column) -> int:
        words = QFontMetrics(sized(13, bold=True)).horizontalAdvance(column.sample) + (21 if column.mark else 0)
        return max(self._title_width(column.title), words + 2 * PADDING + 4)

    def _title_width(self, title: str) -> int:
        return QFontMetrics(sized(12)).horizontalAdvance(title) + 2 * HEADER_PADDING + 2

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        header, columns = self.horizontalHeader(), self.columns_model.columns
        order = [i for i in map(header.logicalIndex, range(len(columns))) if not self.isColumnHidden(i)]
        names = [i for i in order if columns[i].wide or not columns[i].sample]

        def shown(i: int) -> Shown:
            least = self._width_of(columns[i]) if columns[i].sample else 0
            return Shown(i in names, columns[i].numeric, least if i in names else header.sectionSize(i))

        widths = name_widths(self.viewport().width(), [shown(i) for i in order], self.least_name)
        for i, width in zip(names, widths or [0] * len(names), strict=True):
            header.setSectionResizeMode(i, QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch)
            if width:
                header.resizeSection(i, width)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._picked >= 0:
            self.opened.emit(self._picked)
            return
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            model, row = self.columns_model, self.currentIndex().row()
            shown = [i for i in range(len(model.columns)) if not self.isColumnHidden(i)]
            QGuiApplication.clipboard().setText("\t".join(model.words(int(model.rows[row]), i) for i in shown))
            return
        super().keyPressEvent(event)

    def _sort_by(self, column: int) -> None:
        if self.columns_model.columns[column].keys is None:
            return
        rising, falling = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        order = falling if self.columns_model.columns[column].falling else rising
        if self._sorted_by == (column, order):
            order = rising if order == falling else falling
        self.sort_rows(column, order)

    def sort_rows(self, column: int, order: Qt.SortOrder = Qt.SortOrder.DescendingOrder) -> None:
        """Put the rows in the order of a column, as a click on its header does."""
        self._sorted_by = (column, order)
        self.columns_model.sort(column, order)
        title = self.columns_model.headerData(column, Qt.Orientation.Horizontal)
        header = self.horizontalHeader()
        header.resizeSection(column, max(header.sectionSize(column), self._title_width(title)))  # room for the arrow
        self._share_room()
        self._keep_picked()
        self.scrollToTop()  # who sorts wants to see what is first, wherever the picked row went
        self.sorted.emit(column)

    @property
    def order(self) -> tuple[str | None, Qt.SortOrder] | None:
        """The name of the column that the rows are sorted by, and which way; None for the order of the source."""
        return None if self._sorted_by is None else (self.columns_model.columns[self._sorted_by[0]].name, self._sorted_by[1])

    @property
    def shows_picked(self) -> bool:
        """Is the picked row in sight?"""
        place = self.columns_model.place_of(self._picked) if self._picked >= 0 else -1
        shown = self.visualRect(self.columns_model.index(place, self._first_shown())) if place >= 0 else None
        return shown is not None and 0 <= shown.center().y() < self.viewport().height()

    def show_sorted(self, name: str, before: str = "") -> None:
        """Sort by the column of this name and show it, in place of the optional one that was shown so `before`. It stands first of the
        figures, so that it is in sight however narrow the table is."""
        model = self.columns_model
        earlier, place = model.index_named(before), model.index_named(name)
        if earlier >= 0 and model.columns[earlier].optional:
            self.show_column(earlier, False)
        self.show_column(place, True)
        self._put_first(place)
        self.sort_rows(place)
        if model.rowCount():
            self.scrollTo(model.index(0, place))

    def _put_first(self, place: int) -> None:
        """Behind the names; all others as they were given."""
        header, columns = self.horizontalHeader(), self.columns_model.columns
        names = next((i for i, column in enumerate(columns) if column.numeric), 0)
        others = [i for i in range(len(columns)) if i != place]
        for at, index in enumerate(others[:names] + [place] + others[names:]):
            header.moveSection(header.visualIndex(index), at)

    def _keep_picked(self) -> None:
        place = self.columns_model.place_of(self._picked) if self._picked >= 0 else -1
        if place >= 0:
            self.setCurrentIndex(self.columns_model.index(place, self._first_shown()))
        else:
            self.scrollToTop()

    def _first_shown(self) -> int:
        return next((i for i in range(len(self.columns_model.columns)) if not self.isColumnHidden(i)), 0)

    def _pick_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            row = int(self.columns_model.rows[current.row()])
            if row != self._picked:
                self._picked = row
                self.picked.emit(row)
