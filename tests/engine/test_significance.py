"""The guard against chance: by hand and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from made import basket_csr
from scipy import stats

from assoc_engine.rules.significance import (
    class_totals,
    expected_orders,
    p_values,
    q_values,
    size_classes,
)


def test_size_classes_hold_their_upper_edge():
    assert size_classes(np.array([1, 5, 6, 10, 11, 160, 161])).tolist() == [0, 0, 1, 1, 2, 5, 6]


def test_expected_orders_by_hand():
    # Class 0: baskets of 2, 2, 3 products; class 1: one basket of 6.
    start, items = basket_csr([[0, 1], [0, 2], [0, 1, 2], [0, 1, 2, 3, 4, 5]])
    totals, factors = class_totals(start, items, 6)
    small = (2 * 1 + 2 * 1 + 3 * 2) / 7**2
    large = 6 * 5 / 6**2
    assert factors[:2].tolist() == [small, large] and not factors[2:].any()
    assert totals[0].tolist()[:2] == [3, 1]
    expected = expected_orders(totals, factors, np.array([0]), np.array([1]))
    assert expected[0] == pytest.approx(3 * 2 * small + 1 * 1 * large)


def test_expectation_is_right_for_baskets_drawn_by_chance():
    """Baskets of mixed sizes drawn from rare products: observed joint orders average to the formula's."""
    rng = np.random.default_rng(11)
    popularity = rng.random(300) + 0.2
    popularity /= popularity.sum()
    baskets = [
        rng.choice(300, size, replace=False, p=popularity).tolist() for size in rng.choice([2, 4, 8, 15], 6000)
    ]
    start, items = basket_csr(baskets)
    totals, factors = class_totals(start, items, 300)
    a, b = np.triu_indices(300, 1)
    dense = np.zeros((len(baskets), 300), np.float32)
    dense[np.repeat(np.arange(len(baskets)), np.diff(start)), items] = 1
    observed = (dense.T @ dense)[a, b]
    ratio = observed.sum() / expected_orders(totals, factors, a, b).sum()
    assert ratio == pytest.approx(1.0, abs=0.02)


def test_p_values_are_poisson_tails():
    joint, expected = np.array([0, 1, 7, 40]), np.array([2.0, 0.3, 2.5, 11.0])
    np.testing.assert_allclose(p_values(joint, expected), stats.poisson.sf(joint - 1, expected), rtol=1e-10)


def test_q_values_are_benjamini_hochberg_over_all_tests():
    rng = np.random.default_rng(2)
    p = rng.random(50) ** 3
    whole = np.concatenate([p, np.ones(450)])
    np.testing.assert_allclose(q_values(p, 500), stats.false_discovery_control(whole)[:50], rtol=1e-12)
    assert q_values(np.array([]), 10).size == 0
