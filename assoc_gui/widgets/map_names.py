"""The names on a map: placed where they cover least and never each other, drawn with a halo."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from ..theme import CAPTION, sized

LONGEST = 26  # characters of a name
MOST = 0.12, 0.88  # of the dots of a place, what lies between these is around which its name stands
HALO = 3.5  # pixels across


class MapNames(pg.UIGraphicsItem):
    """`boxes`: (number, place in pixels) of each name that found room. Names with a number below 0 are drawn more quietly."""

    def __init__(self, color: QColor, quiet: QColor, ground: QColor) -> None:
        super().__init__()
        self._color, self._quiet, self._ground = color, quiet, ground
        self._paths: list[tuple[QPainterPath, QPointF, QColor]] = []
        self.boxes: list[tuple[int, QRectF]] = []
        self.setZValue(21)

    def place(self, view: pg.ViewBox, x: np.ndarray, y: np.ndarray, names: list[tuple[int, str, np.ndarray]]) -> None:
        """Set the `names` (number, words, its dots), the most important first, beside or on their dots (x, y in the view's coordinates)."""
        self._paths, self.boxes = [], []
        zero, one = view.mapViewToScene(QPointF(0, 0)), view.mapViewToScene(QPointF(1, 1))
        spots = np.column_stack([zero.x() + x * (one.x() - zero.x()), zero.y() + y * (one.y() - zero.y())])
        metrics, area = QFontMetrics(sized(CAPTION)), view.sceneBoundingRect()
        for number, name, dots in names:
            words = short(name)
            boxes = around(spots[dots], metrics.horizontalAdvance(words) + 6, metrics.height()) if len(dots) else []
            free = [box for box in boxes if area.contains(box) and not any(box.intersects(other) for _, other in self.boxes)]
            if free:
                box = min(free, key=lambda box: _covered(box, spots))
                self.boxes.append((number, box))
                path = QPainterPath()
                path.addText(-box.width() / 2 + 3, metrics.ascent() - box.height() / 2, sized(CAPTION), words)
                self._paths.append((path, view.mapSceneToView(box.center()), self._quiet if number < 0 else self._color))
        self.update()

    def paint(self, painter: QPainter, *args) -> None:
        to_pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for path, at, color in self._paths:
            spot = to_pixels.map(at)
            painter.translate(spot)
            painter.strokePath(path, QPen(self._ground, HALO, j=Qt.PenJoinStyle.RoundJoin))
            painter.fillPath(path, color)
            painter.translate(-spot)
        painter.restore()


def around(dots: np.ndarray, wide: float, high: float) -> list[QRectF]:
    """Where the name of some dots (n × 2, in pixels) may stand, the best first: above and below most of them, beside them, on their middle."""
    (left, top), (right, bottom) = np.quantile(dots, MOST, axis=0)
    x, y = np.median(dots, axis=0)
    above, below = top - 6 - high / 2, bottom + 6 + high / 2
    spots = (
        (x, above), (x, below), (right + 9 + wide / 2, y), (left - 9 - wide / 2, y), (x, y),
        (left, above), (right, above), (left, below), (right, below), (x, above - high), (x, below + high),
    )  # fmt: skip
    return [QRectF(across - wide / 2, down - high / 2, wide, high) for across, down in spots]


def _covered(box: QRectF, spots: np.ndarray) -> int:
    """Dots under a name."""
    x, y = spots.T
    return int(np.count_nonzero((x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())))


def short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
