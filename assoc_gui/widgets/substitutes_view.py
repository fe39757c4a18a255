"""What is bought instead of each other: pairs below chance, with the orders and the companions behind the one that is picked."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from assoc_engine.workspace import Table

from ..grade_words import MEANS_LESS
from ..products import Products
from ..substitute_words import MISSING, SORTS, substitute_columns, substitute_tip
from .grade_choice import GradeChoice
from .pair_rows import PairRows
from .sort_and_save import SortAndSave
from .substitute_panel import SubstitutePanel
from .table import Column


class SubstitutesView(PairRows):
    """Over the table `anti`."""

    below = True

    def columns(self, rows: Table, products: Products) -> list[Column]:
        return substitute_columns(self.text, rows, products)

    def name(self, a: str, b: str) -> str:
        return self.text("{a} or {b}", a=a, b=b)

    def tip(self, rows: Table, products: Products, picked: int) -> str:
        return substitute_tip(self.text, rows, products, picked)

    def make_which(self) -> GradeChoice:
        return GradeChoice(self.text, self.theme, MEANS_LESS)

    def make_choices(self) -> QWidget:
        titles, hints = ({name: self.text(words[place]) for name, words in SORTS.items()} for place in range(2))
        self.choice = made = SortAndSave(self.text, self.theme, titles, hints)
        made.line.insertStretch(0, 1)
        made.sorted.connect(lambda name: self.table.show_sorted(name))
        made.save_wanted.connect(self.save_wanted)
        return made

    def show_choices(self) -> None:
        self.choice.name_measure(MISSING)

    def make_evidence(self) -> SubstitutePanel:
        made = SubstitutePanel(self.text, self.theme, self._state)
        made.orders_wanted.connect(self._show_behind)
        return made
