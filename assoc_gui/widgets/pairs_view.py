"""The pairs: chart, table and evidence, which follow each other, and the orders behind the pair that is picked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..link_words import link_columns, link_tip
from ..products import Products, words_of
from ..state import AppState
from ..theme import Theme
from .basic import Card, button, label, name_segment, row
from .evidence_panel import EvidencePanel
from .link_scatter import LinkScatter
from .orders_view import OrdersView
from .table import DataTable

CHART = 142  # pixels of the chart's card and the gap; with less it is left out
TABLE = 202  # pixels of the table's card at least: its head and three rows
SHORT = 26  # characters of a product's name beside a dot


class PairsView(QWidget):
    """Built and filled in steps, so that the window never stands still. `page_wanted(product)` leads to Actions."""

    page_wanted = Signal(int)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.text, self.theme, self._state = text, theme, state
        self._links: Table | None = None
        self._products: Products | None = None
        self._frame: np.ndarray | None = None  # the links in the frame drawn around many dots
        self.orders: OrdersView | None = None
        self.evidence: EvidencePanel | None = None
        self.chart: Card | None = None
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        charts = QWidget()
        charts.setLayout(self._column)
        self.left = QStackedWidget()
        self.left.setObjectName("bare")
        self.left.addWidget(charts)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(16)
        self._line.addWidget(self.left, 5)
        self.setMinimumHeight(TABLE)

    def resizeEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        if self.chart is not None:
            self.chart.setVisible(self.height() >= TABLE + CHART)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_chart, self._build_table, self._build_evidence, self._polish]

    def fill_steps(self, links: Table, products: Products, other_file: bool = False) -> list[Callable[[], None]]:
        """Show these links: the chart first, then the table, then the evidence of the strongest.

        At once, not only in the steps, nothing of the links before can be acted on any more: they went by their number.
        `other_file`: what was searched for is forgotten as well.
        """
        self._links = None
        self.left.setCurrentIndex(0)
        if self.evidence is not None:
            self.evidence.clear()
        if self.chart is not None:
            self.scatter.clear()  # dots that are drawn anew in a moment are not painted before

        def begin() -> None:
            if other_file:
                self.search.clear()
            self._links, self._products, self._frame = links, products, None
            self._choose_dots()

        return [begin, self._fill_chart, self._fill_table, self._follow_rows]

    def pick(self, link: int) -> None:
        """Pick a link wherever it is, even one that the filter hides."""
        if self._links is None:
            return
        if self.table.columns_model.place_of(link) < 0:
            self.search.clear()
            self._frame = None
            self.all_button.setChecked(True)
            self._filter()
        self.table.pick(link)

    def _build_chart(self) -> None:
        text = self.text
        self.scatter = LinkScatter(text, self.theme)
        self.scatter.picked.connect(self.pick)
        self.scatter.framed.connect(self._show_frame)
        self.dots_note = label("", "caption")
        self.frame_button = button("", "link", lambda: self._show_frame(None))
        self.frame_button.hide()
        self.chart = chart = Card(margins=12, spacing=2)
        chart.box.addLayout(row(label(text("orders with both"), "caption"), 1, self.frame_button, self.dots_note))
        chart.box.addWidget(self.scatter, 1)
        chart.box.addWidget(label(text("orders expected by chance →"), "caption"))
        self._column.addWidget(chart, 5)

    def _build_table(self) -> None:
        text = self.text
        self.table = DataTable(self.theme, [])
        self.table.picked.connect(self._show_evidence)
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("Find a product"))
        self.search.setToolTip(text("Find a product or code"))
        self.search.setAccessibleName(text("Find a product or code"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(132)
        self.search.setMaximumWidth(260)
        self.search.textChanged.connect(self._choose_rows)
        self.shown = label("", "caption")
        self.shown.setMinimumWidth(1)  # the first to give way
        self.passing_button, self.all_button = button("", "segment"), button("", "segment")
        group = QButtonGroup(self)
        for made in (self.passing_button, self.all_button):
            made.setCheckable(True)
            group.addButton(made)
        group.buttonClicked.connect(self._choose_rows)
        head = row(self.passing_button, self.all_button, self.shown, 1)
        head.addWidget(self.search, 2)
        head.setContentsMargins(6, 4, 6, 2)
        card = Card(margins=8, spacing=6)
        card.box.addLayout(head)
        card.box.addWidget(self.table, 1)
        card.setMinimumHeight(TABLE)  # in a low window the chart gives way first
        self._column.addWidget(card, 6)

    def _build_evidence(self) -> None:
        self.evidence = EvidencePanel(self.text, self.theme, self._state)
        self.evidence.orders_wanted.connect(self._show_orders)
        self.evidence.page_wanted.connect(self.page_wanted)
        self.evidence.clear()
        self._line.addWidget(self.evidence, 2)

    def _polish(self) -> None:
        """Style the panel's parts while they are hidden: together with their first words it takes too long."""
        for part in self.evidence.findChildren(QWidget):
            part.ensurePolished()

    def _choose_dots(self) -> None:
        text, links, products = self.text, self._links, self._products
        a, b, names = links["a"], links["b"], products.names
        self.scatter.choose_dots(
            links["expected"], links["orders"], links["passes"],
            lambda link: f"{_short(names[int(a[link])])} + {_short(names[int(b[link])])}",
            lambda link: link_tip(text, links, products, link),
        )  # fmt: skip

    def _fill_chart(self) -> None:
        self.scatter.redraw()
        text = self.text
        drawn, count = self.scatter.drawn, len(self._links["a"])
        self.dots_note.setText(
            text("{count} pairs as {drawn} dots: what falls on one spot shares a dot", drawn=drawn, count=count)
            if drawn < count else ""
        )  # fmt: skip

    def _fill_table(self) -> None:
        text, links = self.text, self._links
        count, passing = len(links["a"]), int(links.meta["passing"])
        name_segment(self.passing_button, text("Beyond chance {count}", count=passing))
        name_segment(self.all_button, text("All pairs {count}", count=count))
        self.table.set_source(count, columns=link_columns(text, links, self._products))
        (self.passing_button if passing else self.all_button).setChecked(True)
        self._filter()

    def _choose_rows(self, *changed) -> None:
        """The user asked for other rows."""
        if self._links is not None:
            self._filter()
            self._follow_rows()

    def _follow_rows(self) -> None:
        """The evidence is that of a row that can be seen; where no row is left it says so."""
        table = self.table
        if not len(table.columns_model.rows):
            self.scatter.mark(-1)
            self.evidence.clear(self._why_none())
        elif self.evidence.link < 0:
            if table.columns_model.place_of(table.picked_row) >= 0:
                self._show_evidence(table.picked_row)
            else:
                table.pick(int(table.columns_model.rows[0]))

    def _why_none(self) -> str:
        text, search = self.text, self.search.text().strip()
        if search:
            return text("Nothing matches “{search}”. Clear the search to see the pairs again.", search=search)
        if self._frame is not None:
            return text("No pair of this choice lies in the frame. Show all pairs again.")
        return text("No pair goes beyond chance. Choose all pairs to see what was counted.")

    def _filter(self) -> None:
        links, products = self._links, self._products
        mask = np.asarray(links["passes"]) if self.passing_button.isChecked() else np.ones(len(links["a"]), bool)
        for word in words_of(self.search.text()):
            matching = products.matching(word)
            mask = mask & (matching[links["a"]] | matching[links["b"]])
        if self._frame is not None:
            mask = mask & self._frame
        self.frame_button.setVisible(self._frame is not None)
        self.table.filter(None if mask.all() else mask)
        shown = len(self.table.columns_model.rows)
        self.shown.setText(
            self.text(N_("{count} pair found", "{count} pairs found"), count=shown) if self.search.text() else ""
        )

    def _show_frame(self, inside: np.ndarray | None) -> None:
        """Keep the table to the links in a frame drawn in the chart; None for all again."""
        self._frame = inside
        self.frame_button.setText(self.text("Only the frame ✕"))
        self.frame_button.setToolTip(self.text("Show all pairs again"))
        self._choose_rows()

    def _show_evidence(self, link: int) -> None:
        if self._links is None:
            return
        self.scatter.mark(link)
        self.evidence.show_link(link)
        if self.left.currentIndex() == 1:
            self.orders.show_link(link)

    def _show_orders(self, link: int) -> None:
        if self.orders is None:
            self.orders = OrdersView(self.text, self.theme, self._state)
            self.orders.back.connect(lambda: self.left.setCurrentIndex(0))
            self.left.addWidget(self.orders)
        self.orders.show_link(link)
        self.left.setCurrentIndex(1)


def _short(name: str) -> str:
    return name if len(name) <= SHORT else name[: SHORT - 1] + "…"
