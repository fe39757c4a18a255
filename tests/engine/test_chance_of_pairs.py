"""Chance against enumeration of every draw, and against orders that are filled anew with both margins kept."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from drawn import moments_by_enumeration
from made import basket_csr
from shuffled import shuffled

from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import chance as module
from assoc_engine.rules.chance import Chance
from assoc_engine.rules.tails import lower_tail, upper_tail


def orders_of(rng: np.random.Generator, count: int, products: int, largest: int) -> list[list[int]]:
    """Orders of 0 … `largest` products, some products bought far more often."""
    weight = np.exp(rng.normal(size=products))
    sizes = rng.integers(0, largest + 1, count)
    return [rng.choice(products, size, replace=False, p=weight / weight.sum()).tolist() for size in sizes.tolist()]


def chance_of(baskets: list[list[int]], products: int, strata: list[int]) -> Chance:
    return Chance.of(*basket_csr(baskets), products, np.array(strata, np.int64))


def every_pair(products: int) -> tuple[np.ndarray, np.ndarray]:
    a, b = np.triu_indices(products, 1)
    return a.astype(np.int32), b.astype(np.int32)


@pytest.mark.parametrize("seed", range(4))
def test_moments_are_those_of_every_draw_there_is(seed):
    rng = np.random.default_rng(seed)
    baskets = orders_of(rng, 60, 8, 6)
    strata = rng.integers(0, 3, 60).tolist()
    a, b = every_pair(8)
    E, V = chance_of(baskets, 8, strata).moments(a, b)
    by_hand = moments_by_enumeration(baskets, 8, strata)
    np.testing.assert_allclose(E, by_hand[0][a, b], rtol=1e-5)
    np.testing.assert_allclose(V, by_hand[1][a, b], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("lacking", [1, 2])
def test_a_product_in_nearly_every_order_loses_no_digits(lacking):
    """Where one product is drawn nearly always, the recursion of the others would be all rounding."""
    rng = np.random.default_rng(lacking)
    baskets = [[0, 1, *(2 + rng.choice(7, rng.integers(1, 6), replace=False)).tolist()] for _ in range(300)]
    for order in range(lacking):
        baskets[order].remove(0)
        baskets[-1 - 3 * order].remove(1)
    a, b = every_pair(9)
    E, V = chance_of(baskets, 9, [0] * 300).moments(a, b)
    by_hand = moments_by_enumeration(baskets, 9, [0] * 300)
    np.testing.assert_allclose(E, by_hand[0][a, b], rtol=1e-5)
    np.testing.assert_allclose(V, by_hand[1][a, b], rtol=1e-3, atol=1e-4)


def test_a_product_in_every_order_meets_whatever_is_there():
    baskets = [[0, 1], [0, 1, 2], [0, 2, 3], [0, 3], [1, 2], [2, 3], [1]]
    a, b = every_pair(4)
    E, V = chance_of(baskets, 4, [0, 0, 0, 0, 1, 1, 1]).moments(a, b)
    by_hand = moments_by_enumeration(baskets, 4, [0, 0, 0, 0, 1, 1, 1])
    np.testing.assert_allclose(E, by_hand[0][a, b], rtol=1e-6)
    assert E[:3].tolist() == [2.0, 2.0, 2.0] and not V[:3].any(), "in the first four orders always, in the others never"


def test_one_order_of_everything_and_no_orders():
    a, b = every_pair(40)
    E, V = chance_of([list(range(40)), [], []], 40, [0, 0, 0]).moments(a, b)
    assert (E == 1).all() and not V.any()
    E, V = Chance.of(np.zeros(1, np.int64), np.empty(0, np.int32), 40, np.empty(0, np.int64)).moments(a, b)
    assert not E.any() and not V.any()


def test_an_order_of_all_products_holds_every_pair_for_sure():
    rng = np.random.default_rng(0)
    baskets = [*orders_of(rng, 300, 200, 5), list(range(200))]
    a, b = every_pair(200)
    E, V = chance_of(baskets, 200, [0] * 301).moments(a, b)
    assert E.min() >= 1 - 1e-5, "once they all meet"
    without, _ = chance_of(baskets[:-1], 200, [0] * 300).moments(a, b)
    np.testing.assert_allclose(E, without + 1, atol=1e-3)
    assert V.max() < without.max() + 1e-3


@pytest.fixture(scope="module")
def shop():
    """3,000 orders of two strata: a third of them large, and a third of the 180 products hardly bought but in large ones."""
    rng = np.random.default_rng(5)
    weight = np.exp(0.7 * rng.normal(size=180))
    baskets, strata = [], rng.integers(0, 2, 3_000)
    for stratum in strata.tolist():
        large = rng.random() < 0.3
        mine = weight * np.where(np.arange(180) < 60, 3.0 if large else 0.1, 1.0) * np.where(np.arange(180) % 2 == stratum, 2.0, 1.0)
        size = rng.integers(14, 30) if large else rng.integers(1, 7)
        baskets.append(rng.choice(180, size, replace=False, p=mine / mine.sum()).tolist())
    return *basket_csr(baskets), strata


def test_totals_and_sizes_are_kept(shop):
    """What a product meets by chance in all is what its orders hold beside it, and all of it what all orders hold."""
    start, items, strata = shop
    table = Chance.of(start, items, 180, strata).table(np.arange(180), np.arange(180))
    size = np.diff(start)
    assert table.sum() == pytest.approx((size * (size - 1)).sum(), rel=2e-3)
    assert not table.diagonal().any()


def test_one_by_one_or_in_blocks_or_as_a_table_it_is_the_same(shop, monkeypatch):
    start, items, strata = shop
    chance = pickle.loads(pickle.dumps(Chance.of(start, items, 180, strata)))
    a, b = every_pair(180)
    E, V = chance.moments(a, b)
    rng = np.random.default_rng(1)
    order = rng.permutation(len(a))
    swap = rng.random(len(a)) < 0.5
    mixed = np.where(swap, b, a)[order], np.where(swap, a, b)[order]
    monkeypatch.setattr(module, "SPARSE", 0)
    monkeypatch.setattr(module, "SLICE", 100)
    singly = chance.moments(*mixed)
    np.testing.assert_allclose(singly[0], E[order], rtol=1e-5)
    np.testing.assert_allclose(singly[1], V[order], rtol=1e-3)
    monkeypatch.setattr(module, "SPARSE", 10**9)
    monkeypatch.setattr(module, "CELLS", 700)
    np.testing.assert_allclose(chance.moments(*mixed), [E[order], V[order]], rtol=1e-3)
    np.testing.assert_allclose(chance.table(np.arange(180), np.arange(180))[a, b], E, rtol=1e-5)


def test_moments_and_tails_are_those_of_orders_filled_anew(shop):
    """The mean, the spread and both tails of joint orders over 120 fillings that keep product totals and basket sizes by stratum."""
    start, items, strata = shop
    a, b = every_pair(180)
    E, V = Chance.of(start, items, 180, strata).moments(a, b)
    totals = np.bincount(items, minlength=180)
    most = np.minimum(totals[a], totals[b])
    order = np.repeat(np.arange(len(start) - 1), np.diff(start))
    rng, runs = np.random.default_rng(0), 120
    total, squares, up, down = np.zeros(len(a)), np.zeros(len(a)), np.zeros(3), np.zeros(3)
    for run in range(runs):
        items = shuffled(start, items, strata, run, 40 if not run else 6)
        held = np.zeros((len(start) - 1, 180), np.float32)
        held[order, items] = 1
        joint = (held.T @ held)[a, b].astype(np.float64)
        total += joint
        squares += joint**2
        upper, lower = upper_tail(joint, E, V, most), lower_tail(joint, E, V, most)
        at = upper + lower - 1  # the chance of just so many: what lies within it is drawn, so that p is even where nothing is
        drawn = rng.random(len(a))
        up += [(upper - drawn * at <= level).sum() for level in (0.1, 0.01, 0.001)]
        down += [(lower - drawn * at <= level).sum() for level in (0.1, 0.01, 0.001)]
    mean = total / runs
    variance = (squares / runs - mean**2) * runs / (runs - 1)
    assert total.sum() / runs / E.sum() == pytest.approx(1, abs=2e-3)
    often = E >= 5
    assert np.median(mean[often] / E[often]) == pytest.approx(1, abs=5e-3)
    assert (variance[often] / V[often]).mean() == pytest.approx(1, abs=0.05)
    levels = runs * len(a) * np.array([0.1, 0.01, 0.001])
    for ratio in (up / levels, down / levels):  # of two common products the binomial is a little too wide: that is on the safe side
        assert (ratio > [0.85, 0.65, 0.5]).all() and (ratio < [1.05, 1.1, 1.25]).all()


def test_it_can_be_stopped(shop):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Chance.of(*shop[:2], 180, shop[2], progress)
    with pytest.raises(Cancelled):
        Chance.of(*shop[:2], 180, shop[2]).moments(*every_pair(180), progress)
