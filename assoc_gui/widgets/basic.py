"""The smallest pieces: labels, buttons, cards, marks, tabs and the view of a page that has nothing to show yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ..theme import Theme, sized
from .keyboard import OneOf, ScrollArea


def label(words: str = "", kind: str = "", wrap: bool = False) -> QLabel:
    """Plain text in one of the style sheet's kinds: answer, title, strong, muted, caption, figure, number, chip."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty("kind", kind)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def axis_title(words: str = "") -> QLabel:
    """What the lower axis of a chart counts: below it, at its end."""
    made = label(words, "caption")
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made


def button(words: str, kind: str = "", clicked: Callable[[], None] | None = None) -> QPushButton:
    made = QPushButton(words)
    # A click leaves the keyboard where it is, so that a ring around a button means what it says.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if kind:
        made.setProperty("kind", kind)
    if kind == "tab":
        made.setMinimumWidth(bold_width(words) + 8)
    if kind in ("link", "inline"):
        made.setFlat(True)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if clicked:
        made.clicked.connect(lambda checked=False: clicked())
    return made


def rank_button(made: QPushButton, kind: str) -> None:
    """Make a button the strongest of its page ("primary"), or one among others ("")."""
    if (made.property("kind") or "") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)


class OpeningButton(QPushButton):
    """Words with a sign that there is more below."""

    def __init__(self, theme: Theme, words: str = "") -> None:
        super().__init__(words)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("kind", "menu")

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("muted"), 1.4))
        x, y = self.width() - 18, self.height() / 2 - 1.5
        painter.drawPolyline(QPolygonF([QPointF(x, y), QPointF(x + 3.5, y + 3.5), QPointF(x + 7, y)]))


class MenuButton(OpeningButton):
    """Shows what is chosen; a click, Return or Space opens the choices. `chosen(value)` when another is picked."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, choices: dict[str, str], value: str, name: str, words: str = "", hints: dict[str, str] | None = None,
        heads: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        """`choices`: value → words, `value` the one that is ticked; `words` are shown in place of the ticked one's; `hints`: value → what
        the mouse over it tells; `heads`: value → the title over it and what follows it."""
        super().__init__(theme, words or choices[value])
        self.setAccessibleName(name)
        self.choices, self.value, self.hints, self.heads = choices, value, hints or {}, heads or {}
        self.clicked.connect(lambda: self.menu_of_choices().popup(self.mapToGlobal(self.rect().bottomLeft())))

    def menu_of_choices(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for value, words in self.choices.items():
            if value in self.heads:
                menu.addSeparator()
                menu.addAction(self.heads[value]).setEnabled(False)
            action = QAction(words, menu, checkable=True, checked=value == self.value)
            action.triggered.connect(lambda checked=False, value=value: self.chosen.emit(value))
            action.setToolTip(self.hints.get(value, ""))
            group.addAction(action)
            menu.addAction(action)
        menu.setToolTipsVisible(bool(self.hints))
        return menu


def bold_width(words: str) -> int:
    """Pixels the words take in bold: what is picked turns bold and must not be clipped by then."""
    return QFontMetrics(sized(13, bold=True)).horizontalAdvance(words)


def name_segment(segment: QPushButton, words: str) -> None:
    """Set the words of a segment button, with room for them in bold."""
    segment.setText(words)
    segment.setMinimumWidth(bold_width(words) + 36)


def tip(*lines: str) -> str:
    """A tooltip of several lines; product names may hold anything, so nothing in them is taken for markup."""
    return "<p style='white-space:pre'>" + "<br>".join(escaped(line) for line in lines if line) + "</p>"


def escaped(words: str) -> str:
    """As they stand between the tags of rich text: nothing in them is markup. (`html` loads a table of all signs to say that.)"""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def row(*items: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(0, 0, 0, 0)
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        else:
            layout.addWidget(item)
    return layout


def search_field(words: str, hint: str, low: int, high: int) -> QLineEdit:
    """A line to search in, `low` to `high` pixels wide. `words`: in it while it is empty; `hint`: what can be found, for mouse and ear."""
    made = QLineEdit()
    made.setPlaceholderText(words)
    made.setToolTip(hint)
    made.setAccessibleName(hint)
    made.setClearButtonEnabled(True)
    made.setMinimumWidth(low)
    made.setMaximumWidth(high)
    return made


def rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


class Card(QFrame):
    """A surface with a thin border; `box` is its vertical layout."""

    def __init__(self, margins: int = 16, spacing: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margins, margins, margins, margins)
        self.box.setSpacing(spacing)


class Answer(QWidget):
    """The answer of a page in large type, and what to know about it below, with a link where that leads on."""

    def __init__(self, link: str = "", follow: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.answer, self.note = label("", "answer", wrap=True), label("", "muted", wrap=True)
        self.link = button(link, "inline", follow)
        self.link.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.answer)
        box.addWidget(self.note)
        box.addLayout(row(self.link, 1))
        self._stays = follow is not None  # there is no tooltip to a link

        self._short = False

    def say(self, answer: str, note: str = "") -> None:
        self.answer.setText(answer)
        self.note.setText(note)
        self._show_note()

    def offer(self, shown: bool) -> None:
        """Show the link or not."""
        if not shown and self.link.hasFocus():
            self.link.parentWidget().setFocus()
        self.link.setVisible(shown)

    def make_room(self, short: bool) -> None:
        """In a low window: smaller type, and a note that leads nowhere stands where the mouse asks for it."""
        if short != self._short:
            self._short = short
            self.answer.setProperty("kind", "title" if short else "answer")
            self.answer.style().unpolish(self.answer)
            self.answer.style().polish(self.answer)
            self._show_note()

    def _show_note(self) -> None:
        note = self.note.text()
        hidden = self._short and not self._stays
        self.note.setVisible(bool(note) and not hidden)
        self.answer.setToolTip(f"<p>{escaped(note)}</p>" if note and hidden else "")


class Tabs(QWidget):
    """A row of tabs under the answer; `picked(index)`."""

    picked = Signal(int)

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._group = OneOf(self)
        self.buttons = [button(title, "tab") for title in titles]
        for index, made in enumerate(self.buttons):
            made.setCheckable(True)
            self._group.addButton(made, index)
        box.addLayout(row(*self.buttons, 1, spacing=20))
        box.addWidget(rule())
        self._group.idClicked.connect(self.picked)
        self.buttons[0].setChecked(True)

    def pick(self, index: int) -> None:
        self.buttons[index].setChecked(True)
        self.picked.emit(index)

    @property
    def index(self) -> int:
        return self._group.checkedId()


class Mark(QWidget):
    """A small painted sign, so that no font has to know it: ready, missed, running, look, proven, likely, hint, dot, or nothing."""

    def __init__(self, theme: Theme, kind: str = "", size: int = 14) -> None:
        super().__init__()
        self._theme, self.kind = theme, kind
        self.setFixedSize(QSize(size, size))
        theme.changed.connect(self.update)

    def show_kind(self, kind: str) -> None:
        self.kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self.kind, self._theme)


def paint_mark(painter: QPainter, box: QRectF, kind: str, theme: Theme) -> None:
    """Shapes differ as well as colours: a tick, a cross, a full, half or open circle, a pale dot, an exclamation mark."""
    if not kind:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(box.width(), box.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(box.center())
    inner = square.adjusted(side * 0.12, side * 0.12, -side * 0.12, -side * 0.12)
    at = lambda x, y: QPointF(square.x() + x * side, square.y() + y * side)
    good, warn = theme.color("good"), theme.color("warn")
    if kind == "ready":
        painter.setPen(QPen(good, side * 0.11, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF([at(0.14, 0.55), at(0.4, 0.82), at(0.86, 0.2)]))
    elif kind == "missed":
        painter.setPen(QPen(theme.color("bad"), side * 0.13, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(at(0.24, 0.24), at(0.76, 0.76))
        painter.drawLine(at(0.76, 0.24), at(0.24, 0.76))
    elif kind == "look":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(warn)
        painter.drawEllipse(inner)
        painter.setPen(QPen(theme.color("surface"), side * 0.12, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(at(0.5, 0.28), at(0.5, 0.54))
        painter.drawPoint(at(0.5, 0.72))
    elif kind == "running":
        painter.setPen(QPen(theme.color("accent"), side * 0.14, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(inner, 90 * 16, -250 * 16)
    elif kind == "dot":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("faint"))
        painter.drawEllipse(inner)
    else:
        painter.setPen(QPen(good, side * 0.12))
        painter.setBrush(good if kind == "proven" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        if kind == "likely":
            painter.setBrush(good)
            painter.drawPie(inner, 90 * 16, 180 * 16)


class Waiting(QWidget):
    """What stands on a page without data: what is missing and the button that gets it, or the progress of it."""

    def __init__(self, words: str, advice: str, action: str, clicked: Callable[[], None]) -> None:
        super().__init__()
        self._words, self._advice = words, advice
        self.title, self.note = label(words, "answer", wrap=True), label(advice, "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setFixedWidth(280)
        self.action = button(action, "primary", clicked)
        card = Card(margins=40, spacing=12)
        card.setFixedWidth(560)
        for item in (self.title, self.note):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            card.box.addWidget(item)
        card.box.addSpacing(4)
        card.box.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(row(1, card, 1))  # an aligned card would get its height before its width, too little for its words
        box.addStretch(3)
        self.wait(None, "")

    def wait(self, share: float | None, doing: str) -> None:
        """Show progress (share of 1), or with None what is missing."""
        running = share is not None
        if running and self.action.hasFocus():
            self.setFocus()  # else hiding it would hand the keyboard to the side bar
        self.bar.setVisible(running)
        self.action.setVisible(not running)
        self.title.setText(doing if running else self._words)
        self.note.setVisible(not running)
        if running:
            self.bar.setValue(int(share * 1000))


def scrolling(content: QWidget) -> QScrollArea:
    """The content in a scroll area without a frame of its own."""
    area = ScrollArea()
    area.setObjectName("bare")
    content.setObjectName("bare")
    inside = QWidget()  # its own, since to ask Qt for the one it makes takes PySide 5 ms the first time
    inside.setObjectName("bare")
    area.setViewport(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


def empty(layout) -> None:
    """Take every widget out of a layout; hidden at once, since they are deleted only when the event loop turns."""
    while (item := layout.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
