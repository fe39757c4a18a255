"""The customers behind a sequence, each with the order of A and the later one of B, opening to their rows of the file."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import N_, Text

from ..evidence import raw_rows_of_order, raw_rows_of_product
from ..sequence_evidence import Followers, dated, followers_of
from ..state import AppState
from ..theme import Theme
from .basic import Card, button, label, row, rule
from .order_columns import SEEN, order_columns, source_of
from .raw_table import RawRows
from .table import Column, DataTable


class CustomersView(Card):
    """`back` when its button is pressed."""

    back = Signal()

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(margins=8, spacing=8)
        self.text, self._state = text, state
        self._pair = (0, 0)
        self._found = Followers(*(np.empty(0, np.int32) for _ in range(4)))
        self.back_button = button(text("Back to what is bought next"), clicked=self.back.emit)
        self.title, self.place = label("", "strong", wrap=True), label("", "caption")
        self.customers = DataTable(theme, [])
        self.setFocusProxy(self.customers)
        self.customers.picked.connect(self._show_rows)
        self.rows = RawRows(text, theme)
        head = row(self.back_button, 1, self.place, spacing=12)
        head.setContentsMargins(8, 8, 8, 0)
        self.title.setContentsMargins(8, 0, 8, 0)
        self.box.addLayout(head)
        self.box.addWidget(self.title)
        self.box.addWidget(self.customers, 3)
        self.box.addWidget(rule())
        self.box.addWidget(self.rows, 2)

    def show_row(self, sequence: int) -> None:
        sequences, products = self._state.get("sequences"), self._state.products
        a, b = self._pair = int(sequences["a"][sequence]), int(sequences["b"][sequence])
        self._found = followers_of(self._state.get("orders"), self._state.get("baskets"), sequences, sequence)
        words = N_("{count} customer bought {a} and later {b}", "{count} customers bought {a} and later {b}")
        self.title.setText(self.text(words, count=len(self._found), a=products.names[a], b=products.names[b]))
        self.customers.set_source(len(self._found), columns=self._columns())
        if len(self._found):
            self.customers.pick(0)

    def _columns(self) -> list[Column]:
        text, orders, found = self.text, self._state.get("orders"), self._found
        customers = orders["customer"].vocabulary
        longest = max((customers[int(who)] for who in found.customer[:SEEN]), key=len, default="")
        columns = [Column(text("Customer"), lambda i: customers[int(found.customer[i])], sample=longest + "0", wide=True)]
        columns += order_columns(text, orders, text("Order of the first"), found.first)
        columns += order_columns(text, orders, text("Order of the second"), found.later)
        title = text("Days") if dated(orders) else text("Visits later")
        columns.append(Column(title, lambda i: text.integer(float(found.waited[i])), lambda: found.waited, numeric=True, sample="888"))
        return columns

    def _show_rows(self, place: int) -> None:
        """The rows of the file that both orders were made of; those of the two products stand out."""
        orders, origins, raw = self._state.get("orders"), self._state.get("origins"), self._state.get("raw")
        both = int(self._found.first[place]), int(self._found.later[place])
        rows = np.concatenate([raw_rows_of_order(orders, origins, order) for order in both])
        lines = self._state.get("lines")
        strong = set().union(*(raw_rows_of_product(orders, lines, origins, order, (product,))
                               for order, product in zip(both, self._pair, strict=True)))  # fmt: skip
        self.rows.show_rows(raw, rows, lambda position: position in strong)
        self.place.setText(source_of(raw, rows))
