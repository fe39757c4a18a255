"""Which rows of a table are listed: those beyond chance, or all."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from .basic import bold_width, button, name_segment, row
from .keyboard import OneOf


class PassingChoice(QWidget):
    """`changed` by its buttons. `passing`, `every`: their message ids, each with {count}."""

    changed = Signal()

    def __init__(self, text: Text, passing: str, every: str) -> None:
        super().__init__()
        self.text, self._words = text, (passing, every)
        self.counts = 0, 0
        self.passing_button, self.all_button = self._buttons = button("", "segment"), button("", "segment")
        group = OneOf(self)
        for made in self._buttons:
            made.setCheckable(True)
            group.addButton(made)
        group.buttonClicked.connect(lambda pressed: self.changed.emit())
        self.setLayout(row(*self._buttons))

    def show_rows(self, rows: Table) -> None:
        """Those beyond chance, all where there is none."""
        self.counts = int(np.count_nonzero(rows["passes"])), len(rows["a"])
        self._buttons[0 if self.counts[0] else 1].setChecked(True)

    def kept(self, rows: Table) -> np.ndarray | bool:
        return np.asarray(rows["passes"]) if self.passing_button.isChecked() else True

    def keep_all(self) -> None:
        self.all_button.setChecked(True)

    def make_room(self, width: int) -> None:
        """With their counts where these many pixels are enough; the counts in the tooltip everywhere."""
        text = self.text
        long = [text(words, count=count) for words, count in zip(self._words, self.counts, strict=True)]
        roomy = sum(bold_width(words) + 36 for words in long) <= width
        for made, full, short in zip(self._buttons, long, (text("Beyond chance"), text("All")), strict=True):
            name_segment(made, full if roomy else short)
            made.setToolTip(full)
