"""Customers' histories: read, cut at a position, and every order's past, against loops over the lists."""

from __future__ import annotations

import json

import numpy as np
import pytest

from assoc_engine.errors import FileError, NothingToAnalyse
from assoc_engine.models.histories import CustomerOrders, cut, next_baskets, read_histories
from assoc_engine.models.pasts import Pasts
from tests.models import customers as made


def baskets_of(train) -> list[list[list[int]]]:
    """Back to lists: products by name, a customer's baskets in their order."""
    orders = CustomerOrders(train)
    return [
        [[int(train.names[i]) for i in orders.baskets[row].indices] for row in range(orders.start[c], orders.start[c + 1])]
        for c in range(train.customers)
    ]


def test_what_is_read_is_what_stands_in_the_file(tmp_path):
    wanted = made.drawn()
    train = made.of(wanted, tmp_path)
    assert baskets_of(train) == [[sorted(basket) for basket in baskets] for baskets in wanted]
    assert train.time is None
    assert train.names == [str(number) for number in range(30)], "numbers are in the order of numbers: 10 after 9"


def test_last_baskets_lie_together_at_the_end(tmp_path):
    train = made.of(made.drawn(), tmp_path)
    assert sorted(train.customer[-60:].tolist()) == list(range(60))


def test_names_may_be_text_and_a_product_counts_once_in_a_basket(tmp_path):
    path = tmp_path / "h.json"
    path.write_text(json.dumps({"Zoë": [["茶", "milk", "茶"], []], "Ann": [["milk"]]}), encoding="utf-8")
    histories = read_histories(path)
    assert histories.customers == ["Ann", "Zoë"]
    assert histories.train.names == ["milk", "茶"]
    assert histories.train.orders == 2 and histories.train.counts.tolist() == [2, 1]


@pytest.mark.parametrize("text", ["[1, 2]", '{"1": [1, 2]}', '{"1": {"a": 1}}', '{"1": [[1.5]]}', '{"1": [[true]]}', "{", "[" * 100_000])
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / "h.json"
    path.write_text(text)
    with pytest.raises(FileError):
        read_histories(path)


def test_a_file_without_baskets_holds_nothing(tmp_path):
    path = tmp_path / "h.json"
    path.write_text('{"1": [], "2": [[]]}')
    with pytest.raises(NothingToAnalyse):
        read_histories(path)


@pytest.mark.parametrize("back", [0, 1, 2, 30])
def test_cut_takes_the_last_baskets_and_next_baskets_gives_the_first_of_them(tmp_path, back):
    lists = [[sorted(b) for b in baskets] for baskets in made.drawn()]
    train = made.of(lists, tmp_path)
    assert baskets_of(cut(train, back)) == [baskets[: max(0, len(baskets) - back)] for baskets in lists]
    if back:
        customers, wanted = next_baskets(train, back)
        assert customers.tolist() == [c for c, baskets in enumerate(lists) if len(baskets) > back]
        assert [row.indices.tolist() for row in wanted] == [lists[c][-back] for c in customers]


def test_pasts_hold_what_was_bought_before_and_nothing_later(tmp_path):
    lists = made.drawn(20)
    orders = CustomerOrders(made.of(lists, tmp_path))
    pasts, moment = Pasts(orders), 0
    faded = pasts.matrix(0.5).toarray()
    for baskets in lists:
        for number in range(len(baskets) + 1):
            wanted = np.zeros(30)
            for steps, basket in enumerate(reversed(baskets[:number])):
                wanted[basket] += 0.5**steps
            np.testing.assert_allclose(faded[moment], wanted)
            assert (pasts.order[moment] < 0) == (number == len(baskets))
            moment += 1
    assert moment == len(pasts.owner)
    np.testing.assert_array_equal(pasts.matrix(0.1).indices, pasts.matrix(1.0).indices)
