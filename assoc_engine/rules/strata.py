"""Strata: orders among which chance may exchange products, so that a season or a kind of customer does not show as a link."""

from __future__ import annotations

import numpy as np

from ..cleaning import NO_TIME
from .customers import told_apart

PERIOD_ORDERS = 1000  # months are put together until a period has so many orders
KIND_ORDERS = 30  # and orders with and without a customer are told apart where a period has so many of each


def strata_by(time: np.ndarray | None, customer: np.ndarray) -> tuple[np.ndarray, int]:
    """(stratum of each order, int64, 0 …; how many there are): its period and whether its customer is known. `time`: int64 seconds or
    NO_TIME (None: none is dated); `customer`: int32, −1 unknown."""
    return by_kind(_periods(np.full(len(customer), NO_TIME) if time is None else time), customer)


def by_kind(period: np.ndarray, customer: np.ndarray) -> tuple[np.ndarray, int]:
    """Periods of orders (int64, 0 …) parted by whether the customer is known, where there are enough of both: as `strata_by`. Strata rise
    with their periods."""
    known = told_apart(customer) >= 0
    count = int(period.max(initial=-1)) + 1
    fewer = np.minimum(np.bincount(period[known], minlength=count), np.bincount(period[~known], minlength=count))
    strata, numbers = np.unique(period * 2 + (known & (fewer >= KIND_ORDERS)[period]), return_inverse=True)
    return numbers.astype(np.int64), len(strata)


def _periods(time: np.ndarray) -> np.ndarray:
    """Calendar months in order of time, put together until they have PERIOD_ORDERS orders (int64, 0 …); undated orders come last."""
    undated = time == NO_TIME
    month = np.where(undated, 0, time).astype("M8[s]").astype("M8[M]").astype(np.int64)
    month[undated] = np.iinfo(np.int64).max
    _, place, counts = np.unique(month, return_inverse=True, return_counts=True)
    number, held, of_month = 0, 0, np.zeros(len(counts), np.int64)
    for index in range(len(counts)):
        if held >= PERIOD_ORDERS and counts[index:].sum() >= PERIOD_ORDERS:
            number, held = number + 1, 0
        of_month[index] = number
        held += counts[index]
    return of_month[place]
