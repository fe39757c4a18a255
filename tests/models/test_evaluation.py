"""Splits, cases and figures against definitions written out case by case."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assoc_engine.models.cases import ask
from assoc_engine.models.contract import PAGE, Cases
from assoc_engine.models.evaluation import compare, mean_interval, score
from assoc_engine.models.splitting import Asked, before, between
from tests.models.pages import DAY, as_lists, history, random_history


def asked(relevant: list[list[int]]) -> Asked:
    start = np.cumsum([0, *map(len, relevant)]).astype(np.int64)
    flat = np.array([item for items in relevant for item in items], np.int32)
    return Asked(Cases(PAGE, np.zeros(len(relevant), np.int32)), start, flat)


def test_figures_are_those_of_the_definitions():
    draw = np.random.default_rng(3)
    relevant = [draw.choice(40, size, replace=False).tolist() for size in draw.integers(1, 25, 60)]
    ids = np.array([draw.permutation(40)[:10] for _ in relevant], np.int32)
    ids[5, 4:] = -1
    got = score(ids, asked(relevant), products=40, known=40)
    for case, right in enumerate(relevant):
        hits = [item in right for item in ids[case].tolist()]
        gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(hits) if hit)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(len(right), 10)))
        assert got.hit[case] == any(hits)
        assert got.recall[case] == pytest.approx(sum(hits) / len(right))
        assert got.ndcg[case] == pytest.approx(gain / ideal)
    assert got.coverage == len(set(ids.ravel().tolist()) - {-1}) / 40


def test_an_empty_place_is_no_hit_of_the_case_before():
    got = score(np.array([[1], [-1]]), asked([[39], [5]]), products=40, known=40, k=1)
    assert got.hit.tolist() == [0, 0]


def test_the_past_ends_at_the_moment():
    train = history([[0, 1], [1, 2], [0, 2]], 3)
    past = before(train, 2 * DAY)
    assert as_lists(past) == [[0, 1], [1, 2]] and past.now == 2 * DAY and len(past.customer) == 2


def test_each_later_basket_asks_once_about_known_products():
    train = history([[0, 1, 2], [4], [0, 1, 3], [3, 4], [1, 2, 4], [0, 2]], 5)
    got = ask(PAGE, train, between(train, 2 * DAY, 5 * DAY))
    baskets = [sorted([key, *got.relevant[low:high].tolist()])
               for key, low, high in zip(got.cases.keys.tolist(), got.start[:-1], got.start[1:])]  # fmt: skip
    assert baskets == [[0, 1], [1, 2, 4]]  # 3 was unknown then, and one known product alone asks nothing


def test_every_product_of_a_basket_is_drawn_alike_and_the_seed_decides():
    train = history([[0, 1, 2, 3], *[[0, 1, 2, 3]] * 4000], 4)
    keys = ask(PAGE, train, between(train, DAY, 10**12), seed=1).cases.keys
    assert np.abs(np.bincount(keys, minlength=4) / 4000 - 0.25).max() < 0.03
    assert np.array_equal(keys, ask(PAGE, train, between(train, DAY, 10**12), seed=1).cases.keys)
    assert not np.array_equal(keys, ask(PAGE, train, between(train, DAY, 10**12), seed=2).cases.keys)


def test_a_future_of_noise_changes_only_what_is_asked():
    train, other = random_history(seed=1), random_history(seed=2)
    moment = 200 * DAY
    assert as_lists(before(train, moment)) != as_lists(before(other, moment))
    mixed = history(as_lists(train)[:200] + as_lists(other)[200:], 30)
    assert as_lists(before(mixed, moment)) == as_lists(before(train, moment))


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    draw, held, ratios = np.random.default_rng(0), 0, 0
    for seed in range(60):
        theirs = draw.random(300)
        ours = 1.1 * theirs + 0.2 * draw.standard_normal(300)
        low, high = mean_interval(theirs, seed, 300)
        held += low < 0.5 < high
        compared = compare(ours, theirs, seed, 300)
        assert compared.low < compared.ratio < compared.high
        ratios += compared.low < 1.1 < compared.high
    assert held >= 51 and ratios >= 51


def test_pairing_makes_the_interval_of_a_ratio_narrow():
    theirs = np.random.default_rng(0).random(500)
    same = compare(1.1 * theirs, theirs)
    assert same.low == pytest.approx(1.1) and same.high == pytest.approx(1.1)


def test_a_rival_that_never_scores_and_one_as_poor_as_we():
    some = np.array([0.0, 1.0, 0.5, 1.0] * 20)
    never = compare(some, np.zeros(80))
    assert never.ratio == np.inf and never.surely
    both = compare(np.zeros(80), np.zeros(80))
    assert np.isnan(both.ratio) and np.isnan(both.low) and not both.surely
    lucky = np.zeros(80)
    lucky[0] = 1.0
    assert not compare(lucky, np.zeros(80)).surely, "one case proves nothing"


def test_cases_of_one_cluster_are_one_witness():
    draw = np.random.default_rng(0)
    each = draw.random(10)
    values, groups = np.repeat(each, 50), np.repeat(np.arange(10), 50)
    low, high = mean_interval(values, clusters=groups)
    apart = mean_interval(values)
    assert high - low > 4 * (apart[1] - apart[0]), "ten witnesses, not five hundred"
    assert compare(values, values * 0.9, clusters=groups).ratio == pytest.approx(1 / 0.9)
