"""What is known of pairs against loops over the orders; and that it is known without dates, customers, names and prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.hints.horizon import Horizon
from assoc_engine.hints.lessons import asked_at, lesson_of, levelled
from assoc_engine.hints.pair_facts import pair_facts
from assoc_engine.hints.question import ENOUGH, TIMES, ask
from tests.hints.theme_shop import DAY, history_of, theme_shop
from tests.models.pages import as_lists, random_history

HORIZON = Horizon(70, 70)


def test_columns_are_those_of_loops():
    asked = ask(random_history(orders=300, products=40, seed=3))
    rows = np.arange(0, len(asked), 7)
    columns, found = pair_facts(asked, HORIZON, rows)
    fact = {name: found[:, number] for number, name in enumerate(columns)}
    assert len(set(columns)) == len(columns) == found.shape[1] and np.isfinite(found).all()
    baskets = as_lists(asked.train)
    late = [basket for number, basket in enumerate(baskets) if 300 - number <= 30]
    size = np.array([len(basket) for basket in late], float)
    factor = (size * (size - 1)).sum() / size.sum() ** 2
    owner = {}
    for basket, who in zip(baskets, asked.train.customer.tolist()):
        if who >= 0:
            owner.setdefault(who, set()).update(basket)
    for row, pair in enumerate(rows.tolist()):
        a, b = asked.products[asked.a[pair]], asked.products[asked.b[pair]]
        both = [(number, basket) for number, basket in enumerate(baskets) if a in basket and b in basket]
        in_late = [sum(p in basket for basket in late) for p in (a, b)]
        assert fact["joint"][row] == len(both) == asked.joint[pair]
        assert fact["joint small"][row] == pytest.approx(sum(1 / (len(basket) - 1) for _, basket in both))
        assert fact["joint lately"][row] == pytest.approx(sum(np.exp(-(300 - number) / 30) for number, _ in both), rel=1e-4)
        assert fact["expected 30"][row] == pytest.approx(in_late[0] * in_late[1] * factor, rel=1e-4)
        assert fact["sold30 lesser"][row] == pytest.approx(min(in_late) / 30)
        assert fact["sold30 greater"][row] == pytest.approx(max(in_late) / 30)
        assert fact["customers ever"][row] == sum(a in mine and b in mine for mine in owner.values())


def test_only_what_is_known_at_the_moment_is_asked():
    train = theme_shop(days=120)
    moment = 80 * DAY
    changed = replace(train, items=np.where(np.repeat(train.time, np.diff(train.start)) >= moment, train.items[::-1], train.items))
    changed = replace(changed, items=np.concatenate([np.sort(order) for order in np.split(changed.items, train.start[1:-1])]))
    parts = round((train.now - moment) / DAY / 2)
    horizon = Horizon(20, 160)
    told = [asked_at(history_of(t), horizon, parts) for t in (train, changed)]
    assert told[0].moment == told[1].moment == moment
    features = [levelled(one.question, horizon, np.arange(len(one.question))) for one in told]
    assert np.array_equal(*features) and not np.array_equal(told[0].true[10], told[1].true[10])


def test_a_lesson_holds_all_that_came_true_and_stands_for_all():
    train = theme_shop(days=150)
    horizon = Horizon.of(train)
    asked = asked_at(history_of(train), horizon, 10)
    lesson = lesson_of(asked, horizon, seed=0)
    assert lesson.true[10].sum() == asked.true[10].sum() > 3 and lesson.true[5].sum() == asked.true[5].sum()
    assert lesson.stands.sum() == pytest.approx(len(asked.question))
    later = as_lists(train)[int(np.searchsorted(train.time, asked.moment)) :]
    whole = asked.past.product[asked.question.products]
    size = np.array([len(basket) for basket in later], float)
    for pair in range(0, len(asked.question), 11):
        a, b = whole[asked.question.a[pair]], whole[asked.question.b[pair]]
        met = sum(a in basket and b in basket for basket in later)
        held = [sum(p in basket for basket in later) for p in (a, b)]
        # products unknown by then are no part of the later orders that count
        assert asked.true[10][pair] <= (met >= ENOUGH) and (met >= ENOUGH or not asked.true[10][pair])
        if met >= ENOUGH and met > 1.5 * TIMES * held[0] * held[1] * (size * (size - 1)).sum() / size.sum() ** 2:
            assert asked.true[10][pair]


def test_bare_orders_are_enough():
    train = random_history(orders=120, products=12, seed=1)
    bare = replace(train, time=None, customer=np.full(120, -1, np.int32), customers=0, names=[""] * 12, texts=[""] * 12)
    asked = ask(bare)
    assert np.isfinite(pair_facts(asked, Horizon.of(bare), np.arange(len(asked)))[1]).all()
