"""Evidence for products that go together: the orders that hold all of them, by month, and the way to these orders."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from assoc_engine.text import N_, Text

from ..evidence import by_month
from ..state import AppState
from ..theme import Theme
from .basic import button, tip
from .evidence_card import EvidenceCard


class OrdersCard(EvidenceCard):
    """`orders_wanted(row)` from its button, while `still_there()`."""

    orders_wanted = Signal(int)

    def __init__(
        self, text: Text, theme: Theme, state: AppState, counted: str, buttons: tuple[QPushButton, ...] = ()
    ) -> None:
        self.orders_button = button("", clicked=self._want_orders)
        super().__init__(text, theme, state, counted, text("expected by chance"), [self.orders_button, *buttons])

    def still_there(self) -> bool:
        """Is the row shown one of the table that is open now?"""
        raise NotImplementedError

    def name_orders(self, count: int, tested: int) -> None:
        """It opens all `count` of them, also where fewer are `tested`."""
        text = self.text
        self.orders_button.setText(text(N_("See the {count} order", "See the {count} orders"), count=count) if tested == count
                                   else text("See all orders ({count})", count=count))  # fmt: skip

    def show_months(self, found: np.ndarray, title: str, expected: np.ndarray | None = None) -> tuple[int, int] | None:
        """The monthly columns under a title, with what was `expected` of each month across them; returns (months with such an order, all
        months), or None where there are no dates."""
        text, orders, figures = self.text, self._state.get("orders"), self._state.get("summary").meta["figures"]
        if not orders.meta.get("has_time") or "first_time" not in figures:
            self.months.hide()
            self.months_title.setText(text("With a date column, the orders by month would stand here."))
            return None
        months, counts = by_month(orders["time"][found], figures["first_time"], figures["last_time"])
        seconds = months.astype("datetime64[s]").astype(np.int64)
        names = [text.month(int(s)) for s in seconds]
        short = [str(month) for month in months]
        self.months.show()
        self.months_title.setText(title)
        self.months.show_counts(
            short, counts, lambda i: tip(
                names[i], text(N_("{count} order", "{count} orders"), count=int(counts[i])),
                text("{expected} expected by chance", expected=float(expected[i])) if expected is not None else "",
            ), across=expected,
        )
        return int((counts > 0).sum()), len(counts)

    def months_words(self, months: int, of: int) -> str:
        if months == of > 1:
            return self.text("In every one of the {all} months", all=of)
        return self.text("In {months} of {all} months", months=months, all=of)

    def _want_orders(self) -> None:
        if self.still_there():
            self.orders_wanted.emit(self.row)
