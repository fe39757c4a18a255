"""From how many times chance two products attract each other to how likely their hint comes true: that depends on their trade ahead.

The joint orders that chance gives are counted from the latest trade and carried on to the horizon; the attraction multiplies them.
A hint comes true when the joint orders, as a Poisson draw of that mean, reach what hints/question.py asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from ..models.contract import Train

DAY = 86_400
LATELY = (30, 500)  # days whose trade goes on; of less trade so many orders, however old
ENOUGH, TIMES = 5, 2.0  # joint orders at least, and times chance more than which, for a hint to come true


def likely(attraction: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """float64: the chance to come true, plus next to nothing that puts in order what is 0 as a float. `attraction`: times chance
    that the pairs meet; `chance`: joint orders of the pairs by chance, ahead."""
    from scipy import special

    foreseen = attraction * chance
    needed = np.maximum(ENOUGH, np.floor(TIMES * chance) + 1)
    return special.gammainc(needed, foreseen) + 1e-9 * foreseen


class PairsAsked(Protocol):
    """What hints/question.py asks, as far as it is known here. `train`: the past; `baskets`: its orders × the products looked at."""

    @property
    def train(self) -> Train:
        """The orders of the past."""

    @property
    def baskets(self) -> sparse.csr_matrix:
        """0/1 orders × the products looked at."""

    def __len__(self) -> int:
        """How many pairs are asked about."""
        ...

    def of(self, pairs: np.ndarray) -> np.ndarray:
        """The entries of a products × products matrix at these pairs."""
        ...


@dataclass(frozen=True)
class Ahead:
    """How far is looked: so many `days`; without dates so many `orders`, 0 for as many as tell the trade (hints/horizon.py)."""

    days: int = 70
    orders: int = 0

    def chance(self, question: PairsAsked) -> np.ndarray:
        """float64, one a candidate: joint orders by chance in the time ahead, if trade goes on as of late."""
        rows, train = latest(question.train, *LATELY), question.train
        found = question.of(by_chance(question.baskets[rows]))
        if train.time is None or not len(rows):
            return found * (self.orders / max(len(rows), 1) if self.orders else 1.0)
        return found * self.days / max((train.now - int(train.time[rows[0]])) / DAY, 1.0)


def latest(train: Train, days: int, least: int) -> np.ndarray:
    """int64: the orders of the last so many days, `least` at least where there are so many; without dates those alone."""
    first = train.orders if train.time is None else int(np.searchsorted(train.time, train.now - days * DAY))
    return np.arange(max(0, min(first, train.orders - least)), train.orders)


def by_chance(baskets: sparse.csr_matrix) -> np.ndarray:
    """float64 products × products: joint orders by chance, see `trade`."""
    held, factor = trade(baskets)
    return np.outer(held, held) * factor


def trade(baskets: sparse.csr_matrix) -> tuple[np.ndarray, float]:
    """(orders that hold each product, float64; Σ s(s − 1) / (Σ s)², s being the sizes of the orders): chance gives two products
    n_A · n_B times the latter joint orders."""
    held, size = np.asarray(baskets.sum(axis=0), np.float64).ravel(), np.asarray(baskets.sum(axis=1), np.float64).ravel()
    return held, (size * (size - 1)).sum() / max(size.sum() ** 2, 1.0)
