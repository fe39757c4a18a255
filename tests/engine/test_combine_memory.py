"""What a row of combinations takes while it is found, sorted and stored: no more than the budget reckons with."""

from __future__ import annotations

import tracemalloc
from itertools import combinations

import numpy as np
import pytest

from assoc_engine.analysis import analyse, read
from assoc_engine.progress import Progress
from assoc_engine.rules import combine
from assoc_engine.settings import AnalysisSettings, CombineSettings, ReadSettings
from assoc_engine.workspace import Workspace


def kit(folder, products: int) -> Workspace:
    """Ten orders of one kit of so many products, and as many other orders of two of them."""
    path = folder / "kit.csv"
    orders = [range(products)] * 10 + [pair for pair in list(combinations(range(products), 2))[:10]]
    rows = (f"{number},Part {part},1,2.50\n" for number, order in enumerate(orders) for part in order)
    path.write_text("order,product,quantity,price\n" + "".join(rows), encoding="utf-8")
    workspace = Workspace(folder / "workspace")
    read(workspace, ReadSettings((str(path),)), {}, Progress())
    analyse(workspace, AnalysisSettings(), Progress())
    return workspace


@pytest.mark.parametrize(("kind", "products", "rows"), [("sets", 17, 2**17 - 18), ("rules", 11, 3**11 - 2 * 2**11 + 1)])
def test_a_row_takes_no_more_than_is_reckoned(tmp_path, kind, products, rows):
    workspace = kit(tmp_path, products)
    asked = CombineSettings(kind, min_orders=5)
    combine.combine(workspace, asked, Progress())  # kernels are compiled by now
    tracemalloc.start()
    try:
        assert combine.combine(workspace, asked, Progress())["rows"] == rows
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    rooms = 60_000_000  # of the arrays that the kernels work in, whatever is found
    a_row = combine.BYTES_A_ROW[kind] + combine.BYTES_TESTED[kind]
    assert peak < rows * a_row + rooms
    table = workspace.get("combinations")
    beyond = table["counted"] - table["expected"]
    assert np.all(np.diff(beyond) <= 1e-9), "most orders beyond chance first"
    limited = CombineSettings(kind, min_orders=5, memory=int(rows * a_row / 1024**2) - 2)
    assert combine.combine(workspace, limited, Progress())["rows"] < rows


def test_more_than_anybody_reads_is_not_kept_unless_memory_is_given_for_it(tmp_path, monkeypatch):
    workspace = kit(tmp_path, 11)
    monkeypatch.setattr(combine, "MOST_CHOSEN", 1_000)
    fewer = combine.combine(workspace, CombineSettings("sets", min_orders=5), Progress())
    reason = workspace.meta("combinations")["floor_reason"]["message"]
    assert fewer["rows"] <= 1_000 and fewer["floor"] > 5 and "longer list" in reason, "for want of neither memory nor orders"
    assert combine.combine(workspace, CombineSettings("sets", min_orders=5, memory=500), Progress())["rows"] == 2**11 - 12
    assert workspace.meta("combinations")["floor"] == 5
