"""Commas that a column's own cells leave open are decided by the other numbers of the file."""

from __future__ import annotations

import pytest
from made import write_csv

from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import ReadSettings

HEADER = ["Receipt No", "Product", "Quantity", "Unit Price", "Amount"]


def sales(tmp_path, header, lines):
    """The table of a file with two lines a receipt."""
    rows = [header] + [[f"B{i // 2}", f"Item {i % 3}", *lines[i % len(lines)]] for i in range(12)]
    raw = read_files(ReadSettings((str(write_csv(tmp_path / "a.csv", rows)),)))
    return make_table(raw, guess_roles(raw))


@pytest.mark.parametrize(
    ("lines", "quantities"),
    [
        ([("2,000", "22,50", "45,00"), ("3,000", "9,50", "28,50")], [2, 3]),  # prices prove it
        ([("2,000", "1,500", "3,000"), ("4,000", "2,500", "10,000")], [2, 4]),  # only the sum holds with decimals
        ([("2,000", "1.50", "3,000"), ("4,000", "2.50", "10,000")], [2000, 4000]),  # and here only with thousands
        ([("2,000", "1.50", "3,000.00"), ("4,000", "2.50", "10,000.00")], [2000, 4000]),
        ([("2,000", "22.50", "45.00"), ("3,000", "9.50", "28.50")], [2, 3]),
        ([("2,000", "0", "0"), ("3,000", "0", "0")], [2000, 3000]),  # nothing tells: as before
    ],
)
def test_quantities_of_three_decimals(tmp_path, lines, quantities):
    assert sales(tmp_path, HEADER, lines).quantity[:2].tolist() == quantities


def test_another_column_proves_the_decimal_comma_where_nothing_can_be_multiplied(tmp_path):
    header = ["Receipt No", "Product", "Quantity", "Amount"]
    table = sales(tmp_path, header, [("1,000", "22,00"), ("2,000", "1.008,40")])
    assert table.quantity[:2].tolist() == [1, 2] and table.amount[:2].tolist() == [22, 1008.4]
    table = sales(tmp_path, header, [("1,000", "22.00"), ("2,000", "1,008.40")])
    assert table.quantity[:2].tolist() == [1000, 2000] and table.amount[:2].tolist() == [22, 1008.4]
