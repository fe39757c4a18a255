"""What stands on Actions when no link is sure enough: what data would help, and what can be done meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from assoc_engine.text import Text

from .basic import Card, button, label, row


class NothingToDo(QWidget):
    """The advice beside the ways on: `columns_wanted`, `pairs_wanted` (where pairs were counted), `overview_wanted`."""

    columns_wanted = Signal()
    pairs_wanted = Signal()
    overview_wanted = Signal()

    def __init__(self, text: Text, advice: str, has_pairs: bool) -> None:
        super().__init__()
        help_card = Card(margins=24, spacing=12)
        self.advice = label(advice, wrap=True)
        help_card.box.addWidget(label(text("What would help"), "title"))
        help_card.box.addWidget(self.advice)
        help_card.box.addStretch(1)
        ways_card = Card(margins=24, spacing=16)
        ways_card.box.addWidget(label(text("What you can do now"), "title"))
        self.columns_button = button(text("Check the columns"), "primary", self.columns_wanted.emit)
        self.pairs_button = button(text("See all pairs"), clicked=self.pairs_wanted.emit)
        self.overview_button = button(text("See the shop at a glance"), clicked=self.overview_wanted.emit)
        ways = [
            (self.columns_button, text("Is the column of orders or of products the right one? A wrong one hides every link.")),
            (self.pairs_button, text("The pairs that were counted, even if chance may explain them.")),
            (self.overview_button, text("Most bought products, sizes of the orders, orders over time.")),
        ]  # fmt: skip
        for pressed, why in ways:
            if pressed is self.pairs_button and not has_pairs:
                continue
            ways_card.box.addWidget(label(why, "muted", wrap=True))
            ways_card.box.addLayout(row(pressed, 1))
        ways_card.box.addStretch(1)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        for card in (help_card, ways_card):
            box.addWidget(card, 1)
