"""Customers whose names are blotted out: when they still tell who bought together, and when they do not."""

from __future__ import annotations

import pytest
from made_columns import made

from assoc_engine.cleaning import clean
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.text import Text

NAMES = ["茶", "杯", "壶", "碗"]


def sales(mask, clock: bool = False, region: str = "", number: bool = False):
    """Two hundred orders of two different products, ten a day, of a customer each."""
    headers = ["买家手机号", "品名", "日期", *(["省份"] if region else []), *(["订单号"] if number else [])]
    rows = []
    for i in range(200):
        when = f"2024-01-{1 + i // 10:02d}" + (f" {9 + i % 10:02d}:{i % 60:02d}" if clock else "")
        own = [f"省{i // 10 % 5 if region == 'mixed' else i % 7}"] if region else []
        rows += [[mask(i), NAMES[(i + k) % 4], when, *own, *([f"N{i}"] if number else [])] for k in (0, 1)]
    return made(headers, [list(column) for column in zip(*rows, strict=True)])


def orders(raw, **overrides) -> int:
    lines, _ = clean(make_table(raw, guess_roles(raw, overrides)))
    return len(set(lines.order))


@pytest.mark.parametrize("mask", [lambda i: f"1**{i % 7}", lambda i: f"{'张王李'[i % 3]}**", lambda i: f"{'abc'[i % 3]}***@mail.com"])
def test_customers_that_many_share_are_asked_about(mask):
    raw = sales(mask)
    roles = guess_roles(raw)
    customer = roles.columns[0]
    assert (customer.role, customer.sure, roles.question_role) == ("customer", False, "order")
    assert roles.made_from == "customer_day" and "masked" in Text("en").say(roles.question)
    assert guess_roles(raw, {"买家手机号": "customer"}).question is None


def test_the_minute_tells_where_there_is_one():
    raw = sales(lambda i: f"1**{i % 7}", clock=True)
    roles = guess_roles(raw)
    assert (roles.made_from, roles.question) == ("customer_minute", None) and orders(raw) == 200


def test_order_numbers_tell_where_there_are_any():
    raw = sales(lambda i: f"1**{i % 7}", number=True)
    roles = guess_roles(raw)
    assert roles.made_from == "" and roles.question_role != "order" or "masked" not in Text("en").say(roles.question)
    assert orders(raw) == 200


def test_a_telephone_number_with_four_figures_hidden_is_a_customer():
    raw = sales(lambda i: f"138****{1000 + i}")
    roles = guess_roles(raw)
    assert (roles.made_from, roles.question, roles.columns[0].sure) == ("customer_day", None, True)
    assert orders(raw) == 200


def test_what_is_left_of_a_name_in_several_regions_is_several_customers():
    assert guess_roles(sales(lambda i: f"138****{1000 + i % 7}", region="own")).question is None
    assert guess_roles(sales(lambda i: f"138****{1000 + i % 7}", region="mixed")).question_role == "order"
