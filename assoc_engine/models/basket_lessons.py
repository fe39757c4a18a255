"""What the ranker of the next basket learns from: earlier moments, the candidates there were then, and what was bought next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy import sparse

from ..progress import Progress
from .basket_candidates import Candidates, Pairs
from .contract import Train
from .customer_scorer import BATCH_CELLS, batches
from .histories import cut, next_baskets
from .splitting import basket_matrix, before

CELLS = BATCH_CELLS // 4  # all parts and the trees score a batch


@dataclass(frozen=True)
class Earlier:
    """A moment of the past: `train` is what was known then, `customers` int32 (rising) are those who came again, and `wanted`
    float32 customers × products holds 1 for what they then bought."""

    train: Train
    customers: np.ndarray
    wanted: sparse.csr_matrix

    def take(self, rows: np.ndarray) -> Earlier:
        """Those at an index or mask of the customers."""
        return Earlier(self.train, self.customers[rows], self.wanted[rows])


def by_position(train: Train, back: int) -> Earlier:
    """`back` orders ago, a moment of its own for each customer."""
    return Earlier(cut(train, back), *next_baskets(train, back))


def by_date(train: Train, moment: int) -> Earlier:
    """One moment for all, in seconds; wanted is each customer's first order from then on."""
    known = before(train, moment)
    had = np.bincount(known.customer[known.customer >= 0], minlength=train.customers) > 0
    later = np.arange(known.orders, train.orders)
    later = later[(train.customer[later] >= 0) & (np.diff(train.start)[later] > 0)]
    customers, first = np.unique(train.customer[later], return_index=True)
    kept = had[customers]
    return Earlier(known, customers[kept].astype(np.int32), basket_matrix(train)[later[first[kept]]])


@dataclass(frozen=True)
class Lesson:
    """Pairs learnt from: `features` float32 pairs × columns, `right` bool, `customer` int32, and the one `forest` int64 that learns
    from a wrong pair (right ones are for all)."""

    features: np.ndarray
    right: np.ndarray
    customer: np.ndarray
    forest: np.ndarray

    def sample(self, forest: int, apart: np.ndarray) -> np.ndarray:
        """int64: numbers of the pairs that a forest learns from: none of the customers kept apart."""
        return np.flatnonzero((self.right | (self.forest == forest)) & ~np.isin(self.customer, apart))


def lesson(
    earlier: Earlier, candidates: Candidates, draw: Callable[[int], np.ndarray], apart: np.ndarray, progress: Progress
) -> tuple[Lesson, Pairs]:
    """From candidates of what was known at a moment: every right one is learnt from, and those wrong ones to which `draw(n)` (int64)
    gives a forest, not −1. Second come all candidates of the customers `apart`; their cases are numbered in the customers' order."""
    learnt, kept = [], []
    cases = np.cumsum(np.isin(earlier.customers, apart)) - 1
    for rows in batches(len(earlier.customers), earlier.train.products, CELLS):
        progress.step(rows.start, len(earlier.customers))
        customers = earlier.customers[rows]
        pairs = candidates.of(customers)
        right = np.asarray(earlier.wanted[rows][pairs.case, pairs.product]).ravel() > 0
        forest = np.where(right, -1, draw(len(right)))
        used = np.flatnonzero(right | (forest >= 0))
        learnt.append(Lesson(pairs.features[used], right[used], customers[pairs.case[used]], forest[used]))
        kept.append(pairs.take(np.isin(customers, apart)[pairs.case], cases[rows]))
    return joined(learnt), joined(kept)


def joined(pieces: Sequence[Any]) -> Any:
    """Dataclasses of arrays as one, the arrays one after another."""
    return type(pieces[0])(*(np.concatenate([getattr(piece, f.name) for piece in pieces]) for f in fields(pieces[0])))
