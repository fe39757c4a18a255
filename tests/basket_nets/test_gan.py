"""The GAN on small planted orders: it keeps to their themes, holds what is asked for, comes out the same twice, and a collapse is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import sparse

from assoc_engine.basket_nets.fidelity import Fidelity
from assoc_engine.basket_nets.gan import BasketGan, GanSettings, worth
from assoc_engine.basket_nets.gan_net import NetSettings, race
from assoc_engine.basket_nets.gan_watch import Watch, collapsed
from assoc_engine.errors import NothingToAnalyse, SettingError
from assoc_engine.models.training import TrainingSettings
from assoc_engine.progress import Cancelled, Progress
from tests.basket_nets.themed import OF_EACH, PRODUCTS, dealt_out, of_rows, themed

WARM = TrainingSettings(epochs=25, batch=64, rate=1e-2, patience=25, threads=1, device="cpu")
SMALL = GanSettings(net=NetSettings(noise=4, hidden=48, given=8), warm=WARM, rounds=1, steps=10, lead=30, rate=2e-4)
ORDERS = themed(800)


@pytest.fixture(scope="module")
def taught():
    told = []
    gan = BasketGan(SMALL, tell=told.append).fit(ORDERS, np.arange(800) % 2 + 7)
    return gan, told


def in_theme(baskets) -> float:
    """The share of pairs within baskets that are of one theme."""
    theme = np.arange(PRODUCTS) // OF_EACH
    joint = np.triu((baskets.T @ baskets).toarray(), 1)
    return joint[theme[:, None] == theme].sum() / joint.sum()


def test_the_race_gives_so_many_products_and_the_likelier_ones_more_often():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        rates = torch.tensor([0.6, 0.3, 0.1]).log().repeat(20_000, 1).requires_grad_()
        one = race(rates, torch.ones(20_000, dtype=torch.int64), 1.0)
        two = race(rates, torch.full((20_000,), 2), 1.0)
        every = race(rates, torch.full((20_000,), 3), 1.0)
    assert one.detach().sum(dim=1).eq(1).all() and two.detach().round().sum(dim=1).eq(2).all() and every.detach().round().eq(1).all()
    assert one.detach().mean(dim=0).tolist() == pytest.approx([0.6, 0.3, 0.1], abs=0.012)
    assert two.detach().mean(dim=0)[2] == pytest.approx(0.1 + 0.6 * 0.1 / 0.4 + 0.3 * 0.1 / 0.7, abs=0.012)
    (slope,) = torch.autograd.grad(one[:, 2].sum(), rates)
    assert (slope[:, 2] > 0).all(), "a product that should come in more often is told to hurry"


def test_it_makes_orders_like_those_it_was_shown(taught):
    gan, told = taught
    made, real = gan.generate(2_000, seed=3), ORDERS
    assert made.shape == (2_000, PRODUCTS) and set(made.data.tolist()) == {1.0}
    assert in_theme(made) > 0.5 and in_theme(dealt_out(real)) < 0.3
    last = gan.watch[gan.best]
    assert last.marginals > 0.8 and last.sizes < 0.05 and last.pairs > 0.7 and not gan.collapsed and not gan.notes
    assert [found.round for found in gan.watch] == [0, 1] == [line["round"] for line in told]
    assert gan.best == max(range(2), key=lambda place: (worth(gan.watch[place]), place))
    assert told[0]["pairs"] == gan.watch[0].pairs and told[0]["stopped"] == ""
    sizes = np.bincount(np.diff(real.indptr), minlength=31)[1:] / real.shape[0]
    assert told[0]["real_sizes"] == pytest.approx(sizes, abs=1e-4) and sum(told[0]["made_sizes"]) == pytest.approx(1, abs=1e-3)
    assert told[0]["real_items"] == pytest.approx(np.sort(np.asarray(real.mean(axis=0)).ravel())[::-1], abs=1e-4)


def test_the_control_learns_no_themes():
    assert in_theme(BasketGan(SMALL).fit(dealt_out(ORDERS)).generate(2_000)) < 0.35


def test_a_given_product_is_held_and_brings_its_theme(taught):
    gan, _ = taught
    made = gan.generate(400, seed=1, given=11, season=8).toarray()
    assert (made[:, 11] == 1).all()
    own, others = made[:, 8:16].sum() - 400, made.sum() - 400
    assert own / others > 0.5
    with pytest.raises(SettingError):
        gan.generate(5, given=PRODUCTS)
    with pytest.raises(SettingError):
        gan.generate(5, season=3)


def test_a_season_has_its_own_products():
    """Orders of even days are of the first two themes, others of the rest."""
    baskets = ORDERS
    theme = np.asarray(baskets @ np.repeat(np.eye(5), OF_EACH, axis=0)).argmax(axis=1)
    gan = BasketGan(SMALL).fit(baskets, (theme < 2).astype(int))
    early = [np.asarray(gan.generate(500, season=season).mean(axis=0)).ravel()[: 2 * OF_EACH].sum() for season in (0, 1)]
    assert early[1] > 4 * early[0]


def test_what_is_expected_of_pairs_is_what_is_made(taught):
    gan, _ = taught
    both, each = gan.expected_together(4_000, seed=2)
    made = gan.generate(20_000, seed=5)
    counted = np.asarray((made.T @ made).todense()) / 20_000
    assert np.corrcoef(each, np.diag(counted))[0, 1] > 0.97
    upper = np.triu_indices(PRODUCTS, 1)
    assert np.corrcoef(both[upper], counted[upper])[0, 1] > 0.98
    assert both == pytest.approx(both.T, abs=1e-6)


def test_the_same_seed_gives_the_same_and_the_outer_random_state_is_left_alone(taught):
    gan, _ = taught
    before = torch.get_rng_state()
    again = BasketGan(SMALL).fit(ORDERS, np.arange(800) % 2 + 7)
    assert torch.equal(before, torch.get_rng_state())
    assert again.watch == gan.watch and (again.generate(50, seed=3) != gan.generate(50, seed=3)).nnz == 0
    assert (gan.generate(50, seed=3) != gan.generate(50, seed=4)).nnz > 0


def test_a_generator_made_to_collapse_is_stopped_and_what_was_before_is_used():
    """Steps a thousand times too long, no saying again: the generator runs after whatever fools the critic at the moment."""
    wild = replace(SMALL, rounds=10, steps=10, rate=1.0, again=0.0, slow=0.0, critic_rate=0.1)
    told = []
    gan = BasketGan(wild, tell=told.append).fit(ORDERS)
    assert gan.collapsed and len(gan.watch) < 11 and told[-1]["stopped"] == "collapsed"
    assert "{round}" in gan.notes[0]["message"] and gan.notes[0]["values"]["round"] == gan.watch[-1].round
    assert gan.best < len(gan.watch) - 1 and in_theme(gan.generate(1_000)) > 0.5, "the weights before the collapse"


def test_collapse_by_hand():
    real = of_rows([[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3], [0]], 4)
    same = of_rows([[0, 1, 2]] * 8 + [[0]], 4)
    half = of_rows([[0, 1, 2], [0, 1, 3]] * 4, 4)
    alike = Fidelity(1, 0.99, 0, 0.9, 0, 0.6)
    assert collapsed(alike, real, same), "one of four, where four real ones are all different"
    assert not collapsed(alike, real, half) and not collapsed(alike, real, real), "two of four are no less than half"
    assert collapsed(replace(alike, marginals=0.2), real, real)
    assert not collapsed(replace(alike, marginals=float("nan")), same, same), "real orders that are all alike are no collapse"
    many = of_rows([[0, 1, 2]] * 200, 4)
    assert not collapsed(alike, same, many), "as many of either kind are compared"


@pytest.mark.parametrize("rows", [[[0], [1], [2]] * 40, [[0, 1, 2]] * 10, [[]] * 100], ids=["one product each", "ten", "empty"])
def test_too_little_to_learn_from_is_said(rows):
    with pytest.raises(NothingToAnalyse):
        BasketGan(SMALL).fit(of_rows(rows, 3))


@pytest.mark.parametrize("rows, products", [([[0, 1]] * 60 + [[0]] * 20, 2), ([[0, 2, 4]] * 80, 5)], ids=["two products", "all equal"])
def test_poor_orders_come_to_a_sane_result(rows, products):
    gan = BasketGan(replace(SMALL, rounds=1)).fit(of_rows(rows, products))
    made = gan.generate(300)
    assert made.shape == (300, products) and np.diff(made.indptr).min() >= 1 and not gan.collapsed
    assert set(np.diff(made.indptr).tolist()) <= {len(row) for row in rows}
    if products == 5:
        assert np.asarray(made.mean(axis=0)).ravel() == pytest.approx([1, 0, 1, 0, 1], abs=0.1)


def test_of_very_many_orders_some_are_drawn_and_that_is_said():
    many = sparse.csr_matrix(sparse.vstack([ORDERS] * 125))
    gan = BasketGan(replace(SMALL, most=400, rounds=1, steps=1, lead=0))
    gan.fit(many)
    assert len(gan.orders) == 400 and gan.notes[0]["values"] == {"orders": 100_000, "most": 400}
    assert len(Watch(gan.orders).real["real_sizes"]) == 30


def test_it_can_be_cancelled():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        BasketGan(SMALL).fit(ORDERS, progress=progress)
