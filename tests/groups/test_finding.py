"""The whole: planted themes come back as groups, the control has none, and faults end in clear words."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from made_groups import NO_LINKS, THEMES, made, train_of
from sklearn.metrics import adjusted_rand_score

from assoc_engine.groups.chance import dealt
from assoc_engine.groups.export import COLUMNS, write_groups
from assoc_engine.groups.finding import ORDERS, find_groups
from assoc_engine.groups.tables import put_groups
from assoc_engine.models.splitting import basket_matrix
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.text import Text
from assoc_engine.workspace import Coded, Workspace

EN = Text("en")


@pytest.fixture(scope="module")
def shop():
    return made(900)


@pytest.fixture(scope="module")
def found(shop):
    a, b = np.array([(a, b) for a, b in combinations(range(24), 2)]).T
    return find_groups(shop.train, (a, b))


def test_planted_themes_come_back_with_their_names(shop, found):
    assert len(found.clusters) == 4 and found.product.tolist() == list(range(shop.train.products))
    grouped = found.cluster >= 0
    assert grouped[shop.theme >= 0].mean() > 0.9 and grouped[shop.theme < 0].mean() <= 0.25
    assert adjusted_rand_score(shop.theme[grouped], found.cluster[grouped]) > 0.9
    assert {EN.say(each["name"]) for each in found.clusters} == set(THEMES)
    taken = next(trial for trial in found.trials if trial.number == found.chosen)
    assert taken.low <= taken.ari <= taken.high and taken.ari > 0.5 > 0.1 > taken.chance


def test_what_is_said_of_a_group_by_hand(shop, found):
    baskets = [set(shop.train.items[low:high].tolist()) for low, high in zip(shop.train.start[:-1], shop.train.start[1:], strict=True)]
    for each in found.clusters:
        members = set(each["products"])
        assert members == set(np.flatnonzero(found.cluster == each["number"]).tolist()) and each["size"] == len(members)
        assert each["orders"] == sum(bool(basket & members) for basket in baskets)
        touching = [pair for pair in combinations(range(24), 2) if set(pair) & members]
        inside = sum(set(pair) <= members for pair in touching) / max(len(touching), 1)
        np.testing.assert_allclose(each["inside"], inside)
        several = sum(len(basket & members) > 1 for basket in baskets) / each["orders"]
        assert each["kind"] == "shelf" and each["do"]["values"]["several"] == pytest.approx(several)
    assert ((found.strength > 0) == (found.cluster >= 0)).all() and found.strength.max() <= 1
    drawn = (found.cluster >= 0) | (shop.train.counts >= ORDERS)
    assert (np.isfinite(found.x) == drawn).all() and (np.isfinite(found.y) == drawn).all()


def test_the_same_orders_and_seed_give_the_same_groups(shop, found):
    again = find_groups(shop.train, NO_LINKS)
    for name in ("cluster", "strength", "x", "y"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))


def test_orders_dealt_out_anew_have_no_groups(shop):
    """The same products, names, sizes of orders and best sellers: names alone make no group."""
    control = dealt(basket_matrix(shop.train), 5)
    train = replace(shop.train, start=control.indptr.astype(np.int64), items=control.indices.astype(np.int32))
    found = find_groups(train, NO_LINKS)
    assert not found.clusters and (found.cluster == -1).all() and not found.strength.any()
    assert "There are no groups" in EN.say(found.answer)


def test_a_product_in_few_orders_joins_the_group_it_stands_with_and_a_stranger_none(shop):
    """Two new products in three orders each: a rose tea thing among rose tea, and one whose name and company tell nothing."""
    train = shop.train
    rose = np.arange(12)
    more = [[*rose[:3], 56], [*rose[3:6], 56], [*rose[6:8], 56], [0, 20, 57], [14, 30, 57], [40, 25, 57]]
    baskets = [train.items[low:high] for low, high in zip(train.start[:-1], train.start[1:], strict=True)] + more
    wider = train_of(baskets, [*train.names, "Rose tea saucer", "Zzyzx"])
    found = find_groups(wider, NO_LINKS)
    assert found.cluster[56] == found.cluster[0] >= 0 and found.strength[56] >= 0.8
    assert found.cluster[57] == -1


def test_numbers_for_names_are_grouped_by_orders_alone_and_named_by_their_category():
    shop = made(900, names=False)
    found = find_groups(shop.train, NO_LINKS, [THEMES[theme] if theme >= 0 else "" for theme in shop.theme])
    assert found.vectors == "orders" and {EN.say(each["name"]) for each in found.clusters} == set(THEMES)


@pytest.mark.parametrize("baskets, names", [
    ([[0, 1]] * 40, ["a", "b"]),
    ([[number % 20] for number in range(400)], [f"thing {n}" for n in range(20)]),
    ([list(range(14))] * 50, [f"thing {n}" for n in range(14)]),
    ([[0, 1, 2], [1, 2], [3, 4], [0, 4]] + [[5, 6]] * 6, [f"thing {n}" for n in range(7)]),
    ([[number % 16, (number * 7 + 3) % 16] if number % 16 != (number * 7 + 3) % 16 else [0] for number in range(300)], [""] * 16),
], ids=["two products", "one product an order", "every order equal", "ten orders", "no names"])  # fmt: skip
def test_where_nothing_can_be_grouped_it_says_so_and_loses_nothing(baskets, names):
    found = find_groups(train_of(baskets, names, dated=False), NO_LINKS)
    assert len(found.product) == len(names) and len(found.cluster) == len(names)
    for language in ("en", "zh_CN"):
        assert Text(language).say(found.answer)
    if not found.clusters:
        assert found.chosen == 0 or (found.cluster == -1).all()


def test_two_products_are_too_few():
    found = find_groups(train_of([[0, 1]] * 40, ["a", "b"]), NO_LINKS)
    assert EN.say(found.answer) == "Only 2 products are in 10 orders or more: too few to form groups."


def test_it_can_be_cancelled(shop):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        find_groups(shop.train, NO_LINKS, progress=progress)


def test_kept_and_exported(shop, found, tmp_path):
    workspace = Workspace(tmp_path / "w")
    count = shop.train.products
    workspace.put("products", {"code": [f"C{n}" for n in range(count)], "name": list(shop.train.names),
                               "category": Coded(np.full(count, -1, np.int32), [])}, {"has_code": True})  # fmt: skip
    put_groups(found, workspace)
    table = workspace.get("groups")
    assert table.meta["chosen"] == found.chosen and [trial["number"] for trial in table.meta["trials"]] == [
        trial.number for trial in found.trials
    ]
    assert set(table) == {"product", "cluster", "strength", "x", "y"} and table["product"].dtype == np.int32
    write_groups(workspace, tmp_path / "groups.csv", EN)
    assert (tmp_path / "groups.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with open(tmp_path / "groups.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS and len(rows) == count + 1
    by_code = {row[0]: row for row in rows[1:]}
    for product in range(count):
        _code, cluster, called, strength, name = by_code[f"C{product}"]
        assert name == shop.train.names[product] and float(strength) == pytest.approx(found.strength[product], abs=1e-4)
        number = found.cluster[product]
        assert (cluster, called) == (("", "") if number < 0 else (str(number + 1), EN.say(found.clusters[number]["name"])))
    assert rows[1][0] == f"C{found.clusters[0]['products'][0]}", "by group, the most typical first"
