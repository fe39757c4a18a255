"""What is bought next: chance agrees with all orders of the visits, planted sequences are found, habits and seasons are not."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.probing import probe
from assoc_engine.models.sequence_counts import count_followed, tail
from assoc_engine.models.sequences import FollowSettings, enough, find_sequences
from assoc_engine.models.training import TrainingSettings
from assoc_engine.models.visits import log_rates, visits, weeks_of
from assoc_engine.progress import SILENT
from assoc_engine.text import Text
from tests.models import customers as made
from tests.models.dated import dated, shop


def counted(train, window: float = 1e9, seasons: bool = False):
    products = np.arange(train.products)
    rates = log_rates(train, products, weeks_of(train))
    return count_followed(visits(train), products, rates if seasons else np.zeros_like(rates), window, SILENT)


def first(baskets, product: int) -> int:
    return next((place for place, basket in enumerate(baskets) if product in basket), -1)


@pytest.mark.parametrize("seed", range(6))
def test_chance_is_the_share_of_all_orders_of_the_visits(tmp_path, seed):
    """One customer: among all permutations of his baskets that have the same two first visits, in how many A comes first."""
    draw = np.random.default_rng(seed)
    baskets = [draw.choice(5, draw.integers(1, 4), replace=False).tolist() for _ in range(6)] + [[0, 1, 2, 3, 4]]
    found = counted(made.of([baskets], tmp_path))
    for a in range(5):
        for b in range(a + 1, 5):
            seen = {first(baskets, a), first(baskets, b)}
            same = [p for p in permutations(baskets) if {first(p, a), first(p, b)} == seen]
            if len(seen) == 1:
                assert found.customers[a, b] == found.customers[b, a] == 0
                continue
            chance = np.mean([first(p, a) < first(p, b) for p in same])
            np.testing.assert_allclose([found.expected[a, b], found.expected[b, a]], [chance, 1 - chance], atol=1e-5)
            assert found.customers[a, b] == (first(baskets, a) < first(baskets, b)) == 1 - found.customers[b, a]


def test_customers_are_those_who_first_bought_b_within_the_window_after_they_first_bought_a():
    customers = shop(60, 200, 8, seed=1)
    train, window = dated(customers, 8), 30
    found = counted(train, window)
    for a in range(8):
        for b in range(8):
            count = 0
            for mine in customers:
                day = {p: next((d for d, basket in mine if p in basket), None) for p in (a, b)}
                count += None not in day.values() and 0 < day[b] - day[a] <= window
            assert found.customers[a, b] == count


def test_orders_of_one_day_are_one_visit_and_the_newest_visits_count():
    many = [(float(day), [0]) for day in range(70)] + [(70.0, [1])]
    train = dated([[(0.0, [0]), (0.4, [1]), (9.0, [2])], many], 3)
    seen = visits(train)
    assert np.diff(seen.first_visit).tolist() == [2, 64] and seen.when[:2].tolist() == [0, 9] and seen.when[2] == 7
    assert seen.held[:3].tolist() == [1, 1, 2] and seen.held[3] == 2**63 - 1 and seen.held[4] == 2**63
    assert counted(train).customers.tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]


PRODUCTS = 30


def planted(seed: int, customers: int = 400, share: float = 0.6, gap: float = 14.0):
    """Among tastes alone: product 1 some 14 days after product 0 (and product 3 some 30 days after 2) for a share of buyers."""
    draw, customers = np.random.default_rng(seed), shop(customers, 240, PRODUCTS, seed, every=20)
    for mine in customers:
        for a, b, days in ((0, 1, gap), (2, 3, 30.0)):
            day = next((d for d, basket in mine if a in basket), None)
            had = any(b in basket for d, basket in mine if day is not None and d <= day)
            if day is not None and not had and draw.random() < share:
                mine.append((day + round(days * draw.uniform(0.8, 1.2)), [b]))
        mine.sort()
    return customers


@pytest.mark.parametrize("seed", range(5))
def test_planted_sequences_are_found_with_their_days_and_nothing_against_them(seed):
    found = find_sequences(dated(planted(seed), PRODUCTS)).columns
    passed = list(zip(found["a"][found["passes"]].tolist(), found["b"][found["passes"]].tolist(), strict=True))
    assert (0, 1) in passed and (2, 3) in passed and len(passed) <= 4, passed
    row = passed.index((0, 1)), passed.index((2, 3))
    days = found["days"][found["passes"]]
    assert abs(days[row[0]] - 14) <= 3 and abs(days[row[1]] - 30) <= 5, days


def test_nothing_passes_where_each_customer_s_baskets_come_in_random_order():
    """The false discovery rate where nothing is true is the share of histories with any discovery: 5 % at most."""
    draw, wrong = np.random.default_rng(7), 0
    customers = planted(0, customers=200)
    for _ in range(25):
        mixed = [list(zip([day for day, _ in mine], draw.permutation(len(mine)).tolist(), strict=True)) for mine in customers]
        mixed = [[(day, mine[place][1]) for day, place in order] for order, mine in zip(mixed, customers, strict=True)]
        wrong += bool(find_sequences(dated(mixed, PRODUCTS)).columns["passes"].any())
    assert wrong <= 4, wrong  # P(more than 4 of 25 | 5 %) = 0.7 %


def test_products_that_replace_others_make_no_sequence():
    """Products 0 to 3 are sold in the first half alone and 4 to 7 in the second: order alone would make every pair a sequence."""
    draw, customers = np.random.default_rng(3), shop(300, 240, 8, seed=3)
    customers = [[(day, (draw.choice(4, 2, replace=False) + 4 * (day >= 120)).tolist()) for day, _ in mine] for mine in customers]
    train = dated(customers, 8)
    plain = counted(train, 60)
    both = plain.customers + plain.customers.T
    assert (tail(plain.customers, both, plain.expected)[:4, 4:] < 1e-3).all(), "the orders alone are that clear"
    assert not find_sequences(train).columns["passes"].any()


def test_habits_make_no_sequence():
    """Product 0 is bought on every other visit and the rest once: it comes first, and chance expects just that."""
    draw = np.random.default_rng(5)
    customers = [
        [(float(day), [*([0] if draw.random() < 0.5 else []), int(draw.integers(1, 6))]) for day in range(0, 120, 10)] for _ in range(200)
    ]
    train = dated(customers, 6)
    found = counted(train)
    assert found.customers[0, 1] > 2 * found.customers[1, 0]
    assert not find_sequences(train).columns["passes"].any()


def test_without_dates_orders_take_the_place_of_days(tmp_path):
    train = made.of([[basket for _, basket in mine] for mine in planted(1)], tmp_path)
    found = find_sequences(train, settings=FollowSettings(orders=3))
    columns = found.columns
    passed = set(zip(columns["a"][columns["passes"]].tolist(), columns["b"][columns["passes"]].tolist(), strict=True))
    assert (0, 1) in passed and np.isnan(columns["days"]).all() and np.isnan(columns["score"]).all()
    assert "after" in Text("en").say(found.answer)


def test_nobody_who_came_twice_is_said():
    found = find_sequences(dated([[(float(day), [0, 1])] for day in range(20)], 2))
    assert len(found.columns["a"]) == 0 and "second time" in found.answer["message"]


def test_columns_and_numbers_of_a_row():
    customers = planted(2)
    found = find_sequences(dated(customers, PRODUCTS)).columns
    assert set(found) == {"a", "b", "days", "customers", "a_customers", "expected", "p_value", "q_value", "passes", "score"}
    assert len({len(column) for column in found.values()}) == 1 and (found["customers"] >= 5).all()
    assert not np.any(np.diff(found["passes"].astype(int)) > 0), "what passes comes first"
    a = int(found["a"][0])
    again = sum(any(a in basket for _, basket in mine) and mine[-1][0] > next(d for d, basket in mine if a in basket) for mine in customers)
    assert found["a_customers"][0] == again


def test_the_least_number_of_customers_is_the_least_that_could_pass():
    both = np.zeros((6, 6), int)
    both[np.triu_indices(6, 1)] = np.arange(1, 16)
    both += both.T
    least = enough(both, 0.05)
    assert (both >= least).sum() * 0.5**least <= 0.05 < (both >= least - 1).sum() * 0.5 ** (least - 1)


def test_the_tail_is_that_of_the_binomial():
    from scipy.stats import binom

    np.testing.assert_allclose(tail(np.array([7, 0, 3]), np.array([10, 4, 3]), np.array([4.0, 2.0, 1.5])),
                               [binom.sf(6, 10, 0.4), 1.0, 0.125])  # fmt: skip


def test_a_net_that_knows_what_follows_proposes_it(tmp_path):
    """Customers walk round a circle of twelve: what follows each product is likelier after it than after the others."""
    draw = np.random.default_rng(0)
    lists = [[[(start + step) % 12, int(draw.integers(12, 30))] for step in range(int(draw.integers(4, 9)))]
             for start in draw.integers(0, 12, 150).tolist()]  # fmt: skip
    train = made.of(lists, tmp_path)
    loop = TrainingSettings(epochs=10, batch=16, rate=0.01, threads=1, device="cpu")
    net = GruNextBasket().fit(train, GruSettings(width=16, hidden=24, dropout=0.1, training=loop))
    score = probe(net, train, np.arange(30), SILENT)
    weight = train.counts / train.counts.sum()
    np.testing.assert_allclose(weight @ np.log(score), 0, atol=1e-4)
    assert train.names == [str(number) for number in range(30)]
    right = sum(int(np.argmax(score[a, :12])) == (a + 1) % 12 for a in range(12))
    assert right >= 10, score[:12, :12].round(1)  # one is right by chance
    found = find_sequences(train, net, FollowSettings(orders=1)).columns
    pairs = list(zip(found["a"].tolist(), found["b"].tolist(), strict=True))
    walk = {(a, (a + 1) % 12) for a in range(12)}
    assert all(found["score"][pairs.index(pair)] > 2 for pair in walk)
    assert {pair for pair, passes in zip(pairs, found["passes"], strict=True) if passes} == walk
