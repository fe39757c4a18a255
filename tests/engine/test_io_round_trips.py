"""Whatever table is written and read back keeps every order with its products, and every row through cleaning."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from assoc_engine.cleaning import clean
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import SalesTable, make_table
from assoc_engine.io.words import clean_text
from assoc_engine.settings import CleanSettings, ReadSettings

HEADER = ["Order ID", "Product Name", "Qty", "Unit Price", "Order Date", "Order Status"]
ROLES = dict(zip(HEADER, ("order", "product", "quantity", "price", "time", "status"), strict=True))
QUICK = settings(max_examples=60, deadline=None, database=None, derandomize=True)

# Letters of many scripts, marks and line breaks; no control characters, which no workbook can hold.
anything = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")) | st.just("\n"), max_size=12)
common = st.text(st.sampled_from("的一是在不了有和人这中大为上个国茶杯糖ABCabc0123456789-x()、， \"';,|"), max_size=12)
awkward = st.sampled_from(
    ["007", "1e5", "12.50", "=1+1", "'quoted", "\ttab", "+86", "-1", "TRUE", "2024-03-01", "ＡＢ　１", "te\u200ba",
     "210987654321098765", '="210987654321098765"', "#N/A", "a, b; c", 'say "hi"', "红茶 x2", "1,234", "None", "NaN"]
)  # fmt: skip


def tables(words: st.SearchStrategy[str]) -> st.SearchStrategy[list[list]]:
    text = words | awkward
    named = text.filter(lambda cell: clean_text(cell) != "")
    row = st.tuples(
        named, text, st.integers(-3, 40), st.floats(0, 500).map(lambda x: round(x, 2)),
        st.sampled_from(["2024-03-01", "2024-03-02 10:00:00", ""]), st.sampled_from(["paid", "refunded", "交易关闭", ""]),
    )  # fmt: skip
    return st.lists(row.map(list), min_size=1, max_size=25)


def write_xlsx(path: Path, rows: list[list]) -> None:
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            cell = book.active.cell(r, c, value)
            if isinstance(value, str):
                cell.data_type = "s"  # "=1+1" is a name here, no formula
    book.save(path)


def write_xls(path: Path, rows: list[list]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sales")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(str(path))


def write_text(path: Path, rows: list[list], encoding: str, separator: str) -> None:
    with open(path, "w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=separator).writerows(rows)


def read_back(write, rows: list[list], ending: str, *how) -> SalesTable:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        write(path, [HEADER, *rows], *how)
        raw = read_files(ReadSettings((str(path),), layout="lines"))
    return make_table(raw, guess_roles(raw, ROLES), fill_orders=False)


def pairs_written(rows: list[list]) -> Counter:
    return Counter((clean_text(order), clean_text(product)) for order, product, *_ in rows)


def pairs_read(table: SalesTable) -> Counter:
    return Counter(zip(table.order, table.product, strict=True))


def counted(column) -> Counter:
    return Counter(column.tolist())


def check(table: SalesTable, rows: list[list]) -> None:
    assert pairs_read(table) == pairs_written(rows)
    assert counted(table.quantity) == Counter(float(row[2]) for row in rows)
    assert counted(table.price) == Counter(float(row[3]) for row in rows)
    assert not table.unreadable.any()


@QUICK
@given(tables(anything))
def test_workbooks_by_openpyxl(rows):
    check(read_back(write_xlsx, rows, ".xlsx"), rows)


@QUICK
@given(tables(anything))
def test_old_workbooks_by_xlwt(rows):
    check(read_back(write_xls, rows, ".xls"), rows)


@QUICK
@given(tables(anything), st.sampled_from(["utf-8-sig", "utf-16"]), st.sampled_from([",", ";", "\t"]))
def test_text_with_a_mark_of_its_encoding(rows, encoding, separator):
    check(read_back(write_text, rows, ".csv", encoding, separator), rows)


@QUICK
@given(tables(common), st.sampled_from(["utf-8", "gb18030"]), st.sampled_from([",", "\t"]))
def test_text_without_one(rows, encoding, separator):
    check(read_back(write_text, rows, ".csv", encoding, separator), rows)


@QUICK
@given(tables(common), st.fixed_dictionaries({name: st.booleans() for name in (
    "headings", "totals", "fill_orders", "overlaps", "blank_products", "unreadable", "unfinished", "cancelled",
    "returns", "net_returns", "non_products", "duplicates", "merge_names", "fill_missing")}))  # fmt: skip
def test_every_row_is_kept_or_explained(rows, switches):
    table = read_back(write_text, rows, ".csv", "utf-8-sig", ",")
    lines, quality = clean(table, CleanSettings(**switches))
    assert quality.rows_in == table.rows == len(rows)
    assert quality.rows_in == quality.rows_out + quality.explained
    assert all(rule.count >= 0 for rule in quality.rules)
    assert quality.rows_out >= len(lines.quantity)
