"""What to recommend on whose page: every product that has recommendations, and the list of the one picked.

Products without a link that passes have a list where the best method suggests one: those stand under a heading of their own.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from assoc_engine.models.reasons import reason_of
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..link_words import expected_words
from ..products import Products, words_of
from ..theme import Theme
from .basic import Card, Mark, button, label, name_segment, row, rule, search_field
from .keyboard import OneOf
from .reason_list import ReasonList, Suggested
from .table import Column, DataTable

LINKED, SUGGESTED = 0, 1  # the two kinds of lists


class Lists:
    """The lists of one kind: rows of a table (all of them, or those given) with `product`, `rank` and `other`, and what orders
    the products, the largest first: `weight`, a value a row, summed up over each."""

    def __init__(self, table: Table, rows: np.ndarray, weight: np.ndarray) -> None:
        product = np.asarray(table["product"])[rows]
        owners, of_owner = np.unique(product, return_inverse=True)
        totals = np.bincount(of_owner, weights=weight, minlength=len(owners))
        order = np.argsort(-totals, kind="stable")
        self.table, self.rows = table, rows
        self.owners, self.totals = owners[order], totals[order]
        self.counts = np.bincount(of_owner, minlength=len(owners))[order]

    def of(self, product: int) -> np.ndarray:
        """Rows of the table that are the product's list, in their order."""
        here = self.rows[np.asarray(self.table["product"])[self.rows] == product]
        return here[np.argsort(np.asarray(self.table["rank"])[here], kind="stable")]

    def place_of(self, product: int) -> int:
        """Where the product stands among the owners, −1 where it has no list of this kind."""
        found = np.flatnonzero(self.owners == product)
        return int(found[0]) if len(found) else -1


class PagesPanel(Card):
    """`evidence_wanted(link)` for the recommendation picked below, `report_wanted` by its button, `picked` when another product or
    recommendation is picked."""

    evidence_wanted = Signal(int)
    report_wanted = Signal()
    picked = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=8, spacing=8)
        self.text, self.theme = text, theme
        self._lists: list[Lists] = []
        self._kind = LINKED
        self._here = np.empty(0, np.int64)
        self._build_head()
        self._build_page()
        foot = row(self.evidence_button, 1, self.report_button)
        foot.setContentsMargins(8, 6, 8, 2)
        self.box.addWidget(self.owners, 5)
        self.box.addWidget(rule())
        for item in (self.page_title, self.page_note, self.order_note):
            item.setContentsMargins(8, 0, 8, 0)
        self.box.addLayout(self._heading)
        for item in (self.page_title, self.page_note, self.order_note):
            self.box.addWidget(item)
        self.box.addWidget(self._views, 4)
        self.box.addLayout(foot)

    def _build_head(self) -> None:
        text = self.text
        self.title = label("", "strong")
        self.search = search_field(text("Find a product"), text("Find a product page"), 132, 210)
        self.search.textChanged.connect(self._search)
        self.linked_button, self.suggested_button = button("", "segment"), button("", "segment")
        group = OneOf(self)
        for kind, made in enumerate((self.linked_button, self.suggested_button)):
            made.setCheckable(True)
            group.addButton(made, kind)
        group.idClicked.connect(self._choose)
        self.owners = DataTable(self.theme, [])
        self.owners.picked.connect(self._show_owner)
        head, kinds = row(self.title), row(self.linked_button, self.suggested_button, 1)
        head.addStretch(1)
        head.addWidget(self.search, 2)
        for line in (head, kinds):
            line.setContentsMargins(8, 6, 8, 2)
        self._kinds = QWidget()
        self._kinds.setLayout(kinds)
        self._kinds.hide()  # until both kinds are known to be there
        self.box.addLayout(head)
        self.box.addWidget(self._kinds)

    def _build_page(self) -> None:
        text = self.text
        self.hint_mark, self.hint = Mark(self.theme, "hint"), label(text("Suggestion of the model"), "caption")
        self.hint.setToolTip(text("A hint to try out: the orders alone do not prove it."))
        self._heading = row(self.hint_mark, self.hint, 1)
        self._heading.setContentsMargins(8, 0, 8, 0)
        self.page_title = label("", "strong", wrap=True)
        self.page_note, self.order_note = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.page = DataTable(self.theme, [], sortable=False)
        self.page.picked.connect(self._pick_recommendation)
        self.page.doubleClicked.connect(lambda index: self._want_evidence())
        self.suggestions = ReasonList(self.theme, text("Suggestion of the model"))
        self._views = QStackedWidget()
        self._views.setObjectName("bare")
        self._views.addWidget(self.page)
        self._views.addWidget(self.suggestions)
        self.evidence_button = button(text("Evidence"), clicked=self._want_evidence)
        self.report_button = button(text("Make the report"), "primary", self.report_wanted.emit)

    def show_pages(
        self, pages: Table, links: Table, products: Products, in_money: bool, suggestions: Table | None, used: np.ndarray
    ) -> None:
        """`in_money`: the cards beside are ordered by value, so that their order needs a word here. `used`: rows of `suggestions`."""
        text = self.text
        self._in_money, self._links, self._products = in_money, links, products
        self.order_note.setText(text("Ordered by orders beyond chance; the cards also by price, so their order can differ."))
        every = np.arange(len(pages["product"]))
        self._lists = [Lists(pages, every, np.asarray(pages["extra"]))]
        if suggestions is not None and len(used):
            # Where more people look, more is learned from a try.
            owners = np.asarray(suggestions["product"])[used]
            self._lists.append(Lists(suggestions, used, np.asarray(products.orders)[owners].astype(float)))
        counts = [len(lists.owners) for lists in self._lists]
        self.title.setText(text(N_("{count} product page", "{count} product pages"), count=sum(counts)))
        self._kinds.setVisible(len(counts) > 1)
        if len(counts) > 1:
            name_segment(self.linked_button, text("Linked {count}", count=counts[LINKED]))
            name_segment(self.suggested_button, text("Suggested {count}", count=counts[SUGGESTED]))
        self._show_kind(LINKED if counts[LINKED] else len(counts) - 1)

    def show_product(self, product: int, link: int = -1) -> None:
        """Pick the page of a product, if it has one, and on it the recommendation that rests on a link."""
        kind = next((kind for kind, lists in enumerate(self._lists) if lists.place_of(product) >= 0), -1)
        if kind < 0:
            return
        if kind != self._kind:
            self._show_kind(kind)
        place = self._lists[kind].place_of(product)
        if self.owners.columns_model.place_of(place) < 0:
            self.search.clear()
        self.owners.pick(place)
        if kind == LINKED and link >= 0:
            here = np.flatnonzero(np.asarray(self._lists[LINKED].table["link"])[self._here] == link)
            if len(here):
                self.page.pick(int(here[0]))

    @property
    def link(self) -> int:
        """The link behind the recommendation picked on that page, −1 for none."""
        place = self.page.picked_row
        known = self._kind == LINKED and 0 <= place < len(self._here)
        return int(self._lists[LINKED].table["link"][self._here[place]]) if known else -1

    @property
    def product(self) -> int:
        """The product whose page is shown, −1 for none."""
        return int(self._lists[self._kind].owners[self.owners.picked_row]) if self.owners.picked_row >= 0 else -1

    def _choose(self, kind: int) -> None:
        """The user asked for the other kind."""
        if kind != self._kind:
            self._show_kind(kind)

    def _show_kind(self, kind: int) -> None:
        self._kind = kind
        (self.linked_button, self.suggested_button)[kind].setChecked(True)
        suggested = kind == SUGGESTED
        for item, shown in ((self.hint_mark, suggested), (self.hint, suggested), (self.evidence_button, not suggested),
                            (self.order_note, self._in_money and not suggested)):  # fmt: skip
            item.setVisible(shown)
        self._views.setCurrentWidget(self.suggestions if suggested else self.page)
        lists = self._lists[kind]
        self.owners.set_source(len(lists.owners), columns=self._owner_columns(lists, suggested))
        self.owners.filter(self._found(lists))
        if len(self.owners.columns_model.rows):
            self.owners.pick(int(self.owners.columns_model.rows[0]))

    def _owner_columns(self, lists: Lists, suggested: bool) -> list[Column]:
        text, products, owners = self.text, self._products, lists.owners
        orders = products.orders
        if suggested:
            weight = Column(
                text("Orders"), lambda r: text.integer(int(orders[owners[r]])), lambda: np.asarray(orders)[owners], numeric=True,
                sample="88,888", hint=text("Orders that hold the product."),
            )  # fmt: skip
        else:
            weight = Column(
                text("Beyond chance"), lambda r: text.integer(lists.totals[r]), lambda: lists.totals, numeric=True, sample="88,888",
                hint=text("Orders with both beyond those that chance would give, over all of them"),
            )  # fmt: skip
        return [
            Column(text("On the page of"), lambda r: products.names[int(owners[r])], lambda: products.ranks[owners], falling=False),
            Column(
                text("Try out") if suggested else text("Recommend"), lambda r: text.integer(int(lists.counts[r])),
                lambda: lists.counts, numeric=True, sample="888",
                hint=text("How many products to try out there") if suggested else text("How many products to recommend there"),
            ),
            weight,
        ]  # fmt: skip

    def _search(self, *changed) -> None:
        """Keep to the products searched for; where only the other kind has some, go there."""
        if not self._lists:
            return
        found = self._found(self._lists[self._kind])
        other = next((kind for kind in range(len(self._lists)) if kind != self._kind), None)
        if found is not None and not found.any() and other is not None and self._found(self._lists[other]).any():
            self._show_kind(other)
        else:
            self.owners.filter(found)

    def _found(self, lists: Lists) -> np.ndarray | None:
        """bool an owner: is it searched for? None for all."""
        words = words_of(self.search.text())
        if not words:
            return None
        mask = np.ones(len(lists.owners), bool)
        for word in words:
            mask &= self._products.matching(word)[lists.owners]
        return mask

    def _show_owner(self, place: int) -> None:
        lists = self._lists[self._kind]
        owner = int(lists.owners[place])
        self._here = lists.of(owner)
        self.page_title.setText(self._products.names[owner])
        if self._kind == SUGGESTED:
            self._show_suggestions(owner)
        else:
            self._show_links(owner)

    def _show_links(self, owner: int) -> None:
        text, products, pages, here = self.text, self._products, self._lists[LINKED].table, self._here
        orders = int(products.orders[owner])
        message = N_("in {count} order; recommend there, in this order:", "in {count} orders; recommend there, in this order:")
        self.page_note.setText(text(message, count=orders))
        link, other = np.asarray(pages["link"])[here], np.asarray(pages["other"])[here]
        together, beyond = np.asarray(self._links["orders"])[link], np.asarray(pages["extra"])[here]
        self.page.set_source(
            len(here),
            columns=[
                Column("", lambda r: text.integer(int(pages["rank"][here[r]])), numeric=True, sample="8"),
                Column(text("Recommend"), lambda r: products.names[int(other[r])]),
                Column(text("Beyond chance"), lambda r: expected_words(text, float(beyond[r])), numeric=True, sample="8,888",
                       hint=text("Tested orders with both, less those expected by chance.")),
                Column(
                    text("Of its orders"), lambda r: text.percent(int(together[r]) / max(1, orders)), numeric=True, sample="88 %"
                ),
            ],
        )  # fmt: skip
        self.evidence_button.setEnabled(False)
        if len(here):
            self.page.pick(0)

    def _show_suggestions(self, owner: int) -> None:
        text, names, lists = self.text, self._products.names, self._lists[SUGGESTED].table
        message = N_(
            "in {count} order; no link of it is proven or likely. Show these for a few weeks and compare, in this order:",
            "in {count} orders; no link of it is proven or likely. Show these for a few weeks and compare, in this order:",
        )
        self.page_note.setText(text(message, count=int(self._products.orders[owner])))
        entries = []
        for row_of in self._here.tolist():
            reason, other = reason_of(lists, row_of, names), int(lists["other"][row_of])
            entries.append(Suggested(other, names[other], text.say(reason) if reason else ""))
        self.suggestions.show_entries(entries)
        self.picked.emit()

    def _pick_recommendation(self, place: int) -> None:
        self.evidence_button.setEnabled(True)
        self.picked.emit()

    def _want_evidence(self) -> None:
        if self.link >= 0:
            self.evidence_wanted.emit(self.link)
