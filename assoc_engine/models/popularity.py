"""The same list for everybody: the products in most orders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..progress import SILENT, Progress
from .contract import PAGE, TASKS, Cases, Train


class Popularity:
    """`counts` float64: the orders of each product. The score is that count."""

    name = "popularity"
    tasks = TASKS

    def fit(self, train: Train, settings: object = None, progress: Progress = SILENT) -> Popularity:
        """See `contract.Recommender`."""
        self.counts = train.counts.astype(np.float64)
        self.ranked = np.argsort(-self.counts, kind="stable")[: np.count_nonzero(self.counts)]
        return self

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `contract.Recommender`."""
        ids, best = np.full((len(cases), k), -1, np.int32), np.full((len(cases), k), -np.inf)
        for row, key in enumerate(np.asarray(cases.keys).tolist()):
            forbidden = list(exclude[row]) if exclude is not None else []
            forbidden += [key] if cases.task == PAGE else []
            first = self.ranked[: k + len(forbidden)]
            found = first[~np.isin(first, forbidden)][:k]
            ids[row, : len(found)], best[row, : len(found)] = found, self.counts[found]
        return ids, best
