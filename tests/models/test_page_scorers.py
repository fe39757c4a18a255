"""The counting scorers and EASE against loops over orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.models.contract import PAGE, Cases
from assoc_engine.models.ease import Ease, EaseSettings
from assoc_engine.models.pair_scorers import AdjustedLift, Confidence, Cosine, Lift, LiftSettings, WeightedConfidence, WeightedSettings
from assoc_engine.models.popularity import Popularity
from assoc_engine.progress import Cancelled, Progress
from tests.models.pages import DAY, as_lists, history, random_history

ALL = [Popularity, Confidence, Lift, AdjustedLift, Cosine, WeightedConfidence, Ease]


def counted(train, weight):
    """(joint products × products, held) by loops."""
    joint, held = np.zeros((train.products, train.products)), np.zeros(train.products)
    for order, basket in enumerate(as_lists(train)):
        for a in basket:
            held[a] += weight(order, basket)
            for b in basket:
                joint[a, b] += weight(order, basket) * (a != b)
    return joint, held


def all_scores(scorer, train):
    return scorer.scores(np.arange(train.products))


def test_counts_are_those_of_loops():
    train = random_history()
    joint, held = counted(train, lambda order, basket: 1.0)
    chance = np.outer(held, held) / train.orders
    assert all_scores(Confidence().fit(train), train) == pytest.approx(joint / np.maximum(held, 1)[:, None])
    assert all_scores(Cosine().fit(train), train) == pytest.approx(joint / np.sqrt(np.maximum(np.outer(held, held), 1e-12)))
    lift = all_scores(Lift().fit(train, LiftSettings(3)), train)
    assert lift == pytest.approx(np.where(joint >= 3, joint / np.maximum(chance, 1e-12), 0))


def test_orders_weigh_by_size_and_age():
    train = random_history()
    now = train.orders
    joint, held = counted(train, lambda o, basket: max(len(basket) - 1, 1) ** -0.5 * 0.5 ** ((now - o) / 100))
    got = all_scores(WeightedConfidence().fit(train, WeightedSettings(0.5, 100)), train)
    assert got == pytest.approx(joint / np.maximum(held, 1e-12)[:, None], rel=1e-4)


def test_chance_that_keeps_sizes_forgives_what_large_orders_hold_together():
    large = [list(range(20))] * 30
    pairs = [[0, 1]] * 30 + [[2, 3]] * 60 + [[item] for item in range(20) for _ in range(20)]
    train = history(large + pairs, 20)
    lift, adjusted = Lift().fit(train, LiftSettings(10)), AdjustedLift().fit(train, LiftSettings(10))
    asked = np.array([0])
    chance = train.chance.expected(np.zeros(2, np.int64), np.array([1, 5]))
    assert (chance > 30).all()  # the large orders hold all there is, whatever chance does
    assert lift.scores(asked)[0, 5] > 1.5 and adjusted.scores(asked)[0, [1, 5]] == pytest.approx(np.array([60, 30]) / chance, rel=1e-5)
    assert 0.95 < adjusted.scores(asked)[0, 5] < 1 < 1.8 < adjusted.scores(asked)[0, 1] < 2
    assert adjusted.scores(asked)[0, 0] == 0


def test_adjusted_lift_sees_through_a_season():
    """Two things of one season meet by the calendar; in their months they are bought by chance."""
    rng = np.random.default_rng(1)
    orders, time = [], []
    for month in range(2):
        for _ in range(2000):
            things = [0, 1, 2, 3] if month else [0, 1, 4, 5]
            orders.append(sorted(rng.choice(things, rng.integers(1, 4), replace=False).tolist()))
            time.append((month * 31 + 1) * DAY)
    train = replace(history(orders, 6), time=np.array(time), now=70 * DAY)
    asked = np.array([2])
    lift, adjusted = Lift().fit(train).scores(asked)[0, 3], AdjustedLift().fit(train).scores(asked)[0, 3]
    assert lift > 1.3 and adjusted == pytest.approx(1, abs=0.1)


def test_ease_is_the_constrained_ridge_regression():
    """Column b of the weights is the ridge regression of product b on all others: that is what the closed form says."""
    train = random_history(products=12)
    baskets = np.zeros((train.orders, 12))
    for order, basket in enumerate(as_lists(train)):
        baskets[order, basket] = 1
    got = all_scores(Ease().fit(train, EaseSettings(20.0)), train)
    for b in range(12):
        rest = [a for a in range(12) if a != b]
        x = baskets[:, rest]
        weights = np.linalg.solve(x.T @ x + 20 * np.eye(11), x.T @ baskets[:, b])
        assert got[rest, b] == pytest.approx(weights, abs=1e-4)


def test_ease_keeps_the_most_bought_where_it_is_capped():
    train = random_history()
    ease = Ease().fit(train, EaseSettings(products=10))
    assert set(ease.used) == set(np.argsort(-train.counts, kind="stable")[:10])
    outside = np.setdiff1d(np.arange(30), ease.used)
    assert not ease.scores(outside).any() and not ease.scores(ease.used)[:, outside].any()


@pytest.mark.parametrize("kind", ALL)
def test_lists_keep_the_contract(kind):
    train = random_history()
    cases = Cases(PAGE, np.arange(30, dtype=np.int32))
    exclude = [np.array([(key + 1) % 30, (key + 2) % 30]) for key in range(30)]
    scorer = kind().fit(train)
    ids, scores = scorer.recommend(cases, 28, exclude)
    again = kind().fit(train).recommend(cases, 28, exclude)
    assert np.array_equal(ids, again[0]) and np.array_equal(scores, again[1])
    assert ids.dtype == np.int32 and scores.shape == (30, 28) and np.array_equal(ids < 0, np.isneginf(scores))
    for key in range(30):
        named = ids[key][ids[key] >= 0].tolist()
        assert len(set(named)) == len(named) and not {key, (key + 1) % 30, (key + 2) % 30} & set(named)
        got = [(-value, item) for value, item in zip(scores[key].tolist(), ids[key].tolist()) if item >= 0]
        assert got == sorted(got)


@pytest.mark.parametrize("kind", ALL)
def test_an_empty_past_gives_empty_lists(kind):
    train = replace(history([], 3), time=np.empty(0, np.int64))
    ids, scores = kind().fit(train).recommend(Cases(PAGE, np.array([0, 2], np.int32)), 2)
    assert (ids == -1).all() and np.isneginf(scores).all()


def test_without_dates_nothing_ages():
    train = replace(random_history(), time=None)
    assert np.array_equal(all_scores(WeightedConfidence().fit(train, WeightedSettings(half_life=5)), train),
                          all_scores(WeightedConfidence().fit(train), train))  # fmt: skip


def test_cancel_is_heard():
    progress = Progress()
    progress.cancel()
    for kind in (Confidence, Ease):
        with pytest.raises(Cancelled):
            kind().fit(random_history(), None, progress)
