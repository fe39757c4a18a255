"""Which groups of facts carry the ranker: each column has its group, and the shares tell what the lists live on."""

from __future__ import annotations

import numpy as np

from assoc_engine.models import page_importance as groups
from assoc_engine.models.page_facts import PageFacts
from assoc_engine.models.page_importance import GROUPS, ITEMS, group_of, importance, ndcg
from assoc_engine.models.page_net import PageNet, Pages
from assoc_engine.models.training import TrainingSettings
from tests.models.pages import random_history

COLUMNS = ["all", "text", "b_orders"]


def test_every_fact_of_a_pair_has_a_group_and_every_group_its_facts():
    facts = PageFacts(random_history())
    facts.pairs(np.array([0]))
    items = {column for column in facts.columns if group_of(column) == ITEMS}
    assert items == {column for column in facts.columns if column.startswith(("a_", "b_"))} | {"price_ratio"}
    assert {score for scores in GROUPS.values() for score in scores} <= set(facts.columns)


def planted(pages: int = 250) -> Pages:
    """Ten candidates a page: what is bought hangs on the first column alone; the third is the same all over a page."""
    draw = np.random.default_rng(0)
    features = draw.random((pages * 10, 3)).astype(np.float32)
    features[:, 2] = np.repeat(draw.random(pages), 10)
    rank = np.argsort(np.argsort(-features[:, 0].reshape(pages, 10), axis=1), axis=1).ravel()
    return Pages(np.arange(0, pages * 10 + 1, 10), features, (rank < 2).astype(np.float32), np.ones(pages * 10, np.float32))


def test_the_planted_cause_is_found_and_nothing_else():
    pages = planted()
    net = PageNet((0,), 16, 0.0).fit(pages, TrainingSettings(epochs=15, batch=16, rate=1e-2, device="cpu"))
    found = importance(net, pages.take(net.apart), COLUMNS)
    shares = dict(found)
    assert found[0][0] == groups.COUNTS and shares[groups.COUNTS] > 0.2
    assert abs(shares[groups.NAMES]) < 0.02 and shares[ITEMS] == 0 and shares[groups.LINKS] == 0
    assert found == sorted(found, key=lambda pair: -pair[1])
    assert importance(net, pages.take(np.empty(0, np.int64)), COLUMNS) == []


def test_the_figure_is_ndcg_by_hand():
    pages = Pages(np.array([0, 3, 15]), np.zeros((15, 1), np.float32), np.zeros(15, np.float32), np.ones(15, np.float32))
    pages.bought[[1, 3]] = 2, 1
    scores = -np.arange(15.0)
    assert ndcg(scores, pages) == (2 / np.log2(3) + 1) / 3
    pages.stands[0] = 5  # four more candidates lie before the one that is right
    assert np.isclose(ndcg(scores, pages), (2 / np.log2(7) + 1) / 3)
    pages.stands[0] = 11
    assert np.isclose(ndcg(scores, pages), 1 / 3)
