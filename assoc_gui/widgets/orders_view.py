"""The orders behind products that go together, each opening to its rows of the file: sheet, row number, the original cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from assoc_engine.text import N_, Text

from ..evidence import orders_with_all, raw_rows_of_order, raw_rows_of_product
from ..state import AppState
from ..theme import Theme
from .basic import Card, button, row
from .elided import Elided
from .order_columns import order_columns, source_of
from .raw_table import RawRows
from .table import Column, DataTable

ROOMY = 600  # pixels from which there is room for a number, a date, the count of products and the amount beside the rows
TITLE = 130  # pixels of the title at least: the file gives way first
WIDTHS = 250, 300  # of the orders, with less and with that


class OrdersView(Card):
    """`products_of(row)`: whose orders are shown for a row of the table beside. `back` when its button, `back_words`, is pressed."""

    back = Signal()

    def __init__(
        self, text: Text, theme: Theme, state: AppState, products_of: Callable[[int], tuple[int, ...]], back_words: str
    ) -> None:
        super().__init__(margins=8, spacing=8)
        self.text, self._state = text, state
        self._products_of, self._together = products_of, (0, 0)
        self._found = np.empty(0, np.int32)
        self.back_button = button(back_words, clicked=self.back.emit)
        self.title, self.place = Elided("strong"), Elided()
        self.title.setMinimumWidth(TITLE)
        self.orders = DataTable(theme, [])
        self.orders.picked.connect(self._show_rows)
        self.setFocusProxy(self.orders)
        self.rows = RawRows(text, theme)
        head = row(self.back_button, self.title, self.place, spacing=12)
        head.setStretchFactor(self.title, 1)
        head.setContentsMargins(8, 8, 8, 0)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addWidget(self.orders)
        both.addWidget(self.rows, 1)
        self.box.addLayout(head)
        self.box.addLayout(both, 1)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.orders.setFixedWidth(WIDTHS[self.width() >= ROOMY])

    def show_row(self, picked: int) -> None:
        self._together = self._products_of(picked)
        names = [self._state.products.names[product] for product in self._together]
        self._found = orders_with_all(self._state.get("baskets"), self._together)
        self.title.say(
            self.text(N_("{count} order holds {a} and {b}", "{count} orders hold {a} and {b}"),
                      count=len(self._found), a=" + ".join(names[:-1]), b=names[-1])
        )  # fmt: skip
        self.orders.set_source(len(self._found), columns=self._columns())
        if len(self._found):
            self.orders.pick(0)

    def _columns(self) -> list[Column]:
        text, orders, found = self.text, self._state.get("orders"), self._found
        sizes, amounts = orders["size"], orders["amount"]
        columns = order_columns(text, orders, text("Order"), found, wide=True)
        columns.append(
            Column(
                text("Products"),
                lambda i: text.integer(int(sizes[found[i]])),
                lambda: sizes[found],
                numeric=True,
                sample="888",
            )
        )
        if orders.meta.get("has_price"):
            columns.append(Column(
                text("Amount"), lambda i: text.money(float(amounts[found[i]])), lambda: amounts[found], numeric=True,
                sample="88,888", optional=orders.meta.get("has_time", False),
            ))  # fmt: skip
        return columns

    def _show_rows(self, place: int) -> None:
        orders, origins, raw = self._state.get("orders"), self._state.get("origins"), self._state.get("raw")
        order = int(self._found[place])
        rows = raw_rows_of_order(orders, origins, order)
        both = raw_rows_of_product(orders, self._state.get("lines"), origins, order, self._together)
        self.rows.show_rows(raw, rows, lambda position: position in both)
        self.place.say(source_of(raw, rows))
