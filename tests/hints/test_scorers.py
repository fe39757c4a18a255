"""Each counting scorer against loops over the orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.hints.horizon import Horizon
from assoc_engine.hints.question import ask
from assoc_engine.hints.scorers import COUNTING, LATELY, NOW, SHRINKAGE, DirectLinks, NamesAlike, Neighbours, Popularity, SecondOrder
from tests.models.pages import as_lists, random_history

HORIZON = Horizon(50, 50)


def question():
    return ask(random_history(orders=300, products=40, seed=3))


def met(baskets: list[list[int]], products: int) -> np.ndarray:
    found = np.zeros((products, products))
    for basket in baskets:
        for a in basket:
            for b in basket:
                found[a, b] += a != b
    return found


def lately(asked, ages: float) -> list[list[int]]:
    """One order a day: those so many parts of the horizon old, in places of the question's products."""
    place = {number: n for n, number in enumerate(asked.products.tolist())}
    baskets = [[place[item] for item in basket] for basket in as_lists(asked.train)]
    return [basket for number, basket in enumerate(baskets) if (len(baskets) - number) * 70 / 50 <= ages]


def test_second_order_is_the_cosine_of_joint_orders():
    asked = question()
    joint = met(lately(asked, LATELY), len(asked.products))
    told = SecondOrder(HORIZON).scores(asked)
    for row in range(0, len(asked), 9):
        x, y = joint[asked.a[row]], joint[asked.b[row]]
        assert told[row] == pytest.approx(x @ y / max(np.linalg.norm(x) * np.linalg.norm(y), 1e-12), abs=1e-5)


def test_neighbours_stand_in_for_each_end(monkeypatch):
    monkeypatch.setattr("assoc_engine.hints.scorers.NEIGHBOURS", 5)
    asked = question()
    products = len(asked.products)
    baskets, now = lately(asked, LATELY), met(lately(asked, NOW), products)
    joint, size = met(baskets, products), np.array([len(basket) for basket in baskets], float)
    held = np.array([sum(p in basket for basket in baskets) for p in range(products)], float)
    chance = np.outer(held, held) * (size * (size - 1)).sum() / size.sum() ** 2
    np.fill_diagonal(chance, 0)
    rows = (joint - chance) / np.sqrt(chance + 0.3)
    rows /= np.maximum(np.linalg.norm(rows, axis=1), 1e-12)[:, None]
    alike = rows @ rows.T
    near = []
    for a in range(products):
        others = sorted((p for p in range(products) if p != a), key=lambda p: -alike[a, p])[:5]
        near.append({p: max(alike[a, p], 0) for p in others})
    told = Neighbours(HORIZON).scores(asked)
    for row in range(0, len(asked), 9):
        a, b = asked.a[row], asked.b[row]
        over = sum(w * now[c, b] for c, w in near[a].items()) + sum(w * now[c, a] for c, w in near[b].items())
        weight = sum(near[a].values()) + sum(near[b].values()) + 0.02
        assert told[row] == pytest.approx(over / weight, rel=1e-3, abs=1e-5)


def test_direct_links_foresee_what_ease_gives_to_the_orders_of_now():
    asked = question()
    products = len(asked.products)

    def held(baskets):
        return np.array([[p in basket for p in range(products)] for basket in baskets], float)

    late, now = held(lately(asked, LATELY)), held(lately(asked, NOW))
    inverse = np.linalg.inv(late.T @ late + SHRINKAGE * np.eye(products))
    links = -inverse / np.diag(inverse)
    np.fill_diagonal(links, 0)
    size = now.sum(axis=1)
    factor = (size * (size - 1)).sum() / size.sum() ** 2
    told = DirectLinks(HORIZON).scores(asked)
    for row in range(0, len(asked), 9):
        a, b = asked.a[row], asked.b[row]
        wanted = sum(order[a] * (order @ links[:, b]) + order[b] * (order @ links[:, a]) for order in now)
        chance = now[:, a].sum() * now[:, b].sum() * factor
        assert told[row] == pytest.approx(wanted * abs(wanted) / (chance + 1), rel=1e-3, abs=1e-5)


def test_popularity_and_names():
    train = random_history(orders=300, products=40, seed=3)
    names = [f"{'red' if number % 2 else 'blue'} lantern" if number < 4 else f"thing{number}" for number in range(40)]
    asked = ask(replace(train, names=names, texts=names))
    counts = train.counts[asked.products]
    assert Popularity(HORIZON).scores(asked).tolist() == (counts[asked.a] * counts[asked.b]).tolist()
    told = {(asked.products[a], asked.products[b]): s for a, b, s in zip(asked.a, asked.b, NamesAlike(HORIZON).scores(asked), strict=True)}
    likely = {pair: score for pair, score in told.items() if pair[1] < 4}
    assert all(score > 0.3 for score in likely.values()) and all(told[pair] < 0.3 for pair in told if pair[0] < 4 <= pair[1])
    assert all(score == pytest.approx(1, abs=1e-5) for (a, b), score in likely.items() if a % 2 == b % 2)


@pytest.mark.parametrize("make", COUNTING, ids=lambda make: make.name)
def test_without_dates_customers_and_names_all_still_answer(make):
    asked = question()
    bare = replace(asked.train, time=None, names=[""] * 40, texts=[""] * 40, customer=np.full(300, -1, np.int32), customers=0)
    asked = ask(bare)
    scores = make(Horizon.of(bare)).scores(asked)
    assert scores.shape == (len(asked),) and scores.dtype == np.float64 and np.isfinite(scores).all()
