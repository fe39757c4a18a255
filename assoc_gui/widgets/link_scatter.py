"""Expected against actual joint orders, both logarithmic: every dot a pair, its shape the grade, the dashed line what chance alone
gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainterPath
from PySide6.QtWidgets import QRubberBand

from assoc_engine.rules.verdicts import NONE, A, B, C
from assoc_engine.text import Text

from ..theme import CAPTION, Theme, sized
from .charts import Chart, Words

MOST_ROWS = 250_000  # rows looked at
FEW_ROWS = 4_000  # up to here every row has its own dot
SPOTS = (400, 110)  # places a dot can have, across and up
DRAG = 8  # pixels a mouse moves before it draws a frame
NEAR = 9  # pixels from a dot that count as on it
CROWD = 2_000  # dots from which they are drawn smaller
NAMED = 3  # dots named without asking
LINE_WEIGHS = 4  # dots: what a name should rather cover than the line of chance
TICK = 24  # pixels a tick on the upright axis needs
FINE = 0.8  # powers of ten across below which ticks stand closer
LEAST_SPAN = 0.3  # powers of ten across, at least: twice as many
SHORT_OF_LINE = 0.5  # powers of ten that the chart is drawn deeper at most
OVER = 0.16  # powers of ten above the highest dot, and above a line of chance that has all dots below it
RINGED = 0.2  # of the height, at least, above the highest dot: room for its ring and its name
RADIUS = 4  # pixels of a dot
HALF = 9  # pixels of the words of a tick above it, which the upper end would cut
NEXT_TICK = 14  # pixels that a tick is above the one of what never was
LEAST = 0.1  # expected orders below this are drawn here
NEVER = 0.5  # and what never was together is drawn here


def dots_to_draw(x: np.ndarray, y: np.ndarray, grade: np.ndarray) -> np.ndarray:
    """Rows to draw, rising: the first (strongest) of those that would fall on the same spot, so that every row lies
    within a pixel or two of a dot. Beyond MOST_ROWS rows an even sample of those without a grade is looked at."""
    rows = np.arange(len(x))
    if len(rows) > MOST_ROWS:
        passing, others = np.flatnonzero(grade != NONE)[:MOST_ROWS], np.flatnonzero(grade == NONE)
        step = max(1, -(-len(others) // max(1, MOST_ROWS - len(passing))))
        rows = np.sort(np.concatenate([passing, others[::step]]))
    if len(rows) <= FEW_ROWS:
        return rows
    across, up = (_spots(values[rows], many) for values, many in ((x, SPOTS[0]), (y, SPOTS[1])))
    bits = len(x).bit_length()
    keys = ((across * SPOTS[1] + up) * 4 + grade[rows]) << bits | rows
    keys.sort()
    spot = keys >> bits
    first = np.concatenate([[True], spot[1:] != spot[:-1]])
    return np.sort(keys[first] & ((1 << bits) - 1))


def _spots(values: np.ndarray, many: int) -> np.ndarray:
    low, high = values.min(), values.max()
    return ((values - low) * ((many - 1) / max(high - low, 1e-9))).astype(np.int64)


class LinkScatter(Chart):
    """`picked(row of links)` on a click, `framed(bool array over the links)` after a frame was drawn around many."""

    picked = Signal(int)
    framed = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._rows = np.empty(0, np.int64)
        self._x = self._y = np.empty(0)
        self._grade = np.empty(0, np.int8)
        self.below = False  # do the dots that have a grade lie below the line?
        self._name: Callable[[int], str] = lambda row: ""
        self._exact: Callable[[int], str] = lambda row: ""
        self._marked = -1
        self._rings: list = []
        self._lines: list = []  # across the plot, one a tick
        self._names = Words()
        self._all = np.empty(0), np.empty(0)
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.viewport())
        self._from: QPoint | None = None
        self._end = QPointF()
        self.getAxis("left").setWidth(52)
        self.getAxis("bottom").setHeight(20)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def choose_dots(
        self, expected: np.ndarray, orders: np.ndarray, grade: np.ndarray,
        name: Callable[[int], str], exact: Callable[[int], str],
    ) -> None:  # fmt: skip
        """What the next `redraw` shows: a dot a link. `grade`: its number in verdicts.py. `name(row)`: the words beside a marked dot;
        `exact(row)`: its tooltip. Drawing is another turn of the event loop's work."""
        grade = np.asarray(grade)
        x, y = np.log10(np.maximum(expected, LEAST)), np.log10(np.maximum(orders, NEVER))
        self._all = x, y
        self._rows = dots_to_draw(x, y, grade)
        self._x, self._y, self._grade = x[self._rows], y[self._rows], grade[self._rows]
        self._name, self._exact, self._marked = name, exact, -1

    @property
    def drawn(self) -> int:
        return len(self._rows)

    def mark(self, row: int) -> None:
        """Ring the dot of a link and name it."""
        self._marked = row
        if not self._stale:
            self._draw_marks()

    def draw_more(self) -> list[Callable[[], None]]:
        return [*(lambda grade=grade: self._draw_dots(grade) for grade in (NONE, C, B, A)), self._draw_marks]

    def draw(self) -> None:
        self._rings, self._names = [], Words()
        self.addItem(self._names, ignoreBounds=True)
        if not len(self._rows):
            return
        low, high = float(self._x.min()), float(self._x.max())
        bottom, top = float(self._y.min()), float(self._y.max())
        roof = max(max(top, bottom + 0.7) + OVER, top + RINGED * (top - bottom))
        if self.below:  # the line is seen, and ends beyond every dot
            roof = max(roof, high + OVER)
            high = roof
        # Room at the right for the word at the end of the diagonal.
        high = max(high, low + LEAST_SPAN)
        left, right = low - 0.06 * (high - low), high + 0.12 * (high - low)
        self.setXRange(left, right, padding=0)
        floor = bottom - 0.14
        if floor - left < SHORT_OF_LINE:  # the line of chance is seen from the left on
            floor = min(floor, left)
        self.setYRange(floor, roof, padding=0)
        self.ticks("bottom", [
            (at, f"≤ {words}" if at == np.log10(LEAST) else words) for at, words in _powers(self.text, left, right - 0.025 * (right - left))
        ])  # fmt: skip
        self._lines = []
        self._draw_levels(floor, roof)
        self._draw_chance(left, high, floor, roof)

    def _draw_dots(self, grade: int) -> None:
        chosen = self._grade == grade
        if not chosen.any():
            return
        crowd = len(self._rows) > CROWD
        size, shade = ((4, 0.4) if crowd else (6, 0.6)) if grade == NONE else ((6, 0.7) if crowd else (8, 0.9))
        dots = pg.ScatterPlotItem(x=self._x[chosen], y=self._y[chosen], **self._look(grade, size, shade))
        dots.setCacheMode(dots.CacheMode.DeviceCoordinateCache)
        self.addItem(dots)

    def _look(self, grade: int, size: int, shade: float) -> dict:
        """Of a dot: the shape and colour of its grade's sign in the table; pale where chance can explain it."""
        if grade == NONE:
            return {"size": size, "pen": None, "brush": self.color("faint", shade)}
        hue = self.color("good", shade)
        return {
            "size": size, "pen": None if grade == A else pg.mkPen(hue, width=1),
            "brush": hue if grade != C else self.color("surface"), "symbol": half_circle() if grade == B else "o",
        }  # fmt: skip

    def _draw_chance(self, left: float, right: float, floor: float, roof: float) -> None:
        low, high = max(left, floor), min(right, roof)
        if high <= low:
            return
        pen = pg.mkPen(self.color("text"), width=1, style=Qt.PenStyle.DashLine)
        line = pg.PlotDataItem([low, high], [low, high], pen=pen)
        line.setZValue(15)
        self.addItem(line, ignoreBounds=True)
        self._end = QPointF(high, high)
        self.write(self.text("chance"), high, high, (-0.05, 0.6) if high == right else (-0.15, -0.05))

    def _draw_marks(self) -> None:
        for ring in self._rings:
            self.removeItem(ring)
        self._rings = []
        self._names.forget()
        if not len(self._rows):
            return
        passing = np.flatnonzero(self._grade >= B)[:NAMED]
        wanted = [int(np.searchsorted(self._rows, self._marked))] if self._marked in self._rows else []
        wanted += [int(i) for i in passing if int(i) not in wanted]
        taken = [QRectF(spot.x() - 7, spot.y() - 7, 14, 14) for spot in map(self._spot, wanted[:1])]
        end = self.getViewBox().mapViewToScene(self._end)
        taken.append(QRectF(end.x(), end.y() - 12, 90, 34))  # the word at the end of the diagonal
        for order, i in enumerate(wanted):
            row = int(self._rows[i])
            if not self._write_name(i, self._name(row), taken, asked=not order) and order:
                continue
            self._ring(i, row == self._marked)

    def _ring(self, i: int, marked: bool) -> None:
        """A ring around a dot, which keeps its look; both above all other dots."""
        pen = pg.mkPen(self.color("text"), width=2 if marked else 1)
        for look in ({"size": 14 if marked else 12, "pen": pen, "brush": self.color("surface")}, self._look(int(self._grade[i]), 8, 1.0)):
            drawn = pg.ScatterPlotItem(x=[self._x[i]], y=[self._y[i]], **look)
            drawn.setZValue(20)
            self.addItem(drawn)
            self._rings.append(drawn)

    def _write_name(self, i: int, words: str, taken: list[QRectF], asked: bool) -> bool:
        """Beside the dot, where it covers nothing; one that is `asked` for where it covers least, also further off and led to its dot by a
        line. False where there is no such place."""
        metrics, spot = QFontMetrics(sized(CAPTION)), self._spot(i)
        wide, high = metrics.horizontalAdvance(words) + 10, metrics.height() + 2
        area = self.getViewBox().sceneBoundingRect()
        beside = [
            QRectF(spot.x() + 9 if right else spot.x() - 9 - wide, spot.y() - down * high, wide, high)
            for right in (True, False) for down in (0.5, 1.1, -0.1)
        ]  # fmt: skip
        for step in range(int(area.height() / high) if asked else 1):  # above it, or below, ever further
            rises = (-9 - high * (step + 1), 9 + high * step)
            beside += [QRectF(spot.x() - part * wide, spot.y() + rise, wide, high) for rise in rises for part in (0.5, 0.1, 0.9)]
        free = [box for box in beside if area.contains(box) and not any(box.intersects(other) for other in taken)]
        covered = [self._covered(box) for box in free]
        if not free or (min(covered) and not asked):
            return False
        box = free[covered.index(min(covered))]
        if abs(box.center().y() - spot.y()) > 9 + high:
            self._lead(spot, box)
        at = self.getViewBox().mapSceneToView(box.center())
        self._names.add(words, at.x(), at.y(), (0.5, 0.5), self.color("text"), self.color("surface"))
        taken.append(box)
        return True

    def _lead(self, spot: QPointF, box: QRectF) -> None:
        """A line from a dot to its name."""
        end = QPointF(min(max(spot.x(), box.left()), box.right()), box.bottom() if box.bottom() < spot.y() else box.top())
        ends = [self.getViewBox().mapSceneToView(one) for one in (spot, end)]
        line = pg.PlotCurveItem([at.x() for at in ends], [at.y() for at in ends], pen=pg.mkPen(self.color("text"), width=1))
        line.setZValue(19)
        self.addItem(line, ignoreBounds=True)
        self._rings.append(line)

    def _covered(self, box: QRectF) -> int:
        """Dots that touch a part of the scene, the line of chance taken for some of them."""
        place, box = self.getViewBox().mapSceneToView, box.adjusted(-RADIUS, -RADIUS, RADIUS, RADIUS)
        (left, top), (right, bottom) = ((at.x(), at.y()) for at in (place(box.topLeft()), place(box.bottomRight())))
        dots = np.count_nonzero((self._x >= left) & (self._x <= right) & (self._y >= bottom) & (self._y <= top))
        return int(dots) + (LINE_WEIGHS if max(left, bottom) < min(right, top) else 0)

    def _spot(self, i: int) -> QPointF:
        return self.getViewBox().mapViewToScene(QPointF(self._x[i], self._y[i]))

    def resized(self) -> None:
        self._draw_levels(*self.getViewBox().viewRange()[1])
        self._draw_marks()

    def _draw_levels(self, floor: float, roof: float) -> None:
        """Ticks, and a line across at each."""
        for line in self._lines:
            self.removeItem(line)
        places = self._levels(floor, roof)
        self.ticks("left", places)
        self._lines = [self.level(at) for at, _words in places]

    def _levels(self, floor: float, roof: float) -> list[tuple[float, str]]:
        never, pixel = float(np.log10(NEVER)), (roof - floor) / max(1, self.height())
        places = _powers(self.text, max(floor, 0.0), roof - HALF * pixel, min(7, self.height() // TICK))
        return [(never, self.text.integer(0)),
                *(one for one in places if one[0] - never > NEXT_TICK * pixel)] if self._y.min(initial=0.0) <= never else places

    def nearest(self, at: QPointF) -> int:
        """The link whose dot is under a place in the plot, −1 for none."""
        if not len(self._rows):
            return -1
        wide, high = self.getViewBox().viewPixelSize()
        distance = ((self._x - at.x()) / wide) ** 2 + ((self._y - at.y()) / high) ** 2
        best = int(np.argmin(distance))
        return int(self._rows[best]) if distance[best] <= NEAR**2 else -1

    def under(self, at: QPointF) -> str:
        row = self.nearest(at)
        return self._exact(row) if row >= 0 else ""

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
        event.accept()

    def mouseMoveEvent(self, event) -> None:
        if self._from is None:
            super().mouseMoveEvent(event)
            return
        frame = QRect(self._from, event.position().toPoint()).normalized()
        if frame.width() + frame.height() > DRAG:
            self._band.setGeometry(frame)
            self._band.show()

    def mouseReleaseEvent(self, event) -> None:
        event.accept()
        if self._from is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place = self.getViewBox().mapSceneToView
        if self._band.isVisible():
            self._band.hide()
            frame = self._band.geometry()
            one, other = place(self.mapToScene(frame.topLeft())), place(self.mapToScene(frame.bottomRight()))
            x, y = self._all
            inside = (x >= one.x()) & (x <= other.x()) & (y <= one.y()) & (y >= other.y())
            if inside.any():
                self.framed.emit(inside)
        else:
            row = self.nearest(place(self.mapToScene(self._from)))
            if row >= 0:
                self.picked.emit(row)
        self._from = None

    def figures(self) -> list[list[str]]:
        return [
            [self._name(int(row)), f"{10**x:.4g}", f"{10**y:.0f}" if 10**y > NEVER else "0"]
            for row, x, y in zip(self._rows, self._x, self._y, strict=True)
        ]


def half_circle() -> QPainterPath:
    """A circle of which the left half is filled: the other is drawn twice, and what is inside both is outside."""
    made = QPainterPath()
    made.addEllipse(QRectF(-0.5, -0.5, 1, 1))
    made.moveTo(0, -0.5)
    made.arcTo(QRectF(-0.5, -0.5, 1, 1), 90, -180)
    made.closeSubpath()
    return made


def _powers(text: Text, low: float, high: float, most: int = 7) -> list[tuple[float, str]]:
    """Ticks at every half or whole figure, at 1, 2, 4 or 1, 3 or powers of ten within a range of logarithms, `most` at most where
    possible."""
    finest = ((*np.arange(1, 10, 0.5).tolist(),), tuple(range(1, 10))) if high - low < FINE else ()
    for steps in (*finest, (1, 2, 4), (1, 3), (1,)):
        places = [
            (float(np.log10(step) + power), step * 10.0**power)
            for power in range(int(np.floor(low)), int(np.ceil(high)) + 1) for step in steps
            if low <= np.log10(step) + power <= high
        ]  # fmt: skip
        if len(places) <= most:
            break
    return [(at, text.number(value)) for at, value in places]
