"""Whatever orders are written in a layout, shape finds the same order and product pairs, and no row is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_io_layouts import cells_of, checked, raw_of

from assoc_engine.io.layout import shape

NAMES = ["tea", "红茶", "Mug (red, big)", "Frame 30x40", "sugar 1,000 g", "Total Care", "Notebook", "合计包", "cup", "jam 2/3"]
BASKETS = st.lists(st.lists(st.sampled_from(NAMES), min_size=0, max_size=6, unique=True), min_size=1, max_size=25)
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(layout, baskets, mark):
    """(headers, rows) of orders N0, N1, … that hold the baskets."""
    numbers = [f"N{i}" for i in range(len(baskets))]
    if layout == "cells":
        return ["Order ID", "Product name"], [[n, mark.join(b)] for n, b in zip(numbers, baskets, strict=True)]
    if layout == "columns":
        rows = [[n, *b, *[""] * (6 - len(b))] for n, b in zip(numbers, baskets, strict=True)]
        return ["Order ID", *(f"Product {i}" for i in range(1, 7))], rows
    rows = [[n, *(int(name in b) for name in NAMES)] for n, b in zip(numbers, baskets, strict=True)]
    return ["Order ID", *NAMES], rows


@pytest.mark.parametrize("layout", ["cells", "columns", "matrix"])
@QUIET
@given(baskets=BASKETS, mark=st.sampled_from(["；", ";", "|", "\n", "，", ", "]))
def test_orders_come_back(layout, baskets, mark):
    headers, rows = written(layout, baskets, mark)
    raw = raw_of(headers, rows)
    shaped = checked(shape(raw, layout), len(rows))
    if shaped.layout != layout:  # no cell holds two products: then each row is what it says
        assert layout == "cells" and all(len(basket) < 2 for basket in baskets)
    product = "Product name" if layout == "cells" else "Product"
    found = sorted(zip(cells_of(shaped, "Order ID"), cells_of(shaped, product), strict=True))
    assert found == sorted((f"N{i}", name) for i, basket in enumerate(baskets) for name in basket or [""])


@QUIET
@given(rows=st.lists(st.lists(st.sampled_from([*NAMES, "", "1", "合计", "Total", "2024-03-01", "A;B", "a x2"]),
                              min_size=4, max_size=4), min_size=1, max_size=20),
       headers=st.lists(st.sampled_from(["订单号", "商品名称", "数量", "Product 1", "Product 2", "x", "", "Item"]),
                        min_size=4, max_size=4),
       layout=st.sampled_from(["", "lines", "cells", "columns", "matrix", "baskets"]))  # fmt: skip
def test_no_row_is_lost_whatever_the_table(rows, headers, layout):
    shaped = shape(raw_of(headers, rows), layout)
    kept = set(shaped.row.tolist())
    assert kept - {1} == set(range(2, len(rows) + 2))  # row 1 where the first basket was taken for a header
    assert {len(shaped.source), len(shaped.marks), *(len(column.codes) for column in shaped.columns)} == {shaped.rows}
    assert len(set(shaped.headers)) == len(shaped.headers) and all(i < len(shaped.columns) for i in shaped.made)
    assert (np.diff(shaped.row) >= 0).all()
