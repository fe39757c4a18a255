"""What stands on Actions when no link is sure enough: what data would help, and what can be done meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..by_category import OFFER
from .basic import Card, button, label, row


class NothingToDo(QWidget):
    """The advice beside the ways on: `categories_wanted` (where these would help and are known), `models_wanted`, `columns_wanted`,
    `pairs_wanted` (where pairs were counted), `overview_wanted`."""

    categories_wanted = Signal()
    models_wanted = Signal()
    columns_wanted = Signal()
    pairs_wanted = Signal()
    overview_wanted = Signal()

    def __init__(self, text: Text, advice: str, has_pairs: bool, trained: bool, categories: bool) -> None:
        super().__init__()
        help_card = Card(margins=24, spacing=12)
        self.advice = label(advice, wrap=True)
        help_card.box.addWidget(label(text("What would help"), "title"))
        help_card.box.addWidget(self.advice)
        ways_card = Card(margins=24, spacing=16)
        ways_card.box.addWidget(label(text("What you can do now"), "title"))
        self.text = text
        self.categories_button = button(text(OFFER), "primary", self.categories_wanted.emit)
        self.models_button = button("", "" if categories else "primary", self.models_wanted.emit)
        self.columns_button = button(text("Check the columns"), clicked=self.columns_wanted.emit)
        self.pairs_button = button(text("See all pairs"), clicked=self.pairs_wanted.emit)
        self.overview_button = button(text("See the shop at a glance"), clicked=self.overview_wanted.emit)
        ways = [
            (self.categories_button,
             text("There are fewer of them, so that each is in many orders; single products come back by one click in Findings.")),
            (self.models_button, ""),
            (self.columns_button, text("Is the column of orders or of products the right one?")),
            (self.pairs_button, text("The pairs that were counted, even if chance may explain them.")),
            (self.overview_button, text("Most bought products, sizes of the orders, orders over time.")),
        ]  # fmt: skip
        for pressed, why in ways:
            if pressed is self.pairs_button and not has_pairs or pressed is self.categories_button and not categories:
                continue
            said = label(why, "muted", wrap=True)
            if pressed is self.models_button:
                self.models_why = said
            ways_card.box.addWidget(said)
            ways_card.box.addLayout(row(pressed, 1))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        for card in (help_card, ways_card):
            beside = QVBoxLayout()  # each as high as what it says
            beside.addWidget(card)
            beside.addStretch(1)
            box.addLayout(beside, 1)
        self.say_trained(trained)

    def say_trained(self, trained: bool) -> None:
        """Were the methods compared, so that there are lists to look at?"""
        text = self.text
        found = text("Lists for each customer, page and new product: weaker than proven, best sellers at least.")
        self.models_why.setText(found if trained else text("Training the methods can still find lists for pages and customers to try out."))
        self.models_button.setText(text("See the lists in Models") if trained else text("Go to Models"))
