"""What both lists of pairs have in common: those bought together, and those bought instead of each other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import N_
from assoc_engine.workspace import Table

from ..link_words import some_aside
from .orders_view import OrdersView
from .rows_view import TABLE, RowsView, RowsWords
from .sort_and_save import SortAndSave


class PairRows(RowsView):
    """`save_wanted` for a file of `listed`."""

    save_wanted = Signal()
    words = RowsWords(
        up=N_("orders with both"),
        across=N_("orders expected by chance →"),
        found=N_("{count} pair found", "{count} pairs found"),
        shared=N_("{count} pairs as {drawn} dots: what falls on one spot shares a dot"),
        unmatched=N_("Nothing matches “{search}”. Clear the search to see the pairs again."),
        unframed=N_("No pair of this choice lies in the frame. Show all pairs again."),
        unproven=N_("No pair has this grade. Choose “All” to see what was counted."),
        again=N_("Show all pairs again"),
    )
    counted = "counted"
    choice: SortAndSave  # the second line over the table
    _sorted_by = ""  # the measure last asked for there
    least_table = TABLE + 38  # with the second line of choices

    def up_words(self, rows: Table) -> str:
        return self.text("tested orders with both") if some_aside(rows) else super().up_words(rows)

    def grades(self, rows: Table) -> np.ndarray:
        return np.asarray(rows["grade"])

    def _build_table(self) -> None:
        super()._build_table()
        self.table.sorted.connect(self._name_sorted)

    def _sort(self, measure: str) -> None:
        """By a measure that was asked for over the table."""
        if self._rows is not None:
            self.table.show_sorted(measure, self._sorted_by)
            self._sorted_by = measure

    def _name_sorted(self, column: int) -> None:
        """Also where the title of a column was pressed, the button over the table tells by what is sorted."""
        shown = self.table.columns_model.columns[column]
        self.choice.measure.show_sorted(shown.name, shown.title)

    @property
    def listed(self) -> np.ndarray:
        """The rows that are listed, in their order."""
        return self.table.columns_model.rows

    def make_behind(self) -> OrdersView:
        return OrdersView(self.text, self.theme, self._state, self._pair, self.text("Back to the pairs"))

    def _pair(self, row: int) -> tuple[int, int]:
        return int(self._rows["a"][row]), int(self._rows["b"][row])
