"""What to recommend on whose page: every product that has recommendations, and the list of the one picked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..products import Products, words_of
from ..theme import Theme
from .basic import Card, button, label, row, rule
from .table import Column, DataTable


class PagesPanel(Card):
    """`evidence_wanted(link)` for the recommendation picked below, `report_wanted` by its button."""

    evidence_wanted = Signal(int)
    report_wanted = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=8, spacing=8)
        self.text = text
        self._pages: Table | None = None
        self._owners = np.empty(0, np.int32)
        self._of_owner = np.empty(0, np.int64)
        self._here = np.empty(0, np.int64)
        self.title, self.search = label("", "strong"), QLineEdit()
        self.search.setPlaceholderText(text("Find a product"))
        self.search.setToolTip(text("Find a product page"))
        self.search.setAccessibleName(text("Find a product page"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(132)
        self.search.setMaximumWidth(210)
        self.search.textChanged.connect(self._filter)
        self.owners = DataTable(theme, [])
        self.owners.picked.connect(self._show_owner)
        self.page_title = label("", "strong", wrap=True)
        self.page_note, self.order_note = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.page = DataTable(theme, [], sortable=False)
        self.page.picked.connect(lambda place: self.evidence_button.setEnabled(True))
        self.page.doubleClicked.connect(lambda index: self._want_evidence())
        self.evidence_button = button(text("Evidence"), clicked=self._want_evidence)
        self.report_button = button(text("Make the report"), "primary", self.report_wanted.emit)
        head, foot = row(self.title), row(self.evidence_button, 1, self.report_button)
        head.addStretch(1)
        head.addWidget(self.search, 2)
        for line in (head, foot):
            line.setContentsMargins(8, 6, 8, 2)
        self.box.addLayout(head)
        self.box.addWidget(self.owners, 5)
        self.box.addWidget(rule())
        for item in (self.page_title, self.page_note, self.order_note):
            item.setContentsMargins(8, 0, 8, 0)
            self.box.addWidget(item)
        self.box.addWidget(self.page, 4)
        self.box.addLayout(foot)

    def show_pages(self, pages: Table, links: Table, products: Products, in_money: bool) -> None:
        """`in_money`: the cards beside are ordered by value, so that their order needs a word here."""
        self.order_note.setText(self.text(
            "Ordered by orders beyond chance; the cards also by price, so their order can differ."
        ) if in_money else "")  # fmt: skip
        self.order_note.setVisible(in_money)
        self._pages, self._links, self._products = pages, links, products
        product = np.asarray(pages["product"])
        self._owners, self._of_owner = np.unique(product, return_inverse=True)
        counts = np.bincount(self._of_owner, minlength=len(self._owners))
        extra = np.bincount(self._of_owner, weights=np.asarray(pages["extra"]), minlength=len(self._owners))
        text, owners, names = self.text, self._owners, products.names
        # The pages where most is to be won come first.
        self._rank = np.argsort(-extra, kind="stable")
        order = self._rank
        self.title.setText(text(N_("{count} product page", "{count} product pages"), count=len(owners)))
        self.owners.set_source(
            len(owners),
            columns=[
                Column(
                    text("On the page of"),
                    lambda r: names[int(owners[order[r]])],
                    lambda: products.ranks[owners[order]],
                    falling=False,
                ),
                Column(
                    text("Recommend"),
                    lambda r: text.integer(int(counts[order[r]])),
                    lambda: counts[order],
                    numeric=True,
                    sample="888",
                    hint=text("How many products to recommend there"),
                ),
                Column(
                    text("Beyond chance"),
                    lambda r: text.integer(extra[order[r]]),
                    lambda: extra[order],
                    numeric=True,
                    sample="88,888",
                    hint=text("Orders with both beyond those that chance would give, over all of them"),
                ),
            ],
        )
        self._filter()
        if len(owners):
            self.owners.pick(0)

    def show_product(self, product: int, link: int = -1) -> None:
        """Pick the page of a product, if it has one, and on it the recommendation that rests on a link."""
        found = np.flatnonzero(self._owners[self._rank] == product) if len(self._owners) else []
        if len(found):
            if self.owners.columns_model.place_of(int(found[0])) < 0:
                self.search.clear()
            self.owners.pick(int(found[0]))
            here = np.flatnonzero(np.asarray(self._pages["link"])[self._here] == link)
            if len(here):
                self.page.pick(int(here[0]))

    @property
    def link(self) -> int:
        """The link behind the recommendation picked on that page, −1 for none."""
        place = self.page.picked_row
        return int(self._pages["link"][self._here[place]]) if 0 <= place < len(self._here) else -1

    @property
    def product(self) -> int:
        """The product whose page is shown, −1 for none."""
        return int(self._owners[self._rank[self.owners.picked_row]]) if self.owners.picked_row >= 0 else -1

    def _filter(self, *changed) -> None:
        if self._pages is None:
            return
        mask = np.ones(len(self._owners), bool)
        for word in words_of(self.search.text()):
            mask &= self._products.matching(word)[self._owners[self._rank]]
        self.owners.filter(None if mask.all() else mask)

    def _show_owner(self, place: int) -> None:
        text, pages, links, products = self.text, self._pages, self._links, self._products
        owner = int(self._owners[self._rank[place]])
        here = np.flatnonzero(np.asarray(pages["product"]) == owner)
        self._here = here = here[np.argsort(np.asarray(pages["rank"])[here], kind="stable")]
        orders = int(products.orders[owner])
        self.page_title.setText(products.names[owner])
        self.page_note.setText(
            text(
                N_(
                    "in {count} order; recommend there, in this order:",
                    "in {count} orders; recommend there, in this order:",
                ),
                count=orders,
            )
        )
        link, other = np.asarray(pages["link"])[here], np.asarray(pages["other"])[here]
        together = np.asarray(links["orders"])[link]
        self.page.set_source(
            len(here),
            columns=[
                Column("", lambda r: text.integer(int(pages["rank"][here[r]])), numeric=True, sample="8"),
                Column(text("Recommend"), lambda r: products.names[int(other[r])]),
                Column(text("Together"), lambda r: text.integer(int(together[r])), numeric=True, sample="8,888"),
                Column(
                    text("Of its orders"),
                    lambda r: text.percent(int(together[r]) / max(1, orders)),
                    numeric=True,
                    sample="88 %",
                ),
            ],
        )
        self.evidence_button.setEnabled(False)
        if len(here):
            self.page.pick(0)

    def _want_evidence(self) -> None:
        if self.link >= 0:
            self.evidence_wanted.emit(self.link)
