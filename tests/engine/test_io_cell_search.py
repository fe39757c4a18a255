"""Searching all distinct cells of a column at once finds what looking at each of them would."""

import re

import numpy as np
import pytest

from assoc_engine.io.cell_search import CellSearch
from assoc_engine.io.cells import shown
from assoc_engine.io.layout.marks import marked
from assoc_engine.io.raw import TOTAL, RawColumn, RawTable
from assoc_engine.io.reasons import lost_number
from assoc_engine.workspace import TextColumn

CELLS = ["茶 Tea", "SU", "M of all", "合计：12元", "Sum", "consumer"]


@pytest.mark.parametrize("kept_as", [list, TextColumn.of])
def test_the_cells_that_hold_a_word(kept_as):
    search = CellSearch(kept_as(CELLS))
    word = re.compile(b"sum")
    assert b"sum" in search and b"total" not in search
    # "SU" and "M of all" follow each other: a match across two cells is for the caller to look at
    found = search.holding(word).tolist()
    assert {4, 5} <= set(found) <= {1, 4, 5}
    assert search.holding(word, longest=3).tolist()[-1] == 4 and 5 not in search.holding(word, longest=3)
    assert search.holding(re.compile("合计".encode())).tolist() == [3]
    assert search.holding(re.compile(b"nothing")).tolist() == []


def column(header, cells, kept_as):
    known = [shown(cell) for cell in cells]
    kinds, values = np.array([kind for _, kind, _ in known], np.int8), np.array([value for _, _, value in known])
    return RawColumn(header, np.arange(len(cells), dtype=np.int32), kept_as(cells), kinds, values)


@pytest.mark.parametrize("kept_as", [list, TextColumn.of])
def test_totals_are_marked_whole_words_only(kept_as):
    names = ["Sum of love, novel", "合 计", "consumer guide", "设计书", "Grand total", "Mug"]
    order = column("订单号", list("123456"), kept_as)
    order.codes[[1, 4]] = -1  # a total stands in no order
    columns = (order, column("商品名称", names, kept_as))
    raw = RawTable(columns, np.zeros(6, np.int16), np.arange(6, dtype=np.int32), (("a.csv", ""),), "lines", ("a.csv",), 1)
    assert np.flatnonzero(marked(raw, ["order", "product"]).marks & TOTAL).tolist() == [1, 4]


@pytest.mark.parametrize("kept_as", [list, TextColumn.of])
@pytest.mark.parametrize(
    ("cells", "lost"),
    [
        (["A1", "1.23457E+17", "2.5E+18"], "1.23457E+17"),
        (["A1", " 4e17 "], " 4e17 "),
        (["1E+17B", "E17", "SE17", "100"], ""),
        (["100", "123456789012345"], ""),
    ],
)
def test_numbers_that_lost_their_last_digits(kept_as, cells, lost):
    assert lost_number(column("order", cells, kept_as)) == lost
