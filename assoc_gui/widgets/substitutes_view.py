"""What is bought instead of each other: pairs below chance, with the orders and the companions behind the one that is picked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assoc_engine.text import N_
from assoc_engine.workspace import Table

from ..grade_words import MEANS_LESS
from ..products import Products
from ..substitute_words import MISSING, SORTS, substitute_columns, substitute_tip
from .grade_choice import GradeChoice
from .orders_view import OrdersView
from .rows_view import TABLE, RowsView, RowsWords
from .sort_and_save import SortAndSave
from .substitute_panel import SubstitutePanel
from .table import Column

WORDS = RowsWords(
    up=N_("orders with both"),
    across=N_("orders expected by chance →"),
    found=N_("{count} pair found", "{count} pairs found"),
    shared=N_("{count} pairs as {drawn} dots: what falls on one spot shares a dot"),
    unmatched=N_("Nothing matches “{search}”. Clear the search to see the pairs again."),
    unframed=N_("No pair of this choice lies in the frame. Show all pairs again."),
    unproven=N_("No pair has this grade. Choose everything to see what was counted."),
    again=N_("Show all pairs again"),
)


class SubstitutesView(RowsView):
    """Over the table `anti`. `save_wanted` for a file of `listed`."""

    save_wanted = Signal()
    words = WORDS
    counted = "counted"
    below = True
    least_table = TABLE + 38  # with the second line of choices

    def columns(self, rows: Table, products: Products) -> list[Column]:
        return substitute_columns(self.text, rows, products)

    def name(self, a: str, b: str) -> str:
        return self.text("{a} or {b}", a=a, b=b)

    def tip(self, rows: Table, products: Products, picked: int) -> str:
        return substitute_tip(self.text, rows, products, picked)

    def make_which(self) -> GradeChoice:
        return GradeChoice(self.text, self.theme, MEANS_LESS)

    def grades(self, rows: Table) -> np.ndarray:
        return np.asarray(rows["grade"])

    def make_choices(self) -> QWidget:
        titles, hints = ({name: self.text(words[place]) for name, words in SORTS.items()} for place in range(2))
        self.choice = made = SortAndSave(self.text, self.theme, titles, hints)
        made.line.insertStretch(0, 1)
        made.sorted.connect(lambda name: self.table.show_sorted(name))
        made.save_wanted.connect(self.save_wanted)
        return made

    def show_choices(self) -> None:
        self.choice.name_measure(MISSING)

    @property
    def listed(self) -> np.ndarray:
        """The rows that are listed, in their order."""
        return self.table.columns_model.rows

    def make_evidence(self) -> SubstitutePanel:
        made = SubstitutePanel(self.text, self.theme, self._state)
        made.orders_wanted.connect(self._show_behind)
        return made

    def make_behind(self) -> OrdersView:
        return OrdersView(self.text, self.theme, self._state, self._pair, self.text("Back to the pairs"))

    def _pair(self, row: int) -> tuple[int, int]:
        return int(self._rows["a"][row]), int(self._rows["b"][row])
