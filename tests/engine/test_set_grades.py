"""Rules and sets graded in a workspace: planted trios, what customers and orders set aside do, and one figure wherever it is shown."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from assoc_engine.analysis import analyse, read
from assoc_engine.baskets import get_baskets
from assoc_engine.progress import Progress
from assoc_engine.rules import set_grades, tested_orders
from assoc_engine.rules.collective import Collective, put_aside
from assoc_engine.rules.combine import combine
from assoc_engine.rules.extra_item import held_against_parts
from assoc_engine.rules.replication import split
from assoc_engine.rules.verdicts import NONE, A, B
from assoc_engine.settings import AnalysisSettings, CombineSettings, ReadSettings
from assoc_engine.workspace import Table, Workspace

DAYS = np.datetime64("2023-01-01") + np.arange(360)
FIGURES = ("counted", "expected", "adjusted_lift", "expected_given", "p_value")
TRIO, LATER, FEW, CHAIN, BESIDE = (6, 7, 8), (9, 10, 11), (12, 13, 14), (0, 1, 2), (3, 4, 5)
RISING, LIKELY = (15, 16, 17), (18, 19, 20)
MORE = {frozenset(one) for one in (TRIO, LATER, RISING, LIKELY)}
ORDERS = 3600


def drawn() -> list[tuple[int, set[int]]]:
    """(customer, products): TRIO comes together all year, LATER in its last quarter, FEW in 270 orders, but of two
    customers alone; of CHAIN the first brings the second and that the third, of BESIDE 3 brings 4, and 5 is bought by itself. RISING comes
    together in nine of the first 2,500 orders and then in every seventeenth, LIKELY in 28 of them and then as often."""
    rng, orders = np.random.default_rng(3), []
    weight = 1 / np.arange(10, 40)
    for number in range(ORDERS):
        basket = set(rng.choice(30, rng.choice([1, 2, 3, 4, 6]), replace=False, p=weight / weight.sum()).tolist())
        for first, then in ((0, 1), (1, 2), (3, 4)):
            if first in basket and rng.random() < 0.6:
                basket.add(then)
        customer = int(rng.integers(0, 700))
        if rng.random() < 0.05:
            basket |= set(TRIO)
        if number > ORDERS * 0.75 and rng.random() < 0.08:
            basket |= set(LATER)
        if number % 40 < 3:
            basket, customer = basket | set(FEW), 900 + number % 2
        if number in range(100, 2500, 280) or number in range(2530, ORDERS, 17):
            basket |= set(RISING)
        if number in range(5, 2400, 88) or number in range(2535, ORDERS, 17):
            basket |= set(LIKELY)
        orders.append((customer, basket))
    return orders


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("graded")
    with open(folder / "shop.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Invoice", "StockCode", "Description", "Quantity", "UnitPrice", "InvoiceDate", "CustomerID"])
        for number, (customer, basket) in enumerate(drawn()):
            when = f"{DAYS[number * 360 // ORDERS]} {8 + number % 10}:{number % 60:02d}"
            writer.writerows((f"A{number}", f"P{p:02d}", f"Thing {p}", 1 + p % 3, 2.5 + p, when, f"c{customer}") for p in sorted(basket))
    workspace = Workspace(folder / "workspace")
    read(workspace, ReadSettings((str(folder / "shop.csv"),)), {}, Progress())
    analyse(workspace, AnalysisSettings(), Progress())
    return workspace


def found(workspace: Workspace, kind: str = "sets", **asked) -> Table:
    combine(workspace, CombineSettings(kind, **asked), Progress())
    return workspace.get("combinations")


def numbers(workspace: Workspace) -> list[int]:
    return [int(code[1:]) for code in workspace.get("products")["code"]]


def by_set(workspace: Workspace, table: Table) -> dict[frozenset, int]:
    """Products as they were made → a row of theirs."""
    made, start, items = numbers(workspace), table["start"], table["items"]
    return {frozenset(made[p] for p in items[start[row] : start[row + 1]]): row for row in range(len(start) - 1)}


def test_a_trio_says_more_and_what_pairs_explain_does_not(shop):
    table = found(shop)
    rows = by_set(shop, table)
    grade = {one: int(table["grade"][rows[frozenset(one)]]) for one in (TRIO, LATER, FEW, CHAIN, BESIDE, RISING, LIKELY)}
    assert grade == {TRIO: A, LATER: B, FEW: NONE, CHAIN: NONE, BESIDE: NONE, RISING: B, LIKELY: A}
    more = {one for one, row in rows.items() if table["says_more"][row] and len(one) > 2}
    assert more == MORE
    row = rows[frozenset(CHAIN)]
    assert table["counted"][row] > 1.5 * table["expected"][row] and table["counted"][row] < 1.25 * table["expected_given"][row]
    large = [row for one, row in rows.items() if len(one) > 6]
    assert np.isnan(table["p_value"][large]).all() and not table["says_more"][large].any()


def test_what_one_in_twenty_sets_are_by_chance_is_no_find_of_the_earlier_orders(shop):
    """Of the thousands of sets that are tested, RISING is one in twenty early and clear later: the later orders have nothing to confirm."""
    baskets, products = get_baskets(shop), numbers(shop)
    orders = tested_orders.TestedOrders.of(baskets)
    early, late = (orders.only(part) for part in split(baskets.time, orders.rows))
    items = np.array([products.index(product) for product in RISING], np.int32)
    for part, low, high in ((early, 1e-3, 0.05), (late, 0.0, 1e-4)):
        assert low < held_against_parts(part, part.chance(), np.array([0, 3]), np.sort(items)).p[0] < high
    assert found(shop)["grade"][by_set(shop, found(shop))[frozenset(RISING)]] == B


def test_the_stricter_rate_is_asked_of_the_earlier_orders_too(shop):
    """LIKELY is found by all orders also when tests may depend on each other, but no longer by the earlier ones alone."""
    summary = shop.get("summary")
    links = summary.meta["settings"]["links"] | {"dependent": True}
    shop.put("summary", dict(summary), summary.meta | {"settings": summary.meta["settings"] | {"links": links}})
    table = found(shop)
    shop.put("summary", dict(summary), summary.meta)
    grade = {one: int(table["grade"][by_set(shop, table)[frozenset(one)]]) for one in (TRIO, LIKELY)}
    assert grade == {TRIO: A, LIKELY: B}


def test_too_few_later_orders_confirm_no_set(shop, monkeypatch):
    monkeypatch.setattr(set_grades, "CONFIRMING", 10_000)
    table = found(shop)
    assert table["grade"][by_set(shop, table)[frozenset(TRIO)]] == B


def test_one_figure_for_the_same_products(shop):
    """A pair has what the table of links says; a rule what the set of its products has, in a list of all, of a product or by money."""
    sets, links = found(shop), shop.get("links")
    rows = by_set(shop, sets)
    made = numbers(shop)
    for link in range(len(links["a"])):
        row = rows[frozenset((made[links["a"][link]], made[links["b"][link]]))]
        for name in ("counted", "expected", "adjusted_lift", "p_value", "q_value", "grade"):
            assert sets[name][row] == links[name][link]
        assert sets["says_more"][row] == links["passes"][link]
    lists = {"rules": {}, "sets": {"products": ("P06", "P07")}}
    for kind, asked in (*lists.items(), ("sets", {"measure": "revenue"})):
        other = found(shop, kind, **asked)
        assert len(other["orders"]) > 10
        for one, place in by_set(shop, other).items():
            for name in FIGURES:
                assert other[name][place] == pytest.approx(sets[name][rows[one]], rel=1e-6, nan_ok=True), (kind, asked, one, name)
        if kind == "sets":
            assert other["says_more"][by_set(shop, other)[frozenset(TRIO)]]


def test_rules_are_listed_where_no_product_could_be_left_out(shop):
    table = found(shop, "rules")
    orders = [basket for _, basket in drawn()]
    made, start, items, cut = numbers(shop), table["start"], table["items"], table["split"]

    def held(*products) -> int:
        return sum(set(products) <= basket for basket in orders)

    seen = set()
    for row in range(len(cut)):
        first, then = ([made[p] for p in side] for side in np.split(items[start[row] : start[row + 1]], [cut[row]]))
        whole = frozenset((*first, *then))
        if len(whole) > 2 and whole in MORE:
            surer = all(
                held(*whole) * held(*set(first) - {left}) > held(*whole - {left}) * held(*first) for left in first
            )
            assert table["says_more"][row] == surer == (table["grade"][row] >= B)
            seen.add(surer)
        elif len(whole) > 2:
            assert not table["says_more"][row]
    assert seen <= {True, False} and True in seen
    beyond = table["counted"] - table["expected"]
    assert (np.diff(beyond) <= 1e-9).all(), "strongest first by orders beyond chance"


def test_orders_set_aside_are_not_tested_but_counted(shop):
    before = found(shop)
    row = by_set(shop, before)[frozenset(TRIO)]
    orders = [basket for _, basket in drawn()]
    aside = np.arange(0, ORDERS, 9, np.int32)
    put_aside((Collective("large", aside, 0.1, 0.1, 0.1, 2),), shop)
    after = found(shop)
    again = by_set(shop, after)[frozenset(TRIO)]
    assert after["orders"][again] == before["orders"][row] == sum(set(TRIO) <= basket for basket in orders)
    assert after["counted"][again] == sum(set(TRIO) <= basket for number, basket in enumerate(orders) if number % 9)
    assert after["expected_given"][again] < before["expected_given"][row]
    put_aside((), shop)


def test_what_is_not_tested_has_no_such_columns(shop):
    table = found(shop, tested=False)
    assert "lift" in table.columns and not {*FIGURES, "q_value", "grade", "says_more"} & set(table.columns)
