"""Scorers of the next basket against plain loops and dense algebra, and the ranker on planted habits."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.models.basket_features import PairFeatures
from assoc_engine.models.basket_forests import ForestSettings
from assoc_engine.models.basket_lessons import Lesson, by_date
from assoc_engine.models.basket_ranker import BasketRanker, BasketRankerSettings
from assoc_engine.models.contract import NEXT_BASKET, Cases
from assoc_engine.models.customer_links import BoughtAfter, BoughtTogether, CustomerEase, CustomerEaseSettings, TogetherSettings
from assoc_engine.models.customer_scorer import best_of
from assoc_engine.models.evaluation import score
from assoc_engine.models.frequency import PersonalFrequency
from assoc_engine.models.histories import CustomerOrders
from assoc_engine.models.ridge import Ridge, RidgeSettings
from assoc_engine.models.tifuknn import Tifuknn, TifuknnSettings
from assoc_engine.progress import Cancelled, Progress
from tests.models import customers as made

LISTS, PRODUCTS = made.drawn(), 30
EVERYBODY = np.arange(len(LISTS), dtype=np.int32)


@pytest.fixture
def train(tmp_path):
    return made.of(LISTS, tmp_path)


def vector(basket: list[int]) -> np.ndarray:
    return np.bincount(basket, minlength=PRODUCTS).astype(float)


def test_best_of_is_the_sorted_row_with_ties_by_number():
    scores = np.random.default_rng(0).integers(0, 4, (50, 20)).astype(np.float32)
    scores[scores == 0] = -np.inf
    ids, best = best_of(scores, 12)
    for row in range(50):
        wanted = sorted((i for i in range(20) if scores[row, i] > -np.inf), key=lambda i: (-scores[row, i], i))[:12]
        assert ids[row].tolist() == wanted + [-1] * (12 - len(wanted))
        assert best[row, : len(wanted)].tolist() == [scores[row, i] for i in wanted]
    assert best_of(scores, 99)[0].shape == (50, 99)


def test_frequency_orders_by_own_times_then_by_popularity(train):
    popularity = np.sum([vector(basket) for baskets in LISTS for basket in baskets], axis=0)
    ids, _ = PersonalFrequency().fit(train).recommend(Cases(NEXT_BASKET, EVERYBODY), 30)
    for customer, baskets in enumerate(LISTS):
        own = np.sum([vector(basket) for basket in baskets], axis=0)
        assert ids[customer].tolist() == sorted(range(PRODUCTS), key=lambda i: (-own[i], -popularity[i], i))


def test_nobody_gets_the_most_popular_and_what_is_excluded_is_left_out(train):
    model = PersonalFrequency().fit(train)
    popular = np.argsort(-train.counts, kind="stable")
    ids, _ = model.recommend(Cases(NEXT_BASKET, np.array([-1, -1, 3])), 5, [np.array([], int), popular[:3], np.arange(27)])
    assert ids[0].tolist() == popular[:5].tolist() and ids[1].tolist() == popular[3:8].tolist()
    assert sorted(ids[2].tolist()) == [-1, -1, 27, 28, 29]


def test_tifuknn_is_the_papers(train):
    settings = TifuknnSettings(neighbours=5, within=0.9, between=0.6, own=0.7, group=3)
    vectors = np.zeros((len(LISTS), PRODUCTS))
    for customer, baskets in enumerate(LISTS):
        newest = baskets[::-1]
        groups = [newest[low : low + 3] for low in range(0, len(newest), 3)]
        for number, group in enumerate(groups):
            inside = sum(0.9**place * vector(basket) for place, basket in enumerate(group)) / len(group)
            vectors[customer] += 0.6**number * inside / len(groups)
    distance = ((vectors[:, None] - vectors[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distance, np.inf)
    near = np.argsort(distance, axis=1, kind="stable")[:, :5]
    wanted = 0.7 * vectors + 0.3 * vectors[near].mean(axis=1)
    np.testing.assert_allclose(Tifuknn().fit(train, settings).scores(EVERYBODY), wanted, atol=1e-5)


def test_ridge_solves_its_equations(train):
    model = Ridge().fit(train, RidgeSettings(products=PRODUCTS, penalty=2.0, fading=0.8))
    pasts, nexts, now = [], [], []
    for baskets in LISTS:
        for number in range(1, len(baskets) + 1):
            past = sum(0.8**steps * vector(basket) for steps, basket in enumerate(reversed(baskets[:number])))
            past = past / np.sqrt(past.sum())
            if number < len(baskets):
                pasts.append(past)
                nexts.append(vector(baskets[number]))
        now.append(past)
    x, y = np.array(pasts), np.array(nexts)
    wanted = np.array(now) @ np.linalg.solve(x.T @ x + 2 * np.eye(PRODUCTS), x.T @ y)
    np.testing.assert_allclose(model.scores(EVERYBODY) - 0.001 * model.popularity, wanted, atol=1e-4)


def test_links_between_products(train):
    held = np.array([np.sum([vector(b) for b in baskets], axis=0) > 0 for baskets in LISTS]).astype(float)
    last = np.array([vector(baskets[-1]) for baskets in LISTS])
    together, size = held.T @ held, held.sum(axis=0)
    cosine = together / np.sqrt(np.outer(size, size))
    np.fill_diagonal(cosine, 0)
    knn = BoughtTogether().fit(train, TogetherSettings(fading=0.0))
    np.testing.assert_allclose(knn.scores(EVERYBODY), last @ cosine, atol=1e-4)
    inverse = np.linalg.inv(together + 5 * np.eye(PRODUCTS))
    ease = -inverse / np.diag(inverse)
    np.fill_diagonal(ease, 0)
    model = CustomerEase().fit(train, CustomerEaseSettings(products=PRODUCTS, penalty=5.0, fading=0.0))
    np.testing.assert_allclose(model.scores(EVERYBODY), last @ ease, atol=1e-3)
    follows = sum(np.outer(vector(a), vector(b)) for baskets in LISTS for a, b in itertools.pairwise(baskets))
    seen = sum((vector(a) for baskets in LISTS for a in baskets[:-1]), np.zeros(PRODUCTS))
    np.testing.assert_allclose(BoughtAfter().fit(train).scores(EVERYBODY), last @ (follows / (seen + 5)[:, None]), atol=1e-4)


def test_features_of_a_pair(train):
    found = PairFeatures(CustomerOrders(train))
    for customer, baskets in enumerate(LISTS):
        for product in range(PRODUCTS):
            row = dict(zip(found.names, found.of(np.array([customer]), np.array([product]))[0].tolist(), strict=True))
            ages = [steps for steps, basket in enumerate(reversed(baskets)) if product in basket]
            if not ages:
                assert np.isnan(row["times"])
                continue
            assert (row["times"], row["orders since"], row["orders since first"]) == (len(ages), ages[0], ages[-1])
            assert row["share of orders"] == pytest.approx(len(ages) / len(baskets))
            assert row["fading 0.5"] == pytest.approx(sum(0.5**a for a in ages), rel=1e-5)
            assert row["orders of customer"] == len(baskets) and row["last order size"] == len(baskets[-1])
            if len(ages) > 1:
                assert row["gap"] == pytest.approx((ages[-1] - ages[0]) / (len(ages) - 1))
                assert row["last gap"] == ages[1] - ages[0]


def dated(train, seed: int = 0):
    """The same orders at moments drawn, in the order that they are in."""
    time = np.sort(np.random.default_rng(seed).integers(0, 400 * 86_400, train.orders))
    return replace(train, time=time, now=int(time[-1]) + 1)


def test_days_are_counted_back_from_the_customers_last_order(train):
    orders = CustomerOrders(dated(train))
    found = PairFeatures(orders)
    assert set(PairFeatures(CustomerOrders(train)).names) < set(found.names)
    for customer, baskets in enumerate(LISTS):
        days = orders.train.time[orders.order[orders.start[customer] : orders.start[customer + 1]]] / 86_400
        for product in {item for basket in baskets for item in basket}:
            row = dict(zip(found.names, found.of(np.array([customer]), np.array([product]))[0].tolist(), strict=True))
            when = [day for day, basket in zip(days, baskets, strict=True) if product in basket]
            assert row["days since"] == pytest.approx(days[-1] - when[-1], abs=1e-3)
            if len(when) > 1:
                usual = (when[-1] - when[0]) / (len(when) - 1)
                assert row["days between"] == pytest.approx(usual, abs=1e-3)
                assert row["overdue in days"] == pytest.approx((days[-1] - when[-1]) / max(usual, 1), abs=1e-3)
            if len(baskets) > 1:
                assert row["days between orders"] == pytest.approx((days[-1] - days[0]) / (len(days) - 1), abs=1e-3)


def test_the_moment_of_a_date_asks_for_the_first_order_from_then_on(train):
    train = dated(train)
    moment = int(np.median(train.time))
    earlier = by_date(train, moment)
    baskets = [set(train.items[low:high].tolist()) for low, high in zip(train.start, train.start[1:], strict=False)]
    wanted = {}
    for customer in range(train.customers):
        mine = np.flatnonzero(train.customer == customer)
        later = mine[train.time[mine] >= moment]
        if len(later) and len(later) < len(mine):
            wanted[customer] = baskets[later[0]]
    assert earlier.customers.tolist() == sorted(wanted) and len(wanted) > 20
    assert [set(earlier.wanted[row].indices.tolist()) for row in range(len(wanted))] == [wanted[c] for c in sorted(wanted)]
    assert earlier.train.orders == (train.time < moment).sum()


def test_the_ranker_learns_from_dates_too(tmp_path):
    lists = habits(2)
    train = dated(made.of(lists, tmp_path))
    ranker = BasketRanker().fit(train, BasketRankerSettings(candidates=10, forests=ForestSettings(trees=20, smallest=20)))
    ids, _ = ranker.recommend(Cases(NEXT_BASKET, np.arange(400)), 1)
    assert np.mean(ids[:, 0] == [baskets[-1][0] + 1 for baskets in lists]) > 0.8


def habits(seed: int) -> list[list[list[int]]]:
    """Product 2h is often followed by 2h + 1 in the next basket and never bought again at once; noise beside it."""
    draw, found = np.random.default_rng(seed), []
    for _ in range(400):
        baskets, waiting = [], -1
        for _ in range(draw.integers(3, 8)):
            start = int(draw.integers(0, 10))
            baskets.append([2 * start, int(draw.integers(20, 40))] + ([waiting] if waiting >= 0 else []))
            waiting = 2 * start + 1
        found.append(baskets)
    return found


def test_the_ranker_finds_a_habit_that_frequency_misses_and_nothing_in_shuffled_baskets(tmp_path):
    lists = habits(0)
    wanted = [baskets[-1][0] + 1 for baskets in lists]

    def found(customers: list[list[list[int]]]) -> float:
        train = made.of(customers, tmp_path)
        ranker = BasketRanker().fit(train,
                                    BasketRankerSettings(candidates=10, negatives=1.0, forests=ForestSettings(trees=30, smallest=20)))
        ids, _ = ranker.recommend(Cases(NEXT_BASKET, np.arange(400)), 1)
        return float(np.mean(ids[:, 0] == wanted))

    frequency, _ = PersonalFrequency().fit(made.of(lists, tmp_path)).recommend(Cases(NEXT_BASKET, np.arange(400)), 1)
    assert np.mean(frequency[:, 0] == wanted) < 0.15
    assert found(lists) > 0.8
    draw = np.random.default_rng(1)
    baskets = [basket for customer in lists for basket in customer]
    mixed = [baskets[place] for place in draw.permutation(len(baskets))]
    bounds = np.cumsum([0, *map(len, lists)])
    assert found([mixed[low:high] for low, high in itertools.pairwise(bounds)]) < 0.15


def test_what_is_said_of_the_ranker_and_its_parts_is_measured_on_customers_it_has_not_seen(tmp_path):
    lists = habits(0)
    ranker = BasketRanker().fit(made.of(lists, tmp_path),
                                BasketRankerSettings(candidates=10, forests=ForestSettings(trees=30, smallest=20)))
    trial = ranker.trial
    assert len(trial.forest) == len(np.unique(trial.asked.cases.keys)) == 240 and np.bincount(trial.forest).tolist() == [80] * 3
    for row, customer in enumerate(trial.asked.cases.keys.tolist()):
        wanted = trial.asked.relevant[trial.asked.start[row] : trial.asked.start[row + 1]]
        assert wanted.tolist() == sorted(set(lists[customer][-1])), "what came last in the past"
    past = made.of([baskets[:-1] for baskets in lists], tmp_path)
    own = {part.name: trial.scored(trial.pairs.features[:, ranker.candidates.columns_of(number).start]).ndcg.mean()
           for number, part in enumerate(ranker.candidates.parts)}  # fmt: skip
    for part in (PersonalFrequency(), BoughtAfter()):
        ids, _ = part.fit(past).recommend(trial.asked.cases, 10)
        alone = score(ids, trial.asked, 41, 40)
        assert alone.ndcg.mean() == pytest.approx(own[part.name], rel=0.02)  # equal scores may be cut otherwise
    assert trial.scored(trial.values(ranker.forests, trial.pairs.features)).ndcg.mean() > 1.2 * own["frequency"]
    shares = dict(ranker.importance)
    assert max(shares, key=shares.get) == "What follows the last order" and max(shares.values()) > 0.1


def test_no_forest_learns_from_whom_it_keeps_apart():
    rng = np.random.default_rng(0)
    taught = Lesson(np.zeros((500, 2), np.float32), rng.random(500) < 0.2, rng.integers(0, 40, 500).astype(np.int32),
                    rng.integers(-1, 3, 500))
    rows = taught.sample(1, np.arange(10))
    kept = set(rows.tolist())
    for row in range(500):
        assert (row in kept) == (taught.customer[row] >= 10 and (taught.right[row] or taught.forest[row] == 1))


def test_the_ranker_repeats_itself_and_can_be_cancelled(train):
    settings = BasketRankerSettings(candidates=10, forests=ForestSettings(trees=12, smallest=5))
    one, two = (BasketRanker().fit(train, settings).recommend(Cases(NEXT_BASKET, EVERYBODY), 10) for _ in range(2))
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1], two[1])
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        BasketRanker().fit(train, settings, progress)
