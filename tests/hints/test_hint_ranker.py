"""The ranker of hints: what its net learns from planted facts, and what it needs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.hints.horizon import PARTS, Horizon
from assoc_engine.hints.lessons import LENGTHS, Lesson
from assoc_engine.hints.question import ENOUGH, TIMES
from assoc_engine.hints.ranker import HintRanker
from assoc_engine.hints.ranker_net import NetSettings, RankerNet, Taught
from assoc_engine.hints.trial import auc, precision_at
from assoc_engine.progress import Cancelled, Progress

SMALL = NetSettings(seeds=(0,), wide=16, batch=256, rounds=8, rate=1e-2)
LONGER = NetSettings(seeds=(0,), wide=16, dropout=0.0, batch=128, rounds=40, rate=1e-2)


def lesson(seed: int, shown: bool = True, pairs: int = 4_000) -> Lesson:
    """Of 8 facts two decide how often a pair meets, by chance the first alone; the moment's own level is added to the last, which must
    not mislead. The joint orders are drawn (Poisson), so what comes true is partly luck."""
    draw = np.random.default_rng(seed)
    features = draw.normal(0, 1, (pairs, 8)).astype(np.float32)
    chance = np.exp(features[:, 0] - 0.5)
    attraction = np.exp(features[:, 1])
    if not shown:
        attraction = draw.permutation(attraction)
    features[:, 7] += seed
    true, joint, by_chance = {}, {}, {}
    for length in LENGTHS:
        share = length / PARTS
        joint[length] = draw.poisson(chance * attraction * share).astype(np.float32)
        by_chance[length] = (chance * share).astype(np.float32)
        true[length] = (joint[length] >= ENOUGH) & (joint[length] > TIMES * by_chance[length])
    return Lesson(features, true, joint, by_chance, np.ones(pairs, np.float32))


def by_length(lessons) -> dict:
    return {length: lessons for length in LENGTHS}


def test_it_learns_the_counts_and_what_follows_from_them():
    asked = lesson(0)
    ranker = HintRanker(Horizon(70, 70), SMALL).fit(by_length([lesson(seed) for seed in (1, 2, 3)]))
    said = ranker.net.answers(asked.features)
    assert np.corrcoef(np.log(said.chance), asked.features[:, 0])[0, 1] > 0.97
    assert np.corrcoef(np.log(said.joint / said.chance), asked.features[:, 1])[0, 1] > 0.9
    scores, chance = ranker.of(asked.features)
    true = asked.true[PARTS]
    assert auc(scores, true) > 0.85 and precision_at(scores, true, 100) > 2 * true.mean()
    first = np.argsort(-chance)[:400]
    assert chance[first].mean() == pytest.approx(true[first].mean(), abs=0.1)


def test_from_chance_it_learns_no_attraction():
    lessons = [lesson(seed, shown=False) for seed in (1, 2, 3)]
    said = HintRanker(Horizon(70, 70), SMALL).fit(by_length(lessons)).net.answers(lesson(0).features)
    assert abs(np.corrcoef(np.log(said.joint / said.chance), lesson(0).features[:, 1])[0, 1]) < 0.35


def taught(joint: np.ndarray, stands: np.ndarray, share: float = 1.0) -> Taught:
    """One moment, one fact that half of the pairs have."""
    fact = np.repeat([1.0, -1.0], len(joint) // 2).astype(np.float32)[:, None]
    few = np.full(len(joint), 0.5, np.float32)
    return Taught(fact, joint.astype(np.float32), few, (joint >= ENOUGH).astype(np.float32), stands.astype(np.float32), share)


def test_a_pair_stands_for_as_many_as_it_was_drawn_from():
    """Pairs with the fact meet 6 times or never, half and half; where those that never do stand for nine each, they meet 0.6 times."""
    joint = np.concatenate([np.tile([6.0, 0.0], 200), np.ones(400)])
    for weight, mean in ((1.0, 3.0), (9.0, 0.6)):
        stands = np.where(joint == 0, weight, 1.0)
        with_it = RankerNet(LONGER).fit([taught(joint, stands)]).answers(np.array([[1.0]], np.float32)).joint[0]
        assert with_it == pytest.approx(mean, rel=0.25)


def test_what_came_of_half_the_time_is_half_of_the_whole():
    joint = np.repeat([3.0, 1.0], 400)
    whole = RankerNet(LONGER).fit([taught(joint, np.ones(800), share=0.5)]).answers(np.array([[1.0], [-1.0]], np.float32)).joint
    assert whole == pytest.approx([6.0, 2.0], rel=0.25)


def test_the_same_seed_gives_the_same_scores_and_leaves_the_rest_of_chance_alone():
    import torch

    made, asked = [lesson(1)], lesson(0).features
    torch.manual_seed(5)
    before = torch.rand(1)
    torch.manual_seed(5)
    one, two, other = (HintRanker(Horizon(70, 70), SMALL).fit(by_length(made), seed).of(asked)[0] for seed in (3, 3, 4))
    assert torch.equal(torch.rand(1), before)
    assert np.array_equal(one, two) and not np.array_equal(one, other)


def test_too_little_to_learn_from_is_said_and_cancel_is_heard():
    few = lesson(1)
    few = replace(few, true={PARTS: np.arange(len(few.features)) < 3})
    with pytest.raises(NothingToAnalyse):
        HintRanker(Horizon(70, 70), SMALL).fit({5: [], PARTS: [few]})
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        HintRanker(Horizon(70, 70), SMALL).fit({PARTS: [lesson(1)]}, progress=progress)
