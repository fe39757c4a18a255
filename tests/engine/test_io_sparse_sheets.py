"""Sheets whose rectangle is huge against what stands in it: a stray cell is refused, a wide sparse table is read."""

from __future__ import annotations

import openpyxl
import pytest
from workbooks import ods_row, read, refused, rewrite, rows_of, write, write_ods, write_xlsb

from assoc_engine.errors import FileError
from assoc_engine.io import workbook_guard


@pytest.fixture(autouse=True)
def smaller(monkeypatch):
    monkeypatch.setattr(workbook_guard, "MAX_SPARSE", 40_000)


def sales(path, place):
    book = openpyxl.Workbook()
    for row in [["order", "item"], *([f"A{i // 2}", f"tea {i % 5}"] for i in range(60))]:
        book.active.append(row)
    book.active[place] = "x"
    book.create_sheet("plain").append(["order", "item"])
    book["plain"].append(["1", "tea"])
    book.save(path)
    return path


@pytest.mark.parametrize("place", ["AZ9000", "ZZ60", "B90000", "C80000", "AZZ60000"])
def test_a_stray_cell(tmp_path, place):
    path = sales(tmp_path / "a.xlsx", place)
    with pytest.raises(FileError) as caught:
        read(path, sheet="Sheet")
    assert caught.value.values["sheet"] == "Sheet" and "far from the others" in caught.value.message
    assert [table.sources for table in read(path)] == [(("a.xlsx", "plain"),)]


@pytest.mark.parametrize("place", ["C300", "BZ30", "AA61"])
def test_a_cell_not_so_far_away_does_no_harm(tmp_path, place):
    assert read(sales(tmp_path / "a.xlsx", place), sheet="Sheet")[0].rows >= 60


def matrix(orders, products):
    header = ["order", *(f"p{i}" for i in range(products))]
    return [header, *([f"A{i}", *(1 if (j * 7 + i) % products < 3 else "" for j in range(products))] for i in range(orders))]


@pytest.mark.parametrize("kind", ["xlsx", "xlsb"])
def test_a_wide_matrix_with_few_cells_in_each_row_is_read(tmp_path, kind):
    rows = matrix(300, 300)
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        write(path, ("s", [[None if cell == "" else cell for cell in row] for row in rows]))
    else:
        write_xlsb(path, ("s", rows))
    [raw] = read(path)
    assert [row[0] for row in rows_of(raw)] == [f"A{i}" for i in range(300)]


def test_a_stray_cell_of_an_ods(tmp_path):
    rows = [["order", "item"], *([f"A{i // 2}", f"tea {i % 5}"] for i in range(60))]
    gap = ods_row("<table:table-cell/>", ' table:number-rows-repeated="9000"')
    far = ods_row(
        '<table:table-cell table:number-columns-repeated="50"/><table:table-cell office:value-type="float" office:value="1"/>'
    )
    path = write_ods(tmp_path / "a.ods", ("s", rows))
    assert read(path)[0].rows == 60
    rewrite(path, "content.xml", lambda xml: xml.replace(b"</table:table>", f"{gap}{far}</table:table>".encode()))
    assert "far from the others" in refused(path)
    write_ods(tmp_path / "b.ods", ("s", [[cell or None for cell in row] for row in matrix(250, 200)]))
    assert read(tmp_path / "b.ods")[0].rows == 250
