"""Which groups are found again: the orders are split by chance into halves again and again, and each half is grouped by itself.

How alike the groupings of two halves are is told by the adjusted Rand index (Hubert and Arabie, Journal of Classification 1985): 1 the
same, 0 as alike as chance makes them. A group counts as found in a half where it lies best: by its Jaccard index (Hennig,
Computational Statistics and Data Analysis 2007), common members over members of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from .chance import Met, chance_of, dealt, met
from .clustering import group
from .vectors import directions, fused, longest

SPLITS, TASTED = 8, 3  # splits into halves; those after which the weight of the names is chosen
WEIGHTS = (0.0, 0.15, 0.3)  # of the names beside the orders
ENOUGH = 1.02  # as many times the links kept together has a heavier weight of names to reach


@dataclass(frozen=True)
class Half:
    """What half the orders make of the products. `labels`: for each number of groups int32 a product. `joint`, `expected`: for each
    number, by group, the orders of pairs within it in the other half, and those that chance gives."""

    labels: list[np.ndarray]
    joint: list[np.ndarray]
    expected: list[np.ndarray]


@dataclass(frozen=True)
class Trial:
    """`ari`: mean over the splits, `low`, `high`: the least and the most of them; `chance`: of the dealt-out control."""

    number: int
    ari: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True)
class Trials:
    """`weight`: that of the names. `halves`: of all splits. `tried`: one a number of groups. `kept`: by weight the share of the other
    half's orders beyond chance that stays within groups."""

    weight: float
    halves: list[Half]
    tried: list[Trial]
    kept: dict[float, float]


def try_numbers(
    baskets: sparse.csr_matrix, products: np.ndarray, names: np.ndarray | None, numbers: Sequence[int], seed: int,
    progress: Progress = SILENT,
) -> Trials:  # fmt: skip
    """Group halves of the orders into each number of groups, with the weight of names that keeps most of the other half's links
    together; and halves of the control with the same weight."""
    control = _Control(baskets, products, seed, progress.part(0.0, 0.1))
    weights: Sequence[float] = WEIGHTS if names is not None else WEIGHTS[:1]
    found: dict[float, list[tuple[Half, Half]]] = {weight: [] for weight in weights}
    for split in range(SPLITS):
        part = progress.part(0.1 + 0.8 * split / SPLITS, 0.1 + 0.8 * (split + 1) / SPLITS)
        sides = _sides(baskets, products, seed + split, part.part(0.0, 0.1))
        if split == TASTED:
            weights = [_best({weight: _kept_together(found[weight]) for weight in weights})]
        each = _Grouping(names, numbers, control.noise)
        for place, weight in enumerate(weights):
            found[weight].append(each.both(sides, weight,
                                           part.part(0.1 + 0.9 * place / len(weights), 0.1 + 0.9 * (place + 1) / len(weights))))
    (weight,), kept = weights, {weight: _kept_together(halves[:TASTED]) for weight, halves in found.items()}
    by_chance = _Grouping(names, numbers, control.noise).both(control.sides, weight, progress.part(0.9, 1.0))
    tried = [_trial(number, place, found[weight], by_chance) for place, number in enumerate(numbers)]
    return Trials(weight, [half for both in found[weight] for half in both], tried, kept)


def choose(tried: Sequence[Trial]) -> Trial | None:
    """The fewest groups that are as stable as the most stable number, as far as the splits can tell; None where no number of groups
    comes back more often than it does in the control."""
    sure = [trial for trial in tried if trial.low > max(trial.chance, 0.0)]
    if not sure:
        return None
    best = max(sure, key=_gain)
    enough = _gain(best) - (best.high - best.low) / 4  # about one standard deviation of a split
    return next(trial for trial in sure if _gain(trial) >= enough)


def _gain(trial: Trial) -> float:
    """How far above the control, of what was to be gained."""
    return (trial.ari - trial.chance) / max(1 - trial.chance, 1e-9)


def found_again(labels: np.ndarray, half: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each group of `labels` (int a product, 0 …): its nearest group in `half` and the Jaccard index of the two; and bool a
    product: does the half have it in that one? −1 in `labels`: of no group."""
    mine, theirs = labels.max(initial=-1) + 1, half.max(initial=-1) + 1
    inside = labels >= 0
    common = np.bincount(labels[inside] * theirs + half[inside], minlength=mine * theirs).reshape(mine, theirs)
    either = common.sum(axis=1)[:, None] + np.bincount(half, minlength=theirs) - common
    alike = common / np.maximum(either, 1)
    nearest = alike.argmax(axis=1)
    return nearest, alike.max(axis=1), inside & (nearest[labels] == half)


class _Control:
    """`noise`: the length of direction that chance reaches in halves of the orders dealt out anew. `sides`: the halves of another
    deal, which are grouped as if they were real."""

    def __init__(self, baskets: sparse.csr_matrix, products: np.ndarray, seed: int, progress: Progress) -> None:
        self.noise = max(longest(side) for side in _sides(dealt(baskets, seed), products, seed, progress.part(0.0, 0.5)))
        self.sides = _sides(dealt(baskets, seed + 1), products, seed, progress.part(0.5, 1.0))


def _sides(baskets: sparse.csr_matrix, products: np.ndarray, seed: int, progress: Progress) -> tuple[Met, Met]:
    order = np.random.default_rng((seed, 1)).permutation(baskets.shape[0])
    middle = len(order) // 2
    progress.step(0, 2)
    one, other = (baskets[np.sort(half)] for half in (order[:middle], order[middle:]))
    first = met(one, chance_of(one), products)
    progress.step(1, 2)
    return first, met(other, chance_of(other), products)


@dataclass(frozen=True)
class _Grouping:
    """How halves are grouped, whichever they are: see try_numbers; `noise`: the length of direction that chance reaches in a half."""

    names: np.ndarray | None
    numbers: Sequence[int]
    noise: float

    def both(self, sides: tuple[Met, Met], weight: float, progress: Progress) -> tuple[Half, Half]:
        return self.half(*sides, weight, progress.part(0.0, 0.5)), self.half(*sides[::-1], weight, progress.part(0.5, 1.0))

    def half(self, own: Met, other: Met, weight: float, progress: Progress) -> Half:
        progress.step(0, 1)
        found = directions(own, self.noise)
        if len(found):
            labels = group(fused(found.points, self.names, weight), self.numbers, progress)
        else:
            labels = [np.zeros(len(found.points), np.int32)] * len(self.numbers)
        return Half(labels, [within(each, other.joint) for each in labels], [within(each, other.expected) for each in labels])


def within(labels: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """float64 a group: the sum of a symmetric products × products matrix over the pairs within it."""
    member = sparse.csr_matrix((np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))))
    return np.asarray(member.multiply(member @ pairs).sum(axis=1), np.float64).ravel() / 2


def _kept_together(halves: Sequence[tuple[Half, Half]]) -> float:
    """The other half's orders within groups, beyond chance, in orders by chance: over all numbers and halves tried."""
    gains = [joint.sum() / max(expected.sum(), 1e-9) for both in halves for half in both
             for joint, expected in zip(half.joint, half.expected, strict=True)]  # fmt: skip
    return float(np.mean(gains))


def _best(kept: dict[float, float]) -> float:
    """The lightest weight that no heavier one beats by more than a little."""
    best = 0.0
    for weight, share in kept.items():
        if share > ENOUGH * kept[best]:
            best = weight
    return best


def _trial(number: int, place: int, found: Sequence[tuple[Half, Half]], by_chance: tuple[Half, Half]) -> Trial:
    alike = [_alike(both, place) for both in found]
    return Trial(number, float(np.mean(alike)), min(alike), max(alike), _alike(by_chance, place))


def _alike(both: tuple[Half, Half], place: int) -> float:
    """The adjusted Rand index of two halves; 0 where one of them makes no groups."""
    from sklearn.metrics import adjusted_rand_score

    one, other = (half.labels[place] for half in both)
    return float(adjusted_rand_score(one, other)) if one.any() and other.any() else 0.0
