"""What was found: a table, the evidence of the row that is picked beside it, and what opens in the table's place."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..products import Products
from ..state import AppState
from ..theme import Theme
from .evidence_card import EvidenceCard
from .table import DataTable


class FoundView(QWidget):
    """A subclass adds what stands on the left to `left`, and makes `table` and `evidence`; it is built and filled in steps, so that the
    window never stands still."""

    table: DataTable

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.text, self.theme, self._state = text, theme, state
        self._rows: Table | None = None
        self._products: Products | None = None
        self.evidence: EvidenceCard | None = None
        self.behind: QWidget | None = None
        self.left = QStackedWidget()
        self.left.setObjectName("bare")
        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(16)
        self._line.addWidget(self.left, 5)

    # What each kind of finding says of itself -------------------------------------------------------------------

    def make_evidence(self) -> EvidenceCard:
        raise NotImplementedError

    def make_behind(self) -> QWidget:
        """What opens in place of the table; it has `show_row(row)` and `back`."""
        raise NotImplementedError

    def why_none(self) -> str:
        """Why no row is listed, and what would list some."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------------------

    def _make_table(self) -> None:
        self.table = DataTable(self.theme, [])
        self.table.picked.connect(self._show_evidence)
        self.table.opened.connect(lambda picked: self.evidence.open())

    def _build_evidence(self) -> None:
        self.evidence = self.make_evidence()
        self._line.addWidget(self.evidence, 2)

    def _polish(self) -> None:
        """Style the panel's parts while they are hidden: together with their first words it takes too long."""
        for part in self.evidence.findChildren(QWidget):
            part.ensurePolished()

    def _follow_rows(self) -> None:
        """The evidence is that of a row that can be seen; where no row is left it says so."""
        if self._rows is None:
            return
        model = self.table.columns_model
        if not len(model.rows):
            self._show_none()
        elif model.place_of(self.evidence.row) < 0:
            if model.place_of(self.table.picked_row) >= 0:
                self._show_evidence(self.table.picked_row)
            else:
                self.table.pick(int(model.rows[0]))

    def _show_none(self) -> None:
        self.left.setCurrentIndex(0)
        self.evidence.clear(self.why_none())

    def _show_evidence(self, picked: int) -> None:
        if self._rows is None:
            return
        self._tell(picked)
        if self.left.currentIndex() > 0:
            self.behind.show_row(picked)

    def _tell(self, picked: int) -> None:
        """The evidence of this row."""
        self.evidence.show_row(picked)

    def _show_behind(self, picked: int) -> None:
        if self.behind is None:
            self.behind = self.make_behind()
            self.behind.back.connect(self._go_back)
            self.left.addWidget(self.behind)
        self.behind.show_row(picked)
        self.left.setCurrentIndex(1)
        self.behind.setFocus()

    def _go_back(self) -> None:
        self.left.setCurrentIndex(0)
        self.table.setFocus()
