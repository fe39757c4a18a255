"""What both lists of pairs have in common: those bought together, and those bought instead of each other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import N_
from assoc_engine.workspace import Table

from .dots_legend import DotsLegend
from .orders_view import OrdersView
from .rows_view import TABLE, RowsView, RowsWords


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
        unproven=N_("No pair has this grade. Choose everything to see what was counted."),
        again=N_("Show all pairs again"),
    )
    counted = "counted"
    least_table = TABLE + 38  # with the second line of choices

    def _build_chart(self) -> None:
        super()._build_chart()
        self.legend = DotsLegend(self.text, self.theme)
        self.chart_head.addWidget(self.legend)

    def _fill_chart(self) -> None:
        super()._fill_chart()
        self.legend.show_grades(self._rows["grade"])

    def grades(self, rows: Table) -> np.ndarray:
        return np.asarray(rows["grade"])

    @property
    def listed(self) -> np.ndarray:
        """The rows that are listed, in their order."""
        return self.table.columns_model.rows

    def make_behind(self) -> OrdersView:
        return OrdersView(self.text, self.theme, self._state, self._pair, self.text("Back to the pairs"))

    def _pair(self, row: int) -> tuple[int, int]:
        return int(self._rows["a"][row]), int(self._rows["b"][row])
