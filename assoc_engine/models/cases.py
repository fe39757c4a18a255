"""What is asked of the models and what would have been right: the cases of each task, from the orders that came later."""

from __future__ import annotations

import numpy as np

from ..errors import NothingToAnalyse
from ..text import N_
from .contract import NEW_PRODUCT, NEXT_BASKET, PAGE, Cases, Train
from .splitting import Asked, Stage, asking_baskets, basket_matrix, known_products, later_baskets

MOST = 12_000  # cases asked; of more, so many are drawn, evenly


def ask(task: str, train: Train, stage: Stage, seed: int = 0, most: int = MOST, known: np.ndarray | None = None) -> Asked:
    """The cases of a task, at most `most` of them. `known`: bool a product, sold in the past; counted from the stage where it is not
    given. Raises NothingToAnalyse, saying why, where the later orders ask nothing."""
    known = known_products(train, stage) if known is None else known
    asked = {PAGE: _pages, NEXT_BASKET: _baskets, NEW_PRODUCT: _new_products}[task](train, stage, known, seed)
    if not len(asked.cases):
        raise NothingToAnalyse(NOTHING[task])
    if len(asked.cases) <= most:
        return asked
    return take(asked, np.sort(np.random.default_rng([seed, 1]).permutation(len(asked.cases))[:most]))


NOTHING = {
    PAGE: N_("No later order holds two products that were sold before."),
    NEXT_BASKET: N_("No customer is known who ordered before and came again later."),
    NEW_PRODUCT: N_("No product was sold for the first time later, together with one sold before."),
}


def take(asked: Asked, rows: np.ndarray) -> Asked:
    """Some of the cases, by their place (int)."""
    sizes = asked.sizes[rows]
    place = np.repeat(asked.start[rows] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    texts = [asked.cases.texts[row] for row in rows] if len(asked.cases.texts) else ()
    cases = Cases(asked.cases.task, asked.cases.keys[rows], texts)
    return Asked(cases, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), asked.relevant[place])


def _pages(train: Train, stage: Stage, known: np.ndarray, seed: int) -> Asked:
    """One case a later basket with at least two products sold before: one of them, drawn evenly, asks for the others."""
    baskets = asking_baskets(train, stage, known)
    sizes = np.diff(baskets.indptr)
    drawn = baskets.indptr[:-1] + (np.random.default_rng(seed).random(len(sizes)) * sizes).astype(np.int64)
    rest = np.delete(baskets.indices, drawn).astype(np.int32)
    start = np.concatenate([[0], np.cumsum(sizes - 1)]).astype(np.int64)
    return Asked(Cases(PAGE, baskets.indices[drawn].astype(np.int32)), start, rest)


def _baskets(train: Train, stage: Stage, known: np.ndarray, seed: int) -> Asked:
    """One case a customer with an order before who came again: all products of the first order that he came for."""
    came = np.flatnonzero(stage.later & (train.customer >= 0) & (np.diff(train.start) > 0))
    before = np.bincount(train.customer[stage.past & (train.customer >= 0)], minlength=max(train.customers, 1)) > 0
    customers, first = np.unique(train.customer[came], return_index=True)
    kept = before[customers]
    customers, order = customers[kept], came[first[kept]]
    wanted = basket_matrix(train)[order]
    return Asked(Cases(NEXT_BASKET, customers.astype(np.int32)), wanted.indptr.astype(np.int64), wanted.indices.astype(np.int32))


def _new_products(train: Train, stage: Stage, known: np.ndarray, seed: int) -> Asked:
    """One case a later basket that holds a product not sold before and one that was: one of its new products, drawn evenly,
    asks by its text alone for the basket's known products."""
    mates, fresh = later_baskets(train, stage, known), later_baskets(train, stage, ~known)
    asking = np.flatnonzero((np.diff(mates.indptr) > 0) & (np.diff(fresh.indptr) > 0))
    mates, fresh = mates[asking], fresh[asking]
    sizes = np.diff(fresh.indptr)
    keys = fresh.indices[fresh.indptr[:-1] + (np.random.default_rng(seed).random(len(sizes)) * sizes).astype(np.int64)]
    texts = [train.texts[key] for key in keys.tolist()]
    return Asked(Cases(NEW_PRODUCT, keys.astype(np.int32), texts), mates.indptr.astype(np.int64), mates.indices.astype(np.int32))
