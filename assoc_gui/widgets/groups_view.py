"""Groups of products: a map one can read, the list of the groups, and the one that is picked beside them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..group_words import NONE, TYPICAL, Groups, dot_tip, group_columns
from ..products import Products, words_of
from ..theme import Theme
from .basic import Card, button, label, row, search_field
from .group_card import WIDTH, GroupCard
from .group_count import CountCard
from .group_looks import GroupRowPainter, looks_of
from .groups_map import GroupsMap
from .save_table import show_saved_path
from .table import DataTable

MAP = 186  # pixels of the map's card and the gap; with less, map and list take turns
ROOMY = 640  # pixels of the list's width from which there is room for typical products
NAMED = 4  # products named on the map of the group that is picked
BETWEEN = 12  # pixels around and between what stands over the map
TABLE = 170  # pixels of the list's card at least: its head and three rows


class GroupsView(QWidget):
    """Over the table `groups`, built and filled in steps. `pairs_wanted(bool a product, name of the group)`, `save_wanted` by its
    buttons."""

    pairs_wanted = Signal(object, str)
    save_wanted = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self.theme = text, theme
        self.groups: Groups | None = None
        self.place = NONE  # of the group that is picked
        self._products: Products | None = None
        self._note = ""  # what the dots on the map are
        self.map_card: Card | None = None
        self.list_card: Card | None = None
        self._lists = self._roomy = False  # in a low window: is the list shown, or the map; are typical products?
        self._column = QVBoxLayout()
        self._column.setSpacing(16)
        self.beside = QStackedWidget()
        self.beside.setObjectName("bare")
        self.beside.setMinimumWidth(WIDTH[0])
        self.beside.setMaximumWidth(WIDTH[1])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addLayout(self._column, 5)
        line.addWidget(self.beside, 2)
        self.setMinimumHeight(TABLE)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window map and list take turns; in a narrow one the list does without typical products."""
        if self.map_card is None or self.list_card is None:
            return
        low = self.height() < TABLE + MAP
        self.map_card.setVisible(not low or not self._lists)
        self.list_card.setVisible(not low or self._lists)
        for made in (self.list_button, self.map_button):
            made.setVisible(low)
        self._fit_note()
        roomy = self.list_card.width() >= ROOMY
        if roomy != self._roomy and self.groups is not None:
            self._roomy = roomy
            self.table.show_column(TYPICAL, roomy)

    def _show_list(self, lists: bool) -> None:
        self._lists = lists
        self._make_room()
        (self.table if lists else self.list_button).setFocus()

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_map, self._build_list, self._build_count, self._build_card]

    def _build_map(self) -> None:
        text = self.text
        self.map = GroupsMap(text, self.theme)
        self.map.product_picked.connect(self.pick_row)
        self.map.group_picked.connect(self.pick)
        self.copy_button = button(text("Copy picture"), "link", self.map.copy_picture)
        self.save_button = button(text("Save…"), clicked=self.save_wanted.emit)
        self.save_button.setToolTip(text("Every product with its group, as CSV for Excel"))
        self.saved = label("", "caption")
        self.dots_note = label("", "caption")
        self.dots_note.setMinimumWidth(1)
        self.list_button = button(text("List of the groups"), "", lambda: self._show_list(True))
        self.map_card = Card(margins=12, spacing=2)
        self.map_card.box.addLayout(row(self.dots_note, 1, self.list_button, self.copy_button))
        self.map_card.box.addWidget(self.map, 1)
        self._column.addWidget(self.map_card, 6)

    def _build_list(self) -> None:
        text = self.text
        self.table = DataTable(self.theme, [])
        self._signs = GroupRowPainter(self.theme, self.table)
        self.table.setItemDelegate(self._signs)
        self.table.picked.connect(self._show_group)
        self.search = search_field(text("Find a group or product"), text("Find a group or product"), 120, 260)
        self.search.textChanged.connect(self._filter)
        self.shown = label("", "caption")
        self.shown.setMinimumWidth(1)
        self.map_button = button(text("Map of the groups"), "", lambda: self._show_list(False))
        head = row(self.shown, 1, self.map_button)
        head.addWidget(self.search, 2)
        head.addWidget(self.save_button)
        head.setContentsMargins(6, 4, 6, 2)
        card = Card(margins=8, spacing=6)
        card.box.addLayout(head)
        card.box.addWidget(self.saved)
        card.box.addWidget(self.table, 1)
        card.setMinimumHeight(TABLE)
        self.saved.hide()
        self.list_card = card
        self._column.addWidget(card, 4)
        self._make_room()

    def _build_count(self) -> None:
        self.count = CountCard(self.text, self.theme)
        self.beside.addWidget(self.count)

    def _build_card(self) -> None:
        self.card = GroupCard(self.text, self.theme)
        self.card.product_picked.connect(lambda row: self.map.show_group(self.place, row))
        self.card.closed.connect(lambda: self.pick(NONE))
        self.card.pairs_wanted.connect(self._want_pairs)
        self.beside.addWidget(self.card)
        for part in self.card.findChildren(QWidget):  # styled while hidden: together with its first words it takes too long
            part.ensurePolished()

    def fill_steps(self, table: Table, products: Products, other_file: bool = False) -> list[Callable[[], None]]:
        """Show these groups; at once, not only in the steps, nothing of those before can be acted on any more."""
        self.groups, self.place = None, NONE
        if self.map_card is not None:
            self.map.forget()
            self.beside.setCurrentIndex(0)

        def begin() -> None:
            if other_file:
                self.search.clear()
            self._products = products
            self.groups = Groups(table, self.text)

        return [begin, self._fill_map, self._fill_list, self._fill_count]

    def _fill_map(self) -> None:
        groups, products, text = self.groups, self._products, self.text
        x, y = (np.asarray(groups.table[name], float) for name in ("x", "y"))
        drawn = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        self.looks = looks_of(x[drawn], y[drawn], groups.place[drawn], len(groups))
        self.map.show_groups(
            x, y, np.asarray(products.orders)[groups.product], groups.place, [one.name for one in groups.groups], self.looks,
            [one.rows[:NAMED] for one in groups.groups], lambda r: products.names[int(groups.product[r])],
            lambda r: dot_tip(text, groups, products, r),
        )  # fmt: skip
        note = text("Each dot a product; the larger, the more orders. Groups that go together lie near each other.")
        if self.map.drawn < len(x):
            note = text("{drawn} of {count} products: those in groups and the most bought others. The larger a dot, the more orders.",
                        drawn=self.map.drawn, count=len(x))  # fmt: skip
        self._note = note
        self.dots_note.setToolTip(f"<p>{note}</p>")
        self._fit_note()

    def _fit_note(self) -> None:
        """What the dots are, in a narrow window in fewer words."""
        links = sum(made.sizeHint().width() + BETWEEN for made in (self.list_button, self.copy_button) if not made.isHidden())
        fits = self.dots_note.fontMetrics().horizontalAdvance(self._note) <= self.map_card.width() - 2 * BETWEEN - links
        self.dots_note.setText(self._note if fits else self.text("A dot a product; larger: more orders."))

    def _fill_list(self) -> None:
        self._signs.looks = self.looks
        self.table.set_source(len(self.groups), columns=group_columns(self.text, self.groups, self._products))
        self._roomy = True
        self._make_room()
        self._filter()

    def _fill_count(self) -> None:
        self.count.show_table(self.groups.table, int(np.count_nonzero(self.groups.place == NONE)))

    def show_saved(self, path: str) -> None:
        """Where the groups were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)

    def pick(self, place: int) -> None:
        """Pick a group wherever it is, even one that the search hides; NONE for all groups again."""
        if self.groups is None:
            return
        if place == NONE:
            self._show_none()
            return
        if self.table.columns_model.place_of(place) < 0:
            self.search.clear()
        self.table.pick(place)

    def pick_row(self, row: int) -> None:
        """Pick a product of the table: its group, and it in there; one without a group is only ringed."""
        if self.groups is None:
            return
        place = int(self.groups.place[row])
        self.pick(place)
        self.map.show_group(place, row)
        if place != NONE:
            self.card.pick_row(row)

    def _show_none(self) -> None:
        self.place = NONE
        self.table.pick_none()
        self.map.show_group(NONE)
        self.beside.setCurrentIndex(0)

    def _show_group(self, place: int) -> None:
        if self.groups is None:
            return
        self.place = place
        self.card.show_group(self.groups, self._products, place, self.looks[place])
        self.beside.setCurrentIndex(1)
        self.map.show_group(place)

    def _want_pairs(self) -> None:
        if self.groups is not None and self.place != NONE:
            self.pairs_wanted.emit(self.groups.members(self.place, len(self._products)), self.groups.groups[self.place].name)

    def _filter(self, *changed) -> None:
        """Groups whose name, words or products hold every word that is searched for."""
        if self.groups is None:
            return
        groups, words = self.groups, words_of(self.search.text())
        mask = np.ones(len(groups), bool)
        for word in words:
            held = np.zeros(len(groups), bool)
            hit = groups.place[self._products.matching(word)[groups.product]]
            held[hit[hit != NONE]] = True
            mask &= held | np.array([word in " ".join([one.name, *one.words]).lower() for one in groups.groups])
        self.table.filter(None if mask.all() else mask)
        count = len(self.table.columns_model.rows)
        self.shown.setText(self.text(N_("{count} group", "{count} groups"), count=count))
