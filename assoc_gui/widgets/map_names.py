"""The names on a map: placed where they cover least and never each other, drawn with a halo."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStaticText

from ..theme import CAPTION, sized

LONGEST = 26  # characters of a name
MOST = 0.02, 0.98  # of the dots of a place, what lies between these is around which its name stands
OTHERS, MISLEADING = 4, 8  # how much worse dots of others are under a name than its own; more of them, and it would seem to be theirs
REACH = 4  # pixels that a dot reaches beyond its middle; the name of a single one may touch no other
HALO = [QPointF(x, y) for x in (-1.5, 0, 1.5) for y in (-1.5, 0, 1.5) if x or y]  # where the ground is drawn around the words


class MapNames(pg.UIGraphicsItem):
    """`boxes`: (number, place in pixels) of each name that found room. Names with a number below 0 are drawn more quietly."""

    def __init__(self, color: QColor, quiet: QColor, ground: QColor) -> None:
        super().__init__()
        self._color, self._quiet, self._ground = color, quiet, ground
        self._words: list[tuple[QStaticText, QPointF, QColor]] = []
        self.boxes: list[tuple[int, QRectF]] = []
        self.setZValue(21)

    def place(self, view: pg.ViewBox, x: np.ndarray, y: np.ndarray, names: list[tuple[int, str, np.ndarray]]) -> None:
        """Set the `names` (number, words, its dots), the most important first, beside or on their dots (x, y in the view's coordinates)."""
        self._words, self.boxes = [], []
        zero, one = view.mapViewToScene(QPointF(0, 0)), view.mapViewToScene(QPointF(1, 1))
        spots = np.column_stack([zero.x() + x * (one.x() - zero.x()), zero.y() + y * (one.y() - zero.y())])
        metrics, area, taken = QFontMetrics(sized(CAPTION)), _edges(view.sceneBoundingRect()), np.empty((0, 4))
        for number, name, dots in names:
            words = short(name)
            boxes = around(spots[dots], metrics.horizontalAdvance(words) + 6, metrics.height()) if len(dots) else np.empty((0, 4))
            boxes = boxes[((boxes[:, :2] >= area[:2]) & (boxes[:, 2:] <= area[2:])).all(axis=1)]
            boxes = boxes[~_meet(boxes, taken).any(axis=1)]
            reach, most = (0, MISLEADING) if len(dots) > 1 else (REACH, 0)
            own = _covered(boxes, spots[dots], reach)
            others = _covered(boxes, spots, reach) - own
            fine = others <= most
            if not fine.any() and number < 0 and not self.boxes:
                fine = others == others.min(initial=len(spots))  # the product that was picked is named in any crowd
            boxes, cost = boxes[fine], (own + OTHERS * others)[fine]
            if len(boxes):
                left, top, right, bottom = box = boxes[np.argmin(cost)]
                taken = np.vstack([taken, box])
                self.boxes.append((number, QRectF(left, top, right - left, bottom - top)))
                said = QStaticText(words)
                said.setTextFormat(Qt.TextFormat.PlainText)
                self._words.append((said, view.mapSceneToView(QPointF(left + 3, top)), self._quiet if number < 0 else self._color))
        self.update()

    def paint(self, painter: QPainter, *args) -> None:
        to_pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setFont(sized(CAPTION))
        for words, at, color in self._words:
            spot = to_pixels.map(at)
            painter.setPen(self._ground)
            for shift in HALO:
                painter.drawStaticText(spot + shift, words)
            painter.setPen(color)
            painter.drawStaticText(spot, words)
        painter.restore()


def around(dots: np.ndarray, wide: float, high: float) -> np.ndarray:
    """Where the name of some dots (n × 2, in pixels) may stand, the best first: above and below most of them, beside them, on their
    middle. Boxes × left, top, right, bottom."""
    (left, top), (right, bottom) = np.quantile(dots, MOST, axis=0)
    x, y = np.median(dots, axis=0)
    above, below = top - 6 - high / 2, bottom + 6 + high / 2
    middles = np.array([
        (x, above), (x, below), (right + 9 + wide / 2, y), (left - 9 - wide / 2, y), (x, y),
        (left, above), (right, above), (left, below), (right, below), (x, above - high), (x, below + high),
    ])  # fmt: skip
    half = np.array([wide / 2, high / 2])
    return np.hstack([middles - half, middles + half])


def _edges(box: QRectF) -> np.ndarray:
    return np.array([box.left(), box.top(), box.right(), box.bottom()])


def _meet(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """bool boxes × others: do they overlap?"""
    return ((boxes[:, None, :2] < others[None, :, 2:]) & (boxes[:, None, 2:] > others[None, :, :2])).all(axis=2)


def _covered(boxes: np.ndarray, spots: np.ndarray, reach: float) -> np.ndarray:
    """Dots under each box, or not farther from it than `reach`."""
    x, y = spots[:, 0], spots[:, 1]
    wider = boxes + reach * np.array([-1, -1, 1, 1])
    found = [np.count_nonzero((x > left) & (x < right) & (y > top) & (y < bottom)) for left, top, right, bottom in wider]
    return np.array(found, np.int64)


def short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
