"""What became of links: ended, seasonal, still sold, on made orders whose calendar is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from made import shop_of

from assoc_engine.cleaning import NO_TIME
from assoc_engine.rules import tested_orders
from assoc_engine.rules.fates import ended_products, fates
from assoc_engine.rules.links import find_links
from assoc_engine.rules.verdicts import ENDED, SEASONAL, SOLD, A
from assoc_engine.strategy.pages import recommend_pages

DAY = 86_400
BEGIN = 1_640_995_200  # 1 January 2022
ORDERS = 4000


def moments(days: int) -> np.ndarray:
    return BEGIN + np.linspace(0, days * DAY - 1, ORDERS).astype(np.int64)


def month_of(time: np.ndarray) -> np.ndarray:
    return time.astype("M8[s]").astype("M8[M]").astype(np.int64) % 12 + 1


def fate_of(sold: np.ndarray, time: np.ndarray, asked: bool = True) -> int:
    """Of products 0 and 1, both in the orders `sold`; product 2 is in every second order and 3 in the others."""
    baskets = [[0, 1, 2 + at % 2] if pair else [2 + at % 2] for at, pair in enumerate(sold.tolist())]
    shop = shop_of(baskets, 4, time)
    pair = np.array([0], np.int32), np.array([1], np.int32)
    return int(fates(shop, tested_orders.TestedOrders.of(shop), *pair, np.array([asked]))[0])


def test_what_sells_on_is_sold():
    rng = np.random.default_rng(1)
    time = moments(730)
    assert fate_of(rng.random(ORDERS) < 0.03, time) == SOLD
    assert fate_of((rng.random(ORDERS) < 0.03) & (time > BEGIN + 600 * DAY), time) == SOLD, "what is new is neither ended nor seasonal"


def test_what_stopped_has_ended():
    rng = np.random.default_rng(2)
    time = moments(730)
    sold = (rng.random(ORDERS) < 0.03) & (time < BEGIN + 500 * DAY)
    assert fate_of(sold, time) == ENDED
    baskets = [[0] if one else [1] if at % 3 else [2] for at, one in enumerate(sold.tolist())]
    ended, silence = ended_products(shop_of(baskets, 4, time))
    assert ended.tolist() == [True, False, False, False], "a product of no order has not ended"
    assert 225 * DAY < silence[0] < 250 * DAY and silence[1] < 2 * DAY and np.isinf(silence[3])


def test_a_silence_that_chance_a_gap_or_a_few_days_explain_is_no_end():
    time = moments(730)
    few = np.zeros(ORDERS, bool)
    few[[500, 1500, 2500]] = True
    assert fate_of(few, time) == SOLD, "three orders say nothing"
    rng = np.random.default_rng(3)
    again = (rng.random(ORDERS) < 0.05) & ((time < BEGIN + 200 * DAY) | ((time > BEGIN + 400 * DAY) & (time < BEGIN + 600 * DAY)))
    assert fate_of(again, time) == SOLD, "it was away for longer before"
    often = (np.arange(ORDERS) % 4 == 0) & (time < BEGIN + 710 * DAY)
    assert fate_of(often, time) == SOLD, "three weeks without it"


def test_evenly_sold_products_hardly_ever_seem_ended():
    """Of 4,000 products that are sold evenly, about one in a thousand at most is called ended."""
    rng = np.random.default_rng(4)
    baskets: list[list[int]] = [[] for _ in range(ORDERS)]
    for product in range(4000):
        for order in rng.choice(ORDERS, 20, replace=False).tolist():
            baskets[order].append(product)
    ended, _ = ended_products(shop_of(baskets, 4000, moments(730)))
    assert ended.sum() <= 12


def test_a_season_comes_back_in_another_year():
    rng = np.random.default_rng(5)
    time = moments(730)
    christmas = (rng.random(ORDERS) < 0.1) & (month_of(time) >= 11)
    assert fate_of(christmas, time) == SEASONAL
    assert fate_of(christmas, time, asked=False) == SOLD, "seasons are looked for where something stood out"
    winter = (rng.random(ORDERS) < 0.1) & np.isin(month_of(time), (12, 1, 2))
    assert fate_of(winter, time) == SEASONAL, "a season over New Year is one"
    assert fate_of(christmas & (time < BEGIN + 365 * DAY), time) == ENDED, "one Christmas alone, and a year without, is an end"
    half = (rng.random(ORDERS) < 0.05) & (month_of(time) <= 6)
    assert fate_of(half, time) == SOLD, "half of the year is no season"


def test_who_waits_for_his_season_is_not_gone_until_he_misses_it():
    """Two Christmases; the data end eight months later, or only after a third one without."""
    rng = np.random.default_rng(6)
    for days, fate in ((730 + 240, SEASONAL), (730 + 400, ENDED)):
        time = moments(days)
        assert fate_of((rng.random(ORDERS) < 0.15) & (month_of(time) >= 11) & (time < BEGIN + 730 * DAY), time) == fate


def test_without_dates_everything_is_sold():
    rng = np.random.default_rng(7)
    sold = (rng.random(ORDERS) < 0.05) & (np.arange(ORDERS) < 2000)
    assert fate_of(sold, np.full(ORDERS, NO_TIME)) == SOLD
    assert fate_of(sold, np.full(ORDERS, BEGIN)) == SOLD


def test_what_is_no_longer_sold_is_not_recommended():
    rng = np.random.default_rng(8)
    time = moments(365)
    baskets = [sorted({int(p) for p in rng.choice(12, 3, replace=False)} | ({0, 1} if rng.random() < 0.2 else set())) for _ in time]
    links = find_links(shop_of(baskets, 12, time))
    row = int(np.flatnonzero(links.grade == A)[0])
    assert {int(links.a[row]), int(links.b[row])} == {0, 1} and sorted(recommend_pages(links).product.tolist()) == [0, 1]
    fate = links.fate.copy()
    for told, pages in ((SEASONAL, [0, 1]), (ENDED, [])):
        fate[row] = told
        assert sorted(recommend_pages(replace(links, fate=fate)).product.tolist()) == pages
