"""What is said of a file in which no link stands out: nothing that its figures contradict."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from made import baskets_of

from assoc_engine.analysis import _actions_answer
from assoc_engine.rules.links import find_links
from assoc_engine.strategy.pages import Actions, Pages, what_would_help


def said(tmp_path, orders: int, products: int) -> str:
    """The advice for orders of three products drawn evenly, so that nothing goes together."""
    rng = np.random.default_rng(5)
    drawn = [[f"p{i}" for i in rng.choice(products, 3, replace=False)] for _ in range(orders)]
    baskets = baskets_of(tmp_path, drawn)
    links = find_links(baskets)
    assert not links.passing
    return what_would_help(links, baskets)["message"]


def test_many_joint_orders_and_no_link_are_not_called_independent(tmp_path):
    """What is not proven may be an accident; that it is none was not shown. And it says what would help, counting nothing that the list
    beside it counts otherwise."""
    words = said(tmp_path, 3000, 12)
    assert "may be an accident" in words and "more orders could show" in words and "{" not in words


def test_what_could_not_be_tested_is_not_said_to_be_unproven(tmp_path):
    drawn = [[f"p{number % 30}", f"p{(number + 7) % 30}"] for number in range(60)]
    baskets = baskets_of(tmp_path, drawn)
    links = find_links(baskets)
    assert links.eligible_pairs == 0
    none = Pages(*(np.empty(0, np.int32) for _ in fields(Pages)))
    actions = Actions(*(np.empty(0, np.int32) for _ in range(4)), in_money=False)
    assert "could be tested" in _actions_answer(actions, none, links)["message"]
    assert "proven" not in what_would_help(links, baskets)["message"]


def test_few_joint_orders_mean_that_more_data_would_help(tmp_path):
    assert "More months" in said(tmp_path, 300, 60)
