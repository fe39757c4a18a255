"""The hints: how well they were foretold before, the pairs with what speaks for them, and why one of them is there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..hint_words import NARROW_WITHOUT, hint_columns
from ..products import Products, words_of
from ..state import AppState
from ..theme import Theme
from .basic import Card, button, label, name_segment, row, search_field
from .explained_view import ExplainedView
from .found_view import FoundView
from .hint_panel import HintPanel
from .keyboard import OneOf
from .rows_view import TABLE
from .save_table import show_saved_path
from .trial_chart import TrialChart

EVERY, NEVER, ONCE = range(3)  # choices of rows
SHARE = 0.42  # of the height for the chart
WIDE = 760  # pixels of width from which the table shows all columns
LEAST_NAME = 100  # pixels of a product's name, or the reason, in the narrowest window
ROOMY = 600  # pixels of width from which the choices say how many rows each has


class HintsView(FoundView):
    """Over the tables `hints` and `hint_trials`. `explain_wanted(a, b)` (products), `save_wanted` by its buttons."""

    explain_wanted = Signal(int, int)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(text, theme, state)
        self.chart: TrialChart | None = None
        self.explained: ExplainedView | None = None
        self._tried = False  # is there a chart to show?
        self._counts: tuple[int, ...] = ()  # of each choice of rows
        self._wide = True  # does the table show all columns?
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        lists = QWidget()
        lists.setLayout(self._column)
        self.left.addWidget(lists)
        self.setLayout(self._line)
        self.setMinimumHeight(TABLE)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self.chart is not None:
            self._show_chart()
        if self._counts:
            self._name_buttons()
            self._choose_columns()

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_chart, self._build_table, self._build_evidence, self._polish]

    def fill_steps(self, hints: Table, trials: Table, products: Products, other_file: bool) -> list[Callable[[], None]]:
        """Show these hints; at once nothing of those before can be acted on any more. `other_file`: the search is forgotten as well."""
        self._rows = None
        self._close_explained()
        if self.evidence is not None:
            self.evidence.clear()

        def begin() -> None:
            if other_file:
                self.search.clear()
            self._rows, self._products = hints, products
            self._tried = self.chart.show_trials(trials, hints.meta)
            self._show_chart()

        return [begin, self._fill_table, self._follow_rows]

    def pick(self, picked: int) -> None:
        """Pick a hint wherever it is, even one that the filter hides."""
        if self._rows is None:
            return
        if self.table.columns_model.place_of(picked) < 0:
            self.search.clear()
            self.buttons[EVERY].setChecked(True)
            self._filter()
        self.table.pick(picked)

    def find(self) -> None:
        self._close_explained()
        self.search.setFocus()
        self.search.selectAll()

    # An explanation ---------------------------------------------------------------------------------------------

    def wait(self, asking: bool) -> None:
        """An explanation is being made, or not."""
        if self.evidence is not None:
            self.evidence.wait(asking)

    def show_explained(self, a: int, b: int, told: dict) -> list[Callable[[], None]]:
        """The steps that show why products `a` and `b` are named together, in place of chart and table."""
        if self._rows is None:
            return []  # the data are others by now
        self._close_explained()
        self.explained = ExplainedView(self.text, self.theme, self._state)
        self.explained.back.connect(self._go_back)
        self.left.addWidget(self.explained)
        row = int(np.flatnonzero((self._rows["a"] == a) & (self._rows["b"] == b))[0])
        return [*self.explained.build_steps(), *self.explained.fill_steps(a, b, told), lambda: self.pick(row), self._show_explained]

    def _show_explained(self) -> None:
        if self.explained is not None:
            self.left.setCurrentWidget(self.explained)

    def _go_back(self) -> None:
        self._close_explained()
        self.table.setFocus()

    def _close_explained(self) -> None:
        """Not only out of sight: its tables would be styled with every change of colours."""
        self.left.setCurrentIndex(0)
        if self.explained is not None:
            self.left.removeWidget(self.explained)
            self.explained.deleteLater()
            self.explained = None

    # Building ---------------------------------------------------------------------------------------------------

    def _build_chart(self) -> None:
        self.chart = TrialChart(self.text, self.theme)
        self._column.addWidget(self.chart)

    def _build_table(self) -> None:
        text = self.text
        self._make_table()
        self.table.least_name = LEAST_NAME
        self.search = search_field(text("Find a product"), text("Find a product or code"), 90, 240)
        self.search.textChanged.connect(self._choose_rows)
        group = OneOf(self)
        self.buttons = [button("", "segment") for _choice in (EVERY, NEVER, ONCE)]
        for made in self.buttons:
            made.setCheckable(True)
            group.addButton(made)
        self.buttons[EVERY].setChecked(True)
        group.buttonClicked.connect(self._choose_rows)
        self.shown = label("", "caption")
        self.shown.setMinimumWidth(1)  # the first to give way
        self.save_button = button(text("Save…"), clicked=self.save_wanted.emit)
        self.save_button.setToolTip(text("All hints, as CSV for Excel"))
        self.saved = label("", "caption")
        self.saved.setMinimumWidth(1)
        self.saved.setContentsMargins(8, 0, 8, 2)
        self.saved.hide()
        head = row(*self.buttons, self.shown, 1)
        head.addWidget(self.search, 2)
        head.addWidget(self.save_button)
        head.setContentsMargins(6, 4, 6, 2)
        card = Card(margins=8, spacing=6)
        card.box.addLayout(head)
        card.box.addWidget(self.table, 1)
        card.box.addWidget(self.saved)
        card.setMinimumHeight(TABLE)  # in a low window the chart gives way first
        self._column.addWidget(card, 1)

    def make_evidence(self) -> HintPanel:
        made = HintPanel(self.text, self.theme, self._state)
        made.explain_wanted.connect(lambda picked: self.explain_wanted.emit(int(self._rows["a"][picked]), int(self._rows["b"][picked])))
        return made

    # Showing ----------------------------------------------------------------------------------------------------

    def show_saved(self, path: str) -> None:
        """Where the hints were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)

    def _show_chart(self) -> None:
        """The chart gets its share, and less rather than nothing as long as the table keeps some rows."""
        least, most = self.chart.heights(self.left.width())
        room = self.height() - TABLE - self._column.spacing()
        self.chart.setVisible(self._tried and room >= least)
        self.chart.setFixedHeight(max(least, min(most, room, round(SHARE * self.height()))))

    def _fill_table(self) -> None:
        joint = np.asarray(self._rows["joint"])
        self._counts = len(joint), int(np.sum(joint == 0)), int(np.sum(joint > 0))
        self._name_buttons()
        self.table.set_source(len(joint), columns=hint_columns(self.text, self._rows, self._products))
        self._wide = True  # as the table shows them
        self._choose_columns()
        self._filter()

    def _name_buttons(self) -> None:
        """The buttons over the table: the choices of rows with their counts where there is room."""
        text, roomy = self.text, self.left.width() >= ROOMY
        for made, words, count in zip(self.buttons, (text("All"), text("Never"), text("Once")), self._counts, strict=True):
            name_segment(made, f"{words} {text.integer(count)}" if roomy else words)
        hints = text("Every hint"), text("Never bought together so far"), text("Bought together once so far")
        for made, words, count in zip(self.buttons, hints, self._counts, strict=True):
            made.setToolTip(f"{words}: {text.integer(count)}")

    def _choose_columns(self) -> None:
        """In a narrow window the sign, the same in each row, and the counts, which the panel says, give way to the reason."""
        wide = self.left.width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            for index in NARROW_WITHOUT:
                self.table.show_column(index, wide)

    def _choose_rows(self, *changed) -> None:
        """The user asked for other rows."""
        if self._rows is not None:
            self._filter()
            self._follow_rows()

    def _filter(self) -> None:
        joint, choice = np.asarray(self._rows["joint"]), next(i for i, made in enumerate(self.buttons) if made.isChecked())
        mask = np.ones(len(joint), bool) if choice == EVERY else (joint == 0) == (choice == NEVER)
        for word in words_of(self.search.text()):
            matching = self._products.matching(word)
            mask = mask & (matching[self._rows["a"]] | matching[self._rows["b"]])
        self.table.filter(None if mask.all() else mask)
        found = self.text(N_("{count} hint found", "{count} hints found"), count=len(self.table.columns_model.rows))
        self.shown.setText(found if self.search.text() else "")

    def why_none(self) -> str:
        text, search = self.text, self.search.text().strip()
        if search:
            return text("Nothing matches “{search}”. Clear the search to see the hints again.", search=search)
        return text("There is no hint of this kind. Choose all to see the others.")

    def _show_evidence(self, picked: int) -> None:
        self.left.setCurrentIndex(0)  # an explanation is of another pair
        super()._show_evidence(picked)
