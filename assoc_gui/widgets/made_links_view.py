"""Pairs that go together in made-up orders and have hardly met in real ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..link_words import expected_words, longest
from ..products import Products, words_of
from ..theme import Theme
from .basic import Card, label, row, search_field
from .table import Column, DataTable


class MadeLinksView(QWidget):
    """Over the table `generated_links`, in its order; built in steps."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self._theme = text, theme
        self.table: DataTable | None = None
        self._links: Table | None = None
        self._products: Products | None = None
        self.empty = label("", "muted", wrap=True)
        self.search = search_field(text("Find a product"), text("Find a product or code"), 90, 240)
        self.search.textChanged.connect(self._filter)
        self.note = label("", "caption", wrap=True)  # here, as a low window leaves no room for one over the card
        head = row()
        head.addWidget(self.note, 3)
        head.addWidget(self.search, 1)
        self._card = Card(margins=12, spacing=8)
        self._card.box.addWidget(self.empty)
        self._card.box.addLayout(head)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._card)
        self._column.addStretch(0)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_table]

    def _build_table(self) -> None:
        self.table = DataTable(self._theme, [])
        self.table.setAccessibleName(self.text("Links among the made-up orders"))
        self._card.box.addWidget(self.table, 1)

    def show_nothing(self, why: str) -> None:
        """No such pair, or none yet."""
        self._links = self._products = None
        self.empty.setText(why)
        self._show_table(False)

    def show_links(self, links: Table, products: Products) -> None:
        """The same table again costs nothing; another search begins only with other products."""
        if self.table is None or (links is self._links and products is self._products):
            return
        if not len(links["a"]):
            self.show_nothing(self.text("A pair is listed where the made-up orders hold it more often than chance gives, and at most one "
                                        "of yours does. There is none."))  # fmt: skip
            return
        if products is not self._products:
            self.search.clear()
        self._links, self._products = links, products
        self.table.set_source(len(links["a"]), columns=made_link_columns(self.text, links, products))
        self._show_table(True)
        self._filter()

    def _show_table(self, shown: bool) -> None:
        self._column.setStretch(0, shown)  # a few words need no high card
        self._column.setStretch(1, not shown)
        self.empty.setVisible(not shown)
        for item in (self.table, self.search, self.note):
            if item is not None:
                item.setVisible(shown)

    def _filter(self, *changed) -> None:
        if self._links is None:
            return
        text, search = self.text, self.search.text().strip()
        mask = np.ones(len(self._links["a"]), bool)
        for word in words_of(search):
            matching = self._products.matching(word)
            mask &= matching[self._links["a"]] | matching[self._links["b"]]
        self.table.filter(None if mask.all() else mask)
        count = int(mask.sum())
        note = text("A net’s guess, no proof: grade C. Each pair stands together in the {baskets} made-up orders more often than chance "
                    "gives, and in one of yours at most.",
                    baskets=int(self._links.meta["baskets"]))  # fmt: skip
        if search:
            note = text(N_("{count} pair found", "{count} pairs found"), count=count)
            if not count:
                note = text("Nothing matches “{search}”. Clear the search to see the pairs again.", search=search)
        self.note.setText(note)


def made_link_columns(text: Text, links: Table, products: Products) -> list[Column]:
    """Columns for widgets.table over the table `generated_links`."""
    a, b, names = links["a"], links["b"], products.names
    orders, expected, joint = (np.asarray(links[name]) for name in ("orders", "expected", "joint"))

    def of_product(which, title: str) -> Column:
        return Column(title, lambda r: names[int(which[r])], lambda: products.ranks[which], falling=False)

    return [
        Column(text("Grade"), lambda r: text("hint (C)"), sample=text("hint (C)"), mark=lambda r: "hint",
               hint=text("A net’s guess, not seen in your orders: the lowest grade (C). Worth a test, no more.")),
        of_product(a, text("Product")),
        of_product(b, text("may go with")),
        Column(text("In made-up orders"), lambda r: text.integer(int(orders[r])), lambda: orders, numeric=True,
               sample=longest(orders, text.integer),
               hint=text("Orders with both among the {baskets} that the net made up (GAN).", baskets=int(links.meta["baskets"]))),
        Column(text("By chance"), lambda r: expected_words(text, float(expected[r])), lambda: expected, numeric=True,
               sample=longest(expected, lambda value: expected_words(text, value)),
               hint=text("Made-up orders that would hold both if each product came by itself; large orders are taken into account."),
               exact=lambda r: text.number(float(expected[r]))),
        Column(text("In yours"), lambda r: text.integer(int(joint[r])), lambda: joint, numeric=True, sample="8",
               hint=text("Your own orders that hold both: one at most.")),
    ]  # fmt: skip
