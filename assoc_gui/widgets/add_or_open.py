"""Files dropped on a window that has some open: do they belong to them, or take their place?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from assoc_engine.text import N_, Text

from .basic import button, label, rank_button


class AddOrOpen(QFrame):
    """Hidden until `ask`; `add_wanted(paths)` or `open_wanted(paths)` answers it, `closed` comes before either."""

    closed = Signal()
    add_wanted = Signal(list)
    open_wanted = Signal(list)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.setObjectName("ask")
        self.text = text
        self._paths: list[str] = []
        self.words = label("", "strong", wrap=True)
        self.add_button = button(text("Add to the open file"), clicked=lambda: self._answer(self.add_wanted))
        self.open_button = button(text("Open instead"), clicked=lambda: self._answer(self.open_wanted))
        self.cancel_button = button(text("Cancel"), "link", self.close_question)
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 10, 24, 10)
        box.setSpacing(8)
        box.addWidget(self.words, 1)
        for item in (self.add_button, self.open_button, self.cancel_button):
            box.addWidget(item)
        self.hide()

    def ask(self, paths: list[str], fits: bool) -> None:
        """`fits`: they have the columns of what is open, so adding them is the likelier answer."""
        self._paths = paths
        if len(paths) == 1:
            self.words.setText(self.text("Does {file} belong to the open file?", file=Path(paths[0]).name))
        else:
            said = N_("Does {count} file belong to the open file?", "Do these {count} files belong to the open file?")
            self.words.setText(self.text(said, count=len(paths)))
        likely, other = (self.add_button, self.open_button) if fits else (self.open_button, self.add_button)
        rank_button(likely, "primary")
        rank_button(other, "")
        self.show()
        likely.setFocus()

    def close_question(self) -> None:
        self.hide()
        self.closed.emit()

    def _answer(self, signal) -> None:
        self.close_question()
        signal.emit(self._paths)
