"""The tab of what is bought next: the sequences, or why there are none yet and what would bring them."""

from __future__ import annotations

import numpy as np

from assoc_engine.reports.learned import is_finished

from ..state import Part
from ..training import COMPARE
from ..widgets.at_work import AtWork
from ..widgets.basic import Waiting
from ..widgets.sequences_view import SequencesView
from .finding_tab import FindingTab
from .page import Parts, show_work


class BoughtNext(FindingTab):
    """`fill` shows what is in the workspace now."""

    part = Part.NEXT

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._sequences = None

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text, sequences = self.text, self.state.get("sequences")
        if sequences is None:
            return text("What customers buy next is not known yet."), ""
        note = []
        if len(sequences["a"]) >= SequencesView.drawn_from:
            note.append(text("Every dot is a pair: customers who bought the first and, on a later visit, the second."))
            note.append(text("The dark ones go beyond chance, checked over all that were looked at.") if np.any(sequences["passes"])
                        else text("Some lie above the line by luck alone; none is clear enough to rely on."))  # fmt: skip
        return text.say(sequences.meta["answer"]), (" " if text.language == "en" else "").join(note)

    def fill(self) -> None:
        sequences = self.state.get("sequences")
        if sequences is None or not len(sequences["a"]):
            self._sequences = None
            self._wait(sequences is not None)
            return
        if sequences is not self._sequences:
            self._show(sequences)
        self.setCurrentWidget(self.view)

    def _show(self, sequences) -> None:
        self._sequences = sequences
        if self.view is None:
            self.view = SequencesView(self.text, self._parts.theme, self.state)
            self.addWidget(self.view)
            self.turns.once(*self.view.build_steps())
        self.turns.again(*self.view.fill_steps(sequences, self.state.products, self.of_other_file()))

    def _wait(self, counted: bool) -> None:
        """Say what is missing: customers, a training, or only sequences that are frequent enough."""
        job = self._parts.training.comparing
        if not self.state.get("orders").meta.get("has_customer"):
            self.wait("customers")
        elif counted:
            self.wait("none")
        elif job is not None:
            self.wait("busy", job)
        else:
            self.wait("stopped" if self._stopped() else "training")

    def _stopped(self) -> bool:
        """Was a training ended before it came to this?"""
        board = self.state.get("leaderboard")
        return board is not None and not is_finished(board.meta)

    def made(self, why: str) -> Waiting | AtWork:
        text, go_to = self.text, self._parts.go_to
        if why == "customers":
            return Waiting(
                text("The file does not say who bought."),
                text("With a column that tells customers apart, such as a number, a phone or a member card, what they come back for "
                     "can be seen here."),
                text("Look at the columns"), lambda: go_to("data").show_tab("columns"),
            )  # fmt: skip
        if why == "none":
            return Waiting(
                text("There are too few customers to see it."),
                text("For no two products did enough customers buy first the one and later the other."),
                text("See the methods compared"), lambda: go_to("models"),
            )  # fmt: skip
        if why == "busy":
            return AtWork(text, self.training, COMPARE, "", lambda doing: show_work(self._parts, doing))
        if why == "stopped":
            return Waiting(
                text("The training was stopped before it came to this."),
                text("What customers come back for is counted at the very end. Going on does not begin anew."),
                text("Go on in Models"), lambda: go_to("models"),
            )  # fmt: skip
        return Waiting(
            text("It is found when the methods are trained."),
            text("Training compares the methods first and then counts what customers come back for; chance is ruled out."),
            text("Go to Models"), lambda: go_to("models"),
        )  # fmt: skip
