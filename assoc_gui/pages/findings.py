"""Findings: which products go together, follow each other, form groups or may go together soon; the shop at a glance."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ..aside_words import aside_notice
from ..by_category import OFFER, count_categories, offered
from ..mining import PAIRS
from ..state import Part
from ..widgets.aside_bar import AsideNotice
from ..widgets.basic import Answer, Tabs, Waiting, button, rank_button, row, scrolling
from ..widgets.floor_slider import LOWEST
from ..widgets.notice_bar import Notice
from ..widgets.overview import Overview
from ..widgets.pairs_too import look_lower, lower
from ..widgets.pairs_view import PairsView
from ..widgets.save_table import ask_table_path
from .bought_next import BoughtNext
from .combinations import CombinationsTab
from .groups import GroupsTab
from .hints import HintsTab
from .page import Page
from .substitutes import SubstitutesTab

TOGETHER, INSTEAD, COMBINATIONS, NEXT, GROUPS, HINTS, GLANCE = range(7)  # tabs


class FindingsPage(Page):
    name = "findings"
    needs = Part.CLEAN
    tells_categories = True
    listens = (Part.LINKS, Part.STRATEGY, Part.NEXT, Part.GROUPS, Part.HINTS, Part.COMBINATIONS, Part.ANTI, Part.ASIDE)
    filled_with = (Part.LINKS,)  # the tabs see to their own

    def mark(self) -> str:
        if self.at_work() and not self.state.has(Part.LINKS):
            return "running"
        links = self.state.get("links")
        if links is None:
            return ""
        return "ready" if links.meta["passing"] else "look"

    def running(self):
        return self.session.doing("analyse") or self.session.doing("read")

    def waiting(self) -> Waiting:
        return missing_analysis(self)

    def notices(self) -> list[Notice | AsideNotice]:
        """What makes links doubtful, what is set aside where they are tested, and orders that would be better left out of all counts."""
        text, aside, known = self.text, self.state.get("aside"), self.state.get("quality").meta["notices"]
        found = super().notices()
        found += [Notice(text.say(one["title"]), text.say(one["advice"]), None, "") for one in known if one.get("doubts_links")]
        if aside is not None and (notice := aside_notice(text, aside)) is not None:
            found.append(notice)
        return found + [
            Notice(text.say(notice["title"]), "", notice["setting"], text("Leave these orders out"))
            for notice in known if "exclude_orders" in (notice.get("setting") or {})
        ]  # fmt: skip

    def act(self, setting: dict) -> None:
        if "keep" in setting:
            self.parts.mining.count_pairs(keep=tuple(setting["keep"]))
        else:
            super().act(setting)

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer()
        self.tabs = Tabs([
            text("Bought together"), text("Instead of each other"), text("Combinations"), text("Bought next"), text("Groups"),
            text("Hints"),
            text("At a glance"),
        ])  # fmt: skip
        self.tabs.picked.connect(self._show_tab)
        self._views = QStackedWidget()
        self._together = QStackedWidget()
        for stack in (self._views, self._together):
            stack.setObjectName("bare")
        self._pending = Waiting(text("The pairs are not counted yet."), "", text("Analyse"), self.session.analyse)
        self._none = Waiting(
            text("There is no pair to draw."),
            text("No two products stand together in enough orders to be counted as a pair."),
            "", self._look_lower,
        )  # fmt: skip
        self.next, self.groups, self.hints = BoughtNext(self.parts), GroupsTab(self.parts), HintsTab(self.parts)
        self.groups.pairs_wanted.connect(self._show_pairs_of)
        self.combinations, self.substitutes = CombinationsTab(self.parts), SubstitutesTab(self.parts)
        self.combinations.answered.connect(lambda: self.tabs.index == COMBINATIONS and self.answer.say(*self.combinations.answer()))
        self._learned = {
            INSTEAD: self.substitutes, COMBINATIONS: self.combinations, NEXT: self.next, GROUPS: self.groups, HINTS: self.hints,
        }  # they look for it themselves
        self.training.changed.connect(self._follow_training)
        self.pairs: PairsView | None = None
        self.overview: Overview | None = None
        self._links = self._summary = self._workspace = None
        self._moved = False  # was At a glance picked because there was no pair to show?
        self._lowered = False  # were pairs looked for here from fewer orders on?
        for view in (self._pending, self._none):
            self._together.addWidget(view)
        for view in (self._together, *self._learned.values()):
            self._views.addWidget(view)
        self.categories_button = button(text(OFFER), "primary", lambda: count_categories(self.session, self.state))
        self.categories_button.hide()
        box.addWidget(self.answer)
        box.addLayout(row(self.categories_button, 1))
        box.addWidget(self.tabs)
        box.addWidget(self._views, 1)

    def fill(self) -> None:
        links = self.state.get("links")
        if links is None:
            job = self.running()
            self._links = None
            self.answer.say(self.text("The rows are cleaned; the pairs come next."))
            self._pending.wait(job.share if job else None, self.text.say(job.message or job.title) if job else "")
            self._together.setCurrentWidget(self._pending)
        elif links is not self._links:
            self._links = links
            lowered, self._lowered = self._lowered, False
            other_file, self._workspace = self._workspace is not self.state.workspace, self.state.workspace
            if len(links["a"]):
                if other_file or self._moved:
                    self.tabs.pick(TOGETHER)
                self._moved = False
                self._show_pairs(other_file)
            else:
                self._show_none()
                if self.tabs.index not in self._learned and not lowered:
                    self.tabs.pick(GLANCE)
                    self._moved = True
        self._show_tab(self.tabs.index)

    def show_progress(self) -> None:
        super().show_progress()
        looked_for = self.tabs is not None and (self.tabs.index in self._learned or self.parts.mining.job(PAIRS) is not None)
        waits = self._content is not None and (self._links is None or looked_for)
        if waits and self.isVisible() and self.has_content():
            self.fill()

    def _follow_training(self) -> None:
        if self.isVisible() and self.tabs.index in self._learned and self.has_content():
            self.fill()

    def find(self) -> None:
        if self._content is not None and self.tabs.index in self._learned:
            self._learned[self.tabs.index].find()
        elif self.pairs is not None and self._together.currentWidget() is self.pairs:
            self.tabs.pick(TOGETHER)
            self.pairs.search.setFocus()
            self.pairs.search.selectAll()

    def take_focus(self) -> None:
        if self._content is not None and self._links is not None and self.pairs is not None and self.tabs.index == TOGETHER:
            self.turns.once(lambda: self.pairs.table.setFocus())
        elif self._content is not None and self.tabs.index in self._learned and self._learned[self.tabs.index].shows_view:
            self._learned[self.tabs.index].take_focus()
        else:
            super().take_focus()

    def show_link(self, link: int) -> None:
        """Pick a link, as its row in the table of links; Actions sends here for the evidence."""
        self.refresh()
        if self.pairs is not None:
            self.tabs.pick(TOGETHER)
            self.turns.once(lambda: self.pairs.pick(link))

    def show_product(self, product: int) -> None:
        """The pairs of a product; the line in the top bar sends here."""
        self.show_pairs()
        if self.pairs is not None:
            self.turns.once(lambda: self.pairs.search.setText(self.state.products.names[product]))

    def show_pairs(self) -> None:
        """The table of pairs; Actions sends here when none of them is sure enough."""
        self.refresh()
        self.tabs.pick(TOGETHER)

    def show_groups(self) -> None:
        """The groups of products, or how far they are."""
        self.refresh()
        self.tabs.pick(GROUPS)

    def show_overview(self) -> None:
        """The shop at a glance; Actions sends here when there is nothing to recommend."""
        self.refresh()
        self.tabs.pick(GLANCE)

    def _show_pairs_of(self, products: np.ndarray | None, name: str) -> None:
        """The pairs within a group (`products`: bool a product), by its name; None for all of them."""
        self.show_pairs()
        if self.pairs is not None and products is not None:
            self.turns.once(lambda: self.pairs.show_among(products, name))

    def _note(self, links, index: int) -> str:
        """What to know about the tab shown."""
        text, pairs = self.text, bool(len(links["a"]))
        if advice := self._what_would_help(links):
            return advice
        if index == GLANCE:
            return text("The shop as a whole, after cleaning; what a figure counts is said when the mouse is over it.")
        if pairs:
            return text("Every dot is a pair of products; above the line it is together more often than chance gives, and the legend says "
                        "how sure that is.")  # fmt: skip
        return text.say(links.meta["floor_reason"]) if links.meta.get("floor_reason") else ""  # else the slider over them tells

    def _what_would_help(self, links) -> str:
        """Which data would, where no pair is sure enough; "" where one is."""
        actions = self.state.get("actions")
        advice = actions.meta.get("advice") if actions is not None and not links.meta["passing"] else None
        return self.text.say(advice) if advice else ""

    def _show_pairs(self, other_file: bool) -> None:
        if self.pairs is None:
            self.pairs = PairsView(self.text, self.theme, self.state)
            self.pairs.page_wanted.connect(lambda product: self.parts.go_to("actions").show_product(product))
            self.pairs.lowered.connect(lambda orders: self.parts.mining.count_pairs(min_orders=orders))
            self.pairs.save_wanted.connect(self._save_pairs)
            self._together.addWidget(self.pairs)
            self.turns.once(*self.pairs.build_steps())
        steps = self.pairs.fill_steps(self._links, self.state.products, other_file)
        self._together.setCurrentWidget(self.pairs)
        self.turns.again(*steps)

    def _show_none(self) -> None:
        """No pair: from fewer orders on there may be some, and while these are counted it says how far that is."""
        text, floor, job = self.text, int(self._links.meta["floor"]), self.parts.mining.job(PAIRS)
        self._none.action.setText(look_lower(text, floor) if floor > LOWEST else text("See the shop at a glance"))
        working = job is not None and job.open
        self._none.wait(job.share if working else None, text.say(job.message or job.title) if working else "")
        self._together.setCurrentWidget(self._none)

    def _look_lower(self) -> None:
        floor = int(self._links.meta["floor"])
        if floor > LOWEST:
            self._lowered = True
            self.parts.mining.count_pairs(min_orders=lower(floor))
        else:
            self.tabs.pick(GLANCE)

    def _save_pairs(self) -> None:
        """Ask where, then write the pairs that are listed."""
        if path := ask_table_path(self, self.text, self.session, self.text("Save the pairs"), self.text("pairs")):
            self.session.save_links(path, rows=self.pairs.listed)

    def _show_tab(self, index: int) -> None:
        self.categories_button.setVisible(offered(self.state))
        rank_button(self._none.action, "" if offered(self.state) else "primary")  # one button is the first
        self._turn_to(self._learned.get(index) or (self._together if index == TOGETHER else self._glance()))
        if index in self._learned:
            self.answer.say(*self._learned[index].answer())
            self._learned[index].fill()
            return
        if self._links is not None:
            self.answer.say(self.text.say(self._links.meta["answer"]), self._note(self._links, index))
        if index == GLANCE:
            summary, before = self.state.get("summary"), self._summary
            self._summary = summary
            if summary is not before:
                self.turns.once(*self.overview.fill_steps(summary, self.state.products))
        elif self._links is not None and not len(self._links["a"]):
            self._show_none()
        elif self.pairs is not None:
            self.turns.once(lambda: self.pairs.show_work(self.parts.mining.job(PAIRS), self.session.saved.get("links", "")))

    def _glance(self) -> QWidget:
        if self.overview is None:
            self.overview = Overview(self.text, self.theme)
            self._overview_area = scrolling(self.overview)
            self._views.addWidget(self._overview_area)
            self.turns.once(*self.overview.build_steps())
        return self._overview_area

    def _turn_to(self, view: QWidget) -> None:
        """The keyboard goes along from one tab's view to the other's; Qt would hand it to whatever stands next where it is hidden."""
        focused = self.window().focusWidget()
        moves = view is not self._views.currentWidget() and focused is not None and self._views.isAncestorOf(focused)
        if moves:
            self.setFocus()
        self._views.setCurrentWidget(view)
        if moves:
            self.turns.once(self.take_focus)


def missing_analysis(page: Page) -> Waiting:
    """What pages that rest on the analysis show before it."""
    text, session = page.text, page.session
    if page.state.has(Part.ROLES):
        return Waiting(
            text("Your sales are not analysed yet."), text("One click; the results appear here as they are found."),
            text("Analyse"), session.analyse,
        )  # fmt: skip
    return Waiting(
        text("No sales file is open."), text("Open one, and what its customers buy together appears here."),
        text("Open a file"), page.parts.choose_files,
    )  # fmt: skip
