"""What orders hold, as numbers that are equal for equal contents; and how many times over a file holds its orders."""

from __future__ import annotations

import numpy as np

from ..baskets import Baskets

TIMES = (3, 2)  # over that a file may be loaded
NEARLY = 0.95  # share of the contents that are there an even number of times, from which on the file is
FEWEST = 20  # different contents, below which that says nothing


def contents(product: np.ndarray, quantity: np.ndarray, line_start: np.ndarray) -> np.ndarray:
    """uint64 (2, orders): equal for equal products and quantities, in whatever order the lines are; 128 bits, so that no two orders meet by
    chance. `product` int64, `quantity` float64: of each line, in order of orders; `line_start`: where each order's begin, and the end."""
    quantity = quantity + 0.0  # no −0
    found = []
    for seed in (1, 2):
        line = _mixed(_mixed(product.astype(np.uint64) * np.uint64(2) + np.uint64(seed)) ^ quantity.view(np.uint64))
        found.append(np.add.reduceat(line, line_start[:-1]))
    return np.stack(found)


def times_over(baskets: Baskets, product: np.ndarray, quantity: np.ndarray) -> int:
    """How many times (2 or 3) every order stands in the file under other numbers, 1 where that cannot be said. `product`, `quantity`: as of
    `contents`.

    Equal orders of several products are frequent in some shops, but that nearly all contents come an even number of times is no accident:
    of orders that come at random, each content's number is even with a chance under one half (a Poisson number that is not 0 is, whatever
    its mean), so of FEWEST contents 19 are in 2 of 100,000 files. Equal are orders of the same customer and time, where these are known.
    """
    several = np.flatnonzero(baskets.sizes > 1)
    if not len(several):
        return 1
    rows = (*contents(product, quantity, baskets.line_start)[:, several], baskets.time[several], baskets.customer.codes[several])
    by = np.lexsort(rows)
    other = np.zeros(len(several), bool)
    for column in rows:
        other[1:] |= column[by][1:] != column[by][:-1]
    often = np.diff(np.concatenate([[0], np.flatnonzero(other), [len(several)]]))
    if len(often) < FEWEST:
        return 1
    return next((times for times in TIMES if (often % times == 0).mean() >= NEARLY), 1)


def _mixed(bits: np.ndarray) -> np.ndarray:
    """splitmix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
