"""Links among made-up orders: those that real orders hardly show, past the guard, and not those that chance makes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from assoc_engine.basket_nets.generated_links import find_generated_links, put_generated_links
from assoc_engine.rules.chance import Chance
from assoc_engine.settings import LinkSettings
from assoc_engine.workspace import Workspace
from tests.basket_nets.themed import PRODUCTS, dealt_out, of_rows, themed

APART = ((0, 3), (9, 13), (33, 38))


@pytest.fixture(scope="module")
def found():
    """Real orders that keep three pairs of like products apart; made-up ones that do not."""
    made, real = themed(2_000, seed=1), themed(2_000, apart=APART)
    return find_generated_links(made, real), made, real


def test_only_pairs_kept_apart_are_found(found):
    links, made, real = found
    assert set(zip(links.a.tolist(), links.b.tolist(), strict=True)) == set(APART)
    for a, b, orders, joint in zip(links.a, links.b, links.orders, links.joint, strict=True):
        assert orders == made[:, [a]].multiply(made[:, [b]]).sum() and joint == real[:, [a]].multiply(real[:, [b]]).sum() <= 1
    beyond = links.orders - links.expected
    assert (np.diff(beyond) <= 0).all() and (links.q_value <= 0.05).all() and links.baskets == 2_000


def test_expected_orders_by_hand():
    """What rules/chance.py gives for the orders made up, all alike; both strong pairs first, then those of the six orders of three."""
    made = of_rows([[0, 1]] * 30 + [[2, 3]] * 30 + [[0, 2, 4]] * 6, 5)
    links = find_generated_links(made, sparse.csr_matrix((3, 5), dtype=np.float32))
    assert sorted(zip(links.a.tolist(), links.b.tolist(), links.orders.tolist(), strict=True))[::2] == [(0, 1, 30), (2, 3, 30)]
    start, items = made.indptr.astype(np.int64), made.indices.astype(np.int32)
    chance = Chance.of(start, items, 5, np.zeros(66, np.int64))
    assert links.expected == pytest.approx(chance.expected(links.a, links.b))
    assert links.expected[0] == pytest.approx(links.expected[1]) and links.expected[2] == pytest.approx(links.expected[3])
    assert links.joint.tolist() == [0] * 4


def test_nothing_is_found_in_orders_dealt_out_by_chance():
    made = dealt_out(themed(2_000, seed=1))
    assert len(find_generated_links(made, sparse.csr_matrix((10, PRODUCTS), dtype=np.float32))) <= 1


def test_what_real_orders_show_is_no_hint_and_a_higher_floor_leaves_less(found):
    links, made, _ = found
    assert len(find_generated_links(made, made)) == 0
    floor = int(links.orders.max()) + 1
    assert len(find_generated_links(made, themed(2_000, apart=APART), LinkSettings(min_orders=floor))) == 0


def test_it_is_stored_under_the_workspace_s_numbers(found, tmp_path):
    links, _, _ = found
    workspace = Workspace(tmp_path)
    put_generated_links(links, np.arange(PRODUCTS) + 1_000, workspace)
    table = workspace.get("generated_links")
    assert table["a"].tolist() == (links.a + 1_000).tolist() and table["joint"].tolist() == links.joint.tolist()
    assert table.meta["baskets"] == 2_000
