"""Drawing by chance, from uniform numbers alone: the part of numpy's generator that never differs between platforms."""

from __future__ import annotations

import numpy as np


def generator(seed: int, step: int) -> np.random.Generator:
    """The chance of one planting step: what other steps draw, or whether they exist, does not touch it."""
    return np.random.default_rng([seed, step])


def weighted(rng: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    """`count` indices into `weights`, each drawn in proportion to its weight, with replacement."""
    edges = np.cumsum(weights)
    drawn = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.minimum(drawn, len(edges) - 1)


def between(rng: np.random.Generator, low: int, high: int, count: int) -> np.ndarray:
    """`count` whole numbers (int64) low..high, both included, all equally likely."""
    return low + np.floor(rng.random(count) * (high - low + 1)).astype(np.int64)


def subset(rng: np.random.Generator, population: int, count: int) -> np.ndarray:
    """`count` different indices (int64) below `population`, rising; fewer where the population is smaller."""
    return np.sort(shuffled(rng, population)[:count])


def shuffled(rng: np.random.Generator, count: int) -> np.ndarray:
    """The indices below `count` (int64) in an order by chance."""
    return np.argsort(rng.random(count), kind="stable")
