"""The second line over the pairs: from how many orders on, sorted by what, and the way to a file."""

from __future__ import annotations

from PySide6.QtCore import Signal

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..combination_words import BEYOND, floor_words, for_experts, measure_hint, measure_title, measures_of
from ..jobs import Job
from ..link_words import some_aside
from ..theme import Theme
from .floor_slider import FloorSlider
from .sort_and_save import SortAndSave
from .work_line import WorkLine


class PairsChoice(SortAndSave):
    """`changed` when rows from other orders on are wanted, `lowered(orders)` below those that were counted."""

    changed = Signal()
    lowered = Signal(int)

    def __init__(self, text: Text, theme: Theme) -> None:
        measures = measures_of("pairs")
        super().__init__(
            text, theme, {name: measure_title(text, name) for name in measures},
            {name: measure_hint(text, name, "pairs") for name in measures}, for_experts(text, measures),
        )  # fmt: skip
        self.floor = FloorSlider(text)
        self.floor.moved.connect(self.changed)
        self.floor.lowered.connect(self.lowered)
        self.work = WorkLine(text)
        self.work.hide()
        for place, item in enumerate((self.floor, self.work)):
            self.line.insertWidget(place, item, 2)

    def show_links(self, links: Table) -> None:
        meta = links.meta
        self.floor.show_range(int(meta["floor"]), int(links["orders"].max(initial=0)), floor_words(self.text, links),
                              some_aside(links))
        self.measure.show_sorted(BEYOND)

    def show_job(self, job: Job | None) -> None:
        """The count at work in place of the slider; None for none."""
        self.work.show_job(job)
        self.floor.setVisible(job is None)
