"""How the ways of foreseeing did at earlier moments: of the hundred pairs each held most likely, how many came true; and chance."""

from __future__ import annotations

import numpy as np

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..hint_words import HUNDRED, Tried, by_chance, of_hundred, scorer_words, tried
from ..theme import Theme
from .basic import Card, label, tip
from .charts import Bars

EACH, MOST_EACH = 17, 30  # pixels a bar at least and at most


class TrialChart(Card):
    """A bar a way, the one in use accented, chance at the end."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=12, spacing=4)
        self.text = text
        self.title, self.note = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.bars = Bars(text, theme)
        for item in (self.title, self.note):
            self.box.addWidget(item)
        self.box.addWidget(self.bars, 1)
        self.box.addStretch(0)

    def show_trials(self, trials: Table, meta: dict) -> bool:
        """Show the table `hint_trials`, `meta` that of `hints`. False where nothing was tried and there is nothing to see."""
        ways, chance, text = tried(trials, meta["scorer"]), by_chance(trials), self.text
        if not ways:
            return False
        moments = max(len(one.moments) for one in ways)
        used = next((one for one in ways if one.used), ways[0])
        self.title.setText(text(
            N_("Tried at {count} earlier moment: of the 100 pairs held most likely, {found} came true; chance gives {chance}",
               "Tried at {count} earlier moments: of the 100 pairs held most likely, {found} came true on average; chance gives {chance}"),
            count=moments, found=of_hundred(text, used.share), chance=of_hundred(text, chance),
        ))  # fmt: skip
        self.note.setText(text("Every way was given only the orders before the moment, and judged by those after it. Blue: in use."))
        names = [scorer_words(text, one.scorer)[0] for one in ways] + [text("Chance alone")]
        values = np.array([one.share for one in ways] + [chance]) * HUNDRED
        self.bars.show_counts(
            names, np.nan_to_num(values), lambda i: self._tip(ways[i], meta) if i < len(ways) else tip(names[i], self._chance_words(chance)),
            lambda value: of_hundred(text, value / HUNDRED), strong=ways.index(used),
        )  # fmt: skip
        self.bars.setMinimumHeight(EACH * len(names))
        self.bars.setMaximumHeight(MOST_EACH * len(names))
        return True

    def _chance_words(self, chance: float) -> str:
        return self.text("Of all pairs that could be foretold, {share:percent} came true.", share=chance)

    def _tip(self, one: Tried, meta: dict) -> str:
        """What the way does, and what it foresaw at each moment."""
        text, (title, says) = self.text, scorer_words(self.text, one.scorer)
        lines = [title, says]
        for moment, share in zip(one.moments.tolist(), one.found.tolist(), strict=True):
            found = of_hundred(text, share)
            lines.append(text("{day:date}: {found} of 100", day=int(moment), found=found) if meta["days"] else text("{found} of 100", found=found))
        return tip(*lines)
