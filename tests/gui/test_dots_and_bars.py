"""What the charts draw: a picked dot keeps the look of its grade, names cover as little as they can, a count stands on its bar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from assoc_engine.text import Text
from assoc_gui.theme import Theme
from assoc_gui.widgets.charts import LINE, Columns
from assoc_gui.widgets.dots_legend import DotsLegend
from assoc_gui.widgets.link_scatter import LINE_WEIGHS, LinkScatter


def shown(made, qtbot, width: int, height: int):
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: not made._turns.busy)
    return made


@pytest.fixture
def scatter(qapp, qtbot) -> LinkScatter:
    """A pair of each grade, far from each other."""
    made = LinkScatter(Text("en"), Theme(qapp, "light"))
    made.choose_dots(np.array([10.0, 30, 100, 300]), np.array([12.0, 60, 300, 900]), np.arange(4, dtype=np.int8), lambda row: f"pair {row}",
                     lambda row: "")
    return shown(made, qtbot, 700, 300)


def looks(items) -> list[tuple]:
    return [(item.opts["symbol"] if isinstance(item.opts["symbol"], str) else "half", item.opts["brush"].color().name()) for item in items]


@pytest.mark.parametrize("below", [False, True])
def test_a_picked_dot_looks_as_its_grade_does(scatter, below):
    scatter.below = below
    color = {name: scatter.theme.color(name).name() for name in ("faint", "good", "surface")}
    wanted = {0: ("o", color["faint"]), 1: ("o", color["surface"]), 2: ("half", color["good"]), 3: ("o", color["good"])}
    for row, look in wanted.items():
        scatter.mark(row)
        ring, dot = scatter._rings[:2]
        assert looks([dot]) == [look], f"grade {row}"
        assert ring.opts["size"] > dot.opts["size"] and dot.opts["brush"].color().alpha() == 255


def test_the_legend_names_the_grades_that_are_drawn(qapp, qtbot):
    legend = DotsLegend(Text("en"), Theme(qapp, "light"))
    qtbot.addWidget(legend)
    legend.show()
    legend.show_grades(np.array([3, 0, 0, 2], np.int8))
    told = {grade: (mark.kind, words.text()) for grade, (mark, words) in legend.parts.items() if mark.isVisible() and words.isVisible()}
    assert told == {3: ("proven", "proven"), 2: ("likely", "likely"), 0: ("dot", "may be chance")}


def test_a_name_stands_where_it_covers_fewest_dots(qapp, qtbot):
    """A crowd at the right of the strongest pair, none at its left."""
    made = LinkScatter(Text("en"), Theme(qapp, "light"))
    across, up = np.meshgrid(np.linspace(32, 60, 20), np.linspace(180, 480, 20))
    x, y = np.r_[30.0, 1, across.ravel()], np.r_[300.0, 100, up.ravel()]
    made.choose_dots(x, y, np.r_[3, np.zeros(401)].astype(np.int8), lambda row: "a name of some length", lambda row: "")
    shown(made, qtbot, 700, 300)
    (_, at, anchor, _, _ground), = made._names._entries
    assert made.getViewBox().mapViewToScene(at).x() < made._spot(0).x() - 20 and anchor == (0.5, 0.5)
    everywhere = made.getViewBox().sceneBoundingRect()
    assert made._covered(everywhere) == 402 + LINE_WEIGHS
    assert made._covered(QRectF(everywhere.right() - 1, everywhere.bottom() - 1, 1, 1)) == 0


def test_a_count_stands_on_its_bar_and_no_line_strikes_it_out(qapp, qtbot):
    """Lines far above the bar, just above a high one, just above a low one, and below the top."""
    made = Columns(Text("en"), Theme(qapp, "light"))
    counts, across = np.array([40.0, 60, 2, 90]), np.array([100.0, 63, 4, 70])
    made.show_counts(list("abcd"), counts, lambda i: "", across=across)
    shown(made, qtbot, 400, 132)
    muted, inside = made.theme.color("muted").name(), made.theme.color("on_accent").name()
    told = {words: (at.y(), anchor[1], color.name()) for words, at, anchor, color, _ in made.words._entries if words.isdigit()}
    assert told == {"40": (40.0, 1.0, muted), "60": (60.0, 0.0, inside), "2": (4.0, 1.0, muted), "90": (90.0, 1.0, muted)}
    for count, line in zip(counts, across, strict=True):
        at, anchor, _ = told[f"{count:.0f}"]
        low, high = (at, at + LINE * made._unit()) if anchor else (at - LINE * made._unit(), at)
        assert not low < line < high, "the line is not in the words"
