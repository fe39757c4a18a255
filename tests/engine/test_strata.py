"""Among which orders chance may exchange products."""

from __future__ import annotations

import numpy as np

from assoc_engine.cleaning import NO_TIME
from assoc_engine.rules.customers import told_apart
from assoc_engine.rules.strata import strata_by

DAY = 86_400


def times(*orders_by_month: int) -> np.ndarray:
    """int64 seconds: so many orders in each month of 2024."""
    return np.concatenate([np.full(count, np.datetime64(f"2024-{month:02d}-15", "s").astype(np.int64))
                           for month, count in enumerate(orders_by_month, 1)])  # fmt: skip


def test_months_are_put_together_until_there_are_enough_orders():
    time = times(1_200, 400, 700, 2_000, 999)
    strata, count = strata_by(time, np.arange(len(time), dtype=np.int32))
    assert count == 3 and np.bincount(strata).tolist() == [1_200, 1_100, 2_999], "the last month alone would be too few"
    assert (np.diff(strata) >= 0).all()


def test_orders_with_and_without_a_customer_are_apart_where_there_are_some_of_each():
    time, customer = times(1_500, 1_500), np.arange(3_000, dtype=np.int32)
    customer[:29] = -1  # in the first month one too few
    customer[1_500:1_530] = -1
    strata, count = strata_by(time, customer)
    assert count == 3 and len(set(strata[:1_500].tolist())) == 1
    assert len(set(strata[1_500:1_530].tolist())) == 1 and strata[1_500] != strata[1_530]


def test_without_dates_and_customers_there_is_one_stratum():
    nobody = np.full(5_000, -1, np.int32)
    for time in (None, np.full(5_000, NO_TIME), np.zeros(5_000, np.int64)):
        strata, count = strata_by(time, nobody)
        assert count == 1 and strata.dtype == np.int64 and not strata.any()
    assert strata_by(None, np.empty(0, np.int32))[1] == 0


def test_undated_orders_are_a_period_of_their_own_where_they_are_many():
    time = np.concatenate([times(1_500), np.full(1_200, NO_TIME)])
    strata, count = strata_by(time, np.full(len(time), -1, np.int32))
    assert count == 2 and np.bincount(strata).tolist() == [1_500, 1_200]


def test_a_customer_who_is_everybody_is_none():
    customer = np.concatenate([np.zeros(150), np.repeat(np.arange(1, 51), 3), [-1] * 20]).astype(np.int32)
    told = told_apart(customer)
    assert (told[:150] == -1).all() and (told[150:300] == customer[150:300]).all() and (told[300:] == -1).all()
    assert (told_apart(customer[51:]) >= 0).sum() == 249, "100 orders of one customer may be a customer's"
