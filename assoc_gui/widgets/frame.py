"""The window's frame: side bar with the state of each page, top bar with the file, status bar with the progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..i18n import NAMES, other_language
from ..jobs import Jobs
from ..theme import Theme, sized
from .basic import button, label, paint_mark
from .job_line import JobLine
from .keyboard import OneOf
from .product_finder import ProductFinder

if TYPE_CHECKING:
    from ..products import Products

APART = "help"  # the page at the foot of the side bar: on no one's way from file to report


class SideButton(QAbstractButton):
    """A page's entry in the side bar, with its mark at the right."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it looks otherwise under the mouse
        self._theme, self.mark = theme, ""
        self._by_keyboard = False
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def show_mark(self, mark: str, meaning: str) -> None:
        if mark != self.mark:
            self.mark = mark
            self.setAccessibleDescription(meaning)
            self.setToolTip(meaning)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(168, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._theme.color
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("soft" if self.isChecked() else "hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus() and self._by_keyboard:
            painter.setPen(QPen(color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(sized(13, bold=self.isChecked()))
        painter.setPen(color("text" if self.isChecked() else "muted"))
        painter.drawText(self.rect().adjusted(12, 0, -32, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        paint_mark(painter, QRectF(self.width() - 25, self.height() / 2 - 7, 14, 14), self.mark, self._theme)

    def focusInEvent(self, event) -> None:
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)


class Brand(QWidget):
    """The program's sign and name above the pages."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(38)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_brand(painter, QRectF(12, 11, 16, 16), self._theme.color("accent"))
        painter.setFont(sized(16, bold=True))
        painter.setPen(self._theme.color("text"))
        painter.drawText(self.rect().adjusted(36, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "Assoc")


def paint_brand(painter: QPainter, box: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(box, box.width() / 4, box.width() / 4)


class SideBar(QWidget):
    """`picked(name)` when a page is asked for."""

    picked = Signal(str)

    def __init__(self, theme: Theme, titles: dict[str, str]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.make_room(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(1)
        box.addWidget(Brand(theme))
        box.addSpacing(10)
        self.buttons: dict[str, SideButton] = {}
        group = OneOf(self)
        for name, title in titles.items():
            if name == APART:
                box.addStretch(1)
            made = SideButton(theme, title)
            made.clicked.connect(lambda checked=False, name=name: self.picked.emit(name))
            group.addButton(made)
            self.buttons[name] = made
            box.addWidget(made)

    def make_room(self, narrow: bool) -> None:
        """Give the pages what it can do without, in a narrow window."""
        self.setFixedWidth(136 if narrow else 184)


class TopBar(QWidget):
    """The file and what became of it, where its products are found, and the button to open another."""

    def __init__(self, text: Text, open_file: Callable[[], None], products: Callable[[], Products | None]) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(48)
        self.file, self.counts = label("Assoc"), label("", "muted")
        self.finder = ProductFinder(text, products)
        self.finder.hide()
        self.open_button = button(text("Open file…"), clicked=open_file)
        self.open_button.setToolTip(text("Open a sales file (Ctrl+O)"))
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 0, 24, 0)
        box.setSpacing(8)
        box.addWidget(self.file)
        box.addWidget(self.counts)
        box.addStretch(1)
        box.addWidget(self.finder, 1)
        box.addWidget(self.open_button)

    def show_file(self, file: str, counts: str) -> None:
        self.file.setText(file or "Assoc")
        self.counts.setText(f"·  {counts}" if counts else "")


class StatusBar(QWidget):
    """What the engines are doing, a line each; language and theme at the right."""

    language_wanted = Signal(str)

    def __init__(self, text: Text, theme: Theme, desk: Jobs, trainer: Jobs) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(34)
        self.text, self._theme = text, theme
        self.ready = label(text("Ready"), "muted")
        self.desk, self.trainer = JobLine(text, desk), JobLine(text, trainer)
        other = other_language(text.language)
        self.language = button(NAMES[other], "link", lambda: self.language_wanted.emit(other))
        self.theme_button = button("", "link", self._open_theme_menu)
        self.theme_button.setToolTip(text("Light, dark, or like the system"))
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 0, 16, 0)
        box.setSpacing(10)
        box.addWidget(self.ready)
        for line in (self.desk, self.trainer):
            box.addWidget(line, 10)
            line.seen.connect(self._follow)
        box.addStretch(1)
        box.addWidget(self.language)
        box.addWidget(self.theme_button)
        theme.changed.connect(self._name_theme)
        self._name_theme()
        self._follow()

    def _follow(self) -> None:
        self.ready.setVisible(self.desk.isHidden() and self.trainer.isHidden())

    def theme_menu(self) -> QMenu:
        """The looks to choose from, the chosen one ticked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for choice, name in self._theme_names().items():
            action = QAction(name, menu, checkable=True, checked=choice == self._theme.choice)
            action.triggered.connect(lambda checked=False, choice=choice: self._theme.choose(choice))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _open_theme_menu(self) -> None:
        menu, corner = self.theme_menu(), self.theme_button.mapToGlobal(self.theme_button.rect().topRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), menu.sizeHint().height() + 4))

    def _theme_names(self) -> dict[str, str]:
        text = self.text
        return {"system": text("Like the system"), "light": text("Light"), "dark": text("Dark")}

    def _name_theme(self) -> None:
        self.theme_button.setText(self._theme_names()[self._theme.choice])
