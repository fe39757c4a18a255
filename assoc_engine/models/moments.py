"""Customers' pasts as batches of tensors, for the nets that read their orders one after another."""

from __future__ import annotations

from typing import Any

import numpy as np

from .histories import CustomerOrders
from .pasts import MOST, Pasts
from .visit_time import DAY, Gaps

FADINGS = (1.0, 0.9, 0.7, 0.4)  # of the sums over a past that tell frequency and recency
FEATURES = len(FADINGS) + 2
FACTS = 2  # known of an order besides its products


class Moments:
    """The moments of `Pasts`, each with what had been bought by then and when."""

    def __init__(self, orders: CustomerOrders) -> None:
        self.orders, self.pasts = orders, Pasts(orders)
        sums = [self.pasts.matrix(fading) for fading in FADINGS]
        self.past, count = sums[0], sums[0].data
        number = np.repeat(np.minimum(self.pasts.number, MOST), np.diff(self.past.indptr)).astype(np.float32)
        columns = [np.log(s.data) / 2 for s in sums] + [count / number, np.log(number) / 2]
        self.features = np.stack(columns, axis=1).astype(np.float32)
        self.weight = sums[1].data
        self.gaps = None if orders.train.time is None else Gaps(orders, self.pasts)
        self.facts = order_facts(orders)

    def batch(self, customers: np.ndarray, moments: np.ndarray, device: str) -> dict[str, Any]:
        """Tensors for these moments, each of one of these customers (both rising); a customer's newest MOST orders are read."""
        import torch

        arrays = self._sequences(customers, moments) | self._habits(moments)
        if self.gaps is not None:
            ended, entered = self.gaps.own_spans(moments)
            arrays |= {"rhythm": self.gaps.rhythm[moments], "ended": ended, "entered": entered}
        return {name: torch.from_numpy(np.ascontiguousarray(value)).to(device) for name, value in arrays.items()}

    def _sequences(self, customers: np.ndarray, moments: np.ndarray) -> dict[str, np.ndarray]:
        """`places`: customers × orders, rows of the batch's orders (any where `there` is false); `days` of them since the first;
        `sequence`, `place`: where the state of each moment is read, which is after its newest order."""
        orders, pasts = self.orders, self.pasts
        last = pasts.number[moments]
        owner = np.searchsorted(customers, pasts.owner[moments])
        most = np.zeros(len(customers), np.int64)
        np.maximum.at(most, owner, last)
        length = np.minimum(most, MOST)
        first = orders.start[customers] + most - length
        rows = spread(first, length)
        sequence = np.repeat(np.arange(len(customers)), length)
        inside = np.arange(len(rows)) - np.repeat(np.cumsum(length) - length, length)
        shape = (len(customers), max(1, int(length.max(initial=1))))
        places, days = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
        places[sequence, inside] = np.arange(len(rows))
        if orders.train.time is not None:
            time = orders.train.time[orders.order]
            days[sequence, inside] = (time[rows] - time[np.repeat(first, length)]) / DAY
        baskets = orders.baskets
        size = np.diff(baskets.indptr)[rows]
        return {
            "items": baskets.indices[spread(baskets.indptr[rows], size)].astype(np.int64), "offsets": np.cumsum(size) - size,
            "weights": np.repeat(1 / np.sqrt(np.maximum(size, 1)), size).astype(np.float32), "facts": self.facts[rows],
            "places": places, "days": days, "there": np.arange(shape[1]) < length[:, None], "sequence": owner,
            "place": np.maximum(orders.start[customers][owner] + last - 1 - first[owner], 0),
        }  # fmt: skip

    def _habits(self, moments: np.ndarray) -> dict[str, np.ndarray]:
        """`row`, `past`: which moment knows which product, with its `features` and its weight in the sum of the whole past."""
        past = self.past
        kept = np.diff(past.indptr)[moments]
        seen, row = spread(past.indptr[moments], kept), np.repeat(np.arange(len(moments)), kept)
        weight = self.weight[seen]
        total = np.bincount(row, weight, minlength=len(moments))
        return {
            "past": past.indices[seen].astype(np.int64), "past_offsets": np.cumsum(kept) - kept, "row": row,
            "past_weights": (weight / np.sqrt(total)[row]).astype(np.float32), "features": self.features[seen],
        }  # fmt: skip


def order_facts(orders: CustomerOrders) -> np.ndarray:
    """float32 orders × 2: log of the size, and of 1 + the days since the customer's order before (0 where not known)."""
    gap = np.zeros(len(orders.order))
    if orders.train.time is not None:
        time = orders.train.time[orders.order].astype(np.float64)
        gap[1:] = np.where(orders.position[1:] > 0, np.maximum(np.diff(time), 0) / DAY, 0)
    return np.stack([np.log(np.maximum(orders.sizes, 1)) / 2, np.log1p(gap) / 4], axis=1).astype(np.float32)


def spread(start: np.ndarray, length: np.ndarray) -> np.ndarray:
    """int64: start[0], start[0] + 1, … `length[0]` of them, then those of the next one."""
    return np.repeat(start - (np.cumsum(length) - length), length) + np.arange(int(length.sum()))
