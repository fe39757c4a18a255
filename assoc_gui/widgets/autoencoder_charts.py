"""How a net that rebuilds orders learned, and what it gives to what stood in them and to what did not."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics

from assoc_engine.text import Text

from ..theme import CAPTION, Theme, sized
from .basic import tip
from .charts import Chart
from .gan_charts import percent_at, round_powers

LEAST = 1e-4  # chances below are drawn here
WIDEST = 0.42  # half the width of a cloud at its thickest; the middles are one apart
BINS = 60  # in which the thickness of a cloud is counted
GOLDEN = (math.sqrt(5) - 1) / 2  # its multiples fill an interval evenly, whatever their number
NEAR = 8  # pixels from a dot that count as on it
AXES = 48, 20  # pixels at the left and below
APART = 15  # pixels between the words at the ends of the lines
LEAST_HIGH = AXES[1] + 4 * APART  # pixels, with room for the words of three lines


class LossChart(Chart):
    """Lines over the rounds, the name of each at its end."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._lines: list[tuple[str, list[float], str]] = []
        self._rival: tuple[str, float] | None = None
        self.setMinimumHeight(LEAST_HIGH)
        self.getAxis("left").setWidth(AXES[0])
        self.getAxis("bottom").setHeight(AXES[1])

    def show_lines(self, lines: list[tuple[str, list[float], str]], rival: tuple[str, float] | None = None) -> None:
        """(name, values from the first round on, color): the first is drawn on top. `rival`: (name, value) of what learns nothing, a
        dashed line. The same again costs nothing."""
        if (lines, rival) != (self._lines, self._rival):
            self._lines, self._rival = lines, rival
            self.redraw()

    def draw(self) -> None:
        values = [value for _, line, _ in self._all for value in line if math.isfinite(value)]
        if not values:
            return
        low, high = min(values), max(values)
        pad = (high - low) * 0.12 or abs(high) * 0.02 or 1.0
        last = max(2, max(len(line) for _, line, _ in self._lines))
        aside = max(map(QFontMetrics(sized(CAPTION)).horizontalAdvance, map(self._end, self._all))) + 16
        unit = (last - 1) / max(60, self.width() - AXES[0] - aside)
        self.setXRange(1 - 6 * unit, last + aside * unit, padding=0)
        self.setYRange(low - pad, high + pad, padding=0)
        self.ticks("left", [(value, self.text.number(value)) for value in ([low, high] if high > low else [low])])
        self.ticks("bottom", [(value, self.text.integer(value)) for value in (1, last)])

    @property
    def _all(self) -> list[tuple[str, list[float], str]]:
        """The lines and, as one of a single value, the rival."""
        return self._lines + ([(self._rival[0], [self._rival[1]], "muted")] if self._rival else [])

    def draw_more(self) -> list[Callable[[], None]]:
        return [self._draw_lines] if any(line for _, line, _ in self._lines) else []

    def _draw_lines(self) -> None:
        (left, right), (low, high) = self.getViewBox().viewRange()
        unit = (right - left) / max(60, self.width() - AXES[0])
        apart = APART * (high - low) / max(60, self.height() - AXES[1])
        longest = max(len(line) for _, line, _ in self._lines)
        for place, shown in enumerate(self._all):
            _, line, color = shown
            if not line:
                continue
            if place < len(self._lines):
                self._draw_line(np.array(line), color, -place)
            else:
                self._draw_rival(line[0], longest)
        named = [shown for shown in self._all if shown[1]]
        places = spaced(np.array([line[-1] for _, line, _ in named]), apart, low + apart / 2, high - apart / 2)
        for shown, at in zip(named, places.tolist(), strict=True):
            self.words.add(self._end(shown), longest + 8 * unit, at, (0.0, 0.5), self.color("accent" if shown[2] == "accent" else "muted"))

    def _draw_line(self, y: np.ndarray, color: str, depth: int) -> None:
        x = np.arange(1.0, len(y) + 1)
        drawn = pg.PlotCurveItem(x=x, y=y, pen=pg.mkPen(self.color(color), width=2))
        drawn.setZValue(depth)
        self.addItem(drawn)
        self.addItem(pg.ScatterPlotItem(x=x[-1:], y=y[-1:], size=7, pen=pg.mkPen(self.color("surface"), width=1), brush=self.color(color)))

    def _draw_rival(self, value: float, last: int) -> None:
        pen = pg.mkPen(self.color("text"), width=1, style=Qt.PenStyle.DashLine)
        self.addItem(pg.PlotCurveItem(x=np.array([1.0, last]), y=np.array([value, value]), pen=pen))

    def _end(self, shown: tuple[str, list[float], str]) -> str:
        """What stands at the end of a line: its name and its last value."""
        name, line, _ = shown
        return f"{name} {self.text.number(line[-1])}".strip() if line else ""

    def under(self, at: QPointF) -> str:
        number = round(at.x())
        lines = [f"{name} {self.text.number(line[number - 1])}".strip() for name, line, _ in self._lines if 1 <= number <= len(line)]
        return tip(self.text("Round {number}", number=number), *lines) if lines else ""

    def figures(self) -> list[list[str]]:
        return [[name, *(f"{value:.6g}" for value in line)] for name, line, _ in self._all]


class RebuiltChart(Chart):
    """A dot an entry: across what stood in the order (0: not there, 1: there), up, logarithmic, the chance the net gives to it. Dots
    are spread sideways as far as there are others at their height, so a cloud is as wide as it is thick; a line at the middle one."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._input, self._output = np.empty(0), np.empty(0)
        self._x, self._y = np.empty(0), np.empty(0)
        self.getAxis("left").setWidth(52)
        self.getAxis("bottom").setHeight(22)

    def show_entries(self, given: np.ndarray, rebuilt: np.ndarray) -> None:
        """`given`: 0 or 1 an entry; `rebuilt`: the chance it gives to each."""
        self._input, self._output = np.asarray(given, float), np.asarray(rebuilt, float)
        self._y = np.log10(np.maximum(self._output, LEAST))
        self._x = spread(self._input >= 0.5, self._y)
        self.redraw()

    def draw(self) -> None:
        if not len(self._x):
            return
        low, high = float(self._y.min()), max(float(self._y.max()), float(self._y.min()) + 0.5)
        self.setXRange(-0.6, 1.6, padding=0)
        self.setYRange(low - 0.05 * (high - low), high + 0.05 * (high - low), padding=0)
        places = [(at, percent_at(self.text, at)) for at in round_powers(low, high)]
        if places and places[0][0] == math.log10(LEAST):
            places[0] = places[0][0], f"≤ {places[0][1]}"
        self.ticks("left", places)
        for at, _ in places:
            self.level(at)
        self.ticks("bottom", [(0.0, self.text("not in the order")), (1.0, self.text("in the order"))])

    def draw_more(self) -> list[Callable[[], None]]:
        return [lambda: self._draw_cloud(False), lambda: self._draw_cloud(True)] if len(self._x) else []

    def _draw_cloud(self, there: bool) -> None:
        chosen = (self._input >= 0.5) == there
        if not chosen.any():
            return
        color = self.color("accent", 0.55) if there else self.color("faint", 0.55)
        dots = pg.ScatterPlotItem(x=self._x[chosen], y=self._y[chosen], size=4, pen=None, brush=color)
        dots.setCacheMode(dots.CacheMode.DeviceCoordinateCache)
        self.addItem(dots)
        middle = float(np.median(self._y[chosen]))
        line = pg.PlotCurveItem(x=np.array([there - 0.5, there + 0.5]), y=np.array([middle, middle]),
                                pen=pg.mkPen(self.color("text"), width=2))
        line.setZValue(10)
        self.addItem(line)
        words = self.text("typically {chance:percent}", chance=10**middle)
        self.words.add(words, there + 0.5, middle, (1.0, 1.15), self.color("text"), self.color("surface", 0.8))

    def under(self, at: QPointF) -> str:
        if not len(self._x):
            return ""
        wide, high = self.getViewBox().viewPixelSize()
        distance = ((self._x - at.x()) / wide) ** 2 + ((self._y - at.y()) / high) ** 2
        i = int(np.argmin(distance))
        if distance[i] > NEAR**2:
            return ""
        stood = self.text("in the order") if self._input[i] >= 0.5 else self.text("not in the order")
        return tip(stood, self.text("chance given: {chance:percent}", chance=float(self._output[i])))

    def figures(self) -> list[list[str]]:
        return [[f"{one:g}", f"{other:.6g}"] for one, other in zip(self._input, self._output, strict=True)]


def spaced(wanted: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Places near those wanted, in their order, a gap apart and between `low` and `high`; closer where there is no room for the gaps."""
    rising = np.argsort(wanted, kind="stable")
    steps = np.arange(len(wanted)) * min(gap, (high - low) / max(1, len(wanted) - 1))
    eased = np.clip(wanted[rising] - steps, low, max(low, high - steps[-1:].sum()))  # without the gaps it only has to rise
    places = np.empty(len(wanted))
    places[rising] = np.maximum.accumulate(eased) + steps
    return places


def spread(there: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Places across: around 0 or 1 by `there`, as far out as there are dots in the same of BINS slices of `y` (a sina plot; Sidiropoulos
    et al., J. Comput. Graph. Stat. 2018, without its chance)."""
    x = there.astype(float)
    if not len(y):
        return x
    slices = np.minimum(((y - y.min()) * (BINS / max(float(np.ptp(y)), 1e-12))).astype(int), BINS - 1)
    keys = slices + BINS * there
    counts = np.bincount(keys, minlength=2 * BINS)
    thickness = counts / np.maximum(1, counts.reshape(2, BINS).max(axis=1)).repeat(BINS)
    place = np.modf(np.arange(1, len(y) + 1) * GOLDEN)[0] * 2 - 1
    return x + WIDEST * thickness[keys] * place


def right_way_round(there: np.ndarray, chance: np.ndarray) -> float:
    """Of a thing that was there and one that was not, how often the first is given the higher chance (area under the ROC curve, by
    ranks; equals count half). NaN where either kind is missing."""
    there = np.asarray(there) >= 0.5
    positive, negative = int(there.sum()), int((~there).sum())
    if not positive or not negative:
        return math.nan
    _, which, counts = np.unique(chance, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[which]
    return (float(rank[there].sum()) - positive * (positive + 1) / 2) / (positive * negative)
