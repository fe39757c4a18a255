"""Pairs bought instead of each other: planted ones are found and no others, and the table is that of links."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from made import shop_of
from scipy import stats

from assoc_engine.analysis import analyse, count_pairs, find_substitutes, read
from assoc_engine.progress import SILENT
from assoc_engine.rules import tested_orders
from assoc_engine.rules.anti import companions, find_anti_links
from assoc_engine.rules.export import COLUMNS, write_links
from assoc_engine.rules.tails import lower_tail
from assoc_engine.rules.verdicts import A, B
from assoc_engine.rules.links import find_links, get_links
from assoc_engine.settings import AnalysisSettings, LinkSettings, ReadSettings
from assoc_engine.workspace import Workspace

PRODUCTS, PAIRS = 30, 4  # products 2k and 2k + 1 are substitutes, k < PAIRS; 20 + k goes with both
DAY = 86_400


def drawn(orders: int = 4000, seed: int = 1, both: float = 0.15) -> list[list[int]]:
    """Orders of 1 to 7 products by chance; of two substitutes one is left in the order, but for a share `both` of them."""
    rng = np.random.default_rng(seed)
    baskets = []
    for _ in range(orders):
        basket = set(rng.choice(PRODUCTS, rng.integers(1, 8), replace=False).tolist())
        for k in range(PAIRS):
            one = {2 * k, 2 * k + 1}
            if one <= basket and rng.random() > both:
                basket.discard(2 * k + int(rng.integers(0, 2)))
            if one & basket and rng.random() < 0.4:
                basket.add(20 + k)
        baskets.append(sorted(basket))
    return baskets


def shop(baskets: list[list[int]]):
    rng = np.random.default_rng(99)
    return shop_of(baskets, PRODUCTS, 1_640_995_200 + np.sort(rng.integers(0, 365 * DAY, len(baskets))), rng.integers(0, 500, len(baskets)))


def test_planted_substitutes_are_found_and_nothing_else():
    made = shop(drawn())
    found, shared = find_anti_links(made, find_links(made))
    pairs = {(min(a, b), max(a, b)): row for row, (a, b) in enumerate(zip(found.a.tolist(), found.b.tolist(), strict=True))}
    assert set(pairs) == {(2 * k, 2 * k + 1) for k in range(PAIRS)}
    assert (found.grade == A).all() and (found.adjusted_high <= 0.8).all() and (found.counted < 0.4 * found.expected).all()
    assert (found.late_high < 1).all() and (found.late_p <= 0.05).all()
    assert all(shared[row] == 1 for row in pairs.values()), "what goes with both"
    assert (np.diff(found.expected - found.counted) <= 0).all(), "most missing orders first"


def test_nothing_is_found_where_there_is_nothing():
    for seed in range(10):
        made = shop(drawn(1500, 50 + seed, both=1.0))
        assert not len(find_anti_links(made, find_links(made))[0])


def test_the_rate_is_kept_over_every_pair_that_chance_expects_often_enough():
    baskets = drawn()
    made = shop(baskets)
    found, _ = find_anti_links(made, find_links(made), LinkSettings(max_fdr=0.5))
    orders = tested_orders.TestedOrders.of(made)
    a, b = (side.astype(np.int32) for side in np.triu_indices(PRODUCTS, 1))
    every = orders.measured(orders.chance(), a, b, lower_tail)
    assert found.eligible_pairs == (every.expected >= 10).sum()
    q = dict(zip(zip(a.tolist(), b.tolist(), strict=True), stats.false_discovery_control(every.p).tolist(), strict=True))
    for x, y, mine in zip(found.a.tolist(), found.b.tolist(), found.q_value.tolist(), strict=True):
        assert mine == pytest.approx(q[min(x, y), max(x, y)], rel=1e-6)


def test_products_that_are_rarely_expected_together_are_not_tested():
    """Two products of 40 orders each among 4,000 are hardly ever together anyhow: that they never are says nothing."""
    baskets = drawn()
    for at in range(0, 4000, 100):
        baskets[at] = sorted({*baskets[at], PRODUCTS})
        baskets[at + 1] = sorted({*baskets[at + 1], PRODUCTS + 1})
    rng = np.random.default_rng(99)
    made = shop_of(baskets, PRODUCTS + 2, np.sort(rng.integers(0, 365 * DAY, 4000)))
    found, _ = find_anti_links(made, find_links(made))
    assert not (np.maximum(found.a, found.b) >= PRODUCTS).any()


def test_companions_are_products_with_a_proven_link_to_both():
    made = shop(drawn())
    links = find_links(made)
    goes = {p: set() for p in range(PRODUCTS)}
    for a, b, grade in zip(links.a.tolist(), links.b.tolist(), links.grade.tolist(), strict=True):
        if grade >= B:
            goes[a].add(b)
            goes[b].add(a)
    a, b = (side.astype(np.int32) for side in np.triu_indices(PRODUCTS, 1))
    assert companions(links, PRODUCTS, a, b).tolist() == [len(goes[x] & goes[y]) for x, y in zip(a.tolist(), b.tolist(), strict=True)]


def test_the_table_is_written_like_links_and_goes_when_pairs_are_counted_again(tmp_path):
    file = tmp_path / "sales.csv"
    rows = [["order", "product"]] + [[f"o{at}", f"p{item}"] for at, basket in enumerate(drawn(3000)) for item in basket]
    file.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    workspace, settings = Workspace(tmp_path / "w"), AnalysisSettings()
    read(workspace, ReadSettings((str(file),)), {}, SILENT)
    analyse(workspace, settings, SILENT)
    assert find_substitutes(workspace, settings, SILENT)["pairs"] == PAIRS
    write_links(workspace, tmp_path / "anti.csv", table="anti")
    with open(tmp_path / "anti.csv", encoding="utf-8-sig", newline="") as opened:
        written = list(csv.DictReader(opened))
    anti = get_links(workspace, "anti")
    assert tuple(written[0]) == COLUMNS and [row["grade"] for row in written] == ["A"] * PAIRS
    assert [int(row["orders"]) for row in written] == anti.orders.tolist() and workspace.meta("anti")["passing"] == PAIRS
    count_pairs(workspace, settings, SILENT)
    assert not workspace.has("anti")
