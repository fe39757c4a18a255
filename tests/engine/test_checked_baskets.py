"""Baskets that the kernels may not be given: each is refused by name, before memory is read that is not theirs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import basket_csr

from assoc_engine.errors import SettingError
from assoc_engine.rules.counts import checked_baskets, count_pairs
from assoc_engine.rules.eclat import find_itemsets
from assoc_engine.rules.worth import find_worthy_itemsets


@pytest.mark.parametrize(
    ("start", "items", "products", "values"),
    [
        ([0, 2], [0, 2**32 + 1], 5, {"number": 2**32 + 1, "last": 4}),
        ([0, 2], [0, 5], 5, {"number": 5, "last": 4}),
        ([0, 2], [-1, 0], 5, {"number": -1, "last": 4}),
        ([0, 2], [0, 1], 2**31, {"products": 2**31, "most": 2**31 - 1}),
        ([0, 2], [0.0, 1.0], 5, {"kind": "int64, float64"}),
        ([0, 3], [0, 1], 5, {"entries": 2}),
        ([1, 2], [0, 1], 5, {"entries": 2}),
        ([0, 2, 1, 2], [0, 1], 5, {"entries": 2}),
        ([], [], 5, {"kind": "float64, float64"}),
        ([0, 1, 3], [4, 1, 1], 5, {"order": 1}),
        ([0, 1, 1, 3], [4, 3, 1], 5, {"order": 2}),
    ],
)
def test_what_is_wrong_is_named(start, items, products, values):
    start, items = np.array(start), np.array(items)
    calls = (
        lambda: checked_baskets(start, items, products),
        lambda: count_pairs(start, items, products),
        lambda: find_itemsets(start, items, products, 1),
        lambda: find_worthy_itemsets(start, items, np.ones(len(items)), products, 0),
    )
    for call in calls:
        with pytest.raises(SettingError) as caught:
            call()
        assert caught.value.values == values
        assert all(f"{{{name}}}" in caught.value.message for name in values)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=12))
def test_exactly_what_rises_within_each_basket_is_taken(baskets):
    start = np.cumsum([0, *map(len, baskets)])
    items = np.array([item for basket in baskets for item in basket], np.int64)
    if all(basket == sorted(set(basket)) for basket in baskets):
        found = checked_baskets(start, items, 10)
        assert found[0].dtype == np.int64 and found[1].dtype == np.int32
        assert found[0].tolist() == start.tolist() and found[1].tolist() == items.tolist()
    else:
        with pytest.raises(SettingError):
            checked_baskets(start, items, 10)


def test_baskets_of_the_right_kind_are_not_copied():
    start, items = basket_csr([[3, 1], [], [0, 2]])
    assert all(mine is theirs for mine, theirs in zip(checked_baskets(start, items, 4), (start, items), strict=True))


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int16, np.int64, np.uint64])
def test_other_whole_numbers_are_counted_as_well(kind):
    start, items = basket_csr([[3, 1], [3, 1, 0], [0, 2]])
    found = count_pairs(start.astype(kind), items.astype(kind), 4, 2)
    assert (found.a.tolist(), found.b.tolist(), found.orders.tolist()) == ([1], [3], [2])
