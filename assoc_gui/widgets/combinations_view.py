"""Rules and sets of products: a bar to choose among them, their table, the evidence of the one that is picked, and its orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.rules.ranking import MONEY, NAMES
from assoc_engine.settings import CombineSettings, from_dict
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..combination_rows import meant, sides_of, wanted_rows
from ..combination_words import BEYOND, combination_columns, money_shown
from ..jobs import Job
from ..products import Products
from ..state import AppState
from ..theme import Theme
from .basic import Card
from .combination_choice import CombinationChoice
from .combination_panel import CombinationPanel
from .orders_view import OrdersView
from .table import DataTable

FOLLOW = 80  # milliseconds that the evidence waits while the slider is dragged


class CombinationsView(QWidget):
    """Over the table `combinations`. `mine_wanted(CombineSettings)` for what the table does not hold, `save_wanted` for `listed`."""

    mine_wanted = Signal(object)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.text, self.theme, self._state = text, theme, state
        self._rows: Table | None = None
        self._products: Products | None = None
        self._sorted_by = BEYOND
        self.panel: CombinationPanel | None = None
        self.behind: OrdersView | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._follow = QTimer(self, singleShot=True)
        self._follow.timeout.connect(self._follow_rows)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_choice, self._build_table, self._build_panel, self._polish]

    def fill_steps(self, rows: Table, products: Products, money: tuple[str, ...], other_file: bool) -> list[Callable[[], None]]:
        """Show these rows. At once, not only in the steps, nothing of the rows before can be acted on any more."""
        self._rows = None
        self._follow.stop()
        if self.panel is not None:
            self.panel.clear()
            self.left.setCurrentIndex(0)

        def begin() -> None:
            self.choice.show_table(rows, money, other_file)
            self._rows, self._products = rows, products

        return [begin, self._fill_table, self._filter, self._follow_rows]

    @property
    def search(self):
        return self.choice.search

    @property
    def listed(self) -> np.ndarray | None:
        """The rows that are listed, in their order; None where these are all of the table in its own."""
        rows = self.table.columns_model.rows
        return None if len(rows) == len(self._rows["orders"]) and bool(np.all(np.diff(rows) == 1)) else rows

    def show_job(self, job: Job | None) -> None:
        """The search at work; what it is to replace stays until then."""
        self.choice.work.show_job(job)
        self.choice.limited.setVisible(job is None)

    def stay(self) -> None:
        """No other rows will come: choose again what is there."""
        if self._rows is not None:
            self.choice.show_kind(self._rows.meta["kind"])
            self.choice.floor.set_orders(self.choice.floor.orders)
            self.choice.name_measure(self._sorted_by)

    # ------------------------------------------------------------------------------------------------------------

    def _build_choice(self) -> None:
        self.choice = choice = CombinationChoice(self.text, self.theme)
        choice.changed.connect(self._choose_rows)
        choice.sorted.connect(self._choose_measure)
        choice.kind_wanted.connect(self._choose_kind)
        choice.lowered.connect(self._lower)
        choice.alone_wanted.connect(self._mine_alone)
        choice.all_wanted.connect(lambda: self._mine(products=(), max_antecedent=0, max_consequent=0, max_size=0))
        choice.save_wanted.connect(self.save_wanted)
        self._box.addWidget(choice)

    def _build_table(self) -> None:
        self.table = DataTable(self.theme, [])
        self.table.picked.connect(self._show_evidence)
        card = Card(margins=8)
        card.box.addWidget(self.table)
        self.left = QStackedWidget()
        self.left.setObjectName("bare")
        self.left.addWidget(card)
        self._line = QHBoxLayout()
        self._line.setSpacing(16)
        self._line.addWidget(self.left, 5)
        self._box.addLayout(self._line, 1)

    def _build_panel(self) -> None:
        self.panel = CombinationPanel(self.text, self.theme, self._state)
        self.panel.orders_wanted.connect(self._show_behind)
        self._line.addWidget(self.panel, 2)

    def _polish(self) -> None:
        """Style the panel's parts while they are hidden: together with their first words it takes too long."""
        for part in self.panel.findChildren(QWidget):
            part.ensurePolished()

    def _fill_table(self) -> None:
        rows = self._rows
        orders = len(self._state.get("baskets")["start"]) - 1
        self.table.set_source(len(rows["orders"]), columns=combination_columns(self.text, rows, self._products, orders))
        self._sorted_by = rows.meta["measure"]
        if self._sorted_by:
            self._show_measure(self._sorted_by)

    # What is wanted ---------------------------------------------------------------------------------------------

    def _choose_rows(self) -> None:
        if self._rows is not None:
            self._filter()
            self._follow.start(FOLLOW if self.choice.floor.dragged else 0)

    def _filter(self) -> None:
        mask = wanted_rows(self._rows, self._products, self.choice.wanted)
        self.table.filter(None if mask.all() else mask)
        self.choice.show_counts(len(self.table.columns_model.rows), len(mask), self._alone() is not None)

    def _columns_by_measure(self) -> set[str]:
        """The measures whose column is there."""
        return {BEYOND, *(name for name in NAMES[self._rows.meta["kind"]] if name not in MONEY), money_shown(self._rows)}

    def _choose_measure(self, measure: str) -> None:
        """Sort by it; where the list was cut off by another one, or has no column of it, look again."""
        if self._rows is None:
            return
        meta = self._rows.meta
        cut = bool(meta["limited"]) and meta["kind"] == "sets" and (measure in MONEY) != (meta["measure"] in MONEY)
        if cut or measure not in self._columns_by_measure():
            self._mine(measure=measure)
        else:
            self._show_measure(measure)

    def _show_measure(self, measure: str) -> None:
        self.table.show_sorted(measure, self._sorted_by)
        self._sorted_by = measure
        self._follow.start(0)

    def _choose_kind(self, kind: str) -> None:
        if self._rows is not None and kind != self._rows.meta["kind"]:
            measure = self._rows.meta["measure"]
            self._mine(kind=kind, measure=measure if measure in NAMES[kind] else "", max_antecedent=0, max_consequent=0, max_size=0)

    def _lower(self, orders: int) -> None:
        """Look from fewer orders on: for the product alone that is searched for, where one is."""
        if self._rows is not None:
            self._mine(min_orders=orders, products=self._products_wanted())

    def _products_wanted(self) -> tuple[str, ...]:
        """Codes: of the product that the search means, or else those that were looked for."""
        product = meant(self._products, self.choice.search.text())
        return (self._products.codes[product],) if product >= 0 else tuple(self._rows.meta["settings"]["products"])

    def _alone(self) -> dict | None:
        """The settings of a search for what is wanted now; None where the list already has all of it."""
        meta, wanted = self._rows.meta, self.choice.wanted
        if not meta["limited"]:
            return None
        found = {"products": self._products_wanted(), "max_antecedent": wanted.most_first,
                 "max_consequent": wanted.most_second, "max_size": wanted.most}  # fmt: skip
        before = {name: meta["settings"][name] for name in found}
        return found if found != {**before, "products": tuple(before["products"])} else None

    def _mine_alone(self) -> None:
        if self._rows is not None and (alone := self._alone()) is not None:
            self._mine(**alone)

    def _mine(self, **changes) -> None:
        """Look again, with these settings changed."""
        if self._rows is not None:
            self.mine_wanted.emit(replace(from_dict(CombineSettings, self._rows.meta["settings"]), **changes))

    # The row that is picked -------------------------------------------------------------------------------------

    def _follow_rows(self) -> None:
        """The evidence is that of a row that can be seen; where no row is left it says so."""
        if self._rows is None:
            return
        model = self.table.columns_model
        if not len(model.rows):
            self.left.setCurrentIndex(0)
            self.panel.clear(self._why_none())
        elif model.place_of(self.panel.row) < 0:
            if model.place_of(self.table.picked_row) >= 0:
                self._show_evidence(self.table.picked_row)
            else:
                self.table.pick(int(model.rows[0]))

    def _why_none(self) -> str:
        text, search = self.text, self.choice.search.text().strip()
        if wanted_rows(self._rows, self._products, replace(self.choice.wanted, fewest=2)).any():
            return text("Only pairs fit. Choose “Pairs too” to see them.")
        if search:
            return text("No combination with “{search}” fits. Clear the search, or allow more products or fewer orders.", search=search)
        return text("No combination fits. Allow more products or fewer orders.")

    def _show_evidence(self, picked: int) -> None:
        if self._rows is None:
            return
        self.panel.show_row(picked)
        if self.left.currentIndex() == 1:
            self.behind.show_row(picked)

    def _show_behind(self, picked: int) -> None:
        if self.behind is None:
            self.behind = OrdersView(self.text, self.theme, self._state, self._held, self.text("Back to the combinations"))
            self.behind.back.connect(lambda: self.left.setCurrentIndex(0))
            self.left.addWidget(self.behind)
        self.behind.show_row(picked)
        self.left.setCurrentIndex(1)

    def _held(self, picked: int) -> tuple[int, ...]:
        first, second = sides_of(self._rows, picked)
        return (*first, *second)
