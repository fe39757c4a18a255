"""Grades: what is measured, by hand and by recounting; what gets which grade, on planted data and on bad input."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from made import HEAD, clean_csv, shop_of
from scipy import stats

from assoc_engine.baskets import make_baskets
from assoc_engine.cleaning import NO_TIME
from assoc_engine.rules import links as links_module
from assoc_engine.rules import tested_orders
from assoc_engine.rules.chance import Chance
from assoc_engine.rules.collective import Lines, find_collective, set_aside
from assoc_engine.rules.intervals import adjusted_interval as interval
from assoc_engine.rules.links import LinkTable, find_links
from assoc_engine.rules.replication import later_from, split
from assoc_engine.rules.strata import strata_by
from assoc_engine.rules.tails import upper_tail
from assoc_engine.rules.verdicts import AGAIN, GONE, ONLY_THEN, UNCLEAR, UNKNOWN, A, B, C, later_verdict
from assoc_engine.settings import LinkSettings

DAY = 86_400
BEGIN = 1_672_531_200  # 1 January 2023
PRODUCTS, PLANTED = 40, 6  # products 2k and 2k + 1 go together, k < PLANTED


def drawn(orders: int = 3000, seed: int = 1, planted: float = 0.3) -> tuple[list[list[int]], np.ndarray, np.ndarray]:
    """(baskets, times over a year, customers): of 1 to 8 products, by chance but for the planted pairs."""
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(8, PRODUCTS + 8)
    weight /= weight.sum()
    baskets = []
    for _ in range(orders):
        basket = set(rng.choice(PRODUCTS, rng.integers(1, 9), replace=False, p=weight).tolist())
        basket |= {item ^ 1 for item in basket if item < 2 * PLANTED and rng.random() < planted}
        baskets.append(sorted(basket))
    return baskets, BEGIN + np.sort(rng.integers(0, 365 * DAY, orders)), rng.integers(0, orders // 8, orders).astype(np.int32)


def grades_of(links: LinkTable) -> dict[tuple[int, int], int]:
    return {(min(a, b), max(a, b)): g for a, b, g in zip(links.a.tolist(), links.b.tolist(), links.grade.tolist(), strict=True)}


def test_the_earlier_part_is_the_first_seven_tenths_by_time():
    time = np.array([50, 10, 40, NO_TIME, 20, 30, 5])
    early, late = split(time, np.array([1, 1, 1, 1, 1, 1, 0], bool))
    assert np.flatnonzero(early).tolist() == [1, 4, 5] and np.flatnonzero(late).tolist() == [0, 2]


def test_orders_of_one_day_are_in_one_part():
    days = 86_400 * np.repeat([1, 2, 3, 4], [300, 350, 250, 100]) + np.tile(np.arange(50) * 60, 20)
    early, late = split(days, np.ones(1000, bool))
    assert set(days[early] // 86_400) == {1, 2} and set(days[late] // 86_400) == {3, 4}
    assert later_from(days, np.ones(1000, bool)) == 3 * 86_400
    early, late = split(86_400 * np.repeat([1, 2], [950, 50]), np.ones(1000, bool))
    assert early.sum() == 700 and late.sum() == 300, "drawn: the second day alone is too little to check anything"


@pytest.mark.parametrize("time", [np.full(1000, NO_TIME), np.full(1000, 7)], ids=["no dates", "one moment"])
def test_without_dates_the_parts_are_drawn_by_seed(time):
    rows = np.arange(1000) % 4 > 0
    early, late = split(time, rows, 3)
    assert (early.sum(), late.sum()) == (525, 225) and not (early & late).any() and (early | late).tolist() == rows.tolist()
    assert 450 < np.flatnonzero(early).mean() < 550, "spread over the file"
    assert (split(time, rows, 3)[0] == early).all() and (split(time, rows, 4)[0] != early).any()


def test_the_interval_is_garwoods_over_what_chance_expects():
    low, high = interval(np.array([12.0, 0.0, 6.0]), np.array([12, 0, 12]), np.array([4.0, 2.0, 4.0]))
    assert low[0] == pytest.approx(stats.chi2.ppf(0.025, 24) / 2 / 4) and high[0] == pytest.approx(stats.chi2.ppf(0.975, 26) / 2 / 4)
    assert low[1] == 0 and high[1] == pytest.approx(-np.log(0.025) / 2)
    assert low[2] == pytest.approx(stats.chi2.ppf(0.025,
                                                  12) / 2 / 2), "twelve orders that count for six are held against half of what is expected"


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    rng = np.random.default_rng(4)
    for truth in (0.6, 3.0):
        counted = rng.poisson(truth * 9.0, 20_000)
        low, high = interval(counted.astype(float), counted, np.full(len(counted), 9.0))
        assert 0.945 < ((low <= truth) & (truth <= high)).mean() < 0.985


def test_joint_orders_customers_and_their_weight_as_recounted():
    baskets, time, customer = drawn(800)
    customer[::5] = -1
    aside = np.arange(800) % 7 == 0
    orders = tested_orders.TestedOrders.of(shop_of(baskets, PRODUCTS, time, customer), aside)
    chance = orders.chance()
    a, b = (side.astype(np.int32) for side in np.triu_indices(PRODUCTS, 1))
    found = orders.measured(chance, a, b, upper_tail)
    mean, variance = chance.moments(a, b)
    sets = [set(basket) for basket in baskets]
    for row in range(0, len(a), 7):
        both = [i for i in range(800) if not aside[i] and {int(a[row]), int(b[row])} <= sets[i]]
        x = np.array(list(Counter(customer[i] if customer[i] >= 0 else -10 - i for i in both).values()))
        effect = (x**2).sum() / x.sum() if len(both) else 1.0
        assert found.counted[row] == len(both) and found.independent[row] == pytest.approx(len(both) / effect)
        assert found.customers[row] == len({customer[i] for i in both if customer[i] >= 0})
        most = min(sum(product in sets[i] for i in range(800) if not aside[i]) for product in (a[row], b[row]))
        p = upper_tail(np.array([len(both) / effect]), mean[row] / effect, variance[row] / effect, most / effect)
        assert found.p[row] == pytest.approx(p[0])


def test_planted_pairs_are_proven_and_nothing_else():
    baskets, time, customer = drawn()
    links = find_links(shop_of(baskets, PRODUCTS, time, customer))
    found = grades_of(links)
    assert {pair for pair, grade in found.items() if grade == A} == {(2 * k, 2 * k + 1) for k in range(PLANTED)}
    assert (links.passes == (links.grade >= B)).all() and (links.fate == 0).all()
    assert (np.diff(np.minimum(links.grade, B)) <= 0).all(), "the proven stand first"
    first = links.grade == A
    assert (links.late_lift[first] > 1).all() and (later_verdict(vars(links))[first] == AGAIN).all()
    assert (links.adjusted_low < links.adjusted_lift).all() and (links.adjusted_lift < links.adjusted_high).all()


def test_nothing_is_proven_where_there_is_nothing():
    """Of 20 shops filled by chance, 780 pairs each, hardly any has one graded link."""
    any_b = any_a = 0
    for seed in range(20):
        baskets, time, customer = drawn(1500, 100 + seed, planted=0.0)
        grade = find_links(shop_of(baskets, PRODUCTS, time, customer)).grade
        any_b += (grade >= B).any()
        any_a += (grade == A).any()
    assert any_b <= 3 and any_a == 0


def test_each_part_is_measured_by_its_own_orders_and_the_grade_follows():
    baskets, time, customer = drawn()
    shop = shop_of(baskets, PRODUCTS, time, customer)
    links = find_links(shop)
    part = time < later_from(time, np.ones(3000, bool))
    assert abs(part.sum() - 2100) < 20
    for name, rows in (("early", part), ("late", ~part)):
        inside = [basket for basket, taken in zip(baskets, rows, strict=True) if taken]
        only = shop_of(inside, PRODUCTS)
        chance = Chance.of(only.start, only.items, PRODUCTS, strata_by(time, customer)[0][rows])
        stood_out = (links.grade > 0) | links.early_found
        a, b = links.a[stood_out], links.b[stood_out]
        joint = [sum({x, y} <= set(basket) for basket in inside) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
        assert getattr(links, f"{name}_orders")[stood_out].tolist() == joint
        np.testing.assert_allclose(getattr(links, f"{name}_expected")[stood_out], chance.expected(a, b), rtol=1e-6)
        assert np.isnan(getattr(links, f"{name}_p")[~stood_out]).all() and not getattr(links, f"{name}_orders")[~stood_out].any()


def test_an_a_is_what_the_earlier_orders_find_by_themselves_and_the_later_ones_confirm():
    """Found: as those orders alone, read as a file of their own, give it a rate of false finds of 5 %."""
    baskets, time, customer = drawn(planted=0.08, seed=5)
    links = find_links(shop_of(baskets, PRODUCTS, time, customer), LinkSettings(1))
    first = time < later_from(time, np.ones(3000, bool))
    tested = tested_orders.TestedOrders.of(shop_of(baskets, PRODUCTS, time, customer)).only(first)
    a, b = (side.astype(np.int32) for side in np.triu_indices(PRODUCTS, 1))
    found = tested.measured(tested.chance(), a, b, upper_tail)
    often = tested.product_orders >= 20
    may = often[a] & often[b]
    q = np.ones(len(a))
    q[may] = stats.false_discovery_control(np.where(found.counted >= 5, found.p, 1.0)[may])
    early = {(x, y) for x, y, value in zip(a.tolist(), b.tolist(), q.tolist(), strict=True) if value <= 0.05}
    pairs = [(min(x, y), max(x, y)) for x, y in zip(links.a.tolist(), links.b.tolist(), strict=True)]
    assert links.early_found.tolist() == [pair in early for pair in pairs]
    assert np.isfinite(links.late_lift[links.early_found]).all(), "no find of the earlier part is without its later result"
    likely = links.grade >= B
    assert links.early_found[likely].tolist() == [pair in early for pair, asked in zip(pairs, likely, strict=True) if asked]
    assert ((links.grade == A) == (likely & links.early_found & links.late_clear)).all()
    assert (links.late_p[links.late_clear] <= 0.05).all() and (links.late_orders[links.late_clear] >= 3).all()
    verdict = later_verdict(vars(links))
    assert {(int(g), bool(e), int(v)) for g, e, v in zip(links.grade[likely], links.early_found[likely], verdict[likely], strict=True)} == {
        (A, True, AGAIN), (B, False, ONLY_THEN)}  # fmt: skip


def test_the_later_lift_of_what_the_earlier_orders_found_is_free_of_that_choice():
    """Of pairs that truly meet 1.5 times as often as chance, in many shops: what the earlier part finds, its later lift holds that truth as
    often as it says, while the lift over all orders, which had to be large to be found, lies above it."""
    rng = np.random.default_rng(6)
    expected = {"early": 7.0, "late": 3.0}
    early, late = (rng.poisson(1.5 * mean, 200_000) for mean in expected.values())
    found = upper_tail(early, expected["early"], expected["early"], 10_000) <= 1e-3
    low, high = interval(late[found].astype(float), late[found], np.full(found.sum(), expected["late"]))
    assert 0.945 < ((low <= 1.5) & (1.5 <= high)).mean() < 0.99
    assert np.mean(late[found]) / 3.0 == pytest.approx(1.5, abs=0.03) and np.mean((early + late)[found]) / 10.0 > 2


def test_what_does_not_come_again_is_not_an_a():
    """Product 38 and 39 are sold together in the first half of the year only, and both on their own after it."""
    baskets, time, customer = drawn(planted=0.0)
    rng = np.random.default_rng(9)
    for at, basket in enumerate(baskets):
        together = at < 1500 and rng.random() < 0.06
        basket[:] = sorted((set(basket) - {38, 39}) | ({38,
                                                        39} if together else {38 + at % 2} if at >= 1500 and rng.random() < 0.3 else set()))
    links = find_links(shop_of([basket or [0] for basket in baskets], PRODUCTS, time, customer))
    row = int(np.flatnonzero(np.minimum(links.a, links.b) == 38)[0])
    assert links.grade[row] == B and links.late_high[row] < 1 and later_verdict(vars(links))[row] == GONE
    assert set(later_verdict(vars(links))[links.grade == 0].tolist()) == {UNKNOWN}


def test_a_find_of_the_earlier_orders_is_shown_with_its_later_result_though_all_orders_do_not_prove_it(monkeypatch):
    """Products 38 and 39 are together in the first part, and both often, but never together, in the last."""
    baskets, time, customer = drawn(planted=0.0)
    rng = np.random.default_rng(9)
    for at, basket in enumerate(baskets):
        both = {38, 39} if at < 2100 and rng.random() < 0.016 else set()
        basket[:] = sorted((set(basket) - {38, 39}) | both | ({38 + at % 2} if at >= 2100 and rng.random() < 0.9 else set()))
    shop = shop_of([basket or [0] for basket in baskets], PRODUCTS, time, customer)
    monkeypatch.setattr(links_module, "MOST", 100)  # it stays however short the list is
    links = find_links(shop)
    row = int(np.flatnonzero(np.minimum(links.a, links.b) == 38)[0])
    assert len(links) <= 100 < PRODUCTS * (PRODUCTS - 1) / 2 and links.orders[row] < links.floor_reason["values"]["least"]
    assert links.early_found[row] and links.grade[row] == 0 and links.q_value[row] > 0.05
    assert links.late_high[row] < 1 and later_verdict(vars(links))[row] == GONE


def test_verdicts_on_less_than_chance_are_the_other_way_round():
    told = {"late_clear": np.array([False, False, True, True, False]), "late_low": np.array([1.1, 0.5, 0.1, 0.1, np.nan]),
            "late_high": np.array([3.0, 2.0, 0.9, 0.9, np.nan]), "early_found": np.array([True, True, True, False, False])}  # fmt: skip
    assert later_verdict(told, above=False).tolist() == [GONE, UNCLEAR, AGAIN, ONLY_THEN, UNKNOWN]


@pytest.mark.parametrize(("later", "grade"), [(2, B), (3, A)])
def test_two_later_orders_confirm_nothing(later, grade):
    """Products 38 and 39 are rare, mostly together, and so many times in the last three tenths: chance alone would hardly do it once."""
    baskets, time, customer = drawn(planted=0.0)
    baskets = [sorted(set(basket) - {38, 39}) or [0] for basket in baskets]
    for at in [*range(0, 1800, 100), *range(2200, 2200 + 100 * later, 100)]:
        baskets[at] = sorted({38, 39, *baskets[at][:2]})
    for at in range(50, 1000, 100):
        baskets[at], baskets[at + 1] = sorted({38, *baskets[at]}), sorted({39, *baskets[at + 1]})
    links = find_links(shop_of(baskets, PRODUCTS, time, customer))
    row = int(np.flatnonzero(np.minimum(links.a, links.b) == 38)[0])
    assert links.late_p[row] <= 0.05 and links.late_orders[row] == later and links.early_found[row]
    assert links.grade[row] == grade and later_verdict(vars(links))[row] == (AGAIN if grade == A else UNCLEAR)


@pytest.mark.parametrize("customers", [1, 2, 4, 50])
def test_a_habit_of_few_customers_proves_nothing(customers):
    """Products 38 and 39 are ordered together every second day, by so many customers in turn, and now and then alone by others."""
    baskets, time, customer = drawn(planted=0.0)
    baskets = [sorted(set(basket) - {38, 39}) or [0] for basket in baskets]
    for turn, at in enumerate(range(0, 3000, 20)):
        baskets[at], customer[at] = sorted({38, 39, *baskets[at][:2]}), 900 + turn % customers
    for at in range(10, 3000, 100):
        baskets[at], baskets[at + 1] = sorted({38, *baskets[at]}), sorted({39, *baskets[at + 1]})
    links = find_links(shop_of(baskets, PRODUCTS, time, customer))
    row = int(np.flatnonzero(np.minimum(links.a, links.b) == 38)[0])
    assert links.orders[row] == 150 and links.customers[row] == customers
    assert links.independent[row] == pytest.approx(customers, rel=0.01)
    assert links.grade[row] == A if customers == 50 else links.grade[row] <= C


def test_orders_set_aside_change_what_is_tested_and_nothing_that_is_counted():
    baskets, time, customer = drawn()
    rng = np.random.default_rng(3)
    large = np.sort(rng.choice(3000, 60, replace=False))
    for at in large.tolist():
        baskets[at] = sorted(rng.choice(PRODUCTS, 30, replace=False).tolist())
    aside = np.zeros(3000, bool)
    aside[large] = True
    shop = shop_of(baskets, PRODUCTS, time, customer)
    kept, tested = find_links(shop), find_links(shop, aside=aside)
    without = find_links(shop_of([b if not out else [0] for b, out in zip(baskets, aside, strict=True)], PRODUCTS, time, customer),
                         LinkSettings(1))
    rows = [{pair: row for row, pair in enumerate(grades_of(links))} for links in (kept, tested, without)]
    assert rows[0].keys() == rows[1].keys() and tested.set_aside == 60
    for pair, row in rows[1].items():
        for name in ("orders", "a_orders", "b_orders", "support", "confidence", "lift"):
            assert getattr(tested, name)[row] == getattr(kept, name)[rows[0][pair]]
        if 0 not in pair and pair in rows[2]:
            assert tested.counted[row] == without.orders[rows[2][pair]] <= tested.orders[row]
    proven = {pair for pair, grade in grades_of(tested).items() if grade == A}
    assert proven == {(2 * k, 2 * k + 1) for k in range(PLANTED)}


def test_yekutieli_is_stricter_by_the_harmonic_sum():
    shop = shop_of(*drawn()[:1], PRODUCTS)
    plain, strict = find_links(shop), find_links(shop, LinkSettings(dependent=True))
    harmonic = (1 / np.arange(1, plain.eligible_pairs + 1)).sum()
    by = np.lexsort((plain.b, plain.a)), np.lexsort((strict.b, strict.a))
    np.testing.assert_allclose(strict.q_value[by[1]], np.minimum(plain.q_value[by[0]] * harmonic, 1), rtol=1e-9)


@pytest.mark.parametrize("kind", ["no dates", "no customers", "one date", "nothing but baskets"])
def test_what_a_file_does_not_tell_is_not_needed(kind):
    baskets, time, customer = drawn()
    if kind in ("no dates", "nothing but baskets"):
        time = None
    if kind == "one date":
        time = np.full(3000, BEGIN)
    if kind in ("no customers", "nothing but baskets"):
        customer = None
    links = find_links(shop_of(baskets, PRODUCTS, time, customer))
    assert {pair for pair, grade in grades_of(links).items() if grade == A} == {(2 * k, 2 * k + 1) for k in range(PLANTED)}
    assert (links.customers == -1).all() == (customer is None) and not links.fate.any()


def test_one_huge_basket_proves_nothing():
    baskets, time, customer = drawn()
    more = [*baskets, list(range(5000))]
    links = find_links(shop_of(more, 5000, np.append(time, time[-1]), np.append(customer, 0)))
    assert {pair for pair, grade in grades_of(links).items() if grade == A} == {(2 * k, 2 * k + 1) for k in range(PLANTED)}
    assert links.eligible_pairs == PRODUCTS * (PRODUCTS - 1) // 2


def test_a_product_in_nearly_every_order_goes_with_nothing():
    baskets, time, customer = drawn()
    with_bag = [[*basket, PRODUCTS] if at % 50 else basket for at, basket in enumerate(baskets)]
    found = grades_of(find_links(shop_of(with_bag, PRODUCTS + 1, time, customer)))
    assert {pair for pair, grade in found.items() if grade == A} == {(2 * k, 2 * k + 1) for k in range(PLANTED)}
    assert not [pair for pair, grade in found.items() if PRODUCTS in pair and grade]


def test_a_file_loaded_twice_says_the_same_as_once(tmp_path):
    """Every order again under another number, at the same moment by the same customer: the copies are set aside."""
    baskets, time, customer = drawn(1200)

    def rows(prefix: str) -> list[list]:
        when = time.astype("M8[s]").astype(str)
        return [[f"{prefix}{at}", f"P{item}", f"product {item}", 1, 2.5 + item, when[at].replace("T", " "), f"c{customer[at]}"]
                for at, basket in enumerate(baskets) for item in basket]  # fmt: skip

    graded = []
    for number, lines in enumerate((rows("o"), rows("o") + rows("x"))):
        table, kept, _ = clean_csv(tmp_path / f"{number}.csv", [HEAD, *lines], non_products=False, overlaps=False, duplicates=False)
        shop = make_baskets(kept)
        links = find_links(shop, aside=set_aside(find_collective(shop, Lines.of(table, kept, shop)), shop.orders))
        name = shop.products.code
        graded.append({frozenset((name[a], name[b])): (g, n) for a, b, g,
                       n in zip(links.a, links.b, links.grade, links.counted, strict=True) if g})
    one_product = sum(len(basket) == 1 for basket in baskets)
    assert one_product and {pair for pair, (g, _) in graded[0].items() if g == A} == {pair for pair, (g, _) in graded[1].items() if g == A}
    assert {frozenset((f"P{2 * k}", f"P{2 * k + 1}")) for k in range(PLANTED)} <= graded[1].keys()
    assert all(graded[0][pair][1] == graded[1][pair][1] for pair in graded[0].keys() & graded[1].keys()), "each order counts once"
