"""Why to believe a link: both counts, the months it was seen in, and the way to its orders."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..evidence import orders_with_all
from ..link_words import expected_words, times
from ..state import AppState
from ..theme import Theme
from .basic import button, rank_button, tip
from .orders_card import OrdersCard


class EvidencePanel(OrdersCard):
    """`orders_wanted(link)` and `page_wanted(product)` from its buttons."""

    page_wanted = Signal(int)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        self.page_button = button(text("Recommend it"), "primary", self._want_page)
        self.page_button.setToolTip(text("What to recommend on the page of the first product"))
        super().__init__(text, theme, state, text("orders with both"), text("Orders with both, by month"), (self.page_button,))
        self.clear()

    def clear(self, words: str = "") -> None:
        """No link: say `words`, or how to pick one."""
        self._links = None
        self.show_nothing(words or self.text("Pick a pair in the chart or the table to see the orders behind it."))

    @property
    def link(self) -> int:
        """The link shown, −1 for none."""
        return self.row

    def show_row(self, link: int) -> None:
        """Show a row of `links`. Look-ups in the mapped lists, a few milliseconds."""
        links, products = self._state.get("links"), self._state.products
        if links is None or products is None:
            self.clear()
            return
        self.row, self._links = link, links
        text, a, b = self.text, int(links["a"][link]), int(links["b"][link])
        together, passes = int(links["orders"][link]), bool(links["passes"][link])
        self.caption.setText(text("Why to believe it") if passes else text("Chance can explain this pair"))
        self.first.setText(products.names[a])
        self.second.setText("+ " + products.names[b])
        self.together.setText(text.integer(together))
        self.chance.setText(expected_words(text, float(links["expected"][link])))
        self.chance.setToolTip(tip(text("{expected} expected by chance", expected=float(links["expected"][link]))))
        self.name_orders(together)
        found = orders_with_all(self._state.get("baskets"), (a, b))
        self.show_parts(True)
        months = self.show_months(found)
        self.say(self._sentences(links, link, months))
        pages = self._state.get("pages")
        rank_button(self.page_button, "primary" if passes else "")  # chance asks for no action
        self.page_button.setText(text("Recommend it") if passes else text("The first product's page"))
        self.page_button.setVisible(pages is not None and bool(np.any(pages["product"] == a)))

    def _sentences(self, links: Table, link: int, months: tuple[int, int] | None) -> list[tuple[str, str]]:
        """(mark, sentence) in the order of weight."""
        text, passes = self.text, bool(links["passes"][link])
        factor = float(links["adjusted_lift"][link])
        said = []
        if passes:
            said.append(("ready", text("{times} as often as chance alone would give", times=times(text, factor))))
            accidents = float(links["q_value"][link])
            said.append(
                (
                    "ready",
                    text("Of the pairs as clear as this, at most {share:percent} are accidents", share=accidents)
                    if accidents >= 0.001
                    else text("Fewer than 1 in 1,000 pairs as clear as this are accidents"),
                )
            )
        else:
            said.append(("look", text("Too few beyond chance: it may be an accident")))
        plain = "ready" if passes else ""
        if months is not None:
            said.append((plain, self.months_words(*months)))
        said.append(
            (
                plain,
                text(
                    "{share:percent} of the {orders} orders with the first hold the second",
                    share=float(links["confidence"][link]),
                    orders=int(links["a_orders"][link]),
                ),
            )
        )
        said.append(
            (
                plain,
                text(
                    "{share:percent} of the {orders} orders with the second hold the first",
                    share=float(links["confidence_back"][link]),
                    orders=int(links["b_orders"][link]),
                ),
            )
        )
        return said  # fmt: skip

    def _want_page(self) -> None:
        if self.still_there():
            self.page_wanted.emit(int(self._links["a"][self.link]))

    def still_there(self) -> bool:
        return self.link >= 0 and self._links is self._state.get("links")
