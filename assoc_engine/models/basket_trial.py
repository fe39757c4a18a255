"""How the ranker of the next basket does on customers kept apart, and what it owes to each thing it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..progress import SILENT, Progress
from .basket_candidates import Pairs
from .basket_forests import Forests
from .cases import take
from .evaluation import Scored, score
from .splitting import Asked

PLACES = 10  # of a list, that count


@dataclass(frozen=True)
class Trial:
    """`pairs`: all candidates of the customers kept apart, `asked`: what they then bought; `forest` int64, one a case: the forest
    that has not seen the customer. `products`: how many there are, `known`: how many had been sold by then."""

    pairs: Pairs
    asked: Asked
    forest: np.ndarray
    products: int
    known: int

    def some(self, most: int) -> Trial:
        """At most so many of the cases, spread evenly over them."""
        cases = len(self.forest)
        rows = np.unique(np.linspace(0, cases - 1, min(most, cases)).astype(np.int64))
        place = np.full(cases, -1)
        place[rows] = np.arange(len(rows))
        return Trial(self.pairs.take(place[self.pairs.case] >= 0, place), take(self.asked, rows), self.forest[rows], self.products,
                     self.known)

    def values(self, forests: Forests, features: np.ndarray) -> np.ndarray:
        """float64 a pair, by the forest that has not seen its customer; `features` as of `pairs`."""
        found, forest = np.empty(len(features)), self.forest[self.pairs.case]
        for number in range(len(forests.grown)):
            rows = np.flatnonzero(forest == number)
            found[rows] = forests.of(number, features[rows])
        return found

    def scored(self, values: np.ndarray) -> Scored:
        """How good the lists by these values (one a pair) are."""
        ids = self.pairs.best(values, len(self.forest), PLACES)
        return score(ids, self.asked, self.products + 1, self.known, PLACES)

    def losses(self, forests: Forests, groups: Sequence[slice], seed: int = 0, progress: Progress = SILENT) -> np.ndarray:
        """float64 a group of columns: the share of the NDCG that is lost when what they say is dealt out anew among all pairs."""
        features = self.pairs.features.copy()
        whole = self.scored(self.values(forests, features)).ndcg.sum()
        mixed, found = np.random.default_rng(seed).permutation(len(features)), np.zeros(len(groups))
        for number, group in enumerate(groups):
            progress.step(number, len(groups))
            features[:, group] = self.pairs.features[mixed, group]
            found[number] = 1 - self.scored(self.values(forests, features)).ndcg.sum() / whole if whole > 0 else 0.0
            features[:, group] = self.pairs.features[:, group]
        return found
