"""The tab of pairs that nobody has bought together yet: the hints, or what brings them and why there are none."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from ..hint_words import what_comes_true
from ..state import Part
from ..training import HINTS
from ..widgets.basic import Waiting
from ..widgets.hints_view import HintsView
from ..widgets.save_table import ask_table_path
from ..widgets.turns import Turns
from .page import Parts

SAVED = "hints_csv"  # as in Session.saved

class HintsTab(QStackedWidget):
    """`fill` shows what is in the workspace now."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.setObjectName("bare")
        self._parts, self.text, self.state, self.training = parts, parts.text, parts.state, parts.training
        self.turns = Turns(self)  # its own: filling the pairs beside must not drop what waits here
        self.state.changed.connect(self._see_part)
        self.training.changed.connect(self._follow_asking)
        self.view: HintsView | None = None
        self.waiting: dict[str, Waiting] = {}
        self._hints = self._workspace = None
        self._asked = False  # is an explanation being made?

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text, hints = self.text, self.state.get("hints")
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

    @property
    def shows_view(self) -> bool:
        return self.view is not None and self.currentWidget() is self.view

    def take_focus(self) -> None:
        """The keyboard goes to the table, once it is built."""
        self.turns.once(lambda: self.view.table.setFocus())

    def find(self) -> None:
        if self.shows_view and not self.turns.busy:
            self.view.find()

    def _see_part(self, part: Part) -> None:
        if not self.state.has(Part.HINTS):
            self.turns.again()  # what waits to show them must not find them gone

    def _show(self, hints) -> None:
        other_file, self._workspace = self._workspace is not self.state.workspace, self.state.workspace
        self._hints = hints
        if self.view is None:
            self.view = HintsView(self.text, self._parts.theme, self.state)
            self.view.explain_wanted.connect(self._explain)
            self.view.save_wanted.connect(self._save)
            self.addWidget(self.view)
            self.turns.once(*self.view.build_steps())
        self.turns.again(*self.view.fill_steps(hints, self.state.get("hint_trials"), self.state.products, other_file))

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
        job, doing = self.training.job, self.training.doing
        if hints is not None:
            self._say("none", None)
        elif job is not None and doing == HINTS:
            self._say("start", job)
        elif job is not None:
            self._say("busy", None)
        else:
            self._say("stopped" if self.training.was_stopped(HINTS) else "start", None)

    def _say(self, why: str, job) -> None:
        if why not in self.waiting:
            self.waiting[why] = self._made(why)
            self.addWidget(self.waiting[why])
        self.waiting[why].wait(job.share if job else None, self.text.say(job.message or job.title) if job else "")
        self.setCurrentWidget(self.waiting[why])

    def _made(self, why: str) -> Waiting:
        text, go_to, start = self.text, self._parts.go_to, lambda: self.training.start(HINTS)
        if why == "none":
            return Waiting(
                text("No pair is likely enough to be worth a test."),
                text("That, too, is a result: what goes together in this shop is already in the orders."),
                text("See what is bought together"), lambda: go_to("findings").show_pairs(),
            )  # fmt: skip
        if why == "busy":
            return Waiting(
                text("Something else is being learned just now."),
                text("Hints can be looked for when that is done, or stopped."),
                text("See how far it is"), lambda: go_to("models"),
            )  # fmt: skip
        if why == "stopped":
            return Waiting(
                text("The search for hints was stopped."),
                text("What is there is shown once it is complete. Looking again begins anew."),
                text("Look for hints"), start,
            )  # fmt: skip
        return Waiting(
            text("Pairs that hardly ever met, but soon may."),
            text("Several ways of foreseeing them are first tried on the earlier of your own orders; the best one is used, and how "
                 "often it was right is said. Takes some minutes, up to a quarter of an hour with many orders. You can go on working."),
            text("Look for hints"), start,
        )  # fmt: skip
