"""Workbooks made by the tests, in every format that is read. Rows are lists of cells, None for an empty one."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest
import xlwt

from assoc_engine.errors import FileError
from assoc_engine.io.raw import RawTable
from assoc_engine.io.read import read_tables
from assoc_engine.progress import SILENT, Progress
from assoc_engine.settings import ReadSettings

SALES = [["order", "item", "quantity"], ["A1", "tea", 2], ["A1", "milk", 1], ["A2", "tea", 3]]


def read(path: Path, sheet: str = "", password: str = "", progress: Progress = SILENT) -> list[RawTable]:
    return read_tables(Path(path), ReadSettings((str(path),), sheet, password), progress)


def rows_of(raw: RawTable) -> list[list[str]]:
    return [[column.coded[i] for column in raw.columns] for i in range(raw.rows)]


def refused(path: Path, sheet: str = "", password: str = "") -> str:
    """The sentence of the refusal, which names the file and says what to do."""
    with pytest.raises(FileError) as caught:
        read(path, sheet, password)
    error = caught.value
    assert error.advice, "an error must say what to do"
    assert path.name in str(error.values.values())
    return error.message


def write(path: Path, *sheets: tuple[str, list], hidden: tuple[str, ...] = ()) -> Path:
    """An .xlsx (or .xlsm) of sheets (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


def write_xls(path: Path, rows: list, name: str = "Sheet1") -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell is not None:
                sheet.write(y, x, cell)
    book.save(str(path))
    return path


def rewrite(path: Path, member: str, change) -> Path:
    """Replace a part of a zip: `change` gets its bytes and gives the new ones."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts.get(member, b""))
    return zipped(path, parts)


def zipped(path: Path, parts: dict) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


# .ods by hand: one part of XML

ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def write_ods(path: Path, *sheets: tuple[str, list], hidden: tuple[str, ...] = ()) -> Path:
    tables = "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name="{"off" if name in hidden else "on"}">'
        + "".join(ods_row("".join(map(_ods_cell, row))) for row in rows)
        + "</table:table>"
        for name, rows in sheets
    )
    return zipped(path, ods_parts(tables))


def ods_parts(tables: str) -> dict:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("on", "true"), ("off", "false"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_SPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/></manifest:manifest>'
    )
    return {"mimetype": ODS, "META-INF/manifest.xml": manifest, "content.xml": content}


def ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{cells}</table:table-row>"


def _ods_cell(cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, (datetime, date)):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


# .xlsb by hand: records of a kind, a size and content ([MS-XLSB] 2.1.4)


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sizes = len(content), b""
    while size >= 0x80:
        sizes += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + sizes + bytes([size]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb_sheet(rows: list, row_numbers=None, dimension=None) -> bytes:
    last = dimension or (max(len(rows) - 1, 0), max(max(map(len, rows), default=1) - 1, 0))
    begin = record(129) + record(148, struct.pack("<IIII", 0, last[0], 0, last[1])) + record(145)
    body = b""
    for index, row in enumerate(rows):
        body += record(0, struct.pack("<I", row_numbers[index] if row_numbers else index) + bytes(13))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(cell, str):
                body += record(6, place + wide(cell))
            elif cell is not None:
                body += record(5, place + struct.pack("<d", cell))
    return begin + body + record(146) + record(130)


def write_xlsb(path: Path, *sheets: tuple[str, list | bytes], hidden: tuple[str, ...] = ()) -> Path:
    listed = b"".join(
        record(156, struct.pack("<II", name in hidden, index) + wide(f"rId{index}") + wide(name))
        for index, (name, _) in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{index}" Type="worksheet" Target="worksheets/sheet{index}.bin"/>'
        for index in range(1, len(sheets) + 1)
    )
    parts = {
        "xl/workbook.bin": record(131) + record(143) + listed + record(144) + record(157) + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
    }
    for index, (_, rows) in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{index}.bin"] = rows if isinstance(rows, bytes) else xlsb_sheet(rows)
    return zipped(path, parts)
