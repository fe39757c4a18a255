"""One thing to know before believing the results, with a button that acts on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from assoc_engine.text import Text

from ..theme import Theme
from .basic import Mark, button, label


class NoticeBar(QFrame):
    """What should be known before believing the results, with a button that acts on it."""

    wanted = Signal(dict)

    def __init__(
        self, text: Text, theme: Theme, title: str, advice: str, setting: dict | None, action: str, mark: str = "look"
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("notice" if mark == "look" else "card")
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(title, "strong", wrap=True))
        if advice:
            words.addWidget(label(advice, wrap=True))
        aligned = Qt.AlignmentFlag.AlignTop if advice else Qt.AlignmentFlag.AlignVCenter
        if mark:
            box.addWidget(Mark(theme, mark, 18 if mark == "look" else 14), 0, aligned)
        box.addLayout(words, 1)
        self.action = button(action, clicked=lambda: self.wanted.emit(setting))
        self.action.setVisible(setting is not None)
        box.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
