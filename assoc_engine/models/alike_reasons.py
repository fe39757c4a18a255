"""Why a product is on the list of one that was never sold: the known product most like the new one with which it was bought."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..text import N_
from .contract import Train
from .reasons import Reasons
from .sales_reasons import sales_reasons
from .splitting import basket_matrix

BOUGHT_WITH = N_("The new product is like {because}; of its {out_of} orders, {count} hold this one.")
ALIKE = N_("Its name is like that of the new product.")
FEW = N_("Little to go by: the new product is like {because}; of its {out_of} orders, {count} hold this one.")
NEIGHBOURS = 20  # known products looked at for a new one
LEAST = 0.2  # likeness of those that a reason may name
ORDERS, JOINT, MORE = 5, 2, 1.2  # of a product that a reason names: its orders, those that hold both, and these as times chance
STEP = 64  # new products between two looks at the progress


def alike_reasons(
    train: Train, known: np.ndarray, likeness: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, progress: Progress = SILENT
) -> Reasons:
    """`ids` int32 cases × places. `likeness(cases)` gives float64 cases × `known` products (their numbers).

    Of the known products most like the new one, the one named is that whose likeness times its share of orders with the product
    on the list is largest, among those that were bought with it MORE than chance (each product being in its share of all orders);
    those of at least ORDERS orders, JOINT of them with it, go before the others. Where there is none: names alike, else its sales.
    """
    found, orders = sales_reasons(train, ids), sparse.csr_matrix(basket_matrix(train).T)
    found.vocabulary.extend((BOUGHT_WITH, ALIKE, FEW))
    for low in range(0, len(ids), STEP):
        progress.step(low, len(ids))
        rows = np.arange(low, min(low + STEP, len(ids)))
        alike = likeness(rows)
        near = np.argsort(-alike, axis=1, kind="stable")[:, :NEIGHBOURS]
        for row, nearest, how in zip(rows.tolist(), near, np.take_along_axis(alike, near, axis=1), strict=True):
            places = np.flatnonzero(ids[row] >= 0)
            nearest, how = known[nearest[how >= LEAST]], how[how >= LEAST]
            if not len(nearest):
                continue
            listed = ids[row, places]
            joint = (orders[nearest] @ orders[listed].T).toarray()
            joint[nearest[:, None] == listed] = 0  # a product is not bought with itself
            _fill(found, train, row, places, listed, nearest, how, joint)
    return found


def _fill(
    found: Reasons, train: Train, row: int, places: np.ndarray, listed: np.ndarray, nearest: np.ndarray, how: np.ndarray, joint: np.ndarray
) -> None:
    """The reasons of one list. `joint` nearest × listed: orders that hold both; `how`: likeness of the nearest."""
    held = np.maximum(train.counts[nearest], 1)[:, None]
    beyond = joint >= MORE * held * train.counts[listed] / max(1, train.orders)
    firm = beyond & (held >= ORDERS) & (joint >= JOINT)
    worth = joint / held * how[:, None] * beyond
    first = (worth + firm * (1 + worth.max(initial=0))).argmax(axis=0)
    each = np.arange(len(listed))
    firm, few, by_name = firm[first, each], worth[first, each] > 0, np.isin(listed, nearest)
    for message, holds in ((FEW, few), (ALIKE, by_name), (BOUGHT_WITH, firm)):  # what is said last stands
        found.codes[row, places[holds]] = found.vocabulary.index(message)
    found.count[row, places[by_name]] = found.out_of[row, places[by_name]] = np.nan
    counted = firm | (few & ~by_name)
    said, because = places[counted], nearest[first][counted]
    found.because[row, said] = because
    found.count[row, said], found.out_of[row, said] = joint[first, each][counted], train.counts[because]
