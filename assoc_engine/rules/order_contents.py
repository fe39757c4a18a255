"""What orders hold, as numbers that are equal for equal contents; how many times over a file holds its orders, and which part of it
again."""

from __future__ import annotations

import numpy as np

from ..baskets import Baskets

TIMES = tuple(range(9, 1, -1))  # over that a file may be loaded
NEARLY = 0.95  # share of the contents that are there an even number of times, from which on the file is
FEWEST = 20  # different contents, below which that says nothing
RUN = 20  # orders one after the other that stand in the file again
BY_CHANCE = 1e-6  # expected of such runs in a file, were its orders drawn from their contents


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
    """How many times (up to 9) every order stands in the file under other numbers, 1 where that cannot be said. `product`, `quantity`: as
    of `contents`.

    Equal orders of several products are frequent in some shops, but that nearly all contents come an even number of times is no accident:
    of orders that come at random, each content's number is even with a chance under one half (a Poisson number that is not 0 is, whatever
    its mean; divisible by more it is less often), so of FEWEST contents 19 are in 2 of 100,000 files. Equal are orders of the same customer
    and time, where these are known.
    """
    often = np.bincount(_numbers(baskets, product, quantity)[baskets.sizes > 1])
    often = often[often > 0]
    if len(often) < FEWEST:
        return 1
    return next((times for times in TIMES if (often % times == 0).mean() >= NEARLY), 1)


def loaded_again(baskets: Baskets, product: np.ndarray, quantity: np.ndarray) -> np.ndarray:
    """Rows (int32, as they follow each other in the file) of the orders that stand in it once more: RUN or more of them, one after the
    other, equal in this order those before. `product`, `quantity`: as of `contents`.

    Single orders are equal by chance; of n orders drawn with the shares p of their contents, n² Π p / 2 such runs begin. Of contents that
    come again within RUN orders, as those of a promotion do, only one is taken into account; and what is left must be under BY_CHANCE.
    """
    in_file = np.argsort(baskets.line_order[baskets.line_start[:-1]], kind="stable").astype(np.int32)
    number = _numbers(baskets, product, quantity)[in_file]
    count = len(number) - RUN + 1
    if count < 1:
        return in_file[:0]
    by = np.argsort(number, kind="stable")
    lately = np.zeros(len(number), bool)
    lately[by[1:]] = (np.diff(number[by]) == 0) & (np.diff(by) < RUN)
    told = np.concatenate([[0.0], np.cumsum(np.where(lately, 0.0, np.log(np.bincount(number)[number] / len(number))))])
    rare = told[RUN:] - told[:-RUN] + 2 * np.log(len(number)) <= np.log(2 * BY_CHANCE)
    run, line = np.zeros(count, np.uint64), _mixed(number.astype(np.uint64))
    for place in range(RUN):
        run = _mixed(run ^ line[place : place + count])
    _, first, same = np.unique(run, return_index=True, return_inverse=True)
    begins = rare & (np.arange(count) - first[same] >= RUN)
    inside = np.cumsum(np.concatenate([begins, np.zeros(RUN)]) - np.concatenate([np.zeros(RUN), begins]))[: len(number)]
    return in_file[inside > 0]


def _numbers(baskets: Baskets, product: np.ndarray, quantity: np.ndarray) -> np.ndarray:
    """int64 per order: equal where products, quantities, customer and time are."""
    rows = (*contents(product, quantity, baskets.line_start), baskets.time, baskets.customer.codes)
    by = np.lexsort(rows)
    other = np.zeros(len(by), bool)
    for column in rows:
        other[1:] |= column[by][1:] != column[by][:-1]
    number = np.empty(len(by), np.int64)
    number[by] = np.cumsum(other)
    return number


def _mixed(bits: np.ndarray) -> np.ndarray:
    """splitmix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
