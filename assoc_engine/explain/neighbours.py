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
from ..rules.counts import pair_chunks
from ..rules.tails import upper_tail
from .counted import Counted

BOTH, LIKE_A, LIKE_B = "both", "like_a", "like_b"
SHOWN = {BOTH: 5, LIKE_A: 3, LIKE_B: 3}
CLEAR = 0.001  # chance of as many joint orders up to which a pair is clearly together; of two pairs at once chance makes hardly any
ROOTS = 2.5  # deviations above the expected number: fewer joint orders never are as unlikely
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


def likeness(counted: Counted, rows: sparse.csr_matrix, a: int, b: int) -> Likeness:
    """How alike two products are by what they are bought with: the cosine of their rows, and through which others.
    `rows`: products × products, from `association`."""
    mine, other = rows[a].toarray()[0], rows[b].toarray()[0]
    shared = mine * other
    through = np.argsort(-shared, kind="stable")[: SHOWN[BOTH]]
    through = through[shared[through] > 0]
    first = int(through[0]) if len(through) else -1
    dots, norms = rows @ mine, np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    by_first = rows[:, first].toarray().ravel() if first >= 0 else np.zeros(counted.products)
    whole = _placed(dots, norms, a, b)
    left = _placed(dots - by_first * (mine[first] if first >= 0 else 0), norms - by_first**2, a, b)
    total = float(shared.sum())
    found = [_neighbour(counted, int(c), BOTH, a, b, float(shared[c]) / total) for c in through.tolist()]
    return Likeness(whole[0], whole[1], int((dots > 0).sum()) - int(dots[a] > 0), found, left)


def _placed(dots: np.ndarray, norms: np.ndarray, a: int, b: int) -> tuple[float, int]:
    cosine = np.where(dots > LEFT, dots, 0) / np.sqrt(np.maximum(norms * max(norms[a], 1e-12), 1e-12))
    cosine[a] = -1
    return float(cosine[b]), 1 + int((cosine > cosine[b]).sum())


def association(counted: Counted, progress: Progress = SILENT) -> sparse.csr_matrix:
    """float64 products × products: log(joint / expected) of those that are clearly together, 0 for the others and itself."""
    start, items, totals = counted.tested.start, counted.tested.items, counted.tested.product_orders
    row, column, value = [], [], []
    for pairs in pair_chunks(start, items, counted.products, 1, progress):
        expected, variance = counted.chance.moments(pairs.a, pairs.b)
        some = np.flatnonzero(pairs.orders > expected + ROOTS * np.sqrt(variance))
        a, b, joint, expected, variance = (values[some] for values in (pairs.a, pairs.b, pairs.orders, expected, variance))
        clear = upper_tail(joint, expected, variance, np.minimum(totals[a], totals[b])) <= CLEAR
        row.append(a[clear])
        column.append(b[clear])
        value.append(np.log(joint[clear] / expected[clear]))
    if not row:
        return sparse.csr_matrix((counted.products, counted.products))
    upper = sparse.csr_matrix((np.concatenate(value), (np.concatenate(row), np.concatenate(column))), (counted.products, counted.products))
    return sparse.csr_matrix(upper + upper.T)


def sisters(counted: Counted, rows: sparse.csr_matrix, alike: Callable[[int], np.ndarray], a: int, b: int) -> list[Neighbour]:
    """Products whose names are like A's and that are clearly bought with B, and the other way round; none where products at random
    would go with it as often. `rows`: from `association`. `alike(product)`: float64 a product, the likeness of names."""
    found = []
    for kind, one, goal in ((LIKE_A, a, b), (LIKE_B, b, a)):
        how, goes = alike(one), rows[goal].toarray()[0] > 0
        how[[a, b]] = -1
        near = np.argsort(-how, kind="stable")[:NEAR]
        near = near[how[near] >= LIKE]
        going = near[goes[near]]
        if len(going) and bdtrc(len(going) - 1, len(near), goes.mean()) <= OFTENER:
            found += [_neighbour(counted, int(product), kind, a, b, float(how[product])) for product in going[: SHOWN[kind]].tolist()]
    return found


def _neighbour(counted: Counted, product: int, kind: str, a: int, b: int, share: float) -> Neighbour:
    rows = counted.tested.rows
    joint = [int(rows[counted.joint(one, product)].sum()) for one in (a, b)]
    expected = counted.chance.expected(np.array([a, b]), np.array([product, product]))
    return Neighbour(product, kind, joint[0], joint[1], float(expected[0]), float(expected[1]), share)
