"""What the winning method suggests: for the page of a product, for a customer, for a product that is new, with the reasons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from assoc_engine.models.contract import LIST_OF, NEW_PRODUCT, NEXT_BASKET, PAGE
from assoc_engine.models.reasons import POPULAR, SOLD
from assoc_engine.text import N_, Text

from ..model_words import BEST_SELLERS, shown_better, winner_of
from ..products import words_of
from ..state import AppState
from ..suggested import EVERYBODY, Customers, expected_again, first_in_actions, has_list, of_customer, of_everybody, of_new, of_product
from ..theme import Theme
from .basic import Card, button, label, row, rule
from .reason_list import ReasonList, Suggested
from .save_table import show_saved_path
from .table import ROW_HEIGHT, Column, DataTable

OWNERS = 4  # rows of those to pick from, at most
LONG = 365  # days beyond which nobody is said to be expected
LOW = 540  # pixels of height below which two of them do and what is said of the picked one is told by the mouse over its name


class ListPanel(Card):
    """`evidence_wanted(link)` for the entry picked, `suggest_wanted(words)` for a new product's name, `save_wanted` for all lists."""

    evidence_wanted = Signal(int)
    save_wanted = Signal()
    suggest_wanted = Signal(str)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(margins=8, spacing=6)
        self.text, self._state = text, state
        self.task = ""
        self.for_all = False  # is there but one list, the best sellers?
        self._quiet = False
        self.customers: Customers | None = None
        self._of: object = None  # the orders whose customers are at hand
        self._keys = np.empty(0, np.int64)
        self._answer: tuple[str, dict] | None = None  # a new product's name and its list
        self.title = label("", "strong")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(120)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._ask)
        self.ask_button = button(text("Suggest"), clicked=self._ask)
        self.owners = DataTable(theme, [])
        self.owners.setFixedHeight((OWNERS + 1) * ROW_HEIGHT + 2)
        self.owners.picked.connect(self._show_owner)
        self.list_title, self.list_note = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.list = ReasonList(theme, text("Suggestions"))
        self.list.picked.connect(self._show_reason)
        self.list.doubleClicked.connect(lambda index: self._want_evidence())
        self.why = label("", "muted", wrap=True)
        self.evidence_button = button(text("Evidence"), clicked=self._want_evidence)
        self.evidence_button.setToolTip(text("The orders that hold both products"))
        self.save_button = button(text("Save lists…"), clicked=self.save_wanted.emit)
        self.saved = label("", "caption")
        self.saved.setMinimumWidth(1)
        head, foot = row(self.title), row()
        head.setStretchFactor(self.title, 1)
        head.addWidget(self.search, 3)
        head.addWidget(self.ask_button)
        foot.addWidget(self.why, 1)
        foot.addStretch(0)
        foot.addWidget(self.evidence_button)
        foot.addWidget(self.save_button)
        for line in (head, foot):
            line.setContentsMargins(8, 4, 8, 2)
        self.box.addLayout(head)
        self.box.addWidget(self.owners)
        self._line = rule()
        self.box.addWidget(self._line)
        for item in (self.list_title, self.list_note):
            item.setContentsMargins(8, 0, 8, 0)
            self.box.addWidget(item)
        self.box.addWidget(self.list, 1)
        self.box.addLayout(foot)
        self.saved.setContentsMargins(8, 0, 8, 2)
        self.box.addWidget(self.saved)
        self.saved.hide()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window the list comes first."""
        low = self.height() < LOW
        self.owners.setFixedHeight(((2 if low else OWNERS) + 1) * ROW_HEIGHT + 2)
        self.why.setHidden(low)
        named = bool(self.list_title.text())
        told = not (low and named and self.owners.isVisibleTo(self))
        self.list_title.setVisible(named)
        self.list_note.setVisible(told)
        self.list_title.setToolTip("" if told else f"<p>{self.list_note.text()}</p>")

    def show_saved(self, path: str) -> None:
        """Where the lists of this question were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)

    def show_task(self, task: str) -> list[Callable[[], None]]:
        """The steps that show what a task's winner suggests; at once what is shown of another task can lead nowhere."""
        other = task != self.task
        self.task = task
        self.list.show_entries([])
        self._show_reason(-1)
        if other:
            self._quiet = True  # a blocked signal would leave the box its cross
            self.search.clear()
            self._quiet = False
        words, hint = self._words()
        self.title.setText(words)
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setToolTip(hint)
        new = task == NEW_PRODUCT
        self.for_all = not new and winner_of(self._state.get("leaderboard"), task) == BEST_SELLERS
        for item in (self.title, self._line):
            item.setHidden(new or self.for_all)
        self.search.setHidden(self.for_all)
        self.ask_button.setVisible(new)
        self.owners.setVisible(not new and not self.for_all)
        self.save_button.setVisible(not new and self._state.get(LIST_OF[task]) is not None)
        if new:
            return [self._show_answer]
        return [self._show_for_all] if self.for_all else [self._fill_owners]

    def wait(self, asking: bool, busy: bool) -> None:
        """A new product's list is being made, or not; `busy`: something else is learned, and no list can be made meanwhile."""
        self.ask_button.setEnabled(not (asking or busy))
        self.ask_button.setToolTip(self.text("Possible again once what is being learned just now is through") if busy else "")
        if asking and self.task == NEW_PRODUCT:
            self.list_note.setText(self.text("Looking for what goes with it…"))

    def show_answer(self, words: str, told: dict) -> None:
        """The list for a new product of this name."""
        self._answer = words, told
        if self.task == NEW_PRODUCT:
            self._show_answer()

    def forget(self) -> None:
        """The data are others now."""
        self._answer = None
        self.list.show_entries([])
        self._show_reason(-1)

    def show_product(self, product: int) -> None:
        """Pick a product's page, if there is a list for it."""
        self._pick_key(product)

    def _words(self) -> tuple[str, str]:
        text = self.text
        if self.task == PAGE:
            return text("On the page of"), text("Find a product")
        if self.task == NEXT_BASKET:
            return text("For the customer"), text("Find a customer")
        return text("New product"), text("Name and description")

    def _show_for_all(self) -> None:
        """The best sellers are in use: one list, and nothing in it is about this page or that customer."""
        text, products = self.text, self._state.products
        if products is None:
            return  # another file was opened before this turn came
        note = text("The best sellers are in use, so every page would show the same list; none is kept for each page.")
        title = text("For every page")
        if self.task == NEXT_BASKET:
            title, note = text("For every customer"), text("The best sellers are in use: this is the list for everybody, not a personal "
                                                           "one.")
        self._show_list(title, note, of_everybody(products, len(self._state.get("orders")["size"]), text))

    def _fill_owners(self) -> None:
        if self.task == PAGE and self._state.get("suggestions") is not None:
            self._fill_products()
        elif self.task == NEXT_BASKET and self._state.get("customer_lists") is not None:
            self._fill_customers()
        else:
            return
        self._filter()
        if len(self._keys):
            self.owners.pick(0)

    def _fill_products(self) -> None:
        text, products = self.text, self._state.products
        keys = np.unique(np.asarray(self._state.get("suggestions")["product"])).astype(np.int64)
        orders = np.asarray(products.orders)
        self._keys = keys = keys[np.argsort(-orders[keys], kind="stable")]
        self.owners.set_source(len(keys), columns=[
            Column(text("Product"), lambda r: products.names[int(keys[r])], lambda: products.ranks[keys], falling=False),
            Column(text("Orders"), lambda r: text.integer(int(orders[keys[r]])), lambda: orders[keys], numeric=True, sample="88,888"),
        ])  # fmt: skip

    def _fill_customers(self) -> None:
        text, table = self.text, self._state.get("orders")
        if self._of is not table:
            self._of, self.customers = table, Customers(table)
        customers = self.customers
        keys = np.argsort(-customers.orders, kind="stable")
        self._keys = keys = np.concatenate([[EVERYBODY], keys[customers.orders[keys] > 0]])
        counts = np.where(keys >= 0, customers.orders[keys], np.iinfo(np.int32).max)
        alphabetical = np.empty(len(customers.names) + 1, np.int64)
        alphabetical[np.array(sorted(range(len(customers.names)), key=customers.names.__getitem__),
                              np.int64)] = np.arange(len(customers.names))
        alphabetical[EVERYBODY] = -1
        self.owners.set_source(len(keys), columns=[
            Column(text("Customer"), lambda r: customers.names[keys[r]] if keys[r] >= 0 else text("A new customer"),
                   lambda: alphabetical[keys], falling=False),
            Column(text("Orders"), lambda r: text.integer(int(counts[r])) if keys[r] >= 0 else "", lambda: counts, numeric=True,
                   sample="88,888"),
        ])  # fmt: skip

    def _filter(self, *changed) -> None:
        if self._quiet or self.for_all or self.task == NEW_PRODUCT or not len(self._keys):
            return
        known = self._keys >= 0
        mask = np.ones(len(self._keys), bool)
        for word in words_of(self.search.text()):
            found = self._state.products.matching(word) if self.task == PAGE else self.customers.matching(word)
            mask[known] &= found[self._keys[known]]
        if words_of(self.search.text()):  # whoever is looked for and not among them is not known
            mask[~known] = not mask[known].any()
        self.owners.filter(None if mask.all() else mask)
        rows = self.owners.columns_model.rows
        if changed and len(rows) and self.owners.columns_model.place_of(self.owners.picked_row) < 0:
            self.owners.pick(int(rows[0]))

    def _pick_key(self, key: int) -> None:
        found = np.flatnonzero(self._keys == key)
        if len(found) and not self.for_all:
            if self.owners.columns_model.place_of(int(found[0])) < 0:
                self.search.clear()
            self.owners.pick(int(found[0]))

    def _show_owner(self, place: int) -> None:
        key = int(self._keys[place])
        if self.task == PAGE and self._state.get("suggestions") is not None:
            self._show_list(self._state.products.names[key], self._product_note(key), of_product(self._state, self.text, key))
        elif self.task == NEXT_BASKET and self._state.get("customer_lists") is not None:
            self._show_customer(key)

    def _product_note(self, product: int) -> str:
        text, count, first = self.text, int(self._state.products.orders[product]), first_in_actions(self._state, product)
        if first:
            return text(N_("What the method would show. Actions has {count} proven or likely product for this page; it comes first.",
                           "What the method would show. Actions has {count} proven or likely products for this page; they come first."),
                        count=first)  # fmt: skip
        return text(N_("in {count} order; show there, in this order:", "in {count} orders; show there, in this order:"), count=count)

    def _show_customer(self, customer: int) -> None:
        text, state = self.text, self._state
        entries = of_customer(state, text, customer)
        if customer == EVERYBODY:
            note = text("No orders of this customer are known: this is the list for everybody.")
            self._show_list(text("A new customer"), note, entries)
            return
        orders = int(self.customers.orders[customer])
        note = text(N_("{count} order so far; to be offered next:", "{count} orders so far; to be offered next:"), count=orders)
        if shown_better(state.get("leaderboard"), NEXT_BASKET, text):
            note = text(N_("{count} order so far; next, most likely:", "{count} orders so far; next, most likely:"), count=orders)
        if not has_list(state, customer):
            note = text("Too little is known of this customer: this is the list for everybody.")
        days = expected_again(state, customer)
        if days < LONG:
            count = max(1, round(days))
            note += (" " if text.language == "en" else "") + text(
                N_("Expected again within about {count} day.", "Expected again within about {count} days."), count=count
            )  # fmt: skip
        self._show_list(self.customers.names[customer], note, entries)

    def _show_answer(self) -> None:
        text = self.text
        if self._answer is None:
            self._show_list("", text("Type the name of a product that was never sold, and what it is: the products that go with it follow "
                                     "from the words."), [])
            return
        words, told = self._answer
        entries = of_new(self._state, text, told)
        note = text("Goes best with these products:")
        if told["model"] == "popularity":
            note = text("The best sellers are in use: this is the list for everybody, whatever the words.")
        elif entries and not any(reason and reason["message"] not in (POPULAR, SOLD) for reason in told["reasons"]):
            note = text("Nothing with a like name was sold so far: these are the best sellers.")
        if not entries:
            entries = of_everybody(self._state.products, len(self._state.get("orders")["size"]), text)
            note = text("No word of it is known here: this is the list for everybody.")
        self._show_list(words, note, entries)

    def _show_list(self, title: str, note: str, entries: list[Suggested]) -> None:
        self.list_title.setText(title)
        self.list_note.setText(note)
        self._make_room()
        self.list.show_entries(entries)
        if not entries:
            self._show_reason(-1)

    def _show_reason(self, place: int) -> None:
        entry = self.list.shown[place] if 0 <= place < len(self.list.shown) else None
        self.why.setText(entry.why if entry is not None and self.list.is_cut(entry.why) else "")
        self.why.setHidden(self.height() < LOW)  # it stands over the entry, too, where the mouse asks for it
        self.evidence_button.setVisible(entry is not None and entry.link >= 0)

    def _ask(self) -> None:
        words = self.search.text().strip()
        if self.task == NEW_PRODUCT and words and self.ask_button.isEnabled():
            self.suggest_wanted.emit(words)

    def _want_evidence(self) -> None:
        place = self.list.place
        if 0 <= place < len(self.list.shown) and self.list.shown[place].link >= 0:
            self.evidence_wanted.emit(self.list.shown[place].link)

