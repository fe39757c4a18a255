"""The reasons of a page's products against loops over the orders: whatever is said is true of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.models import page_reasons as told
from assoc_engine.models.page_reasons import page_reasons
from assoc_engine.progress import Cancelled, Progress
from tests.models.pages import DAY, as_lists, history, random_history


def said(train, a: int, b: int) -> dict:
    reasons = page_reasons(train, np.array([a]), np.array([[b]], np.int32))
    return {"message": "", "values": {}} | reasons.message((0, 0), train.names)


def chance(train, a: int, b: int) -> float:
    """Expected joint orders, as for links."""
    return float(train.chance.expected(a, b)[0])


def nameless(*shop):
    """`history` without names that could be alike."""
    train = history(*shop)
    return replace(train, texts=[""] * len(train.names))


def clear(count: float, expected: float) -> bool:
    """At least 5, 1.2 times chance and two standard deviations beyond it."""
    return count >= 5 and count >= 1.2 * expected and count >= expected + 2 * expected**0.5


def test_all_that_is_said_of_a_random_shop_is_true():
    drawn = random_history(orders=250)
    baskets = [basket + [number + 10 for number in (1, 2, 3) if number in basket] for basket in as_lists(drawn)]
    train = nameless(baskets, 30, drawn.customer.tolist())
    baskets, keys = as_lists(train), np.arange(30)
    ids = np.array([[b for b in range(30) if b != a] for a in keys], np.int32)
    reasons = page_reasons(train, keys, ids)
    seen, average = set(), train.counts[train.counts > 0].mean()
    for a, place in np.ndindex(ids.shape):
        b, message = int(ids[a, place]), reasons.message((a, place), train.names)
        assert bool(message) == (train.counts[b] > 0)
        if not message:
            continue
        text, values = message["message"], message["values"]
        seen.add(text)
        both, held = sum(a in basket and b in basket for basket in baskets), sum(a in basket for basket in baskets)
        expected = chance(train, a, b)
        assert (text == told.TOGETHER) == clear(both, expected)
        if text == told.TOGETHER:
            assert values == {"count": both, "out_of": held, "times": pytest.approx(both / expected)}
        elif text == told.OVER_A_THIRD:
            third = int(reasons.because[a, place])
            for count, end in ((values["count"], a), (values["out_of"], b)):
                assert count == sum(end in basket and third in basket for basket in baskets)
                assert clear(count, chance(train, end, third)) and third not in (a, b)
        elif text == told.AT_ALL:
            assert values == {"count": both, "out_of": held} and both >= 1.2 * expected > 0
            assert train.counts[b] < average or (both < 5 and both >= expected + 2 * expected**0.5), "no best seller by chance"
        elif text == told.POPULAR_NOW:
            lately = baskets[-30:]
            assert values == {"count": sum(b in basket for basket in lately), "out_of": len(lately)}
            assert clear(values["count"], 30 * train.counts[b] / len(baskets)) and not clear(both, expected)
        elif text in (told.POPULAR, told.SOLD):
            assert values == {"count": train.counts[b], "out_of": len(baskets)}
            assert not clear(both, expected) and (train.counts[b] >= average or both < max(1, 1.2 * expected))
            assert (text == told.POPULAR) == (train.counts[b] >= average)
    assert {told.TOGETHER, told.AT_ALL, told.POPULAR} <= seen


def test_the_third_product_is_the_one_that_leads_there():
    baskets = [[0, 2]] * 8 + [[2, 1]] * 8 + [[0, 3]] * 4 + [[3, 1]] * 4 + [[4]] * 200
    got = said(history(baskets, 5), 0, 1)
    assert got == {"message": told.OVER_A_THIRD, "values": {"count": 8, "out_of": 8, "because": "product 2"}}


def test_what_is_together_about_as_often_as_chance_is_told_by_its_sales():
    """20 of the 40 orders with A hold B, 1.1 times chance among orders of that size: that is no reason."""
    rest = list(range(2, 10))
    baskets = [[0, 1, *rest], [0, *rest], [1, *rest], rest] * 20
    train = nameless(baskets + [[number] for number in range(10, 60)], 60)
    assert 1 < 20 / chance(train, 0, 1) < 1.2
    assert said(train, 0, 1) == {"message": told.POPULAR, "values": {"count": 40, "out_of": 130}}


def test_few_joint_orders_are_told_without_a_multiple_of_chance():
    baskets = [[0, 1]] * 4 + [[0]] + [[2]] * 200
    assert said(nameless(baskets, 3), 0, 1) == {"message": told.AT_ALL, "values": {"count": 4, "out_of": 5}}
    got = said(nameless([*baskets, [0, 1]], 3), 0, 1)
    assert got["message"] == told.TOGETHER and got["values"]["times"] > 20


def test_the_same_customers_count_once_each():
    people = [0, 1, 2, 3, 4, 5] * 3 + [0, 1, 2, 3, 4] * 2 + list(range(6, 60))
    got = said(history([[0]] * 18 + [[1]] * 10 + [[2]] * 54, 3, people), 0, 1)
    assert got == {"message": told.SAME_CUSTOMERS, "values": {"count": 5, "out_of": 6}}
    everybody = np.repeat(np.arange(30), 2).tolist()
    assert said(nameless([[0], [1]] * 30, 3, everybody), 0, 1)["message"] == told.POPULAR, "all customers buy both"


def test_names_alike_are_told_and_the_rest_is_popular_or_nothing():
    names = ["red glass lamp", "blue glass lamp", "umbrella", "never sold"]
    train = replace(history([[0], [1], [2]] * 3, 4), names=names, texts=names)
    assert said(train, 0, 1)["message"] == told.ALIKE_IN_NAME
    assert said(train, 0, 2) == {"message": told.POPULAR, "values": {"count": 3, "out_of": 9}}
    assert said(train, 0, 3)["message"] == ""


def test_what_is_bought_more_often_now_is_told_so_and_what_sells_little_not_to_sell_well():
    train = nameless([[0]] * 90 + [[1]] * 4 + [[2]] + [[0]] * 22 + [[1]] * 8, 3)
    assert said(train, 0, 1) == {"message": told.POPULAR_NOW, "values": {"count": 8, "out_of": 30}}
    assert said(replace(train, now=1_000 * DAY), 0, 1) == {"message": told.SOLD, "values": {"count": 12, "out_of": 125}}
    assert said(replace(train, time=None), 0, 1)["message"] == said(train, 0, 2)["message"] == told.SOLD
    assert said(train, 1, 0) == {"message": told.POPULAR, "values": {"count": 112, "out_of": 125}}


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
