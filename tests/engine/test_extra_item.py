"""Sets against all smaller ones within them: chance by enumeration, what parts explain by fitting, counts by counting, errors by
drawing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from made import basket_csr

from assoc_engine.baskets import invert
from assoc_engine.rules import extra_item, tested_orders
from assoc_engine.rules.eclat import find_itemsets
from assoc_engine.rules.extra_item import Told, commonest_first, family_of, held_against_parts
from assoc_engine.rules.extra_item_kernels import MOST, explained
from assoc_engine.rules.tails import q_values, upper_tail


def orders_of(baskets: list, products: int, strata=None, customers=None) -> tested_orders.TestedOrders:
    start, items = basket_csr(baskets)
    number = np.arange(len(baskets))
    return tested_orders.TestedOrders(
        start, items, *invert(start, items, products), np.zeros(len(baskets), np.int64) if strata is None else strata,
        number if customers is None else customers, np.full(len(baskets), customers is not None),
    )  # fmt: skip


def told_of(orders: tested_orders.TestedOrders, sets: list[tuple[int, ...]]) -> Told:
    start = np.cumsum([0, *map(len, sets)]).astype(np.int64)
    return held_against_parts(orders, orders.chance(), start, np.array([product for one in sets for product in one], np.int32))


def drawn(orders: int, products: int, sizes: list[int], seed: int = 1) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, products + 1)
    return [sorted(np.argsort(rng.exponential(size=products) / weight)[: rng.choice(sizes)].tolist()) for _ in range(orders)]


def subsets(products, sizes) -> list[tuple[int, ...]]:
    return [one for size in sizes for one in combinations(products, size)]


@pytest.mark.parametrize("products", [7, 25])
def test_chance_of_sets_is_that_of_all_draws_one_by_one(products):
    """In two strata, with a product in every order of one of them: every set of so many products, weighed by its products' weights."""
    baskets = drawn(400, products, [1, 2, 3, 4], 2)
    baskets = [[0] + [item for item in one if item] if number < 150 else one for number, one in enumerate(baskets)]
    strata = (np.arange(400) >= 150).astype(np.int64)
    orders, sets = orders_of(baskets, products, strata), subsets(range(6), (2, 3, 4, 5))
    expected = np.zeros(len(sets))
    for g, stratum in enumerate(orders.chance().strata):
        always = set(stratum.always.tolist())
        weight = dict(zip(stratum.products.tolist(), stratum.w.tolist(), strict=True))
        for size, count in enumerate(np.bincount([len(one) - len(always) for k, one in enumerate(baskets) if strata[k] == g])):
            if count:
                draws = list(combinations(weight, size))
                chances = np.array([np.prod([weight[item] for item in draw]) for draw in draws])
                for row, one in enumerate(sets):
                    held = np.array([set(one) <= always | set(draw) for draw in draws])
                    expected[row] += count * chances[held].sum() / chances.sum()
    assert told_of(orders, sets).expected == pytest.approx(expected, rel=1e-6)


def test_chance_of_pairs_is_that_of_links_and_of_large_orders_nearly_exact():
    baskets = drawn(1500, 80, [2, 9, 14, 25, 40], 3)
    orders, sets = orders_of(baskets, 80), subsets(range(0, 80, 7), (2, 3, 4)) + [tuple(range(5, 65, 7))]
    told, chance = told_of(orders, sets), orders.chance()
    pairs = np.array([one for one in sets if len(one) == 2])
    assert told.expected[: len(pairs)] == pytest.approx(chance.expected(*pairs.T), rel=1e-6)

    def symmetric(weights, most):
        e = np.eye(1, most + 1)[0]
        for w in weights:
            e[1:] = e[1:] + w * e[:-1]
        return e

    w, sizes, exact = chance.strata[0].w, np.bincount([len(one) for one in baskets]), np.zeros(len(sets))
    for row, one in enumerate(sets):
        without, whole = symmetric(np.delete(w, one), 40), symmetric(w, 40)
        exact[row] = sum(
            sizes[s] * np.prod(w[list(one)]) * without[s - len(one)] / whole[s] for s in np.flatnonzero(sizes) if s >= len(one)
        )
    ratio = told.expected / exact
    assert np.abs(ratio - 1).max() < 0.05, "as near as pairs are: weights are those of the approximation too"
    assert len(sets[-1]) > MOST and np.isnan(told.p[-1]) and np.isnan(told.given[-1])


def test_orders_customers_and_what_leads_to_the_rest_are_counted():
    baskets, customers = drawn(600, 12, [2, 3, 4, 6, 9], 4), np.random.default_rng(5).integers(0, 90, 600)
    orders, sets = orders_of(baskets, 12, customers=customers), subsets(range(12), (2, 3, 4, 7))
    told, place = told_of(orders, sets), commonest_first(orders)

    def held(part) -> int:
        return sum(set(part) <= set(basket) for basket in baskets)

    for row, one in list(enumerate(sets))[::7]:
        whose = [customers[k] for k, basket in enumerate(baskets) if set(one) <= set(basket)]
        assert told.counted[row] == len(whose)
        if len(one) > MOST:
            continue
        times = np.unique(whose, return_counts=True)[1]
        assert told.customers[row] == len(times) and told.independent[row] == pytest.approx(len(whose) ** 2 / max((times**2).sum(), 1))
        by_place = sorted(one, key=place.__getitem__)
        for part in range(1, 2 ** len(one) - 1):
            first = [product for k, product in enumerate(by_place) if part >> k & 1]
            then = set(one) - set(first)
            simpler = [[product for product in first if product != left] for left in first]
            surer = all(held(one) * held(less) > held({*less, *then}) * held(first) for less in simpler)
            assert bool(int(told.improving[row]) >> part & 1) == surer


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_what_parts_explain_is_what_fitting_their_totals_gives(size):
    """Iterative proportional fitting, from chance to all totals of one product less, and the variance from that table."""
    rng, cells, last = np.random.default_rng(size), 2**size, 2**size - 1
    bits = np.arange(cells)
    for _ in range(5):
        observed, seed = rng.integers(1, 60, cells).astype(float), rng.uniform(1, 60, cells)
        fitted = seed.copy()
        for _ in range(20_000):
            before = fitted.copy()
            for left in range(size):
                for cell in bits[bits >> left & 1 == 0]:
                    pair = [cell, cell | 1 << left]
                    fitted[pair] *= observed[pair].sum() / fitted[pair].sum()
            if np.abs(fitted - before).max() < 1e-12:
                break
        joint = [np.array([table[bits & part == part].sum() for part in bits]) for table in (observed, seed)]
        mean, variance = explained(*joint, size)
        assert mean == pytest.approx(fitted[last], rel=1e-6) and variance == pytest.approx(1 / (1 / fitted).sum(), rel=1e-5)


def test_parts_that_leave_no_choice_explain_all():
    always = orders_of([[0, 1, 2]] * 30 + [[3], [4]] * 40, 5)
    told = told_of(always, [(0, 1, 2)])
    assert told.given[0] == 30 and told.p[0] == pytest.approx(1)


@pytest.mark.parametrize("must", [(), (3,), (2, 5)])
def test_eligible_are_the_sets_of_which_all_parts_reach_the_minimum(must):
    baskets = drawn(300, 14, [2, 3, 4, 5, 6], 6)
    start, items = basket_csr(baskets)
    counts = {one: sum(set(one) <= set(basket) for basket in baskets) for one in subsets(range(14), range(1, MOST + 1))}
    floor, expected = 6, 0
    for one in subsets(range(14), range(3, MOST + 1)):
        parts = [tuple(product for product in one if product != left) for left in one if left not in must]
        expected += set(must) <= set(one) and all(counts[part] >= floor for part in parts)
    assert family_of(find_itemsets(start, items, 14, floor, must=must, memory=10**9), 14) == expected > 20


def linked(orders: int, seed: int, trio: float = 0.0) -> list[list[int]]:
    """Orders of few and of many products with real pairs: 0 brings 1, 1 brings 2, 3 brings 4, 4 brings 5, each by itself. `trio`: in this
    share of orders 6, 7 and 8 come together beyond that."""
    rng, products = np.random.default_rng(seed), 24
    weight = 1 / np.arange(6, products + 6)
    baskets = []
    for _ in range(orders):
        basket = set(rng.choice(products, rng.choice([1, 2, 3, 5, 8]), replace=False, p=weight / weight.sum()).tolist())
        for first, then in ((0, 1), (1, 2), (3, 4), (4, 5)):
            if first in basket and rng.random() < 0.4:
                basket.add(then)
        baskets.append(sorted(basket | ({6, 7, 8} if rng.random() < trio else set())))
    return baskets


def q_of(baskets: list[list[int]], floor: int = 8) -> tuple[list[tuple[int, ...]], np.ndarray, np.ndarray]:
    """(sets of three and more, p, q) as combinations are tested."""
    orders = orders_of(baskets, 24)
    sets = find_itemsets(orders.start, orders.items, 24, floor, min_size=3, max_size=MOST, memory=10**9)
    start, items = sets.products(sets.rows())
    told = held_against_parts(orders, orders.chance(), start, items)
    named = [tuple(items[start[k] : start[k + 1]].tolist()) for k in range(len(start) - 1)]
    return named, told.p, q_values(told.p, family_of(sets, 24))


def test_real_pairs_make_no_larger_set_say_more():
    """Where pairs are real and nothing else is: hardly ever is a set found, and p is small no oftener than it says. A planted one is."""
    p, found = [], 0
    for seed in range(40):
        _, ps, q = q_of(linked(1200, seed))
        p.append(ps)
        found += (q <= 0.05).any()
    p = np.concatenate(p)
    assert len(p) > 20_000 and found <= 5
    for level in (0.05, 0.01, 0.001):
        assert (p <= level).mean() < 1.25 * level
    named, _, q = q_of(linked(3000, 1, 0.06))
    assert [one for one, rate in zip(named, q, strict=True) if rate <= 0.05] == [(6, 7, 8)]


def test_the_memory_of_parts_grows_and_forgets_nothing(monkeypatch):
    orders, sets = orders_of(drawn(500, 16, [4, 6, 8], 8), 16), subsets(range(16), (6, 5, 4, 3))
    whole = told_of(orders, sets)
    monkeypatch.setattr(extra_item, "PIECE", 7)
    monkeypatch.setattr(extra_item, "_memo", lambda parts, real=extra_item._memo: real(min(parts, 1000) if parts > 20_000 else parts))
    by_pieces = told_of(orders, sets)
    for column in Told._fields:
        assert getattr(whole, column).tolist() == getattr(by_pieces, column).tolist(), column
    each = [told_of(orders, [one]) for one in sets[::400]]
    assert [one.given[0] for one in each] == pytest.approx(whole.given[::400])
    p = upper_tail(whole.counted, whole.given, np.maximum(whole.given, 1e-9), whole.counted)
    assert len(p) == len(sets) and not np.isnan(whole.p).any()
