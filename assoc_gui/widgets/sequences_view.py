"""What is bought next: who came back for B after A, against chance, with the customers behind the one that is picked."""

from __future__ import annotations

from assoc_engine.text import N_
from assoc_engine.workspace import Table

from ..products import Products
from ..sequence_words import MEANS, sequence_columns, sequence_tip
from .customers_view import CustomersView
from .rows_view import RowsView, RowsWords
from .sequence_panel import SequencePanel
from .table import Column

WORDS = RowsWords(
    up=N_("customers who did"),
    across=N_("customers expected by chance →"),
    found=N_("{count} sequence found", "{count} sequences found"),
    shared=N_("{count} sequences as {drawn} dots: what falls on one spot shares a dot"),
    unmatched=N_("Nothing matches “{search}”. Clear the search to see the sequences again."),
    unframed=N_("No sequence of this choice lies in the frame. Show all of them again."),
    unproven=N_("No sequence has this grade. Choose “All” to see what was counted."),
    again=N_("Show all sequences again"),
)


class SequencesView(RowsView):
    """Over the table `sequences`."""

    words = WORDS
    means = MEANS
    counted = "customers"
    drawn_from = 4

    def columns(self, rows: Table, products: Products) -> list[Column]:
        return sequence_columns(self.text, rows, products)

    def name(self, a: str, b: str) -> str:
        return f"{a} → {b}"

    def tip(self, rows: Table, products: Products, picked: int) -> str:
        return sequence_tip(self.text, rows, products, picked)

    def make_evidence(self) -> SequencePanel:
        made = SequencePanel(self.text, self.theme, self._state)
        made.customers_wanted.connect(self._show_behind)
        return made

    def make_behind(self) -> CustomersView:
        return CustomersView(self.text, self.theme, self._state)
