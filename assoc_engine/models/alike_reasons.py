"""Why a product is on the list of one that was never sold: the known product most like the new one with which it was bought."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..text import N_
from .contract import Train
from .reasons import Reasons
from .splitting import basket_matrix

BOUGHT_WITH, ALIKE, POPULAR = 0, 1, 2
VOCABULARY = (
    N_("The new product is like {because}; of its {out_of} orders, {count} hold this one."),
    N_("Its name is like that of the new product."),
    N_("One of the best sellers: no product like the new one was bought with it."),
)
NEIGHBOURS = 20  # known products looked at for a new one
LEAST = 0.2  # likeness of those that a reason may name
STEP = 64  # new products between two looks at the progress


def alike_reasons(
    train: Train, known: np.ndarray, likeness: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, progress: Progress = SILENT
) -> Reasons:
    """`ids` int32 cases × places. `likeness(cases)` gives float64 cases × `known` products (their numbers).

    Of the known products most like the new one, the one named is that whose likeness times its share of orders with the product
    on the list is largest.
    """
    found, orders = Reasons.none(ids.shape), sparse.csr_matrix(basket_matrix(train).T)
    found.vocabulary.extend(VOCABULARY)
    counts = np.maximum(train.counts, 1)
    for low in range(0, len(ids), STEP):
        progress.step(low, len(ids))
        rows = np.arange(low, min(low + STEP, len(ids)))
        alike = likeness(rows)
        near = np.argsort(-alike, axis=1, kind="stable")[:, :NEIGHBOURS]
        for row, nearest, how in zip(rows.tolist(), near, np.take_along_axis(alike, near, axis=1), strict=True):
            places = np.flatnonzero(ids[row] >= 0)
            nearest, how = known[nearest[how >= LEAST]], how[how >= LEAST]
            listed = ids[row, places]
            joint = (orders[nearest] @ orders[listed].T).toarray()
            joint[nearest[:, None] == listed] = 0  # a product is not bought with itself
            _fill(found, row, places, listed, nearest, how, joint, counts)
    return found


def _fill(found: Reasons, row: int, places, listed, nearest, how, joint: np.ndarray, counts: np.ndarray) -> None:
    """The reasons of one list. `joint` nearest × listed: orders that hold both; `how`: likeness of the nearest."""
    if not len(nearest):
        found.codes[row, places] = POPULAR
        return
    worth = joint / counts[nearest][:, None] * how[:, None]
    first = worth.argmax(axis=0)
    together = joint[first, np.arange(len(listed))]
    by_name = np.isin(listed, nearest)
    found.codes[row, places] = np.where(together > 0, BOUGHT_WITH, np.where(by_name, ALIKE, POPULAR))
    said = places[together > 0]
    found.because[row, said] = nearest[first][together > 0]
    found.count[row, said] = together[together > 0]
    found.out_of[row, said] = counts[nearest[first]][together > 0]
