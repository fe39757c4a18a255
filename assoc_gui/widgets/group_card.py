"""A group of products beside the map: what it is called, what to do with it, how firmly it hangs together, and its products."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text

from ..group_words import Group, Groups, kind_words, listed
from ..products import Products, words_of
from ..theme import Theme
from .basic import Card, button, label, row, scrolling, tip
from .group_looks import Look, paint_look
from .table import ROW_HEIGHT, Column, DataTable

WIDTH = 272, 340  # pixels at least and at most
ROWS = 4  # products in sight at least
SEARCHED = 20  # products from which there is something to search
MOST_WORDS = 6  # typical words named


class Sign(QWidget):
    """The sign of a group, as on the map."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.look: Look | None = None
        self.setFixedSize(16, 20)
        theme.changed.connect(self.update)

    def paintEvent(self, event) -> None:
        if self.look is not None:
            painter = QPainter(self)
            paint_look(painter, self.rect().toRectF(), self.look, self._theme)


class GroupCard(Card):
    """`product_picked(row of the table groups)` by its list, `pairs_wanted` and `closed` by its buttons."""

    product_picked = Signal(int)
    pairs_wanted = Signal()
    closed = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=0, spacing=0)
        self.text, self._theme = text, theme
        self.place = -1
        self._rows = np.empty(0, np.int64)
        self._products: Products | None = None
        self._groups: Groups | None = None
        self.setMinimumWidth(WIDTH[0])
        self.setMaximumWidth(WIDTH[1])
        self._told = QWidget()
        box = QVBoxLayout(self._told)
        box.setContentsMargins(8, 16, 8, 8)
        box.setSpacing(8)
        self.sign, self.title = Sign(theme), label("", "title", wrap=True)
        self.close_button = button(text("All groups"), "link", self.closed.emit)
        head = row(self.sign, spacing=8)
        head.setContentsMargins(8, 0, 8, 0)
        head.addWidget(self.title, 1)
        head.setAlignment(self.sign, Qt.AlignmentFlag.AlignTop)
        self.counts, self.words = label("", "muted", wrap=True), label("", "muted", wrap=True)
        self.kind, self.do = label("", "strong", wrap=True), label("", wrap=True)
        self.firm = label("", "muted", wrap=True)
        box.addLayout(head)
        for item in (self.counts, self.kind, self.do, self.firm, self.words):
            item.setContentsMargins(8, 0, 8, 0)
            box.addWidget(item)
        self.pairs_button = button(text("Show its pairs"), clicked=self.pairs_wanted.emit)
        self.pairs_button.setToolTip(text("Those pairs of Bought together whose products both belong to the group"))
        foot = row(self.pairs_button, 1, self.close_button)
        foot.setContentsMargins(10, 10, 10, 12)
        self._area = scrolling(self._told)  # apart from the list, which scrolls by itself
        self._area.setMinimumHeight(3 * ROW_HEIGHT)
        self.box.addWidget(self._area, 3)
        self._build_list()
        self.box.addLayout(foot)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """The words get what they need, where the list keeps some rows; the list all else."""
        self._area.setMaximumHeight(max(3 * ROW_HEIGHT, self._told.layout().totalHeightForWidth(self._area.viewport().width())))

    def _build_list(self) -> None:
        text, box = self.text, QVBoxLayout()
        box.setContentsMargins(8, 2, 8, 0)
        box.setSpacing(8)
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("Find a product"))
        self.search.setAccessibleName(text("Find a product or code"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.table = DataTable(self._theme, [])
        self.table.setMinimumHeight((ROWS + 1) * ROW_HEIGHT)
        self.table.picked.connect(lambda place: self.product_picked.emit(int(self._rows[place])))
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        self.box.addLayout(box, 1)

    def show_group(self, groups: Groups, products: Products, place: int, look: Look) -> None:
        """The group at this place."""
        text, group = self.text, groups.groups[place]
        self.place, self._groups, self._products = place, groups, products
        self.sign.look = look
        self.sign.update()
        self.title.setText(group.name)
        self.counts.setText(
            text(N_("{count} product", "{count} products"), count=len(group.rows))
            + " · " + text(N_("{count} order", "{count} orders"), count=group.orders)
        )  # fmt: skip
        self.kind.setText(kind_words(text, group.kind))
        self.do.setText(group.do)
        self.firm.setText(text("Firm {share:percent}: that much of the group came together again when only half of the orders were looked "
                               "at.", share=group.firm))
        self.firm.setToolTip(tip(text("Of the links of its products, {share:percent} stay inside the group.", share=group.inside)))
        self.words.setText(text("Typical words: {words}", words=listed(text, group.words[:MOST_WORDS])))
        self.words.setVisible(bool(group.words))
        self._make_room()
        self._fill_list(group)

    def pick_row(self, row: int) -> None:
        """Pick a product of the group in the list, even one that the search hides."""
        found = np.flatnonzero(self._rows == row)
        if len(found):
            if self.table.columns_model.place_of(int(found[0])) < 0:
                self.search.clear()
            self.table.pick(int(found[0]))

    def _fill_list(self, group: Group) -> None:
        text, products, groups = self.text, self._products, self._groups
        self._rows = rows = group.rows
        product, strength = groups.product[rows], groups.strength[rows]
        orders = np.asarray(products.orders)[product]
        self.search.clear()
        self.search.setVisible(len(rows) > SEARCHED)
        self.table.set_source(len(rows), columns=[
            Column(text("Product"), lambda r: products.names[int(product[r])], lambda: products.ranks[product], falling=False),
            Column(text("Orders"), lambda r: text.integer(int(orders[r])), lambda: orders, numeric=True, sample="8,888"),
            Column(text("Firm"), lambda r: text.percent(strength[r]), lambda: strength, numeric=True, sample="88 %",
                   hint=text("In what share of all halves of the orders it came into this group again; for products bought rarely, how "
                             "many of those nearest to them are in it.")),
        ])  # fmt: skip

    def _filter(self, *changed) -> None:
        if self._products is None:
            return
        mask = np.ones(len(self._rows), bool)
        for word in words_of(self.search.text()):
            mask &= self._products.matching(word)[self._groups.product[self._rows]]
        self.table.filter(None if mask.all() else mask)
