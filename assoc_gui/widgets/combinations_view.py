"""Rules and sets of products: a bar to choose among them, their table, the evidence of the one that is picked, and its orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from assoc_engine.rules.verdicts import NONE
from assoc_engine.settings import CombineSettings, from_dict
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..combination_rows import Wanted, meant, sides_of, wanted_rows
from ..combination_words import BEYOND, combination_columns, measures_of, money_columns
from ..jobs import Job
from ..products import Products
from ..same_products import SameProducts
from ..state import AppState
from ..theme import Theme
from .basic import Card
from .combination_choice import CombinationChoice
from .combination_panel import CombinationPanel
from .found_view import FoundView
from .orders_view import OrdersView

LEAST_SET, LEAST_SIDE = 230, 126  # pixels of the names of a set, which stand in one column, and of a side of a rule
FOLLOW = 80  # milliseconds that the evidence waits while the slider is dragged


class CombinationsView(FoundView):
    """Over the table `combinations`. `mine_wanted(CombineSettings)` for what the table does not hold, `save_wanted` for `listed`,
    `counted` when others are listed than before."""

    mine_wanted = Signal(object)
    save_wanted = Signal()
    counted = Signal()

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(text, theme, state)
        self._sorted_by = BEYOND
        self._same: SameProducts | None = None  # of rules
        self._others: np.ndarray | None = None  # the rules of the same products as one, where only these are wanted
        self._other_file = True  # not filtered yet, so that nobody has chosen grades
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._follow = QTimer(self, singleShot=True)
        self._follow.timeout.connect(self._follow_rows)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_choice, self._build_table, self._build_evidence, self._polish]

    def fill_steps(self, rows: Table, products: Products, other_file: bool) -> list[Callable[[], None]]:
        """Show these rows. At once, not only in the steps, nothing of the rows before can be acted on any more."""
        self._rows = None
        self._follow.stop()
        if self.evidence is not None:
            self.evidence.clear()
            self.left.setCurrentIndex(0)

        def group() -> None:
            self._same, self._others = SameProducts(rows) if rows.meta["kind"] == "rules" else None, None

        def begin() -> None:
            self._other_file |= other_file
            if other_file or self._sorted_by not in measures_of(rows.meta["kind"], money_columns(rows)):
                self._sorted_by = BEYOND
            self.choice.show_table(rows, products, self._sorted_by, other_file)
            self.choice.show_others(False)
            self._rows, self._products = rows, products

        return [group, begin, self._fill_table, self._filter, self._follow_rows]

    @property
    def search(self):
        return self.choice.search

    @property
    def listed(self) -> np.ndarray | None:
        """The rows that are listed, in their order; None where these are all of the table in its own."""
        rows = self.table.columns_model.rows
        return None if len(rows) == len(self._rows["orders"]) and bool(np.all(np.diff(rows) == 1)) else rows

    @property
    def sorted_by(self) -> str:
        """A measure, or BEYOND."""
        return self._sorted_by

    def counts_of(self, table: Table) -> tuple[int, int]:
        """How many are listed, and from how many orders on; all of the table before it is shown."""
        if self._rows is not table:
            return len(table["orders"]), int(table.meta["floor"])
        return len(self.table.columns_model.rows), self.choice.floor.orders

    def show_job(self, job: Job | None) -> None:
        """The search at work; what it is to replace stays until then."""
        self.choice.work.show_job(job)
        self.choice.limited.setVisible(job is None)

    def stay(self) -> None:
        """No other rows will come: choose again what is there."""
        if self._rows is not None:
            self.choice.show_kind(self._rows.meta["kind"])
            self.choice.floor.set_orders(self.choice.floor.orders)
            self.choice.measure.show_sorted(self._sorted_by)

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
        choice.others_left.connect(lambda: self._keep_others(None))
        self._box.addWidget(choice)

    def _build_table(self) -> None:
        self._make_table()
        self.table.sorted.connect(self._see_sorted)
        card = Card(margins=8)
        card.box.addWidget(self.table)
        self.left.addWidget(card)
        self._box.addLayout(self._line, 1)

    def make_evidence(self) -> CombinationPanel:
        made = CombinationPanel(self.text, self.theme, self._state)
        made.orders_wanted.connect(self._show_behind)
        made.others_wanted.connect(lambda row: self._keep_others(self._same.of(row)))
        return made

    def make_behind(self) -> OrdersView:
        return OrdersView(self.text, self.theme, self._state, self._held, self.text("Back to the combinations"))

    def _fill_table(self) -> None:
        rows, before = self._rows, self.table.order
        self.table.least_name = LEAST_SIDE if self._same is not None else LEAST_SET
        self.table.blockSignals(True)  # nothing is picked before it is filtered
        self.table.set_source(len(rows["orders"]), columns=combination_columns(self.text, rows, self._products))
        if self._sorted_by == BEYOND:
            self.table.sort_rows(self.table.columns_model.index_named(BEYOND))  # without its column: names need the room
        else:
            self.table.show_sorted(self._sorted_by)
        if before is not None and before[0] is not None and self.table.columns_model.index_named(before[0]) >= 0:
            self.table.sort_rows(self.table.columns_model.index_named(before[0]), before[1])
        self.table.blockSignals(False)

    # What is wanted ---------------------------------------------------------------------------------------------

    def _choose_rows(self) -> None:
        if self._rows is not None:
            self._filter()
            self._follow.start(FOLLOW if self.choice.floor.dragged else 0)

    def _filter(self) -> None:
        mask, choice = self._others, self.choice
        if mask is None:
            mask = wanted_rows(self._rows, self._products, choice.wanted)
            counts = self._counts(mask)
            choice.which.choose_first(counts) if self._other_file else choice.which.count(counts)
            self._other_file = False
            mask = mask & choice.which.kept(self._rows["grade"])
            if self._one_of_each:
                mask = self._same.best(mask)
        self.table.filter(None if mask.all() else mask)
        shown = len(self.table.columns_model.rows)
        choice.show_counts(shown, len(mask), 0 if shown else self._counts(self._any())[NONE], self._alone() is not None)
        self.counted.emit()

    @property
    def _one_of_each(self) -> bool:
        """Is of the rules for the same products one alone listed?"""
        return self._same is not None and not self.choice.every

    def _any(self) -> np.ndarray:
        """bool a row: those that show_all lists."""
        return wanted_rows(self._rows, self._products, Wanted(fewest=self.choice.wanted.fewest))

    def _counts(self, mask: np.ndarray) -> dict[int, int]:
        """How many would be listed of each grade among the rows of the mask, and of any (NONE)."""
        count, grade = self._same.count if self._one_of_each else np.count_nonzero, self._rows["grade"]
        return {one: int(count(mask & (grade == one))) for one in self.choice.which.buttons} | {NONE: int(count(mask))}

    def _keep_others(self, others: np.ndarray | None) -> None:
        """List only these rules; None for what is chosen."""
        self._others = others
        self.choice.show_others(others is not None)
        if self.evidence.row >= 0:
            self._show_evidence(self.evidence.row)  # it offers the others, or no more
        self._choose_rows()

    def _choose_measure(self, measure: str) -> None:
        """Every measure has its column, and the table every row from its orders on: nothing is looked for again."""
        if self._rows is not None:
            self.table.show_sorted(measure, self._sorted_by)
            self._sorted_by = measure

    def _see_sorted(self, column: int) -> None:
        """The button tells by what is sorted, and the evidence stays that of a row in sight."""
        shown = self.table.columns_model.columns[column]
        self.choice.measure.show_sorted(shown.name, shown.title)
        if self._rows is not None and len(self.table.columns_model.rows) and not self.table.shows_picked:
            self.table.pick(int(self.table.columns_model.rows[0]))

    def _choose_kind(self, kind: str) -> None:
        if self._rows is not None and kind != self._rows.meta["kind"]:
            self._mine(kind=kind, max_antecedent=0, max_consequent=0, max_size=0)

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
        """Look again, with these settings changed. Never by a measure: sorting follows, of all that was found."""
        if self._rows is not None:
            self.mine_wanted.emit(replace(from_dict(CombineSettings, self._rows.meta["settings"]), **{"measure": "", **changes}))

    # The row that is picked -------------------------------------------------------------------------------------

    def why_none(self) -> str:
        text, search, wanted = self.text, self.choice.search.text().strip(), self.choice.wanted
        if wanted_rows(self._rows, self._products, wanted).any():
            return text("What fits has another grade. Choose “All” to see it.")
        if (wanted_rows(self._rows, self._products, replace(wanted, fewest=2)) & self.choice.which.kept(self._rows["grade"])).any():
            return text("Only pairs fit. Choose “Pairs too” to see them.")
        if search:
            return text("No combination with “{search}” fits. Clear the search, or allow more products or fewer orders.", search=search)
        return text("No combination fits. Allow more products or fewer orders.")

    def _tell(self, picked: int) -> None:
        same = 0 if self._same is None else int(np.count_nonzero(self._same.of(picked)))
        self.evidence.show_row(picked, 0 if self._others is not None else same - 1)

    def _held(self, picked: int) -> tuple[int, ...]:
        first, second = sides_of(self._rows, picked)
        return (*first, *second)
