"""Made-up orders against real ones: how many products they hold, how often each product is bought, and a figure round by round."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from assoc_engine.text import Text

from ..theme import CAPTION, Theme, sized
from .basic import tip
from .charts import LINE, Chart

RARE = 0.001  # share of orders below which a size at the end is not drawn
GAP = 0.5  # bars' widths before the last bar, which stands for all larger sizes
NEAR = 10  # pixels from a dot that count as on it
DECADES = 2.2  # powers of ten from which only powers are named
DOT = 7
TREND = QSize(84, 30)


class SizesChart(Chart):
    """A grey bar for the share of real orders of each size, a blue dot on a line for the made-up ones."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._real, self._made, self._x = np.empty(0), np.empty(0), np.empty(0)
        self.getAxis("left").setWidth(40)
        self.getAxis("bottom").setHeight(20)

    def show_sizes(self, real: np.ndarray, made: np.ndarray) -> None:
        """Shares of orders of 1, 2, … products; the last: that many and more."""
        if np.array_equal(real, self._real) and np.array_equal(made, self._made):
            return
        self._real, self._made = real, made
        self._x = np.arange(1.0, len(real) + 1)
        self._x[-1:] += GAP
        self.redraw()

    @property
    def _drawn(self) -> int:
        """How many sizes are drawn: all where the largest are not rare."""
        seen = np.flatnonzero(np.maximum(self._real, self._made) >= RARE)
        return int(seen[-1]) + 1 if len(seen) else 0

    def draw(self) -> None:
        count = self._drawn
        if not count:
            return
        top = float(max(self._real[:count].max(), self._made[:count].max()))
        self.setXRange(0.4, float(self._x[count - 1]) + 0.6 + 8 * count / max(60, self.width()), padding=0)  # with room for the last name
        self.setYRange(0, top * (1 + 1.6 * LINE / max(60, self.height() - 2 * LINE)), padding=0)
        for at in (top / 2, top):
            self.level(at)
        self.ticks("left", [(0.0, self.text.percent(0)), (top / 2, self.text.percent(top / 2)), (top, self.text.percent(top))])
        step = next(step for step in (1, 2, 5, 10) if count / step * 30 <= max(60, self.width() - 40) or step == 10)
        named = [size for size in range(step, count + 1, step) if size < len(self._real) and (size < count or count < len(self._real))]
        if step > 1:
            named.insert(0, 1)
        if count == len(self._real):
            named = [size for size in named if size <= count - step / 2] + [count]
        self.ticks("bottom", [(float(self._x[size - 1]), self._size_words(size)) for size in named])

    def draw_more(self) -> list[Callable[[], None]]:
        return [self._draw_bars, self._draw_made] if self._drawn else []

    def _draw_bars(self) -> None:
        count = self._drawn
        self.addItem(pg.BarGraphItem(x=self._x[:count], height=self._real[:count], width=0.8, brush=self.color("faint", 0.6),
                                     pen=pg.mkPen(None)))  # fmt: skip
        self._write_legend()

    def _draw_made(self) -> None:
        count, color = self._drawn, self.color("accent")
        own = slice(0, count - 1 if count == len(self._real) else count)  # the line does not go on to what stands for many sizes
        self.addItem(pg.PlotCurveItem(x=self._x[own], y=self._made[own], pen=pg.mkPen(color, width=1.5)))
        self.addItem(pg.ScatterPlotItem(x=self._x[:count], y=self._made[:count], size=DOT, pen=pg.mkPen(self.color("surface"), width=1),
                                        brush=color))  # fmt: skip

    def _write_legend(self) -> None:
        """Above the bars, each in its colour."""
        (_, right), (_, top) = self.getViewBox().viewRange()
        unit = (right - 0.4) / max(60, self.width() - 40)
        made, real = self.text("● made up"), self.text("■ yours")
        self.words.add(made, right, top, (1, 0), self.color("accent"))
        self.words.add(real, right - unit * (QFontMetrics(sized(CAPTION)).horizontalAdvance(made) + 14), top, (1, 0), self.color("muted"))

    def _size_words(self, size: int) -> str:
        return self.text("{size}+", size=size) if size == len(self._real) else self.text.integer(size)

    def under(self, at: QPointF) -> str:
        if not self._drawn:
            return ""
        i = int(np.argmin(np.abs(self._x[: self._drawn] - at.x())))
        return tip(self.text("Orders of {size} products", size=self._size_words(i + 1)),
                   self.text("yours {real:percent}, made up {made:percent}", real=float(self._real[i]),
                             made=float(self._made[i])))  # fmt: skip

    def figures(self) -> list[list[str]]:
        return [[self._size_words(i + 1), f"{self._real[i]:.6g}", f"{self._made[i]:.6g}"] for i in range(len(self._real))]


class SharesChart(Chart):
    """A dot a product, both axes logarithmic: the share of real orders with it across, of made-up ones up; on the diagonal they are
    alike."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._real, self._made = np.empty(0), np.empty(0)
        self._x, self._y = np.empty(0), np.empty(0)
        self.getAxis("left").setWidth(48)
        self.getAxis("bottom").setHeight(20)

    def show_shares(self, real: np.ndarray, made: np.ndarray) -> None:
        """Shares of orders that hold each product, the most bought first. What is never made up lies on the lowest line."""
        if np.array_equal(real, self._real) and np.array_equal(made, self._made):
            return
        self._real, self._made = real, made
        positive = np.concatenate([real[real > 0], made[made > 0]])
        least = float(positive.min()) if len(positive) else 1.0
        self._x, self._y = (np.log10(np.maximum(shares, least)) for shares in (real, made))
        self.redraw()

    def draw(self) -> None:
        if not len(self._x):
            return
        low, high = min(self._x.min(), self._y.min()), max(self._x.max(), self._y.max())
        low, high = low - 0.06 * (high - low) - 0.02, high + 0.1 * (high - low) + 0.02
        ticks = [(at, percent_at(self.text, at)) for at in round_powers(low, high)]
        if ticks:  # its words stand half beyond the last tick
            half = QFontMetrics(sized(CAPTION)).horizontalAdvance(ticks[-1][1]) / 2 + 4
            high = max(high, ticks[-1][0] + half * (high - low) / max(60, self.width() - 48 - half))
        self.setXRange(low, high, padding=0)
        self.setYRange(low, high, padding=0)
        self.ticks("bottom", ticks)
        self.ticks("left", ticks)
        for at, _ in ticks:
            self.level(at)
        line = pg.PlotCurveItem(x=np.array([low, high]), y=np.array([low, high]),
                                pen=pg.mkPen(self.color("text"), width=1, style=Qt.PenStyle.DashLine))  # fmt: skip
        line.setZValue(-5)
        self.addItem(line, ignoreBounds=True)
        ground = self.color("surface")  # else lines would strike the words through
        self.words.add(self.text("made up more often"), low, high, (-0.05, -0.2), self.color("muted"), ground)
        self.words.add(self.text("made up less often"), high, low, (1.05, 1.2), self.color("muted"), ground)

    def draw_more(self) -> list[Callable[[], None]]:
        return [self._draw_dots] if len(self._x) else []

    def _draw_dots(self) -> None:
        self.addItem(pg.ScatterPlotItem(x=self._x, y=self._y, size=DOT, pen=None, brush=self.color("accent", 0.65)))

    def under(self, at: QPointF) -> str:
        if not len(self._x):
            return ""
        wide, high = self.getViewBox().viewPixelSize()
        distance = ((self._x - at.x()) / wide) ** 2 + ((self._y - at.y()) / high) ** 2
        i = int(np.argmin(distance))
        if distance[i] > NEAR**2:
            return ""
        return tip(self.text("Of the products shown, number {rank} in orders", rank=i + 1),
                   self.text("in {real:percent} of your orders, in {made:percent} of those made up", real=float(self._real[i]),
                             made=float(self._made[i])))  # fmt: skip

    def figures(self) -> list[list[str]]:
        return [[f"{real:.6g}", f"{made:.6g}"] for real, made in zip(self._real, self._made, strict=True)]


def percent_at(text: Text, power: float) -> str:
    """The words of a tick on a logarithmic axis of shares: below a thousandth, too, each has its own."""
    share = 10**power
    return text.percent(share) if share >= 0.001 else f"{text.number(100 * share)}%"


def round_powers(low: float, high: float) -> list[float]:
    """Logarithms of round figures in a range: powers of ten, between them 2 and 5 where the range is short."""
    steps = (1,) if high - low > DECADES else (1, 2, 5)
    powers = range(math.floor(low), math.ceil(high) + 1)
    return [power + math.log10(step) for power in powers for step in steps if low <= power + math.log10(step) <= high]


class Trend(QWidget):
    """A figure round by round, small: its line, and dashed the limit it should reach."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rounds, self._values, self._limit = np.empty(0), np.empty(0), math.nan
        self.setFixedSize(TREND)
        theme.changed.connect(self.update)

    def show_trend(self, rounds: list[int], values: list[float], limit: float) -> None:
        """`limit`: NaN for none."""
        known = [(at, value) for at, value in zip(rounds, values, strict=True) if math.isfinite(value)]
        self._rounds, self._values = (np.array([one[i] for one in known], float) for i in range(2))
        self._limit = limit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._values):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, color = QRectF(self.rect()).adjusted(4, 5, -5, -5), self._theme.color
        known = np.append(self._values, self._limit) if math.isfinite(self._limit) else self._values
        low, high = float(known.min()), float(known.max())
        up = lambda value: box.bottom() - (value - low) / ((high - low) or 1.0) * box.height()
        if math.isfinite(self._limit):
            painter.setPen(QPen(color("muted"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(box.left(), up(self._limit)), QPointF(box.right(), up(self._limit)))
        first, span = self._rounds[0], (self._rounds[-1] - self._rounds[0]) or 1.0
        spots = [QPointF(box.left() + (at - first) / span * box.width(), up(value)) for at,
                 value in zip(self._rounds, self._values, strict=True)]
        painter.setPen(QPen(color("accent"), 1.6))
        painter.drawPolyline(QPolygonF(spots))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        painter.drawEllipse(spots[-1], 3, 3)
