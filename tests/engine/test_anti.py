"""Pairs bought instead of each other: planted ones are found and no others, and the table is that of links."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from made import shop_of
from scipy import stats

from assoc_engine.analysis import analyse, count_pairs, find_substitutes, read, report
from assoc_engine.progress import SILENT
from assoc_engine.rules import tested_orders
from assoc_engine.rules.anti import companions, find_anti_links, more_shared, put_anti
from assoc_engine.rules.companions import companions_of
from assoc_engine.rules.export import COLUMNS, write_links
from assoc_engine.rules.fates import fates
from assoc_engine.rules.links import find_links, get_links, put_links
from assoc_engine.rules.tails import lower_tail
from assoc_engine.rules.verdicts import ENDED, SEASONAL, SOLD, A, B
from assoc_engine.settings import AnalysisSettings, LinkSettings, ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace

PRODUCTS, PAIRS = 30, 4  # products 2k and 2k + 1 are substitutes, k < PAIRS; 20 + k goes with both
DAY = 86_400


def drawn(orders: int = 4000, seed: int = 1, both: float = 0.15) -> list[list[int]]:
    """Orders of 1 to 7 products by chance; of two substitutes one is left in the order, but for a share `both` of them."""
    rng = np.random.default_rng(seed)
    baskets = []
    for _ in range(orders):
        basket = set(rng.choice(PRODUCTS, rng.integers(1, 8), replace=False).tolist())
        for k in range(PAIRS):
            one = {2 * k, 2 * k + 1}
            if one <= basket and rng.random() > both:
                basket.discard(2 * k + int(rng.integers(0, 2)))
            if one & basket and rng.random() < 0.4:
                basket.add(20 + k)
        baskets.append(sorted(basket))
    return baskets


def shop(baskets: list[list[int]]):
    rng = np.random.default_rng(99)
    return shop_of(baskets, PRODUCTS, 1_640_995_200 + np.sort(rng.integers(0, 365 * DAY, len(baskets))), rng.integers(0, 500, len(baskets)))


def test_planted_substitutes_are_found_and_nothing_else():
    made = shop(drawn())
    found, shared, instead = find_anti_links(made, find_links(made))
    pairs = {(min(a, b), max(a, b)): row for row, (a, b) in enumerate(zip(found.a.tolist(), found.b.tolist(), strict=True))}
    assert set(pairs) == {(2 * k, 2 * k + 1) for k in range(PAIRS)}
    assert (found.grade == A).all() and (found.adjusted_high <= 0.8).all() and (found.counted < 0.4 * found.expected).all()
    assert (found.late_high < 1).all() and (found.late_p <= 0.05).all()
    assert all(shared[row] == 1 for row in pairs.values()), "what goes with both"
    assert instead.all(), "one of 28 products goes with either, and it is the same for all four pairs"
    assert (np.diff(found.expected - found.counted) <= 0).all(), "most missing orders first"


def test_nothing_is_found_where_there_is_nothing():
    for seed in range(10):
        made = shop(drawn(1500, 50 + seed, both=1.0))
        assert not len(find_anti_links(made, find_links(made)).links)


def test_the_rate_is_kept_over_every_pair_that_chance_expects_often_enough():
    baskets = drawn()
    made = shop(baskets)
    found = find_anti_links(made, find_links(made), LinkSettings(max_fdr=0.5)).links
    orders = tested_orders.TestedOrders.of(made)
    a, b = (side.astype(np.int32) for side in np.triu_indices(PRODUCTS, 1))
    every = orders.measured(orders.chance(), a, b, lower_tail)
    assert found.eligible_pairs == (every.expected >= 10).sum()
    q = dict(zip(zip(a.tolist(), b.tolist(), strict=True), stats.false_discovery_control(every.p).tolist(), strict=True))
    for x, y, mine in zip(found.a.tolist(), found.b.tolist(), found.q_value.tolist(), strict=True):
        assert mine == pytest.approx(q[min(x, y), max(x, y)], rel=1e-6)


def test_a_pair_that_is_only_a_little_below_chance_is_not_listed_however_sure_that_is():
    """Two products of half of the orders each, one of which leaves every fifth order that holds both."""
    baskets, rng = [set(basket) for basket in drawn()], np.random.default_rng(8)
    for basket in baskets:
        basket |= {PRODUCTS + at for at in (0, 1) if rng.random() < 0.5}
        if {PRODUCTS, PRODUCTS + 1} <= basket and rng.random() < 0.2:
            basket.discard(PRODUCTS + int(rng.integers(0, 2)))
    made = shop_of([sorted(basket) for basket in baskets], PRODUCTS + 2)
    orders = tested_orders.TestedOrders.of(made)
    mild = orders.measured(orders.chance(), np.array([PRODUCTS], np.int32), np.array([PRODUCTS + 1], np.int32), lower_tail)
    assert mild.p[0] < 1e-4 and 0.8 < mild.counted[0] / mild.expected[0] < 0.95
    found = find_anti_links(made, find_links(made)).links
    assert {(min(a, b), max(a, b))
            for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True)} == {(2 * k, 2 * k + 1) for k in range(PAIRS)}


def test_products_that_are_rarely_expected_together_are_not_tested():
    """Two products of 40 orders each among 4,000 are hardly ever together anyhow: that they never are says nothing."""
    baskets = drawn()
    for at in range(0, 4000, 100):
        baskets[at] = sorted({*baskets[at], PRODUCTS})
        baskets[at + 1] = sorted({*baskets[at + 1], PRODUCTS + 1})
    rng = np.random.default_rng(99)
    made = shop_of(baskets, PRODUCTS + 2, np.sort(rng.integers(0, 365 * DAY, 4000)))
    found = find_anti_links(made, find_links(made)).links
    assert not (np.maximum(found.a, found.b) >= PRODUCTS).any()


def test_companions_are_products_with_a_proven_link_to_both():
    made = shop(drawn())
    links = find_links(made)
    goes = {p: set() for p in range(PRODUCTS)}
    for a, b, grade in zip(links.a.tolist(), links.b.tolist(), links.grade.tolist(), strict=True):
        if grade >= B:
            goes[a].add(b)
            goes[b].add(a)
    a, b = (side.astype(np.int32) for side in np.triu_indices(PRODUCTS, 1))
    shared, partners = companions(links, PRODUCTS, a, b)
    assert shared.tolist() == [len(goes[x] & goes[y]) for x, y in zip(a.tolist(), b.tolist(), strict=True)] and shared.any()
    assert partners.tolist() == [len(goes[p]) for p in range(PRODUCTS)]


def test_the_best_companion_is_the_one_whose_weaker_link_is_stronger():
    """Links as they are stored, the strongest first: product 7 goes best with 1 but hardly with 2, 9 well with both, 8 in between; 5 with
    one of them only, and the link of 6 with 2 is not proven."""
    rows = [(7, 1, True), (1, 5, True), (9, 2, True), (1, 9, True), (2, 8, True), (8, 1, True), (1, 6, True), (2, 7, True), (6, 2, False)]
    links = {name: np.array(column) for name, column in zip(("a", "b", "passes"), zip(*rows, strict=True), strict=True)}
    assert companions_of(links, 1, 2).tolist() == companions_of(links, 2, 1).tolist() == [9, 8, 7]
    assert companions_of(links, 6, 9).tolist() == [1], "that 6 goes with 2 is not proven"
    assert not len(companions_of(links, 5, 2))


def test_shared_companions_count_when_they_are_more_than_chance_gives():
    """Against Fisher's exact test: the first pair shares both of its two, the second 4 of 58 and 33, the third none, the fourth 3 of 6 and
    8."""
    shared, of_a, of_b = np.array([2, 4, 0, 3]), np.array([2, 58, 10, 6]), np.array([2, 33, 10, 8])
    exact = stats.hypergeom.sf(shared - 1, 1000, of_a, of_b)
    assert exact[1] > 0.05 and exact[3] < 1e-4
    assert more_shared(shared, of_a, of_b, 1002, LinkSettings()).tolist() == [True, False, False, True]
    crowd = np.concatenate([np.ones(60, int), [1]]), np.concatenate([np.full(60, 30), [8]]), np.concatenate([np.full(60, 30), [2]])
    assert stats.hypergeom.sf(0, 1000, 8, 2) < 0.05
    assert not more_shared(*crowd, 1002, LinkSettings()).any(), "one in 63 by chance, but 61 were looked at"


def test_what_the_later_orders_do_not_confirm_is_only_kept_apart():
    """In the last three tenths of the orders nobody chooses any more; what goes with both still does."""
    made = shop(drawn()[:2600] + drawn(both=1.0)[2600:])
    found, shared, instead = find_anti_links(made, find_links(made))
    assert len(found) == PAIRS and (found.grade == B).all() and (shared == 1).all() and not instead.any()


def test_what_shares_companions_leads_however_few_orders_it_misses(tmp_path):
    """Beside the substitutes two products of different kinds of orders: never together, many orders missing, nothing in common."""
    rng = np.random.default_rng(7)
    baskets = [sorted({*basket, PRODUCTS + int(at % 2)}) if rng.random() < 0.5 else basket for at, basket in enumerate(drawn())]
    time = 1_640_995_200 + np.sort(rng.integers(0, 365 * DAY, len(baskets)))
    made = shop_of(baskets, PRODUCTS + 2, time, rng.integers(0, 500, len(baskets)))
    links = find_links(made)
    anti = find_anti_links(made, links)
    found, missing = anti.links, anti.links.expected - anti.links.counted
    assert {int(found.a[-1]), int(found.b[-1])} == {PRODUCTS, PRODUCTS + 1} and anti.instead.tolist() == [True] * PAIRS + [False]
    assert missing[-1] > missing[:-1].max() and (np.diff(missing[:-1]) <= 0).all() and anti.companions.tolist() == [1] * PAIRS + [0]
    workspace, names = Workspace(tmp_path), [f"p{number}" for number in range(PRODUCTS + 2)]
    put_links(links, {}, workspace)
    put_anti(anti, names, workspace)
    stored = workspace.get("anti")
    assert stored["instead"].tolist() == anti.instead.tolist() and stored["companions"].tolist() == anti.companions.tolist()
    said = stored.meta["answer"]["values"]
    assert said["count"] == PAIRS and said["apart"]["values"] == {"count": 1} and said["a"] == names[found.a[0]]
    assert said["both"]["values"] == {"product": names[20 + int(min(found.a[0], found.b[0])) // 2]}


def test_what_is_kept_apart_alone_is_not_told_as_bought_instead_of_each_other(tmp_path):
    rng = np.random.default_rng(3)
    baskets = [sorted({*basket, 30 + int(at % 2)}) if rng.random() < 0.5 else basket for at, basket in enumerate(drawn(2000, both=1.0))]
    made = shop_of(baskets, PRODUCTS + 2, np.sort(rng.integers(0, 365 * DAY, len(baskets))), rng.integers(0, 500, len(baskets)))
    links, workspace = find_links(made), Workspace(tmp_path)
    anti = find_anti_links(made, links)
    put_links(links, {}, workspace)
    put_anti(anti, [f"p{number}" for number in range(PRODUCTS + 2)], workspace)
    assert len(anti.links) == 1 and not anti.instead.any()
    answer = Text("en").say(workspace.meta("anti")["answer"])
    assert answer.startswith("1 pair of products is kept apart, but not told to be bought instead of each other: ")
    assert f"{anti.links.counted[0]} tested orders" in answer


def test_a_pair_of_which_one_is_no_longer_sold_has_ended():
    """Of the first two substitutes one is given up in the middle of the year."""
    gone = 4000 // 2
    baskets = [basket if at < gone else [item for item in basket if item] for at, basket in enumerate(drawn())]
    made = shop([basket or [PRODUCTS - 1] for basket in baskets])
    found = find_anti_links(made, find_links(made)).links
    fate = {(min(a, b), max(a, b)): of for a, b, of in zip(found.a.tolist(), found.b.tolist(), found.fate.tolist(), strict=True)}
    assert fate == {(0, 1): ENDED, (2, 3): SOLD, (4, 5): SOLD, (6, 7): SOLD}


def test_the_few_orders_that_hold_both_make_no_season():
    """Two years; the first two substitutes are in one order in June alone, which of a link would be told as its season."""
    baskets, rng = drawn(), np.random.default_rng(4)
    time = 1_640_995_200 + 2 * 365 * DAY * np.arange(4000) // 4000
    june = time.astype("M8[s]").astype("M8[M]").astype(int) % 12 == 5
    for basket, inside in zip(baskets, june.tolist(), strict=True):
        if {0, 1} <= set(basket) and not inside:
            basket.remove(int(rng.integers(0, 2)))
        elif len({0, 1} & set(basket)) == 1 and inside and rng.random() < 0.3:
            basket[:] = sorted({0, 1, *basket})
    made = shop_of(baskets, PRODUCTS, time)
    first = np.array([0], np.int32), np.array([1], np.int32)
    orders = tested_orders.TestedOrders.of(made)
    assert fates(made, orders, *first, np.array([True])).tolist() == [SEASONAL]
    found = find_anti_links(made, find_links(made)).links
    row = int(np.flatnonzero(np.maximum(found.a, found.b) == 1)[0])
    assert found.fate[row] == SOLD and found.orders[row] > 10


def test_the_table_is_written_like_links_and_goes_when_pairs_are_counted_again(tmp_path):
    file = tmp_path / "sales.csv"
    rows = [["order", "product"]] + [[f"o{at}", f"p{item}"] for at, basket in enumerate(drawn(3000)) for item in basket]
    file.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    workspace, settings = Workspace(tmp_path / "w"), AnalysisSettings()
    read(workspace, ReadSettings((str(file),)), {}, SILENT)
    analyse(workspace, settings, SILENT)
    assert find_substitutes(workspace, settings, SILENT) == {"pairs": PAIRS, "passing": PAIRS, "instead": PAIRS}
    write_links(workspace, tmp_path / "anti.csv", table="anti")
    with open(tmp_path / "anti.csv", encoding="utf-8-sig", newline="") as opened:
        written = list(csv.DictReader(opened))
    anti = get_links(workspace, "anti")
    assert tuple(written[0]) == COLUMNS and [row["grade"] for row in written] == ["A"] * PAIRS
    assert [int(row["orders"]) for row in written] == anti.orders.tolist() and workspace.meta("anti")["passing"] == PAIRS
    count_pairs(workspace, settings, SILENT)
    assert not workspace.has("anti")
    report(workspace, str(tmp_path / "r.xlsx"), "en", SILENT)
    assert np.count_nonzero(workspace.get("anti")["instead"]) == PAIRS, "a report looks for it by itself"
