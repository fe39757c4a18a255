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


class SortButton(MenuButton):
    """Says by what the rows are sorted, also where that was asked for by the title of a column. `choices`, `hints` (measure → title, and
    what it counts) may change."""

    def __init__(self, text: Text, theme: Theme, titles: dict[str, str], hints: dict[str, str],
                 heads: dict[str, str] | None = None) -> None:
        super().__init__(theme, titles, next(iter(titles)), text("Sorted by"), hints=hints, heads=heads)
        self._words, self._short, self._title = text, False, next(iter(titles.values()))

    def show_sorted(self, name: str | None, title: str = "") -> None:
        """By a measure, or by another column with this `title`."""
        self.value, self._title = name if name in self.choices else None, self.choices.get(name, title)
        hint = self.hints.get(name, "")
        self.setToolTip(f"<p>{hint}</p>" if hint else "")
        self._write()

    def shorten(self, short: bool) -> None:
        """Only the measure itself, where there is little room."""
        self._short = short
        self._write()

    def _write(self) -> None:
        text = self._words
        self.setText(self._title if self._short else text("By: {what}", what=self._title))


class SortAndSave(QWidget):
    """`sorted(measure)`, `save_wanted`. `titles`, `hints`, `heads`: as of SortButton, the first of them at first. `line` has room in front
    for what else is chosen there."""

    sorted = Signal(str)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme, titles: dict[str, str], hints: dict[str, str],
                 heads: dict[str, str] | None = None) -> None:
        super().__init__()
        self.text = text
        self.measure = SortButton(text, theme, titles, hints, heads)
        self.measure.chosen.connect(self.sorted)
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

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.measure.shorten(self.width() < NARROW)

    def show_saved(self, path: str) -> None:
        """Where the rows were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)
