"""How groups are told apart in a picture: by colour first, and by shape where there are more groups than colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ..theme import QUALITATIVE, Theme
from .row_painter import RowPainter

SHAPES = ("o", "s", "t1", "d", "p", "star")  # pyqtgraph's circle, square, triangle, diamond, pentagon, star
EVEN = {"o": 1.0, "s": 0.9, "t1": 1.1, "d": 1.1, "p": 1.05, "star": 1.25}  # times the size, so that all weigh alike
# Those of QUALITATIVE that are too light for a light ground, or too dark for a dark one, in place of which other shades stand.
ON_LIGHT, ON_DARK = {"#F0E442": "#CDBA1A"}, {"#0072B2": "#4596CB"}


@dataclass(frozen=True)
class Look:
    color: int  # of QUALITATIVE
    shape: str  # one of SHAPES


def looks_of(x: np.ndarray, y: np.ndarray, group: np.ndarray, count: int) -> list[Look]:
    """A look for each of `count` groups, the most important first, from where their dots lie.

    Each takes the colour whose nearest holder is farthest away; a colour that is taken again comes with the next shape.
    """
    places = np.zeros((count, 2))
    for number in range(count):
        own = group == number
        if own.any():
            places[number] = np.median(x[own]), np.median(y[own])
    holders: list[list[int]] = [[] for _ in QUALITATIVE]
    looks = []
    for number, at in enumerate(places):
        gaps = [float(np.min(np.sum((places[held] - at) ** 2, axis=1))) if held else np.inf for held in holders]
        fewest = min(map(len, holders))
        color = max((c for c, held in enumerate(holders) if len(held) == fewest), key=lambda c: (gaps[c], -c))
        looks.append(Look(color, SHAPES[len(holders[color]) % len(SHAPES)]))
        holders[color].append(number)
    return looks


def look_color(look: Look, dark: bool) -> QColor:
    """Its colour, as its ground asks for it."""
    color = QUALITATIVE[look.color]
    return QColor((ON_DARK if dark else ON_LIGHT).get(color, color))


def paint_look(painter: QPainter, box: QRectF, look: Look, theme: Theme) -> None:
    """The sign of a group."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look_color(look, theme.dark))
    side = 0.85 * min(box.width(), box.height()) * EVEN[look.shape]
    painter.translate(box.center())
    painter.scale(side, side)
    painter.drawPath(Symbols[look.shape])
    painter.restore()


class GroupRowPainter(RowPainter):
    """Rows whose mark is the place of a group in `looks`."""

    looks: Sequence[Look] = ()

    def paint_sign(self, painter: QPainter, box: QRectF, mark: str) -> None:
        paint_look(painter, box, self.looks[int(mark)], self._theme)
