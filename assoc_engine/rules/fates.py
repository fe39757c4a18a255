"""What became of a link: its products still sell, one of them is no longer sold, or it comes and goes with the season."""

from __future__ import annotations

import numpy as np
from scipy import special

from ..baskets import Baskets
from ..cleaning import NO_TIME
from .tested_orders import TestedOrders, common_by
from .verdicts import ENDED, SEASONAL

LONG = 0.001  # chance of a silence as long, for a product that is sold evenly
SEASON = 4  # calendar months in a row, at most
IN_SEASON = 0.8  # share of the joint orders
BY_CHANCE = 0.001  # that so many fall in one season, for the best of twelve
AGAIN = 2  # joint orders that show that a season came
MONTH, YEAR = 30 * 86_400, 366 * 86_400  # seconds
SLICE = 20_000  # pairs whose months are counted at once


def fates(baskets: Baskets, orders: TestedOrders, a: np.ndarray, b: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """SOLD, ENDED or SEASONAL of each pair (int8); seasons are looked for where `asked` (bool). Without dates all is SOLD."""
    fate = np.zeros(len(a), np.int8)
    if not (baskets.time != NO_TIME).any():
        return fate
    ended, silence = ended_products(baskets)
    fate[ended[a] | ended[b]] = ENDED
    chosen = np.flatnonzero(asked)
    seasonal = np.zeros(len(a), bool)
    for low in range(0, len(chosen), SLICE):
        rows = chosen[low : low + SLICE]
        seasonal[rows] = seasonal_pairs(baskets.time, orders, a[rows], b[rows])
    fate[seasonal & (np.maximum(silence[a], silence[b]) < YEAR)] = SEASONAL  # who waits for his season is not gone
    return fate


def ended_products(baskets: Baskets) -> tuple[np.ndarray, np.ndarray]:
    """(no longer sold: bool per product; seconds since its last order, float64).

    A product that is sold evenly from its first order to the end of the data has its last of n orders as early as it did with chance
    ((last − first) / (end − first))^(n − 1) (Solow, Ecology 74, 1993), positions counted in orders, so that the shop's own pauses do not
    count. It is no longer sold where that is at most LONG, where it never was away for so long before, and for a MONTH at least.
    """
    dated = np.flatnonzero(baskets.time != NO_TIME)
    place = np.full(baskets.orders, -1, np.int64)
    place[dated[np.argsort(baskets.time[dated], kind="stable")]] = np.arange(len(dated))
    product = np.repeat(np.arange(len(baskets.products)), np.diff(baskets.holders_start))
    position = place[baskets.holders]
    product, position = product[position >= 0], position[position >= 0]
    by = np.lexsort((position, product))
    product, position = product[by], position[by]
    first, last, n = (np.zeros(len(baskets.products), np.int64) for _ in range(3))
    n += np.bincount(product, minlength=len(n))
    begins = np.flatnonzero(np.diff(product, prepend=-1))
    first[product[begins]] = position[begins]
    last[product] = position  # written in order: the last stays
    gap = np.zeros(len(n), np.int64)
    inside = np.flatnonzero(np.diff(product) == 0)
    np.maximum.at(gap, product[inside], np.diff(position)[inside])
    end = len(dated) - 1
    even = np.divide(last - first, end - first, out=np.ones(len(n)), where=end > first) ** np.maximum(n - 1, 0)
    time = np.sort(baskets.time[dated])
    silence = np.where(n > 0, time[-1] - time[last], np.inf)
    return (n > 1) & (even <= LONG) & (end - last > gap) & (silence >= MONTH), silence


def seasonal_pairs(time: np.ndarray, orders: TestedOrders, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """bool of each pair: at least IN_SEASON of its joint orders fall in the same SEASON or fewer calendar months, in two years at least,
    more than those of all orders do by a binomial test over the twelve such seasons."""
    dated = (time != NO_TIME) & orders.rows
    month = np.full(len(time), -1, np.int64)
    month[dated] = time[dated].astype("M8[s]").astype("M8[M]").astype(np.int64)
    found = np.zeros(len(a), bool)
    if not dated.any() or (months := int(month.max() - (first := int(month[dated].min()))) + 1) <= SEASON:
        return found
    label = np.where(dated, month - first, -1)
    joint = common_by(orders.holders_start, orders.holders, label, months, a, b)
    every = np.bincount(label[dated], minlength=months)
    calendar = (np.arange(months) + first) % 12
    total = joint.sum(1)
    for begin in range(12):
        since = (calendar - begin) % 12
        inside = since < SEASON
        share, held = every[inside].sum() / every.sum(), joint[:, inside].sum(1)
        year = (np.arange(months) + first - begin) // 12  # a season that begins in autumn goes on in the next year
        years = sum((joint[:, inside & (year == one)].sum(1) >= AGAIN).astype(np.int64) for one in np.unique(year[inside]))
        rare = special.bdtrc(np.maximum(held - 1, 0), total, share) * 12 <= BY_CHANCE
        found |= (held >= IN_SEASON * np.maximum(total, 1)) & rare & (years >= 2)
    return found
