"""How the methods did against the simple rule: a dot each with its interval, the rule a line."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..model_words import AHEAD, Standing, multiple, standing_tip
from ..theme import CAPTION, Theme, sized
from .charts import Chart

EACH, MOST_EACH = 24, 46  # pixels a method at least and at most
ABOVE = 20  # pixels for the words over the line
AXIS = 20  # pixels of the scale above it
HEAD = 5  # pixels of the point of an interval that goes on
MOST_NAMES = 0.42  # of the width for the names
FIGURES = 78  # pixels for the figure behind each
COLORS = ("faint", "text", "accent")
FAR = 1.5  # times the farthest dot to which intervals are drawn
LEAST_SPAN = 0.1  # of the rule: a narrower range would make much of nothing


class BoardChart(Chart):
    """Times as good as the simple rule, across; the best on top. What the future has not judged yet is drawn as an open ring
    where the orders that choose put it."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._standings: list[Standing] = []
        self._board: Table | None = None
        self.hideAxis("left")
        self.hideAxis("bottom")
        self.showAxis("top")  # in sight even where the methods below have to be scrolled
        axis = self.getAxis("top")
        axis.setStyle(tickLength=0, tickAlpha=0, tickFont=sized(CAPTION), autoExpandTextSpace=False, hideOverlappingLabels=False)
        axis.setHeight(AXIS)

    def show_board(self, board: Table, standings: list[Standing]) -> None:
        """Those that were compared."""
        self._board, self._standings = board, [one for one in standings if one.row >= 0]
        around = ABOVE + AXIS
        self.setMinimumHeight(EACH * len(self._standings) + around)
        self.setMaximumHeight(MOST_EACH * len(self._standings) + around)
        self.redraw()

    def draw(self) -> None:
        axis = self.getAxis("top")
        axis.setPen(pg.mkPen(None))
        axis.setTextPen(self.color("muted"))
        if self._standings:
            self._range()
            self._write()

    def draw_more(self) -> list[Callable[[], None]]:
        return [self._draw_spans, self._draw_dots] if self._standings else []

    def _write(self) -> None:
        """The names at the left, the figures at the right."""
        rule = next((one.title for one in self._standings if one.base), "")
        self.write(rule, 1.0, 0.5 + ABOVE / self._pixels_each(), (0.5, 0.0))
        metrics = QFontMetrics(sized(CAPTION))
        for place, one in enumerate(self._standings):
            name = metrics.elidedText(one.title, Qt.TextElideMode.ElideRight, int(self._aside) - 14)
            self.write(name, self._left, -place, (0.0, 0.5), "text" if one.winner or one.base else "muted")
            words = multiple(self.text, one.preview if math.isnan(one.ratio) else one.ratio)
            if one.winner:
                words = self.text("{times}, used", times=words)
            self.write(words, self._right, -place, (1.0, 0.5), "accent" if one.winner else "muted")

    def _draw_spans(self) -> None:
        """The rule as a line, and the intervals: one item for each colour."""
        self._line([1.0, 1.0], [0.5, 0.5 - len(self._standings)], "line", 1)
        for color in COLORS:
            spans = [
                (one.low, min(one.high, self._high), -place)  # beyond all bounds where the rule may find nothing at all
                for place, one in enumerate(self._standings)
                if _color(one) == color and math.isfinite(one.low) and not one.base
            ]
            lines = [((low, y), (high, y)) for low, high, y in spans] + [
                ((high, y), (high - HEAD * self._unit, y + side * HEAD / self._pixels_each()))
                for low, high, y in spans for side in (-1, 1) if self._goes_on(-y)
            ]  # fmt: skip
            if lines:
                self._line([x for ends in lines for x, _ in ends], [y for ends in lines for _, y in ends], color, 2)

    def _goes_on(self, place: int) -> bool:
        """Does an interval go beyond the picture?"""
        return self._standings[place].high > self._high

    def _line(self, x: list[float], y: list[float], color: str, width: int) -> None:
        item = pg.PlotCurveItem(x=np.array(x), y=np.array(y), connect="pairs", pen=pg.mkPen(self.color(color), width=width))
        item.setZValue(-10 if color == "line" else 0)
        self.addItem(item, ignoreBounds=True)

    def _draw_dots(self) -> None:
        """Filled where a method is surely better than the rule, a ring where it is not or where that is not known yet."""
        spots = []
        for place, one in enumerate(self._standings):
            at = one.preview if math.isnan(one.ratio) else one.ratio
            if math.isfinite(at):
                color = self.color(_color(one))
                filled = one.winner or one.verdict == AHEAD
                spots.append({"pos": (at, -place), "size": 11 if one.winner else 9, "pen": pg.mkPen(color, width=2),
                              "brush": color if filled else self.color("surface")})  # fmt: skip
        self.addItem(pg.ScatterPlotItem(spots=spots))

    def _range(self) -> None:
        """What is drawn across: all intervals and the rule, between the names and the figures."""
        values = [value for one in self._standings for value in self._span(one) if math.isfinite(value)] + [1.0]
        dots = [value for one in self._standings for value in (one.ratio, one.preview) if math.isfinite(value)] + [1.0]
        low, high = min(values), min(max(values), FAR * max(dots))  # an interval that knows no bounds would press all others together
        pad = max(LEAST_SPAN - (high - low), 0.06 * (high - low)) / 2
        low, self._high = low - pad, high + pad
        high = self._high
        metrics = QFontMetrics(sized(CAPTION))
        wide = max(120, self.width())
        self._aside = min(max(metrics.horizontalAdvance(one.title) for one in self._standings) + 16, MOST_NAMES * wide)
        self._unit = (high - low) / max(60.0, wide - self._aside - FIGURES)
        self._left, self._right = low - self._aside * self._unit, high + FIGURES * self._unit
        self.setXRange(self._left, self._right, padding=0)
        self.setYRange(-len(self._standings) + 0.5, 0.5 + ABOVE / self._pixels_each(), padding=0)
        each = metrics.horizontalAdvance(multiple(self.text, 88.88)) + 10
        ticks = [float(at) for at in _round_ticks(low, high, min(6, max(1, int((high - low) / self._unit / each))))]
        self.ticks("top", [(at, multiple(self.text, at)) for at in ticks])

    def _span(self, one: Standing) -> tuple[float, ...]:
        return (one.low, one.ratio, one.high) if not math.isnan(one.ratio) else (one.preview,)

    def _pixels_each(self) -> float:
        return max(8.0, (self.height() - AXIS - ABOVE) / max(1, len(self._standings)))

    def under(self, at: QPointF) -> str:
        place = round(-at.y())
        inside = 0 <= place < len(self._standings) and abs(at.y() + place) < 0.5
        return standing_tip(self.text, self._board, self._standings[place]) if inside else ""

    def figures(self) -> list[list[str]]:
        return [[one.title, f"{one.ratio:.4g}", f"{one.low:.4g}", f"{one.high:.4g}"] for one in self._standings]


def _color(one: Standing) -> str:
    return "accent" if one.winner else "text" if one.verdict == AHEAD else "faint"


def _round_ticks(low: float, high: float, most: int) -> np.ndarray:
    """Round figures within a range, `most` at most."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0):
        places = np.arange(math.ceil(low / step), math.floor(high / step) + 1)
        if len(places) <= most:
            return places * step
    return np.array([1.0])
