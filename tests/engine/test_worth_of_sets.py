"""What sets of products bring in money: given sets and the shop's tables, against sums by hand and brute force."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import basket_csr

from assoc_engine.errors import NothingToAnalyse, SettingError
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import worth as worth_module
from assoc_engine.rules.itemsets import ItemSets
from assoc_engine.rules.worth import money_of, order_money
from assoc_engine.workspace import Workspace

PRODUCTS = 7
baskets_of_money = st.lists(st.dictionaries(st.integers(0, PRODUCTS - 1), st.integers(-40, 99), max_size=5), min_size=1, max_size=25)


def csr(baskets: list[dict]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start, items = basket_csr([list(basket) for basket in baskets])
    return start, items, np.array([basket[item] / 4 for basket in baskets for item in sorted(basket)], np.float64)


def tree(baskets: list[dict], turn: list[int]) -> tuple[ItemSets, list[tuple]]:
    """All sets in an order as a tree, products in the order of `turn`, children of one parent scattered; and the sets."""
    sets = sorted(
        {s for basket in baskets for k in range(1, len(basket) + 1) for s in combinations(sorted(basket, key=turn.index), k)},
        key=lambda s: (len(s), s[::-1]),
    )
    number = {s: n for n, s in enumerate(sets)}
    orders = [sum(set(s) <= set(basket) for basket in baskets) for s in sets]
    built = ItemSets(
        parent=np.array([number.get(s[:-1], -1) for s in sets], np.int32), item=np.array([s[-1] for s in sets], np.int32),
        orders=np.array(orders, np.int32), size=np.array([len(s) for s in sets], np.uint16), min_orders=1, asked=1,
        min_size=1, max_size=0, must=(), limit=0,
    )  # fmt: skip
    return built, sets


def brings(baskets: list[dict], products) -> float:
    return sum(sum(basket[p] for p in products) / 4 for basket in baskets if set(products) <= set(basket))


@settings(deadline=None, max_examples=100)
@given(baskets_of_money, st.permutations(range(PRODUCTS)), st.sampled_from([1, 3, 10**6]), st.sampled_from([1, 4_000_000]))
def test_the_money_of_every_set_of_a_tree(baskets, turn, quantum, cells):
    built, sets = tree(baskets, turn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worth_module, "TURN", quantum)
        patch.setattr(worth_module, "CELLS", cells)
        found = money_of(built, *csr(baskets))
    assert found.tolist() == [brings(baskets, s) for s in sets]  # quarters are exact in binary


def test_more_orders_than_are_laid_out_at_a_time_add_up(monkeypatch):
    monkeypatch.setattr(worth_module, "CELLS", 1)  # 64 orders at a time
    baskets = [{0: i % 9, 1: 3, 2: -i} if i % 3 else {0: 5, 2: 1} for i in range(300)]
    built, sets = tree(baskets, list(range(PRODUCTS)))
    assert money_of(built, *csr(baskets)).tolist() == [brings(baskets, s) for s in sets]


def test_telling_money_is_cancelled_and_its_progress_never_falls(monkeypatch):
    monkeypatch.setattr(worth_module, "TURN", 1)
    baskets = [dict.fromkeys(range(6), 1)] * 5
    shares = []

    class Watched(Progress):
        def step(self, *args, **values):
            super().step(*args, **values)
            shares.append(self.snapshot.share)

    progress = Watched()
    money_of(tree(baskets, list(range(PRODUCTS)))[0], *csr(baskets), progress)
    assert len(shares) > 20 and shares == sorted(shares) and shares[-1] == 1
    progress.cancel()
    with pytest.raises(Cancelled):
        money_of(tree(baskets, list(range(PRODUCTS)))[0], *csr(baskets), progress)


def shop(tmp_path, amount, cost, quantity=(1, 2, 1, 4, 1)) -> Workspace:
    """Two orders: products 0, 2 (in two lines) and 0, 1."""
    workspace = Workspace(tmp_path)
    workspace.put("baskets", {"start": np.array([0, 2, 4]), "items": np.array([0, 2, 0, 1], np.int32)})
    lines = {"order": np.array([0, 0, 0, 1, 1], np.int32), "product": np.array([2, 0, 2, 1, 0], np.int32)}
    numbers = {"amount": amount, "cost": cost, "quantity": quantity}
    workspace.put("lines", lines | {name: np.array(values, np.float64) for name, values in numbers.items()})
    return workspace


def test_revenue_and_margin_of_each_product_in_each_order(tmp_path):
    nan = np.nan
    workspace = shop(tmp_path, [5, 8, 1.5, nan, 2], [3, 5, 1, 1, nan])
    assert order_money(workspace, "revenue").tolist() == [8, 6.5, 2, 0]
    assert order_money(workspace, "margin").tolist() == [8 - 2 * 5, 5 - 3 + 1.5 - 1, 0, 0]
    with pytest.raises(SettingError):
        order_money(workspace, "lift")


def test_files_without_prices_or_costs_say_so(tmp_path):
    unknown = [np.nan] * 5
    for amount in (unknown, [0] * 5):
        with pytest.raises(NothingToAnalyse) as caught:
            order_money(shop(tmp_path, amount, [1] * 5), "revenue")
        assert "prices" in caught.value.message
    with pytest.raises(NothingToAnalyse) as caught:
        order_money(shop(tmp_path, [1] * 5, unknown), "margin")
    assert "costs" in caught.value.message
