"""The tab of pairs that nobody has bought together yet: the hints, or what brings them and why there are none."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from ..hint_words import what_comes_true
from ..state import Part
from ..training import HINTS
from ..widgets.at_work import AtWork
from ..widgets.basic import Waiting, scrolling
from ..widgets.hints_view import HintsView
from ..widgets.save_table import ask_table_path
from ..widgets.trial_chart import TrialChart
from .finding_tab import FindingTab
from .page import Parts, show_work

SAVED = "hints_csv"  # as in Session.saved
LEAST_WIDE = 400  # pixels of a tab that was laid out


class HintsTab(FindingTab):
    """`fill` shows what is in the workspace now."""

    part = Part.HINTS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.training.changed.connect(self._follow_asking)
        self.tries: TrialChart | None = None  # what was tried where it found no hint
        self._hints = None
        self._asked = False  # is an explanation being made?

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text, hints = self.text, self.state.get("hints")
        if hints is None and self.training.doing == HINTS:
            return text("Pairs that may be bought together next are being looked for."), ""
        if hints is None:
            return text("Which products will be bought together next? Not looked for yet."), ""
        note = [what_comes_true(text, hints.meta)]
        if len(hints["a"]):
            note.append(text("A hint is worth a test, no more."))
        return text.say(hints.meta["answer"]), (" " if text.language == "en" else "").join(note)

    def fill(self) -> None:
        hints = self.state.get("hints")
        if hints is None or not len(hints["a"]):
            self._hints = None
            self._wait(hints)
            return
        if hints is not self._hints:
            self._show(hints)
        self.setCurrentWidget(self.view)
        self.turns.once(self._show_saved)

    def find(self) -> None:
        if self.shows_view and not self.turns.busy:
            self.view.find()

    def _show(self, hints) -> None:
        self._hints = hints
        if self.view is None:
            self.view = HintsView(self.text, self._parts.theme, self.state)
            self.view.explain_wanted.connect(self._explain)
            self.view.save_wanted.connect(self._save)
            self.addWidget(self.view)
            self.turns.once(*self.view.build_steps())
        self.turns.again(*self.view.fill_steps(hints, self.state.get("hint_trials"), self.state.products, self.of_other_file()))

    def _show_saved(self) -> None:
        """Where the hints were last written."""
        self.view.show_saved(self._parts.session.saved.get(SAVED, ""))

    # What is asked for ------------------------------------------------------------------------------------------

    def _explain(self, a: int, b: int) -> None:
        hints = self._hints

        def answered(told: dict) -> None:
            if isValid(self) and hints is self._hints:  # a change of language meanwhile made another tab
                self.turns.again(*self.view.show_explained(a, b, told))

        self._asked = True
        self.training.explain(a, b, answered)

    def _follow_asking(self) -> None:
        self._asked = self._asked and self.training.asking
        if self.view is not None:
            self.view.wait(self._asked)

    def _save(self) -> None:
        """Ask where, then write all hints."""
        text, session = self.text, self._parts.session
        if path := ask_table_path(self, text, session, text("Save the hints"), text("hints")):
            session.save_table(SAVED, path, text.language)

    # What is missing --------------------------------------------------------------------------------------------

    def _wait(self, hints) -> None:
        """Say what is missing, or how far it is."""
        if hints is not None:
            self.wait("none")
            self._show_tries()
        elif self.training.job is not None:
            self.wait("busy", self.training.job)
        else:
            self.wait("stopped" if self.training.was_stopped(HINTS) else "start")

    def _with_tries(self, none: Waiting) -> QWidget:
        """That there is no hint, and under it how those were that were tried."""
        self.tries, page = TrialChart(self.text, self._parts.theme), QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(none, 1)
        box.addWidget(self.tries, 1)
        return scrolling(page)

    def _show_tries(self) -> None:
        trials = self.state.get("hint_trials")
        shown = trials is not None and self.tries.show_trials(trials, self.state.get("hints").meta)
        self.tries.setVisible(shown)
        least, most = self.tries.heights(max(self.width(), LEAST_WIDE))
        self.tries.setMinimumHeight(least)
        self.tries.setMaximumHeight(most)

    def made(self, why: str) -> QWidget:
        text, go_to, start = self.text, self._parts.go_to, lambda: self.training.start(HINTS)
        if why == "none":
            return self._with_tries(Waiting(
                text("No pair is likely enough to be worth a test."),
                text("That, too, is a result: by no sign does a pair stand out enough."),
                text("See what is bought together"), lambda: go_to("findings").show_pairs(),
            ))  # fmt: skip
        if why == "busy":
            advice = text("Hints can be looked for when that is done, or stopped.")
            return AtWork(text, self.training, HINTS, advice, lambda doing: show_work(self._parts, doing))
        if why == "stopped":
            return Waiting(
                text("The search for hints was stopped."),
                text("What is there is shown once it is complete. Looking again begins anew."),
                text("Look for hints"), start,
            )  # fmt: skip
        return Waiting(
            text("Pairs that hardly ever met, but soon may."),
            text("Several ways of foreseeing them are first tried on the earlier of your own orders; the one that named most of those "
                 "that came is used, and how often it was right is said. Takes some minutes, up to a quarter of an hour with many orders. "
                 "You can go on working."),
            text("Look for hints"), start,
        )  # fmt: skip
