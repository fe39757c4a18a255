"""Both tails against scipy's distributions, and the rates of false finds against their formulas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from assoc_engine.rules.tails import lower_tail, q_values, upper_tail


def test_they_are_the_tails_of_the_binomial_with_both_moments():
    trials, share = np.array([40, 200, 50_000]), np.array([0.3, 0.05, 0.002])
    mean = trials * share
    for joint in (0, 1, 2, 9, 30):
        upper = upper_tail(np.full(3, joint), mean, mean * (1 - share), trials)
        lower = lower_tail(np.full(3, joint), mean, mean * (1 - share), trials)
        np.testing.assert_allclose(upper, stats.binom.sf(joint - 1, trials, share), rtol=1e-8)
        np.testing.assert_allclose(lower, stats.binom.cdf(joint, trials, share), rtol=1e-8)


def test_where_the_variance_is_the_mean_they_are_poisson():
    joint, mean = np.array([0, 1, 7, 40]), np.array([2.0, 0.3, 2.5, 11.0])
    np.testing.assert_allclose(upper_tail(joint, mean, mean, 10**6), stats.poisson.sf(joint - 1, mean), rtol=1e-9)
    np.testing.assert_allclose(lower_tail(joint, mean, mean, 10**6), stats.poisson.cdf(joint, mean), rtol=1e-9)


def test_every_possible_count_has_a_chance_and_none_beyond():
    """A variance so small that its binomial would end before the rarer product's orders."""
    p = upper_tail(np.array([8.0, 9.0]), np.array([4.0, 4.0]), np.array([0.5, 0.5]), np.array([8.0, 8.0]))
    assert p[0] == pytest.approx(0.5**8) and p[1] < 1e-12
    assert lower_tail(8, 4.0, 0.5, 8)[0] == pytest.approx(1)
    assert upper_tail(3, 3.0, 0.0, 3)[0] == pytest.approx(1), "a product in all orders meets the other in each of them"


def test_what_chance_never_does():
    assert upper_tail(np.array([0, 1]), np.zeros(2), np.zeros(2), 5).tolist() == [1.0, 0.0]
    assert lower_tail(np.array([0, 1]), np.zeros(2), np.zeros(2), 5).tolist() == [1.0, 1.0]


def test_broken_counts_lie_between_whole_ones():
    whole = upper_tail(np.array([4, 5]), 2.0, 1.9, 60)
    between = upper_tail(4.5, 2.0, 1.9, 60)[0]
    assert whole[1] < between < whole[0]


def test_q_values_are_benjamini_hochberg_over_all_tests():
    p = np.random.default_rng(2).random(50) ** 3
    whole = np.concatenate([p, np.ones(450)])
    np.testing.assert_allclose(q_values(p, 500), stats.false_discovery_control(whole)[:50], rtol=1e-12)
    assert q_values(np.array([]), 10).size == 0


def test_whatever_the_dependence_they_are_benjamini_yekutieli():
    p = np.random.default_rng(3).random(50) ** 6
    whole = np.concatenate([p, np.ones(450)])
    np.testing.assert_allclose(q_values(p, 500, dependent=True), stats.false_discovery_control(whole, method="by")[:50], rtol=1e-9)


def test_tests_that_are_not_listed_stand_before_those_that_are():
    p = np.array([0.01, 0.04])
    assert q_values(p, 100, np.array([0, 3])).tolist() == [pytest.approx(0.04 * 100 / 5), pytest.approx(0.04 * 100 / 5)]
