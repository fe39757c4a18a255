"""Products in between: those that go with both of two products, and those that are like the one and go with the other.

How alike two products are in what they are bought with is the cosine of their rows of association, log(joint orders / expected) where
chance hardly explains a pair (Bullinaria and Levy, Behavior Research Methods 2007). It is a sum over the products
in between, so what each brings is known, and so is what would be left without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import bdtrc

from ..progress import SILENT, Progress
from ..rules.significance import p_values
from .counted import Counted

STEP = 128  # products between two looks at the progress
BOTH, LIKE_A, LIKE_B = "both", "like_a", "like_b"
SHOWN = {BOTH: 5, LIKE_A: 3, LIKE_B: 3}
CLEAR = 0.001  # chance of as many joint orders up to which a pair is clearly together; of two pairs at once chance makes hardly any
ROOTS = 3.0  # of the expected number, above it: fewer joint orders never are as unlikely
NEAR, LIKE = 20, 0.3  # products most like one that are looked at, and how like they must be
LEFT = 1e-9  # of a sum of logarithms, less is what rounding leaves
OFTENER = 0.01  # chance, of products at random, that as many go with the other one, up to which those of like names are told


@dataclass(frozen=True)
class Neighbour:
    """A product in between. `kind`: goes with BOTH, or is LIKE_A (and goes with B), or LIKE_B. `with_a`, `with_b`: joint orders;
    `expected_a`, `expected_b`: by chance. `share`: of the likeness of the pair that rests on it (BOTH), else the likeness of the names."""

    product: int
    kind: str
    with_a: int
    with_b: int
    expected_a: float
    expected_b: float
    share: float


@dataclass(frozen=True)
class Likeness:
    """How alike A and B are in what they are bought with: `cosine`, and the `place` of B, from 1, among `of` products that share
    anything with A. `neighbours` BOTH, the largest share first. `without`: (cosine, place) if the first of them were not."""

    cosine: float
    place: int
    of: int
    neighbours: list[Neighbour]
    without: tuple[float, int]


def likeness(counted: Counted, a: int, b: int, progress: Progress = SILENT) -> Likeness:
    """Each product is held against A once: Σ s² steps for orders of sizes s."""
    mine, other = association(counted, np.array([a])).toarray()[0], association(counted, np.array([b])).toarray()[0]
    shared = mine * other
    through = np.argsort(-shared, kind="stable")[: SHOWN[BOTH]]
    through = through[shared[through] > 0]
    first = int(through[0]) if len(through) else -1
    dots, norms, by_first = (np.zeros(counted.products) for _ in range(3))
    for low in range(0, counted.products, STEP):
        progress.step(low, counted.products)
        rows = association(counted, np.arange(low, min(low + STEP, counted.products)))
        dots[low : low + STEP] = rows @ mine
        norms[low : low + STEP] = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
        by_first[low : low + STEP] = rows[:, first].toarray().ravel() if first >= 0 else 0
    whole = _placed(dots, norms, a, b)
    left = _placed(dots - by_first * (mine[first] if first >= 0 else 0), norms - by_first**2, a, b)
    total = float(shared.sum())
    found = [_neighbour(counted, int(c), BOTH, a, b, float(shared[c]) / total) for c in through.tolist()]
    return Likeness(whole[0], whole[1], int((dots > 0).sum()) - int(dots[a] > 0), found, left)


def _placed(dots: np.ndarray, norms: np.ndarray, a: int, b: int) -> tuple[float, int]:
    cosine = np.where(dots > LEFT, dots, 0) / np.sqrt(np.maximum(norms * max(norms[a], 1e-12), 1e-12))
    cosine[a] = -1
    return float(cosine[b]), 1 + int((cosine > cosine[b]).sum())


def association(counted: Counted, products: np.ndarray) -> sparse.csr_matrix:
    """float64 these products × all: log(joint / expected) of those that are clearly together, 0 for the others and itself."""
    joint = sparse.coo_matrix(counted.across[products] @ counted.matrix)
    row, column, orders = joint.row, joint.col, joint.data.astype(np.float64)
    other = products[row] != column
    row, column, orders = row[other], column[other], orders[other]
    expected = counted.expected(products[row], column)
    for test in (lambda: orders > expected + ROOTS * np.sqrt(expected), lambda: p_values(orders, expected) <= CLEAR):
        clear = test()
        row, column, orders, expected = row[clear], column[clear], orders[clear], expected[clear]
    return sparse.csr_matrix((np.log(orders / expected), (row, column)), shape=(len(products), counted.products))


def sisters(counted: Counted, alike: Callable[[int], np.ndarray], a: int, b: int) -> list[Neighbour]:
    """Products whose names are like A's and that are clearly bought with B, and the other way round; none where products at random
    would go with it as often. `alike(product)`: float64 a product, the likeness of names."""
    found = []
    for kind, one, goal in ((LIKE_A, a, b), (LIKE_B, b, a)):
        how, goes = alike(one), association(counted, np.array([goal])).toarray()[0] > 0
        how[[a, b]] = -1
        near = np.argsort(-how, kind="stable")[:NEAR]
        near = near[how[near] >= LIKE]
        going = near[goes[near]]
        if len(going) and bdtrc(len(going) - 1, len(near), goes.mean()) <= OFTENER:
            found += [_neighbour(counted, int(product), kind, a, b, float(how[product])) for product in going[: SHOWN[kind]].tolist()]
    return found


def _neighbour(counted: Counted, product: int, kind: str, a: int, b: int, share: float) -> Neighbour:
    holders = counted.holding(product)
    joint = [len(np.intersect1d(holders, counted.holding(one), assume_unique=True)) for one in (a, b)]
    expected = counted.expected(np.array([a, b]), np.array([product, product]))
    return Neighbour(product, kind, joint[0], joint[1], float(expected[0]), float(expected[1]), share)
