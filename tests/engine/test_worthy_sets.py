"""The sets that bring enough money: exactly those of brute force, also with losses, ties at the minimum, and too little room."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_worth_of_sets import PRODUCTS, baskets_of_money, brings, csr

from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import worth as worth_module
from assoc_engine.rules import worth_run
from assoc_engine.rules.worth import WorthySets, find_worthy_itemsets, money_of


def every(baskets: list[dict], min_orders=1, min_size=1, max_size=0, must=()) -> dict[tuple, tuple[float, int]]:
    """Money and orders of every set that may be a result."""
    sets = {s for b in baskets for k in range(1, len(b) + 1) for s in combinations(sorted(b), k)}
    orders = {s: sum(set(s) <= set(b) for b in baskets) for s in sets}
    return {
        s: (brings(baskets, s), orders[s]) for s in sets
        if orders[s] >= min_orders and min_size <= len(s) <= (max_size or PRODUCTS) and set(must) <= set(s)
    }  # fmt: skip


def results(found: WorthySets) -> dict[tuple, tuple[float, int]]:
    rows = found.rows()
    start, items = found.sets.products(rows)
    sets = [tuple(items[a:b].tolist()) for a, b in pairwise(start)]
    assert len(set(sets)) == len(sets), "no set twice"
    return dict(zip(sets, zip(found.money[rows].tolist(), found.sets.orders[rows].tolist(), strict=True), strict=True))


def is_sound(found: WorthySets, baskets: list[dict]) -> None:
    """The tree stands: parents first, sizes and money right at every node, and each leads to a result."""
    sets = found.sets
    assert (sets.parent < np.arange(len(sets))).all()
    assert (sets.size == np.where(sets.parent < 0, 1, sets.size[sets.parent] + 1)).all()
    leads = found.wanted.copy()
    for node in range(len(sets) - 1, -1, -1):
        if leads[node] and sets.parent[node] >= 0:
            leads[sets.parent[node]] = True
    assert leads.all()
    assert found.money == pytest.approx(money_of(sets, *csr(baskets)))


choices = st.fixed_dictionaries({
    "min_orders": st.integers(1, 3), "min_size": st.integers(1, 3), "max_size": st.sampled_from([0, 0, 1, 2, 3]),
    "must": st.lists(st.integers(0, PRODUCTS - 1), max_size=2, unique=True).map(lambda m: tuple(sorted(m))),
})  # fmt: skip


@settings(deadline=None, max_examples=250)
@given(baskets_of_money, choices, st.integers(0, 10**6), st.sampled_from([1, 10**6]))
def test_exactly_the_sets_that_bring_enough(baskets, asked, at, turn):
    whole = every(baskets, **asked)
    values = sorted({money for money, _ in whole.values() if money > 0})
    minimum = values[at % len(values)] if values else 1.0  # falls exactly on what some set brings
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worth_run, "TURN", turn)
        found = find_worthy_itemsets(*csr(baskets), PRODUCTS, minimum, **asked)
    assert results(found) == {s: known for s, known in whole.items() if known[0] >= minimum}
    assert found.complete and found.min_money == found.asked == minimum
    is_sound(found, baskets)


@settings(deadline=None, max_examples=250)
@given(baskets_of_money, choices, st.integers(1, 30), st.sampled_from([1, 10**6]), st.sampled_from([0, 3]), st.sampled_from([0.0, 2.0]))
def test_with_a_limit_the_minimum_is_the_lowest_that_keeps_to_it(baskets, asked, most, turn, spare, minimum):
    whole = {s: known for s, known in every(baskets, **asked).items() if known[0] >= minimum}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worth_run, "TURN", turn)
        patch.setattr(worth_run, "SPARE", spare)
        found = find_worthy_itemsets(*csr(baskets), PRODUCTS, minimum, most=most, **asked)
    money = sorted((known[0] for known in whole.values()), reverse=True)
    fit = [v for v in money if sum(u >= v for u in money) <= most]  # minima with which no more than `most` are left
    expected = {s: known for s, known in whole.items() if fit and known[0] >= min(fit)}
    assert results(found) == expected
    assert found.complete == (len(whole) <= most)
    is_sound(found, baskets)


def test_too_little_memory_raises_the_minimum_and_the_rest_is_complete(monkeypatch):
    rng = np.random.default_rng(5)
    baskets = [{int(p): int(rng.integers(1, 300)) for p in rng.choice(12, 9, replace=False)} for _ in range(60)]
    monkeypatch.setattr(worth_module, "FEWEST", 500)
    monkeypatch.setattr(worth_run, "TURN", 1000)
    whole = find_worthy_itemsets(*csr(baskets), 12, 100.0, memory=10**9)
    assert whole.complete and whole.wanted.sum() > 1500
    found = find_worthy_itemsets(*csr(baskets), 12, 100.0, memory=1)
    assert not found.complete and found.min_money > found.asked == 100
    assert 200 < len(found.sets) <= 500 == found.sets.limit
    assert results(found) == {s: known for s, known in results(whole).items() if known[0] >= found.min_money}


@pytest.mark.parametrize("money", [0, 8])
def test_sets_that_all_bring_the_same_cannot_be_told_apart_and_end(monkeypatch, money):
    monkeypatch.setattr(worth_module, "FEWEST", 30)
    for limit in ({"most": 5}, {"memory": 1}):
        found = find_worthy_itemsets(*csr([{product: money} for product in range(40)]), 40, 0, **limit)
        assert found.wanted.sum() == 0 and found.min_money > money / 4 and not found.complete


def test_sums_of_cents_at_the_minimum_are_not_lost():
    baskets = [{0: 1, 1: 1}] * 3
    start, items, _ = csr(baskets)
    found = find_worthy_itemsets(start, items, np.full(6, 0.1), 2, 0.6)  # summed one by one 0.1 six times is under 0.6
    assert set(results(found)) == {(0, 1)}
    assert find_worthy_itemsets(start, items, np.full(6, 0.1), 2, 0.60000001).wanted.sum() == 0


def test_a_product_at_a_loss_may_bring_a_set_down_and_the_set_beyond_it_up_again():
    baskets = [{0: 40, 1: -38, 2: 40}] * 2
    found = find_worthy_itemsets(*csr(baskets), PRODUCTS, 20.0)  # quarters: 20, −19, 20
    assert set(results(found)) == {(0,), (2,), (0, 2), (0, 1, 2)}


def test_orders_of_hundreds_of_products_end_soon_when_the_best_are_asked_for():
    rng = np.random.default_rng(2)
    baskets = [{int(p): int(rng.integers(1, 400)) for p in rng.choice(300, 200, replace=False)} for _ in range(20)]
    found = find_worthy_itemsets(*csr(baskets), 300, 0, most=50, max_size=2)
    there, money = np.zeros((20, 300)), np.zeros((20, 300))
    for n, basket in enumerate(baskets):
        there[n, list(basket)], money[n, list(basket)] = 1, np.array(list(basket.values())) / 4
    pairs = (money.T @ there + there.T @ money)[np.triu_indices(300, 1)]
    best = np.sort(np.concatenate([money.sum(0), pairs]))[::-1][:51]
    assert found.money[found.rows()].tolist() == [value for value in best[:50] if value > best[50]]


def test_nothing_to_find_and_wrong_questions():
    empty = np.zeros(3, np.int64), np.empty(0, np.int32), np.empty(0)
    assert len(find_worthy_itemsets(*empty, 5, 1.0).sets) == 0
    assert len(find_worthy_itemsets(*csr([{0: 4}, {1: 4}]), PRODUCTS, 1.0, must=(0, 1)).sets) == 0
    assert len(find_worthy_itemsets(*csr([{0: 4, 1: 4}]), PRODUCTS, 1.0, max_size=1, must=(0, 1)).sets) == 0
    for wrong in ({"min_orders": 0}, {"min_money": float("nan")}, {"must": (PRODUCTS,)}):
        with pytest.raises(ValueError):
            find_worthy_itemsets(*csr([{0: 4}]), PRODUCTS, **{"min_money": 1.0} | wrong)
    start, items, _ = csr([{0: 4}])
    for money in ([], [np.nan], [np.inf]):
        with pytest.raises(ValueError, match="finite amount"):
            find_worthy_itemsets(start, items, np.array(money), PRODUCTS, 1.0)


class Watched(Progress):
    """Keeps every share that was shown, also by its parts."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        super().__init__()

    def __setattr__(self, name, value) -> None:
        super().__setattr__(name, value)
        if name == "snapshot":
            self.shares.append(value.share)


@pytest.mark.parametrize("most", [0, 20])
def test_progress_never_falls_and_a_search_is_cancelled(monkeypatch, most):
    monkeypatch.setattr(worth_run, "TURN", 50)
    monkeypatch.setattr(worth_run, "SPARE", 5)
    rng = np.random.default_rng(1)
    baskets = [{int(p): int(rng.integers(-50, 300)) for p in rng.choice(7, 5, replace=False)} for _ in range(60)]
    progress = Watched()
    find_worthy_itemsets(*csr(baskets), PRODUCTS, 1.0, most=most, progress=progress)
    assert len(progress.shares) > 20 and progress.shares == sorted(progress.shares) and progress.shares[-1] == 1
    progress.cancel()
    with pytest.raises(Cancelled):
        find_worthy_itemsets(*csr(baskets), PRODUCTS, 1.0, most=most, progress=progress)
