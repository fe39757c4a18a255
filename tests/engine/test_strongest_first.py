"""Rows sorted in pieces that are merged, against one sort of them all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assoc_engine.progress import Cancelled, Progress
from assoc_engine.rules import strongest_first
from assoc_engine.rules.strongest_first import sort_strongest_first

values = st.sampled_from([-1.5, 0.0, 2.0, np.inf, -np.inf, np.nan])
rows = st.lists(st.tuples(values, st.integers(1, 3), st.lists(st.integers(0, 9), min_size=1, max_size=3)), max_size=40)


def columns_of(drawn) -> tuple[dict[str, np.ndarray], np.ndarray]:
    start = np.cumsum([0, *(len(products) for _, _, products in drawn)])
    items = np.array([product for _, _, products in drawn for product in products], np.int32)
    orders = np.array([orders for _, orders, _ in drawn], np.int32)
    columns = {"start": start.astype(np.int64), "items": items, "orders": orders, "number": np.arange(len(drawn))}
    return columns, np.array([key for key, _, _ in drawn], float)


@settings(deadline=None)  # the first example compiles
@given(rows, st.integers(1, 9))
def test_as_one_sort_of_all(drawn, piece):
    columns, key = columns_of(drawn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strongest_first, "PIECE", piece)
        moved = sort_strongest_first(columns, key)
    right = sorted(range(len(drawn)), key=lambda k: (np.isnan(key[k]), -np.nan_to_num(key[k]), -drawn[k][1], len(drawn[k][2]), k))
    assert not columns and moved["number"].tolist() == right and moved["orders"].tolist() == [drawn[k][1] for k in right]
    held = np.split(moved["items"], moved["start"][1:-1]) if drawn else []
    assert [products.tolist() for products in held] == [drawn[k][2] for k in right]


def test_it_stops_when_asked():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        sort_strongest_first(*columns_of([(1.0, 1, [0])] * 3), progress)
