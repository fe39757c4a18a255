"""What is said of a file in which no link stands out: nothing that its figures contradict."""

from __future__ import annotations

import numpy as np
from made import baskets_of

from assoc_engine.rules.links import find_links
from assoc_engine.strategy.pages import what_would_help


def said(tmp_path, orders: int, products: int) -> str:
    """The advice for orders of three products drawn evenly, so that nothing goes together."""
    rng = np.random.default_rng(5)
    drawn = [[f"p{i}" for i in rng.choice(products, 3, replace=False)] for _ in range(orders)]
    baskets = baskets_of(tmp_path, drawn)
    links = find_links(baskets)
    assert not links.passing
    return what_would_help(links, baskets)["message"]


def test_many_joint_orders_and_no_link_mean_independence(tmp_path):
    assert "independently" in said(tmp_path, 3000, 12)


def test_few_joint_orders_mean_that_more_data_would_help(tmp_path):
    assert "More months" in said(tmp_path, 300, 60)
