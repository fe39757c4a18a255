"""What is asked: which pairs of products that hardly ever met so far will be bought together soon; and what the answer was.

A pair is a candidate when both products are among the `MOST` that are in most orders of the past and have at most `FEW` joint
orders there. It comes true when the time after has at least `ENOUGH` joint orders of it, and more than `TIMES` the expected number
n_A · n_B · Σ s(s − 1) / (Σ s)², s being the sizes of the later orders, all counted on these products alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..basket_nets.coming_true import ENOUGH, TIMES, trade
from ..errors import NothingToAnalyse
from ..models.contract import Train
from ..models.history import History, Past
from ..models.splitting import Stage, basket_matrix
from ..text import N_

MOST = 1_500
FEW = 1


@dataclass(frozen=True)
class Question:
    """One moment. `train`: the past, in its own numbering. `products` int64 rising: its numbers of the products looked at. `a`, `b`
    int32: the candidates as places in `products`, a < b, by rising (a, b). `joint` int32: their joint orders so far."""

    train: Train
    products: np.ndarray
    a: np.ndarray
    b: np.ndarray
    joint: np.ndarray

    def __len__(self) -> int:
        return len(self.a)

    @cached_property
    def baskets(self) -> sparse.csr_matrix:
        """float32 all past orders × `products`: 1 where the order holds the product; orders without any of them stay, empty."""
        return sparse.csr_matrix(basket_matrix(self.train)[:, self.products])

    @cached_property
    def together(self) -> np.ndarray:
        """float32 products × products: joint orders so far; on the diagonal the orders of each."""
        return np.asarray((self.baskets.T @ self.baskets).todense())

    def of(self, pairs: np.ndarray) -> np.ndarray:
        """The entries of a products × products matrix at the candidates."""
        return pairs[self.a, self.b]


def ask(train: Train, most: int = MOST) -> Question:
    """What can be asked at the end of a past. Raises NothingToAnalyse where no pair is a candidate."""
    counts = train.counts
    keys = np.array(train.codes or train.names)
    order = np.lexsort((keys, -counts))[: min(most, int(np.count_nonzero(counts)))]
    products = np.sort(order)
    baskets = basket_matrix(train)[:, products]
    together = np.asarray((baskets.T @ baskets).todense())
    a, b = np.nonzero(np.triu(together <= FEW, 1))
    if not len(a):
        raise NothingToAnalyse(N_("Every two products have met in several orders already: there is no link left to foresee."))
    return Question(train, products, a.astype(np.int32), b.astype(np.int32), together[a, b].astype(np.int32))


def later_baskets_of(question: Question, history: History, past: Past, stage: Stage) -> sparse.csr_matrix:
    """float32 later orders of a history × `question.products`; a product that the whole history no longer has was not bought."""
    whole = past.product[question.products]
    baskets = basket_matrix(history.train)[np.flatnonzero(stage.later)]
    there = whole < history.train.products
    columns = sparse.csr_matrix((np.ones(there.sum(), np.float32), (whole[there], np.flatnonzero(there))),
                                shape=(history.train.products, len(whole)))  # fmt: skip
    return sparse.csr_matrix(baskets @ columns)


def expected_later(later: sparse.csr_matrix, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """float64: joint orders of the pairs (columns of `later`) that chance gives, from the orders of each and their sizes."""
    held, factor = trade(later)
    return held[a] * held[b] * factor


def came_true(question: Question, later: sparse.csr_matrix) -> np.ndarray:
    """bool, one a candidate: see the head of this module. `later`: orders × `question.products`."""
    joint = question.of(np.asarray((later.T @ later).todense()))
    return (joint >= ENOUGH) & (joint > TIMES * expected_later(later, question.a, question.b))
