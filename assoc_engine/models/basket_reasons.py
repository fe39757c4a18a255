"""Why a product is on a customer's list: the product of his past without which its score would fall the most, and what is counted
of the two.

Taken away, a product is missing from all of the customer's orders; how often he ordered, the customers most like him, the scale of
his past and all that was learnt from everybody stay as they are (`CustomerScorer.drop`).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..text import N_
from .customer_links import ones_of
from .customer_scorer import CustomerScorer, batches, cells, strongest
from .histories import CustomerOrders
from .reasons import Reasons

VOCABULARY = (
    N_("Bought in {count} of the last {out_of} orders"),
    N_("Bought in the only order so far"),
    N_("Because of {because}, bought once: its customers buy this {times:times} times as often as customers do on average",
       "Because of {because}, bought {count} times: its customers buy this {times:times} times as often as customers do on average"),
    N_("Because of {because}, bought once", "Because of {because}, bought {count} times"),
    N_("In {count} of {out_of} orders of all customers"),
)  # fmt: skip
AGAIN, ONLY, LINKED, BECAUSE, POPULAR = range(5)
JOINT, MORE = 3, 1.1  # customers who bought both, and how much oftener than on average, from which on that is said


def customer_reasons(scorer: object, orders: CustomerOrders, customers: np.ndarray, ids: np.ndarray,
                     progress: Progress = SILENT) -> Reasons:
    """The reasons of lists, in their shape. `scorer` made them from `orders`; `customers` int (cases, −1 unknown), `ids` int32 (cases
    × places, −1 for none). What rests on nothing of the customer's past, as every list of a scorer that knows no customers, is told
    by its orders with everybody, even where the customer had bought it himself: such a scorer does not look at that."""
    ids = np.asarray(ids)
    found = Reasons.none(ids.shape)
    found = Reasons(found.codes, list(VOCABULARY), found.because, found.count, found.out_of, found.times)
    there = ids >= 0
    found.codes[there], found.out_of[there] = POPULAR, orders.train.orders
    found.count[there] = orders.train.counts[ids[there]]
    case, place = np.nonzero(there & (customers >= 0)[:, None])
    if isinstance(scorer, CustomerScorer) and len(case):
        _again(found, orders, customers[case], ids[case, place], case, place)
        because = _because(scorer, customers[case], ids[case, place], progress)
        rests = np.flatnonzero((because >= 0) & (because != ids[case, place]))
        _linked(found, orders, customers[case[rests]], because[rests], ids[case[rests], place[rests]], case[rests], place[rests])
    return found


def _again(
    found: Reasons, orders: CustomerOrders, customers: np.ndarray, products: np.ndarray, case: np.ndarray, place: np.ndarray
) -> None:
    """Fill in what the customer bought himself."""
    times = cells(orders.bought, customers, products)
    own = np.flatnonzero(times > 0)
    case, place, number = case[own], place[own], orders.number[customers[own]]
    found.codes[case, place] = np.where(number == 1, ONLY, AGAIN)
    found.because[case, place] = -1
    found.count[case, place], found.out_of[case, place] = times[own], number


def _linked(
    found: Reasons, orders: CustomerOrders, customers: np.ndarray, because: np.ndarray, products: np.ndarray, case: np.ndarray,
    place: np.ndarray,
) -> None:  # fmt: skip
    """Fill in the product of the past that a recommendation rests on."""
    held = ones_of(orders.bought).T.tocsr()
    joint, buyers = _joint(held, because, products), np.diff(held.indptr)
    times = joint / buyers[because] / (buyers[products] / max(1, np.count_nonzero(orders.number)))
    told = (joint >= JOINT) & (times >= MORE)
    found.codes[case, place] = np.where(told, LINKED, BECAUSE)
    found.because[case, place] = because
    found.count[case, place] = cells(orders.bought, customers, because)
    found.out_of[case, place] = np.nan
    found.times[case, place] = np.where(told, times, np.nan)


def _because(scorer: CustomerScorer, customers: np.ndarray, products: np.ndarray, progress: Progress) -> np.ndarray:
    """int64, one a recommendation: the product of the past whose removal lowers its score most, −1 where none lowers it."""
    bought, found = scorer.orders.bought, np.full(len(customers), -1, np.int64)
    held = np.diff(bought.indptr)
    mean = int(held[customers].mean()) + 1
    for rows in batches(len(customers), max(scorer.orders.train.products // 8, 16 * mean), scorer.cells):
        progress.step(rows.start, len(customers))
        size = held[customers[rows]]
        entry = np.repeat(np.arange(rows.start, rows.stop), size)
        removed = bought.indices[np.repeat(bought.indptr[customers[rows]] - (np.cumsum(size) - size), size) + np.arange(size.sum())]
        tried = np.flatnonzero(scorer.tried(customers[entry], products[entry], removed))
        entry, removed = entry[tried], removed[tried].astype(np.int64)
        drop = scorer.drop(customers[entry], products[entry], removed)
        most = np.flatnonzero(strongest(entry, drop, 1) & (drop > 0))
        found[entry[most]] = removed[most]
    return found


def _joint(held: sparse.csr_matrix, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """float64: customers who bought both products, for each pair; `held` products × customers holds 1."""
    pairs, place = np.unique(np.stack([first, second]), axis=1, return_inverse=True)
    found = np.zeros(pairs.shape[1])
    for low in range(0, len(found), 5_000):
        a, b = held[pairs[0, low : low + 5_000]], held[pairs[1, low : low + 5_000]]
        found[low : low + 5_000] = np.asarray(a.multiply(b).sum(axis=1)).ravel()
    return found[place]
