"""Intervals of confidence and lift: by hand, by a peer library, and how often they hold the truth in made shops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from assoc_engine.rules.intervals import Z, confidence_interval, lift_interval


def test_confidence_by_hand():
    """Wilson's own form: (c + z²/2n ∓ z √(c (1 − c) / n + z² / 4n²)) / (1 + z² / n) at 15 of 20."""
    low, high = confidence_interval(np.array([15]), np.array([20]))
    half = Z * np.sqrt(0.75 * 0.25 / 20 + Z**2 / 1600)
    assert low[0] == pytest.approx((0.75 + Z**2 / 40 - half) / (1 + Z**2 / 20))
    assert high[0] == pytest.approx((0.75 + Z**2 / 40 + half) / (1 + Z**2 / 20))


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_confidence_is_scipys_wilson(drawn):
    hits, of = drawn
    theirs = binomtest(hits, of).proportion_ci(0.95, method="wilson")
    low, high = confidence_interval(np.array([hits]), np.array([of]))
    assert (low[0], high[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low[0] <= hits / of <= high[0] <= 1


def test_of_many_orders_lift_has_the_standard_error_of_the_log():
    """Var ln(n_AB · N / (n_A · n_B)) = 1/n_AB − 1/n_A − 1/n_B + 2 n_AB / (n_A · n_B) − 1/N, by the delta method for four cells."""
    n_ab, n_a, n_b, n = 40_000, 100_000, 150_000, 1_000_000
    low, high = lift_interval(*(np.array([x]) for x in (n_ab, n_a, n_b)), n)
    error = np.sqrt(1 / n_ab - 1 / n_a - 1 / n_b + 2 * n_ab / (n_a * n_b) - 1 / n)
    lift = n_ab * n / (n_a * n_b)
    assert np.log(high[0] / lift) / (Z * error) == pytest.approx(1, rel=0.01)
    assert np.log(lift / low[0]) / (Z * error) == pytest.approx(1, rel=0.01)


@pytest.mark.parametrize(
    ("orders", "a", "b", "lift"),
    [
        (1000, 0.01, 0.1, 1.0),  # one joint order expected
        (1000, 0.01, 0.1, 5.0),
        (20_000, 0.003, 0.005, 10.0),  # three
        (2000, 0.005, 0.2, 4.5),  # of A's ten orders often all hold B: there the plain log method knows no doubt about A at all
        (20_000, 0.001, 0.005, 100.0),
        (1000, 0.3, 0.4, 1.3),  # B mostly with A: shares that count the same orders
        (1000, 0.3, 0.35, 2.5),
        (500, 0.5, 0.5, 1.9),
        (1000, 0.2, 0.2, 0.2),  # shunning each other
    ],
)
def test_nineteen_in_twenty_intervals_hold_the_truth(orders, a, b, lift):
    both = a * b * lift
    cells = np.random.default_rng(3).multinomial(orders, [both, a - both, b - both, 1 - a - b + both], 20_000)
    n_ab, n_a, n_b = cells[:, 0], cells[:, 0] + cells[:, 1], cells[:, 0] + cells[:, 2]
    known = (n_a > 0) & (n_b > 0)
    n_ab, n_a, n_b = n_ab[known], n_a[known], n_b[known]
    for (low, high), truth in ((lift_interval(n_ab, n_a, n_b, orders), lift), (confidence_interval(n_ab, n_a), both / a)):
        assert 0.94 < ((low <= truth) & (truth <= high)).mean() < 0.97


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n), st.integers(1, n), st.integers(0, n))))
def test_lift_lies_in_its_interval_whatever_the_counts(drawn):
    orders, a, b, joint = drawn
    joint = min(max(joint, a + b - orders), a, b)
    low, high = lift_interval(np.array([joint]), np.array([a]), np.array([b]), orders)
    lift = joint * orders / (a * b)
    assert np.isfinite([low[0], high[0]]).all()
    assert 0 <= low[0] <= lift * (1 + 1e-12) and lift * (1 - 1e-12) <= high[0]


def test_nothing_seen_together_still_has_an_upper_end():
    low, high = lift_interval(np.array([0]), np.array([50]), np.array([100]), 1000)
    assert low[0] == 0 and high[0] == pytest.approx(Z**2 / (50 + Z**2) / 0.1)
    assert lift_interval(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32), 9)[0].shape == (0,)
