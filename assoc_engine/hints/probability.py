"""How likely a pair comes true: by its place in a ranking, as it was at the same places of earlier moments; or, where the ranking foresees
how often pairs meet, by what follows from that, put right by the earlier moments.

Scores of different moments cannot be compared, places can. Places are put into classes that double in size; in each, the share that
came true over all moments, drawn to the share of all candidates, and never rising down the list (isotonic: pool adjacent violators).
Between the classes it falls evenly with the logarithm of the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FIRST = 10  # places of the first class
SHOWN = 2_000  # pairs that are looked at: the chance of those further down is no matter
MORE = 3.0  # times as many: trade rises towards a season, but a ranker that was taught by little promises too much
SUREST = 0.95  # chance: what has not happened yet is never surer
FURTHEST = 20.0  # logarithm of a factor of the odds
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


def foreseen(scores: np.ndarray, said: np.ndarray, trials: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> np.ndarray:
    """float64: the chance `said` of each candidate, never lower for a higher score, its odds times one factor for all: that by which, at
    the earlier moments, as many of the first `SHOWN` would have come true as did. Where that promises more than `MORE` times as many as
    came true at the best of them, it is not believed, and the place decides. `trials`: (scores, said, true) of each."""
    first = [np.argsort(-score, kind="stable")[:SHOWN] for score, _, _ in trials]
    right = [int(true[rows].sum()) for (_, _, true), rows in zip(trials, first, strict=True)]
    odds = np.concatenate([_odds(told[rows]) for (_, told, _), rows in zip(trials, first, strict=True)])
    factor = _factor(odds, sum(right) + 0.5)
    order = np.argsort(-scores, kind="stable")
    chance = np.empty(len(scores))
    chance[order] = falling(said[order], np.ones(len(order)))
    chance = np.minimum(_chance(_odds(chance) + factor), SUREST)
    if chance[order[:SHOWN]].sum() > MORE * (max(right) + 1):
        return Probability.of([(score, true) for score, _, true in trials])(scores)
    return chance


def _factor(odds: np.ndarray, wanted: float) -> float:
    """What is added to the logarithms so that the chances sum up to what is wanted; nothing where that is more than there are."""
    from scipy.optimize import brentq

    if wanted >= len(odds):
        return 0.0
    return float(brentq(lambda far: _chance(odds + far).sum() - wanted, -FURTHEST, FURTHEST))


def _odds(chance: np.ndarray) -> np.ndarray:
    some = np.clip(chance, 1e-9, 1 - 1e-9)
    return np.log(some / (1 - some))


def _chance(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-odds))


def places(scores: np.ndarray) -> np.ndarray:
    """float64 in (0, 1]: the place of each score as a share of all, the largest first; equals share the middle of their places."""
    from scipy.stats import rankdata

    return rankdata(-scores) / len(scores)


def falling(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """float64, one an entry: the nearest to `values` (squares weighed by `weights`) that never rise from one to the next."""
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
