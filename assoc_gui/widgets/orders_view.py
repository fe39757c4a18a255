"""The orders behind products that go together, each opening to its rows of the file: sheet, row number, the original cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from assoc_engine.text import N_, Text

from ..evidence import orders_with_all, raw_rows_of_order, raw_rows_of_product
from ..state import AppState
from ..theme import Theme
from .basic import Card, button, row
from .elided import Elided
from .order_columns import order_columns, source_of
from .raw_table import RawRows
from .table import Column, DataTable

SIZE = "size"  # the column of how many products an order holds
ROOMY = 600  # pixels from which there is room for a number, a date, the count of products and the amount beside the rows
PRODUCT = "product", "product:category"  # roles of a column
WIDTHS = 206, 300  # of the orders, with less (a number and a date) and with that


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
        self.orders = DataTable(theme, [])
        self.orders.picked.connect(self._show_rows)
        self.setFocusProxy(self.orders)
        self.rows = RawRows(text, theme)
        head = row(self.back_button, self.title, spacing=12)
        head.setStretchFactor(self.title, 1)
        head.setContentsMargins(8, 8, 8, 0)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addWidget(self.orders)
        rows = QVBoxLayout()
        rows.addWidget(self.rows, 1)
        rows.addWidget(self.place)
        both.addLayout(rows, 1)
        self.box.addLayout(head)
        self.box.addLayout(both, 1)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        roomy = self.width() >= ROOMY
        self.orders.setFixedWidth(WIDTHS[roomy])
        if (place := self.orders.columns_model.index_named(SIZE)) >= 0:
            self.orders.show_column(place, roomy)

    def show_row(self, picked: int) -> None:
        self._together = self._products_of(picked)
        names = [self._state.products.names[product] for product in self._together]
        self._found = orders_with_all(self._state.get("baskets"), self._together)
        self.title.say(
            self.text(N_("{count} order holds {a} and {b}", "{count} orders hold {a} and {b}"),
                      count=len(self._found), a=" + ".join(names[:-1]), b=names[-1])
        )  # fmt: skip
        self.orders.set_source(len(self._found), columns=self._columns())
        self._make_room()
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
                name=SIZE,
            )
        )
        if orders.meta.get("has_price"):
            columns.append(Column(
                text("Amount"), lambda i: text.money(float(amounts[found[i]])), lambda: amounts[found], numeric=True,
                sample="88,888", optional=orders.meta.get("has_time", False),
            ))  # fmt: skip
        return columns

    def _named_by(self) -> list[int]:
        """The columns of the file that name a product: they are in sight first."""
        roles = self._state.get("roles")
        return [one["index"] for one in roles.meta["columns"] if one["role"] in PRODUCT] if roles is not None else []

    def _show_rows(self, place: int) -> None:
        orders, origins, raw = self._state.get("orders"), self._state.get("origins"), self._state.get("raw")
        order = int(self._found[place])
        rows = raw_rows_of_order(orders, origins, order)
        both = raw_rows_of_product(orders, self._state.get("lines"), origins, order, self._together)
        self.rows.show_rows(raw, rows, lambda position: position in both, self._named_by())
        self.place.say(source_of(raw, rows))
