"""Pair counts: exact against brute force on random data and against a peer library on real data."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import basket_csr

from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import counts as counts_module
from assoc_engine.rules.counts import count_pairs


def brute(baskets: list[list[int]]) -> Counter:
    return Counter(pair for basket in baskets for pair in combinations(sorted(set(basket)), 2))


def as_counter(found) -> dict:
    return dict(zip(zip(found.a.tolist(), found.b.tolist(), strict=True), found.orders.tolist(), strict=True))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(st.integers(0, 11), max_size=9), min_size=1, max_size=40), st.integers(1, 4))
def test_every_pair_is_counted_exactly(baskets, floor):
    start, items = basket_csr(baskets)
    expected = {pair: n for pair, n in brute(baskets).items() if n >= floor}
    assert as_counter(count_pairs(start, items, 12, floor)) == expected


def test_chunks_do_not_change_the_counts(monkeypatch):
    rng = np.random.default_rng(3)
    baskets = [rng.choice(60, rng.integers(1, 15), replace=False).tolist() for _ in range(400)]
    start, items = basket_csr(baskets)
    monkeypatch.setattr(counts_module, "CHUNK_WORK", 50)
    found = count_pairs(start, items, 60)
    assert as_counter(found) == dict(brute(baskets))
    keys = found.a.astype(int) * 60 + found.b
    assert (np.diff(keys) > 0).all(), "pairs come by rising (a, b)"


def test_one_huge_basket_among_empty_ones():
    start, items = basket_csr([[], list(range(500)), []])
    found = count_pairs(start, items, 500)
    assert len(found) == 500 * 499 // 2 and (found.orders == 1).all()


def test_cancelling_stops_between_chunks(monkeypatch):
    monkeypatch.setattr(counts_module, "CHUNK_WORK", 10)
    start, items = basket_csr([list(range(50))] * 50)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        count_pairs(start, items, 50, 1, progress)


def test_retail_agrees_with_mlxtend(shared_data):
    """3,314 pairs in at least 88 of 88,162 baskets, each with the peer's very count."""
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from scipy.sparse import csr_matrix

    lines = (shared_data / "retail.dat").read_text().splitlines()
    baskets = [list(map(int, line.split())) for line in lines]
    start, items = basket_csr(baskets)
    found = as_counter(count_pairs(start, items, int(items.max()) + 1, 88))
    frequent = np.flatnonzero(np.bincount(items) >= 88)
    matrix = csr_matrix((np.ones(len(items), bool), items, start))[:, frequent]
    frame = pd.DataFrame.sparse.from_spmatrix(matrix, columns=frequent.astype(str))
    sets = fpgrowth(frame, min_support=88 / len(baskets) - 1e-9, use_colnames=True, max_len=2)
    peer = {
        tuple(sorted(map(int, items))): round(support * len(baskets))
        for items, support in zip(sets["itemsets"], sets["support"], strict=True)
        if len(items) == 2
    }
    assert len(found) == 3314
    assert found == peer
