"""How many groups there are: how far the same ones come back when the orders are others, for each number that was tried."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..theme import CAPTION, Theme, sized
from .basic import Card, axis_title, label, scrolling, tip
from .charts import Chart

HEAD = 0.2  # of the height for the figure over the chosen one
LOWEST, HIGHEST = 120, 260  # pixels of the chart


class CountChart(Chart):
    """A dot a number of groups that was tried, with its interval; the chosen one in the accent colour."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._trials: list[dict] = []
        self._chosen = 0
        self.getAxis("left").setWidth(40)
        self.getAxis("bottom").setHeight(20)

    def show_trials(self, trials: list[dict], chosen: int) -> None:
        """`trials` [{`number`, `ari`, `low`, `high`}], `chosen` the number that was taken."""
        self._trials, self._chosen = sorted(trials, key=lambda one: one["number"]), chosen
        self.redraw()

    def draw(self) -> None:
        count, text = len(self._trials), self.text
        if not count:
            return
        top = max(0.1, *(one["high"] for one in self._trials))
        self.setXRange(-0.7, count - 0.3, padding=0)
        self.setYRange(min(0.0, *(one["low"] for one in self._trials)), top * (1 + HEAD), padding=0)
        steps = [at for at in (0, 0.25, 0.5, 0.75, 1.0) if at <= top * (1 + HEAD)]
        self.ticks("left", [(at, text.percent(at)) for at in steps])
        for at in steps:
            self.level(at)
        self.ticks("bottom", self._numbers())
        for place, one in enumerate(self._trials):
            chosen = one["number"] == self._chosen
            color = self.color("accent" if chosen else "faint")
            self.addItem(pg.PlotCurveItem(x=np.array([place, place]), y=np.array([one["low"], one["high"]]), pen=pg.mkPen(color, width=2)))
            self.addItem(pg.ScatterPlotItem(x=[place], y=[one["ari"]], size=10 if chosen else 7, pen=None, brush=color))
            if chosen:
                self.write(text.percent(one["ari"]), place, one["high"], (0.5, 1.3), "text")

    def _numbers(self) -> list[tuple[float, str]]:
        """The numbers under the dots, the chosen one always and the others where they have room."""
        words = [self.text.integer(one["number"]) for one in self._trials]
        each = max(1.0, (self.width() - 48) / len(words))
        step = int(np.ceil((max(map(QFontMetrics(sized(CAPTION)).horizontalAdvance, words)) + 6) / each))
        chosen = next((i for i, one in enumerate(self._trials) if one["number"] == self._chosen), 0)
        return [(i, word) for i, word in enumerate(words) if (i - chosen) % step == 0]

    def under(self, at: QPointF) -> str:
        place, text = round(at.x()), self.text
        if not 0 <= place < len(self._trials):
            return ""
        one = self._trials[place]
        return tip(
            text("{count} groups: found again to {share:percent}", count=one["number"], share=one["ari"]),
            text("between {low:percent} and {high:percent}, as the orders are split", low=one["low"], high=one["high"]),
        )  # fmt: skip

    def figures(self) -> list[list[str]]:
        return [[f"{one[name]:.4g}" for name in ("number", "ari", "low", "high")] for one in self._trials]


class CountCard(Card):
    """What stands beside the map while no group is picked: why there are so many, and how to read on."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=0)
        self.text = text
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(8)
        self.box.addWidget(scrolling(inside))
        self.title, self.words = label("", "title", wrap=True), label("", wrap=True)
        self.chart = CountChart(text, theme)
        self.chart.setMinimumHeight(LOWEST)
        self.chart.setMaximumHeight(HIGHEST)
        self.up, self.across = label(text("how alike the halves are"), "caption"), axis_title(text("number of groups tried →"))
        self.alone = label("", "muted", wrap=True)
        self.hint = label(text("Pick a group to see its products and what to do with it."), "muted", wrap=True)
        for item in (self.title, self.words, self.up):
            box.addWidget(item)
        box.addWidget(self.chart, 1)
        for item in (self.across, self.alone, self.hint):
            box.addWidget(item)
        box.addStretch(0)

    def show_table(self, table: Table, alone: int) -> None:
        """`alone`: products that belong to no group."""
        text, meta = self.text, table.meta
        trials, chosen = meta["trials"], int(meta["chosen"])
        taken = next((one for one in trials if one["number"] == chosen), None)
        self.title.setText(text(N_("Why {count} group", "Why {count} groups"), count=len(meta["clusters"])))
        words = [text("The orders were split in two by chance again and again, and each half was grouped by itself.")]
        if trials:
            numbers = [one["number"] for one in trials]
            words = [text("From {least} to {most} groups were tried: the orders were split in two by chance again and again, and each "
                          "half was grouped by itself.",
                          least=min(numbers), most=max(numbers))]  # fmt: skip
        if taken is not None:
            words += self._why_so_many(taken, max((one for one in trials if one["number"] >= chosen), key=lambda one: one["ari"]))
        if len(meta["clusters"]) < chosen:
            words.append(text(N_("Of these {all}, {count} was found again by itself and stays.",
                                 "Of these {all}, {count} were found again one by one and stay."),
                              count=len(meta["clusters"]), all=chosen))  # fmt: skip
        self.words.setText((" " if text.language == "en" else "").join(words))
        measure = text("Measured by the adjusted Rand index.")
        self.words.setToolTip(f"<p>{measure}</p>")
        for item in (self.up, self.chart, self.across):
            item.setVisible(bool(trials))
        self.chart.show_trials(trials, chosen)
        self.alone.setText(text(N_("{count} product fits nowhere and stays in no group (grey).",
                                   "{count} products fit nowhere and stay in no group (grey)."), count=alone))  # fmt: skip
        self.alone.setVisible(alone > 0)

    def _why_so_many(self, taken: dict, best: dict) -> list[str]:
        """The fewest groups are taken that come as near to the `best` of more as can be told."""
        text, share, most = self.text, float(taken["ari"]), float(best["ari"])
        words = [text("From {count} groups on, the groups of the two halves are alike to {share:percent} (0% would be chance, 100% the "
                      "very same groups).", count=int(taken["number"]), share=share)]  # fmt: skip
        if text.percent(most) != text.percent(share):
            words.append(text("{best} groups reach {most:percent}, but that is no more than the splits differ by, so the fewest are "
                              "taken.", best=int(best["number"]), most=most))  # fmt: skip
        return words
