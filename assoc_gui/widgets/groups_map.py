"""The map of the groups: every dot a product, among those of its group and in its colour, with the name of the group."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QGraphicsRectItem

from assoc_engine.text import Text

from ..group_words import NONE
from ..theme import Theme
from .charts import Chart
from .group_looks import EVEN, Look, look_color
from .map_names import MapNames

SMALLEST, LARGEST, STEPS = 5.0, 15.0, 5  # pixels of a dot, and how many sizes there are
ALONE = 300  # dots of products in no group: more would press the groups together
CROWD = 1_200  # dots from which they are drawn smaller
EACH = 800  # dots drawn in one turn
NEAR = 6  # pixels beyond the edge of a dot that count as on it
MARGIN = 0.05  # of the picture around the dots
VEIL = 0.82  # how much of the other groups is covered once one is picked


class GroupsMap(Chart):
    """`product_picked(row)` on a click on a dot, `group_picked(group)` on a name, NONE beside all. Drawn in turns."""

    product_picked = Signal(int)
    group_picked = Signal(int)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        for side in ("left", "bottom"):
            self.hideAxis(side)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._tip: Callable[[int], str] = lambda row: ""
        self._name: Callable[[int], str] = lambda row: ""
        self.forget()

    def forget(self) -> None:
        """Nothing to draw."""
        self._rows = self._group = np.empty(0, np.int64)
        self._x = self._y = self._size = np.empty(0)
        self._names: list[str] = []
        self._looks: list[Look] = []
        self._typical: list[np.ndarray] = []
        self._shown, self._ringed = NONE, -1
        self._over: list = []
        self.names = MapNames(self.color("text"), self.color("muted"), self.color("surface"))
        self.clear()

    def show_groups(
        self, x: np.ndarray, y: np.ndarray, orders: np.ndarray, group: np.ndarray, names: list[str], looks: list[Look],
        typical: list[np.ndarray], name: Callable[[int], str], tip: Callable[[int], str],
    ) -> None:  # fmt: skip
        """A dot a row whose place is known (not NaN); of those in no group only the most bought, ALONE at most. `group`: of each row its
        group, NONE for none; `names`, `looks` and `typical` rows of the groups, the most important first; `name(row)` is the product's,
        `tip(row)` the tooltip."""
        self.forget()
        rows = np.argsort(-orders, kind="stable")  # small dots lie on large ones
        rows = rows[np.isfinite(x[rows]) & np.isfinite(y[rows])]
        alone = group[rows] == NONE
        rows = rows[~alone | (np.cumsum(alone) <= ALONE)]
        self._rows, self._group, self._x, self._y = rows, group[rows], x[rows], y[rows]
        self._size = _sizes(orders[rows]) * (0.75 if len(rows) > CROWD else 1.0)
        self._names, self._looks, self._typical, self._name, self._tip = names, looks, typical, name, tip
        self.redraw()

    @property
    def drawn(self) -> int:
        return len(self._rows)

    def show_group(self, group: int, row: int = -1) -> None:
        """Dim all other groups (NONE: none is dimmed) and ring the dot of a row."""
        self._shown, self._ringed = group, row
        if not self._stale and not self._turns.busy:
            self._draw_picked()

    def draw(self) -> None:
        self._over, self.names = [], MapNames(self.color("text"), self.color("muted"), self.color("surface"))
        self.addItem(self.names, ignoreBounds=True)
        if not len(self._rows):
            return
        for values, set_range in ((self._x, self.setXRange), (self._y, self.setYRange)):
            low, high = float(values.min()), float(values.max())
            pad = max(high - low, 1e-6) * MARGIN
            set_range(low - pad, high + pad, padding=0)

    def draw_more(self) -> list[Callable[[], None]]:
        steps = [lambda first=first: self._draw_dots(slice(first, first + EACH)) for first in range(0, len(self._rows), EACH)]
        return [*steps, self._draw_picked] if steps else []

    def _draw_dots(self, part: slice) -> None:
        self._add(np.arange(len(self._rows))[part], 0).setCacheMode(pg.ScatterPlotItem.CacheMode.DeviceCoordinateCache)

    def _add(self, dots: np.ndarray, z: float) -> pg.ScatterPlotItem:
        brushes = [pg.mkBrush(self._color(look)) for look in self._looks] + [pg.mkBrush(self.color("faint", 0.55))]
        symbols, even = [look.shape for look in self._looks] + ["o"], [EVEN[look.shape] for look in self._looks] + [0.7]
        group = self._group[dots]
        made = pg.ScatterPlotItem(
            x=self._x[dots], y=self._y[dots], size=np.round(self._size[dots] * np.array(even)[group], 1),
            symbol=[symbols[g] for g in group], brush=[brushes[g] for g in group], pen=pg.mkPen(self.color("surface", 0.9), width=0.7),
        )  # fmt: skip
        made.setZValue(z)
        self.addItem(made)
        return made

    def _color(self, look: Look):
        color = look_color(look, self.theme.dark)
        color.setAlphaF(0.85)
        return color

    def _draw_picked(self) -> None:
        """The picked group over a veil on all others, the ring around a product, and the names that have room."""
        for item in self._over:
            self.removeItem(item)
        self._over = []
        if not len(self._rows):
            return
        if self._shown != NONE:
            veil = QGraphicsRectItem(self.getViewBox().viewRect())
            veil.setPen(pg.mkPen(None))
            veil.setBrush(self.color("surface", VEIL))
            veil.setZValue(5)
            self.addItem(veil, ignoreBounds=True)
            self._over += [veil, self._add(np.flatnonzero(self._group == self._shown), 10)]
        ringed = np.flatnonzero(self._rows == self._ringed)
        if len(ringed):
            ring = pg.ScatterPlotItem(
                x=self._x[ringed], y=self._y[ringed], size=self._size[ringed] + 7, brush=None, pen=pg.mkPen(self.color("text"), width=2)
            )  # fmt: skip
            ring.setZValue(20)
            self.addItem(ring)
            self._over.append(ring)
        self._write_names()

    def _write_names(self) -> None:
        """All groups by name, or the picked one and its typical products; before all the product that is ringed."""
        shown = np.full(len(self._rows), True) if self._shown == NONE else self._group == self._shown
        rows, group = self._rows[shown], self._group[shown]
        named = [self._ringed, *(self._typical[self._shown] if self._shown != NONE else ())]
        products = [(NONE, self._name(int(row)), np.flatnonzero(rows == row)) for row in dict.fromkeys(map(int, named)) if row in rows]
        groups = [(int(number), self._names[number], np.flatnonzero(group == number)) for number in np.unique(group[group != NONE])]
        first = self._ringed in rows
        self.names.place(self.getViewBox(), self._x[shown], self._y[shown], [*products[:first], *groups, *products[first:]])

    def resized(self) -> None:
        self._draw_picked()

    def nearest(self, at: QPointF) -> int:
        """The row whose dot is under a place in the plot, −1 for none; a product of the group picked before any other."""
        if not len(self._rows):
            return -1
        wide, high = self.getViewBox().viewPixelSize()
        gap = np.hypot((self._x - at.x()) / wide, (self._y - at.y()) / high) - self._size / 2
        hit = gap <= NEAR
        if self._shown != NONE and (hit & (self._group == self._shown)).any():
            hit &= self._group == self._shown
        return int(self._rows[np.argmin(np.where(hit, gap, np.inf))]) if hit.any() else -1

    def under(self, at: QPointF) -> str:
        row = self.nearest(at)
        return self._tip(row) if row >= 0 else ""

    def group_named(self, spot: QPointF) -> int:
        """The group whose name is under a place in pixels, NONE for none."""
        return next((group for group, box in self.names.boxes if box.contains(spot)), NONE)

    def mouseReleaseEvent(self, event) -> None:
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        spot = self.mapToScene(event.position().toPoint())
        row, named = self.nearest(self.getViewBox().mapSceneToView(spot)), self.group_named(spot)
        if named == NONE and row >= 0:
            self.product_picked.emit(row)
        else:
            self.group_picked.emit(named)

    def figures(self) -> list[list[str]]:
        return [
            [self._name(int(row)), self._names[group] if group != NONE else "", f"{x:.4g}", f"{y:.4g}"]
            for row, group, x, y in zip(self._rows, self._group, self._x, self._y, strict=True)
        ]  # fmt: skip


def _sizes(orders: np.ndarray) -> np.ndarray:
    """Pixels across: the area rises with the orders, in few steps, since every size is a picture of its own."""
    share = np.sqrt(orders / max(1, int(orders.max(initial=1))))
    return SMALLEST + (LARGEST - SMALLEST) * np.round(share * (STEPS - 1)) / (STEPS - 1)
