"""The guard against chance: joint orders expected from product totals and basket sizes, and what exceeds them.

Large baskets alone make pairs: two products that have nothing to do with each other meet often when baskets are
large. So chance is computed within classes of basket size: within a class, an order of s products draws them in
proportion to their totals, and two products A and B are expected together in
    E = Σ over classes of n_A · n_B · Σ s(s − 1) / (Σ s)²
orders (n and s counted within the class). Given E, joint orders are taken as Poisson; the p-value is the chance of
at least as many. The false discovery rate is controlled over every eligible pair (Benjamini and Hochberg, JRSS B
1995): those never seen together count as tests too, with p = 1.
"""

from __future__ import annotations

import numpy as np
from scipy import special

SIZE_EDGES = (5, 10, 20, 40, 80, 160)  # classes of basket size: up to 5, 6 to 10, …, over 160 products


def size_classes(sizes: np.ndarray) -> np.ndarray:
    """Class number (int64, 0 …) of each basket by its number of different products."""
    return np.searchsorted(np.array(SIZE_EDGES), sizes)


def class_totals(start: np.ndarray, items: np.ndarray, products: int) -> tuple[np.ndarray, np.ndarray]:
    """What chance needs: product totals by class, float64 (products, classes), and Σ s(s−1)/(Σ s)² of each class."""
    sizes = np.diff(start)
    classes = size_classes(sizes)
    count = len(SIZE_EDGES) + 1
    flat = items.astype(np.int64) * count + np.repeat(classes, sizes)
    totals = np.bincount(flat, minlength=products * count).reshape(products, count).astype(np.float64)
    s = np.bincount(classes, sizes, minlength=count)
    pairs = np.bincount(classes, sizes * (sizes - 1.0), minlength=count)
    return totals, np.divide(pairs, s**2, out=np.zeros(count), where=s > 0)


def expected_orders(totals: np.ndarray, factors: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """E of each pair (float64, in orders) by the formula above, from `class_totals`."""
    expected = np.zeros(len(a))
    for index in np.flatnonzero(factors):  # class by class: no temporary of pairs × classes
        expected += totals[a, index] * totals[b, index] * factors[index]
    return expected


def p_values(joint: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """P(X ≥ joint) for X ~ Poisson(expected): the regularised lower incomplete gamma P(joint, expected); 1 at joint 0."""
    joint, expected = np.asarray(joint), np.asarray(expected, np.float64)
    p = -np.expm1(-expected)  # P(1, expected), ten times as fast: most pairs are together once
    more = np.flatnonzero(joint > 1)
    p[more] = special.gammainc(joint[more], expected[more])
    p[joint < 1] = 1.0
    return p


def q_values(p: np.ndarray, tests: int, others: np.ndarray | int = 0) -> np.ndarray:
    """Benjamini–Hochberg adjusted p-values (float64) when `tests` ≥ len(p) pairs were tested.

    `others`: for each p, how many tested pairs that are not in `p` have no larger p-value; all further ones have p = 1.
    """
    if not len(p):
        return np.zeros(0)
    order = np.argsort(p, kind="stable")
    ranks = np.arange(1, len(p) + 1) + np.broadcast_to(others, len(p))[order]
    adjusted = p[order] * (tests / ranks)
    np.minimum.accumulate(adjusted[::-1], out=adjusted[::-1])
    q = np.empty(len(p))
    q[order] = np.minimum(adjusted, 1.0)
    return q
