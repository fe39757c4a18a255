"""One thing to know before believing the results, with a button that acts on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ..theme import Theme
from .basic import Mark, button, label
from .kept_rows import Entry


@dataclass(frozen=True)
class Notice:
    """What a bar says. `setting`: what its button is pressed for, None where there is none; `mark`: its sign; `stays`: it is never
    folded."""

    title: str
    advice: str
    setting: dict | None
    action: str
    mark: str = "look"
    stays: bool = False

    def entry(self, theme: Theme, act: Callable[[dict], None]) -> Entry:
        """Its place among others: one that says the same stays. `act(setting)` when its button is pressed."""

        def make() -> NoticeBar:
            made = NoticeBar(theme, self)
            made.wanted.connect(act)
            return made

        return Entry((self.title, self.action), astuple(self), make)


class NoticeBar(QFrame):
    """`wanted(setting)` when its button is pressed."""

    wanted = Signal(dict)

    def __init__(self, theme: Theme, notice: Notice) -> None:
        super().__init__()
        advice, mark = notice.advice, notice.mark
        self.setObjectName("notice" if mark == "look" else "card")
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(notice.title, "strong", wrap=True))
        if advice:
            words.addWidget(label(advice, wrap=True))
        aligned = Qt.AlignmentFlag.AlignTop if advice else Qt.AlignmentFlag.AlignVCenter
        if mark:
            box.addWidget(Mark(theme, mark, 18 if mark == "look" else 14), 0, aligned)
        box.addLayout(words, 1)
        self.action = button(notice.action, clicked=lambda: self.wanted.emit(notice.setting))
        box.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.action.setVisible(notice.setting is not None)  # only now: without a parent it would be a window of its own
