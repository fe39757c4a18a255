"""The GAN as a scorer: pairs kept apart that belong together come first; chance of later orders by hand; dates or none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import special
from sklearn.metrics import roc_auc_score

from assoc_engine.basket_nets.coming_true import ENOUGH, TIMES
from assoc_engine.basket_nets.gan import GanSettings
from assoc_engine.basket_nets.gan_net import NetSettings
from assoc_engine.basket_nets.gan_scorer import GanScorer, gan_scores, seasons
from assoc_engine.hints.question import ask
from assoc_engine.models.contract import Train
from assoc_engine.models.training import TrainingSettings
from tests.basket_nets.themed import OF_EACH, of_rows, themed

DAY = 86_400
WARM = TrainingSettings(epochs=25, batch=64, rate=1e-2, patience=25, threads=1, device="cpu")
SMALL = GanSettings(net=NetSettings(noise=4, hidden=48, given=8), warm=WARM, rounds=1, steps=5, lead=20)
APART = tuple((8 * theme, 8 * theme + 3) for theme in range(5)) + tuple((8 * theme + 1, 8 * theme + 5) for theme in range(5))


def train_of(baskets, dated: bool) -> Train:
    orders, products = baskets.shape
    names = [f"thing {number}" for number in range(products)]
    time = np.sort(np.random.default_rng(0).integers(0, 200 * DAY, orders)) if dated else None
    return Train(baskets.indptr.astype(np.int64), baskets.indices.astype(np.int32), time, np.full(orders, -1, np.int32), 0, names, names,
                 np.full(products, -1, np.int32), np.full(products, np.nan), 200 * DAY)  # fmt: skip


@pytest.mark.parametrize("dated", [True, False])
def test_partners_kept_apart_come_before_strangers(dated):
    question = ask(train_of(themed(1_000, strays=0.02, apart=APART), dated))
    scorer = GanScorer(SMALL)
    scores = scorer.scores(question)
    assert scores.shape == (len(question),) and np.isfinite(scores).all()
    partners = question.products[question.a] // OF_EACH == question.products[question.b] // OF_EACH
    assert partners.sum() >= len(APART) - 2
    assert roc_auc_score(partners, scores) > 0.85
    assert (scorer.gan.seasons == ([-3, -2, -1, 0] if dated else [0])).all()


def test_the_score_is_a_poisson_chance_by_hand():
    """A GAN that says what it is told: three products, each pair at its own lift."""
    rows = [[0], [1], [2]] * 40
    question = ask(train_of(of_rows(rows + [[0, 1]] * 1 + [[1, 2]] * 1, 3), False))
    lift = np.array([[1, 30, 1], [30, 1, 300.0], [1, 300.0, 1]])

    class Told:
        seasons = np.array([0])

        def expected_together(self, count, seed, season, progress):
            each = np.array([0.3, 0.2, 0.1])
            return lift * np.outer(each, each), each

    held, sizes = np.array([41, 42, 41]), np.array([1] * 120 + [2, 2])
    found = gan_scores(Told(), question)
    for place, (a, b) in enumerate(zip(question.a, question.b, strict=True)):
        chance = held[a] * held[b] * (sizes * (sizes - 1)).sum() / sizes.sum() ** 2
        tail = special.pdtrc(max(ENOUGH, int(TIMES * chance) + 1) - 1, lift[a, b] * chance)
        assert found[place] == pytest.approx(tail, abs=1e-5)
    assert len(question) == 3


def test_seasons_count_back_from_the_end():
    train = replace(train_of(themed(4), False), time=np.array([1, 100, 150, 199]) * DAY)
    assert seasons(train).tolist() == [-3, -1, 0, 0] and seasons(replace(train, time=None)).tolist() == [0] * 4


