"""The GRU over customers' orders: it learns a planted sequence, answers the same alone and in company, and loads back."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.models.contract import NEXT_BASKET, Cases
from assoc_engine.models.evaluation import score
from assoc_engine.models.frequency import PersonalFrequency
from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.next_basket_lesson import ndcg
from assoc_engine.models.histories import CustomerOrders, cut, next_baskets
from assoc_engine.models.splitting import Asked
from assoc_engine.models.training import TrainingSettings

from tests.models import customers as made

pytest.importorskip("torch")
SMALL = GruSettings(width=16, hidden=24, dropout=0.1, training=TrainingSettings(epochs=12, batch=16, rate=0.01, threads=1, device="cpu"))


def circles(shuffled: bool) -> list[list[list[int]]]:
    """Customers walk round a circle of 12 products, one a basket, beside noise. `shuffled`: the baskets of all customers are
    mixed (within one customer the gap in his walk would tell what is missing)."""
    draw, found = np.random.default_rng(0), []
    for _ in range(200):
        start, length = int(draw.integers(12)), int(draw.integers(4, 9))
        found.append([[(start + step) % 12, int(draw.integers(12, 30))] for step in range(length)])
    if shuffled:
        every = [basket for baskets in found for basket in baskets]
        mixed = iter(draw.permutation(len(every)).tolist())
        found = [[every[next(mixed)] for _ in baskets] for baskets in found]
    return found


@pytest.mark.parametrize("seed", [0, 1])
def test_it_learns_what_comes_next_and_nothing_where_order_says_nothing(tmp_path, seed):
    settings = replace(SMALL, training=replace(SMALL.training, seed=seed))
    share = []
    for shuffled in (False, True):
        train = made.of(circles(shuffled), tmp_path)
        past, (customers, wanted) = cut(train, 1), next_baskets(train, 1)
        ids, _ = GruNextBasket().fit(past, settings).recommend(Cases(NEXT_BASKET, customers), 1)
        share.append(np.mean([ids[row, 0] in wanted[row].indices for row in range(len(customers))]))
    assert share[0] > 0.9 and share[1] < 0.2, share


def test_answers_do_not_depend_on_company_or_on_padding(tmp_path):
    model = GruNextBasket().fit(made.of(made.drawn(), tmp_path), replace(SMALL, training=replace(SMALL.training, epochs=2)))
    everybody = np.arange(60)
    together = model.scores(everybody)
    alone = np.concatenate([model.scores(np.array([customer])) for customer in everybody])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(model.scores(np.array([7, 3, 7])), together[[7, 3, 7]], atol=1e-5)


def test_the_future_moves_no_answer(tmp_path):
    """The same past with other last baskets: what is learnt from the past is the same bit for bit."""
    lists = made.drawn()
    noise = [[*baskets[:-1], [int(i)]] for baskets, i in zip(lists, np.random.default_rng(3).integers(0, 30, 60), strict=True)]
    settings = replace(SMALL, training=replace(SMALL.training, epochs=2))
    answers = []
    for customers in (lists, noise):
        past = cut(made.of(customers, tmp_path), 1)
        answers.append(GruNextBasket().fit(past, settings).scores(np.flatnonzero(CustomerOrders(past).number)))
    np.testing.assert_array_equal(*answers)


def test_a_kept_net_gives_the_same_scores(tmp_path):
    train = made.of(made.drawn(), tmp_path)
    model = GruNextBasket(tmp_path / "net").fit(train, replace(SMALL, training=replace(SMALL.training, epochs=2)))
    kept = GruNextBasket().load(tmp_path / "net", train)
    np.testing.assert_array_equal(model.scores(np.arange(60)), kept.scores(np.arange(60)))
    assert json.loads((tmp_path / "net" / "net.json").read_text())["settings"]["width"] == 16
    assert kept.parameters == model.parameters > 30 * 16 * 3


def test_it_copies_habits_at_least_as_well_as_frequency(tmp_path):
    draw, lists = np.random.default_rng(5), []
    for _ in range(300):
        own = draw.choice(40, 3, replace=False)
        lists.append([sorted({int(draw.choice(own)), int(draw.integers(40))}) for _ in range(draw.integers(3, 8))])
    train = made.of(lists, tmp_path)
    past, (customers, wanted) = cut(train, 1), next_baskets(train, 1)
    asked = Asked(Cases(NEXT_BASKET, customers), wanted.indptr, wanted.indices)
    found = [
        score(model.fit(past, settings).recommend(asked.cases, 3)[0], asked, 40, 40, 3).ndcg.mean()
        for model, settings in ((GruNextBasket(), SMALL), (PersonalFrequency(), None))
    ]
    assert found[0] > 0.97 * found[1], found


def test_its_ndcg_is_that_of_the_evaluation(tmp_path):
    train = made.of(made.drawn(), tmp_path)
    customers, wanted = next_baskets(train, 1)
    asked = Asked(Cases(NEXT_BASKET, customers), wanted.indptr, wanted.indices)
    ids = np.stack([np.random.default_rng(row).permutation(30)[:10] for row in range(len(customers))])
    ids[3, 4:] = -1
    np.testing.assert_allclose(ndcg(ids, wanted), score(ids, asked, 30, 30).ndcg)
