"""The second line over the pairs: from how many orders on, sorted by what, and the way to a file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..combination_words import BEYOND, for_experts, measure_hint, measure_title, measures_of
from ..jobs import Job
from ..theme import Theme
from .basic import MenuButton, button, row
from .elided import Elided
from .floor_slider import FloorSlider
from .save_table import show_saved_path
from .work_line import WorkLine


class PairsChoice(QWidget):
    """`changed` when rows from other orders on are wanted, `lowered(orders)` below those that were counted, `sorted(measure)`, `save_wanted`."""

    changed = Signal()
    lowered = Signal(int)
    sorted = Signal(str)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text = text
        self.floor = FloorSlider(text)
        self.floor.moved.connect(self.changed)
        self.floor.lowered.connect(self.lowered)
        measures = measures_of("pairs")
        self.measure = MenuButton(
            theme, {name: measure_title(text, name) for name in measures}, BEYOND, text("Sorted by"),
            hints={name: measure_hint(text, name, "pairs") for name in measures}, heads=for_experts(text, measures),
        )  # fmt: skip
        self.measure.chosen.connect(lambda name: (self.name_measure(name), self.sorted.emit(name)))
        self.save_button = button(text("Save…"), clicked=self.save_wanted.emit)
        self.save_button.setToolTip(text("All rows that are listed now, as CSV for Excel"))
        self.saved = Elided()
        self.work = WorkLine(text)
        self.work.hide()
        line = row()
        for item in (self.floor, self.work):
            line.addWidget(item, 2)
        line.addWidget(self.saved, 1)
        self.saved.hide()
        line.addWidget(self.measure)
        line.addWidget(self.save_button)
        line.setContentsMargins(6, 0, 6, 0)
        self.setLayout(line)

    def show_links(self, links: Table) -> None:
        meta = links.meta
        self.floor.show_range(int(meta["floor"]), int(links["orders"].max(initial=0)), self.text.say(meta["floor_reason"]))
        self.name_measure(BEYOND)

    def show_job(self, job: Job | None) -> None:
        """The count at work in place of the slider; None for none."""
        self.work.show_job(job)
        self.floor.setVisible(job is None)

    def name_measure(self, name: str) -> None:
        self.measure.value = name
        self.measure.setText(self.text("By: {what}", what=self.measure.choices[name]))
        self.measure.setToolTip(f"<p>{self.measure.hints[name]}</p>")

    def show_saved(self, path: str) -> None:
        """Where the pairs were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)
