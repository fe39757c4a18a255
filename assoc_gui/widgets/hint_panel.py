"""What to think of a hint: how likely it is, the sign it rests on, how often such pairs came true before, and what to do with it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..hint_words import ENOUGH, HUNDRED, horizon, of_hundred, what_comes_true, why
from ..link_words import expected_words
from ..state import AppState
from ..theme import Theme
from .basic import button, label, rule, tip
from .charts import Bars, Chart
from .evidence_card import EvidenceCard

EACH = 26  # pixels of a bar


class HintPanel(EvidenceCard):
    """`explain_wanted(row of hints)` by its button."""

    explain_wanted = Signal(int)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        self.explain_button = button(text("Explain"), "primary", self._want_explanation)
        self.explain_button.setToolTip(text("The words, products and orders that speak for it, and what would change it"))
        super().__init__(text, theme, state, text("to come true"), text("any other pair"), [self.explain_button])
        self.todo_title, self.todo = label(text("What to do with it"), "caption"), label("", wrap=True)
        at = self._box.count() - 1  # before the stretch
        for item in (rule(), self.todo_title, self.todo):
            self._box.insertWidget(at, item)
            at += 1
        self._asking = False
        self.clear()

    def make_chart(self) -> Chart:
        return Bars(self.text, self.theme)

    def clear(self, words: str = "") -> None:
        """No hint: say `words`, or how to pick one."""
        self._hints = None
        self.show_nothing(words or self.text("Pick a row to see what speaks for it."))

    def show_row(self, row: int) -> None:
        """Show a row of `hints`. Milliseconds."""
        hints, products = self._state.get("hints"), self._state.products
        if hints is None or products is None:
            self.clear()
            return
        self.row, self._hints = row, hints
        text, meta, names = self.text, hints.meta, products.names
        first, second = names[int(hints["a"][row])], names[int(hints["b"][row])]
        probability = float(hints["probability"][row])
        self.caption.setText(text("A hint, within {time}", time=horizon(text, meta)))
        self.first.setText(first)
        self.second.setText("+ " + second)
        self.together.setText(text.percent(probability))
        self.together.setToolTip(f"<p>{what_comes_true(text, meta)}</p>")
        chance = _chance(meta)
        self.chance.setText(text.percent(chance) if chance is not None else "–")
        self.show_parts(True)
        self._show_precision(meta, row)
        self.say(self._sentences(hints, row))
        self.todo.setText(text("Run a test: show {b} beside {a} and count the orders with both. At least {least} in {time}: it "
                               "came true.",
                               a=first, b=second, least=ENOUGH, time=horizon(text, meta)))  # fmt: skip
        self.todo.setToolTip(f"<p>{what_comes_true(text, meta)}</p>")
        self.wait(self._asking)

    def wait(self, asking: bool) -> None:
        """An explanation is being made, or not."""
        self._asking = asking
        self.explain_button.setEnabled(not asking)
        self.explain_button.setText(self.text("Looking for the reasons…") if asking else self.text("Explain"))

    def _show_precision(self, meta: dict, row: int) -> None:
        """How often pairs as far up as this one came true at earlier moments; its own bar accented."""
        text, steps = self.text, sorted(meta["precision"], key=lambda step: step["k"])
        shown = bool(steps)
        self.months_title.setText(text("How many of 100 pairs in this place came true before") if shown
                                  else text("The orders reach back too short a time to try this out on earlier ones."))  # fmt: skip
        self.months.setVisible(shown)
        if not shown:
            return
        names = [text("the first {count}", count=int(step["k"])) for step in steps] + [text("any pair")]
        values = np.array([step["share"] for step in steps] + [_chance(meta)]) * HUNDRED
        self.months.setFixedHeight(EACH * len(names))
        self.months.show_counts(
            names, values, lambda i: tip(names[i], self._range(steps[i]) if i < len(steps) else ""),
            lambda value: of_hundred(text, value / HUNDRED), strong=_step_of(steps, row),
        )  # fmt: skip

    def _range(self, step: dict) -> str:
        return self.text("{share:percent} came true; with 95% certainty between {low:percent} and {high:percent}",
                         share=float(step["share"]), low=float(step["low"]), high=float(step["high"]))  # fmt: skip

    def _sentences(self, hints: Table, row: int) -> list[tuple[str, str]]:
        """(mark, sentence) in the order of weight."""
        text, said = self.text, []
        reason = why(text, hints, self._state.products, row)
        if reason:
            said.append(("hint", reason))
        joint, expected = int(hints["joint"][row]), expected_words(text, float(hints["expected"][row]))
        if joint:
            said.append(("", text(N_("Bought together {count} time so far; chance gives {expected}",
                                     "Bought together {count} times so far; chance gives {expected}"), count=joint,
                                  expected=expected)))  # fmt: skip
        else:
            said.append(("", text("Never bought together so far; chance gives {expected}", expected=expected)))
        made = int(hints["made"][row])
        if made > 0:
            said.append(("",
                         text(N_("In {count} order that a net made up (GAN)", "In {count} orders that a net made up (GAN)"), count=made)))
        misses = HUNDRED - round(float(hints["probability"][row]) * HUNDRED)
        said.append(("look", text("Not proven: of 100 pairs as likely as this, {misses} do not come true", misses=misses)))
        return said

    def _want_explanation(self) -> None:
        if self.row >= 0 and self._hints is self._state.get("hints"):
            self.explain_wanted.emit(self.row)


def _chance(meta: dict) -> float | None:
    """The share of any pairs that came true at earlier moments, None where that was not tried."""
    return float(meta["precision"][0]["chance"]) if meta["precision"] else None


def _step_of(steps: list[dict], row: int) -> int:
    """The bar that a hint belongs to: the rows of `hints` stand by probability, so the row is its place; −1 beyond all."""
    return next((i for i, step in enumerate(steps) if row < step["k"]), -1)
