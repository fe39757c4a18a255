"""How far hints look ahead, in files long and short, with dates and without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.hints.horizon import DAYS, Horizon
from tests.models.pages import DAY, history


def test_long_files_look_ten_weeks_ahead_short_ones_a_fifth():
    long, short = (history([[0, 1]] * days, 2) for days in (300, 100))
    assert Horizon.of(long) == Horizon(70, 70) and Horizon.of(short) == Horizon(20, 20)
    assert Horizon.of(replace(short, time=None)) == Horizon(0, 20)
    for train in (long, short, replace(short, time=None)):
        horizon = Horizon.of(train)
        inside = horizon.ages(train) <= DAYS
        assert inside.sum() == horizon.orders and inside[-1] and not inside[0]


@pytest.mark.parametrize("dates", [True, False])
def test_a_stage_is_what_lies_around_its_moment(dates):
    train = history([[0, 1]] * 100, 2)
    train = train if dates else replace(train, time=None)
    horizon = Horizon.of(train)
    moment = horizon.earlier(train, 10)
    assert moment == (80 * DAY if dates else 80)
    whole, half = horizon.stage(train, moment, 10), horizon.stage(train, moment, 5)
    assert np.flatnonzero(whole.past).tolist() == list(range(80)) and np.flatnonzero(whole.later).tolist() == list(range(80, 100))
    assert np.flatnonzero(half.later).tolist() == list(range(80, 90))
    assert horizon.oldest(train) == 50
