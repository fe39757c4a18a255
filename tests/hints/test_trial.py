"""Figures of a ranking against counting by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from assoc_engine.hints.trial import auc, first_of, interval, judged, precision_at


def test_precision_counts_the_first_and_shares_out_equals():
    scores, true = np.array([5.0, 4, 3, 3, 3, 1]), np.array([True, False, True, False, False, True])
    assert precision_at(scores, true, 2) == 0.5
    # one place is left for three equals, of which one came true
    assert precision_at(scores, true, 3) == pytest.approx((1 + 1 / 3) / 3)
    assert precision_at(scores, true, 100) == 0.5
    assert precision_at(np.zeros(6), true, 1) == 0.5


def test_auc_is_the_share_of_pairs_in_order():
    draw = np.random.default_rng(0)
    scores, true = draw.integers(0, 6, 40).astype(float), draw.random(40) < 0.3
    pairs = [(x > y) + (x == y) / 2 for x, y in product(scores[true], scores[~true])]
    assert auc(scores, true) == pytest.approx(np.mean(pairs))
    assert np.isnan(auc(scores, np.zeros(40, bool)))


def test_the_first_are_the_largest_and_of_equals_the_earlier():
    scores = np.array([1.0, 3, 2, 3, 2, 2])
    assert first_of(scores, 4).tolist() == [1, 3, 2, 4]
    assert first_of(scores, 50).tolist() == [1, 3, 2, 4, 5, 0]


def test_the_interval_is_wider_where_one_product_makes_the_hits():
    """200 pairs, a quarter came true: those of one product with many others, or pairs of different products."""
    hub = (np.r_[np.zeros(50, int), np.arange(100, 250)], np.r_[np.arange(300, 350), np.arange(350, 500)])
    apart = (np.arange(200), np.arange(200, 400))
    true = np.arange(200) < 50
    wide, narrow = (interval([(a, b, true)]) for a, b in (hub, apart))
    assert narrow[0] < 0.25 < narrow[1] and wide[0] < 0.25 < wide[1]
    assert wide[1] - wide[0] > 1.3 * (narrow[1] - narrow[0])
    assert interval([(apart[0], apart[1], true)]) == narrow


def test_a_trial_tells_what_chance_would_have():
    scores, true = np.arange(1000.0), np.arange(1000) >= 950
    trial = judged("x", 7, scores, true)
    assert (trial.precision100, trial.precision500, trial.auc, trial.chance) == (0.5, 0.1, 1.0, 0.05)
