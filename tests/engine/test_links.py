"""The table of links: what is tested and what is listed, on made orders."""

from __future__ import annotations

import numpy as np
from made import baskets_of
from scipy import stats

from assoc_engine.rules.links import choose_floor, find_links
from assoc_engine.settings import LinkSettings


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
    assert fewer.floor == everything.floor < fewer.orders.min(), "what chance can explain needs more"
    assert fewer.eligible_pairs == everything.eligible_pairs
    np.testing.assert_array_equal(
        np.sort(fewer.q_value),
        np.sort(everything.q_value[(everything.grade > 0) | (everything.orders >= fewer.floor_reason["values"]["least"])]),
    )


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
