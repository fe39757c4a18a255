"""One recommendation as a card: what to recommend where, why, what happens anyway, and the way to the evidence."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from assoc_engine.rules.verdicts import C
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..grade_words import MARKS, MEANS, grade_name
from ..link_story import not_confirmed
from ..link_words import expected_words
from ..products import Products
from ..theme import Theme
from .basic import Card, Mark, button, escaped, label, row
from .keyboard import paint_ring

B, A = "\ue000", "\ue001"  # stand for the product names while the sentence around them is escaped


class ActionCard(Card):
    """`evidence_wanted(link)` by its button, `picked(product, link)` by a click on the card, or Return on it."""

    evidence_wanted = Signal(int)
    picked = Signal(int, int)

    def __init__(
        self, text: Text, theme: Theme, place: str, links: Table, link: int, a: int, b: int, products: Products, worth: str = ""
    ) -> None:
        """`worth`: what the list of cards is ordered by, in words."""
        super().__init__(margins=0)
        self.text, self.theme, self.product = text, theme, a
        self._names = products.names[a], products.names[b]
        self._trial = int(links["grade"][link]) == C
        self.link = link
        number = label(place, "number")
        number.setFixedSize(28, 28)
        number.setAlignment(Qt.AlignmentFlag.AlignCenter)
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
        tested, expected = int(links["counted"][link]), float(links["expected"][link])
        bases = (N_("Bought together in {together} orders; chance alone would give {expected}.") if tested == together else
                 N_("Bought together in {together} tested orders, of {orders} with both; chance alone would give {expected}."))  # fmt: skip
        self.why.setText(escaped(text(bases, together=B, orders=together,
                                      expected=expected_words(text, expected))).replace(B, f"<b>{text.integer(tested)}</b>"))
        self.why.setToolTip("".join(f"<p>{escaped(said)}</p>" for said in (text("{expected} expected by chance", expected=expected), *([
            text("Of all {orders} orders with {product} {together} hold both; {tested} of these are tested, the others are set aside "
                 "because they are no one customer’s basket.", orders=of, product=self._names[0], together=together, tested=tested),
        ] if tested < together else []))))  # fmt: skip
        anyway = label(
            text("{share:percent} of its buyers take it anyway, so only the rest can be won.", share=share), "muted"
        )
        anyway.setWordWrap(True)
        self.evidence_button = button(text("Evidence"), clicked=lambda: self.evidence_wanted.emit(self.link))
        upper, lower, below = row(spacing=14), row(spacing=14), QVBoxLayout()
        upper.addWidget(self.headline, 1)
        upper.addWidget(self._grade(int(links["grade"][link])), 0, Qt.AlignmentFlag.AlignTop)
        below.setSpacing(4)
        below.addWidget(anyway)
        if not self._trial and (warning := not_confirmed(text, links, link)):
            below.addLayout(row(Mark(theme, "look", 13), label(warning, wrap=True), spacing=6))
        lower.addLayout(below, 1)
        lower.addWidget(self.evidence_button, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(upper)
        self.worth = label(worth, "strong", wrap=True)
        if not worth:  # showing what is in no window yet would open one
            self.worth.hide()
        words.addWidget(self.worth)
        words.addWidget(self.why)
        words.addLayout(lower)
        line = QHBoxLayout()
        line.setContentsMargins(16, 14, 16, 14)
        line.setSpacing(14)
        line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.box.addLayout(line)
        if not self._trial:  # a hint is on no page that could be shown
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setAccessibleName(text("Recommend {b} beside {a}", b=self._names[1], a=self._names[0]))
        theme.changed.connect(self._write)
        self._write()

    def show_picked(self, picked: bool) -> None:
        if self.property("picked") != picked:
            self.setProperty("picked", picked)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event) -> None:
        self.picked.emit(self.product, self.link)

    def keyPressEvent(self, event) -> None:
        if self.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.product, self.link)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_ring(QPainter(self), self.rect(), self.theme)

    def _grade(self, graded: int) -> QWidget:
        holder = QWidget()
        holder.setLayout(row(Mark(self.theme, MARKS[graded], 13), label(grade_name(self.text, graded), "caption"), spacing=6))
        holder.setToolTip("<p>" + self.text(MEANS[graded]) + "</p>" if graded in MEANS else "")
        return holder

    def _write(self) -> None:
        a, b = (escaped(name) for name in self._names)
        words = N_("Try {b} beside {a}") if self._trial else N_("Recommend {b} beside {a}")
        sentence = escaped(self.text(words, b=B, a=A))
        accent = self.theme.colors.accent
        self.headline.setText(sentence.replace(B, f"<span style='color:{accent}'>{b}</span>").replace(A, a))
