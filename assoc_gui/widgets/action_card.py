"""One recommendation as a card: what to recommend where, why, what happens anyway, and the way to the evidence."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..link_words import expected_words
from ..products import Products
from ..theme import Theme
from .basic import Card, Mark, button, label, tip

B, A = "\ue000", "\ue001"  # stand for the product names while the sentence around them is escaped


class ActionCard(Card):
    """`evidence_wanted(link)` by its button, `picked(product, link)` by a click on the card."""

    evidence_wanted = Signal(int)
    picked = Signal(int, int)

    def __init__(
        self, text: Text, theme: Theme, number: int, links: Table, link: int, a: int, b: int, products: Products
    ) -> None:
        super().__init__(margins=0)
        self.text, self.theme, self.product = text, theme, a
        self._names = products.names[a], products.names[b]
        self.link = link
        place = label(text.integer(number), "number")
        place.setFixedSize(28, 28)
        place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.headline = QLabel()
        self.headline.setTextFormat(Qt.TextFormat.RichText)
        self.headline.setWordWrap(True)
        self.headline.setProperty("kind", "title")
        self.headline.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        together, of = (
            int(links["orders"][link]),
            int(links["a_orders" if int(links["a"][link]) == a else "b_orders"][link]),
        )
        share = together / max(1, of)
        self.why = QLabel()
        self.why.setTextFormat(Qt.TextFormat.RichText)
        self.why.setWordWrap(True)
        self.why.setText(escape(text(
            "Together in {together} of {orders} orders; chance alone would give {expected}.",
            together=B, orders=of, expected=expected_words(text, float(links["expected"][link])),
        )).replace(B, f"<b>{text.integer(together)}</b>"))  # fmt: skip
        self.why.setToolTip(tip(text("{expected} expected by chance", expected=float(links["expected"][link]))))
        anyway = label(
            text("{share:percent} of its buyers take it anyway, so only the rest can be won.", share=share), "muted"
        )
        anyway.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        for item in (self.headline, self.why, anyway):
            words.addWidget(item)
        line = QHBoxLayout()
        line.setContentsMargins(16, 14, 16, 14)
        line.setSpacing(14)
        line.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addLayout(self._right_side(bool(links["passes"][link])))
        self.box.addLayout(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._write)
        self._write()

    def show_picked(self, picked: bool) -> None:
        if self.property("picked") != picked:
            self.setProperty("picked", picked)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        self.picked.emit(self.product, self.link)

    def _right_side(self, passes: bool) -> QVBoxLayout:
        text, side = self.text, QVBoxLayout()
        side.setSpacing(10)
        grade = QHBoxLayout()
        grade.setSpacing(6)
        grade.addStretch(1)
        grade.addWidget(Mark(self.theme, "likely" if passes else "hint", 13))
        grade.addWidget(label(text("likely") if passes else text("hint"), "caption"))
        self.evidence_button = button(text("Evidence"), clicked=lambda: self.evidence_wanted.emit(self.link))
        side.addLayout(grade)
        side.addStretch(1)
        side.addWidget(self.evidence_button, 0, Qt.AlignmentFlag.AlignRight)
        return side

    def _write(self) -> None:
        a, b = (escape(name) for name in self._names)
        sentence = escape(self.text("Recommend {b} on the page of {a}", b=B, a=A))
        accent = self.theme.colors.accent
        self.headline.setText(sentence.replace(B, f"<span style='color:{accent}'>{b}</span>").replace(A, a))
