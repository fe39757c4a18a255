"""Pairs are ranked by what did best at earlier moments; nothing later is seen; short and bare files are told so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.hints import choosing
from assoc_engine.hints.choosing import rank_hints
from assoc_engine.hints.horizon import Horizon
from assoc_engine.hints.lessons import asked_at
from assoc_engine.hints.question import came_true
from assoc_engine.hints.ranker import HintRanker
from assoc_engine.hints.ranker_net import NetSettings
from assoc_engine.hints.scorers import FALL_BACK
from assoc_engine.hints.trial import judged
from assoc_engine.models.splitting import basket_matrix, before
from assoc_engine.progress import Cancelled, Progress
from tests.hints.theme_shop import DAY, history_of, theme_shop
from tests.models.pages import history

UNTIL = 250 * DAY


class Quick(HintRanker):
    def __init__(self, horizon) -> None:
        super().__init__(horizon, NetSettings(seeds=(0,)))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Fewer moments and one short training: the ways are the same."""
    monkeypatch.setattr(choosing, "TRIALS", (10, 13))
    monkeypatch.setattr(choosing, "FRESH", 3)
    monkeypatch.setattr(choosing, "HintRanker", Quick)


def later_trial(train, until: int, ranked):
    """How the ranking made at a moment did after it."""
    horizon = Horizon(round((train.now - until) / DAY), 1)
    asked = asked_at(history_of(train), horizon, 10)
    assert np.array_equal(asked.question.a, ranked.question.a) and np.array_equal(asked.question.b, ranked.question.b)
    return judged(ranked.scorer, until, ranked.scores, asked.true[10]), asked.true[10]


def test_planted_themes_are_foreseen_and_chances_hold():
    train = theme_shop()
    ranked = rank_hints(history_of(before(train, UNTIL)))
    trial, _true = later_trial(train, UNTIL, ranked)
    assert trial.auc > 0.75 and trial.precision100 > 2 * trial.chance
    assert len({one.scorer for one in ranked.trials}) == 6 and len(ranked.trials) == 12
    first = ranked.first(60)
    assert (np.diff(ranked.chance[first]) <= 0).all() and 0 < ranked.chance.min() and ranked.chance.max() < 1
    assert ranked.chance[first].mean() > 1.5 * ranked.chance.mean()
    told = ranked.precision[0]
    assert told["k"] == 100 and told["low"] <= told["share"] <= told["high"] and told["chance"] < told["share"]


def test_nothing_later_is_seen():
    train, other = theme_shop(), theme_shop(seed=1)
    cut, end = (int(np.searchsorted(t.time, UNTIL)) for t in (train, other))
    mixed = replace(
        train, start=np.concatenate([train.start[: cut + 1], train.start[cut] + other.start[end + 1 :] - other.start[end]]),
        items=np.concatenate([train.items[: train.start[cut]], other.items[other.start[end] :]]),
        time=np.concatenate([train.time[:cut], other.time[end:]]), customer=np.concatenate([train.customer[:cut], other.customer[end:]]),
    )  # fmt: skip
    one, two = (rank_hints(history_of(before(t, UNTIL))) for t in (train, mixed))
    assert np.array_equal(one.scores, two.scores) and np.array_equal(one.chance, two.chance) and one.trials == two.trials


class Oracle:
    """Knows what is to come within `days`."""

    name = "oracle"

    def __init__(self, train, days: int) -> None:
        self.whole, self.days = train, days

    def scores(self, question, progress=None):
        whole, now = self.whole, question.train.now
        later = (whole.time >= now) & (whole.time < now + self.days * DAY)
        number = [whole.names.index(question.train.names[product]) for product in question.products.tolist()]
        return 1.0 * came_true(question, basket_matrix(whole)[np.flatnonzero(later)][:, number])


class Silent:
    name = "silent"

    def scores(self, question, progress=None):
        raise NothingToAnalyse("Nothing to say.")


def test_a_rival_is_used_where_it_wins_and_is_told_of_where_it_cannot_answer():
    train = before(theme_shop(), UNTIL)
    ranked = rank_hints(history_of(train), (Oracle(train, 50), Silent()))
    assert ranked.scorer == "oracle" and [trial.scorer for trial in ranked.trials].count("oracle") == 2
    assert ranked.absent == [{"scorer": "silent", "reason": {"message": "Nothing to say.", "values": {}}}]


def test_without_dates_the_order_stands_for_time():
    train = theme_shop()
    ranked = rank_hints(history_of(replace(train, time=None)))
    assert ranked.horizon == Horizon(0, train.orders // 5) and len({trial.moment for trial in ranked.trials}) == 2
    assert np.isfinite(ranked.chance).all()


def test_where_the_past_is_too_short_a_fixed_scorer_answers_without_chances():
    ranked = rank_hints(history_of(history([[0, 1, 2], [1, 3], [2, 4], [5, 6], [6, 7]], 8)))
    assert ranked.scorer == FALL_BACK.name and not ranked.tells and not ranked.precision and np.isnan(ranked.chance).all()
    assert len(ranked.first(1_000)) == len(ranked.question)


def test_it_says_where_nothing_can_be_asked():
    for baskets in ([[0, 1]] * 50, [[0]] * 50):
        with pytest.raises(NothingToAnalyse):
            rank_hints(history_of(history(baskets, 2 if len(baskets[0]) > 1 else 1)))


def test_cancel_is_heard():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        rank_hints(history_of(theme_shop(days=60)), progress=progress)


@pytest.mark.parametrize("baskets, products", [
    ([[n % 30] for n in range(300)], 30), ([[n % 2] for n in range(300)], 2), ([[n, n + 1] for n in range(10)], 11),
    ([[0, 1, 2]] * 100 + [[3], [4]] * 50, 5),
], ids=["one product each", "two products", "ten baskets", "hardly anything but one basket"])
@pytest.mark.parametrize("bare", [False, True])
def test_poor_files_get_an_answer_without_chances(baskets, products, bare):
    train = history(baskets, products)
    train = replace(train, time=None, names=[""] * products, texts=[""] * products) if bare else train
    ranked = rank_hints(history_of(train))
    assert np.isfinite(ranked.scores).all() and len(ranked.question) and np.isnan(ranked.chance).all() and not ranked.trials
