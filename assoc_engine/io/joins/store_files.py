"""Which files are months of one store: their shared numbers name the same orders, where other stores count anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from ...progress import Progress
from .shared_lines import Shared, agreement

_FEW = 3  # shared orders from which two files can be compared
_LOOKED_AT = 2000  # of them at most; more tell no more, and fifty files are 1225 pairs
_MOST = 0.5  # of them that must have the same lines


def stores_of(shared: Shared, sources: int, progress: Progress) -> np.ndarray:
    """For each source the first one of its store: sources are of one store where most orders that two of them share are
    the same order in both."""
    store = np.arange(sources)
    held = _held(shared, shared.source, sources)
    own = [np.flatnonzero(shared.source == source) for source in range(sources)]
    pairs = list(combinations(range(sources), 2))
    for done, (one, other) in enumerate(pairs):
        progress.step(done, len(pairs))
        both = np.flatnonzero(held[:, one] & held[:, other])
        if store[one] == store[other] or len(both) < _FEW:
            continue
        looked_at = np.zeros(len(held), bool)
        looked_at[both[:: 1 + len(both) // _LOOKED_AT]] = True
        rows = np.concatenate([own[one], own[other]])
        if agreement(_taken(shared, rows[looked_at[shared.order[rows]]])).same.mean() > _MOST:
            store[store == store[other]] = store[one]
    return store


def of_several_stores(shared: Shared, store: np.ndarray) -> tuple[np.ndarray, Shared | None]:
    """(whether several stores have an order, these orders with the store as their source; None where there are none)."""
    source = store[shared.source]
    several = _held(shared, source, len(store)).sum(axis=1) > 1
    if not several.any():
        return several, None
    return several, _taken(replace(shared, source=source), several[shared.order])


def _held(shared: Shared, source: np.ndarray, sources: int) -> np.ndarray:
    held = np.zeros((len(shared.orders), sources), bool)
    held[shared.order, source] = True
    return held


def _taken(shared: Shared, rows: np.ndarray) -> Shared:
    """The shared orders of these rows (bool, or their places) alone."""
    orders, order = np.unique(shared.order[rows], return_inverse=True)
    return Shared(
        shared.orders[orders], shared.rows[rows], order, shared.source[rows], shared.line[rows],
        None if shared.day is None else shared.day[rows], None if shared.hand is None else shared.hand[rows],
    )  # fmt: skip
