"""The picture: no group over another, typical products in the middle, related groups near, loose ones around, always the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from assoc_engine.groups.picture import places


def drawn(sizes, seed=0, loose=30):
    draw = np.random.default_rng(seed)
    starts = np.cumsum([0, *sizes])
    groups = [np.arange(low, high) for low, high in itertools.pairwise(starts)]
    middles = draw.normal(size=(len(sizes), 8))
    others = np.arange(starts[-1], starts[-1] + loose)
    x, y = places(middles, groups, others, int(starts[-1]) + loose + 2)
    return np.stack([x, y], axis=1), groups, others, middles


@pytest.mark.parametrize("sizes", [[5], [12, 3], [40, 3, 3, 20], list(range(3, 60))])
def test_groups_do_not_lie_over_one_another(sizes):
    at, groups, others, _ = drawn(sizes)
    middle = np.stack([at[members].mean(axis=0) for members in groups])
    for number, members in enumerate(groups):
        reach = np.linalg.norm(at[members] - middle[number], axis=1).max() if len(members) > 1 else 0
        rest = np.concatenate([*(mine for other, mine in enumerate(groups) if other != number), others])
        assert np.linalg.norm(at[rest] - middle[number], axis=1).min() > reach, number
    shown = at[np.concatenate([*groups, others])]
    between = np.linalg.norm(shown[:, None] - shown, axis=2) + 9 * np.eye(len(shown))
    assert between.min() > 0.5, "dots stand apart"
    assert np.isnan(at[-2:]).all() and np.isfinite(shown).all()


def test_the_most_typical_is_in_the_middle_and_the_loose_are_outside():
    at, groups, others, _ = drawn([30, 20, 10])
    for members in groups:
        out = np.linalg.norm(at[members] - at[members[0]], axis=1)
        assert np.argsort(out)[:3].tolist()[0] == 0 and out[-1] > 2 * out[1]
    furthest = np.linalg.norm(at[np.concatenate(groups)], axis=1).max()
    assert np.linalg.norm(at[others], axis=1).min() > furthest


def test_the_same_input_gives_the_same_picture():
    first, second = drawn([9, 9, 9, 4])[0], drawn([9, 9, 9, 4])[0]
    np.testing.assert_array_equal(first, second)


def test_groups_that_go_together_are_near():
    base = np.eye(3)[np.repeat(np.arange(3), 4)] + np.random.default_rng(2).normal(size=(12, 3)) * 0.05
    groups = [np.arange(n * 5, n * 5 + 5) for n in range(12)]
    x, y = places(base, groups, np.empty(0, np.int64), 60)
    middle = np.stack([np.stack([x, y], axis=1)[members].mean(axis=0) for members in groups])
    between = np.linalg.norm(middle[:, None] - middle, axis=2)
    same = np.repeat(np.arange(3), 4)[:, None] == np.repeat(np.arange(3), 4)
    assert between[same & ~np.eye(12, dtype=bool)].mean() < 0.6 * between[~same].mean()
