"""The generator of made baskets: the same again from the same seed, of the sizes it says, with its patterns in them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from benchmarks.quest import quest

SMALL = {"D": 20_000, "N": 300, "L": 40}


@pytest.fixture(scope="module")
def made():
    return quest(**SMALL, seed=3)


def dense(made) -> np.ndarray:
    table = np.zeros((len(made.start) - 1, SMALL["N"]), bool)
    table[np.repeat(np.arange(len(table)), np.diff(made.start)), made.items] = True
    return table


def test_the_same_seed_makes_the_same_baskets_and_another_one_others(made):
    again, other = quest(**SMALL, seed=3), quest(**SMALL, seed=4)
    assert all(np.array_equal(column, vars(again)[name]) for name, column in vars(made).items())
    assert not np.array_equal(made.start, other.start)


def test_baskets_are_rising_and_different_within_and_about_as_long_as_asked(made):
    inside = np.ones(len(made.items), bool)
    inside[made.start[:-1]] = False
    assert (np.diff(made.items)[inside[1:]] > 0).all()
    assert made.start[0] == 0 and made.start[-1] == len(made.items)
    assert 0 <= made.items.min() and made.items.max() < SMALL["N"]
    assert 8 < np.diff(made.start).mean() < 12
    assert 0 < (np.diff(made.start) == 0).mean() < 0.02  # some stay empty: the first piece was too large
    assert 3.4 < np.diff(made.pattern_start).mean() < 4.8


def test_patterns_stand_together_as_often_as_their_weight_and_corruption_say(made):
    """A whole pattern is drawn about pieces · weight · (1 − corruption) times; chance alone would hardly ever make it."""
    table = dense(made)
    for p in np.argsort(-made.weight * (1 - made.corruption))[:5]:
        pattern = made.pattern_items[made.pattern_start[p] : made.pattern_start[p + 1]]
        if len(pattern) < 3:
            continue
        together = table[:, pattern].all(axis=1).mean()
        by_chance = table[:, pattern].mean(axis=0).prod()
        assert together > 20 * by_chance
        # A basket has two to six pieces.
        whole = made.weight[p] * (1 - made.corruption[p])
        assert 1.5 * whole < together < 10 * whole


def test_a_pattern_without_corruption_is_never_torn():
    made = quest(D=5_000, T=6, I=3, L=1, N=50, corruption=-9, seed=1)
    table = np.zeros((5_000, 50), bool)
    table[np.repeat(np.arange(5_000), np.diff(made.start)), made.items] = True
    pattern = made.pattern_items
    assert len(pattern) >= 2
    for a, b in combinations(pattern, 2):
        assert np.array_equal(table[:, a], table[:, b])
    filled = np.diff(made.start) > 0
    assert (table.sum(axis=1) == filled * len(pattern)).all() and filled.mean() > 0.9
