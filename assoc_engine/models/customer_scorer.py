"""What all next-basket scorers share: dense scores of every product for a batch of customers, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, Self

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from .contract import NEXT_BASKET, Cases, Train
from .histories import CustomerOrders, lacking

TRIED = 6  # products of a past that are taken away to see which one a recommendation rests on, where each costs a scoring
BATCH_CELLS = 4_000_000  # customers × products scored at a time: 16 MB of float32, some 50 ms


class CustomerScorer:
    """A recommender for the next basket. A subclass learns in `learn` and answers in `scores`. `cells`: of customers × products
    that it scores at a time; fewer where a score takes longer, so that cancelling takes hold between two batches."""

    name = ""
    cells = BATCH_CELLS
    tasks = (NEXT_BASKET,)
    orders: CustomerOrders

    def fit(self, train: Train, settings: Any = None, progress: Progress = SILENT) -> CustomerScorer:
        """See `contract.Recommender`."""
        return self.fit_orders(CustomerOrders(train), settings, progress)

    def fit_orders(self, orders: CustomerOrders, settings: Any = None, progress: Progress = SILENT) -> CustomerScorer:
        """As `fit`, for orders that are laid out by customer already."""
        self.orders = orders
        counts = np.bincount(orders.train.items, minlength=orders.train.products)
        self.popularity = (counts / (counts.max(initial=0) + 1)).astype(np.float32)
        self.learn(settings, progress)
        return self

    def learn(self, settings: Any, progress: Progress) -> None:
        """Learn from `self.orders`; `settings` of its own kind, None for the usual ones. Raises Cancelled."""
        raise NotImplementedError

    def see(self, orders: CustomerOrders) -> Self:
        """Answer for these orders from now on, with what was learnt from others: what the general form of `drop` asks for."""
        raise NotImplementedError

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """float32 customers × products, higher is likelier; the customers are known ones."""
        raise NotImplementedError

    def drop(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """float32: how much lower each product would score with each customer had he never bought `removed` (all of one length).
        What was learnt from all customers stays. This general form scores the changed customers anew, with `see`, and
        tells how much lower beyond the median of all products: probabilities rise all around where one product goes."""
        known, place = np.unique(customers, return_inverse=True)
        pairs, case = np.unique(np.stack([customers, removed]).astype(np.int64), axis=1, return_inverse=True)
        changed = copy(self).see(lacking(self.orders, *pairs))
        return _single(self, known, place, products) - _single(changed, np.arange(pairs.shape[1]), case, products)

    def tried(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """bool: whether taking `removed` away is worth a `drop`. In the general form what most of the customer's orders hold is, and
        the recommended product itself."""
        case = customers.astype(np.int64) * self.orders.train.products + products
        return (removed == products) | strongest(case, cells(self.orders.bought, customers, removed), TRIED)

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `contract.Recommender`. Customers of whom nothing is known get the most popular products."""
        customers, products = np.asarray(cases.keys), self.orders.train.products
        ids, best = np.full((len(cases), k), -1, np.int32), np.full((len(cases), k), -np.inf)
        for rows in batches(len(cases), products, self.cells):
            progress.step(rows.start, len(cases))
            known = customers[rows] >= 0
            known[known] = self.orders.number[customers[rows][known]] > 0
            scores = np.tile(self.popularity, (len(known), 1))
            if known.any():
                scores[known] = self.scores(customers[rows][known])
            if exclude is not None:
                for row, forbidden in enumerate(exclude[rows]):
                    scores[row, forbidden] = -np.inf
            ids[rows], best[rows] = best_of(scores, k)
        return ids, best


def _single(scorer: CustomerScorer, customers: np.ndarray, case: np.ndarray, products: np.ndarray) -> np.ndarray:
    """float32: single scores, less the customer's median; `case`: the place of each in `customers`."""
    found = np.empty(len(case), np.float32)
    for rows in batches(len(customers), scorer.orders.train.products):
        inside = np.flatnonzero((case >= rows.start) & (case < rows.stop))
        scores = scorer.scores(customers[rows])
        found[inside] = (scores - np.median(scores, axis=1, keepdims=True))[case[inside] - rows.start, products[inside]]
    return found


class AddingScorer(CustomerScorer):
    """A scorer whose score is a sum over the products of the customer's past. What one of them adds is known without scoring
    anew, so that `drop` is told at once and every product is worth trying. A customer's scale and neighbours stay as they are."""

    def tried(self, customers: np.ndarray, products: np.ndarray, removed: np.ndarray) -> np.ndarray:
        """See CustomerScorer: every one."""
        return np.ones(len(customers), bool)


def cells(matrix: sparse.csr_matrix, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Single values of a sparse matrix, one at each of `rows` and `columns` (int, parallel)."""
    return np.asarray(matrix[rows, columns]).ravel() if len(rows) else np.zeros(0, matrix.dtype)


def strongest(group: np.ndarray, value: np.ndarray, most: int) -> np.ndarray:
    """bool: whether each value is among the `most` largest of its group (of equals, the first ones)."""
    order = np.lexsort((-value, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    found = np.empty(len(order), bool)
    found[order] = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order))) < most
    return found


def batches(cases: int, products: int, most: int = BATCH_CELLS) -> list[slice]:
    """Slices of the cases, of at most so many cells: dense scores fit the memory set aside for them."""
    size = max(1, most // max(1, products))
    return [slice(low, min(low + size, cases)) for low in range(0, cases, size)]


def best_of(scores: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k best columns of each row: (ids int32, scores float64), best first, equal ones by number; −inf is never one."""
    rows, columns = scores.shape
    ids, best = np.full((rows, k), -1, np.int32), np.full((rows, k), -np.inf)
    taken = min(k, columns)
    if not taken or not rows:
        return ids, best
    floor = np.partition(scores, columns - taken, axis=1)[:, columns - taken]
    row, column = np.nonzero((scores >= floor[:, None]) & (scores > -np.inf))
    value = scores[row, column]
    order = np.lexsort((column, -value, row))
    row, column, value = row[order], column[order], value[order]
    place = np.arange(len(row)) - np.searchsorted(row, np.arange(rows))[row]
    kept = place < k
    ids[row[kept], place[kept]], best[row[kept], place[kept]] = column[kept], value[kept]
    return ids, best
