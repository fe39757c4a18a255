"""The file's columns over its first rows, each with the role it was guessed to have, and a menu to correct it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QMenu

from assoc_engine.names import ROLE_NAMES
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..theme import Theme, sized
from .basic import paint_mark, tip
from .raw_table import RawRows, header_names

PREVIEW = 100  # rows
HEIGHT = 56
ORDER = (
    "order", "order:whole", "order:day", "order:customer", "time", "time:dmy", "time:mdy", "clock", "status", "refund",
    "returned",
    "product", "code", "category", "product:category", "parent", "description", "tags", "picture",
    "quantity", "price", "amount", "cost",
    "customer", "region", "store", "channel", "",
)  # fmt: skip
GROUPS = ("product", "quantity", "customer", "")  # where a group of the menu begins


class ColumnsView(RawRows):
    """`role_chosen(header, role)` when a column is said to be something else."""

    role_chosen = Signal(str, str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self.head = RolesHeader(text, theme)
        self.setHorizontalHeader(self.head)
        self.head.setStretchLastSection(True)
        self.head.chosen.connect(lambda index, role: self.role_chosen.emit(self._headers[index], role))
        self._headers: list[str] = []

    def show_columns(self, raw: Table, roles: Table) -> None:
        columns = {column["index"]: column for column in roles.meta["columns"]}
        another = self._headers != raw.meta["headers"]
        self._headers = list(raw.meta["headers"])
        shown = header_names(raw.meta, self._text)
        order = roles.meta.get("date_order", "")
        named = [
            {**columns[i], "header": shown[i], "role": _as_read(columns[i]["role"], order)} if i in columns else None
            for i in range(len(shown))
        ]
        self.head.show_roles(named, raw.meta["layout"] != "baskets")
        self.show_rows(raw, np.arange(min(PREVIEW, int(raw.meta["rows"]))))
        if another:  # and not after a correction: columns that jump under the hand are lost
            self.head.used_first()

    def size_columns(self) -> None:
        super().size_columns()
        header = self.horizontalHeader()
        if isinstance(header, RolesHeader):
            for section in range(1, header.count()):
                header.resizeSection(section, max(header.sectionSize(section), header.width_needed(section)))


def _as_read(role: str, date_order: str) -> str:
    """The role as a menu names it: with the way in which its dates are read, where the user said it."""
    return f"{role}:{date_order}" if role == "time" and date_order else role


class RolesHeader(QHeaderView):
    """Two lines a column: its name in the file, and what it is, with a sign of how sure that is. Click, or Enter on the
    keyboard, opens the menu of roles. Section 0 holds the row numbers."""

    chosen = Signal(int, str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._text, self._theme = text, theme
        self._names = {role: text(ROLE_NAMES[role]) for role in (*ORDER[:-1], *(set(ROLE_NAMES) - set(ORDER)), "")}
        self._columns: list[dict | None] = []
        self._changeable = True
        self._current = 1
        self.setFixedHeight(HEIGHT)
        self.setMinimumSectionSize(56)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sectionClicked.connect(self.open_menu)
        theme.changed.connect(self.viewport().update)

    def show_roles(self, columns: list[dict | None], changeable: bool) -> None:
        self._columns, self._changeable = columns, changeable
        self._current = min(self._current, max(1, len(columns)))
        self.viewport().update()

    def used_first(self) -> None:
        """The columns that mean something before the others, each group in the order of the file."""
        used = [i for i, column in enumerate(self._columns, 1) if column and column["role"]]
        others = [i for i in range(1, len(self._columns) + 1) if i not in used]
        for place, section in enumerate([0, *used, *others]):
            self.moveSection(self.visualIndex(section), place)
        self._current = self.logicalIndex(1)

    def column(self, section: int) -> dict | None:
        return self._columns[section - 1] if 0 < section <= len(self._columns) else None

    def menu_of(self, section: int) -> QMenu:
        """The roles a column can have, the present one ticked."""
        column = self.column(section)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for role, name in self._names.items():
            if role in GROUPS:
                menu.addSeparator()
            action = QAction(name, menu, checkable=True, checked=role == column["role"])
            action.triggered.connect(lambda checked=False, role=role: self.chosen.emit(section - 1, role))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def open_menu(self, section: int) -> None:
        if self.column(section) is not None and self._changeable:
            self._current = section
            at = QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), HEIGHT)
            self.menu_of(section).popup(self.viewport().mapToGlobal(at.bottomLeft()))

    def width_needed(self, section: int) -> int:
        column = self.column(section)
        if column is None:
            return 0
        role = QFontMetrics(sized(12)).horizontalAdvance(self._names.get(column["role"], ""))
        header = QFontMetrics(sized(13, bold=True)).horizontalAdvance(column["header"])
        return max(min(header, 220) + 24, role + 66)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            place = max(1, min(len(self._columns), self.visualIndex(self._current) + step))
            self._current = self.logicalIndex(place)
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_menu(self._current)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event) -> bool:
        if event.type() == event.Type.ToolTip:
            column = self.column(self.logicalIndexAt(event.pos()))
            self.setToolTip(tip(column["header"], self._text.say(column["reason"])) if column else "")
        return super().viewportEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        color, column = self._theme.color, self.column(section)
        painter.save()
        role = column["role"] if column else ""
        ground = "surface" if not role else "soft" if column["sure"] else "warn_soft"
        painter.fillRect(box, color(ground))
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if column is None:
            painter.setPen(color("muted"))
            painter.setFont(sized(12))
            painter.drawText(
                box.adjusted(10, 0, -10, -8),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom,
                self._text("Row"),
            )
            painter.restore()
            return
        if self.hasFocus() and section == self._current:
            painter.setPen(QPen(color("accent"), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setFont(sized(13, bold=bool(role)))
        painter.setPen(color("text" if role else "muted"))
        name = painter.fontMetrics().elidedText(column["header"], Qt.TextElideMode.ElideRight, box.width() - 20)
        painter.drawText(
            box.adjusted(10, 6, -10, -28), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name
        )
        self._paint_role(painter, box, column)
        painter.restore()

    def _paint_role(self, painter: QPainter, box: QRect, column: dict) -> None:
        color, left = self._theme.color, box.left() + 10
        if column["role"]:
            paint_mark(
                painter, QRectF(left, box.top() + 33, 12, 12), "ready" if column["sure"] else "look", self._theme
            )
            left += 17
        painter.setFont(sized(12))
        painter.setPen(color("text" if column["role"] else "muted"))
        words = self._names.get(column["role"], column["role"])
        painter.drawText(QRect(left, box.top() + 28, box.right() - left, 22), Qt.AlignmentFlag.AlignVCenter, words)
        if self._changeable:
            x, y = left + painter.fontMetrics().horizontalAdvance(words) + 8, box.top() + 38
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("muted"), 1.4))
            painter.drawPolyline(QPolygonF([QPointF(x, y), QPointF(x + 3.5, y + 3.5), QPointF(x + 7, y)]))
