"""What is checked before a workbook is handed to calamine, which aborts the process where memory does not suffice.

calamine lays a sheet out as a dense rectangle from its first to its last filled cell, whatever lies between: two
cells, A1 and XFD1048576, want 17 billion places. So the rectangle is found first, from the sheet's XML.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from ..progress import Progress
from .refusals import damaged, no_workbook, protected, too_large_inside

MAX_UNPACKED = 4 << 30
"""Bytes the parts of a workbook may unpack to; a full sheet of 1,048,576 rows and 40 columns has about 1.5 GB."""

MAX_CELLS = 100_000_000
"""Places of a sheet's rectangle; calamine needs 24 bytes for each, so these are 2.4 GB."""

TRUSTED = 32 << 20
"""Bytes of sheet XML from which a plausible `<dimension>` is believed. Smaller sheets are scanned whole (80 ms at
most); in larger ones the scan would cost an eighth of the reading, and a false dimension there could only be meant: it
ends the engine's process, which its clients survive."""

CHUNK = 1 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{.*/relationships\}id")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_CELL = re.compile(rb'c r="([A-Z]{1,3})(\d{1,7})"[^>/]*(/?)>')  # empty cells close themselves
_WIDE_CELL = re.compile(rb'c r="([A-Z]{2,3})(\d{1,7})"[^>/]*>')  # with content


@dataclass(frozen=True)
class Workbook:
    """`sheet_bytes`: unpacked size of each sheet's XML by sheet name; `absurd`: sheet name → (rows, columns) of sheets
    whose rectangle is too large to be laid out. Both empty for .xls, whose sheets cannot be that large."""

    sheet_bytes: dict[str, int] = field(default_factory=dict)
    absurd: dict[str, tuple[int, int]] = field(default_factory=dict)


def check_zip(path: Path, progress: Progress) -> Workbook:
    """Raises FileError (damaged, protected, no workbook, unpacks to too much)."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(path, archive, progress)
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, NotImplementedError) as error:
        raise damaged(path, str(error) or type(error).__name__) from error


def _check(path: Path, archive: zipfile.ZipFile, progress: Progress) -> Workbook:
    infos = {info.filename: info for info in archive.infolist()}
    if any(info.flag_bits & 1 for info in infos.values()):
        raise protected(path)
    if "xl/workbook.xml" not in infos:
        raise no_workbook(path)
    unpacked = sum(info.file_size for info in infos.values())
    if unpacked > MAX_UNPACKED:
        raise too_large_inside(path, unpacked / (1 << 30), MAX_UNPACKED / (1 << 30))
    sizes, absurd = {}, {}
    for name, member in _sheets(archive, infos).items():
        sizes[name] = infos[member].file_size
        rows, columns = extent(archive, infos[member], progress)
        if rows * columns > MAX_CELLS:
            absurd[name] = (rows, columns)
    return Workbook(sizes, absurd)


def _sheets(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name → its part of the archive."""
    if "xl/_rels/workbook.xml.rels" not in infos:
        return {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found = {}
    for kind in (_MAIN, _STRICT):
        for sheet in book.iter(f"{kind}sheet"):
            identity = next((value for key, value in sheet.attrib.items() if _RELATION.fullmatch(key)), None)
            target = targets.get(identity, "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if member in infos:
                found[sheet.get("name", "")] = member
    return found


def extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, progress: Progress) -> tuple[int, int]:
    """Last filled row and column of a sheet (1-based), or an upper bound where that is small enough anyway."""
    with archive.open(info) as file:
        head = file.read(CHUNK)
        if info.file_size >= TRUSTED and (stated := _stated(head)):
            return stated
        last_row = last_column = 0
        tail, chunk, done = b"", head, 0
        while chunk:
            done += len(chunk)
            block = tail + chunk
            row, column = _last_cells(block)
            last_row, last_column = max(last_row, row), max(last_column, column or 26)
            tail = block[-64:]  # a cell's tag may be cut between two chunks
            progress.step(0, 1)
            chunk = file.read(CHUNK)
    return last_row, last_column


def _stated(head: bytes) -> tuple[int, int] | None:
    """What `<dimension>` says, where it is no bare A1 (as streaming writers put), small enough and true so far."""
    match = _DIMENSION.search(head)
    if not match:
        return None
    columns, rows = column_number(match[1]), int(match[2])
    seen_row, seen_column = _last_cells(head)
    if rows * columns > MAX_CELLS or rows < seen_row or columns < seen_column or rows == columns == 1:
        return None
    return rows, columns


def _last_cells(block: bytes) -> tuple[int, int]:
    """Largest row and column among the cells with content in a piece of XML.

    Cells come row by row, so the row is that of the last one; columns beyond Z are looked for one by one, and 0 stands
    where there are none.
    """
    wide = {match[1]: int(match[2]) for match in _WIDE_CELL.finditer(block)}
    return max([_last_row(block), *wide.values()]), max(map(column_number, wide), default=0)


def _last_row(block: bytes) -> int:
    """Row of the last cell with content; after many empty ones, of the empty one then reached, which is no less."""
    end, row = len(block), 0
    for _ in range(64):
        at = block.rfind(b'c r="', 0, end)
        if at < 0:
            return row
        end = at
        if match := _CELL.match(block, at):
            row = max(row, int(match[2]))
            if not match[3]:
                return int(match[2])
    return row


def column_number(letters: bytes) -> int:
    """1 for A, 26 for Z, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
