"""The ranker of hints: what its net learns from planted facts, and what it needs."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.hints.horizon import Horizon
from assoc_engine.hints.lessons import Lesson, clearness
from assoc_engine.hints.ranker import HintRanker
from assoc_engine.hints.ranker_net import NetSettings, RankerNet
from assoc_engine.hints.trial import auc, precision_at
from assoc_engine.progress import Cancelled, Progress

SMALL = NetSettings(seeds=(0,), wide=16, batch=256, rounds=8, rate=1e-2)


def lesson(seed: int, shown: bool = True, pairs: int = 2_000) -> Lesson:
    """Of 8 facts two decide, and only together; the moment's own level is added to the third, which must not mislead."""
    draw = np.random.default_rng(seed)
    features = draw.normal(0, 1, (pairs, 8)).astype(np.float32)
    worth = np.minimum(features[:, 0], features[:, 1])
    if not shown:
        worth = draw.permutation(worth)
    features[:, 2] += seed
    true = worth >= np.sort(worth)[-40 - 20 * seed]
    return Lesson(features, {5: true, 10: true}, {5: 1.0 * true.astype(np.float32), 10: true.astype(np.float32)}, np.ones(pairs, np.float32))


def test_it_learns_what_decides_and_nothing_from_chance():
    asked, figures = lesson(0), []
    for shown in (True, False):
        lessons = [lesson(seed, shown) for seed in (1, 2, 3)]
        scores = HintRanker(Horizon(70, 70), SMALL).fit({5: lessons[:2], 10: lessons}).of(asked.features)
        figures.append((auc(scores, asked.true[10]), precision_at(scores, asked.true[10], 40)))
    assert figures[0][0] > 0.95 and figures[0][1] > 0.6
    assert figures[1][0] < 0.75 and figures[1][1] < 0.15


def test_a_pair_stands_for_as_many_as_it_was_drawn_from():
    """One moment, one fact, true in half of the pairs with it and half of those without; of the true ones without it each stands for
    itself, the false ones with it for nine. Then the fact speaks against a pair."""
    fact = np.repeat([1.0, 1.0, -1.0, -1.0], 200).astype(np.float32)[:, None]
    true = np.tile(np.repeat([1.0, 0.0], 200), 2).astype(np.float32)
    for against, stands in ((True, np.repeat([1.0, 9, 1, 1], 200)), (False, np.repeat([1.0, 1, 1, 9], 200))):
        net = RankerNet(SMALL).fit([fact], [true], [stands.astype(np.float32)])
        with_it, without = net.scores(np.array([[1.0], [-1.0]], np.float32))
        assert (with_it < without) == against


def test_the_same_seed_gives_the_same_scores_and_leaves_the_rest_of_chance_alone():
    import torch

    made, asked = [lesson(1)], lesson(0).features
    torch.manual_seed(5)
    before = torch.rand(1)
    torch.manual_seed(5)
    one, two, other = (HintRanker(Horizon(70, 70), SMALL).fit({10: made}, seed).of(asked) for seed in (3, 3, 4))
    assert torch.equal(torch.rand(1), before)
    assert np.array_equal(one, two) and not np.array_equal(one, other)


def test_clearness_is_what_goes_beyond_what_it_takes():
    joint, chance = np.array([0.0, 4, 5, 10, 40]), np.array([3.0, 1, 0, 2.5, 1])
    assert clearness(joint, chance).tolist() == pytest.approx([0, 0.4, 1, 1, 3])


def test_too_little_to_learn_from_is_said_and_cancel_is_heard():
    few = lesson(1)
    few = Lesson(few.features, {10: np.arange(2_000) < 3}, few.weight, few.stands)
    with pytest.raises(NothingToAnalyse):
        HintRanker(Horizon(70, 70), SMALL).fit({5: [], 10: [few]})
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        HintRanker(Horizon(70, 70), SMALL).fit({10: [lesson(1)]}, progress=progress)
