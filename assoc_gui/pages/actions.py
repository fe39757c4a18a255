"""Actions: the strongest recommendations as cards, and what to show on the page of every product."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.settings import StrategySettings
from assoc_engine.strategy.suggestions import fill_pages, only_popular, places_on_a_page
from assoc_engine.text import N_

from ..by_category import count_categories, offered
from ..mining import PAIRS
from ..state import Part
from ..trials_to_run import trials_to_run
from ..widgets.action_card import ActionCard
from ..widgets.basic import Answer, Card, Waiting, empty, label, scrolling
from ..widgets.link_panel import aside_rows
from ..widgets.nothing_to_do import NothingToDo
from ..widgets.pages_panel import PagesPanel
from .findings import missing_analysis
from .page import Page

PANEL = 350, 500  # pixels at least and at most


class ActionsPage(Page):
    name = "actions"
    needs = Part.STRATEGY
    tells_categories = True
    listens = (Part.LINKS, Part.CLEAN, Part.LISTS, Part.BOARD)

    def mark(self) -> str:
        if self.at_work() and not self.has_content():
            return "running"
        actions = self.state.get("actions")
        if actions is None:
            return ""
        return "ready" if len(actions["a"]) else "look"

    def running(self):
        return self.session.doing("analyse") or self.session.doing("read") or self.parts.mining.job(PAIRS)

    def waiting(self) -> Waiting:
        return missing_analysis(self)

    def build(self, box: QVBoxLayout) -> None:
        self.answer = Answer()
        self._list = QWidget()
        self._cards_box = QVBoxLayout(self._list)
        self._cards_box.setContentsMargins(0, 0, 4, 0)
        self._cards_box.setSpacing(12)
        self.cards: list[ActionCard] = []
        self.trials: list[ActionCard] = []
        self.panel = PagesPanel(self.text, self.theme)
        self.panel.setMinimumWidth(PANEL[0])
        self.panel.setMaximumWidth(PANEL[1])
        self.panel.evidence_wanted.connect(self._show_evidence)
        self.panel.report_wanted.connect(lambda: self.parts.go_to("report"))
        self.panel.picked.connect(self._mark_cards)
        self._actions = self._suggestions = None
        self.nothing: NothingToDo | None = None
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(scrolling(self._list), 5)
        line.addWidget(self.panel, 4)
        box.addWidget(self.answer)
        box.addLayout(line, 1)

    def fill(self) -> None:
        actions, suggestions = self.state.get("actions"), self.state.get("suggestions")
        if self.nothing is not None:
            self.nothing.say_trained(self.state.has(Part.BOARD))
        if actions is self._actions and suggestions is self._suggestions:
            return
        same_cards, place = actions is self._actions, (self.panel.product, self.panel.link)
        self._actions, self._suggestions = actions, suggestions
        used = self._used()
        self.answer.say(self.text.say(actions.meta["answer"]), self._note(actions, used))
        if same_cards:  # a training brought other suggestions: what one reads stays
            self.turns.again(lambda: self._fill_panel(used), lambda: self.panel.show_product(*place))
            return
        empty(self._cards_box)
        self.cards, self.trials, self.nothing = [], [], None
        links = self.state.get("links")
        self.turns.again(lambda: self._fill_cards(actions, links), lambda: self._fill_panel(used), self._pick_first)

    def _used(self) -> np.ndarray:
        """Rows of `suggestions` that fill pages without a proven or likely link, as in the report: what sells everywhere is no
        suggestion."""
        suggestions = self.state.get("suggestions")
        if suggestions is None:
            return np.empty(0, np.int64)
        places = places_on_a_page(self.state.get("summary").meta["settings"])
        filling = fill_pages(self.state.get("pages"), suggestions, places)
        return filling[~only_popular(suggestions, filling)]

    def _note(self, actions, used: np.ndarray) -> str:
        text, said = self.text, []
        if len(actions["a"]):
            by = (N_("Ordered by the money of the orders beyond chance so far (× usual price), proven and likely alike.")
                  if actions.meta["in_money"] else N_("Ordered by the orders beyond chance so far, proven and likely alike."))  # fmt: skip
            said.append(text(by))
            most = int(self.state.get("summary").meta["settings"].get("strategy", {}).get("per_product", StrategySettings.per_product))
            said.append(text("No product is in more than {most} of them, or one would fill the list.", most=most))
            said.append(text("Beside it: on its page, on the shelf or at the till."))
        if len(used):
            message = N_(
                "For {count} product without a proven or likely link the model suggests something to try out.",
                "For {count} products without a proven or likely link the model suggests something to try out.",
            )
            said.append(text(message, count=len(np.unique(np.asarray(self._suggestions["product"])[used]))))
        return (" " if text.language == "en" else "").join(said)

    def _fill_cards(self, actions, links) -> None:
        text = self.text
        self._add_cards(actions, links)
        advice = text.say(actions.meta["advice"]) if actions.meta.get("advice") else ""
        if not self.cards:
            helps = advice or text("More orders: a longer period, or more shops of the same kind.")
            self.nothing = NothingToDo(text, helps, bool(len(links["a"])), self.state.has(Part.BOARD), offered(self.state))
            self.nothing.categories_wanted.connect(lambda: count_categories(self.session, self.state))
            self.nothing.models_wanted.connect(lambda: self.parts.go_to("models"))
            self.nothing.columns_wanted.connect(self._show_columns)
            self.nothing.pairs_wanted.connect(lambda: self.parts.go_to("findings").show_pairs())
            self.nothing.overview_wanted.connect(lambda: self.parts.go_to("findings").show_overview())
            self._cards_box.addWidget(self.nothing)
        elif advice:
            self._add_advice(advice)
        self._add_trials(links)
        if self.cards or self.trials:
            self._cards_box.addStretch(1)

    def _fill_panel(self, used: np.ndarray) -> None:
        pages, links = self.state.get("pages"), self.state.get("links")
        has_pages = bool(len(pages["product"])) or bool(len(used))
        self.panel.setVisible(has_pages)
        if has_pages:
            in_money = bool(self._actions.meta["in_money"])
            self.panel.show_pages(pages, links, self.state.products, in_money, self._suggestions, used)

    def _pick_first(self) -> None:
        if self.cards:
            self.panel.show_product(self.cards[0].product, self.cards[0].link)

    def take_focus(self) -> None:
        if self._content is not None and self.cards:
            self.cards[0].evidence_button.setFocus()
        else:
            super().take_focus()

    def find(self) -> None:
        if self._content is not None:
            self.panel.search.setFocus()

    def show_product(self, product: int) -> None:
        """Show the page list of a product; Findings sends here."""
        self.refresh()
        if self._content is not None:
            self.turns.once(lambda: self.panel.show_product(product))

    def _add_cards(self, actions, links) -> None:
        products = self.state.products
        rows = zip(actions["a"], actions["b"], actions["link"], actions["value"], strict=True)
        for number, (a, b, link, value) in enumerate(rows, 1):
            worth = self._worth(actions.meta, float(value))
            card = ActionCard(self.text, self.theme, self.text.integer(number), links, int(link), int(a), int(b), products, worth)
            card.evidence_wanted.connect(self._show_evidence)
            card.picked.connect(self.panel.show_product)
            self._cards_box.addWidget(card)
            self.cards.append(card)

    def _worth(self, meta, value: float) -> str:
        """What the card has its place by, as the report counts it; "" of a product without a price among others with one."""
        text = self.text
        if not meta["in_money"]:
            return text("Orders beyond chance so far: {count}", count=text.integer(value))
        money = meta.get("currency", "") + text.integer(value)
        return text("Money of the orders beyond chance so far: {money}", money=money) if value else ""

    def _add_trials(self, links) -> None:
        """Hints that stand out but cannot be relied on: they are no recommendations."""
        text, trials = self.text, trials_to_run(links, self._tested_orders())
        if not trials:
            return
        heading = QWidget()
        lines = QVBoxLayout(heading)
        lines.setContentsMargins(0, 8, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(label(text("Tests to run"), "title"))
        lines.addWidget(label(text("Beyond chance, but of too few independent orders or customers to rely on, or of orders that do not "
                                   "say whose they are: show them for some weeks and compare."), "muted", wrap=True))  # fmt: skip
        self._cards_box.addWidget(heading)
        for link, product, other in trials:
            card = ActionCard(text, self.theme, "?", links, link, product, other, self.state.products)
            card.evidence_wanted.connect(self._show_evidence)
            self._cards_box.addWidget(card)
            self.trials.append(card)

    def _tested_orders(self) -> np.ndarray:
        """Orders of each product, without those that are set aside."""
        baskets = self.state.get("baskets")
        tested = np.ones(len(baskets["start"]) - 1, bool)
        tested[aside_rows(self.state.get("aside"))] = False
        items = np.asarray(baskets["items"])[np.repeat(tested, np.diff(baskets["start"]))]
        return np.bincount(items, minlength=len(self.state.products.names))

    def _add_advice(self, words: str) -> None:
        card = Card()
        card.box.addWidget(label(self.text("What would help"), "caption"))
        card.box.addWidget(label(words, wrap=True))
        self._cards_box.addWidget(card)

    def _mark_cards(self) -> None:
        for card in self.cards:
            card.show_picked((card.product, card.link) == (self.panel.product, self.panel.link))

    def _show_columns(self) -> None:
        self.parts.go_to("data").show_tab("columns")

    def _show_evidence(self, link: int) -> None:
        self.parts.go_to("findings").show_link(link)
