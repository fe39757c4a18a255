"""Months of several stores that use the same numbers and say nowhere which store they are of."""

from __future__ import annotations

from itertools import permutations

import pytest
from several import cells, either, said, together, total

HEADER = ["小票号", "时间", "品名", "数量"]
NAMES = ["可乐", "雪碧", "薯片", "牛奶", "面包", "大米", "纸巾"]


def store(turn: int, count: int = 60, day: int = 0) -> list[list[list]]:
    """The orders of a store, each a list of its lines; three a day."""
    return [
        [[str(10001 + i), f"2024-03-{1 + (i // 3 + day) % 28:02d} {9 + i % 3}:{10 + turn}:00", NAMES[(i * turn + k) % 7],
          1 + (i + k * turn) % 3]
         for k in (0, 1 + i % 3)]
        for i in range(count)
    ]  # fmt: skip


def rows(orders: list[list[list]]) -> list[list]:
    return [HEADER, *(line for order in orders for line in order)]


def pieces(*stores: list[list[list]]) -> int:
    return sum(line[3] for one in stores for order in one for line in order)


EAST, WEST = store(1), store(3)
FILES = {"e1": EAST[:35], "e2": EAST[25:], "w1": WEST[:35], "w2": WEST[25:]}


@pytest.mark.parametrize("order", [list(p) for p in permutations(FILES)][::5])
def test_months_of_one_store_overlap_where_another_counts_anew(tmp_path, order):
    raw = together(*either(tmp_path, "csv", **{name: rows(FILES[name]) for name in order}))
    assert len(set(cells(raw, "小票号"))) == 120 and total(raw, "数量") == pieces(EAST, WEST)
    assert any("begin anew" in said(note) for note in raw.notes)
    assert any("20 orders stand in several" in said(note) for note in raw.notes)


def test_months_that_overlap_almost_wholly_leave_the_stores_apart(tmp_path):
    files = {"e1": EAST[:55], "e2": EAST[2:], "w1": WEST[:55], "w2": WEST[2:]}
    raw = together(*either(tmp_path, "csv", **{name: rows(orders) for name, orders in files.items()}))
    assert len(set(cells(raw, "小票号"))) == 120 and total(raw, "数量") == pieces(EAST, WEST)


def test_three_months_of_one_store_are_one_store(tmp_path):
    files = {"m1": EAST[:25], "m2": EAST[20:45], "m3": EAST[40:], "w": WEST}
    raw = together(*either(tmp_path, "csv", **{name: rows(orders) for name, orders in files.items()}))
    assert len(set(cells(raw, "小票号"))) == 120 and total(raw, "数量") == pieces(EAST, WEST)


def test_a_line_in_common_on_the_next_day_is_no_overlap(tmp_path):
    """Order 10001 of one store and of the other are the same but for the day."""
    other = [*store(3, day=1)]
    other[0] = [[line[0], line[1].replace("03-01", "03-02"), *line[2:]] for line in EAST[0]]
    raw = together(*either(tmp_path, "csv", a=rows(EAST), b=rows(other)))
    assert not raw.marks.any() and len(set(cells(raw, "小票号"))) == 120
