"""The Excel report's cells: text stays text whatever it says, numbers are numbers, and columns are wide enough."""

from __future__ import annotations

import datetime
import zipfile

import numpy as np
import openpyxl
import pytest
from report_books import LANGUAGES, table_of, written
from report_tables import write_workspace

from assoc_engine.reports.model import Column, Kind, Paragraph, Report, Section, Style, TableBlock
from assoc_engine.reports.xlsx import write_xlsx
from assoc_engine.reports.xlsx_cells import LONGEST, display_width, lines_of, safe_text
from assoc_engine.text import Text


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_tables_are_frozen_filtered_and_printed_narrow(books, language):
    for at, first in ((4, "Who buys this (A)"), (5, "On the page of")):
        sheet = books[language].worksheets[at]
        header, titles, rows = table_of(sheet, Text(language)(first))
        last = openpyxl.utils.get_column_letter(len(titles))
        assert sheet.freeze_panes == f"A{header + 1}"
        assert sheet.auto_filter.ref == f"A{header}:{last}{header + len(rows)}"
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight in (0, "0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_wide_enough(books, language):
    """No number is shown as ###, no word of a header is cut, and no column is wider than a screen."""
    for sheet in books[language]:
        for column in sheet.iter_cols():
            letter = openpyxl.utils.get_column_letter(column[0].column)
            width = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 8.43
            for cell in column:
                if isinstance(cell.value, (int, float)):
                    places = len(cell.number_format.split(".")[1].rstrip("%")) if "." in cell.number_format else 0
                    shown = f"{cell.value:,.{places}f}" if "<" not in cell.number_format else "<0.0001"
                    assert len(shown) + 1 <= width, (sheet.title, cell.coordinate, shown, width)
            assert width <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_numbers_in_the_language_s_formats(books, language):
    sheet = books[language].worksheets[4]
    header, titles, rows = table_of(sheet, Text(language)("Who buys this (A)"))
    formats = [cell.number_format for cell in sheet[header + 1]][: len(titles)]
    assert formats[5:7] + formats[8:9] == ["#,##0", "#,##0.0", "#,##0.0"], "orders, times chance, later"
    assert formats[10:17] == ["0.0%", "0.0%", "#,##0", "#,##0.0", "#,##0.0", "#,##0", "#,##0"] and formats[19:21] == ["#,##0.0"] * 2
    assert all(isinstance(value, (int, float)) for value in (*rows[0][5:7], rows[0][8], *rows[0][10:]))
    dates = {cell.number_format for row in books[language].worksheets[3].iter_rows() for cell in row
             if isinstance(cell.value, datetime.datetime)}  # fmt: skip
    assert dates == ({'[$-804]yyyy"年"m"月"d"日"'} if language == "zh_CN" else {"[$-809]d mmm yyyy"})


def test_headers_carry_their_definition(books):
    sheet = books["en"]["Links"]
    header, titles, _ = table_of(sheet, "Who buys this (A)")
    notes = {title: sheet.cell(header, at + 1).comment for at, title in enumerate(titles)}
    assert "Confidence: orders with both ÷ orders with A." in notes["Of A’s orders, with B"].text
    assert sum(note is not None for note in notes.values()) >= 11


def test_text_of_users_never_becomes_anything_else(tmp_path):
    hostile = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "http://example.org/x", "mailto:a@b", '=HYPERLINK("x")',
               "{=1}", "00123", "1e5", "<r><t>x</t></r>", "<b>&amp;\"'</b>", "TRUE", "#REF!", "a\tb\nc"]  # fmt: skip
    book = written(write_workspace(tmp_path / "w", names=tuple(hostile)), tmp_path / "r.xlsx")
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in "nsd", (sheet.title, cell.coordinate, cell.value)
            assert cell.hyperlink is None
    names = {row[0] for row in table_of(book["Links"], "Who buys this (A)")[2]} | {
        row[1] for row in table_of(book["Links"], "Who buys this (A)")[2]}  # fmt: skip
    assert {name.rstrip() for name in names} == set(hostile)
    with zipfile.ZipFile(tmp_path / "r.xlsx") as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/"))
        assert not any("externalLink" in name for name in file.namelist())


def test_text_excel_cannot_hold_is_made_to_fit(tmp_path):
    strange = ("x" * 40_000, "😀" * 20_000, "bell\x07 null\x00", "half \ud83d pair", "\ufffe\uffff", "line\r\nend\rlast",
               "_x0041_ literal", "normal name")  # fmt: skip
    book = written(write_workspace(tmp_path / "w", names=strange), tmp_path / "r.xlsx")
    rows = table_of(book["Links"], "Who buys this (A)")[2]
    names = {value for row in rows for value in row[:2]}
    assert all(len(name.encode("utf-16-le")) // 2 <= LONGEST for name in names)
    assert "x" * (LONGEST - 1) + "…" in names
    assert {"bell\ufffd null\ufffd", "half \ufffd pair", "line\nend\nlast", "normal name"} <= names
    conclusion = [str(cell.value) for row in book["Conclusion"].iter_rows() for cell in row if cell.value]
    assert max(map(len, conclusion)) < 500  # a sentence does not carry 40,000 characters


@pytest.mark.parametrize(
    ("value", "kept"), [("plain", "plain"), ("a\x0bb", "a\ufffdb"), ("<r>x</r>", "<r>x</r> "), ("", "")]
)
def test_safe_text(value, kept):
    assert safe_text(value) == kept


def test_widths_and_lines():
    assert display_width("订单") == pytest.approx(2 * display_width("订"))
    assert 1.8 <= display_width("订") / display_width("0") <= 2
    assert lines_of("", 10) == 1
    assert lines_of("one two three", 100) == 1
    assert lines_of("aaaa bbbb cccc", display_width("aaaa bbbb")) == 2
    assert lines_of("x" * 100, display_width("x" * 10)) == 10
    assert lines_of("订" * 20, display_width("订" * 10)) == 2
    assert lines_of("a\nb\nc", 50) == 3


def test_missing_and_endless_numbers_are_no_errors(tmp_path):
    values = Column("v", Kind.NUMBER, np.array([1.5, np.nan, np.inf, -np.inf]))
    early = Column("d", Kind.DATE, np.array([-5_000_000_000, 0, 86_400, 3_600]))
    report = Report("t", "en", "f", (Section("s", "S", (TableBlock((values, early)),)),))
    write_xlsx(report, tmp_path / "r.xlsx", Text("en"))
    _, _, rows = table_of(openpyxl.load_workbook(tmp_path / "r.xlsx")["s"], "v")
    assert rows == [(1.5, None)]
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["s"]
    at = next(row for row in range(1, 9) if sheet.cell(row, 1).value == "v")
    assert [sheet.cell(at + k, 1).value for k in (2, 3, 4)] == [None, "∞", "−∞"]
    assert sheet.cell(at + 3, 2).value == datetime.datetime(1970, 1, 2)


def test_names_of_sheets_excel_refuses(tmp_path):
    block = (Paragraph("x", Style.BODY),)
    report = Report("t", "en", "f&A", (Section("a/b:c*[d]?" + "x" * 40, "S", block),))
    write_xlsx(report, tmp_path / "r.xlsx", Text("en"))
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == ["a b c  d  " + "x" * 21]
