"""The classic autoencoder: as it is written in the books, its loss by hand, better than popularity where there is something to learn."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.basket_nets.autoencoder import Autoencoder, AutoencoderSettings, squared_loss
from assoc_engine.basket_nets.basket_findings import entries_shown
from assoc_engine.errors import NothingToAnalyse
from assoc_engine.progress import Cancelled, Progress
from tests.basket_nets.themed import PRODUCTS, dealt_out, of_rows, themed


@pytest.fixture(scope="module")
def taught():
    return Autoencoder().fit(themed())


def test_it_is_the_classic_one(taught):
    layers = [tuple(layer.weight.shape) for layer in taught.net if hasattr(layer, "weight")]
    assert layers == [(64, PRODUCTS), (32, 64), (64, 32), (PRODUCTS, 64)]
    own = AutoencoderSettings().training
    assert (own.epochs, own.batch, own.decay) == (10, 32, 0.0), "without decay AdamW is Adam"
    assert len(taught.curve.loss) == len(taught.squared) == len(taught.squared_apart) == 10
    assert (taught.lesson.judged, taught.lesson.examples) == (300, 1_200)


def test_the_losses_are_those_of_the_formulas(taught):
    apart = taught.lesson.apart.toarray().astype(np.float64)
    restored = taught.restored(taught.lesson.apart).astype(np.float64)
    assert ((0 < restored) & (restored < 1)).all()
    best = taught.curve.best
    assert taught.squared_apart[best] == pytest.approx(((apart - restored) ** 2).sum() / len(apart), rel=1e-4)
    cross = -(apart * np.log(restored) + (1 - apart) * np.log(1 - restored)).mean()
    assert -taught.curve.figure[best] == pytest.approx(cross, rel=1e-4)
    share = taught.lesson.taught.toarray().mean(axis=0)
    assert taught.by_popularity == pytest.approx(((apart - share) ** 2).sum() / len(apart), rel=1e-5)
    some = np.random.default_rng(0).random(PRODUCTS)
    assert squared_loss(taught.lesson.apart, some) == pytest.approx(((apart - some) ** 2).sum(axis=1).mean())


def test_its_loss_falls_and_is_below_that_of_popularity(taught):
    assert taught.squared[-1] < taught.squared[0] and taught.squared_apart[-1] < 0.8 * taught.by_popularity


def test_a_narrow_net_learns_themes_and_nothing_where_there_are_none():
    """With fewer units than it could copy by, it restores what follows a pattern alone."""
    narrow = AutoencoderSettings(narrow=2)
    themes, nothing = Autoencoder(narrow).fit(themed()), Autoencoder(narrow).fit(dealt_out(themed()))
    assert themes.squared_apart[themes.curve.best] < 0.85 * themes.by_popularity
    assert nothing.squared_apart[nothing.curve.best] > 0.95 * nothing.by_popularity


def test_the_same_data_give_the_same_net(taught):
    again = Autoencoder().fit(themed())
    assert again.squared == taught.squared and (again.vectors == taught.vectors).all()
    assert again.vectors.shape == (PRODUCTS, 64)


def test_the_scatter_shows_entries_bought_and_not_bought_alike(taught):
    there, given = entries_shown(taught)
    assert there.sum() == len(there) / 2 == min(2_000, taught.lesson.apart.nnz)
    restored = taught.restored(taught.lesson.apart)
    held = taught.lesson.apart.toarray() > 0
    assert abs(given[there == 1].mean() - restored[held].mean()) < 0.02
    assert abs(given[there == 0].mean() - restored[~held].mean()) < 0.02
    assert given[there == 1].mean() > 3 * given[there == 0].mean()


def test_what_cannot_teach_is_said():
    singles = of_rows([[n % 5] for n in range(200)], 5)
    with pytest.raises(NothingToAnalyse, match="orders of several products"):
        Autoencoder().fit(singles)
    with pytest.raises(NothingToAnalyse) as few:
        Autoencoder().fit(themed(10))
    assert few.value.values == {"least": 20, "there": 10}
    with pytest.raises(NothingToAnalyse, match="two products"):
        Autoencoder().fit(of_rows([[0, 1]] * 50, 2))


def test_every_order_the_same_is_learned_by_heart():
    net = Autoencoder().fit(of_rows([[0, 2, 3]] * 400, 6))
    assert (net.restored(net.lesson.apart)[0] > 0.5).tolist() == [True, False, True, True, False, False]


def test_it_can_be_stopped():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Autoencoder().fit(themed(), progress)
