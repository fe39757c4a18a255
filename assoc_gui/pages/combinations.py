"""The tab of combinations of any size: rules and sets, or how far they are, or why there are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assoc_engine.settings import CombineSettings, from_dict
from assoc_engine.text import N_
from assoc_engine.workspace import Table

from ..by_category import offered
from ..combination_story import PAIR
from ..combination_words import FEW, floor_words
from ..mining import COMBINE
from ..state import Part
from ..widgets.basic import Waiting, rank_button
from ..widgets.combinations_view import CombinationsView
from ..widgets.floor_slider import LOWEST
from ..widgets.pairs_too import look_lower, lower
from ..widgets.save_table import ask_table_path
from ..widgets.searching import Searching
from .finding_tab import FindingTab
from .page import Parts

SAVED = "combinations_csv"  # as in Session.saved
HEADLINES = {  # of rules or sets, and whether they stand in few orders
    ("rules", False): N_("{count} rule: if these products, then those, in {orders} of all orders or more",
                         "{count} rules: if these products, then those, in {orders} of all orders or more"),
    ("rules", True): N_("{count} rule from {orders} orders on: so few may be a coincidence",
                        "{count} rules from {orders} orders on: so few may be a coincidence"),
    ("sets", False): N_("{count} set of products bought together in {orders} of all orders or more",
                        "{count} sets of products bought together in {orders} of all orders or more"),
    ("sets", True): N_("{count} set of products from {orders} orders on: so few may be a coincidence",
                       "{count} sets of products from {orders} orders on: so few may be a coincidence"),
}  # fmt: skip


class CombinationsTab(FindingTab):
    """`fill` shows what is in the workspace now, and looks for it where it is not there yet. `answered` when `answer` is another one."""

    part = Part.COMBINATIONS
    answered = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.mining, self.session = parts.mining, parts.session
        self._combinations = None
        self._worked = False  # was there a search when this was last asked?

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text, found = self.text, self._found()
        if found is None:
            return text("Which products go together, two, three or more at a time?"), ""
        if not len(found["orders"]):
            return text.say(found.meta["answer"]), text.say(found.meta["floor_reason"])
        count, orders = self.view.counts_of(found) if self.view is not None else (len(found["orders"]), int(found.meta["floor"]))
        if not np.any(found["says_more"] & (np.diff(found["start"]) > PAIR)):
            return text("No combination of three products or more says more than its parts"), text.say(found.meta["floor_reason"])
        note = [floor_words(text, found), text("The mouse over a title tells what it counts.")]
        headline = HEADLINES[found.meta["kind"], orders < FEW]
        return text(headline, count=count, orders=orders), (" " if text.language == "en" else "").join(note)

    def fill(self) -> None:
        found, job = self._found(), self.mining.job(COMBINE)
        if found is not None and len(found["orders"]):
            self._show(found, job)
            return
        self._combinations = None
        waiting = self.session.doing("analyse") or job
        if waiting is None and found is None and not self.mining.was_stopped(COMBINE):
            self.turns.once(self._begin)
            self.wait("work")
        elif waiting is not None:
            self.wait("work", waiting)
        else:
            self._wait("stopped" if found is None else self._why_none(found))

    def _found(self) -> Table | None:
        """What was found, unless it was not tested, as by an earlier version."""
        found = self.state.get("combinations")
        return found if found is not None and "says_more" in found.columns else None

    def _begin(self) -> None:
        """Look for what is not there, unless somebody does."""
        if self.state.has(Part.CLEAN) and self._found() is None and self.mining.job(COMBINE) is None:
            self.mining.combine(self.mining.asked)

    def _show(self, found, job) -> None:
        if found is not self._combinations:
            self._combinations = found
            if self.view is None:
                self.view = CombinationsView(self.text, self._parts.theme, self.state)
                self.view.mine_wanted.connect(self.mining.combine)
                self.view.save_wanted.connect(self._save)
                self.view.counted.connect(self._see_counted)
                self.addWidget(self.view)
                self.turns.once(*self.view.build_steps())
            self.turns.again(*self.view.fill_steps(found, self.state.products, self.of_other_file()))
        self.turns.once(lambda: self._show_work(job))
        self.setCurrentWidget(self.view)

    def _show_work(self, job) -> None:
        job = job if job is not None and job.open else None
        self.view.show_job(job)
        self.view.choice.show_saved(self.session.saved.get(SAVED, ""))
        if self._worked and job is None:
            self.view.stay()
        self._worked = job is not None

    def _see_counted(self) -> None:
        """Other rows are listed: what was saved is no longer this."""
        self.session.forget_saved(SAVED)
        self.view.choice.show_saved("")
        self.answered.emit()

    def _save(self) -> None:
        """Ask where, then write the rows that are listed."""
        text, session = self.text, self.session
        if path := ask_table_path(self, text, session, text("Save the combinations"), text("combinations")):
            listed = self.view.listed
            rows = {} if listed is None else {"rows": listed}
            session.save_table(SAVED, path, text.language, measure=self.view.sorted_by, **rows)

    # What is missing --------------------------------------------------------------------------------------------

    def _wait(self, why: str) -> None:
        action = self.wait(why).action
        if why == "none":
            rank_button(action, "" if offered(self.state) else "primary")  # the page's own comes first
            action.setText(look_lower(self.text, int(self.state.get("combinations").meta["floor"])))

    @staticmethod
    def _why_none(found) -> str:
        """A search for only some says so, one that can look from fewer orders on offers that; else there is nothing."""
        settings = found.meta["settings"]
        if settings["products"] or settings["max_size"] or settings["max_antecedent"] or settings["max_consequent"]:
            return "alone"
        return "none" if found.meta["floor"] > LOWEST else "few"

    def made(self, why: str) -> QWidget:
        text = self.text
        if why == "few":
            return Waiting(text("There is no combination to list."), "", text("See the shop at a glance"),
                           lambda: self._parts.go_to("findings").show_overview())  # fmt: skip
        if why == "work":
            return Searching(text, text("Combinations of two, three and more products are being looked for."),
                             text("You can go on working; what is found appears here."))  # fmt: skip
        if why == "none":
            return Waiting(
                text("Fewer orders may be enough to find some."),
                text("What stands together in only a few orders may be an accident: look at the orders behind before you rely on it."),
                "", self._look_lower,
            )  # fmt: skip
        if why == "alone":
            return Waiting(text("Only some combinations were looked for, and there is none of these."), "",
                           text("Look for all of them again"), self._look_for_all)  # fmt: skip
        return Waiting(
            text("The search for combinations did not come to its end."), text("It begins anew; most take a few seconds."),
            text("Look for combinations"), lambda: self.mining.combine(self.mining.asked),
        )  # fmt: skip

    def _look_lower(self) -> None:
        """From half as many orders on, with all lengths and products."""
        meta = self.state.get("combinations").meta
        kind = from_dict(CombineSettings, meta["settings"]).kind
        self.mining.combine(CombineSettings(kind=kind, min_orders=lower(int(meta["floor"]))))

    def _look_for_all(self) -> None:
        settings = from_dict(CombineSettings, self.state.get("combinations").meta["settings"])
        self.mining.combine(replace(settings, products=(), max_antecedent=0, max_consequent=0, max_size=0))
