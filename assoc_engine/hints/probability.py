"""From a place in a ranking to the chance that the pair comes true: as it was at the same places of earlier moments.

Scores of different moments cannot be compared, places can. Places are put into classes that double in size; in each, the share that
came true over all moments, drawn to the share of all candidates, and never rising down the list (isotonic: pool adjacent violators).
Between the classes it falls evenly with the logarithm of the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FIRST = 10  # places of the first class
SHRINKAGE = 5.0  # pairs that came true by chance alone, which each class is given beside its own


@dataclass(frozen=True)
class Probability:
    """`place` float64 rising: the middle of each class, on a logarithmic scale, as a share of all candidates; `chance` float64 not
    rising."""

    place: np.ndarray
    chance: np.ndarray

    @classmethod
    def of(cls, trials: Sequence[tuple[np.ndarray, np.ndarray]]) -> Probability:
        """`trials`: (scores float64, true bool) of the candidates of each moment."""
        rate = float(np.mean([true.mean() for _, true in trials]))
        count = min(len(true) for _, true in trials)
        edges = np.unique(np.minimum(FIRST * 2 ** np.arange(1 + max(0, int(np.ceil(np.log2(count / FIRST))))), count))
        right, seen = np.zeros(len(edges)), np.zeros(len(edges))
        for scores, true in trials:
            share = places(scores) * count
            row = np.minimum(np.searchsorted(edges, share, side="left"), len(edges) - 1)
            right += np.bincount(row, true, minlength=len(edges))
            seen += np.bincount(row, minlength=len(edges))
        chance = falling((right + SHRINKAGE * rate) / (seen + SHRINKAGE), seen + SHRINKAGE)
        low = np.concatenate([[1.0], edges[:-1] + 1.0])
        return cls(np.sqrt(low * edges) / count, chance)

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """float64, one a candidate of another moment: between 0 and 1, and never lower for a higher score."""
        return np.interp(np.log(places(scores)), np.log(self.place), self.chance)


def places(scores: np.ndarray) -> np.ndarray:
    """float64 in (0, 1]: the place of each score as a share of all, the largest first; equals share the middle of their places."""
    from scipy.stats import rankdata

    return rankdata(-scores) / len(scores)


def falling(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The nearest values (weighted squares) that never rise from one to the next."""
    blocks: list[list[float]] = []  # [value, weight, how many]
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] <= blocks[-1][0]:
            value, weight, many = blocks.pop()
            before = blocks[-1]
            before[0] = (before[0] * before[1] + value * weight) / (before[1] + weight)
            before[1] += weight
            before[2] += many
    return np.concatenate([np.full(int(many), value) for value, _, many in blocks])
