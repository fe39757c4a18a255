"""The guard against chance: by hand, by simulation, and on real data."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from made import basket_csr, baskets_of
from scipy import stats

from assoc_engine.rules.links import choose_floor, find_links
from assoc_engine.rules.significance import (
    class_totals,
    expected_orders,
    p_values,
    q_values,
    size_classes,
)
from assoc_engine.settings import LinkSettings


def test_size_classes_hold_their_upper_edge():
    assert size_classes(np.array([1, 5, 6, 10, 11, 160, 161])).tolist() == [0, 0, 1, 1, 2, 5, 6]


def test_expected_orders_by_hand():
    # Class 0: baskets of 2, 2, 3 products; class 1: one basket of 6.
    start, items = basket_csr([[0, 1], [0, 2], [0, 1, 2], [0, 1, 2, 3, 4, 5]])
    totals, factors = class_totals(start, items, 6)
    small = (2 * 1 + 2 * 1 + 3 * 2) / 7**2
    large = 6 * 5 / 6**2
    assert factors[:2].tolist() == [small, large] and not factors[2:].any()
    assert totals[0].tolist()[:2] == [3, 1]
    expected = expected_orders(totals, factors, np.array([0]), np.array([1]))
    assert expected[0] == pytest.approx(3 * 2 * small + 1 * 1 * large)


def test_expectation_is_right_for_baskets_drawn_by_chance():
    """Baskets of mixed sizes drawn from rare products: observed joint orders average to the formula's."""
    rng = np.random.default_rng(11)
    popularity = rng.random(300) + 0.2
    popularity /= popularity.sum()
    baskets = [
        rng.choice(300, size, replace=False, p=popularity).tolist() for size in rng.choice([2, 4, 8, 15], 6000)
    ]
    start, items = basket_csr(baskets)
    totals, factors = class_totals(start, items, 300)
    a, b = np.triu_indices(300, 1)
    dense = np.zeros((len(baskets), 300), np.float32)
    dense[np.repeat(np.arange(len(baskets)), np.diff(start)), items] = 1
    observed = (dense.T @ dense)[a, b]
    ratio = observed.sum() / expected_orders(totals, factors, a, b).sum()
    assert ratio == pytest.approx(1.0, abs=0.02)


def test_p_values_are_poisson_tails():
    joint, expected = np.array([0, 1, 7, 40]), np.array([2.0, 0.3, 2.5, 11.0])
    np.testing.assert_allclose(p_values(joint, expected), stats.poisson.sf(joint - 1, expected), rtol=1e-10)


def test_q_values_are_benjamini_hochberg_over_all_tests():
    rng = np.random.default_rng(2)
    p = rng.random(50) ** 3
    whole = np.concatenate([p, np.ones(450)])
    np.testing.assert_allclose(q_values(p, 500), stats.false_discovery_control(whole)[:50], rtol=1e-12)
    assert q_values(np.array([]), 10).size == 0


def test_guard_finds_a_planted_pair_and_leaves_chance_alone(tmp_path):
    rng = np.random.default_rng(8)
    orders = []
    for _ in range(3000):
        order = set(rng.choice(40, rng.integers(1, 6), replace=False).tolist())
        if 0 in order and rng.random() < 0.6:
            order.add(1)
        orders.append([f"product {i}" for i in order])
    baskets = baskets_of(tmp_path, orders)
    links = find_links(baskets)
    name = baskets.products.name
    passing = {frozenset((name[a], name[b])) for a, b in zip(links.a[links.passes], links.b[links.passes], strict=True)}
    assert frozenset(("product 0", "product 1")) in passing
    assert len(passing) <= 3, "780 pairs were tested; nearly all others are chance"


def test_nothing_passes_where_there_is_nothing(tmp_path):
    """Over 20 shuffled shops the guard lets hardly anything pass."""
    rng = np.random.default_rng(21)
    passing = 0
    for _ in range(20):
        orders = [[f"p{i}" for i in rng.choice(30, rng.integers(1, 9), replace=False)] for _ in range(400)]
        passing += find_links(baskets_of(tmp_path, orders)).passing
    assert passing <= 2


def test_floor_is_chosen_from_the_data_and_can_be_given(tmp_path):
    assert choose_floor(300)[0] == 5
    assert choose_floor(88_162)[0] == 44
    baskets = baskets_of(tmp_path, [["a", "b"]] * 3 + [["c"], ["a"]])
    assert len(find_links(baskets)) == 0
    links = find_links(baskets, LinkSettings(min_orders=3))
    assert links.orders.tolist() == [3] and links.floor == 3


def test_floor_rises_where_the_list_would_be_too_long(tmp_path, monkeypatch):
    from assoc_engine.rules import links as module

    rng = np.random.default_rng(4)
    baskets = baskets_of(tmp_path, [[f"p{i}" for i in rng.choice(20, 4, replace=False)] for _ in range(800)])
    everything = find_links(baskets)
    monkeypatch.setattr(module, "MOST", 50)
    fewer = find_links(baskets)
    assert len(everything) > 50 >= len(fewer) > 20
    assert fewer.orders.min() >= fewer.floor > everything.floor
    assert fewer.eligible_pairs == everything.eligible_pairs
    np.testing.assert_array_equal(np.sort(fewer.q_value), np.sort(everything.q_value[everything.orders >= fewer.floor]))


def test_online_retail_before_june(shared_data):
    """Products with five-digit codes, collective invoices set aside: 11,860 pairs stand out, counted independently."""
    from made import table_of

    from assoc_engine.baskets import make_baskets
    from assoc_engine.cleaning import clean
    from assoc_engine.settings import CleanSettings

    table = table_of(shared_data / "online_retail.xlsx")
    numbered = np.array([code[:5].isdigit() for code in table.code.vocabulary])
    others = dataclasses.replace(table.code, codes=np.where(numbered[table.code.codes], table.code.codes, -1))
    nameless = dataclasses.replace(table.product, codes=np.where(others.codes < 0, -1, table.product.codes))
    wanted = CleanSettings(until="2011-06-01", exclude_orders_with=("DOT",), non_products=False, net_returns=False)
    whole_orders, _ = clean(table, wanted)
    kept, _ = clean(
        dataclasses.replace(table, code=others, product=nameless,
                            order=_only(table.order, {whole_orders.order[i] for i in range(len(whole_orders.raw))})),
        CleanSettings(until="2011-06-01", non_products=False, net_returns=False),
    )  # fmt: skip
    links = find_links(make_baskets(kept), LinkSettings(min_orders=5))
    assert links.passing == 11_860 and links.eligible_orders == 20


def _only(column, texts):
    wanted = np.array([text in texts for text in column.vocabulary])
    return dataclasses.replace(column, codes=np.where(wanted[column.codes], column.codes, -1).astype(np.int32))


def test_q_values_are_over_all_eligible_pairs_and_rise_with_p(tmp_path):
    rng = np.random.default_rng(6)
    baskets = baskets_of(tmp_path, [[f"p{i}" for i in rng.choice(25, rng.integers(1, 7), replace=False)] for _ in range(900)])
    links = find_links(baskets, LinkSettings(min_orders=1))
    products = int((baskets.products.orders >= links.eligible_orders).sum())
    assert links.eligible_pairs == products * (products - 1) // 2
    tested = np.minimum(links.a_orders, links.b_orders) >= links.eligible_orders
    p = np.concatenate([links.p_value[tested], np.ones(links.eligible_pairs - int(tested.sum()))])
    np.testing.assert_allclose(links.q_value[tested], stats.false_discovery_control(p)[: int(tested.sum())], rtol=1e-9)
    assert (links.q_value[~tested] == 1).all()


def test_pairs_that_are_not_kept_count_in_the_ranks(tmp_path):
    """With a floor, pairs below it are dropped while counting; q-values are as if every pair had been kept."""
    rng = np.random.default_rng(16)
    baskets = baskets_of(tmp_path, [[f"p{i}" for i in rng.choice(40, rng.integers(1, 7), replace=False)] for _ in range(700)])
    some, every = find_links(baskets, LinkSettings(min_orders=8)), find_links(baskets, LinkSettings(min_orders=1))
    key = {(a, b): i for i, (a, b) in enumerate(zip(every.a.tolist(), every.b.tolist(), strict=True))}
    same = [key[pair] for pair in zip(some.a.tolist(), some.b.tolist(), strict=True)]
    assert 20 < len(some) < 0.8 * len(every) and some.eligible_pairs == every.eligible_pairs
    np.testing.assert_allclose(some.q_value, every.q_value[same], rtol=0.002)
