"""One sample shop of the five of `tests/benchmarks/models_planted.py`: the nets learn what is planted, and nothing from controls.

Over the five shops there (60,000 rows): the GRU raises 3 to 6 of the 8 planted sequences to the first five products after A (controls:
none of 40), tells the days of customers with a rhythm with 0.16 to 0.25 of the error of everybody's median (controls: 0.87 to
0.94, since who comes often still does), and the text CNN names the partner of 92 to 100 % of the new things (controls: none).
"""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.models.sequences import find_sequences
from tests.models.planted import learn_texts, learn_time
from tests.models.sampled import Shop, misnamed, shop, strangers


@pytest.fixture(scope="module")
def sold() -> Shop:
    return shop(60_000, 0)


def test_planted_sequences_are_counted_with_their_days_and_none_where_orders_are_dealt_out(sold):
    found = find_sequences(sold.train).columns
    rows = zip(*(found[name].tolist() for name in ("a", "b", "days", "passes")), strict=True)
    passed = {(a, b): days for a, b, days, passes in rows if passes}
    planted = {(a, b): days for a, b, days in sold.sequences if (a, b) in passed}
    assert len(planted) >= 6 and len(passed) <= 2 * len(planted)
    assert all(abs(passed[pair] - days) <= max(2, 0.15 * days) for pair, days in planted.items()), (passed, planted)
    assert not any(find_sequences(strangers(sold.train, seed)).columns["passes"].any() for seed in range(3))


def test_the_gru_learns_sequences_and_rhythms(sold):
    found = learn_time(sold, sold.train, seed=0)
    assert found.sequences >= 3 and found.days < 0.3, found


def test_the_gru_learns_neither_where_orders_are_dealt_out(sold):
    found = learn_time(sold, strangers(sold.train), seed=0, epochs=5)
    assert found.sequences == 0 and found.days > 0.8, found


def test_the_text_cnn_learns_the_partners_of_new_things_from_their_names_alone(sold):
    assert learn_texts(sold, sold.train, seed=0) >= 0.9
    assert learn_texts(sold, misnamed(sold.train), seed=0) <= 0.1


def test_new_things_are_not_in_the_past_at_all(sold):
    past = sold.train.time < sold.launch
    before = np.unique(sold.train.items[np.repeat(past, np.diff(sold.train.start))])
    new = [thing for _, things, _ in sold.series for thing in things]
    assert len(new) == 12 and not set(new) & set(before.tolist())
