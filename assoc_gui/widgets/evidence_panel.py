"""Why to believe a link: orders with both, what chance gives, months, sentences, and the way to the orders."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..evidence import by_month, orders_with_both
from ..link_words import expected_words, times
from ..state import AppState
from ..theme import Theme
from .basic import Card, Mark, button, label, row, scrolling, tip
from .charts import Columns

WIDTH = 272, 340  # pixels at least and at most
SIDE_BY_SIDE = 306  # pixels from which the two buttons stand beside each other


class EvidencePanel(Card):
    """`orders_wanted(link)` and `page_wanted(product)` from its buttons."""

    orders_wanted = Signal(int)
    page_wanted = Signal(int)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(margins=0)
        self.text, self.theme, self._state = text, theme, state
        self.setMinimumWidth(WIDTH[0])
        self.setMaximumWidth(WIDTH[1])
        self.link = -1
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(16, 16, 16, 16)
        self._box.setSpacing(6)
        self.box.setSpacing(0)
        self.box.addWidget(scrolling(inside), 1)
        self._build()

    def _build(self) -> None:
        text = self.text
        self.caption, self.first, self.second = (
            label("", "caption"),
            label("", "title", wrap=True),
            label("", "title", wrap=True),
        )
        self.together, self.chance = label("", "figure"), label("", "figure")
        self._together_name = label(text("orders with both"), "caption")
        self.months_title = label("", "caption", wrap=True)
        self.months = Columns(text, self.theme)
        self.months.setFixedHeight(132)
        self.sentences = QVBoxLayout()
        self.sentences.setSpacing(8)
        self.orders_button = button("", clicked=self._want_orders)
        self.page_button = button(text("Recommend it"), "primary", self._want_page)
        self.page_button.setToolTip(text("What to recommend on the page of the first product"))
        self.empty = label("", "muted", wrap=True)
        figures = row(
            _stack(self.together, self._together_name),
            _stack(self.chance, label(text("expected by chance"), "caption")),
            1,
            spacing=28,
        )
        for item in (self.empty, self.caption, self.first, self.second):
            self._box.addWidget(item)
        self._box.addSpacing(8)
        self._box.addLayout(figures)
        self._box.addSpacing(8)
        self._box.addWidget(self.months_title)
        self._box.addWidget(self.months)
        self._box.addSpacing(6)
        self._box.addLayout(self.sentences)
        self._box.addStretch(1)
        # The buttons stay in sight at the foot, however little of the rest there is room for.
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(10, 10, 10, 12)
        self._buttons = row(self.orders_button, self.page_button, 1)
        foot.addLayout(self._buttons)
        self.box.addWidget(self._foot)
        self.clear()

    def resizeEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        beside = self.width() >= SIDE_BY_SIDE
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def clear(self, words: str = "") -> None:
        """No link: say `words`, or how to pick one."""
        self.link, self._links = -1, None
        self.empty.setText(words or self.text("Pick a pair in the chart or the table to see the orders behind it."))
        self._show_parts(False)

    def show_link(self, link: int) -> None:
        """Show a row of `links`. Look-ups in the mapped lists, a few milliseconds."""
        links, products = self._state.get("links"), self._state.products
        if links is None or products is None:
            self.clear()
            return
        self.link, self._links = link, links
        text, a, b = self.text, int(links["a"][link]), int(links["b"][link])
        together, passes = int(links["orders"][link]), bool(links["passes"][link])
        self.caption.setText(text("Why to believe it") if passes else text("Chance can explain this pair"))
        self.first.setText(products.names[a])
        self.second.setText("+ " + products.names[b])
        self.together.setText(text.integer(together))
        self.chance.setText(expected_words(text, float(links["expected"][link])))
        self.chance.setToolTip(tip(text("{expected} expected by chance", expected=float(links["expected"][link]))))
        self.orders_button.setText(text(N_("See the {count} order", "See the {count} orders"), count=together))
        found = orders_with_both(self._state.get("baskets"), a, b)
        self._show_parts(True)
        months = self._show_months(found)
        self._say(self._sentences(links, link, months))
        pages = self._state.get("pages")
        self.page_button.setVisible(pages is not None and bool(np.any(pages["product"] == a)))

    def _show_parts(self, shown: bool) -> None:
        self.empty.setVisible(not shown)
        self._foot.setVisible(shown)
        for index in range(1, self._box.count()):
            item = self._box.itemAt(index)
            _show(item, shown)

    def _show_months(self, found: np.ndarray) -> tuple[int, int] | None:
        """The monthly columns; returns (months with such an order, all months), or None where there are no dates."""
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
        self.months_title.setText(text("Orders with both, by month"))
        self.months.show_counts(
            short, counts, lambda i: tip(names[i], text(N_("{count} order", "{count} orders"), count=int(counts[i])))
        )
        return int((counts > 0).sum()), len(counts)

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
            said.append((plain, self._months_words(*months)))
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

    def _months_words(self, months: int, of: int) -> str:
        if months == of > 1:
            return self.text("In every one of the {all} months", all=of)
        return self.text("In {months} of {all} months", months=months, all=of)

    def _say(self, said: list[tuple[str, str]]) -> None:
        while (item := self.sentences.takeAt(0)) is not None:
            _discard(item)
        for mark, words in said:
            sign = Mark(self.theme, mark, 12)
            sign.setFixedHeight(17)
            line = row(sign, spacing=8)
            line.addWidget(label(words, wrap=True), 1)
            line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
            self.sentences.addLayout(line)

    def _want_orders(self) -> None:
        if self._still_there():
            self.orders_wanted.emit(self.link)

    def _want_page(self) -> None:
        if self._still_there():
            self.page_wanted.emit(int(self._links["a"][self.link]))

    def _still_there(self) -> bool:
        """Is the link shown one of the links that are open now?"""
        return self.link >= 0 and self._links is self._state.get("links")


def _stack(*items: QWidget) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for item in items:
        box.addWidget(item)
    return made


def _show(item, shown: bool) -> None:
    if item.widget() is not None:
        item.widget().setVisible(shown)
    elif item.layout() is not None:
        for index in range(item.layout().count()):
            _show(item.layout().itemAt(index), shown)


def _discard(item) -> None:
    if item.widget() is not None:
        item.widget().hide()
        item.widget().deleteLater()
    elif item.layout() is not None:
        while (inner := item.layout().takeAt(0)) is not None:
            _discard(inner)
        item.layout().deleteLater()
