"""What the page ranker knows of pairs against loops, and what it learns from planted structure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.models.cases import ask
from assoc_engine.models.contract import PAGE, Cases
from assoc_engine.models.evaluation import score
from assoc_engine.models.page_facts import PageFacts
from assoc_engine.models.page_net import PageNet, Pages
from assoc_engine.models.pair_scorers import Confidence
from assoc_engine.models.ranker import Ranker, RankerSettings, _asking, bought_together, split_moments
from assoc_engine.models.splitting import basket_matrix, before, between
from assoc_engine.models.training import TrainingSettings
from assoc_engine.progress import Cancelled, Progress
from tests.models.pages import DAY, as_lists, history, random_history

SMALL = RankerSettings(splits=3, nearest=40, every=20, horizon=40, nets=1, epochs=4, batch=16)


def column(facts: PageFacts, pairs, name: str) -> dict[tuple[int, int], float]:
    values = pairs.features[:, facts.columns.index(name)].tolist()
    return dict(zip(zip(pairs.a.tolist(), pairs.b.tolist()), values))


def test_counts_of_pairs_are_those_of_loops():
    train = random_history()
    facts = PageFacts(train)
    pairs = facts.pairs(np.arange(30))
    baskets, now = as_lists(train), train.orders
    recent, confidence, back = (column(facts, pairs, name) for name in ("joint", "all", "back"))
    for (a, b), joint in recent.items():
        both = sum(a in basket and b in basket for basket in baskets)
        assert joint == both and confidence[a, b] == pytest.approx(both / train.counts[a], rel=1e-5)
        assert back[a, b] == pytest.approx(both / train.counts[b], rel=1e-5)
    aged = column(facts, pairs, "size30")
    weight = [max(len(basket) - 1, 1) ** -0.5 * 0.5 ** ((now - order) / 30) for order, basket in enumerate(baskets)]
    for (a, b), share in list(aged.items())[::7]:
        both = sum(w for w, basket in zip(weight, baskets) if a in basket and b in basket)
        held = sum(w for w, basket in zip(weight, baskets) if a in basket)
        assert share == pytest.approx(both / held, rel=1e-4, abs=1e-6)


def test_a_customer_who_repeats_a_pair_is_one_witness():
    baskets = [[0, 1]] * 10 + [[0, 2], [0, 2], [0, 3]]
    train = history(baskets, 4, customers=[0] * 10 + [1, 2, -1])
    facts = PageFacts(train)
    latest = column(facts, pairs := facts.pairs(np.array([0])), "latest_size")
    assert latest[0, 1] == pytest.approx(1 / 4) and latest[0, 2] == pytest.approx(2 / 4) and latest[0, 3] == pytest.approx(1 / 4)
    assert column(facts, pairs, "all")[0, 1] == pytest.approx(10 / 13)


def test_candidates_are_known_products_and_never_the_page_itself():
    train = replace(random_history(), names=[""] * 33, texts=[""] * 33, category=np.full(33, -1), price=np.full(33, np.nan))
    pairs = PageFacts(train).pairs(np.arange(33))
    assert (pairs.a != pairs.b).all() and pairs.a.max() < 30 and pairs.b.max() < 30
    assert np.isfinite(pairs.features).all() and (np.diff(pairs.a) >= 0).all()


def test_what_was_bought_together_is_that_of_loops():
    train = random_history()
    baskets = [basket for basket in as_lists(train)[300:] if len(basket) >= 2]
    got = bought_together(_asking(train, 300 * DAY, 10**9))
    for a, b in ((0, 1), (3, 7), (5, 5)):
        perfect = {len(b): sum(1 / np.log2(place + 2) for place in range(min(len(b) - 1, 10))) for b in baskets}
        expected = sum(1 / len(s) / perfect[len(s)] for s in baskets if a in s and b in s and a != b)
        assert got[a, b] == pytest.approx(expected)
    assert basket_matrix(train).shape == (train.orders, 30)


def test_the_net_learns_shares_within_a_page():
    """Two of ten candidates are bought: where the first column is high. The second column is the page's own and says nothing."""
    draw = np.random.default_rng(0)
    features = draw.random((3000, 2)).astype(np.float32)
    features[:, 1] = np.repeat(draw.random(300), 10)
    rank = np.argsort(np.argsort(-features[:, 0].reshape(300, 10), axis=1), axis=1).ravel()
    pages = Pages(np.arange(0, 3001, 10), features, (rank < 2).astype(np.float32), np.ones(3000, np.float32))
    net = PageNet((0, 1), 16, 0.0).fit(pages, TrainingSettings(epochs=15, batch=16, rate=1e-2, device="cpu"))
    best = net.scores(features).reshape(300, 10).argsort(axis=1)[:, -2:]
    assert (rank.reshape(300, 10)[np.arange(300)[:, None], best] < 2).mean() > 0.97


def changing_shop(seed: int = 0, days: int = 260):
    """What goes with a product changes every 40 days to another of its partners: counts of the whole past mislead."""
    draw, baskets = np.random.default_rng(seed), []
    for day in range(days):
        for _ in range(6):
            a = int(draw.integers(0, 20))
            partner = 20 + (a * 3 + day // 40 * 7) % 40
            baskets.append(([a, partner, *draw.integers(60, 80, 2).tolist()], day))
    train = history([basket for basket, _ in baskets], 80)
    return replace(train, time=np.array([day for _, day in baskets]) * DAY, now=days * DAY)


def test_it_learns_that_only_lately_counts():
    whole = changing_shop()
    moment = 245 * DAY
    past, asked = before(whole, moment), ask(PAGE, whole, between(whole, moment, 260 * DAY))
    settings = replace(SMALL, horizon=15, nearest=15, every=15, splits=8, epochs=12, wide=32)
    figures = {}
    for model in (Confidence().fit(past), Ranker().fit(past, settings)):
        figures[model.name] = score(model.recommend(asked.cases, 10)[0], asked, 80, 80).ndcg.mean()
    assert figures["ranker"] > 1.1 * figures["confidence"]


def test_the_future_is_never_seen():
    train, other = random_history(seed=1), random_history(seed=2)
    moment = 300 * DAY
    people = np.concatenate([train.customer[:300], other.customer[300:]]).tolist()
    mixed = history(as_lists(train)[:300] + as_lists(other)[300:], 30, people)
    cases = Cases(PAGE, np.arange(30, dtype=np.int32))
    lists = [Ranker().fit(before(history_, moment), SMALL).recommend(cases, 5) for history_ in (train, mixed)]
    assert np.array_equal(lists[0][0], lists[1][0]) and np.array_equal(lists[0][1], lists[1][1])


def test_lists_keep_the_contract_and_are_the_same_twice():
    train = random_history()
    train = replace(train, names=[*train.names, "never sold"], texts=[*train.texts, "never sold"],
                    category=np.full(31, -1), price=np.full(31, np.nan))  # fmt: skip
    keys = np.array([30, 4, 4, 0], np.int32)
    ranker = Ranker().fit(train, SMALL)
    exclude = [np.array([0]), np.array([1, 2]), np.empty(0, np.int64), np.array([9])]
    ids, scores = ranker.recommend(Cases(PAGE, keys), 29, exclude)
    for row in range(4):
        named = ids[row][ids[row] >= 0].tolist()
        assert len(set(named)) == len(named) > 20 and not {keys[row], 30, *exclude[row].tolist()} & set(named)
        assert (np.diff(scores[row][: len(named)]) <= 0).all()
    assert ids[0, 0] == np.argsort(-train.counts, kind="stable")[np.argsort(-train.counts, kind="stable") != 0][0]
    again = Ranker().fit(train, SMALL).recommend(Cases(PAGE, keys), 29, exclude)
    assert np.array_equal(ids, again[0]) and np.array_equal(scores, again[1])


def test_splits_lie_in_the_past_and_a_short_past_is_refused():
    train = random_history()
    moments = split_moments(train, SMALL)
    assert moments == [train.now - days * DAY for days in (40, 60, 80)]
    with pytest.raises(NothingToAnalyse):
        split_moments(before(train, 60 * DAY), SMALL)
    with pytest.raises(NothingToAnalyse):
        split_moments(replace(train, time=None), SMALL)


def test_cancel_is_heard():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Ranker().fit(random_history(), SMALL, progress)
