"""The reasons of a page's products against loops over the orders: whatever is said is true of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from assoc_engine.models import page_reasons as told
from assoc_engine.models.page_reasons import page_reasons
from assoc_engine.progress import Cancelled, Progress
from tests.models.pages import DAY, as_lists, history, random_history


def said(train, a: int, b: int) -> dict:
    reasons = page_reasons(train, np.array([a]), np.array([[b]], np.int32))
    return {"message": "", "values": {}} | reasons.message((0, 0), train.names)


def chance(baskets: list[list[int]], a: int, b: int) -> float:
    """Expected joint orders by the formula of docs/method.md, class by class."""
    expected, edges = 0.0, [0, 5, 10, 20, 40, 80, 160, 10**9]
    for low, high in pairwise(edges):
        inside = [basket for basket in baskets if low < len(basket) <= high]
        if drawn := sum(map(len, inside)):
            pairs = sum(len(basket) * (len(basket) - 1) for basket in inside)
            expected += sum(a in basket for basket in inside) * sum(b in basket for basket in inside) * pairs / drawn**2
    return expected


def test_all_that_is_said_of_a_random_shop_is_true():
    train = replace(random_history(orders=250), texts=[""] * 30)
    baskets, keys = as_lists(train), np.arange(30)
    ids = np.array([[b for b in range(30) if b != a] for a in keys], np.int32)
    reasons = page_reasons(train, keys, ids)
    seen = set()
    for a, place in np.ndindex(ids.shape):
        b, message = int(ids[a, place]), reasons.message((a, place), train.names)
        assert bool(message) == (train.counts[b] > 0)
        if not message:
            continue
        text, values = message["message"], message["values"]
        seen.add(text)
        both, held = sum(a in basket and b in basket for basket in baskets), sum(a in basket for basket in baskets)
        expected = chance(baskets, a, b)
        assert (text == told.TOGETHER) == (both >= 3 and both > expected)
        if text == told.TOGETHER:
            assert values == {"count": both, "out_of": held, "times": pytest.approx(both / expected)}
        elif text == told.OVER_A_THIRD:
            third = int(reasons.because[a, place])
            for count, end in ((values["count"], a), (values["out_of"], b)):
                assert count == sum(end in basket and third in basket for basket in baskets) >= 3
                assert count > chance(baskets, end, third) and third not in (a, b)
        elif text == told.AT_ALL:
            assert values == {"count": both, "out_of": held} and both > 0
        elif text == told.POPULAR_NOW:
            lately = baskets[-30:]
            assert values == {"count": sum(b in basket for basket in lately), "out_of": len(lately)} and both == 0
    assert {told.TOGETHER, told.OVER_A_THIRD, told.AT_ALL} <= seen


def test_the_third_product_is_the_one_that_leads_there():
    baskets = [[0, 2]] * 8 + [[2, 1]] * 8 + [[0, 3]] * 4 + [[3, 1]] * 4 + [[4]] * 200
    got = said(history(baskets, 5), 0, 1)
    assert got == {"message": told.OVER_A_THIRD, "values": {"count": 8, "out_of": 8, "because": "product 2"}}


def test_the_same_customers_count_once_each():
    people = [0, 1, 2, 3] * 3 + [0, 1, 2] * 2 + [9]
    got = said(history([[0]] * 12 + [[1]] * 6 + [[2]], 3, people), 0, 1)
    assert got == {"message": told.SAME_CUSTOMERS, "values": {"count": 3, "out_of": 4}}


def test_names_alike_are_told_and_the_rest_is_popular_or_nothing():
    names = ["red glass lamp", "blue glass lamp", "umbrella", "never sold"]
    train = replace(history([[0], [1], [2]] * 3, 4), names=names, texts=names)
    assert said(train, 0, 1)["message"] == told.ALIKE_IN_NAME
    assert said(train, 0, 2) == {"message": told.POPULAR_NOW, "values": {"count": 3, "out_of": 9}}
    assert said(replace(train, time=None), 0, 2) == {"message": told.POPULAR, "values": {"count": 3, "out_of": 9}}
    assert said(replace(train, now=1_000 * DAY), 0, 2)["message"] == told.POPULAR
    assert said(train, 0, 3)["message"] == ""


def test_places_without_a_product_get_no_reason_and_an_empty_past_has_none():
    train = random_history()
    reasons = page_reasons(train, np.array([1, 2]), np.array([[0, -1], [-1, -1]], np.int32))
    assert reasons.codes[0, 0] >= 0 and (reasons.codes.ravel()[1:] == -1).all() and np.isnan(reasons.count.ravel()[1:]).all()
    empty = replace(history([], 3), time=np.empty(0, np.int64))
    assert page_reasons(empty, np.array([0]), np.array([[1, 2]], np.int32)).codes.tolist() == [[-1, -1]]


def test_cancel_is_heard():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        page_reasons(random_history(), np.array([0]), np.array([[1]], np.int32), progress)
