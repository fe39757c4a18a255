"""The word at the end of the line of chance lies on no dot, whichever side of the line they are on and however low the chart is; nor
does the name of the dot that is picked."""

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


@pytest.mark.parametrize("below", [False, True])
def test_the_name_of_a_dot_amid_a_crowd_covers_none(qapp, qtbot, below):
    across, up = (made.ravel() for made in np.meshgrid(np.linspace(0, 2, 70), np.linspace(0, 0.6, 14)))
    middle = 7 * 70 + 35
    chart = drawn(qapp, qtbot, 10**across, 10 ** (across + (-up if below else up)), below, (760, 260), "en")
    chart.mark(middle)
    view = chart.getViewBox()
    words, at, *_ = chart._names._entries[0]
    assert words == f"pair {middle}"
    metrics, center = QFontMetrics(sized(CAPTION)), view.mapViewToScene(at)
    box = QRectF(0, 0, metrics.horizontalAdvance(words), metrics.height())
    box.moveCenter(center)
    assert view.sceneBoundingRect().contains(box)
    spots = [view.mapViewToScene(QPointF(x, y)) for x, y in zip(chart._x, chart._y, strict=True)]
    assert not any(box.contains(spot) for spot in spots)
    assert len(spots) == len(across) and abs(center.y() - spots[middle].y()) < 150, "and it stays near"


def test_each_tick_has_its_line_in_a_chart_that_grew(qapp, qtbot):
    chart = drawn(qapp, qtbot, [1.0, 40.0, 900.0], [3.0, 90.0, 1500.0], False, (420, 90), "en")
    few = len(chart._lines)
    chart.resize(420, 400)
    qtbot.waitUntil(lambda: len(chart._lines) > few)
    assert sorted(line.value() for line in chart._lines) == sorted(at for at, _ in chart._levels(*chart.getViewBox().viewRange()[1]))
