"""What the earlier orders find by themselves: over all their own tests and no others, of pairs above and below chance and of larger
sets."""

from __future__ import annotations

import numpy as np
import pytest
from made import shop_of
from scipy import stats

from assoc_engine.rules import tested_orders
from assoc_engine.rules.anti import EXPECTED, find_anti_links
from assoc_engine.rules.links import find_links
from assoc_engine.rules.tails import lower_tail, upper_tail
from assoc_engine.settings import LinkSettings

ORDERS = 3000
TIME = 1_672_531_200 + 3600 * np.arange(ORDERS)
EARLY = TIME < 1_672_531_200 + 86_400 * round(ORDERS * 0.7 / 24 - 0.01)  # whole days


def drawn(seed: int, weight: np.ndarray, pulled: float = 0.0, pushed: float = 0.0) -> list[set[int]]:
    """Orders of 1 to 8 products by chance and `weight`. Of 2k and 2k + 1, k < 10, the one brings the other with a chance of up to `pulled`,
    or one of them leaves an order that holds both with a chance of up to `pushed`, the more the larger k."""
    rng = np.random.default_rng(seed)
    baskets = [set(rng.choice(len(weight), size, replace=False, p=weight / weight.sum()).tolist()) for size in rng.integers(1, 9, ORDERS)]
    for basket in baskets:
        for k in range(10):
            both, chance = {2 * k, 2 * k + 1}, rng.random() * 10 / (k + 1)
            if both & basket and chance < pulled:
                basket |= both
            elif both <= basket and chance < pushed:
                basket.discard(2 * k + int(rng.integers(0, 2)))
    return baskets


def rates(shop, tail, dependent: bool = False) -> dict[tuple[int, int], float]:
    """The rate of false finds of each pair that the earlier orders test, as by scipy."""
    early = tested_orders.TestedOrders.of(shop).only(EARLY)
    a, b = (side.astype(np.int32) for side in np.triu_indices(early.products, 1))
    found, often = early.measured(early.chance(), a, b, tail), early.product_orders >= 20
    may = often[a] & often[b] & ((found.expected >= EXPECTED) if tail is lower_tail else True)
    p = np.where(found.counted >= 5, found.p, 1.0) if tail is upper_tail else found.p
    q = stats.false_discovery_control(p[may], method="by" if dependent else "bh")
    return dict(zip(zip(a[may].tolist(), b[may].tolist(), strict=True), q.tolist(), strict=True))


@pytest.mark.parametrize("dependent", [False, True])
def test_links_are_found_early_over_the_tests_of_the_earlier_orders(dependent):
    """60 products are in 22 orders each, 15 of them early: only all orders test their pairs."""
    seen = set()
    for seed in range(4):
        baskets, rng = drawn(seed, 1 / np.arange(8, 48), pulled=0.12), np.random.default_rng(seed)
        for product in range(40, 100):
            for part, count in ((EARLY, 15), (~EARLY, 7)):
                for at in rng.choice(np.flatnonzero(part), count, replace=False).tolist():
                    baskets[at].add(product)
        shop = shop_of(baskets, 100, TIME)
        links = find_links(shop, LinkSettings(1, dependent=dependent))
        q, other = (rates(shop, upper_tail, by) for by in (dependent, not dependent))
        pairs = [(min(x, y), max(x, y)) for x, y in zip(links.a.tolist(), links.b.tolist(), strict=True)]
        assert links.early_found.tolist() == [q.get(pair, 1.0) <= 0.05 for pair in pairs]
        seen |= {(value <= 0.05, other[pair] <= 0.05, value * links.eligible_pairs / len(q) <= 0.05) for pair, value in q.items()}
    assert any(mine and not over_all for mine, _, over_all in seen), "over the tests of all orders fewer would be found"
    assert any(mine != by for mine, by, _ in seen), "and others by the other rule"


@pytest.mark.parametrize("dependent", [False, True])
def test_anti_links_are_found_early_over_the_tests_of_the_earlier_orders(dependent):
    """Of 40 products chance puts two into 12 orders together, and into fewer than 10 early ones: only all orders test their pairs."""
    seen, different = set(), False
    for seed in range(8):
        shop = shop_of(drawn(seed, np.repeat([1.6, 1.0], [20, 40]), pushed=0.9), 60, TIME)
        found = find_anti_links(shop, find_links(shop), LinkSettings(dependent=dependent)).links
        q, other = (rates(shop, lower_tail, by) for by in (dependent, not dependent))
        for a, b, early in zip(found.a.tolist(), found.b.tolist(), found.early_found.tolist(), strict=True):
            rate, otherwise = (tested.get((min(a, b), max(a, b)), 1.0) for tested in (q, other))
            assert early == (rate <= 0.05)
            seen.add((early, rate * found.eligible_pairs / len(q) <= 0.05))
            different |= early != (otherwise <= 0.05)
    assert seen == {(True, True), (True, False), (False, False)} and different
