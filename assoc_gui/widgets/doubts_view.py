"""Entries of orders that look out of place, each with the rows of the file that it comes from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..evidence import raw_rows_of_order, raw_rows_of_product
from ..state import AppState
from ..theme import Theme
from .basic import Card, label
from .order_columns import order_columns, source_of
from .raw_table import RawRows
from .table import Column, DataTable

SIDE_BY_SIDE = 900  # pixels from which the rows stand beside the list
SEEN = 50  # names looked at to choose a column's width
LONGEST = 22  # characters a product's name is given at least, where there are so long ones


class DoubtsView(QWidget):
    """Built in steps. Picking an entry shows its order as it stands in the file, the entry's own rows in bold."""

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.text, self._theme, self._state = text, theme, state
        self.table: DataTable | None = None
        self.rows: RawRows | None = None
        self._nets: Table | None = None
        self.empty = label("", "muted", wrap=True)
        self.title, self.place = label("", "strong", wrap=True), label("", "caption")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(16)
        card = Card(margins=12, spacing=8)
        card.box.addWidget(self.empty)
        card.box.addLayout(self._line, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(card)
        self._column.addStretch(0)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_table, self._build_rows]

    def _build_table(self) -> None:
        self.table = DataTable(self._theme, [])
        self.table.setAccessibleName(self.text("Entries that look out of place"))
        self.table.picked.connect(self._show_order)
        self._line.addWidget(self.table, 6)

    def _build_rows(self) -> None:
        self.rows = RawRows(self.text, self._theme)
        column = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        column.setSpacing(4)
        for item in (self.title, self.place):
            column.addWidget(item)
        column.addWidget(self.rows, 1)
        self._line.addLayout(column, 5)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_nothing(self, why: str) -> None:
        """No entry is doubted, or none yet."""
        self._nets = None
        self.empty.setText(why)
        self._show_tables(False)

    def _show_tables(self, shown: bool) -> None:
        self._column.setStretch(0, shown)  # a few words need no high card
        self._column.setStretch(1, not shown)
        self.empty.setVisible(not shown)
        for item in (self.table, self.rows, self.title, self.place):
            if item is not None:
                item.setVisible(shown)

    def show_nets(self, nets: Table) -> None:
        """The doubtful entries of the table `basket_nets`, the most doubtful first; the same table again costs nothing."""
        if self.rows is None or nets is self._nets:
            return
        count = len(nets["doubt_order"])
        if not count:
            self.show_nothing(self.text("The latest orders were looked through: the net gives each of their products at least an even "
                                        "chance of belonging there.")
                              if nets.meta["tells"] else self.text.say(nets.meta["answer"]))  # fmt: skip
        self._nets = nets
        if count:
            self._show_tables(True)
            self.table.set_source(count, columns=self._columns(nets))
            self.table.pick(0)

    def _columns(self, nets: Table) -> list[Column]:
        text, names = self.text, self._state.products.names
        product, doubt, missing = (np.asarray(nets[name]) for name in ("doubt_product", "doubt", "missing_product"))

        def name(number: int) -> str:
            return names[number] if number >= 0 else "–"

        longest = max((names[int(one)] for one in product[:SEEN]), key=len, default="")[:LONGEST]
        return [
            Column(text("Looks out of place"), lambda i: name(int(product[i])), sample=longest, wide=True),
            *order_columns(text, self._state.get("orders"), text("Order"), nets["doubt_order"]),
            Column(text("Chance"), lambda i: text.percent(float(doubt[i])), lambda: doubt, numeric=True, sample="<88.8%", falling=False,
                   hint=text("The chance that the net gives to this product, from all others of the order")),
            Column(text("Expected instead"), lambda i: name(int(missing[i])), sample=longest, wide=True,
                   hint=text("The product missing in the order to which the net gives the highest chance")),
        ]  # fmt: skip

    def _show_order(self, picked: int) -> None:
        nets, state = self._nets, self._state
        if nets is None:
            return
        order, product = int(nets["doubt_order"][picked]), int(nets["doubt_product"][picked])
        orders, origins, raw = state.get("orders"), state.get("origins"), state.get("raw")
        rows = raw_rows_of_order(orders, origins, order)
        own = raw_rows_of_product(orders, state.get("lines"), origins, order, (product,))
        self.title.setText(self.text("Order {order} as it stands in the file", order=orders["id"][order]))
        self.place.setText(source_of(raw, rows))
        self.rows.show_rows(raw, rows, lambda position: position in own)
        self.rows.scroll_to(next((i for i, position in enumerate(rows) if int(position) in own), 0))
