"""Where products stand in the picture of the groups: each group a disc, its most typical product in the middle, discs of groups that
go together near each other and none over another; products of no group in a ring around all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

GOLDEN = np.pi * (3 - 5**0.5)  # the angle at which the seeds of a sunflower follow one another (Vogel, 1979)
GAP = 3.0  # between two discs, beside the 1.8 between neighbouring dots: room for names
FILLED = 0.7  # of the circle that holds all discs
ROUNDS, PULL = 400, 0.05


def places(middles: np.ndarray, groups: Sequence[np.ndarray], loose: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) float64 of each of `count` products. `middles`: groups × d; `groups`: product numbers of each, the most typical first;
    `loose`: those in no group, the most bought first. NaN for who is in neither. The same input gives the same picture."""
    found = np.full((count, 2), np.nan)
    radius = np.sqrt([len(members) for members in groups])
    discs = _apart(_laid_out(middles), radius)
    for members, middle in zip(groups, discs, strict=True):
        found[members] = middle + _sunflower(0, len(members))
    edge = (np.linalg.norm(discs, axis=1) + radius).max() + GAP
    found[loose] = _sunflower(edge**2, len(loose))
    return found[:, 0], found[:, 1]


def _sunflower(before: float, count: int) -> np.ndarray:
    """Dots about a distance of 1.8 apart, spiralling outwards from where `before` dots would lie."""
    number = before + np.arange(count) + 0.5 * (before == 0)
    return np.sqrt(number)[:, None] * np.stack([np.cos(GOLDEN * number), np.sin(GOLDEN * number)], axis=1)


def _laid_out(middles: np.ndarray) -> np.ndarray:
    """The middles of groups in the plane, those of like direction near each other (classical scaling: Torgerson, 1952)."""
    count = len(middles)
    if count == 1:
        return np.zeros((1, 2))
    own = middles / np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    alike = own @ own.T
    centred = alike - alike.mean(axis=0) - alike.mean(axis=1)[:, None] + alike.mean()
    length, direction = np.linalg.eigh(centred)
    plane = direction[:, -2:] * np.sqrt(np.maximum(length[-2:], 0))
    plane *= np.where(plane[np.abs(plane).argmax(axis=0), [0, 1]] < 0, -1, 1)  # one of the mirror images, always the same
    rank = np.argsort(np.argsort(plane, axis=0, kind="stable"), axis=0)
    x, y = ((2 * rank + 1) / count - 1).T  # by rank, or a few far out would press all others together
    return np.stack([x * np.sqrt(1 - y**2 / 2), y * np.sqrt(1 - x**2 / 2)], axis=1)  # a square turned into a circle


def _apart(plane: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Discs drawn to where they belong in the circle, and pushed apart until none lies over another."""
    reach = radius[:, None] + radius + GAP
    np.fill_diagonal(reach, 0)
    wanted = plane * np.sqrt(((radius + GAP / 2) ** 2).sum() / FILLED)
    at = wanted.copy()
    for step in range(ROUNDS):
        at = _pushed(at + PULL * (1 - step / ROUNDS) * (wanted - at), reach)
    for _ in range(20 * ROUNDS):
        at, before = _pushed(at, reach), at
        if np.abs(at - before).max() < 1e-3:
            break
    return at - at.mean(axis=0)


def _pushed(at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    between = at[:, None] - at
    distance = np.sqrt((between**2).sum(axis=2)) + np.eye(len(at))
    over = np.maximum(reach - distance, 0) * (1 - np.eye(len(at)))
    pushes = np.maximum((over > 0).sum(axis=1), 1)[:, None]
    return at + 0.55 * ((over / distance)[:, :, None] * between).sum(axis=1) / pushes**0.5
