"""The word at the end of the line of chance lies on no dot, whichever side of the line they are on and however low the chart is."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics

from assoc_engine.text import Text
from assoc_gui.theme import CAPTION, Theme, sized
from assoc_gui.widgets.link_scatter import LinkScatter

RADIUS = 6


def drawn(qapp, qtbot, expected, counted, below: bool, size: tuple[int, int], language: str) -> LinkScatter:
    chart = LinkScatter(Text(language), Theme(qapp, "light"))
    chart.below = below
    qtbot.addWidget(chart)
    chart.resize(*size)
    chart.show()
    qtbot.waitExposed(chart)
    grade = np.full(len(expected), 3, np.int8)
    chart.choose_dots(np.array(expected, float), np.array(counted, float), grade, lambda row: f"pair {row}", lambda row: "")
    chart.redraw()
    qtbot.waitUntil(lambda: not chart._turns.busy)
    return chart


def word_and_plot(chart: LinkScatter) -> tuple[QRectF, QRectF]:
    """Where the word is painted, which the plot holds it within, in pixels."""
    view = chart.getViewBox()
    plot = view.sceneBoundingRect()
    words, at, (across, down), *_ = next(entry for entry in chart.words._entries if entry[0] == chart.text("chance"))
    metrics, spot = QFontMetrics(sized(CAPTION)), view.mapViewToScene(at)
    box = QRectF(0, 0, metrics.horizontalAdvance(words) + 4, metrics.height() + 2)
    box.moveTo(spot.x() - across * box.width(), spot.y() - down * box.height())
    box.moveLeft(max(plot.left(), min(box.left(), plot.right() - box.width())))
    box.moveTop(max(plot.top(), min(box.top(), plot.bottom() - box.height())))
    return box, plot


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(760, 170), (420, 100)])
@pytest.mark.parametrize(
    ("expected", "counted"),
    [
        ([12, 30, 110, 398, 1278], [3, 9, 47, 266, 852]),  # up to a very common pair near the line
        ([25, 24.5, 24], [0, 6, 0]),  # all far below it
        ([200], [150]),
        ([10.0] * 3 + [2000], [7, 7, 7, 0]),
    ],
)
def test_below_the_line(qapp, qtbot, expected, counted, size, language):
    chart = drawn(qapp, qtbot, expected, counted, True, size, language)
    box, plot = word_and_plot(chart)
    (left, right), (floor, roof) = chart.getViewBox().viewRange()
    assert max(left, floor) < min(right, roof) and roof > np.log10(max(expected)), "the line is seen above every dot"
    for x, y in zip(np.log10(expected), np.log10(np.maximum(counted, 0.5)), strict=True):
        spot = chart.getViewBox().mapViewToScene(QPointF(x, y))
        assert plot.contains(spot)
        assert not box.intersects(QRectF(spot.x() - RADIUS, spot.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)), (x, y)
