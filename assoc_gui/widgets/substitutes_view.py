"""What is bought instead of each other, or only kept apart: pairs below chance, with the orders and the companions behind the one that is
picked."""

from __future__ import annotations

import numpy as np

from assoc_engine.workspace import Table

from ..grade_words import MEANS_LESS
from ..products import Products
from ..substitute_words import CLEAREST, substitute_columns, substitute_tip
from .pair_rows import PairRows
from .substitute_choice import SubstituteChoice
from .substitute_panel import SubstitutePanel
from .table import Column


class SubstitutesView(PairRows):
    """Over the table `anti`."""

    below = True
    means = MEANS_LESS

    def columns(self, rows: Table, products: Products) -> list[Column]:
        return substitute_columns(self.text, rows, products)

    def name(self, a: str, b: str) -> str:
        return self.text("{a} or {b}", a=a, b=b)

    def tip(self, rows: Table, products: Products, picked: int) -> str:
        return substitute_tip(self.text, rows, products, picked)

    def make_choices(self) -> SubstituteChoice:
        self.choice = made = SubstituteChoice(self.text, self.theme)
        made.changed.connect(self._choose_rows)
        made.sorted.connect(self._sort)
        made.save_wanted.connect(self.save_wanted)
        return made

    def show_choices(self) -> None:
        self._sorted_by = CLEAREST
        self.choice.show_rows(self._rows)

    def kept(self) -> np.ndarray | bool:
        return self.choice.kept(self._rows)

    def keep_all(self) -> None:
        self.choice.keep_all()

    def make_evidence(self) -> SubstitutePanel:
        made = SubstitutePanel(self.text, self.theme, self._state)
        made.orders_wanted.connect(self._show_behind)
        return made
