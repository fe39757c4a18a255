"""The one question a file leaves open, with a button for each likely answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from assoc_engine.text import Text

from ..theme import Theme
from .basic import Mark, button, label, row

MOST = 5  # answers; any other is given in the header of its column


class QuestionBar(QFrame):
    """`answered(header, role)` when one is picked."""

    answered = Signal(str, str)

    def __init__(self, text: Text, theme: Theme, question: str, choices: list[tuple[str, str, str]]) -> None:
        """`choices`: the words on the button, the header of the column and the role it would get, likeliest first."""
        super().__init__()
        self.setObjectName("notice")
        self.buttons = []
        head = row(Mark(theme, "look", 18), spacing=12)
        head.addWidget(label(question, "strong", wrap=True), 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.setSpacing(10)
        box.addLayout(head)
        for words, header, role in choices[:MOST]:
            strength = "" if self.buttons else "primary"
            made = button(words, strength, lambda header=header, role=role: self.answered.emit(header, role))
            self.buttons.append(made)
        if self.buttons:
            other = label(text("or say it in the header of its column"), "muted")
            answers = row(*self.buttons, other, 1)
            answers.setContentsMargins(30, 0, 0, 0)
            box.addLayout(answers)


def choices_of(text: Text, roles: dict, name_of) -> list[tuple[str, str, str]]:
    """The answers that the meta of `roles` offers; `name_of(header)` is how a header is shown."""
    return [
        (text.say(choice["label"]) if choice["label"] else name_of(choice["header"]), choice["header"], choice["role"])
        for choice in roles["choices"]
    ]
