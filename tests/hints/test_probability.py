"""Chances by place: as at earlier moments, never rising, and sane where there is little."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from assoc_engine.hints.probability import Probability, falling, foreseen, places


def moment(seed: int, candidates: int = 20_000, shift: float = 0.0):
    """Scores (moved and stretched by `shift`, which must not matter) and what came true by the chance that each pair had."""
    draw = np.random.default_rng(seed)
    logit = draw.normal(-6, 1.5, candidates)
    chance = 1 / (1 + np.exp(-logit))
    return logit * (1 + shift) + shift, draw.random(candidates) < chance, chance


def test_it_falls_as_least_squares_say():
    draw = np.random.default_rng(0)
    values, weights = draw.random(30) - np.arange(30) / 40, draw.random(30) + 0.1
    told = IsotonicRegression(increasing=False).fit_transform(np.arange(30), values, sample_weight=weights)
    assert falling(values, weights) == pytest.approx(told)


def test_chances_are_those_of_another_moment():
    known = Probability.of([moment(seed, shift=seed / 3)[:2] for seed in (1, 2, 3)])
    scores, true, chance = moment(9, shift=5.0)
    said = known(scores)
    assert (np.diff(said[np.argsort(-scores)]) <= 1e-15).all() and 0 < said.min() and said.max() < 1
    brier, flat = np.mean((said - true) ** 2), true.mean() * (1 - true.mean())
    assert brier < 0.97 * flat
    for low, high in ((0, 50), (50, 500), (500, 5_000)):
        some = np.argsort(-scores)[low:high]
        assert said[some].mean() == pytest.approx(chance[some].mean(), rel=0.35)


def test_where_nothing_tells_pairs_apart_the_chance_is_that_of_all():
    draw = np.random.default_rng(0)
    said = Probability.of([(draw.random(5_000), draw.random(5_000) < 0.02) for _ in range(3)])(draw.random(5_000))
    assert said.max() < 0.06 and said.mean() == pytest.approx(0.02, rel=0.2)
    tiny = Probability.of([(np.array([1.0, 2, 3]), np.array([False, True, False]))])
    assert (np.diff(tiny(np.array([9.0, 5, 1]))) <= 0).all() and 0 < tiny(np.zeros(4))[0] < 1


def test_equals_get_the_same_chance():
    known = Probability.of([moment(1)[:2]])
    said = known(np.array([1.0, 1, 0, 0, 0, 2]))
    assert said[0] == said[1] and said[2] == said[3] == said[4] and said[5] >= said[0] >= said[2]
    assert places(np.array([1.0, 1, 3])).tolist() == pytest.approx([2.5 / 3, 2.5 / 3, 1 / 3])


def test_a_chance_foreseen_is_put_right_by_what_came_true_and_never_rises_down_the_list():
    draw = np.random.default_rng(3)

    def made(pairs: int):
        real = np.exp(draw.normal(-3, 1, pairs)).clip(max=0.9)
        said = real / (1 - real) * 3  # its odds three times too high
        scores = np.log(real) + draw.normal(0, 0.3, pairs)
        return scores, said / (1 + said), draw.random(pairs) < real, real

    trials = [made(20_000)[:3] for _ in range(3)]
    scores, said, true, _real = made(20_000)
    chance = foreseen(scores, said, trials)
    order = np.argsort(-scores, kind="stable")
    assert (np.diff(chance[order]) <= 1e-12).all()
    assert chance[order[:500]].mean() == pytest.approx(true[order[:500]].mean(), abs=0.06)
    assert said[order[:500]].mean() > chance[order[:500]].mean() + 0.1
    nothing = [(scores, said, np.zeros(len(scores), bool))]
    assert foreseen(scores, said, nothing)[order[:2_000]].sum() < 2
    much = np.full(len(scores), 0.9)
    few = [(scores, said, np.arange(len(scores)) == order[0])]
    assert foreseen(scores, much, few) == pytest.approx(Probability.of([(scores, few[0][2])])(scores))
