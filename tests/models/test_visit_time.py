"""The days until the next order: spans and medians against what is counted by hand, and gaps that a net must and must not learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.histories import CustomerOrders
from assoc_engine.models.moments import Moments
from assoc_engine.models.splitting import before
from assoc_engine.models.training import TrainingSettings
from assoc_engine.models.transformer import TransformerNextBasket, TransformerSettings
from assoc_engine.models.visit_time import EDGES, median_days, pooled_hazard, survival_loss, survived
from tests.models import customers as made
from tests.models.dated import DAY, dated, shop
from tests.models.days_judged import EVERYBODY, NET, OWN, judge_days

LOOP = TrainingSettings(epochs=10, batch=16, rate=0.01, patience=10, threads=1, device="cpu")
GRU = GruSettings(width=16, hidden=24, dropout=0.1, training=LOOP)
TRANSFORMER = TransformerSettings(width=16, hidden=24, layers=1, heads=2, dropout=0.1, training=LOOP)


def test_gaps_are_those_of_the_customer_and_the_last_one_stays_open():
    mine = [(0.0, [0]), (3.0, [1]), (13.0, [0]), (20.0, [2])]
    gaps = Moments(CustomerOrders(dated([mine, [(5.0, [1])]], 3, now=50))).gaps
    np.testing.assert_allclose(gaps.until, [np.nan, 3, 10, 7, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(gaps.waited, [np.nan, 50, 47, 37, 30, np.nan, 45])
    np.testing.assert_allclose(gaps.own, [np.nan, np.nan, 3, 6.5, 7, np.nan, np.nan])
    np.testing.assert_allclose(gaps.rhythm[4][:5] * [4, 4, 2, 4, 1],
                               [np.log(8), np.log([4, 11, 8]).mean(), np.log([4, 11, 8]).std(), np.log(8), 1], rtol=1e-6)  # fmt: skip
    ended, entered = gaps.own_spans(np.array([4]))
    weights = {3.0: 0.81, 10.0: 0.9, 7.0: 1.0}
    for span, edge in enumerate(EDGES):
        low = EDGES[span - 1] if span else 0
        assert ended[0, span] == pytest.approx(sum(w for gap, w in weights.items() if low <= gap < edge))
        assert entered[0, span] == pytest.approx(sum(w for gap, w in weights.items() if gap >= low))


def test_the_loss_is_minus_the_log_of_what_was_seen():
    until, waited = np.array([0.5, 4.0, np.nan, 400.0]), np.array([9.0, 9.0, 6.0, 900.0])
    logits = np.random.default_rng(0).normal(size=(4, len(EDGES)))
    h = 1 / (1 + np.exp(-logits))
    expected = [h[0, 0], np.prod(1 - h[1, :3]) * h[1, 3], np.prod(1 - h[2, :4]), np.prod(1 - h[3])]  # 4 days: the span from 3 to 5
    passed, fell = survived(until, waited)
    found = survival_loss(torch.from_numpy(logits), torch.from_numpy(passed), torch.from_numpy(fell))
    assert float(found) == pytest.approx(-np.log(expected).mean())


def test_everybody_s_hazard_is_that_of_kaplan_and_meier():
    """Without the drawn mean: in each span orders / those who came to it. Who has waited in part of a span is not in it."""
    draw = np.random.default_rng(1)
    true, watched = draw.exponential(30, 50_000), draw.uniform(5, 400, 50_000)
    until = np.where(true <= watched, true, np.nan)
    hazard = pooled_hazard(until, watched)
    survival = np.cumprod(1 - hazard)
    np.testing.assert_allclose(survival[:14], np.exp(-EDGES[:14] / 30), atol=0.02)
    odds = np.log(hazard / (1 - hazard))[None]
    assert median_days(odds)[0] == pytest.approx(30 * np.log(2), rel=0.05)
    assert median_days(odds, waited=20)[0] == pytest.approx(30 * np.log(2), rel=0.08), "an even risk has no memory"
    came = true[true <= 25]
    assert median_days(odds, within=25)[0] == pytest.approx(np.median(came), rel=0.05)
    assert np.isinf(median_days(np.full((1, len(EDGES)), -9.0))[0])


def told_by_products(seed: int, shuffled: bool = False, customers: int = 150) -> list[list[tuple[float, list[int]]]]:
    """A customer comes back some 6 days after product 0 and some 24 after product 1; beside them he walks round a circle of ten.
    `shuffled`: the gaps are those of others, so that no order tells anything."""
    draw, found, gaps = np.random.default_rng(seed), [], []
    for _ in range(customers):
        place = int(draw.integers(10))
        baskets = [[int(draw.random() < 0.5), 2 + (place + step) % 10] for step in range(10)]
        gaps += [(6.0 if basket[0] == 0 else 24.0) * draw.uniform(0.85, 1.15) for basket in baskets]
        found.append((float(draw.uniform(0, 30)), baskets))
    gaps = draw.permutation(gaps) if shuffled else np.array(gaps)
    return [[(float(day), basket) for day, basket in zip(first + np.concatenate([[0], np.cumsum(own[:-1])]), baskets, strict=True)]
            for (first, baskets), own in zip(found, gaps.reshape(customers, -1), strict=True)]  # fmt: skip


def judged(kind, settings, customers):
    whole = dated(customers, 12, now=400)
    split = 100 * DAY
    return judge_days(kind().fit(before(whole, split), settings), whole, split, 140 * DAY, 60.0)


@pytest.mark.parametrize("kind, settings", [(GruNextBasket, GRU), (TransformerNextBasket, TRANSFORMER)], ids=["gru", "transformer"])
@pytest.mark.parametrize("seed", range(5))
def test_planted_gaps_are_learnt(kind, settings, seed):
    found = judged(kind, replace(settings, training=replace(LOOP, seed=seed)), told_by_products(seed))
    assert found.cases > 100
    assert found.error[NET] < 0.2 and min(found.error[OWN], found.error[EVERYBODY]) > 0.5, found


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_learnt_from_gaps_of_others(seed):
    found = judged(GruNextBasket, replace(GRU, training=replace(LOOP, seed=seed)), told_by_products(seed, shuffled=True))
    assert found.error[NET] > 0.5, found  # 0.2 at most where the gaps are the customer's own


def test_days_count_from_now_and_are_unknown_without_dates(tmp_path):
    train = dated(shop(80, 120, 10, 0), 10, now=125)
    model = GruNextBasket().fit(train, replace(GRU, training=replace(LOOP, epochs=2)))
    everybody = np.arange(80)
    days, odds = model.days(everybody), model.visits_at(model.moments.pasts.now)
    known = model.orders.number > 0
    np.testing.assert_array_equal(np.isnan(days), ~known)
    np.testing.assert_allclose(days[known], median_days(odds, model.moments.gaps.waited[model.moments.pasts.now])[known], rtol=1e-5)
    assert np.nanmin(days) > 0
    undated = GruNextBasket().fit(made.of(made.drawn(), tmp_path), replace(GRU, training=replace(LOOP, epochs=1)))
    assert np.isnan(undated.days(np.arange(5))).all()
