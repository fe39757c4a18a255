"""How the methods did against the simple rule: a dot each with its interval, the rule a line."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..model_words import AHEAD, Standing, multiple, standing_tip
from ..theme import CAPTION, Theme, sized
from .charts import Chart

EACH = 24  # pixels a method at least
ABOVE = 20  # pixels for the words over the line
MOST_NAMES = 0.42  # of the width for the names
FIGURES = 78  # pixels for the figure behind each
LEAST_SPAN = 0.1  # of the rule: a narrower range would make much of nothing


class BoardChart(Chart):
    """Times as good as the simple rule, across; the best on top. What the future has not judged yet is drawn as an open ring
    where the orders that choose put it."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._standings: list[Standing] = []
        self._board: Table | None = None
        self.hideAxis("left")
        self.getAxis("bottom").setHeight(20)

    def show_board(self, board: Table, standings: list[Standing]) -> None:
        """Those that were compared."""
        self._board, self._standings = board, [one for one in standings if one.row >= 0]
        self.setMinimumHeight(EACH * len(self._standings) + ABOVE + 20)
        self.redraw()

    def draw(self) -> None:
        shown = self._standings
        if not shown:
            return
        self._range()
        self.level(1.0, vertical=True)
        self.write(self.text("the simple rule"), 1.0, 0.5 + ABOVE / self._pixels_each(), (0.5, 0.0))
        metrics = QFontMetrics(sized(CAPTION))
        for place, one in enumerate(shown):
            self._draw_one(one, -place)
            name = metrics.elidedText(one.title, Qt.TextElideMode.ElideRight, int(self._aside) - 14)
            self.write(name, self._left, -place, (0.0, 0.5), "text" if one.winner or one.base else "muted")
            words = multiple(self.text, one.ratio)
            if one.winner:
                words = self.text("{times} best", times=words)
            self.write(words, self._right, -place, (1.0, 0.5), "accent" if one.winner else "muted")

    def _range(self) -> None:
        """What is drawn across: all intervals and the rule, between the names and the figures."""
        values = [value for one in self._standings for value in self._span(one) if math.isfinite(value)] + [1.0]
        low, high = min(values), max(values)
        pad = max(LEAST_SPAN - (high - low), 0.06 * (high - low)) / 2
        low, high = low - pad, high + pad
        metrics = QFontMetrics(sized(CAPTION))
        wide = max(120, self.width())
        self._aside = min(max(metrics.horizontalAdvance(one.title) for one in self._standings) + 16, MOST_NAMES * wide)
        self._unit = (high - low) / max(60.0, wide - self._aside - FIGURES)
        self._left, self._right = low - self._aside * self._unit, high + FIGURES * self._unit
        self.setXRange(self._left, self._right, padding=0)
        self.setYRange(-len(self._standings) + 0.5, 0.5 + ABOVE / self._pixels_each(), padding=0)
        ticks = [float(at) for at in _round_ticks(low, high)]
        self.ticks("bottom", [(at, multiple(self.text, at)) for at in ticks])

    def _span(self, one: Standing) -> tuple[float, ...]:
        return (one.low, one.ratio, one.high) if not math.isnan(one.ratio) else (one.preview,)

    def _pixels_each(self) -> float:
        return max(8.0, (self.height() - 20 - ABOVE) / max(1, len(self._standings)))

    def _draw_one(self, one: Standing, y: float) -> None:
        at = one.ratio if math.isfinite(one.ratio) else one.preview
        if not math.isfinite(at):
            return
        judged = math.isfinite(one.ratio)
        color = self.color("accent" if one.winner else "text" if one.verdict == AHEAD else "faint")
        if judged and math.isfinite(one.low) and math.isfinite(one.high) and not one.base:
            line = pg.PlotDataItem([one.low, one.high], [y, y], pen=pg.mkPen(color, width=3 if one.winner else 2))
            self.addItem(line, ignoreBounds=True)
        filled = judged and (one.winner or one.verdict == AHEAD)
        dot = pg.ScatterPlotItem(
            x=[at], y=[y], size=11 if one.winner else 9, pen=pg.mkPen(color, width=2),
            brush=color if filled else self.color("surface"),
        )  # fmt: skip
        dot.setZValue(10)
        self.addItem(dot)

    def under(self, at: QPointF) -> str:
        place = round(-at.y())
        inside = 0 <= place < len(self._standings) and abs(at.y() + place) < 0.5
        return standing_tip(self.text, self._board, self._standings[place]) if inside else ""

    def figures(self) -> list[list[str]]:
        return [[one.title, f"{one.ratio:.4g}", f"{one.low:.4g}", f"{one.high:.4g}"] for one in self._standings]


def _round_ticks(low: float, high: float, most: int = 6) -> np.ndarray:
    """Round figures within a range, `most` at most."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0):
        places = np.arange(math.ceil(low / step), math.floor(high / step) + 1)
        if len(places) <= most:
            return places * step
    return np.array([1.0])
