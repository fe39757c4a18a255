"""The second line over a table: by what its rows are sorted, and the way to a file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assoc_engine.text import Text

from ..theme import Theme
from .basic import MenuButton, button, row
from .elided import Elided
from .save_table import show_saved_path

NARROW = 440  # pixels below which only the measure itself has room


class SortAndSave(QWidget):
    """`sorted(measure)`, `save_wanted`. `titles`: what can be asked for, the first of it at first; `hints`: what each counts; `heads`: as of
    MenuButton. `line` has room in front for what else is chosen there."""

    sorted = Signal(str)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme, titles: dict[str, str], hints: dict[str, str], heads: dict[str, str] | None = None) -> None:
        super().__init__()
        self.text = text
        self.measure = MenuButton(theme, titles, next(iter(titles)), text("Sorted by"), hints=hints, heads=heads)
        self.measure.chosen.connect(lambda name: (self.name_measure(name), self.sorted.emit(name)))
        self.save_button = button(text("Save…"), clicked=self.save_wanted.emit)
        self.save_button.setToolTip(text("All rows that are listed now, as CSV for Excel"))
        self.saved = Elided()
        self.line = row()
        self.line.addWidget(self.saved, 1)
        self.saved.hide()
        self.line.addWidget(self.measure)
        self.line.addWidget(self.save_button)
        self.line.setContentsMargins(6, 0, 6, 0)
        self.setLayout(self.line)

    def name_measure(self, name: str) -> None:
        self.measure.value = name
        self.measure.setToolTip(f"<p>{self.measure.hints[name]}</p>")
        self._write_measure()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._write_measure()

    def _write_measure(self) -> None:
        what = self.measure.choices[self.measure.value]
        self.measure.setText(what if self.width() < NARROW else self.text("By: {what}", what=what))

    def show_saved(self, path: str) -> None:
        """Where the rows were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)
