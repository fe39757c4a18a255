"""Which groups are found again: by hand, on planted groups, and on the control."""

from __future__ import annotations

import numpy as np
import pytest
from made_groups import made
from sklearn.metrics import adjusted_rand_score

from assoc_engine.groups.chance import dealt
from assoc_engine.groups.clustering import group, numbers_for
from assoc_engine.groups.stability import Trial, choose, found_again, try_numbers, within
from assoc_engine.models.splitting import basket_matrix
from assoc_engine.progress import Cancelled, Progress


def test_numbers_hold_groups_that_one_can_use():
    for products in (24, 60, 500, 1500, 100_000):
        numbers = numbers_for(products)
        assert numbers == sorted(set(numbers)) and numbers[0] >= 4 and numbers[-1] <= 150
        assert all(products / number >= 6 for number in numbers)
    assert numbers_for(5) == [] and numbers_for(12) == [2]


def test_found_again_by_hand():
    labels = np.array([0, 0, 0, 0, 1, 1, -1])
    half = np.array([2, 2, 2, 0, 0, 0, 0])
    nearest, alike, again = found_again(labels, half)
    assert nearest.tolist() == [2, 0]
    np.testing.assert_allclose(alike, [3 / 4, 2 / 4])
    assert again.tolist() == [True, True, True, False, True, True, False]


def test_within_is_the_sum_over_pairs():
    draw = np.random.default_rng(0)
    pairs = draw.random((9, 9)).astype(np.float32)
    pairs = pairs + pairs.T
    np.fill_diagonal(pairs, 0)
    labels = draw.integers(3, size=9)
    expected = [sum(pairs[a, b] for a in range(9) for b in range(a) if labels[a] == labels[b] == number) for number in range(3)]
    np.testing.assert_allclose(within(labels, pairs), expected, rtol=1e-5)


def test_choose_the_fewest_that_are_as_stable_and_none_that_the_control_matches():
    def trial(number, ari, spread=0.02, chance=0.0):
        return Trial(number, ari, ari - spread, ari + spread, chance)

    assert choose([trial(4, 0.3), trial(8, 0.795), trial(12, 0.8), trial(20, 0.6)]).number == 8
    assert choose([trial(4, 0.9, chance=0.95), trial(8, 0.4)]).number == 8, "what the control does as well proves nothing"
    assert choose([trial(4, 0.01), trial(8, 0.02)]) is None
    assert choose([]) is None


def test_well_parted_points_come_as_they_are():
    draw = np.random.default_rng(1)
    truth = np.repeat(np.arange(5), 20)
    points = draw.normal(size=(5, 6))[truth] * 4 + draw.normal(size=(100, 6)) * 0.2
    five, two = group(points, [5, 2])
    assert adjusted_rand_score(truth, five) == 1 and len(np.unique(two)) == 2
    np.testing.assert_array_equal(group(points, [5])[0], five)


def test_planted_themes_are_the_number_that_is_found_again():
    seed = 1
    shop = made(1200, loose=0, seed=seed)
    products = np.arange(shop.train.products)
    trials = try_numbers(basket_matrix(shop.train), products, None, [2, 4, 6, 8], seed)
    assert choose(trials.tried).number == 4
    best = trials.tried[1]
    assert best.ari > 0.9 > max(trial.ari for trial in trials.tried if trial is not best) and abs(best.chance) < 0.1
    alike = [adjusted_rand_score(shop.theme, half.labels[1]) for half in trials.halves]
    assert len(alike) == 16 and np.mean(alike) > 0.9


def test_in_the_control_no_number_is_found_again():
    matrix = dealt(basket_matrix(made(1500).train), 7)
    trials = try_numbers(matrix, np.arange(matrix.shape[1]), None, [4, 6, 8], 0)
    assert choose(trials.tried) is None and max(trial.ari for trial in trials.tried) < 0.15


def test_names_that_tell_nothing_get_no_weight_and_names_of_the_themes_may():
    shop = made(600, loose=0, keeps=0.6)
    matrix, products = basket_matrix(shop.train), np.arange(shop.train.products)
    told = np.eye(4)[shop.theme] + np.random.default_rng(0).normal(size=(len(products), 4)) * 0.05
    told /= np.linalg.norm(told, axis=1, keepdims=True)
    mixed = told[np.random.default_rng(1).permutation(len(products))]
    assert try_numbers(matrix, products, mixed, [4, 6], 0).weight == 0
    helped = try_numbers(matrix, products, told, [4, 6], 0)
    assert helped.weight > 0 and helped.kept[helped.weight] > helped.kept[0.0]


def test_it_can_be_cancelled():
    progress = Progress()
    progress.cancel()
    matrix = basket_matrix(made(200).train)
    with pytest.raises(Cancelled):
        try_numbers(matrix, np.arange(20), None, [3], 0, progress)
