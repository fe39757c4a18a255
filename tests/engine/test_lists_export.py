"""All lists as CSV: every entry once, named as the file names it, in an order that Excel and a shop's system can read."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest

from assoc_engine.desk import REQUESTS
from assoc_engine.errors import NothingToAnalyse
from assoc_engine.models.export import RECOMMENDATIONS
from assoc_engine.progress import SILENT
from assoc_engine.strategy.export import COLUMNS, write_lists
from assoc_engine.text import Text
from assoc_engine.workspace import Coded, Workspace

CODES, NAMES = ["00017", "A", "a"], ["Tea, green", "Cup", "杯子"]
NAN = float("nan")


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path / "w")
    made.put("products", {"code": CODES, "name": NAMES}, {"has_code": True})
    made.put("orders", {"customer": Coded(np.array([0, 1, -1], np.int32), ["007", "Li"])}, {})
    reason = {"reason": Coded(np.array([0, -1, 0], np.int32), ["Because of {because}, bought {count} times"]),
              "because": np.array([1, -1, 0], np.int32), "count": np.array([4, NAN, 2]), "out_of": np.full(3, NAN),
              "times": np.full(3, NAN)}  # fmt: skip
    made.put("suggestions", {
        "product": np.array([2, 0, 0], np.int32), "rank": np.array([1, 2, 1], np.int32), "other": np.array([0, 1, 2], np.int32),
        "score": np.array([0.1, 1 / 3, 2.0]), **reason,
    }, {"model": "ranker"})  # fmt: skip
    made.put("customer_lists", {
        "customer": np.array([-1, 1, 1], np.int32), "rank": np.array([1, 1, 2], np.int32), "product": np.array([0, 2, 1], np.int32),
        "score": np.array([3.0, 2.0, 1.0]), "again": np.zeros(3, bool), **reason,
    }, {"model": "frequency"})  # fmt: skip
    return made


def rows(path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_pages_by_code_and_rank(workspace, tmp_path):
    path = tmp_path / "pages.csv"
    REQUESTS["lists"]({"workspace": str(workspace.folder), "task": "page", "path": str(path), "language": "en"}, SILENT)
    assert rows(path) == [
        list(RECOMMENDATIONS),
        ["00017", "1", "a", "2.0", "Because of Tea, green, bought 2 times", "杯子"],
        ["00017", "2", "A", repr(1 / 3), "", "Cup"],
        ["a", "1", "00017", "0.1", "Because of Cup, bought 4 times", "Tea, green"],
    ]


def test_customers_by_name_and_whoever_is_not_known_without(workspace, tmp_path):
    path = tmp_path / "customers.csv"
    write_lists(workspace, "next-basket", path, Text("en"))
    assert [line[:3] for line in rows(path)[1:]] == [["", "1", "00017"], ["Li", "1", "a"], ["Li", "2", "A"]]


def test_by_name_where_the_file_has_no_codes_and_refused_where_no_lists_were_made(workspace, tmp_path):
    workspace.put("products", {"code": CODES, "name": NAMES}, {"has_code": False})
    write_lists(workspace, "page", tmp_path / "p.csv", Text("en"))
    assert [line[0] for line in rows(tmp_path / "p.csv")[1:]] == ["Tea, green", "Tea, green", "杯子"]
    workspace.remove("suggestions")
    with pytest.raises(NothingToAnalyse):
        write_lists(workspace, "page", tmp_path / "none.csv", Text("en"))
    assert not (tmp_path / "none.csv").exists()


def test_the_columns_are_those_of_the_command_line_and_nothing_heavy_is_loaded():
    assert COLUMNS == RECOMMENDATIONS
    script = "import sys, assoc_engine.strategy.export; print([m for m in ('torch', 'scipy', 'sklearn') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"
