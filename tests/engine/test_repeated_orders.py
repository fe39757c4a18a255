"""A file that was loaded twice says so, whatever columns it has; orders that are merely alike do not."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from made import HEAD, clean_csv, noticed

from assoc_engine.notices import notices
from assoc_engine.rules.order_contents import contents
from assoc_engine.text import Text

Order = tuple[str, list[str], str, str]
"""Number, products, moment, customer."""


def shop(columns: str, seed: int = 0, count: int = 300, products: int = 60) -> list[Order]:
    """Orders of 2 to 4 products; `columns`: "customers and dates", "days" (dates without a clock) or "neither"."""
    rng, found = np.random.default_rng(seed), []
    for n in range(count):
        held = [f"A{p:03d}" for p in sorted(rng.choice(products, rng.integers(2, 5), replace=False))]
        when = {"customers and dates": f"2024-{1 + n // 40:02d}-{1 + n % 28:02d} {8 + n % 10:02d}:{n % 60:02d}",
                "days": f"2024-{1 + n // 40:02d}-{1 + n % 28:02d}",
                "neither": ""}[columns]  # fmt: skip
        found.append((str(10_000 + n), held, when, f"c{n % 60}" if columns == "customers and dates" else ""))
    return found


def again(orders: list[Order], digit: int = 7) -> list[Order]:
    return [(f"{digit}{number}", *rest) for number, *rest in orders]


def said(folder, orders: list[Order], about: str) -> list[str]:
    rows = [[number, code, f"THING {code}", 1, 2.5, when, who] for number, held, when, who in orders for code in held]
    table, kept, _ = clean_csv(folder / "sales.csv", [HEAD, *rows])
    text = Text("en")
    found = notices(table, kept, *noticed(table, kept))
    words = [f"{text.say(one['title'])} {text.say(one['advice'])}" for one in found]
    return [one for one in words if about in one]


@pytest.mark.parametrize("columns", ["customers and dates", "days", "neither"])
@pytest.mark.parametrize("times", [2, 3, 4, 6])
def test_a_file_loaded_twice_says_so_and_what_that_does(tmp_path, columns, times):
    orders = shop(columns)
    every = orders + [copy for digit in range(7, 6 + times) for copy in again(orders, digit)]
    words = said(tmp_path, every, "stands")
    assert len(words) == 1 and f"Every order stands {times} times in this file" in words[0]
    if columns == "customers and dates":
        assert "Links are tested without the copies" in words[0]
    else:
        assert "links look surer than they are" in words[0], "nothing tells the copies, so none is set aside"


def test_a_few_lost_copies_do_not_hide_it(tmp_path):
    orders = shop("neither")
    assert said(tmp_path, [*orders, *again(orders)[5:]], "stands 2 times")


@pytest.mark.parametrize("columns", ["customers and dates", "days", "neither"])
def test_a_file_loaded_once_says_nothing(tmp_path, columns):
    assert said(tmp_path, shop(columns), "stand") == said(tmp_path, shop(columns), "repeat") == []


def test_a_shop_of_few_things_has_equal_orders_and_says_nothing(tmp_path):
    """Of 5 products; nearly every content is there often, and about half of the numbers are even."""
    orders = shop("neither", count=2_000, products=7)
    often = Counter(tuple(held) for _, held, *_ in orders)
    assert len(often) > 50 and min(often.values()) > 1
    assert said(tmp_path, orders, "stand") == []


def test_a_file_of_which_more_than_half_is_there_twice_was_not_loaded_twice(tmp_path):
    orders = shop("neither")
    assert said(tmp_path, [*orders, *again(orders)[:180]], "Every order stands") == []


@pytest.mark.parametrize("columns", ["days", "neither"])
@pytest.mark.parametrize("part", [slice(0, 90), slice(100, 125), slice(30, 300)])
def test_a_part_that_stands_there_again_is_said_with_how_much_it_is(tmp_path, columns, part):
    orders = shop(columns)
    words = said(tmp_path, [*orders[:200], *again(orders[part]), *orders[200:]], "stand in this file once more")
    copies = len(orders[part])
    if part.stop > 200:  # the rest of the part comes after its copy: then the other one is it
        assert len(words) == 1 and words[0].startswith(f"{copies} of the {300 + copies} orders")
    else:
        assert (
            len(words) == 1
            and f"{copies} of the {300 + copies} orders stand in this file once more, in the same order, from 7{10_000 + part.start} on"
            in words[0]
        )


def test_equal_orders_one_after_the_other_are_no_part_of_the_file(tmp_path):
    """A day on which nearly all buy one of two sets; a shop of three products; the same orders in another order; and too few."""
    orders, rng = shop("neither", count=2_000), np.random.default_rng(1)
    for at in range(500, 900):
        if rng.random() < 0.9:
            orders[at] = (orders[at][0], [["A001", "A002"], ["A003", "A004"]][at % 2], "", "")
    mixed = again(orders[:100])
    rng.shuffle(mixed)
    assert said(tmp_path, [*orders, *mixed, *again(orders[:19], 8)], "stand") == []
    assert said(tmp_path, shop("neither", count=2_000, products=4), "stand") == []


def test_orders_that_come_again_on_another_day_are_no_copies(tmp_path):
    """Every content is there twice, the second time six months later."""
    orders = shop("days", count=120)
    later = [(f"7{number}", held, f"2024-{int(when[5:7]) + 6:02d}{when[7:]}", who) for number, held, when, who in orders]
    assert said(tmp_path, [*orders, *later], "stand") == []


def test_few_contents_say_nothing(tmp_path):
    orders = shop("neither", count=12)
    assert said(tmp_path, [*orders, *again(orders)], "stand") == []


def test_some_copies_are_counted(tmp_path):
    orders = shop("customers and dates")
    words = said(tmp_path, [*orders, *again(orders[::10])], "repeat")
    assert len(words) == 1 and words[0].startswith("30 of the 330 orders repeat") and "remove the copies" in words[0]
    assert said(tmp_path, [*orders, *again(orders[:2])], "repeat") == [], "2 of 302 change no count that anyone reads"


def test_contents_are_equal_where_products_and_quantities_are():
    product, quantity = np.array([3, 5, 5, 3, 3, 5, 3]), np.array([1.0, 2.0, 2.0, 1.0, 2.0, 1.0, 1.0])
    found = contents(product, quantity, np.array([0, 2, 4, 6, 7]))
    assert (found[:, 0] == found[:, 1]).all() and len({tuple(one) for one in found.T.tolist()}) == 3
