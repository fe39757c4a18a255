"""Reasons of hints are facts that a reader can count in the orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.hints.question import ask
from assoc_engine.hints.reasons import (
    ALIKE_IN_NAME,
    LIKE_THE_FIRST,
    LIKE_THE_SECOND,
    OVER_A_THIRD,
    SAME_CUSTOMERS,
    VOCABULARY,
    hint_reasons,
)
from tests.hints.theme_shop import theme_shop
from tests.models.pages import as_lists, history

REST = [[30 + n % 8, 40 + n % 7, 50 + n % 5] for n in range(90)]


def reason(train, a: int, b: int):
    asked = ask(train)
    row = [n for n in range(len(asked)) if (asked.products[asked.a[n]], asked.products[asked.b[n]]) == (a, b)]
    told = hint_reasons(asked, np.array(row))
    return VOCABULARY[told.codes[0]], int(told.because[0]), told.count[0], told.out_of[0]


def test_a_third_product_that_both_go_with():
    orders = [[0, 2, 5 + n] for n in range(8)] + [[1, 2, 20 + n] for n in range(6)] + REST
    assert reason(history(orders, 60), 0, 1) == (OVER_A_THIRD, 2, 8, 6)


def test_a_product_of_a_like_name_goes_with_the_other():
    orders = [[2, 1, 5 + n] for n in range(8)] + [[0, 20 + n] for n in range(9)] + REST
    names = ["red robin mug", "pirate clock", "blue robin mug", *(f"{n:03d}" for n in range(57))]
    train = replace(history(orders, 60), names=names, texts=names)
    assert reason(train, 0, 1)[:3] == (LIKE_THE_FIRST, 2, 8)
    mirrored = history([[{0: 1, 1: 0}.get(item, item) for item in order] for order in orders], 60)
    swapped = replace(mirrored, names=[names[1], names[0], *names[2:]], texts=[names[1], names[0], *names[2:]])
    assert reason(swapped, 0, 1)[:3] == (LIKE_THE_SECOND, 2, 8)


def test_customers_who_bought_both_in_different_orders():
    """Seven buy 0 and later 1; one of them also bought both at once, and is not counted."""
    orders, owner = [[0, 1, 9]], [0]
    for who in range(7):
        orders += [[0, 10 + who], [1, 20 + who]]
        owner += [who, who]
    orders += [[30 + n % 8, 40 + n % 7] for n in range(90)]
    owner += [20 + n for n in range(90)]
    assert reason(history(orders, 60, owner), 0, 1)[:3] == (SAME_CUSTOMERS, -1, 6)


def test_names_alike_are_said_where_nothing_is_counted():
    orders = [[0, 10 + n] for n in range(6)] + [[1, 20 + n] for n in range(6)] + [[30 + n % 8, 40 + n % 7] for n in range(60)]
    names = ["red robin mug", "blue robin mug", *(f"{n:03d}" for n in range(58))]
    assert reason(replace(history(orders, 60), names=names, texts=names), 0, 1)[0] == ALIKE_IN_NAME


def test_every_count_is_true():
    """All reasons of a shop: what they name is counted again."""
    train = theme_shop(days=150)
    asked = ask(train)
    told = hint_reasons(asked, np.arange(len(asked)))
    baskets, owner = [set(basket) for basket in as_lists(train)], train.customer.tolist()

    def together(x: int, y: int) -> int:
        return sum(x in basket and y in basket for basket in baskets)

    said = set()
    for row in range(0, len(asked), 5):
        a, b = int(asked.products[asked.a[row]]), int(asked.products[asked.b[row]])
        message, third, count, out_of = VOCABULARY[told.codes[row]], int(told.because[row]), told.count[row], told.out_of[row]
        said.add(message)
        if message in (LIKE_THE_FIRST, LIKE_THE_SECOND):
            near, other = (a, b) if message == LIKE_THE_FIRST else (b, a)
            assert together(third, other) == count >= 5
            assert set(train.names[third].split()) & set(train.names[near].split())
        elif message == OVER_A_THIRD:
            assert (together(a, third), together(b, third)) == (count, out_of)
        elif message == SAME_CUSTOMERS:
            mine = [{who for basket, who in zip(baskets, owner) if p in basket} for p in (a, b)]
            at_once = {who for basket, who in zip(baskets, owner) if a in basket and b in basket}
            assert len((mine[0] & mine[1]) - at_once) == count
    assert len(said) >= 3 and (told.codes >= 0).all()
    assert np.isnan(told.times[told.because < 0][np.isin(told.codes[told.because < 0], [VOCABULARY.index(ALIKE_IN_NAME)])]).all()


def test_reasons_can_be_told_of_bare_orders():
    train = history([[0, 1], [1, 2], [2, 3], [3, 4]], 5)
    asked = ask(replace(train, time=None, names=[""] * 5, texts=[""] * 5))
    told = hint_reasons(asked, np.arange(len(asked)))
    assert (told.codes == len(VOCABULARY) - 1).all() and told.count[0] == pytest.approx(1)
