"""Why a product stands on another one's page: a counted fact of the same orders, whichever model named it."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..text import N_
from .contract import Train
from .item_facts import name_vectors
from .pair_scorers import pair_counts
from .reasons import POPULAR, POPULAR_NOW, SOLD, Reasons
from .sales_reasons import sells_well
from .splitting import basket_matrix

DAY = 86_400
ENOUGH = 5  # joint orders, or customers, from which on they are held against chance
MORE = 1.2  # times chance
SURE = 2.0  # standard deviations of chance
ALIKE = 0.5  # cosine of the pieces of two names
LATELY = 30  # days
STEP = 1_000  # pairs between two looks at the progress

TOGETHER = N_("Together in {count} of the {out_of} orders with this product, {times:times} times chance")
OVER_A_THIRD = N_("Bought with {because} in {out_of} orders; this product is bought with it too, in {count}")
SAME_CUSTOMERS = N_("Bought, in other orders, by {count} of the {out_of} customers who bought this product")
ALIKE_IN_NAME = N_("Its name is like this product’s")
AT_ALL = N_("Together in {count} of the {out_of} orders with this product")
VOCABULARY = (TOGETHER, OVER_A_THIRD, SAME_CUSTOMERS, ALIKE_IN_NAME, AT_ALL, POPULAR_NOW, POPULAR, SOLD)


def page_reasons(train: Train, products: np.ndarray, ids: np.ndarray, progress: Progress = SILENT) -> Reasons:
    """Reasons of the shape of `ids` (int32, cases × k, −1 for none), for the pages of `products` int (cases).

    Of these facts the first that holds: together clearly more often than chance, as in `rules/chance.py`; each clearly more
    often with a third product; never together, but bought by clearly more customers of the page's product than chance gives; names
    alike; together beyond chance, if in few orders (for a product that sells little: MORE than chance); bought clearly more often in
    the last 30 days than before (where there are dates); in how many orders of all. Nothing is said of a product that no order holds.
    """
    row, place = np.nonzero(ids >= 0)
    a, b = np.asarray(products, np.int64)[row], ids[row, place].astype(np.int64)
    told = _Told(len(a))
    baskets = basket_matrix(train)
    _together(told, train, baskets, a, b, progress.part(0, 0.4))
    _over_a_third(told, train, baskets, a, b, progress.part(0.4, 0.7))
    _same_customers(told, train, baskets, a, b, progress.part(0.7, 0.9))
    _alike(told, train, a, b, progress.part(0.9, 1))
    well, more = sells_well(train)[b], (told.joint > 0) & (told.joint >= MORE * told.expected)
    told.say(AT_ALL, beyond(told.joint, told.expected) | (more & ~well), count=told.joint, out_of=told.orders)
    _sold(told, train, baskets, b, well)
    reasons = Reasons.none(ids.shape)
    for name in ("codes", "because", "count", "out_of", "times"):
        getattr(reasons, name)[row, place] = getattr(told, name)
    return Reasons(reasons.codes, list(VOCABULARY), reasons.because, reasons.count, reasons.out_of, reasons.times)


class _Told:
    """What is said of each pair so far. `joint`, `expected`, `orders`: float64, orders that hold
    both, those by chance, and those that hold A."""

    def __init__(self, pairs: int) -> None:
        self.codes, self.because = np.full(pairs, -1, np.int32), np.full(pairs, -1, np.int32)
        self.count, self.out_of, self.times = (np.full(pairs, np.nan) for _ in range(3))
        self.joint = self.expected = self.orders = np.zeros(pairs)

    def say(self, message: str, holds: np.ndarray, **values: np.ndarray | int) -> None:
        """Say the message wherever it holds and nothing was said yet; `values`: one a pair, or one for all."""
        chosen = holds & (self.codes < 0)
        self.codes[chosen] = VOCABULARY.index(message)
        for name, value in values.items():
            getattr(self, name)[chosen] = np.broadcast_to(value, chosen.shape)[chosen]

    def silent(self) -> np.ndarray:
        """Numbers of the pairs of which nothing was said yet."""
        return np.flatnonzero(self.codes < 0)


def _together(told: _Told, train: Train, baskets: sparse.csr_matrix, a: np.ndarray, b: np.ndarray, progress: Progress) -> None:
    told.joint = _shared(sparse.csr_matrix(baskets.T), a, b, progress)
    told.orders = train.counts[a].astype(np.float64)
    told.expected = train.chance.expected(a, b)
    times = np.divide(told.joint, told.expected, out=np.zeros(len(a)), where=told.expected > 0)
    told.say(TOGETHER, clearly(told.joint, told.expected), count=told.joint, out_of=told.orders, times=times)


def clearly(count: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """bool: ENOUGH, and beyond chance."""
    return (count >= ENOUGH) & beyond(count, expected)


def beyond(count: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """bool: MORE than chance gives, and more than chance scatters to (SURE deviations of a Poisson count)."""
    return (count >= MORE * expected) & (count - expected >= SURE * np.sqrt(expected)) & (expected > 0)


def _over_a_third(told: _Told, train: Train, baskets: sparse.csr_matrix, a: np.ndarray, b: np.ndarray, progress: Progress) -> None:
    """Of the products that both are often bought with, the one by which most would go from A to B."""
    pairs = told.silent()
    if not len(pairs):
        return
    joint = _often(train, baskets, progress.part(0, 0.6))
    by_orders = sparse.csr_matrix(joint @ sparse.diags(1 / np.maximum(train.counts, 1)))
    third, part = np.full(len(a), -1, np.int64), progress.part(0.6, 1)
    for low in range(0, len(pairs), STEP):
        part.step(low, len(pairs))
        some = pairs[low : low + STEP]
        ways = sparse.csr_matrix(by_orders[a[some]].multiply(joint[b[some]]))
        found = np.diff(ways.indptr) > 0
        third[some[found]] = np.asarray(ways.argmax(axis=1)).ravel()[found]
    there = np.flatnonzero(third >= 0)
    count, out_of = np.zeros(len(a)), np.zeros(len(a))
    for values, ends in ((count, a), (out_of, b)):
        values[there] = np.asarray(joint[ends[there], third[there]]).ravel()
    told.say(OVER_A_THIRD, third >= 0, because=third, count=count, out_of=out_of)


def _often(train: Train, baskets: sparse.csr_matrix, progress: Progress) -> sparse.csr_matrix:
    """float32 products × products: joint orders of the pairs that are together clearly more often than chance."""
    joint = sparse.coo_matrix(pair_counts(baskets, np.ones(train.orders), progress))
    some = joint.data >= ENOUGH
    row, column, count = joint.row[some], joint.col[some], joint.data[some]
    kept = clearly(count, train.chance.expected(row, column))
    return sparse.csr_matrix((count[kept], (row[kept], column[kept])), shape=joint.shape)


def _same_customers(told: _Told, train: Train, baskets: sparse.csr_matrix, a: np.ndarray, b: np.ndarray, progress: Progress) -> None:
    known, pairs = np.flatnonzero(train.customer >= 0), told.silent()
    owner = sparse.csr_matrix((np.ones(len(known), np.float32), (train.customer[known], known)), shape=(train.customers, train.orders))
    bought = sparse.csr_matrix((owner @ baskets).T)
    bought.data[:] = 1
    both = np.zeros(len(a))
    both[pairs] = _shared(bought, a[pairs], b[pairs], progress)
    buyers = np.diff(bought.indptr).astype(np.float64)
    chance = buyers[a] * buyers[b] / max(1, len(np.unique(train.customer[known])))
    told.say(SAME_CUSTOMERS, clearly(both, chance) & (told.joint == 0), count=both, out_of=buyers[a])


def _alike(told: _Told, train: Train, a: np.ndarray, b: np.ndarray, progress: Progress) -> None:
    names, pairs = name_vectors(train), told.silent()
    likeness = np.zeros(len(a))
    likeness[pairs] = _shared(names, a[pairs], b[pairs], progress)
    told.say(ALIKE_IN_NAME, (likeness >= ALIKE) & (train.counts[b] > 0))


def _sold(told: _Told, train: Train, baskets: sparse.csr_matrix, b: np.ndarray, well: np.ndarray) -> None:
    sold = train.counts[b].astype(np.float64)
    if train.time is not None and train.orders:
        young = train.now - train.time <= LATELY * DAY
        lately = (baskets.T @ (1.0 * young))[b]
        told.say(POPULAR_NOW, clearly(lately, sold * young.mean()), count=lately, out_of=young.sum())
    told.say(POPULAR, well, count=sold, out_of=train.orders)
    told.say(SOLD, sold > 0, count=sold, out_of=train.orders)


def _shared(rows: sparse.csr_matrix, a: np.ndarray, b: np.ndarray, progress: Progress) -> np.ndarray:
    """float64 a pair: the product of rows a and b."""
    found = np.zeros(len(a))
    for low in range(0, len(a), STEP):
        progress.step(low, len(a))
        some = slice(low, low + STEP)
        found[some] = np.asarray(rows[a[some]].multiply(rows[b[some]]).sum(axis=1)).ravel()
    return found
