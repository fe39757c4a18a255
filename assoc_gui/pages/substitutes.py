"""The tab of what is bought instead of each other, or how far the search is, or why there is nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from assoc_engine.text import N_

from ..mining import ANTI, PAIRS
from ..state import Part
from ..widgets.basic import Waiting
from ..widgets.save_table import ask_table_path
from ..widgets.searching import Searching
from ..widgets.substitutes_view import SubstitutesView
from .finding_tab import FindingTab
from .page import Parts

SAVED = "anti"  # as in Session.saved


class SubstitutesTab(FindingTab):
    """`fill` shows what is in the workspace now, and looks for it where it is not there yet."""

    part = Part.ANTI

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.mining, self.session = parts.mining, parts.session
        self._anti = None

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text, anti = self.text, self.state.get("anti")
        if anti is None:
            return text("Which products are bought instead of each other?"), ""
        if not anti.meta["eligible_pairs"] and not len(anti["a"]):
            return text("No two products could be tested for being bought instead of each other."), ""
        answer = text.say(anti.meta["answer"])
        if not len(anti["a"]):
            return answer, ""
        dots = text("Every dot is a pair of products; the further below the line, the more they avoid each other.")
        return answer, (" " if text.language == "en" else "").join([dots, text.say(anti.meta["floor_reason"])])

    def fill(self) -> None:
        anti, job = self.state.get("anti"), self.mining.job(ANTI)
        if anti is not None and len(anti["a"]):
            self._show(anti)
            return
        self._anti = None
        waiting = self.session.doing("analyse") or self.mining.job(PAIRS) or job
        if anti is not None:
            self._wait_for_none()
        elif waiting is not None:
            self.wait("work", waiting)
        elif self.mining.was_stopped(ANTI):
            self.wait("stopped")
        else:
            self.turns.once(self._begin)
            self.wait("work")

    def _begin(self) -> None:
        """Look for what is not there, unless somebody does."""
        if self.state.has(Part.LINKS) and not self.state.has(self.part) and self.mining.job(ANTI) is None:
            self.mining.find_substitutes()

    def _show(self, anti) -> None:
        if anti is not self._anti:
            self._anti = anti
            if self.view is None:
                self.view = SubstitutesView(self.text, self._parts.theme, self.state)
                self.view.save_wanted.connect(self._save)
                self.addWidget(self.view)
                self.turns.once(*self.view.build_steps())
            self.turns.again(*self.view.fill_steps(anti, self.state.products, self.of_other_file()))
        self.turns.once(lambda: self.view.choice.show_saved(self.session.saved.get(SAVED, "")))
        self.setCurrentWidget(self.view)

    def _save(self) -> None:
        """Ask where, then write the pairs that are listed."""
        text, session = self.text, self.session
        if path := ask_table_path(self, text, session, text("Save the pairs"), text("substitutes")):
            session.save_substitutes(path, rows=self.view.listed)

    # What is missing --------------------------------------------------------------------------------------------

    def _wait_for_none(self) -> None:
        shown = self.wait("none")
        shown.title.setText(self._none())
        shown.note.setText(self._why_none())
        shown.action.setVisible(bool(len(self.state.get("links")["a"])))  # else there is nothing to see either

    def made(self, why: str) -> QWidget:
        text = self.text
        if why == "work":
            return Searching(text, text("Looking for what is bought instead of each other."),
                             text("For this, pairs are counted that are there less often than chance would have it; it takes a few "
                                  "seconds."))  # fmt: skip
        if why == "none":
            return Waiting("", "", text("See what is bought together"),
                           lambda: self._parts.go_to("findings").show_pairs())  # fmt: skip
        return Waiting(
            text("The search was stopped."), text("It begins anew; it takes a few seconds."), text("Look for it again"),
            self.mining.find_substitutes,
        )  # fmt: skip

    def _none(self) -> str:
        if self.state.get("anti").meta["eligible_pairs"]:
            return self.text("No pair stands out.")
        return self.text("There are too few orders to see what replaces what.")

    def _why_none(self) -> str:
        """How many pairs could have told, and what data would help."""
        meta = self.state.get("anti").meta
        tested = N_("{count} pair is expected together often enough to tell, and it is not clearly missing.",
                    "{count} pairs are expected together often enough to tell, and none is clearly missing.")  # fmt: skip
        if meta["eligible_pairs"]:
            return self.text(tested, count=int(meta["eligible_pairs"]))
        seldom = self.text("That two products replace each other can only be seen where chance alone would put them into many orders "
                           "together.")
        actions = self.state.get("actions")
        advice = actions.meta.get("advice") if actions is not None else None
        more = self.text.say(advice) if advice else self.text("More months of orders would help.")
        return (" " if self.text.language == "en" else "").join([seldom, more])
