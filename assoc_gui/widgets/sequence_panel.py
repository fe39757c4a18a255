"""Why to believe that B comes after A: customers who did and those chance gives, how long it took them, and who they are."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal

from assoc_engine.strategy.suggestions import BEYOND
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..link_words import expected_words, times
from ..sequence_evidence import Followers, dated, followers_of, waiting_bins
from ..sequence_words import times_chance, within
from ..state import AppState
from ..theme import Theme
from .basic import button, tip
from .evidence_card import EvidenceCard


class SequencePanel(EvidenceCard):
    """`customers_wanted(row of sequences)` by its button."""

    customers_wanted = Signal(int)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        self.customers_button = button("", clicked=self._want_customers)
        super().__init__(text, theme, state, text("customers did"), text("expected by chance"), [self.customers_button])
        self.clear()

    def clear(self, words: str = "") -> None:
        """No sequence: say `words`, or how to pick one."""
        self._sequences = None
        self.show_nothing(words or self.text("Pick a dot or a row to see the customers behind it."))

    def show_row(self, sequence: int) -> None:
        """Show a row of `sequences`. Look-ups in the mapped lists, a few milliseconds."""
        sequences, products = self._state.get("sequences"), self._state.products
        if sequences is None or products is None:
            self.clear()
            return
        self.row, self._sequences = sequence, sequences
        text, a, b = self.text, int(sequences["a"][sequence]), int(sequences["b"][sequence])
        passes, expected = bool(sequences["passes"][sequence]), float(sequences["expected"][sequence])
        self.caption.setText(text("Why to believe it") if passes else text("Chance can explain this sequence"))
        self.first.setText(products.names[a])
        self.second.setText("→ " + products.names[b])
        self.together.setText(text.integer(int(sequences["customers"][sequence])))
        self.chance.setText(expected_words(text, expected))
        self.chance.setToolTip(tip(text("{expected} expected by chance", expected=expected)))
        found = followers_of(self._state.get("orders"), self._state.get("baskets"), sequences, sequence)
        self.customers_button.setText(text(N_("See the {count} customer", "See the {count} customers"), count=len(found)))
        self.show_parts(True)
        self._show_waits(found)
        self.say(self._sentences(sequences, sequence))

    def _show_waits(self, found: Followers) -> None:
        """How long it took from the one to the other, in columns of days, or of visits where there are no dates; 1 at least."""
        text = self.text
        width, counts = waiting_bins(found.waited - 1)
        lows = [i * width + 1 for i in range(len(counts))]
        names = [str(low) if width == 1 else f"{low}–{low + width - 1}" for low in lows]
        unit = text("Days until then") if dated(self._state.get("orders")) else text("How many visits later")
        self.months_title.setText(unit)
        self.months.setVisible(bool(len(counts)))
        self.months.show_counts(
            names, counts,
            lambda i: tip(f"{unit}: {names[i]}", text(N_("{count} customer", "{count} customers"), count=int(counts[i]))),
        )  # fmt: skip

    def _sentences(self, sequences: Table, row: int) -> list[tuple[str, str]]:
        """(mark, sentence) in the order of weight."""
        text, passes = self.text, bool(sequences["passes"][row])
        said, plain = [], "ready" if passes else ""
        if passes:
            factor = times(text, float(times_chance(sequences)[row]))
            said.append(("ready", text("{times} as often as chance alone would give", times=factor)))
            said.append(("ready", self._accidents(float(sequences["q_value"][row]))))
        else:
            said.append(("look", text("Too few beyond chance: it may be an accident")))
        came, days = int(sequences["a_customers"][row]), float(sequences["days"][row])
        share = int(sequences["customers"][row]) / max(1, came)
        said.append((plain, text("{share:percent} of the {count} customers who bought the first and came again",
                                 share=share, count=came)))  # fmt: skip
        if math.isfinite(days):
            said.append((plain, text("Half of them within {days}", days=within(text, days))))
        score = float(sequences["score"][row])
        if passes and math.isfinite(score) and score >= BEYOND:  # counts decide; a model that sees nothing says nothing
            said.append(("ready", text("The trained model, too, holds it {times} as likely then", times=times(text, score))))
        return said

    def _accidents(self, q: float) -> str:
        text = self.text
        if q >= 0.001:
            return text("Of the sequences as clear as this, at most {share:percent} are accidents", share=q)
        return text("Fewer than 1 in 1,000 sequences as clear as this are accidents")

    def _want_customers(self) -> None:
        if self.row >= 0 and self._sequences is self._state.get("sequences"):
            self.customers_wanted.emit(self.row)
