"""What all scorers of "what goes with this product" share: rows of scores for a batch of products, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from ..progress import SILENT, Progress
from .contract import PAGE, Cases, Train
from .customer_scorer import batches, best_of


class PageScorer:
    """A recommender for pages. A subclass learns in `learn` and answers in `scores`; only scores above 0 are answers."""

    name = ""
    tasks: tuple[str, ...] = (PAGE,)
    train: Train

    def fit(self, train: Train, settings: Any = None, progress: Progress = SILENT) -> Self:
        """See `contract.Recommender`."""
        self.train = train
        self.learn(settings, progress)
        return self

    def learn(self, settings: Any, progress: Progress) -> None:
        """Learn from `self.train`; `settings` of its own kind, None for the usual ones. Raises Cancelled."""
        raise NotImplementedError

    def scores(self, products: np.ndarray) -> np.ndarray:
        """float64 (asked products) × products, higher is likelier."""
        raise NotImplementedError

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `contract.Recommender`."""
        keys = np.asarray(cases.keys)
        ids, best = np.full((len(keys), k), -1, np.int32), np.full((len(keys), k), -np.inf)
        for rows in batches(len(keys), self.train.products):
            progress.step(rows.start, len(keys))
            scores = np.array(self.scores(keys[rows]), np.float64)
            scores[scores <= 0] = -np.inf
            scores[np.arange(len(scores)), keys[rows]] = -np.inf
            if exclude is not None:
                for row, forbidden in enumerate(exclude[rows]):
                    scores[row, forbidden] = -np.inf
            ids[rows], best[rows] = best_of(scores, k)
        return ids, best
