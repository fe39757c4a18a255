"""The product that a recommendation is said to rest on, against taking every product of the past away in turn and scoring anew."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.models.basket_candidates import Candidates
from assoc_engine.models.basket_features import PairFeatures
from assoc_engine.models.basket_forests import ForestSettings
from assoc_engine.models.basket_ranker import BasketRanker, BasketRankerSettings
from assoc_engine.models.basket_reasons import AGAIN, BECAUSE, LINKED, ONLY, POPULAR, customer_reasons
from assoc_engine.models.contract import NEXT_BASKET, Cases
from assoc_engine.models.customer_links import BoughtAfter, BoughtTogether, CustomerEase, CustomerEaseSettings
from assoc_engine.models.customer_scorer import TRIED, CustomerScorer
from assoc_engine.models.frequency import PersonalFrequency
from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.histories import CustomerOrders, lacking
from assoc_engine.models.pasts import Pasts
from assoc_engine.models.popularity import Popularity
from assoc_engine.models.ridge import Ridge, RidgeSettings, normed
from assoc_engine.models.tifuknn import Tifuknn, fading
from assoc_engine.models.training import TrainingSettings
from tests.models import customers as made

LISTS, PRODUCTS = made.drawn(), 30
EVERYBODY = np.arange(len(LISTS), dtype=np.int32)
SETTINGS = BasketRankerSettings(candidates=8, forests=ForestSettings(forests=2, trees=25, smallest=5, leaves=8))


@pytest.fixture(scope="module")
def train(tmp_path_factory):
    return made.of(LISTS, tmp_path_factory.mktemp("reasons"))


@pytest.fixture(scope="module")
def ranker(train):
    return BasketRanker().fit(train, SETTINGS)


def seeing(scorer: CustomerScorer, orders: CustomerOrders) -> CustomerScorer:
    """A copy that answers for other customers' orders with what it learnt."""
    changed = copy(scorer)
    changed.orders = orders
    if isinstance(scorer, Ridge):
        pasts = Pasts(orders)
        changed.own = normed(pasts.matrix(0.9))[pasts.now]
    elif isinstance(scorer, Tifuknn):
        changed.vectors = orders.summed(fading(orders, scorer.settings))
    elif not isinstance(scorer, PersonalFrequency):
        changed.past = orders.last() if isinstance(scorer, BoughtAfter) else orders.summed(np.float32(0.8) ** orders.age)
    return changed


def triples() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every customer and product with every product of his past."""
    found = [(c, p, h) for c, baskets in enumerate(LISTS) for p in range(PRODUCTS) for h in sorted({i for b in baskets for i in b})]
    return tuple(np.array(found).T)


@pytest.mark.parametrize("scorer", [PersonalFrequency(), CustomerEase(), BoughtTogether(), BoughtAfter()], ids=lambda s: s.name)
def test_what_a_product_adds_is_what_is_missing_without_it(train, scorer):
    scorer.fit(train, CustomerEaseSettings(products=20) if scorer.name == "customer-ease" else None)
    customers, products, removed = triples()
    scorer.see = lambda orders: seeing(scorer, orders)
    drops = scorer.drop(customers, products, removed)
    pairs, case = np.unique(np.stack([customers, removed]), axis=1, return_inverse=True)
    without = seeing(scorer, lacking(scorer.orders, *pairs)).scores(np.arange(pairs.shape[1]))
    np.testing.assert_allclose(drops, scorer.scores(EVERYBODY)[customers, products] - without[case, products], atol=1e-5)
    assert np.abs(drops).max() > 0.01
    level = np.median(scorer.scores(EVERYBODY), axis=1)[customers] - np.median(without, axis=1)[case]
    anew = CustomerScorer.drop(scorer, customers, products, removed)
    np.testing.assert_allclose(anew, drops - level, atol=1e-5)


@pytest.mark.parametrize("products", [PRODUCTS, 20])
def test_what_all_products_of_a_past_add_is_the_score(train, products):
    ridge = Ridge().fit(train, RidgeSettings(products=products))
    customers, wanted, removed = triples()
    total = np.zeros((len(LISTS), PRODUCTS))
    np.add.at(total, (customers, wanted), ridge.drop(customers, wanted, removed))
    np.testing.assert_allclose(total, ridge.scores(EVERYBODY) - 0.001 * ridge.popularity, atol=1e-5)


def by_hand(ranker: BasketRanker, customer: int, wanted: list[int], past: list[int]) -> np.ndarray:
    """wanted × past: the drop of a candidate's score, its own columns changed one by one as the docstring of the reasons says."""
    candidates: Candidates = ranker.candidates
    pairs, changed = candidates.of(np.array([customer])), []
    for product in wanted:
        row = pairs.product.tolist().index(product)
        for removed in past:
            features = pairs.features[row].copy()
            if product == removed:
                features[: candidates.known.own] = np.nan
            for number, part in enumerate(candidates.parts):
                column = len(candidates.known.names) + 2 * number
                fall = part.drop(*(np.array([value]) for value in (customer, product, removed)))[0]
                features[column] -= np.float32(fall)
                if fall:
                    features[column + 1] = (np.delete(pairs.features[:, column], row) >= features[column]).sum()
            changed.append(features)
    now = ranker.forests.scores(pairs.features)[[pairs.product.tolist().index(product) for product in wanted]]
    return now[:, None] - ranker.forests.scores(np.stack(changed)).reshape(len(wanted), len(past))


def test_the_ranker_names_the_product_without_which_the_score_falls_most(ranker):
    ids, _ = ranker.recommend(Cases(NEXT_BASKET, EVERYBODY), 4)
    reasons = customer_reasons(ranker, ranker.orders, EVERYBODY, ids)
    right = named = 0
    for customer, baskets in enumerate(LISTS[1:16], start=1):
        past = sorted({i for basket in baskets for i in basket})
        for place, (product, drops) in enumerate(zip(ids[customer].tolist(), by_hand(ranker, customer, ids[customer].tolist(), past))):
            falls = dict(zip(past, drops.tolist(), strict=True))
            code, because = int(reasons.codes[customer, place]), int(reasons.because[customer, place])
            if code == POPULAR:
                assert max(falls.values()) <= 0.02, "what has a reason is told it"
                continue
            told = because if code in (LINKED, BECAUSE) else product
            named, right = named + 1, right + (falls[told] >= max(falls.values()) - 1e-6)
    assert named > 40 and right >= 0.9 * named, f"{right} of {named}"


def really_without(ranker: BasketRanker, customer: int, removed: int) -> dict[int, float]:
    """Scores of the customer's candidates with nothing held but what was learnt from everybody: his orders without the product."""
    orders = lacking(ranker.orders, EVERYBODY, np.where(EVERYBODY == customer, removed, -1))
    changed = copy(ranker.candidates)
    changed.orders, changed.known = orders, PairFeatures(orders)
    changed.parts = [seeing(part, orders) for part in ranker.candidates.parts]
    pairs = changed.of(np.array([customer]))
    return dict(zip(pairs.product.tolist(), ranker.forests.scores(pairs.features).tolist(), strict=True))


def test_the_named_product_is_mostly_the_one_that_really_matters_most(ranker):
    """Really taken away, it changes the scale of the past, the counts of the customer and the other products too."""
    ids, _ = ranker.recommend(Cases(NEXT_BASKET, EVERYBODY), 3)
    reasons = customer_reasons(ranker, ranker.orders, EVERYBODY, ids)
    right = named = even = 0.0
    for customer, baskets in enumerate(LISTS[1:13], start=1):
        past = sorted({i for basket in baskets for i in basket})
        without = {h: really_without(ranker, customer, h) for h in past}
        for place, product in enumerate(ids[customer].tolist()):
            code, because = int(reasons.codes[customer, place]), int(reasons.because[customer, place])
            if code == POPULAR:
                continue
            least = min(past, key=lambda h: without[h].get(product, -100.0))
            named, even = named + 1, even + 1 / len(past)
            right += least == (because if code in (LINKED, BECAUSE) else product)
    assert right >= 0.75 * named > 2 * even, f"{right} of {named}; by chance {even:.0f}"


def test_what_is_counted_in_a_reason_is_true(ranker):
    ids, _ = ranker.recommend(Cases(NEXT_BASKET, EVERYBODY), 8)
    reasons = customer_reasons(ranker, ranker.orders, EVERYBODY, ids)
    seen = set()
    for (customer, place), product in np.ndenumerate(ids):
        baskets, code = LISTS[customer], int(reasons.codes[customer, place])
        count, out_of, because = reasons.count[customer, place], reasons.out_of[customer, place], int(reasons.because[customer, place])
        seen.add(code)
        if code in (AGAIN, ONLY):
            assert (count, out_of) == (sum(product in basket for basket in baskets), len(baskets)) and because == -1
            assert (code == ONLY) == (len(baskets) == 1)
        elif code in (LINKED, BECAUSE):
            assert count == sum(because in basket for basket in baskets) > 0
        else:
            assert (count, out_of) == (sum(product in basket for other in LISTS for basket in other), sum(map(len, LISTS)))
        if code == LINKED:
            both = [any(because in b for b in other) and any(product in b for b in other) for other in LISTS]
            first, second = ([any(item in b for b in other) for other in LISTS] for item in (because, product))
            assert reasons.times[customer, place] == pytest.approx(np.mean(both) / np.mean(first) / np.mean(second))
        assert (product in {i for basket in baskets for i in basket}) or code not in (AGAIN, ONLY)
    assert {AGAIN, LINKED} <= seen


def test_unknown_customers_and_lists_for_everybody_rest_on_popularity(train):
    model = Popularity().fit(train)
    ids, _ = model.recommend(Cases(NEXT_BASKET, np.array([-1, 3])), 5)
    reasons = customer_reasons(model, CustomerOrders(train), np.array([-1, 3]), ids)
    assert (reasons.codes == POPULAR).all() and (reasons.count == train.counts[ids]).all()
    assert set(ids[1].tolist()) & {i for basket in LISTS[3] for i in basket}, "what he had bought himself is no reason of that list"
    empty = customer_reasons(PersonalFrequency().fit(train), CustomerOrders(train), np.array([2]), np.full((1, 3), -1))
    assert empty.message((0, 0), train.names) == {}


def test_a_net_is_asked_again_without_each_product(train):
    settings = GruSettings(width=8, hidden=8, training=TrainingSettings(epochs=10, threads=1, batch=16, rate=1e-2))
    net = GruNextBasket().fit(train, settings)
    customers = np.arange(1, 16, dtype=np.int32)
    ids, _ = net.recommend(Cases(NEXT_BASKET, customers), PRODUCTS)
    reasons = customer_reasons(net, net.orders, customers, ids)
    told = 0
    for row, customer in enumerate(customers.tolist()):
        past = sorted({i for basket in LISTS[customer] for i in basket})
        often = sorted(past, key=lambda item: (-sum(item in basket for basket in LISTS[customer]), item))[:TRIED]
        without = np.stack([seen_without(net, train, customer, removed) for removed in past])
        now = net.scores(np.array([customer]))[0]
        drops = (now - np.median(now)) - (without - np.median(without, axis=1, keepdims=True))
        for place, product in enumerate(ids[row].tolist()):
            falls = dict(zip(past, drops[:, product].tolist(), strict=True))
            tried = {item: fall for item, fall in falls.items() if item in often or item == product}
            best = max(tried, key=tried.get)
            code, because = int(reasons.codes[row, place]), int(reasons.because[row, place])
            if code in (LINKED, BECAUSE):
                assert because == best and tried[best] > 0
                told += 1
            elif code == POPULAR:
                assert tried[best] <= 1e-5
    assert told >= 5


def seen_without(net: GruNextBasket, train, customer: int, removed: int) -> np.ndarray:
    """Scores of the customer when no line of his with the product has ever been."""
    owner = np.repeat(train.customer, np.diff(train.start))
    row = np.repeat(np.arange(train.orders), np.diff(train.start))
    kept = (owner != customer) | (train.items != removed)
    start = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=train.orders))]).astype(np.int64)
    changed = replace(train, start=start, items=train.items[kept])
    return copy(net).see(CustomerOrders(changed)).scores(np.array([customer]))[0]
