"""The map of groups with more of them than colours and more products than dots, and the chart of how many groups there are."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from assoc_engine.text import Text
from assoc_gui.group_words import NONE
from assoc_gui.theme import QUALITATIVE, Theme
from assoc_gui.widgets.group_count import CountChart
from assoc_gui.widgets.group_looks import SHAPES, look_color, looks_of
from assoc_gui.widgets.groups_map import GroupsMap


@pytest.fixture
def crowd(qapp, qtbot):
    """A map of 3,000 products in 60 groups."""
    chance = np.random.default_rng(0)
    group = np.where(chance.random(3000) < 0.2, NONE, np.arange(3000) % 60)
    middles = chance.uniform(-40, 40, (60, 2))
    x, y = np.where(group[:, None] == NONE, chance.uniform(-45, 45, (3000, 2)), middles[group] + chance.normal(size=(3000, 2)) * 2).T
    chart = GroupsMap(Text("en"), Theme(qapp, "light"))
    chart.resize(800, 500)
    chart.show()
    looks = looks_of(x, y, group, 60)
    rows = [np.flatnonzero(group == place)[:4] for place in range(60)]
    chart.group, chart.orders = group, chance.integers(1, 900, 3000)
    chart.show_groups(x, y, chart.orders, group, [f"A group of things {i}" for i in range(60)], looks, rows, str, str)
    qtbot.waitUntil(lambda: not chart._turns.busy)
    yield chart
    chart.hide()
    chart.deleteLater()


def test_names_never_lie_on_each_other_nor_outside(crowd):
    area, boxes = crowd.getViewBox().sceneBoundingRect(), [box for _, box in crowd.names.boxes]
    assert len(boxes) >= 25
    assert all(area.contains(box) for box in boxes)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].intersects(pair[1])]
    named = [number for number, _ in crowd.names.boxes]
    assert named == sorted(named) and named[0] == 0, "the most important choose their place first"


def test_the_name_of_a_product_lies_on_no_dot_but_that_of_the_picked_is_always_there(crowd):
    for group in range(0, 60, 6):
        crowd.show_group(group)
        view, inside = crowd.getViewBox(), np.flatnonzero(crowd._group == group)
        spots = [view.mapViewToScene(QPointF(crowd._x[dot], crowd._y[dot])) for dot in inside]
        for number, box in crowd.names.boxes:
            assert number != NONE or not any(box.contains(spot) for spot in spots)
        picked = int(crowd._rows[inside[len(inside) // 2]])
        crowd.show_group(group, picked)
        assert crowd.names.boxes[0][0] == NONE, "the picked one comes first"


def test_of_products_in_no_group_only_the_most_bought_are_drawn(crowd):
    alone = np.flatnonzero(crowd.group == NONE)
    drawn = crowd._rows[crowd._group == NONE]
    assert len(drawn) == 300 and sorted(crowd.orders[drawn]) == sorted(crowd.orders[alone])[-300:]
    assert crowd.drawn == 300 + np.count_nonzero(crowd.group != NONE)


def test_larger_dots_are_of_more_orders(crowd):
    assert (np.diff(crowd._size) <= 0).all(), "rows by falling orders, and small dots lie on large ones"
    assert crowd._size.max() / crowd._size.min() > 2


def test_looks_differ_and_a_colour_comes_back_far_away():
    place = np.arange(21.0)  # groups in a line: 0 beside 1 beside 2 …
    looks = looks_of(place, np.zeros(21), np.arange(21), 21)
    assert (
        len(set(looks)) == 21 and {look.shape for look in looks[:7]} == {SHAPES[0]} and {look.color for look in looks[:7]} == set(range(7))
    )
    assert all(looks[i].color != looks[i + 1].color for i in range(20))
    many = looks_of(np.zeros(42), np.zeros(42), np.arange(42), 42)
    assert len(set(many)) == len(QUALITATIVE) * len(SHAPES)


@pytest.mark.parametrize("dark", [False, True])
def test_no_colour_is_lost_in_its_ground(qapp, dark):
    theme = Theme(qapp, "dark" if dark else "light")

    def light(color) -> float:
        channels = color.redF(), color.greenF(), color.blueF()
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    ground = light(theme.color("surface"))
    shades = [light(look_color(look, dark)) for look in looks_of(np.arange(7.0), np.zeros(7), np.arange(7), 7)]
    assert min(max(shade, ground) / min(shade, ground) for shade in shades) > (4 if dark else 1.9)


def test_where_all_have_room_the_chosen_number_is_written_too(qapp, qtbot):
    chart = CountChart(Text("en"), Theme(qapp, "light"))
    chart.resize(180, 160)
    chart.show()
    numbers = [*range(100, 160, 4)]
    chart.show_trials([{"number": n, "ari": 0.5, "low": 0.4, "high": 0.6} for n in numbers], 128)
    shown = [word for _, word in chart._numbers()]
    assert "128" in shown and len(shown) < len(numbers)
    chart.hide()
    chart.deleteLater()
