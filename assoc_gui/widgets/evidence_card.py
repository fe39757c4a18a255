"""What stands beside a table for the row that is picked: two figures, a small chart, reasons with a sign, and buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..state import AppState
from ..theme import Theme
from .basic import Card, Mark, label, row, scrolling
from .charts import Chart, Columns

WIDTH = 272, 340  # pixels at least and at most
LOW = 420  # pixels of height below which the chart would hide what is said


class Foot(QWidget):
    """Buttons beside each other where there is room for their words, else one below the other."""

    def __init__(self, buttons: list[QPushButton]) -> None:
        super().__init__()
        self._buttons = buttons
        self._line = row(*buttons, 1)
        self.setLayout(self._line)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            shown = [one for one in self._buttons if not one.isHidden()]
            needed = sum(one.sizeHint().width() for one in shown) + self._line.spacing() * max(0, len(shown) - 1)
            beside = needed <= self.contentsRect().width() - self._line.contentsMargins().left() - self._line.contentsMargins().right()
            self._line.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        return super().event(event)


class EvidenceCard(Card):
    """`counted`, `chance`: what the two figures count. `buttons` stay in sight at the foot, however little of the rest
    there is room for."""

    def __init__(self, text: Text, theme: Theme, state: AppState, counted: str, chance: str, buttons: list[QPushButton]) -> None:
        super().__init__(margins=0)
        self.text, self.theme, self._state = text, theme, state
        self.row = -1  # of the table beside
        self.setMinimumWidth(WIDTH[0])
        self.setMaximumWidth(WIDTH[1])
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(16, 16, 16, 16)
        self._box.setSpacing(6)
        self.box.setSpacing(0)
        self.box.addWidget(scrolling(inside), 1)
        self._build(counted, chance)
        self._buttons, self._foot = buttons, Foot(buttons)
        self.box.addWidget(self._foot)

    def _build(self, counted: str, chance: str) -> None:
        self.empty, self.caption = label("", "muted", wrap=True), label("", "caption")
        self.first, self.second = label("", "title", wrap=True), label("", "title", wrap=True)
        self.together, self.chance = label("", "figure"), label("", "figure")
        self.months_title = label("", "caption", wrap=True)
        self.months = self.make_chart()
        self.sentences = QVBoxLayout()
        self.sentences.setSpacing(8)
        for item in (self.empty, self.caption, self.first, self.second):
            self._box.addWidget(item)
        self._box.addSpacing(8)
        self.counted_words = label(counted, "caption", wrap=True)
        line = row(spacing=16)
        for stack in (_stack(self.together, self.counted_words), _stack(self.chance, label(chance, "caption", wrap=True))):
            line.addWidget(stack, 1, Qt.AlignmentFlag.AlignTop)
        self._counts = QWidget()
        self._counts.setLayout(line)
        self._box.addWidget(self._counts)
        self._box.addSpacing(8)
        chart = QVBoxLayout()
        chart.setSpacing(6)
        chart.addWidget(self.months_title)
        chart.addWidget(self.months)
        self._why = QVBoxLayout()  # the chart and the sentences; in a low window these come first
        self._why.setSpacing(12)
        self._why.addLayout(chart)
        self._why.addLayout(self.sentences)
        self._box.addLayout(self._why)
        self.more = QVBoxLayout()  # what a kind of finding adds below
        self._box.addLayout(self.more)
        self._box.addStretch(1)

    def make_chart(self) -> Chart:
        """The small chart below the figures."""
        made = Columns(self.text, self.theme)
        made.setFixedHeight(132)
        return made

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        low = self.height() < LOW
        self._box.setContentsMargins(*((16, 8, 16, 8) if low else (16, 16, 16, 16)))
        self._box.setSpacing(3 if low else 6)
        self._foot.layout().setContentsMargins(*((10, 6, 10, 8) if low else (10, 10, 10, 12)))
        self._why.setDirection(QBoxLayout.Direction.BottomToTop if low else QBoxLayout.Direction.TopToBottom)

    def open(self) -> None:
        """What its first button does: to what is behind the row that is picked."""
        if self.row >= 0 and not self._buttons[0].isHidden():
            self._buttons[0].click()

    def show_nothing(self, words: str) -> None:
        """Nothing is picked: only the words."""
        self.row = -1
        self.empty.setText(words)
        self.show_parts(False)

    def show_parts(self, shown: bool) -> None:
        self.empty.setVisible(not shown)
        self._foot.setVisible(shown)
        for index in range(1, self._box.count()):
            _show(self._box.itemAt(index), shown)

    def say(self, said: list[tuple[str, str]]) -> None:
        """(mark, sentence) in the order of weight."""
        _empty(self.sentences)
        for mark, words in said:
            sign = Mark(self.theme, mark, 12)
            sign.setFixedHeight(17)
            line = row(sign, spacing=8)
            line.addWidget(label(words, wrap=True), 1)
            line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
            self.sentences.addLayout(line)


def _stack(*items: QWidget) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for item in items:
        box.addWidget(item)
    return made


def _show(item, shown: bool) -> None:
    if item.widget() is not None:
        item.widget().setVisible(shown)
    elif item.layout() is not None:
        for index in range(item.layout().count()):
            _show(item.layout().itemAt(index), shown)


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
        elif item.layout() is not None:
            _empty(item.layout())
            item.layout().deleteLater()
