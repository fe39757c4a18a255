"""Charts with pyqtgraph, restyled with the theme: what all share, and columns and bars of counts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QToolTip

from assoc_engine.text import Text

from ..theme import CAPTION, Theme, sized
from .keyboard import Ringed
from .turns import Turns

pg.setConfigOptions(antialias=True)


LOWEST = 64  # pixels below which a plot says nothing any more
RIM = [(across, down) for across in (-1, 0, 1) for down in (-1, 0, 1) if across or down]  # pixels around words that lie on dots


class Words(pg.UIGraphicsItem):
    """All labels of a plot in one item, at a size in pixels: a document for each would take ten times as long."""

    def __init__(self) -> None:
        super().__init__()
        self._font = sized(CAPTION)
        self._entries: list[tuple[str, QPointF, tuple[float, float], QColor, QColor | None]] = []
        self.setZValue(21)

    def add(
        self, words: str, x: float, y: float, anchor: tuple[float, float], color: QColor, ground: QColor | None = None
    ) -> None:
        """`anchor`: which point of the words lies at (x, y), from (0, 0) left top to (1, 1) right bottom; `ground`: of their rim."""
        self._entries.append((words, QPointF(x, y), anchor, color, ground))
        self.update()

    def forget(self) -> None:
        self._entries = []
        self.update()

    def paint(self, painter: QPainter, *args) -> None:
        to_pixels = painter.transform()
        inside = to_pixels.mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        metrics = painter.fontMetrics()
        for words, at, (across, down), color, ground in self._entries:
            spot, wide, high = to_pixels.map(at), metrics.horizontalAdvance(words) + 4, metrics.height() + 2
            box = QRectF(spot.x() - across * wide, spot.y() - down * high, wide, high)
            box.moveLeft(max(inside.left(), min(box.left(), inside.right() - wide)))
            box.moveTop(max(inside.top(), min(box.top(), inside.bottom() - high)))
            if ground is not None:
                self._clear_around(painter, box, words, ground)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    @staticmethod
    def _clear_around(painter: QPainter, box: QRectF, words: str, ground: QColor) -> None:
        """A thin rim in the colour of the ground around each letter: what lies between and behind them is still seen."""
        painter.setPen(ground)
        for across, down in RIM:
            painter.drawText(box.translated(across, down), Qt.AlignmentFlag.AlignCenter, words)


class Chart(Ringed, pg.PlotWidget):
    """A quiet plot: no zoom that could be entered by accident, tooltips of exact values, a menu to copy it.

    Subclasses draw in `draw` and `draw_more` (called again for other data and colours), say what is under the mouse in `under` and give
    their figures in `figures`.
    """

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(background=None)
        self.text, self.theme = text, theme
        self.words = Words()
        self._stale = True
        self._turns = Turns(self)
        self._resized = QTimer(self, interval=40, singleShot=True)
        self._resized.timeout.connect(self.resized)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumHeight(LOWEST)
        # Only the view itself: tooltips and menus of the chart would inherit it.
        self.setStyleSheet("QGraphicsView { background: transparent; }")
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.getViewBox().setDefaultPadding(0.0)
        self.setMouseEnabled(False, False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(
                tickLength=0,
                tickAlpha=0,
                tickFont=sized(CAPTION),
                autoExpandTextSpace=False,
                hideOverlappingLabels=False,
            )
        theme.changed.connect(self.redraw)

    def draw(self) -> None:
        raise NotImplementedError

    def draw_more(self) -> list[Callable[[], None]]:
        """What follows in turns of the event loop, of a picture that takes long."""
        return []

    def under(self, at: QPointF) -> str:
        """The words for the tooltip at a place in the plot's coordinates, "" for none."""
        return ""

    def figures(self) -> list[list[str]]:
        """The figures behind the picture, a row each, for copying."""
        return []

    def sizeHint(self) -> QSize:
        """It takes what it is given; the view's own hint is the size of the drawing."""
        return self.minimumSize()

    def redraw(self) -> None:
        """Draw anew, or when next shown."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        self.clear()
        self.words = Words()
        self.addItem(self.words, ignoreBounds=True)
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(pg.mkPen(None))
            self.getAxis(side).setTextPen(self.color("muted"))
        self.draw()
        self._turns.again(*self.draw_more())

    def close(self) -> None:
        self._stale = True
        self._resized.stop()
        self._turns.again()
        super().close()

    def resized(self) -> None:
        """It has another size now: what is placed by pixels is drawn anew."""
        self.redraw()

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        color = self.theme.color(name)
        color.setAlphaF(alpha)
        return color

    def ticks(self, side: str, places: list[tuple[float, str]]) -> None:
        self.getAxis(side).setTicks([places])

    def level(self, at: float) -> pg.InfiniteLine:
        """A thin line across the plot."""
        line = pg.InfiniteLine(at, angle=0, pen=pg.mkPen(self.color("line"), width=1))
        line.setZValue(-10)
        self.addItem(line, ignoreBounds=True)
        return line

    def write(self, words: str, x: float, y: float, anchor: tuple[float, float], color: str = "muted") -> None:
        self.words.add(words, x, y, anchor, self.color(color))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if self._stale:
            self.redraw()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        # The view's own constructor resizes it before ours has run.
        if event is not None and getattr(self, "_stale", True) is False:
            self._resized.start()

    def mouseMoveEvent(self, event) -> None:
        at = self.getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint()))
        words = self.under(at)
        if words:
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event) -> None:
        event.accept()

    def mouseReleaseEvent(self, event) -> None:
        event.accept()

    def keyPressEvent(self, event) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_data()
        else:
            event.ignore()

    def wheelEvent(self, event) -> None:
        event.ignore()  # the page scrolls, the plot does not zoom

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return True  # shown while the mouse moves
        return super().viewportEvent(event)

    def contextMenuEvent(self, event) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.text("Copy picture"), self.copy_picture)
        menu.addAction(self.text("Copy data"), self.copy_data)
        menu.addAction(self.text("Save picture…"), self.save_picture)
        menu.popup(event.globalPos())

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.grab())

    def save_picture(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self.window(), self.text("Save picture…"), "", "PNG (*.png)")
        if path:
            self.grab().save(path if path.lower().endswith(".png") else f"{path}.png")

    def copy_data(self) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in self.figures()))


LINE = 18  # pixels for a line of words above or below the bars
MOST_NAMES = 0.4  # of the width for the names of lying bars
FIGURES_WIDTH = 60  # pixels for the figure behind each


class Columns(Chart):
    """Upright bars of counts on zero, the count on each where there is room, some names below."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._names: list[str] = []
        self._counts = np.empty(0)
        self._across: np.ndarray | None = None
        self._strong = -1
        self._name_last = False
        self._exact: Callable[[int], str] = lambda i: ""
        self.hideAxis("left")
        self.hideAxis("bottom")

    def show_counts(
        self,
        names: list[str],
        counts: np.ndarray,
        exact: Callable[[int], str],
        strong: int = -1,
        name_last: bool = False,
        across: np.ndarray | None = None,
    ) -> None:
        """`exact(i)`: the tooltip of a bar. `strong`: the one bar to look at (−1: all alike). `name_last`: the last bar
        is not like the others and must have its name. `across`: at what height a line crosses each."""
        self._name_last, self._across = name_last, across
        self._names, self._counts, self._exact, self._strong = names, np.asarray(counts, float), exact, strong
        self.redraw()

    def draw(self) -> None:
        count = len(self._counts)
        if not count:
            return
        top = self._top()
        colors = [self.color("accent", 1.0 if self._strong in (-1, i) else 0.45) for i in range(count)]
        self.addItem(
            pg.BarGraphItem(
                x=np.arange(count), height=self._counts, width=0.78, brushes=colors, pens=[pg.mkPen(None)] * count
            )
        )
        self.setXRange(-0.6, count - 0.4, padding=0)
        unit = self._unit()
        self.setYRange(-LINE * unit, top + LINE * unit, padding=0)
        self.level(0)
        if self._across is not None:
            ends = (np.arange(count)[:, None] + (-0.46, 0.46)).ravel()
            line = pg.PlotDataItem(ends, np.repeat(self._across, 2), connect="pairs", pen=pg.mkPen(self.color("text"), width=2))
            self.addItem(line, ignoreBounds=True)
        self._write_names()
        self._write_counts()

    def _write_names(self) -> None:
        """Below the bars, as many as have room beside each other."""
        widest = max(map(QFontMetrics(sized(CAPTION)).horizontalAdvance, self._names), default=1) + 14
        step = max(1, math.ceil(widest / self._each()))
        # The first one is moved inwards where its neighbour leaves room for that, else the first that fits begins.
        first = max(0, math.ceil(widest / 2 / self._each() - 0.6))
        shown = list(range(0 if step * self._each() > 1.5 * widest else first, len(self._names), step))
        if self._name_last:
            shown = [i for i in shown if i <= len(self._names) - 1 - step] + [len(self._names) - 1]
        end = -math.inf
        for i in shown:
            end = self._write_over(i, self._names[i], 0, 0.0, end)

    def _write_counts(self) -> None:
        """Above the bars where all have room, else above the one to look at or the highest."""
        words = [self.text.integer(value) for value in self._counts]
        if max(map(QFontMetrics(sized(CAPTION)).horizontalAdvance, words)) + 4 <= self._each():
            shown = np.flatnonzero(self._counts).tolist()
        else:
            shown = [self._strong if self._strong >= 0 else int(np.argmax(self._counts))]
        for i in shown:
            self._write_count(i, words[i])

    def _write_count(self, i: int, words: str) -> None:
        """On its bar; within it where the line that crosses it would strike the words out."""
        count, unit = self._counts[i], self._unit()
        crossed = self._across is not None and count <= self._across[i] < count + LINE * unit
        if crossed and count > LINE * unit:
            self._write_over(i, words, count, 0.0, -math.inf, "on_accent")
        else:
            self._write_over(i, words, max(count, self._across[i]) if crossed else count, 1.0, -math.inf)

    def _top(self) -> float:
        """The height of the highest bar or line."""
        return max(1.0, float(self._counts.max()), *(() if self._across is None else (float(self._across.max()),)))

    def _unit(self) -> float:
        """What a pixel upwards stands for."""
        return self._top() / (max(60, self.height()) - 2 * LINE)

    def _each(self) -> float:
        """Pixels a bar and its gap take."""
        return max(1.0, self.width() / (len(self._counts) + 0.2))

    def _write_over(self, i: int, words: str, y: float, anchor: float, free_from: float, color: str = "muted") -> float:
        """Words centred on bar i, moved inwards rather than clipped; not at all where `free_from` (pixels) is beyond
        their start. Returns where they end."""
        each, wide = self._each(), QFontMetrics(sized(CAPTION)).horizontalAdvance(words) + 6
        middle = min(max((i + 0.6) * each, wide / 2), self.width() - wide / 2)
        if middle - wide / 2 < free_from:
            return free_from
        self.write(words, middle / each - 0.6, y, (0.5, anchor), color)
        return middle + wide / 2 + 8

    def under(self, at: QPointF) -> str:
        i = round(at.x())
        inside = 0 <= i < len(self._counts) and abs(at.x() - i) < 0.45 and at.y() >= 0
        return self._exact(i) if inside else ""

    def figures(self) -> list[list[str]]:
        return [[name, f"{count:g}"] for name, count in zip(self._names, self._counts, strict=True)]


class Bars(Chart):
    """Lying bars of counts on zero, longest on top, the name at the left of each."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._names: list[str] = []
        self._counts = np.empty(0)
        self._strong = -1
        self._exact: Callable[[int], str] = lambda i: ""
        self._say = text.integer
        self.hideAxis("bottom")
        self.hideAxis("left")

    def show_counts(
        self, names: list[str], counts: np.ndarray, exact: Callable[[int], str], say: Callable[[float], str] | None = None,
        strong: int = -1,
    ) -> None:  # fmt: skip
        """`exact(i)`: the tooltip of a bar; `say(count)`: the figure behind it, where it is not a whole number. `strong`: the one bar to
        look at (−1: all alike)."""
        self._names, self._counts, self._exact, self._say = names, np.asarray(counts, float), exact, say or self.text.integer
        self._strong = strong
        self.redraw()

    def draw(self) -> None:
        count = len(self._counts)
        if not count:
            return
        places = -np.arange(count)
        colors = [self.color("accent" if self._strong in (-1, i) else "faint") for i in range(count)]
        self.addItem(pg.BarGraphItem(
            x0=0, y=places, height=0.62, width=self._counts, brushes=colors, pens=[pg.mkPen(None)] * count
        ))  # fmt: skip
        metrics = QFontMetrics(sized(CAPTION))
        # Names take what they need, at most two fifths of the width.
        needed = max(map(metrics.horizontalAdvance, self._names)) + 16
        aside = min(needed, MOST_NAMES * self.width())
        top = float(self._counts.max())
        unit = (top if top > 0 else 1.0) / max(60, self.width() - aside - FIGURES_WIDTH)
        self.setXRange(-aside * unit, self._counts.max() + FIGURES_WIDTH * unit, padding=0)
        self.setYRange(-count + 0.4, 0.6, padding=0)
        for place, value, name in zip(places, self._counts, self._names, strict=True):
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, int(aside) - 12)
            self.write(elided, -4 * unit, place, (1.0, 0.5), color="text")
            self.write(self._say(value), value, place, (0.0, 0.5))

    def under(self, at: QPointF) -> str:
        i = round(-at.y())
        return self._exact(i) if 0 <= i < len(self._counts) else ""

    def figures(self) -> list[list[str]]:
        return [[name, f"{count:g}"] for name, count in zip(self._names, self._counts, strict=True)]
