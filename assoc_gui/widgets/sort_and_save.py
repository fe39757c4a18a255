"""By which figure the rows of a table are sorted, and the way to a file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assoc_engine.text import Text

from ..theme import Theme
from .basic import MenuButton, button, label, row
from .save_table import show_saved_path
from .table import Column


class SortAndSave(QWidget):
    """`sorted(name of a column)`, `save_wanted`."""

    sorted = Signal(str)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text = text
        self.measure = MenuButton(theme, {}, "", text("Sorted by"), words=" ")
        self.measure.chosen.connect(self._choose)
        self.save_button = button(text("Save…"), clicked=self.save_wanted.emit)
        self.save_button.setToolTip(text("All rows that are listed now, as CSV for Excel"))
        self.saved = label("", "caption")
        self.saved.setMinimumWidth(1)  # the first to give way
        self.saved.hide()
        line = row(1)
        line.addWidget(self.saved, 1)
        line.addWidget(self.measure)
        line.addWidget(self.save_button)
        line.setContentsMargins(6, 0, 6, 0)
        self.setLayout(line)

    def show_columns(self, columns: list[Column]) -> None:
        """Every figure of the table can be asked for; it is in the order of the one without a name."""
        figures = [column for column in columns if column.name is not None]
        self.measure.choices = {column.name: column.title for column in figures}
        self.measure.hints = {column.name: column.hint for column in figures}
        self._name("")

    def show_saved(self, path: str) -> None:
        """Where the rows were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)

    def _choose(self, name: str) -> None:
        self._name(name)
        self.sorted.emit(name)

    def _name(self, name: str) -> None:
        self.measure.value = name
        self.measure.setText(self.text("By: {what}", what=self.measure.choices[name]))
        self.measure.setToolTip(f"<p>{self.measure.hints[name]}</p>")
