"""Asks for the password of a protected workbook, over the page that stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..focus import Place
from ..theme import Theme
from .basic import Card, button, label, row

WIDTH = 440


class PasswordPanel(QWidget):
    """Hidden until `ask`; `given(password)`, or `cancelled`. `closed` where what had the keyboard before is gone."""

    given = Signal(str)
    cancelled = Signal()
    closed = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.text, self._theme = text, theme
        self._asked: tuple[str, bool] | None = None
        self.title = label("", "title", wrap=True)
        self.note = label(text("The password is used to read it and is kept nowhere."), "muted", wrap=True)
        self.wrong = label(text("That is not its password. Capitals count."), "warn", wrap=True)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(text("Password"))
        self.field.setAccessibleName(text("Password"))
        self.field.returnPressed.connect(self._give)
        self.field.textChanged.connect(lambda words: self.open_button.setEnabled(bool(words)))
        self.open_button = button(text("Open"), "primary", self._give)
        self.cancel_button = button(text("Cancel"), clicked=self.cancelled.emit)
        card = Card(margins=24, spacing=12)
        card.setFixedWidth(WIDTH)
        for item in (self.title, self.note, self.field, self.wrong):
            card.box.addWidget(item)
        card.box.addSpacing(4)
        card.box.addLayout(row(1, self.cancel_button, self.open_button))
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(row(1, card, 1))
        box.addStretch(3)
        self.hide()

    def ask(self, locked: tuple[str, bool] | None) -> None:
        """For the file named, saying whether a wrong password was given; None: nothing is to be asked."""
        if locked == self._asked:
            return
        if self._asked is None:
            self._place = Place(self.window())
        self._asked = locked
        self.setVisible(locked is not None)
        self.field.clear()
        self.open_button.setEnabled(False)
        if locked is not None:
            file, wrong = locked
            self.title.setText(self.text("{file} is protected by a password", file=file))
            self.wrong.setVisible(wrong)
            self.raise_()
            self.field.setFocus()
        elif not self._place.return_to():
            self.closed.emit()

    def _give(self) -> None:
        if self.field.text():
            self.given.emit(self.field.text())

    def paintEvent(self, event) -> None:
        cover = self._theme.color("window")
        cover.setAlphaF(0.88)
        QPainter(self).fillRect(self.rect(), cover)
