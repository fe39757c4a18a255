"""Pairs within a budget of memory: what is listed is complete from a floor on, what is tested stays as it is, and hardly anything waits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import basket_csr, shop_of

from assoc_engine.progress import SILENT, Cancelled, Progress
from assoc_engine.rules import counts as counts_module
from assoc_engine.rules import links as links_module
from assoc_engine.rules.counts import count_pairs, pair_chunks
from assoc_engine.rules.kept_pairs import KeptPairs, Pairs
from assoc_engine.rules.links import LinkTable, find_links
from assoc_engine.rules.p_value_counts import PValueCounts
from assoc_engine.rules.tails import q_values
from assoc_engine.settings import LinkSettings


def links_of(baskets: list[list[int]], products: int, most: int = 0, floor: int = 0, monkeypatch=None) -> LinkTable:
    """With `most`, the budget is made so small that no more pairs fit."""
    if most:
        monkeypatch.setattr(links_module, "FEWEST_PAIRS", most)
        monkeypatch.setattr(links_module, "budget", lambda asked: 0)
    return find_links(shop_of(baskets, products), LinkSettings(min_orders=floor))


def random_baskets(seed: int, products: int = 60, orders: int = 900) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, products + 1)
    baskets = [rng.choice(products, rng.integers(1, 9), replace=False, p=weight / weight.sum()).tolist() for _ in range(orders)]
    return [basket + [product + 20 for product in basket if product < 20 and rng.random() < 0.5] for basket in baskets]


@pytest.mark.parametrize("most", [700, 300, 40])
def test_the_floor_rises_to_the_lowest_that_fits_and_nothing_from_there_on_is_missing(most, monkeypatch):
    baskets = random_baskets(1)
    monkeypatch.setattr(counts_module, "CHUNK_WORK", 300)  # many parts, so that the floor rises again and again
    every = links_of(baskets, 60, floor=1)
    some = links_of(baskets, 60, most, 1, monkeypatch)
    reaching = [int((every.orders >= floor).sum()) for floor in range(int(every.orders.max()) + 2)]
    assert some.floor == next(floor for floor in range(1, len(reaching)) if reaching[floor] <= most) > 1
    same = every.orders >= some.floor
    assert set(zip(some.a, some.b, some.orders, strict=True)) == set(zip(every.a[same], every.b[same], every.orders[same], strict=True))
    assert "memory" in some.floor_reason["message"]
    assert some.floor_reason["values"] == {"floor": some.floor, "most": most, "asked": 1}


def test_what_was_let_go_still_counts_in_the_q_values(monkeypatch):
    """The guard lets the same pairs pass, whose q-values are those of all pairs within a thousandth, and never smaller."""
    baskets = random_baskets(2)
    monkeypatch.setattr(counts_module, "CHUNK_WORK", 300)
    every, some = links_of(baskets, 60, floor=1), links_of(baskets, 60, 300, 1, monkeypatch)
    assert 10 < some.passing and len(some) < len(every) / 2
    assert (some.eligible_orders, some.eligible_pairs) == (every.eligible_orders, every.eligible_pairs)
    row = {pair: i for i, pair in enumerate(zip(every.a.tolist(), every.b.tolist(), strict=True))}
    whole = every.q_value[[row[pair] for pair in zip(some.a.tolist(), some.b.tolist(), strict=True)]]
    assert (some.q_value >= whole * (1 - 1e-12)).all()
    np.testing.assert_allclose(some.q_value, whole, rtol=0.002)


def p_values(data: st.DataObject) -> tuple[np.random.Generator, np.ndarray]:
    """(what else may be drawn from, p-values of all sizes, some of them 0 or 1)"""
    count, rng = data.draw(st.integers(1, 200)), np.random.default_rng(data.draw(st.integers(0, 999)))
    return rng, np.where(rng.random(count) < 0.1, rng.choice([0.0, 1e-300, 1.0], count),
                         rng.random(count) ** data.draw(st.sampled_from([1, 3, 20])))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_q_values_are_benjamini_hochberg_whatever_is_left_out(data):
    rng, p = p_values(data)
    count = len(p)
    orders = rng.integers(1, 9, count).astype(np.int32)
    tested = rng.random(count) < 0.7
    pairs = KeptPairs(data.draw(st.integers(1, 6)), 0.05, data.draw(st.integers(1, 250)), 9)
    number = np.arange(count, dtype=np.int32)
    for low in range(0, count, 40):
        z = slice(low, low + 40)
        pairs.add(Pairs(number[z], number[z] + 1, orders[z], orders[z], orders[z], p[z], p[z], p[z], p[z], tested[z]))
    kept = pairs.pairs()
    assert (kept.b == kept.a + 1).all() and (kept.orders == orders[kept.a]).all()
    assert (np.sort(kept.a[kept.orders >= pairs.floor]) == np.flatnonzero(orders >= pairs.floor)).all()
    whole = np.ones(count)
    dependent = data.draw(st.booleans())
    whole[tested] = q_values(p[tested], 300, dependent=dependent)
    found = pairs.q(kept.p[kept.tested], 300, dependent)
    expected = whole[kept.a[kept.tested]]
    assert (found >= expected * (1 - 1e-9)).all()
    np.testing.assert_allclose(found, expected, rtol=0.0011)


def test_without_a_floor_of_the_users_own_the_list_stays_short_as_well(monkeypatch):
    monkeypatch.setattr(links_module, "MOST", 20)
    links = links_of(random_baskets(3), 60, 100, 0, monkeypatch)
    assert len(links) <= 20 and links.orders.min() >= links.floor


def test_a_basket_of_fifty_thousand_products_is_counted_in_parts(monkeypatch):
    """1.25 billion pairs, a floor of 1 and 150 MB: a look at the start, then it is stopped, which takes no more than a few parts."""
    seen: list[int] = []
    progress = Progress()

    def watched(*arguments):
        for chunk in pair_chunks(*arguments):
            seen.append(len(chunk))
            if len(seen) == 6:
                progress.cancel()
            yield chunk

    monkeypatch.setattr(links_module, "pair_chunks", watched)
    with pytest.raises(Cancelled):
        find_links(shop_of([list(range(50_000)), [0, 1], [0, 1]], 50_000), LinkSettings(min_orders=1, memory=150), progress)
    assert len(seen) <= 6 + 1
    assert max(seen) < counts_module.CHUNK_PAIRS + 50_000
    assert 0 < progress.snapshot.share < 0.16, "after a seventh for what chance expects: 1.25 billion pairs are not nearly done"


def test_a_large_basket_beside_what_happens_again(monkeypatch):
    """Half a million pairs once, of which the budget keeps none; the pairs that are twice together are all there."""
    baskets = [list(range(1000))] + [[0, 1, 2]] * 3
    links = links_of(baskets, 1000, 10_000, 1, monkeypatch)
    assert links.floor == 2 and sorted(zip(links.a.tolist(), links.b.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert links.orders.tolist() == [4, 4, 4]


def test_progress_rises_and_its_parts_are_alike():
    steps = []

    class Watched(Progress):
        def step(self, done, total=0, message="", **values):
            steps.append(done / total if total else 0)
            super().step(done, total, message, **values)

    baskets = [list(range(2500))] + [[7 * i % 2500, 11 * i % 2499] for i in range(3000)]
    start, items = basket_csr(baskets)
    pairs = [len(chunk) for chunk in pair_chunks(start, items, 2500, 1, Watched())]
    assert len(pairs) > 5 and steps == sorted(steps)
    assert max(pairs) < 1.2 * np.median(pairs)
    assert sum(pairs) == len(count_pairs(start, items, 2500))


@pytest.mark.parametrize(
    ("baskets", "products", "floor", "found"),
    [
        ([[], [], []], 3, 1, []),
        ([[0], [0], [0]], 1, 1, []),
        ([[0, 1, 2]] * 5, 3, 5, [5, 5, 5]),
        ([[0, 1, 2]] * 5, 3, 6, []),
        ([[0, 1, 2]] * 5, 3, 1_000_000, []),
        ([[0, 1], [0, 1], [0]], 2, 2, [2]),
        ([[0, 1], [0, 1], [0]], 2, 3, []),
    ],
    ids=["empty baskets", "one product", "all equal", "just above", "above every count", "exactly the count", "one more"],
)
def test_small_shops(baskets, products, floor, found):
    links = find_links(shop_of(baskets, products), LinkSettings(min_orders=floor), SILENT)
    assert links.orders.tolist() == found and links.floor == floor
    assert len(count_pairs(*basket_csr(baskets), products, floor)) == len(found)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_q_values_of_counted_p_values_are_benjamini_hochberg(data):
    """All of them are in the counts, and those that are asked as well."""
    rng, p = p_values(data)
    count = len(p)
    counts, dependent = PValueCounts(), data.draw(st.booleans())
    for low in range(0, count, 40):
        counts.add(p[low : low + 40])
    asked = rng.integers(0, count, 20)
    expected = q_values(p, 300, dependent=dependent)[asked]
    found = counts.q(p[asked], 300, dependent)
    assert (found >= expected * (1 - 1e-9)).all()
    np.testing.assert_allclose(found, expected, rtol=0.0011, atol=1e-300)


def test_a_list_that_is_shortened_keeps_what_chance_cannot_explain(monkeypatch):
    monkeypatch.setattr(links_module, "MOST", 60)
    baskets = random_baskets(3)
    short, every = links_of(baskets, 60), links_of(baskets, 60, floor=5)
    least = short.floor_reason["values"]["least"]
    assert len(short) <= 60 and short.floor == 5 < least
    kept = (every.grade > 0) | (every.orders >= least)
    assert set(zip(short.a, short.b, strict=True)) == set(zip(every.a[kept], every.b[kept], strict=True))
    assert ((every.grade > 0) & (every.orders < least)).any(), "or nothing is shown by it"
    monkeypatch.setattr(links_module, "MOST", 10)
    few = links_of(baskets, 60)
    assert len(few) <= 10 and few.floor > 5 and (few.orders >= few.floor).all() and few.passes.any()
