"""Rules from sets of any size, against brute force over the orders: sides, counts, lengths, what must be in, minima that are raised."""

from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import basket_csr
from subsets import counted

from assoc_engine.errors import SettingError
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import association, split_must
from assoc_engine.rules.association import find_rules
from assoc_engine.rules.eclat import find_itemsets
from assoc_engine.rules.itemsets import ItemSets

DATA = Path(__file__).parents[3] / "shared" / "data"
PRODUCTS = 9
orders_of_some = st.lists(st.sets(st.integers(0, PRODUCTS - 1), max_size=7), min_size=1, max_size=30)
lengths = st.integers(0, 4)


def by_hand(orders, floor, most_a=0, most_c=0, must=(), least=1, confidence=0.0):
    """{(antecedent, consequent): (orders of both, of the antecedent, of the consequent)}."""
    counts, rules = counted(orders), {}
    for whole, n in counts.items():
        if n < floor or len(whole) < max(least, 2) or not set(must) <= set(whole):
            continue
        for size in range(1, len(whole)):
            for a in combinations(whole, size):
                c = tuple(p for p in whole if p not in a)
                if (not most_a or len(a) <= most_a) and (not most_c or len(c) <= most_c) and n / counts[a] >= confidence:
                    rules[a, c] = (n, counts[a], counts[c])
    return rules


def as_dict(rules):
    start, items, split = rules.sides(np.arange(len(rules)))
    found = {}
    for k in range(len(rules)):
        products = items[start[k] : start[k + 1]].tolist()
        sides = tuple(products[: split[k]]), tuple(products[split[k] :])
        assert all(list(side) == sorted(side) for side in sides)
        found[sides] = (int(rules.orders[k]), int(rules.antecedent_orders[k]), int(rules.consequent_orders[k]))
    assert len(found) == len(rules)  # no rule twice
    assert (np.diff(rules.orders) <= 0).all()
    return found


def rules_of(orders, floor, *, most_a=0, most_c=0, must=(), least=1, **options):
    baskets = (*basket_csr(orders), PRODUCTS)
    sets = find_itemsets(*baskets, floor, must=tuple(must), min_size=least)
    return find_rules(sets, *baskets, max_antecedent=most_a, max_consequent=most_c, **options)


@settings(max_examples=300, deadline=None)
@given(orders_of_some, st.integers(1, 12), lengths, lengths, st.integers(1, 4))
def test_every_way_to_split_every_set_and_no_other(orders, floor, most_a, most_c, least):
    rules = rules_of(orders, floor, most_a=most_a, most_c=most_c, least=least)
    assert as_dict(rules) == by_hand(orders, floor, most_a, most_c, least=least)
    assert not rules.limited and rules.min_orders == floor


@settings(max_examples=300, deadline=None)
@given(orders_of_some, st.integers(1, 6), lengths, lengths, st.integers(1, 4),
       st.sets(st.integers(0, PRODUCTS - 1), min_size=1, max_size=4))  # fmt: skip
def test_sides_that_lack_some_of_what_must_be_in_are_counted_over_all_orders(orders, floor, most_a, most_c, least, must):
    rules = rules_of(orders, floor, most_a=most_a, most_c=most_c, least=least, must=must)
    assert as_dict(rules) == by_hand(orders, floor, most_a, most_c, must, least)


@settings(max_examples=200, deadline=None)
@given(orders_of_some, st.integers(1, 4), st.sampled_from([0.0, 0.07, 0.25, 1 / 3, 0.5, 0.6, 1.0]), st.integers(1, 60),
       st.sets(st.integers(0, PRODUCTS - 1), max_size=2))  # fmt: skip
def test_the_minimum_is_raised_no_further_than_it_must(orders, floor, confidence, most, must):
    rules = rules_of(orders, floor, min_confidence=confidence, most=most, must=must)
    lowest = next(m for m in range(floor, 99) if len(by_hand(orders, m, must=must, confidence=confidence)) <= most)
    assert (rules.min_orders, rules.limited, rules.limit) == (lowest, lowest > floor, most)
    assert as_dict(rules) == by_hand(orders, lowest, must=must, confidence=confidence)


def test_a_confidence_that_falls_exactly_on_the_minimum_counts():
    """7 of 100: 0.07 · 100 is more than 7 in floating point."""
    orders = [{0, 1}] * 7 + [{0}] * 93
    assert ((0,), (1,)) in as_dict(rules_of(orders, 1, min_confidence=0.07))


def dense(seed: int, orders: int = 200, products: int = PRODUCTS):
    random = np.random.default_rng(seed)
    return [set(np.flatnonzero(random.random(products) < random.choice([0.2, 0.5, 0.7])).tolist()) for _ in range(orders)]


@pytest.mark.parametrize("must", [(), (3,), (1, 4, 7), (0, 2, 5, 8)])
def test_stopping_and_going_on_changes_nothing(monkeypatch, must):
    """Turns of a few steps, so that each ends within a set, and lists of orders that are too short."""
    orders = dense(1)
    whole = as_dict(rules_of(orders, 5, must=must))
    assert whole == by_hand(orders, 5, must=must)
    monkeypatch.setattr(association, "TURN", 3)
    monkeypatch.setattr(split_must, "TURN", 7)
    monkeypatch.setattr(split_must, "SPARE", 0)
    assert as_dict(rules_of(orders, 5, must=must)) == whole


@pytest.mark.parametrize("must", [(), (2, 6)])
@pytest.mark.parametrize("confidence", [0.0, 0.4])
def test_memory_raises_the_minimum_too(monkeypatch, must, confidence):
    """The tree is cut first; its rules are the same as those of the whole one from there on."""
    monkeypatch.setattr(association, "LEAST", 1)
    monkeypatch.setattr(association, "BLOCK", 7)
    orders = dense(2)
    rules = rules_of(orders, 3, memory=20_000, must=must, min_confidence=confidence)
    assert 3 < rules.min_orders < 60 and rules.limited and 20 < len(rules) < 800
    assert as_dict(rules) == by_hand(orders, rules.min_orders, must=must, confidence=confidence)
    if not confidence:
        lower = len(by_hand(orders, rules.min_orders - 1, must=must))
        assert lower * 25 > 20_000 - 400 * (54 + (4 << len(must)))


def test_twenty_products_in_every_order():
    """3^20 rules without limits on the sides: none can be kept, since all are in the same orders; short sides are given in full."""
    orders = [set(range(20))] * 6
    baskets = (*basket_csr(orders), 20)
    sets = find_itemsets(*baskets, 6)
    assert len(sets) == 2**20 - 1
    rules = find_rules(sets, *baskets, most=1_000_000)
    assert len(rules) == 0 and rules.min_orders == 7 and rules.limited
    one_to_one = find_rules(sets, *baskets, max_antecedent=1, max_consequent=1)
    assert len(one_to_one) == 20 * 19 and (one_to_one.antecedent_orders == 6).all()
    to_one = find_rules(sets, *baskets, max_antecedent=4, max_consequent=1)
    assert len(to_one) == 20 * (19 + 171 + 969 + 3876) and (to_one.sides(np.arange(len(to_one)))[2] <= 4).all()


@pytest.mark.parametrize("orders", [[set()], [set(), {1}], [{3}] * 4, [{0, 1}], [{1, 2}, {4}]])
@pytest.mark.parametrize("must", [(), (1,), (1, 2), (8,)])
def test_hardly_any_data(orders, must):
    assert as_dict(rules_of(orders, 1, must=must)) == by_hand(orders, 1, must=must)


def test_more_than_four_products_that_must_be_in_are_refused():
    with pytest.raises(SettingError, match="too many"):
        rules_of([set(range(7))] * 3, 1, must=range(5))


def test_a_tree_without_all_subsets_is_refused():
    sets = find_itemsets(*basket_csr([{0, 1, 2}]), 3, 1)
    lacking = np.flatnonzero(sets.size > 1)[0]
    item = sets.item.copy()
    item[lacking] = 9
    broken = ItemSets(**vars(sets) | {"item": item})
    with pytest.raises(ValueError, match="not in the tree"):
        find_rules(broken, *basket_csr([{0, 1, 2}]), 10)


@pytest.mark.parametrize("must", [(), (0, 1)])
def test_progress_rises_and_cancelling_stops(monkeypatch, must):
    monkeypatch.setattr(association, "TURN", 500)
    monkeypatch.setattr(split_must, "TURN", 500)
    baskets = (*basket_csr(dense(4, 400)), PRODUCTS)
    sets = find_itemsets(*baskets, 10, must=must)
    shares = []

    step = Progress.step

    def watched(self, *args, **values):
        step(self, *args, **values)
        shares.append(self._root.snapshot.share)
        if shares[-1] > stop_at:
            self.cancel()

    monkeypatch.setattr(Progress, "step", watched)
    stop_at = 2.0
    find_rules(sets, *baskets, progress=Progress())
    assert len(shares) > 10 and all(a <= b for a, b in pairwise(shares)) and shares[-1] > 0.9
    stop_at = 0.3
    shares.clear()
    with pytest.raises(Cancelled):
        find_rules(sets, *baskets, progress=Progress())
    assert shares[-1] < 0.7


@pytest.mark.parametrize("seed", range(3))
def test_all_rules_are_those_of_mlxtend(seed):
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    orders = dense(seed, 300)
    frame = pd.DataFrame([[p in order for p in range(PRODUCTS)] for order in orders])
    theirs = association_rules(fpgrowth(frame, min_support=12 / 300 - 1e-9), metric="support", min_threshold=0.0)
    columns = theirs[["antecedents", "consequents", "support", "antecedent support", "consequent support"]]
    wanted = {
        (tuple(sorted(a)), tuple(sorted(c))): tuple(round(share * 300) for share in shares)
        for a, c, *shares in columns.itertuples(index=False)
    }
    assert as_dict(rules_of(orders, 12)) == wanted


@pytest.mark.skipif(not (DATA / "retail.dat").exists(), reason="the shared sales files are not here")
def test_counts_with_a_product_are_those_without_asking_for_it():
    """The rules of a real file that hold two products, mined with them and picked out of all rules."""
    orders = [{int(word) for word in line.split()} for line in (DATA / "retail.dat").read_text().splitlines()]
    start, items = basket_csr(orders)
    products = int(items.max()) + 1
    must = (39, 48)
    whole = find_rules(find_itemsets(start, items, products, 150), start, items, products)
    narrow = find_rules(find_itemsets(start, items, products, 150, must=must), start, items, products)
    wanted = {sides: n for sides, n in as_dict(whole).items() if set(must) <= set(sides[0] + sides[1])}
    assert as_dict(narrow) == wanted and len(wanted) > 3_000
