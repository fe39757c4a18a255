"""Why to believe a link: both counts, the months it was seen in, and the way to its orders."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.rules.verdicts import B, C
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..link_story import Said
from ..state import AppState
from ..theme import Theme
from .basic import button, rank_button
from .link_panel import LinkPanel

SAYS = (N_("Chance can explain this pair"), N_("A test to run"), N_("Why to believe it"), N_("Why to believe it"))


class EvidencePanel(LinkPanel):
    """Over `links`. `orders_wanted(link)` and `page_wanted(product)` from its buttons."""

    page_wanted = Signal(int)
    name = "links"

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        self.page_button = button(text("Recommend it"), "primary", self._want_page)
        self.page_button.setToolTip(text("What to recommend beside the first product"))
        super().__init__(text, theme, state, (self.page_button,))

    def says(self, links: Table, link: int) -> str:
        return self.text(SAYS[int(links["grade"][link])])

    def joined(self) -> str:
        return "+"

    def show_row(self, link: int) -> None:
        super().show_row(link)
        if self._links is None:
            return
        grade, pages = int(self._links["grade"][link]), self._state.get("pages")
        rank_button(self.page_button, "primary" if grade >= B else "")  # chance asks for no action
        self.page_button.setText(self.text("Recommend it") if grade >= B else self.text("The first product’s page"))
        self.page_button.setVisible(pages is not None and bool(np.any(pages["product"] == self._links["a"][link])))

    def own_sentences(self, links: Table, link: int) -> Said:
        text = self.text
        shares = (
            (N_("{share:percent} of the {orders} orders with the first hold the second"), "confidence", "a_orders"),
            (N_("{share:percent} of the {orders} orders with the second hold the first"), "confidence_back", "b_orders"),
        )
        mark = "ready" if int(links["grade"][link]) > C else ""
        return [(mark, text(words, share=float(links[share][link]), orders=int(links[orders][link]))) for words, share, orders in shares]

    def _want_page(self) -> None:
        if self.still_there():
            self.page_wanted.emit(int(self._links["a"][self.link]))
