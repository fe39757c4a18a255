"""What is checked before a workbook is handed to calamine, which aborts the process where memory does not suffice.

Every part that calamine reads is unpacked once, piece by piece: its true size, the longest text in it, whether it
declares entities, and how far the cells of each sheet reach.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from ..progress import Progress
from . import refusals, sheet_extents
from .other_kinds import kind_of_zip, other_kind
from .sheet_extents import OdsExtents, XlsbExtent, XlsxExtent, sheets_of_xlsb, stated
from .xml_checks import MAX_TEXT, Entities, Spans, tags
from .zip_parts import TooLong, TwoParts, parts_of, pieces

MAX_UNPACKED = 4 << 30
"""Bytes the parts of a workbook may unpack to; a full sheet of 1,048,576 rows and 40 columns has about 1.5 GB."""

MAX_CELLS = 100_000_000
"""Places of a sheet's rectangle; calamine needs 24 bytes for each, so these are 2.4 GB."""

MAX_SPARSE, SPARSE = 5_000_000, 5
"""Places of a rectangle that has SPARSE times as many as the rows and columns with cells in them: a stray cell makes it."""

MAX_COLUMNS = 16_384
"""Columns of a sheet of Excel (A to XFD) and of LibreOffice."""

MAX_NAMES = 4 << 20
"""Bytes of the parts that list the sheets, which are read in one piece."""

_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_ODS = _OPEN_DOCUMENT + b"spreadsheet"


@dataclass(frozen=True)
class Workbook:
    """`kind`: "xlsx", "xlsb", "ods" or "xls". `sheet_bytes`: unpacked size of each sheet's part by sheet name; `extents`:
    (rows, columns) its cells reach; `used`: places of the rows and columns with cells, where they were counted; `texts`:
    bytes of the texts that all sheets share."""

    kind: str = "xls"
    sheet_bytes: dict[str, int] = field(default_factory=dict)
    extents: dict[str, tuple[int, int]] = field(default_factory=dict)
    texts: int = 0
    used: dict[str, int] = field(default_factory=dict)

    @property
    def absurd(self) -> dict[str, tuple[int, int]]:
        """Sheets whose rectangle is too large to be laid out, or has more columns than any program writes."""
        return {name: reach for name, reach in self.extents.items() if self._is_absurd(name, *reach)}

    def _is_absurd(self, sheet: str, rows: int, columns: int) -> bool:
        places = rows * columns
        sparse = places > MAX_SPARSE and places > SPARSE * self.used.get(sheet, places)
        return places > MAX_CELLS or columns > MAX_COLUMNS or sparse

    def memory(self, sheet: str) -> int:
        """Bytes that reading a sheet takes, about: calamine's cells, our codes of them, and the texts in both."""
        rows, columns = self.extents.get(sheet, (0, 0))
        return 38 * rows * columns + 3 * self.texts


def check_zip(path: Path, file: BinaryIO, progress: Progress) -> Workbook:
    """`file`: the workbook's bytes, which are those of `path` or were decrypted from them.

    Raises FileError (damaged, protected, no workbook, unpacks to too much, a text of absurd length, entities).
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _check(path, archive, progress)
    except TwoParts as error:
        raise refusals.two_parts(path, error.args[0]) from error
    except TooLong as error:
        raise refusals.too_long_text(path, MAX_TEXT >> 20) from error
    except Entities as error:
        raise refusals.entities(path) from error
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error, EOFError, OSError, NotImplementedError,
        ValueError, LookupError, OverflowError,
    ) as error:  # fmt: skip
        # zipfile itself stumbles over damaged lists of parts in any of these ways
        raise refusals.damaged(path, str(error) or type(error).__name__) from error


def _check(path: Path, archive: zipfile.ZipFile, progress: Progress) -> Workbook:
    parts = parts_of(archive)
    reader = _Reader(archive, parts, progress)
    kind = _kind(path, reader)
    if any(info.flag_bits & 1 for info in parts.values()):
        raise refusals.protected(path)
    unpacked = sum(info.file_size for info in parts.values())
    if unpacked > MAX_UNPACKED:
        raise refusals.too_large_inside(path, unpacked / (1 << 30), MAX_UNPACKED / (1 << 30))
    for name in parts:
        reader.refuse_entities(name)
    return _check_ods(path, reader) if kind == "ods" else _check_sheets(kind, reader)


def _kind(path: Path, reader: _Reader) -> str:
    if reader.find("xl/workbook.xml"):
        return "xlsx"
    if reader.find("xl/workbook.bin"):
        return "xlsb"
    mime = reader.whole("mimetype")
    if mime.startswith(_ODS) and reader.find("content.xml"):
        return "ods"
    if mime.startswith(_OPEN_DOCUMENT) and not mime.startswith(_ODS):
        raise other_kind(path, "drawing")
    if kind := kind_of_zip(path, reader.parts):
        raise other_kind(path, kind)
    raise refusals.damaged(path, "the list of its sheets is missing")


class _Reader:
    """The parts of a workbook by name; upper and lower case are the same, as calamine takes them."""

    def __init__(self, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], progress: Progress) -> None:
        self.parts = parts
        self._archive, self._progress = archive, progress
        self._by_name = {name.casefold(): name for name in parts}
        self._done = 0

    def find(self, name: str) -> zipfile.ZipInfo | None:
        return self.parts.get(self._by_name.get(name.casefold(), ""))

    def size(self, name: str) -> int:
        """Bytes of a part, 0 where there is none."""
        info = self.find(name)
        return 0 if info is None else info.file_size

    def whole(self, name: str) -> bytes:
        """A small part in one piece; b"" where there is none."""
        info = self.find(name)
        if info is None:
            return b""
        if info.file_size > MAX_NAMES:
            raise TooLong(info.file_size)
        return b"".join(pieces(self._archive, info))

    def walk(self, name: str, *feeds: Callable[[bytes], None]) -> None:
        """Hand every piece of a part to each of `feeds`; XML is checked on the way."""
        info = self.find(name)
        if info is None:
            return
        spans = Spans()
        is_xml = not name.casefold().endswith(".bin")
        for piece in pieces(self._archive, info):
            if is_xml:
                spans.feed(piece)
            for feed in feeds:
                feed(piece)
            self._done += len(piece)
            self._progress.step(0, 1)

    def refuse_entities(self, name: str) -> None:
        """A document type stands at the beginning of a part."""
        if name.casefold().endswith((".xml", ".rels")):
            for piece in pieces(self._archive, self.parts[name]):
                Spans().feed(piece)
                return


def _sheets_of_xlsx(reader: _Reader) -> dict[str, str]:
    """Sheet name → its part, of those that are there."""
    targets = _targets(reader, "xl/_rels/workbook.xml.rels")
    sheets = tags(reader.whole("xl/workbook.xml"), "sheet")
    found = {sheet.get("name", ""): targets.get(sheet.get("id", ""), "") for sheet in sheets}
    return {name: member for name, member in found.items() if reader.find(member)}


def _sheets_of_xlsb(reader: _Reader) -> dict[str, str]:
    targets = _targets(reader, "xl/_rels/workbook.bin.rels")
    found = {name: targets.get(identity, "") for name, identity in sheets_of_xlsb(reader.whole("xl/workbook.bin"))}
    return {name: member for name, member in found.items() if reader.find(member)}


def _targets(reader: _Reader, relations: str) -> dict[str, str]:
    """Identity of a relation → the part it points to."""
    if not reader.find(relations):
        return {}
    found = {}
    for relation in tags(reader.whole(relations), "Relationship"):
        target = relation.get("Target", "").replace("\\", "/")
        inside = target[1:] if target.startswith("/") else target if target.startswith("xl/") else f"xl/{target}"
        found[relation.get("Id", "")] = inside
    return found


def _check_sheets(kind: str, reader: _Reader) -> Workbook:
    """The parts of an .xlsx or .xlsb that calamine reads."""
    sheets, extent = (_sheets_of_xlsx, _xlsx_extent) if kind == "xlsx" else (_sheets_of_xlsb, _xlsb_extent)
    ending = "xml" if kind == "xlsx" else "bin"
    for member in (f"xl/sharedStrings.{ending}", f"xl/styles.{ending}"):
        reader.walk(member)
    members = sheets(reader)
    found = {name: extent(reader, member) for name, member in members.items()}
    return Workbook(
        kind,
        {name: reader.size(member) for name, member in members.items()},
        {name: (rows, columns) for name, (rows, columns, _) in found.items()},
        reader.size(f"xl/sharedStrings.{ending}"),
        {name: used for name, (_, _, used) in found.items()},
    )


def _xlsx_extent(reader: _Reader, member: str) -> tuple[int, int, int]:
    """Rows and columns that the cells of a sheet reach, and the places used, all of them where that was not looked at."""
    extent = XlsxExtent()
    said: tuple[int, int] | None = None
    large = reader.size(member) >= sheet_extents.TRUSTED
    first = True

    def feed(piece: bytes) -> None:
        nonlocal said, first
        if first and large:
            said = stated(piece, MAX_CELLS)
        first = False
        if not said:
            extent.feed(piece)

    reader.walk(member, feed)
    return (*said, said[0] * said[1]) if said else (extent.rows, extent.columns, extent.used)


def _xlsb_extent(reader: _Reader, member: str) -> tuple[int, int, int]:
    """As _xlsx_extent."""
    extent = XlsbExtent()
    large = reader.size(member) >= sheet_extents.TRUSTED_BINARY

    def feed(piece: bytes) -> None:
        if not large or not plausible():
            extent.feed(piece)

    def plausible() -> bool:
        """Whether what the sheet says of its own size is small enough and true so far."""
        rows, columns = extent.stated or (0, 0)
        return rows >= extent.rows > 0 and columns >= extent.columns and rows * columns <= MAX_CELLS

    reader.walk(member, feed)
    if large and extent.stated and plausible():
        rows, columns = extent.stated
        return rows, columns, rows * columns
    return extent.rows, extent.columns, extent.used


def _check_ods(path: Path, reader: _Reader) -> Workbook:
    """calamine lays out all sheets of an .ods when it opens it, so one absurd sheet is enough to refuse it."""
    found = OdsExtents()
    reader.walk("content.xml", found.feed)
    if found.cut_off:
        raise refusals.damaged(path, "the end of the last sheet is missing")
    size = reader.size("content.xml")
    book = Workbook("ods", dict.fromkeys(found.tables, size), found.tables, max(size, found.copied), found.used)
    for name, (rows, columns) in book.absurd.items():
        raise refusals.too_wide_apart(path, name, rows, columns)
    if found.copied > MAX_UNPACKED:
        raise refusals.too_large_inside(path, found.copied / (1 << 30), MAX_UNPACKED / (1 << 30))
    return book
