"""The one split in time: its three parts, the cases that later orders ask, and that nothing of the future reaches a past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import NothingToAnalyse, SettingError
from assoc_engine.models.cases import ask, take
from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
from assoc_engine.models.history import History
from assoc_engine.models.splitting import Stage
from assoc_engine.models.timeline import DATE, FUTURE, POSITION, VALIDATE, stage, timeline
from assoc_engine.settings import ModelSettings
from tests.models.customers import drawn, of
from tests.models.pages import DAY, history, random_history


def baskets_of(train, mask):
    return [set(train.items[a:b].tolist()) for a, b, kept in zip(train.start[:-1], train.start[1:], mask) if kept]


def test_by_date_the_parts_follow_one_another_and_hold_a_fifth_each():
    train = random_history(orders=500)
    split = timeline(train)
    assert split.by == DATE and sum(split.orders) == 500
    assert split.orders[2] == 100 and split.orders[1] == 80
    validate, future = stage(train, split, VALIDATE), stage(train, split, FUTURE)
    assert (train.time[validate.past] < split.validate).all() and (train.time[future.later] >= split.future).all()
    assert not (validate.later & future.later).any(), "the future never chooses"
    assert (future.past == (validate.past | validate.later)).all(), "before the future is opened all that lies before it is learnt"


def test_dates_can_be_set_and_are_checked():
    train = random_history(orders=100)
    split = timeline(train, ModelSettings(validate="1970-02-10", future="1970-03-01"))
    assert (split.validate, split.future) == (40 * DAY, 59 * DAY) and split.orders == (40, 19, 41)
    with pytest.raises(SettingError):
        timeline(train, ModelSettings(validate="1970-03-01", future="1970-02-10"))
    with pytest.raises(SettingError):
        timeline(train, ModelSettings(future="1999-01-01"))


def test_one_or_two_days_cannot_be_split():
    train = random_history(orders=60)
    with pytest.raises(NothingToAnalyse):
        timeline(replace(train, time=np.where(np.arange(60) < 30, 0, DAY)))


def test_by_position_the_last_orders_of_each_customer_ask(tmp_path):
    train = of(drawn(customers=30, seed=3), tmp_path)
    split = timeline(train)
    assert split.by == POSITION
    future = stage(train, split, FUTURE)
    for customer in range(train.customers):
        own = np.flatnonzero(train.customer == customer)
        asks = future.later[own]
        assert asks.sum() == (1 if len(own) > 1 else 0), "who has one order only is learnt from and asks nothing"
        assert future.past[own].sum() == len(own) - asks.sum()
        if len(own) > 2:
            assert stage(train, split, VALIDATE).later[own].sum() == 1


def test_without_dates_and_customers_the_order_of_the_file_is_that_of_time():
    train = replace(random_history(orders=200), time=None, customer=np.full(200, -1, np.int32), customers=0)
    split = timeline(train)
    assert split.by == POSITION and split.orders == (128, 32, 40)
    assert stage(train, split, FUTURE).later.nonzero()[0].min() == 160


def test_page_cases_against_a_plain_reading():
    train = random_history(orders=300, products=40)
    now = stage(train, timeline(train), FUTURE)
    known = set().union(*baskets_of(train, now.past))
    wanted = [basket & known for basket in baskets_of(train, now.later)]
    wanted = [basket for basket in wanted if len(basket) >= 2]
    asked = ask(PAGE, train, now, seed=5)
    assert len(asked.cases) == len(wanted)
    for number, basket in enumerate(wanted):
        rest = set(asked.relevant[asked.start[number] : asked.start[number + 1]].tolist())
        assert rest | {int(asked.cases.keys[number])} == basket and len(rest) == len(basket) - 1


def test_next_basket_cases_are_the_first_order_after_the_split():
    train = random_history(orders=300, products=20)
    now = stage(train, timeline(train), FUTURE)
    asked = ask(NEXT_BASKET, train, now)
    for number, customer in enumerate(asked.cases.keys.tolist()):
        own = np.flatnonzero((train.customer == customer) & (np.diff(train.start) > 0))
        later = own[now.later[own]]
        assert now.past[own].any()
        first = set(train.items[train.start[later[0]] : train.start[later[0] + 1]].tolist())
        assert set(asked.relevant[asked.start[number] : asked.start[number + 1]].tolist()) == first


def test_new_product_cases_ask_by_text_for_known_products_alone():
    train = history([[0, 1], [1, 2], [0, 2], [2, 3, 4], [0, 3], [4, 3], [1, 2]], products=5)
    now = Stage(np.arange(7) < 3, np.arange(7) >= 3, 3 * DAY)
    asked = ask(NEW_PRODUCT, train, now)
    assert len(asked.cases) == 2, "an order of new products alone, or of known ones alone, asks nothing"
    assert set(asked.cases.keys.tolist()) <= {3, 4}
    assert asked.cases.texts == [train.texts[key] for key in asked.cases.keys]
    assert asked.relevant.tolist() == [2, 0]


def test_a_task_that_cannot_be_asked_says_why():
    train = history([[0], [1], [0], [1]], products=2)
    now = Stage(np.arange(4) < 2, np.arange(4) >= 2, 2 * DAY)
    for task in (PAGE, NEXT_BASKET, NEW_PRODUCT):
        with pytest.raises(NothingToAnalyse):
            ask(task, train, now)


def test_of_many_cases_some_are_drawn_with_all_that_is_right_for_them():
    train = random_history(orders=300, products=40)
    now = stage(train, timeline(train), FUTURE)
    every, some = ask(PAGE, train, now), ask(PAGE, train, now, most=10)
    assert len(some.cases) == 10
    rights = {tuple(every.relevant[a:b]) for a, b in zip(every.start[:-1], every.start[1:])}
    assert all(tuple(some.relevant[a:b]) in rights for a, b in zip(some.start[:-1], some.start[1:]))
    again = take(every, np.arange(len(every.cases)))
    assert (again.relevant == every.relevant).all()


def test_a_past_numbers_itself_and_holds_nothing_of_later_products_and_customers():
    train = history([[2, 4], [4, 2], [0, 1], [1, 3]], products=5, customers=[3, 1, 0, 2])
    past = whole(train).past(Stage(np.arange(4) < 2, np.arange(4) >= 2, 2 * DAY))
    assert past.product.tolist() == [2, 4] and past.customer.tolist() == [1, 3]
    assert past.train.names == ["product 2", "product 4"] and past.train.items.tolist() == [0, 1, 0, 1]
    assert past.train.customer.tolist() == [1, 0] and past.train.customers == 2 and past.train.now == 2 * DAY
    assert past.numbered(np.array([4, 0]), past.product).tolist() == [1, -1]
    assert past.known(5).tolist() == [False, False, True, False, True]


def test_a_cleaned_past_is_matched_by_code_and_customer_and_may_know_what_the_whole_lost():
    train = replace(history([[0, 1], [0, 1]], products=2, customers=[0, 1]), codes=["A", "B"])
    then = replace(history([[0, 1, 2]], products=3, customers=[0]), codes=["B", "lost", "A"])
    source = History(train, ["Ann", "Bob"], cleaned=lambda moment, progress: History(then, ["Bob"]))
    past = source.past(Stage(np.array([True, False]), np.array([False, True]), DAY))
    assert past.train is then and past.product.tolist() == [1, 2, 0] and past.customer.tolist() == [1]
    assert past.known(2).all()


def whole(train):
    return History(train, [f"customer {number}" for number in range(train.customers)])
