"""Histories that leave little or nothing to learn the next basket from: a message or a plain list, never a fall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.models.basket_ranker import BasketRanker, BasketRankerSettings, usual_parts
from assoc_engine.models.basket_reasons import customer_reasons
from assoc_engine.models.contract import NEXT_BASKET, Cases
from assoc_engine.models.customer_scorer import CustomerScorer
from tests.models import customers as made

SCORERS = usual_parts()


def named(scorer: CustomerScorer) -> str:
    return scorer.name


def nobody(folder):
    """Orders of unknown customers alone."""
    train = made.of(made.drawn(8), folder)
    return replace(train, customer=np.full(train.orders, -1, np.int32), customers=0)


@pytest.mark.parametrize("scorer", SCORERS, ids=named)
def test_one_customer_gets_a_list(tmp_path, scorer):
    train = made.of([[[0, 1], [0, 2], [0, 1]]], tmp_path)
    ids, scores = scorer.fit(train).recommend(Cases(NEXT_BASKET, np.array([0, -1])), 5)
    assert sorted(ids[0].tolist()) == [-1, -1, 0, 1, 2] and np.isfinite(scores[0, :3]).all()
    assert ids[1, 0] == 0, "nobody known: the best seller first"
    assert customer_reasons(scorer, scorer.orders, np.array([0, -1]), ids).codes[:, :3].min() >= 0


@pytest.mark.parametrize("scorer", SCORERS, ids=named)
def test_customers_who_came_once_get_lists(tmp_path, scorer):
    train = made.of([[[number % 4, 4]] for number in range(12)], tmp_path)
    ids, _ = scorer.fit(train).recommend(Cases(NEXT_BASKET, np.arange(12)), 5)
    assert all(sorted(row) == [0, 1, 2, 3, 4] for row in ids.tolist())


@pytest.mark.parametrize("scorer", SCORERS, ids=named)
def test_where_no_customer_is_known_everybody_gets_the_best_sellers(tmp_path, scorer):
    train = nobody(tmp_path)
    ids, _ = scorer.fit(train).recommend(Cases(NEXT_BASKET, np.array([-1])), 4)
    assert ids[0].tolist() == np.argsort(-train.counts, kind="stable")[:4].tolist()


@pytest.mark.parametrize("case", ["nobody", "once", "no orders"])
def test_the_ranker_says_when_nobody_came_again(tmp_path, case):
    train = nobody(tmp_path) if case == "nobody" else made.of([[[number % 4, 4]] for number in range(12)], tmp_path)
    if case == "no orders":
        empty = np.zeros(0, np.int32)
        train = replace(train, start=np.zeros(1, np.int64), items=empty, customer=empty)
    with pytest.raises(NothingToAnalyse, match="too few orders"):
        BasketRanker().fit(train)


def test_the_ranker_says_when_what_came_next_was_never_a_candidate(tmp_path):
    """Each customer's last order holds what nobody had bought before: no scorer could have named it."""
    train = made.of([[[0, 1], [0, 1], [2 + number]] for number in range(20)], tmp_path)
    with pytest.raises(NothingToAnalyse, match="too few orders"):
        BasketRanker().fit(train, BasketRankerSettings(candidates=2))


def test_the_ranker_of_one_customer_ranks_and_owes_nothing_it_cannot_show(tmp_path):
    train = made.of([[[0, 1], [0, 2], [0, 1], [0, 3]]], tmp_path)
    ranker = BasketRanker().fit(train)
    ids, _ = ranker.recommend(Cases(NEXT_BASKET, np.array([0])), 4)
    assert sorted(ids[0].tolist()) == [0, 1, 2, 3]
    assert len(ranker.trial.forest) == 0
    assert all(share == 0 for _, share in ranker.importance)


def test_products_of_one_name_or_never_bought_stay_apart(tmp_path):
    train = made.of(made.drawn(), tmp_path)
    more = [*train.names[:-1], train.names[0], "never", "never"]
    train = replace(train, names=more, texts=more, category=np.full(32, -1, np.int32), price=np.full(32, np.nan))
    ranker = BasketRanker().fit(train)
    ids, scores = ranker.recommend(Cases(NEXT_BASKET, np.arange(60)), 32)
    assert (np.sort(ids, axis=1) == np.arange(32)).all() and np.isfinite(scores).all()
    place = np.argsort(ids, axis=1)
    assert (place[:, 30:] > 10).all(), "what was never bought is on no customer's list"
