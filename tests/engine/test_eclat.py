"""The miner of sets against brute force: counts, sizes, what must be in, stops on the way, and minima raised to what fits."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import basket_csr
from subsets import counted

from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import eclat, eclat_run
from assoc_engine.rules.eclat import find_itemsets
from assoc_engine.rules.itemsets import ItemSets

DATA = Path(__file__).parents[3] / "shared" / "data"
PRODUCTS = 9
orders_of_some = st.lists(st.sets(st.integers(0, PRODUCTS - 1), max_size=7), min_size=1, max_size=30)


def as_dict(sets: ItemSets) -> dict[tuple[int, ...], int]:
    rows = sets.rows()
    start, items = sets.products(rows)
    found = {tuple(items[start[k] : start[k + 1]].tolist()): int(sets.orders[row]) for k, row in enumerate(rows)}
    assert len(found) == len(rows)  # no set twice
    assert (sets.parent < np.arange(len(sets))).all()
    return found


def wanted(orders, floor, least=1, most=0, must=()):
    return {
        products: n for products, n in counted(orders).items()
        if n >= floor and len(products) >= least and (not most or len(products) <= most) and set(must) <= set(products)
    }  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(orders_of_some, st.integers(1, 31), st.integers(1, 4), st.integers(0, 5), st.sets(st.integers(0, PRODUCTS - 1), max_size=3),
       st.sampled_from([1, 2]))
def test_every_set_with_its_orders_is_there_and_no_other(orders, floor, least, most, must, threads):
    sets = find_itemsets(*basket_csr(orders), PRODUCTS, floor, min_size=least, max_size=most, must=tuple(must), threads=threads)
    assert as_dict(sets) == wanted(orders, floor, least, most, must)
    assert sets.complete


@settings(max_examples=150, deadline=None)
@given(orders_of_some, st.integers(1, 4), st.integers(1, 3), st.integers(1, 40), st.sampled_from([1, 2]))
def test_the_minimum_is_raised_no_further_than_it_must(orders, floor, least, most, threads):
    """The lowest minimum whose sets fit, and all of these."""
    sets = find_itemsets(*basket_csr(orders), PRODUCTS, floor, min_size=least, most=most, threads=threads)
    lowest = next(m for m in range(floor, 99) if len(wanted(orders, m, least)) <= most)
    assert sets.min_orders == lowest and sets.asked == floor and sets.limit == most
    assert as_dict(sets) == wanted(orders, lowest, least)


@pytest.fixture
def halting(monkeypatch):
    """The kernels stop after every few steps, their arrays are too short and pilots are tiny."""
    monkeypatch.setattr(eclat_run, "TURN", 40)
    monkeypatch.setattr(eclat_run, "ROOM", 3)
    monkeypatch.setattr(eclat_run, "JOBS", 3)
    monkeypatch.setattr(eclat_run, "LEVELS", 1)
    monkeypatch.setattr(eclat_run, "FOLLOWERS", 1)
    monkeypatch.setattr(eclat_run, "WORDS", 1)
    monkeypatch.setattr(eclat, "PILOT", 20)
    monkeypatch.setattr(eclat, "STEP", 2)


def dense(seed: int, orders: int = 300, products: int = 14):
    random = np.random.default_rng(seed)
    return [set(np.flatnonzero(random.random(products) < random.choice([0.2, 0.5, 0.7]))) for _ in range(orders)]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_stopping_and_going_on_changes_nothing(halting, threads):
    orders = dense(1)
    sets = find_itemsets(*basket_csr(orders), 14, 30, threads=threads)
    assert as_dict(sets) == wanted(orders, 30)


@pytest.mark.parametrize("most", [60, 150, 700])
@pytest.mark.parametrize("seed", range(4))
def test_pilots_do_not_change_the_minimum_that_can_be_afforded(halting, most, seed):
    orders = dense(seed, 120)
    sets = find_itemsets(*basket_csr(orders), 14, 1, most=most, threads=2)
    lowest = next(m for m in range(1, 999) if len(wanted(orders, m)) <= most)
    assert sets.min_orders == lowest
    assert as_dict(sets) == wanted(orders, lowest)


def test_orders_of_many_words_are_numbered_anew_without_a_loss():
    """Products in thousands of orders, branches of few: what is intersected was renumbered more than once."""
    random = np.random.default_rng(3)
    orders = [set(np.flatnonzero(random.random(16) < 0.25)) for _ in range(20_000)]
    for order in orders[::97]:
        order |= set(range(12))  # so that there are sets of twelve, in 207 orders
    sets = find_itemsets(*basket_csr(orders), 16, 150)
    assert as_dict(sets) == wanted(orders, 150)
    assert int(sets.size.max()) == 12


def test_the_same_sets_in_the_same_places_whatever_the_threads():
    orders = dense(5)
    one, two = (find_itemsets(*basket_csr(orders), 14, 20, threads=threads) for threads in (1, 3))
    for column in ("parent", "item", "orders", "size"):
        assert np.array_equal(getattr(one, column), getattr(two, column))


def test_one_basket_of_fifty_thousand_products_and_a_minimum_of_one():
    """2^50000 sets cannot be kept; those of two orders can."""
    orders = [set(range(50_000)), {1, 2, 3}, {3, 4}]
    sets = find_itemsets(*basket_csr(orders), 50_000, 1, memory=64_000_000)
    assert as_dict(sets) == wanted([{1, 2, 3, 4}, {1, 2, 3}, {3, 4}], 2)
    assert sets.min_orders == 2 and not sets.complete


@pytest.mark.parametrize("orders", [[set()], [set(), set(), {1}], [{3}], [{0, 1, 2}] * 6])
@pytest.mark.parametrize("floor", [1, 6, 7])
def test_hardly_any_data(orders, floor):
    assert as_dict(find_itemsets(*basket_csr(orders), PRODUCTS, floor)) == wanted(orders, floor)


def test_a_minimum_below_one_and_a_product_that_is_not_there_are_refused():
    for nowhere in ((3,), (-1,)):
        with pytest.raises(ValueError, match="no product"):
            find_itemsets(np.array([0, 2]), np.array([0, 1], np.int32), 3, 1, must=nowhere)
    with pytest.raises(ValueError, match="at least one order"):
        find_itemsets(*basket_csr([{1}]), PRODUCTS, 0)


def test_progress_rises_and_cancelling_stops(monkeypatch):
    monkeypatch.setattr(eclat_run, "TURN", 2_000)
    start, items = basket_csr(dense(2, 2_000, 20))
    shares = []

    class Watching(Progress):
        def step(self, done, total=0, message="", **values):
            super().step(done, total, message, **values)
            shares.append(self._root.snapshot.share)
            if self.stop_at and self._root.snapshot.share > self.stop_at:
                self.cancel()

    watching = Watching()
    watching.stop_at = 0.0
    find_itemsets(start, items, 20, 100, progress=watching)
    assert len(shares) > 50 and all(a <= b for a, b in itertools.pairwise(shares)) and shares[-1] == 1.0
    stopped = Watching()
    stopped.stop_at = 0.3
    with pytest.raises(Cancelled):
        find_itemsets(start, items, 20, 100, progress=stopped)
    assert stopped.snapshot.share < 0.5


@pytest.mark.skipif(not (DATA / "retail.dat").exists(), reason="the shared sales files are not here")
def test_counts_of_a_real_file_are_those_of_mlxtend():
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from scipy.sparse import csr_matrix

    orders = [{int(word) for word in line.split()} for line in (DATA / "retail.dat").read_text().splitlines()]
    start, items = basket_csr(orders)
    products = int(items.max()) + 1
    found = as_dict(find_itemsets(start, items, products, 88))
    frame = pd.DataFrame.sparse.from_spmatrix(csr_matrix((np.ones(len(items), bool), items, start), shape=(len(orders), products)))
    theirs = fpgrowth(frame, min_support=88 / len(orders) - 1e-9)
    assert found == {tuple(sorted(s)): round(support * len(orders)) for s, support in zip(theirs.itemsets, theirs.support, strict=True)}
    assert len(found) == 7_712
