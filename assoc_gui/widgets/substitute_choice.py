"""The second line over what is not bought together: which kind of pairs, sorted by what, and the way to a file."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..substitute_words import CLEAREST, MEANS, SORTS
from ..theme import Theme
from .basic import bold_width, button
from .keyboard import OneOf
from .sort_and_save import SortAndSave

INSTEAD, APART, BOTH = range(3)  # kinds, and the place of the button for both
WORDS = (
    (N_("Instead"), N_("Instead {count}"), MEANS[INSTEAD]),
    (N_("Apart"), N_("Kept apart {count}"), MEANS[APART]),
    (N_("Both"), N_("Both {count}"), ""),
)  # fmt: skip
FRAME = 22  # pixels beside the words of a button
ROOMY = 600  # pixels from which the buttons have room for their counts


class SubstituteChoice(SortAndSave):
    """`changed` when pairs of another kind are wanted."""

    changed = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        titles, hints = ({name: text(words[place]) for name, words in SORTS.items()} for place in range(2))
        super().__init__(text, theme, titles, hints)
        self.counts = 0, 0, 0
        self.buttons = [button("", "segment") for _ in range(3)]
        group = OneOf(self)
        for place, made in enumerate(self.buttons):
            made.setCheckable(True)
            made.setStyleSheet("padding-left: 8px; padding-right: 8px;")
            group.addButton(made)
            self.line.insertWidget(place, made)
        self.line.insertStretch(3, 1)
        group.buttonClicked.connect(lambda pressed: self.changed.emit())

    def show_rows(self, rows: Table) -> None:
        """Those bought instead of each other; both kinds where there is none of these."""
        total, instead = len(rows["a"]), int(np.count_nonzero(rows["instead"]))
        self.counts = instead, total - instead, total
        for made, count in zip(self.buttons, self.counts, strict=True):
            made.setEnabled(count > 0)
        self.buttons[INSTEAD if instead else BOTH].setChecked(True)
        self.measure.show_sorted(CLEAREST)
        self._name_buttons()

    def kept(self, rows: Table) -> np.ndarray | bool:
        if self.buttons[BOTH].isChecked():
            return True
        return np.asarray(rows["instead"]) == self.buttons[INSTEAD].isChecked()

    def keep_all(self) -> None:
        self.buttons[BOTH].setChecked(True)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._name_buttons()

    def _name_buttons(self) -> None:
        """With their counts where there is room; what each means and its count in the tooltip everywhere."""
        for made, (short, long, means), count in zip(self.buttons, WORDS, self.counts, strict=True):
            full = self.text(long, count=count)
            made.setText(full if self.width() >= ROOMY else self.text(short))
            made.setMinimumWidth(bold_width(made.text()) + FRAME)
            made.setToolTip(f"<p>{full}. {self.text(means)}</p>" if means else full)
