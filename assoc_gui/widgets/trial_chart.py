"""How the ways of foreseeing did at earlier moments: of the hundred pairs each held most likely, how many came true; and chance."""

from __future__ import annotations

import numpy as np

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..hint_words import HUNDRED, Tried, by_chance, of_hundred, scorer_words, tried
from ..theme import Theme
from .basic import Card, label, tip
from .charts import Bars

MARGIN, GAP = 12, 4  # pixels
EACH, MOST_EACH = 13, 26  # pixels a bar at least and at most
ROOMY = 17  # pixels a bar from which there is room for a note, too


class TrialChart(Card):
    """A bar a way, the one in use accented, chance at the end."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=MARGIN, spacing=GAP)
        self.text = text
        self.title, self.note = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.bars = Bars(text, theme)
        self._bars = 0  # how many there are
        for item in (self.title, self.note):
            self.box.addWidget(item)
        self.box.addWidget(self.bars, 1)

    def show_trials(self, trials: Table, meta: dict) -> bool:
        """Show the table `hint_trials`, `meta` that of `hints`. False where nothing was tried and there is nothing to see."""
        ways, chance, text = tried(trials, meta["scorer"]), by_chance(trials), self.text
        if not ways:
            return False
        moments = max(len(one.moments) for one in ways)
        used = next((one for one in ways if one.used), ways[0])
        blue = text("Blue: in use.") if used.used else text("Blue: the best.")
        note = text("Every way was given only the orders before the moment, and judged by those after it.")
        if used.used and used.share < ways[0].share:
            blue = text("Blue: in use, as it had most right where as many were named as came true.")
        self.note.setText(note + (" " if text.language == "en" else "") + blue)
        self.title.setToolTip(f"<p>{self.note.text()}</p>")
        self.title.setText(text(
            N_("Tried at {count} earlier point in time: of the 100 pairs held most likely, {found} came true; chance gives {chance}",
               "Tried at {count} earlier points in time: of the 100 pairs held most likely, {found} came true on average; chance gives "
               "{chance}"),
            count=moments, found=of_hundred(text, used.share), chance=of_hundred(text, chance),
        ))  # fmt: skip
        names = [self._name(one, moments) for one in ways] + [text("Chance alone")]
        values = np.array([one.share for one in ways] + [chance]) * HUNDRED
        self.bars.show_counts(
            names, np.nan_to_num(values),
            lambda i: self._tip(ways[i], meta) if i < len(ways) else tip(names[i], self._chance_words(chance)),
            lambda value: of_hundred(text, value / HUNDRED), strong=ways.index(used),
        )  # fmt: skip
        self._bars = len(names)
        self.bars.setMinimumHeight(EACH * len(names))
        return True

    def heights(self, width: int) -> tuple[int, int]:
        """Pixels it needs, and those from which more would be of no use."""
        words = self.title.heightForWidth(width - 2 * MARGIN) + GAP + 2 * MARGIN
        note = self.note.heightForWidth(width - 2 * MARGIN) + GAP
        return words + EACH * self._bars, words + note + MOST_EACH * self._bars

    def resizeEvent(self, event) -> None:
        """The note gives way to the bars."""
        super().resizeEvent(event)
        least, most = self.heights(self.width())
        note = most - least - (MOST_EACH - EACH) * self._bars
        self.note.setVisible(self.height() - least - note >= (ROOMY - EACH) * self._bars)

    def _name(self, one: Tried, moments: int) -> str:
        """Its title, and at how many moments it was tried where others were tried at more."""
        title = scorer_words(self.text, one.scorer)[0]
        return title if len(one.moments) == moments else self.text("{way} ({some} of {all})", way=title, some=len(one.moments), all=moments)

    def _chance_words(self, chance: float) -> str:
        return self.text("Of all pairs that could be foretold, {share:percent} came true.", share=chance)

    def _tip(self, one: Tried, meta: dict) -> str:
        """What the way does, and what it foresaw at each moment."""
        text, (title, says) = self.text, scorer_words(self.text, one.scorer)
        lines = [title, says]
        for moment, share in zip(one.moments.tolist(), one.found.tolist(), strict=True):
            found = of_hundred(text, share)
            lines.append(text("{day:date}: {found} of 100", day=int(moment), found=found) if meta["days"] else text("{found} of 100",
                                                                                                                    found=found))
        return tip(*lines)
