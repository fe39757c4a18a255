"""Mult-VAE: its baskets are as large as real ones and keep to their themes; two products that only look like partners are foreseen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assoc_engine.basket_nets.autoencoder import AutoencoderSettings
from assoc_engine.basket_nets.coming_true import Ahead, by_chance, latest, likely
from assoc_engine.basket_nets.mult_vae import MultVae, _without_return
from assoc_engine.basket_nets.net_scorers import AutoencoderScorer, VaeScorer, foreseen
from assoc_engine.hints.question import ask
from assoc_engine.models.contract import Train
from tests.basket_nets.themed import OF_EACH, PRODUCTS, dealt_out, of_rows, themed

DAY = 86_400
APART = tuple((8 * theme, 8 * theme + 3) for theme in range(5)) + tuple((8 * theme + 1, 8 * theme + 5) for theme in range(5))


@pytest.fixture(scope="module")
def taught():
    return MultVae().fit(themed())


def in_theme(baskets) -> float:
    """The share of pairs within baskets that are of one theme."""
    theme = np.repeat(np.arange(PRODUCTS // OF_EACH), OF_EACH)
    joint = np.triu((baskets.T @ baskets).toarray(), 1)
    return joint[theme[:, None] == theme].sum() / joint.sum()


def test_new_baskets_are_like_the_real_ones(taught):
    real, made = taught.lesson.taught, taught.generate(2_000, seed=3)
    assert made.shape == (2_000, PRODUCTS) and set(made.data.tolist()) == {1.0}
    sizes = [np.bincount(np.diff(baskets.indptr), minlength=8) / baskets.shape[0] for baskets in (real, made)]
    assert abs(sizes[0] - sizes[1]).max() < 0.05
    held = [np.asarray(baskets.mean(axis=0)).ravel() for baskets in (real, made)]
    assert np.corrcoef(*held)[0, 1] > 0.9
    control = MultVae().fit(dealt_out(themed())).generate(2_000, seed=3)
    assert in_theme(made) > 0.7 and in_theme(control) < 0.3
    assert (taught.generate(50, seed=3) != taught.generate(50, seed=3)).nnz == 0
    assert (taught.generate(50, seed=3) != taught.generate(50, seed=4)).nnz > 0


def test_products_are_drawn_by_their_chances():
    """One product of a basket of one is drawn by softmax; the second by softmax among the rest."""
    scores, draw = np.log(np.array([0.6, 0.3, 0.1])), np.random.default_rng(0)
    one = _without_return(np.tile(scores, (20_000, 1)), np.ones(20_000, int), draw).toarray().mean(axis=0)
    assert one == pytest.approx([0.6, 0.3, 0.1], abs=0.012)
    two = _without_return(np.tile(scores, (20_000, 1)), np.full(20_000, 2), draw).toarray().mean(axis=0)
    assert two[2] == pytest.approx(0.1 + 0.6 * 0.1 / 0.4 + 0.3 * 0.1 / 0.7, abs=0.012)


def test_chances_are_chances_and_know_the_theme(taught):
    chances = taught.chances(of_rows([[0, 1, 2], [33, 35]], PRODUCTS))
    assert chances.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert chances[0, :8].sum() > 0.8 and chances[1, 32:].sum() > 0.8


def test_what_is_foreseen_and_what_is_by_chance_are_sums_over_orders():
    baskets, draw = themed(80), np.random.default_rng(1)
    given = draw.random(baskets.shape)
    whole = baskets.toarray()
    expected = sum(np.outer(whole[n], given[n]) for n in range(80))
    assert foreseen(baskets, lambda some: given[: some.shape[0]]) == pytest.approx((expected + expected.T) / 2)
    sizes = whole.sum(axis=1)
    chance = np.outer(whole.sum(axis=0), whole.sum(axis=0)) * sum(s * (s - 1) for s in sizes) / sizes.sum() ** 2
    assert by_chance(baskets) == pytest.approx(chance)


def train_of(baskets, days: float = 80.0) -> Train:
    orders = baskets.shape[0]
    names = [f"p{n:02d}" for n in range(baskets.shape[1])]
    return Train(baskets.indptr.astype(np.int64), baskets.indices.astype(np.int32),
                 (np.arange(orders) * days * DAY / orders).astype(np.int64),
                 np.full(orders, -1, np.int32), 0, names, names, np.full(len(names), -1, np.int32), np.full(len(names), np.nan),
                 int(days * DAY))  # fmt: skip


def test_late_orders_are_taken_but_never_too_few():
    train = train_of(themed(1_600), days=100)
    assert latest(train, 60, 500)[[0, -1]].tolist() == [640, 1_599]
    assert len(latest(train, 1, 500)) == 500 and len(latest(train, 1, 5_000)) == 1_600
    assert latest(replace(train, time=None), 60, 500).tolist() == list(range(1_100, 1_600))


def test_a_hint_is_as_likely_as_its_joint_orders_are_many():
    """Poisson of the mean attraction × chance ahead: five at least, and more than twice chance."""
    from scipy.stats import poisson

    attraction, chance = np.array([1.0, 3.0, 3.0, 6.0]), np.array([2.0, 2.0, 4.0, 0.5])
    expected = [poisson.sf(4, 2), poisson.sf(4, 6), poisson.sf(8, 12), poisson.sf(4, 3)]
    assert likely(attraction, chance) == pytest.approx(expected, abs=1e-6)
    baskets = themed(1_600)
    question = ask(train_of(baskets, days=100))
    ahead = by_chance(baskets[1_600 - 500 :])[question.a, question.b] * 70 / (100 * 500 / 1_600)
    assert Ahead().chance(question) == pytest.approx(ahead, rel=1e-2)
    assert Ahead(days=35).chance(question) == pytest.approx(ahead / 2, rel=1e-2)
    bare = replace(question, train=replace(question.train, time=None))
    lately = by_chance(baskets[1_600 - 500 :])[question.a, question.b]
    assert Ahead(0, 1_000).chance(bare) == pytest.approx(lately * 2) and Ahead(0, 0).chance(bare) == pytest.approx(lately)


NARROW = AutoencoderSettings(narrow=4)  # fewer units than it could copy forty products by


@pytest.mark.parametrize(("scorer", "least"), [(VaeScorer(), 0.9), (AutoencoderScorer(NARROW), 0.9)], ids=["vae", "autoencoder"])
def test_partners_kept_apart_are_foreseen_and_strangers_are_not(scorer, least):
    """Pairs of one theme that never met, among all pairs that hardly met."""
    baskets = themed(2_000, strays=0.0, apart=APART)
    question = ask(train_of(baskets))
    pairs = set(APART)
    wanted = np.array([(a, b) in pairs for a, b in zip(question.a.tolist(), question.b.tolist(), strict=True)])
    assert wanted.sum() == len(APART) and len(question) > 600
    scores = scorer.scores(question)
    assert scores.dtype == np.float64 and len(scores) == len(question)
    assert roc_auc_score(wanted, scores) > least
