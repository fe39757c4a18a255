"""Charts with pyqtgraph, restyled with the theme: what all share, and columns and bars of counts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolTip

from assoc_engine.text import Text

from ..theme import CAPTION, Theme, sized

pg.setConfigOptions(antialias=True)


class Chart(pg.PlotWidget):
    """A quiet plot: no zoom that could be entered by accident, tooltips of exact values, a menu to copy it.

    Subclasses draw in `draw` (called again for other data and colours), say what is under the mouse in `under` and give
    their figures in `figures`.
    """

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(background=None)
        self.text, self.theme = text, theme
        self.setFrameShape(self.Shape.NoFrame)
        self.setStyleSheet("background: transparent")
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.getViewBox().setDefaultPadding(0.0)
        self.setMouseEnabled(False, False)
        self.setMouseTracking(True)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(tickLength=0, tickFont=sized(CAPTION), autoExpandTextSpace=False)
        theme.changed.connect(self.redraw)

    def draw(self) -> None:
        raise NotImplementedError

    def under(self, at: QPointF) -> str:
        """The words for the tooltip at a place in the plot's coordinates, "" for none."""
        return ""

    def figures(self) -> list[list[str]]:
        """The figures behind the picture, a row each, for copying."""
        return []

    def redraw(self) -> None:
        self.clear()
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(pg.mkPen(None))
            self.getAxis(side).setTextPen(self.color("muted"))
        self.draw()

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        color = self.theme.color(name)
        color.setAlphaF(alpha)
        return color

    def ticks(self, side: str, places: list[tuple[float, str]]) -> None:
        self.getAxis(side).setTicks([places])

    def level(self, at: float, vertical: bool = False) -> None:
        """A thin line across the plot."""
        line = pg.InfiniteLine(at, angle=90 if vertical else 0, pen=pg.mkPen(self.color("line"), width=1))
        line.setZValue(-10)
        self.addItem(line, ignoreBounds=True)

    def write(self, words: str, x: float, y: float, anchor: tuple[float, float], color: str = "muted", size: int = CAPTION):
        item = pg.TextItem(words, color=self.color(color), anchor=anchor)
        item.setFont(sized(size))
        item.setPos(x, y)
        self.addItem(item, ignoreBounds=True)
        return item

    def mouseMoveEvent(self, event) -> None:  # noqa: N802 (Qt's names)
        at = self.getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint()))
        words = self.under(at)
        if words:
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event) -> None:  # noqa: N802
        event.accept()

    def mouseReleaseEvent(self, event) -> None:  # noqa: N802
        event.accept()

    def wheelEvent(self, event) -> None:  # noqa: N802
        event.ignore()  # the page scrolls, the plot does not zoom

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip:
            return True  # shown while the mouse moves
        return super().viewportEvent(event)

    def contextMenuEvent(self, event) -> None:  # noqa: N802
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.text("Copy picture"), self.copy_picture)
        menu.addAction(self.text("Copy data"), self.copy_data)
        menu.popup(event.globalPos())

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.grab())

    def copy_data(self) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in self.figures()))


class Columns(Chart):
    """Upright bars of counts on zero, the count on each where there is room, some names below."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._names: list[str] = []
        self._counts = np.empty(0)
        self._strong = -1
        self._exact: Callable[[int], str] = lambda i: ""
        self.hideAxis("left")
        self.getAxis("bottom").setHeight(20)

    def show_counts(self, names: list[str], counts: np.ndarray, exact: Callable[[int], str], strong: int = -1) -> None:
        """`exact(i)`: the tooltip of a bar. `strong`: the one bar to look at (−1: all alike)."""
        self._names, self._counts, self._exact, self._strong = names, np.asarray(counts, float), exact, strong
        self.redraw()

    def draw(self) -> None:
        count = len(self._counts)
        if not count:
            return
        top = max(1.0, float(self._counts.max()))
        colors = [self.color("accent", 1.0 if self._strong in (-1, i) else 0.45) for i in range(count)]
        self.addItem(
            pg.BarGraphItem(x=np.arange(count), height=self._counts, width=0.78, brushes=colors, pens=[pg.mkPen(None)] * count)
        )
        self.setXRange(-0.6, count - 0.4, padding=0)
        self.setYRange(0, top * 1.16, padding=0)
        self._write_names()
        self._write_counts()

    def resizeEvent(self, event) -> None:  # noqa: N802
        before = self.width() if event is None else event.oldSize().width()
        super().resizeEvent(event)
        if len(getattr(self, "_counts", ())) and event is not None and before != event.size().width():
            self.redraw()

    def _write_names(self) -> None:
        widest = max(map(QFontMetrics(sized(CAPTION)).horizontalAdvance, self._names), default=1) + 14
        each = max(1.0, self.viewport().width() / len(self._names))
        step = max(1, math.ceil(widest / each))
        shown = [(i, self._names[i]) for i in range(0, len(self._names), step)]
        # A name centred on the last bar must not run over the edge.
        if len(shown) > 1 and (len(self._names) - 1 - shown[-1][0] + 0.5) * each < widest / 2:
            shown.pop()
        if shown and each / 2 < widest / 2 - 4 and len(self._names) > 1:
            shown = [(i + 0.0, name) for i, name in shown if (i + 0.5) * each >= widest / 2 - 4] or shown
        self.ticks("bottom", shown)

    def _write_counts(self) -> None:
        words = [self.text.integer(value) for value in self._counts]
        room = self.viewport().width() / len(words)
        if max(map(QFontMetrics(sized(CAPTION)).horizontalAdvance, words)) + 4 > room:
            strongest = int(np.argmax(self._counts))
            self.write(words[strongest], strongest, self._counts[strongest], (0.5, 1.0))
            return
        for i, (value, word) in enumerate(zip(self._counts, words, strict=True)):
            if value:
                self.write(word, i, value, (0.5, 1.0))

    def under(self, at: QPointF) -> str:
        i = round(at.x())
        inside = 0 <= i < len(self._counts) and abs(at.x() - i) < 0.45 and at.y() >= 0
        return self._exact(i) if inside else ""

    def figures(self) -> list[list[str]]:
        return [[name, f"{count:g}"] for name, count in zip(self._names, self._counts, strict=True)]


class Bars(Chart):
    """Lying bars of counts on zero, longest on top, the name at the left of each."""

    NAME_WIDTH = 210

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._names: list[str] = []
        self._counts = np.empty(0)
        self._exact: Callable[[int], str] = lambda i: ""
        self.hideAxis("bottom")
        self.getAxis("left").setWidth(self.NAME_WIDTH)
        self.getAxis("left").setStyle(tickTextOffset=8)

    def show_counts(self, names: list[str], counts: np.ndarray, exact: Callable[[int], str]) -> None:
        self._names, self._counts, self._exact = names, np.asarray(counts, float), exact
        self.redraw()

    def draw(self) -> None:
        count = len(self._counts)
        if not count:
            return
        places = -np.arange(count)
        self.addItem(pg.BarGraphItem(
            x0=0, y=places, height=0.62, width=self._counts, brush=self.color("accent"), pen=pg.mkPen(None)
        ))  # fmt: skip
        metrics = QFontMetrics(sized(CAPTION))
        elided = [metrics.elidedText(n, Qt.TextElideMode.ElideRight, self.NAME_WIDTH - 14) for n in self._names]
        self.ticks("left", list(zip(places.tolist(), elided, strict=True)))
        top = max(1.0, float(self._counts.max()))
        self.setXRange(0, top * 1.14, padding=0)
        self.setYRange(-count + 0.4, 0.6, padding=0)
        for place, value in zip(places, self._counts, strict=True):
            self.write(self.text.integer(value), value, place, (0.0, 0.5))

    def under(self, at: QPointF) -> str:
        i = round(-at.y())
        return self._exact(i) if 0 <= i < len(self._counts) else ""

    def figures(self) -> list[list[str]]:
        return [[name, f"{count:g}"] for name, count in zip(self._names, self._counts, strict=True)]
