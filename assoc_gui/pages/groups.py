"""The tab of the groups of products: the groups, or why there are none yet and what would bring them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from ..state import Part
from ..training import GROUPS
from ..widgets.at_work import AtWork
from ..widgets.basic import Waiting
from ..widgets.groups_view import GroupsView
from ..widgets.save_table import ask_table_path
from .finding_tab import FindingTab
from .page import Parts, show_work

FEWEST, ORDERS = 12, 10  # products in so many orders each, as groups.finding asks for


class GroupsTab(FindingTab):
    """`fill` shows what is in the workspace now. `pairs_wanted(bool a product, name)`: the pairs within a group, by its button; with
    None all pairs."""

    pairs_wanted = Signal(object, str)

    part = Part.GROUPS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        parts.session.changed.connect(self._show_saved)
        self._groups = None

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text, groups = self.text, self.state.get("groups")
        if groups is None and self._parts.training.doing == GROUPS:
            return text("Products that belong together are being looked for."), ""
        if groups is None:
            return text("Which products belong together is not known yet."), ""
        if not groups.meta["clusters"]:
            return text.say(groups.meta["answer"]), ""
        return text.say(groups.meta["answer"]), text("Groups come from what is bought together and, where they help, from the names; a "
                                                     "product may belong to none.")

    def fill(self) -> None:
        groups = self.state.get("groups")
        if groups is None or not groups.meta["clusters"]:
            self._groups = None
            self._wait(groups is not None)
            return
        if groups is not self._groups:
            self._show(groups)
        self.setCurrentWidget(self.view)

    def take_focus(self) -> None:
        """The keyboard goes to the list of groups, or to what opens it, once that is built."""
        self.turns.once(lambda: (self.view.table if self.view.table.isVisible() else self.view.list_button).setFocus())

    def _show(self, groups) -> None:
        self._groups = groups
        if self.view is None:
            self.view = GroupsView(self.text, self._parts.theme)
            self.view.pairs_wanted.connect(self.pairs_wanted)
            self.view.save_wanted.connect(self._save)
            self.addWidget(self.view)
            self.turns.once(*self.view.build_steps())
        self.turns.again(*self.view.fill_steps(groups, self.state.products, self.of_other_file()), self._show_saved)

    def _show_saved(self) -> None:
        if self.shows_view and not self.turns.busy:
            self.view.show_saved(self._parts.session.saved.get("groups_csv", ""))

    def _save(self) -> None:
        """Ask where, then write every product with its group."""
        text, session = self.text, self._parts.session
        if path := ask_table_path(self, text, session, text("Save the groups"), text("groups")):
            session.save_table("groups_csv", path, text.language)

    def _wait(self, looked: bool) -> None:
        """Say what is missing: products, a click, the end of what is at work, or only groups that come back."""
        training = self._parts.training
        if np.count_nonzero(np.asarray(self.state.products.orders) >= ORDERS) < FEWEST:
            self.wait("few")
        elif looked:
            self.wait("none")
        elif training.job is not None:
            self.wait("busy", training.job)
        else:
            self.wait("stopped" if training.was_stopped(GROUPS) else "wanted")

    def _group(self) -> None:
        self._parts.training.start(GROUPS)

    def made(self, why: str) -> Waiting | AtWork:
        text, go_to = self.text, self._parts.go_to
        if why == "few":
            return Waiting(
                text("There are too few products to group."),
                text("Groups can be told apart from chance where at least {count} products are in {orders} orders each.", count=FEWEST,
                     orders=ORDERS),
                text("Look at the products"), lambda: go_to("data"),
            )  # fmt: skip
        if why == "none":
            return Waiting(
                text("No groups that hold."),
                text("A group here would be made up. What can be said of single pairs stands under Bought together."),
                text("See the pairs"), lambda: self.pairs_wanted.emit(None, ""),
            )  # fmt: skip
        if why == "busy":
            advice = text("The products can be grouped as soon as that has ended.")
            return AtWork(text, self._parts.training, GROUPS, advice, lambda doing: show_work(self._parts, doing), watched_here=True)
        if why == "stopped":
            return Waiting(
                text("Grouping was stopped before it came to an end."), text("It begins anew and takes a minute or two."),
                text("Group the products"), self._group,
            )  # fmt: skip
        return Waiting(
            text("The products are not grouped yet."),
            text("Products that go together in the orders become groups: for a shelf, for each other’s page, for a campaign. It takes a "
                 "minute or two."),
            text("Group the products"), self._group,
        )  # fmt: skip
