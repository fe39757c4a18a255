"""What the orders say of a pair, against the same counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.explain.counted import Counted
from assoc_engine.rules.chance import Chance
from assoc_engine.rules.grades import FEWEST
from assoc_engine.rules.links import get_links
from assoc_engine.rules.tails import lower_tail, upper_tail
from tests.explain.analysed import BREAD, CUP, JAM, POT, analysed, number_of, shop_rows


@pytest.fixture(scope="module")
def counted(workspace):
    return Counted(workspace)


def test_every_listed_link_is_told_as_it_is_listed(workspace, counted):
    links = get_links(workspace)
    assert len(links) > 3
    for row in range(len(links)):
        for a, b in ((links.a[row], links.b[row]), (links.b[row], links.a[row])):
            found = counted.meeting(int(a), int(b))
            assert (found.joint, found.q, found.passes) == (links.counted[row], links.q_value[row], links.passes[row])
            assert (found.expected, found.independent,
                    found.p) == pytest.approx((links.expected[row], links.independent[row], links.p_value[row]))
            assert found.people == links.customers[row]


def test_a_pair_that_never_met(workspace, counted):
    found = counted.meeting(number_of(workspace, BREAD), number_of(workspace, JAM))
    assert found.joint == 0 and not found.passes and np.isnan(found.q) and found.expected > 0
    assert found.rare == pytest.approx(float(lower_tail(0, found.expected, found.variance, found.most)[0]))
    assert 0 < found.rare <= np.exp(-found.expected)


def test_as_many_orders_as_are_enough_pass_and_one_less_does_not(workspace, counted):
    found = counted.meeting(number_of(workspace, POT), number_of(workspace, CUP))
    enough = counted.enough(found)
    assert found.passes and found.floor <= enough <= found.joint
    effect = found.joint / found.independent  # orders of one customer are not independent
    p = upper_tail(np.array([enough, enough - 1]) / effect, found.expected / effect, found.variance / effect, found.most / effect)
    assert effect > 1 and p[0] <= found.largest_p and enough / effect >= FEWEST - 1e-9
    assert p[1] > found.largest_p or (enough - 1) / effect < FEWEST


def test_customers_are_those_of_the_rows(rows, workspace, counted):
    a, b = number_of(workspace, POT), number_of(workspace, CUP)
    bought: dict[str, set[str]] = {}
    orders: dict[str, set[str]] = {}
    for order, code, *_, who in rows:
        bought.setdefault(who, set()).add(code)
        orders.setdefault(order, set()).add(code)
    who_of = {row[0]: row[-1] for row in rows}
    joint = [who_of[order] for order, held in orders.items() if {POT, CUP} <= held]
    both = {who for who, held in bought.items() if {POT, CUP} <= held}
    found = counted.shared(a, b)
    assert (found.both, found.apart, found.customers) == (len(both), len(both - set(joint)), len(bought))
    assert found.most == max(joint.count(who) for who in joint)
    assert found.expected == pytest.approx(len(both))  # each of them bought both, by chance as well
    codes = list(workspace.get("products")["code"])
    buyers = [sum(code in held for held in bought.values()) for code in codes]
    c, d = np.argsort(buyers)[:2].tolist()
    asked = counted.shared(c, d)
    held = [sorted(codes.index(code) for code in held) for held in bought.values()]  # each customer one large order
    start = np.concatenate([[0], np.cumsum([len(one) for one in held])])
    chance = Chance.of(start, np.concatenate(held).astype(np.int32), len(codes), np.zeros(len(held), np.int64))
    assert asked.expected == pytest.approx(float(chance.expected(c, d)[0]))
    assert 0 < asked.expected < buyers[c] < len(bought)


def test_without_customers_and_dates_nothing_is_said_of_them(tmp_path):
    workspace = analysed(tmp_path, shop_rows(customers=False, dates=False))
    counted = Counted(workspace)
    meeting = counted.meeting(number_of(workspace, POT), number_of(workspace, CUP))
    assert meeting.joint and counted.shared(0, 1) is None and counted.days(meeting.orders) is None
