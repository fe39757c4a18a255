"""The search over settings: it finds a planted optimum, ends in time, begins with the usual settings and sees the past alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse, SettingError
from assoc_engine.models import catalogue
from assoc_engine.models.cases import ask
from assoc_engine.models.contract import PAGE, Cases
from assoc_engine.models.evaluation import score
from assoc_engine.models.pair_scorers import WeightedConfidence, WeightedSettings
from assoc_engine.models.search import SPACES, Found, Times, changed, others, search
from assoc_engine.models.splitting import Asked, before, between
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.settings import Checked, limited
from tests.models import pages

PRODUCTS = 30


@dataclass(frozen=True)
class Depth(Checked):
    deep: int = limited(4, 1, 16)


@dataclass(frozen=True)
class Known(Checked):
    """The right answers of so many cases: `share`, less by how far `deep` is from 8."""

    share: float = limited(0.3, 0.0, 1.0)
    side: int = limited(0, 0, 9)
    depth: Depth = field(default_factory=Depth)


SPACE = {"share": (0.1, 0.3, 0.6, 0.9), "depth.deep": Times((0.5, 1, 2, 4))}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Oracle:
    """Knows the answers to as many cases as its settings say; each try takes `seconds` by the clock, in ten steps."""

    log: ClassVar[list] = []

    def __init__(self, asked: Asked, clock: Clock, seconds=lambda settings: 1.0) -> None:
        self.asked, self.clock, self.seconds = asked, clock, seconds

    def fit(self, train, settings, progress):
        self.settings, self.train = settings, train
        Oracle.log.append(settings)
        for done in range(10):
            progress.step(done, 10)
            self.clock.now += self.seconds(settings) / 10
        return self

    def recommend(self, cases, k, exclude=None, progress=None):
        right = round(len(cases) * self.settings.share * 0.5 ** abs(np.log2(self.settings.depth.deep / 8)))
        ids = np.full((len(cases), k), -1, np.int32)
        for case in range(right):
            own = self.asked.relevant[self.asked.start[case] : self.asked.start[case + 1]][:k]
            ids[case, : len(own)] = own
        return ids, np.zeros(ids.shape)


@pytest.fixture
def task():
    Oracle.log = []
    train = pages.random_history(600, PRODUCTS)
    moment = 400 * pages.DAY
    return before(train, moment), ask(PAGE, train, between(train, moment, train.now))


def run(task, budget=1e9, seconds=lambda settings: 1.0, metric="ndcg", seed=0, progress=None, space=SPACE) -> Found:
    clock, (past, asked) = Clock(), task
    more = {} if progress is None else {"progress": progress}
    return search(lambda: Oracle(asked, clock, seconds), Known(), space, past, asked, metric, budget, seed, clock=clock, **more)


@pytest.mark.parametrize("metric", ["ndcg", "recall", "hit"])
@pytest.mark.parametrize("seed", range(3))
def test_the_planted_optimum_is_found_and_the_usual_settings_come_first(task, metric, seed):
    found = run(task, metric=metric, seed=seed)
    assert found.settings == Known(share=0.9, depth=Depth(8))
    assert found.tried[0][0] == Known() and len(found.tried) == 16 == len(set(map(str, found.tried)))
    assert found.figure == max(figure for _, figure in found.tried) > found.tried[0][1]
    assert [settings for settings, _ in found.tried] == Oracle.log, "each is tried once"
    assert run(task, metric=metric, seed=seed).tried == found.tried
    assert run(task, metric=metric, seed=seed + 9).tried[1:] != found.tried[1:]


def test_the_metric_decides():
    """One setting puts a right product at the top of few lists, the other at the end of more."""
    train = pages.random_history(600, PRODUCTS)
    past, asked = before(train, 400 * pages.DAY), ask(PAGE, train, between(train, 400 * pages.DAY, train.now))

    class Either(Oracle):
        def recommend(self, cases, k, exclude=None, progress=None):
            ids = np.full((len(cases), k), -1, np.int32)
            share, place = (0.4, 0) if self.settings.side == 0 else (0.6, k - 1)
            for case in range(round(share * len(cases))):
                ids[case, place] = self.asked.relevant[self.asked.start[case]]
            return ids, np.zeros(ids.shape)

    def best(metric):
        return search(lambda: Either(asked, Clock()), Known(), {"side": (0, 1)}, past, asked, metric, 1e9).settings.side

    assert [best(metric) for metric in ("ndcg", "hit", "recall")] == [0, 1, 1]


@pytest.mark.parametrize("budget", [0.5, 1.0, 3.5, 4.0, 7.2])
def test_it_stops_in_time_and_nothing_begun_too_late_is_counted(task, budget):
    found = run(task, budget=budget)
    assert len(found.tried) == int(budget) and found.seconds <= budget + 0.1 + 1e-9
    assert found.settings == max(found.tried, key=lambda entry: entry[1], default=(Known(), 0))[0]
    assert len(Oracle.log) - len(found.tried) <= 1


def test_what_cannot_be_finished_any_more_is_not_begun(task):
    run(task, budget=3.4)
    assert len(Oracle.log) == 3


def test_a_slow_try_is_given_up_when_the_time_is_over(task):
    found = run(task, budget=5, seconds=lambda settings: 1.0 if settings == Known() else 100.0)
    assert len(found.tried) == 1 and found.settings == Known() and found.seconds == pytest.approx(5, abs=10.1)
    assert len(Oracle.log) == 2


def test_it_sees_the_past_alone(task):
    past, asked = task
    seen = []

    class Watching(Oracle):
        def fit(self, train, settings, progress):
            seen.append((train.now, int(train.time.max()), train.orders))
            return super().fit(train, settings, progress)

        def recommend(self, cases, k, exclude=None, progress=None):
            assert isinstance(cases, Cases) and not hasattr(cases, "relevant")
            return super().recommend(cases, k)

    search(lambda: Watching(asked, Clock()), Known(), SPACE, past, asked, "ndcg", 1e9)
    assert set(seen) == {(400 * pages.DAY, 399 * pages.DAY, 400)}


def test_cancelling_ends_it(task):
    progress, steps = Progress(), []

    def seconds(settings):
        steps.append(progress.snapshot)
        if len(steps) == 25:
            progress.cancel()
        return 1.0

    with pytest.raises(Cancelled):
        run(task, budget=20.0, seconds=seconds, progress=progress)
    assert len(Oracle.log) == 3
    assert steps[20].share == pytest.approx(0.1, abs=0.01), "the share of the time, not of the tries"
    assert steps[20].values == {"tried": 2}


def test_errors_of_the_usual_settings_are_raised_others_come_to_no_figure(task):
    class Failing(Oracle):
        worst = 0.3

        def fit(self, train, settings, progress):
            if settings.share == self.worst:
                raise NothingToAnalyse("nothing")
            return super().fit(train, settings, progress)

    past, asked = task
    with pytest.raises(NothingToAnalyse):
        search(lambda: Failing(asked, Clock()), Known(), SPACE, past, asked, "ndcg", 1e9)
    Failing.worst = 0.9
    found = search(lambda: Failing(asked, Clock()), Known(), SPACE, past, asked, "ndcg", 1e9)
    assert found.settings == Known(share=0.6, depth=Depth(8)) and len(found.tried) == 16
    assert sum(np.isnan(figure) for _, figure in found.tried) == 4


def test_a_space_that_leads_out_of_range_is_named():
    with pytest.raises(SettingError) as caught:
        others(Known(), {"share": (0.1, 2.0)})
    assert caught.value.values["name"] == "share"


def test_settings_within_settings_are_changed_alone():
    assert changed(Known(), "depth.deep", 2) == replace(Known(), depth=Depth(2))
    assert changed(Known(), "share", 0.5) == replace(Known(), share=0.5)


@pytest.mark.parametrize("size", ["S", "M", "L"])
def test_every_declared_space_fits_its_model_at_every_size(size):
    for task, name in SPACES:
        entry = next((e for e in catalogue.entries(task) if e.name == name), None)
        assert entry is not None or name == "text-cnn", (task, name)
        if entry is not None:
            usual = (entry.settings or (lambda size, products: None))(size, 5_000)
            assert usual is None or 4 <= len(others(usual, SPACES[task, name])) < 200, (task, name)


def test_a_real_model_gets_its_best_settings_and_their_figure():
    """What goes with each product has changed: weighing by age must be found, and is not the usual."""
    draw, baskets = np.random.default_rng(1), []
    for day in range(500):
        a = 3 * int(draw.integers(10))
        baskets.append([a, a + (1 if day < 280 else 2), int(draw.integers(PRODUCTS))])
    train = pages.history(baskets, PRODUCTS)
    moment = 350 * pages.DAY
    past, asked = before(train, moment), ask(PAGE, train, between(train, moment, train.now))
    usual = WeightedSettings(power=0.5, half_life=0.0)
    found = search(WeightedConfidence, usual, SPACES[PAGE, "weighted-confidence"], past, asked, "ndcg", 60.0)
    assert 0 < found.settings.half_life <= 120 and len(found.tried) == 25
    ids, _ = WeightedConfidence().fit(past, found.settings).recommend(asked.cases, 10)
    gained = score(ids, asked, PRODUCTS, PRODUCTS).ndcg.mean()
    assert gained == pytest.approx(found.figure) and gained > 1.1 * found.tried[0][1]
