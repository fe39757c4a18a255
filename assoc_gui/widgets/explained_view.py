"""Why two products are named together: words, products and orders that speak for it, and what would change it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..evidence import raw_rows_of_order
from ..link_words import expected_words
from ..state import AppState
from ..theme import Theme
from .basic import Card, button, empty, label, row, scrolling
from .order_columns import order_columns, source_of
from .raw_table import RawRows
from .table import ROW_HEIGHT, Column, DataTable
from .words_view import Weighed, WordsView

MOST_ROWS = 6  # of a table; the rest is scrolled to
ROWS_HIGH = 232  # pixels for the orders and their rows
WIDE = 700  # pixels from which the two stand beside each other


class ExplainedView(Card):
    """`back` when its button is pressed. Shows the answer of explain.explaining.explain."""

    back = Signal()

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(margins=8, spacing=8)
        self.text, self.theme, self._state = text, theme, state
        self._told: dict = {}
        self._behind: QWidget | None = None  # holds the orders and their rows
        self.back_button = button(text("Back to the hints"), clicked=self.back.emit)
        self.title, self.model = label("", "strong", wrap=True), label("", "caption", wrap=True)
        head = row(self.back_button, spacing=12)
        head.addWidget(self.title, 1)
        head.setContentsMargins(8, 8, 8, 0)
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(8, 4, 16, 12)
        self._box.setSpacing(6)
        inside.setMinimumHeight(1)  # else wrapped lines count as high as they were if they had no width
        self.area = scrolling(inside)
        self.box.addLayout(head)
        self.box.addWidget(self.area, 1)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_words, self._build_tables, self._build_orders]

    def fill_steps(self, a: int, b: int, told: dict) -> list[Callable[[], None]]:
        """`a`, `b`: the numbers of both products; `told`: what explain says of them."""

        def begin() -> None:
            self._told, self._pair = told, (a, b)
            names = self._state.products.names
            self.title.setText(f"{names[a]} + {names[b]}")
            self.model.setText(self.text("Looked at by: {model}", model=told["model"]))
            self.area.verticalScrollBar().setValue(0)
            self._fill_words()

        return [begin, self._fill_neighbours, self._fill_change, self._fill_orders]

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self._behind is not None:
            self._make_room()

    def _make_room(self) -> None:
        """Orders and their rows beside each other, or one below the other where that leaves too little of either."""
        wide = self.width() >= WIDE
        self._side_by_side.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._behind.setFixedHeight(ROWS_HIGH if wide else 2 * ROWS_HIGH)

    # Building ---------------------------------------------------------------------------------------------------

    def _build_words(self) -> None:
        text = self.text
        self.answer = label("", "title", wrap=True)
        self.facts = QVBoxLayout()
        self.facts.setSpacing(6)
        self._box.addWidget(self.answer)
        self._box.addLayout(self.facts)
        self._box.addWidget(self.model)
        self.words_note = label("", "caption", wrap=True)
        self.words = WordsView(text, self.theme)
        self._words = self._section(text("The words that count"), self.words_note, self.words)

    def _build_tables(self) -> None:
        text = self.text
        self.neighbours, self.change = DataTable(self.theme, []), QVBoxLayout()
        self.change.setSpacing(8)
        changes = QWidget()
        changes.setLayout(self.change)
        self.change.setContentsMargins(0, 0, 0, 0)
        self._neighbours = self._section(text("Products in between"), self.neighbours)
        self._change = self._section(text("What would change it"), changes)

    def _build_orders(self) -> None:
        text = self.text
        self.orders = DataTable(self.theme, [])
        self.orders.picked.connect(self._show_rows)
        self.rows, self.place = RawRows(text, self.theme), label("", "caption")
        both = QWidget()
        self._side_by_side = line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.orders, 1)
        line.addWidget(self.rows, 1)
        self._behind = both
        self._make_room()
        self._orders = self._section(text("Orders behind it, as they stand in the file"), self.place, both)
        self._box.addStretch(1)

    def _section(self, title: str, *items: QWidget) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 14, 0, 0)
        box.setSpacing(6)
        for item in (label(title, "strong"), *items):
            box.addWidget(item)
        self._box.addWidget(made)
        return made

    # Showing ----------------------------------------------------------------------------------------------------

    def _fill_words(self) -> None:
        text, told = self.text, self._told
        self.answer.setText(text.say(told["answer"]))
        empty(self.facts)
        for fact in told["facts"]:
            self.facts.addWidget(label(text.say(fact), wrap=True))
        names = told["a_name"], told["b_name"]
        words = [Weighed(one["word"], one["of"], float(one["share"])) for one in told["words"]]
        words.sort(key=lambda one: names["ab".index(one.of)].lower().find(one.word.lower()))  # as one reads the name
        note = told.get("words_answer")
        self.words_note.setText(text.say(note) if note else "")
        self.words.show_words(names, words)
        self.words.setVisible(bool(words))
        self._words.setVisible(bool(words) or bool(note))

    def _fill_neighbours(self) -> None:
        text, found = self.text, self._told["neighbours"]
        self._neighbours.setVisible(bool(found))
        sides = {"a": (text("With the first"), self._told["a_name"]), "b": (text("With the second"), self._told["b_name"])}
        kinds = {"both": text("goes with both"), "like_a": text("name like the first"), "like_b": text("name like the second")}

        def counted(side: str) -> Column:
            orders = np.array([one[f"with_{side}"] for one in found])

            def show(i: int) -> str:
                return text("{orders} ({expected} by chance)", orders=int(orders[i]),
                            expected=expected_words(text, float(found[i][f"expected_{side}"])))

            return Column(sides[side][0], show, lambda: orders, numeric=True, sample=max(map(show, range(len(found))), key=len, default=""),
                          hint=text("Orders that hold it and {product}", product=sides[side][1]))  # fmt: skip

        self.neighbours.set_source(len(found), columns=[
            Column(text("Product"), lambda i: found[i]["name"]),
            Column(text("How"), lambda i: kinds[found[i]["kind"]], sample=max(kinds.values(), key=len)),
            counted("a"), counted("b"),
        ])  # fmt: skip
        self.neighbours.setFixedHeight((min(len(found), MOST_ROWS) + 1) * ROW_HEIGHT + 2)

    def _fill_change(self) -> None:
        text, found = self.text, self._told["change"]
        self._change.setVisible(bool(found))
        empty(self.change)
        for one in found:
            self.change.addWidget(_said(text.say(one["what"]), text.say(one["says"])))

    def _fill_orders(self) -> None:
        text, found = self.text, self._told["orders"]
        self._orders.setVisible(bool(found))
        self._numbers = np.array([self._number_of(one) for one in found], np.int64)
        holds = {"both": text("both"), "a+neighbour": text("the first, and what goes with both"),
                 "b+neighbour": text("the second, and what goes with both")}  # fmt: skip
        columns = order_columns(text, self._state.get("orders"), text("Order"), self._numbers)
        columns.append(Column(text("Holds"), lambda i: holds[found[i]["holds"]]))
        self.orders.set_source(len(found), columns=columns)
        if found:
            self.orders.pick(0)

    def _number_of(self, told: dict) -> int:
        """The order's number here, by one of its rows of the file."""
        line = int(self._state.get("fates")["line"][told["rows"][0]["raw"]])
        return int(self._state.get("lines")["order"][line])

    def _show_rows(self, place: int) -> None:
        """The rows of the file that the order was made of; those that it is named for stand out."""
        raw, named = self._state.get("raw"), {one["raw"] for one in self._told["orders"][place]["rows"]}
        rows = raw_rows_of_order(self._state.get("orders"), self._state.get("origins"), int(self._numbers[place]))
        self.rows.show_rows(raw, rows, lambda position: position in named)
        first = next((i for i, position in enumerate(rows.tolist()) if position in named), 0)
        self.rows.scrollTo(self.rows.columns_model.index(first, 0), DataTable.ScrollHint.PositionAtTop)
        self.place.setText(source_of(raw, rows))


def _said(words: str, more: str) -> QWidget:
    """A sentence, and what to know about it below."""
    made = QWidget()
    both = QVBoxLayout(made)
    both.setContentsMargins(0, 0, 0, 0)
    both.setSpacing(1)
    both.addWidget(label(words, wrap=True))
    both.addWidget(label(more, "muted", wrap=True))
    return made
