"""Boosted trees that put candidates in order: several forests, each grown on a sample of its own; their mean is the score.

They are not kept on disk: scikit-learn can only pickle them, which is never read here, and growing them anew takes a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..progress import Progress
from ..settings import Checked, limited

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier


@dataclass(frozen=True)
class ForestSettings(Checked):
    """`forests`: how many are grown. `trees` of each, `leaves`, `rate`, `smallest` (cases in a leaf), `shrinkage` (L2): boosting."""

    forests: int = limited(3, 1, 50)
    trees: int = limited(80, 1, 5_000)
    leaves: int = limited(31, 2, 1_000)
    rate: float = limited(0.1, 0.001, 1.0)
    smallest: int = limited(100, 1, 100_000)
    shrinkage: float = limited(1.0, 0.0, 1e6)
    seed: int = limited(0, 0, 2**31 - 1)


class Forests:
    """`grown`: one classifier a sample."""

    def __init__(self, settings: ForestSettings) -> None:
        self.settings = settings
        self.grown: list[HistGradientBoostingClassifier] = []

    def grow(self, features: np.ndarray, right: np.ndarray, sample: Callable[[int], np.ndarray], progress: Progress) -> Forests:
        """`features` float32 pairs × columns, `right` bool; `sample(forest)`: int64, the pairs that a forest learns from."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        s = self.settings
        for number in range(s.forests):
            part = progress.part(number / s.forests, (number + 1) / s.forests)
            rows = sample(number)
            part.step(0, 1)
            trees = HistGradientBoostingClassifier(
                learning_rate=s.rate, max_iter=s.trees, max_leaf_nodes=s.leaves, min_samples_leaf=s.smallest,
                l2_regularization=s.shrinkage, random_state=s.seed + number,
                early_stopping=True, validation_fraction=None, n_iter_no_change=s.trees, scoring=_look(part, s.trees),
            )  # fmt: skip
            self.grown.append(trees.fit(_told(features[rows]), right[rows]))
        return self

    def scores(self, features: np.ndarray) -> np.ndarray:
        """float64 a pair: mean log odds of being right."""
        return np.mean([self.of(number, features) for number in range(len(self.grown))], axis=0)

    def of(self, number: int, features: np.ndarray) -> np.ndarray:
        """float64 a pair, by one forest alone."""
        return self.grown[number].decision_function(features) if len(features) else np.zeros(0)


def _told(features: np.ndarray) -> np.ndarray:
    """The features with 0 all through a column that says nothing of any pair (all NaN): scikit-learn finds no bins for it."""
    silent = np.isnan(features).all(axis=0)
    return np.where(silent, np.float32(0), features) if silent.any() else features


def _look(progress: Progress, trees: int) -> Callable[..., float]:
    """What scikit-learn takes for a measure of the trees grown so far, asked before the first and after each: it steps the progress,
    and ends the growing by Cancelled alone."""
    grown = iter(range(trees + 1))

    def measure(*_: object) -> float:
        progress.step(next(grown), trees)
        return 0.0

    return measure
