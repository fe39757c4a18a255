"""How far the cells of a sheet reach, found from its parts piece by piece, for each of the formats calamine unpacks.

calamine lays a sheet out as a dense rectangle from its first to its last filled cell, whatever lies between: two
cells, A1 and XFD1048576, want 17 billion places. Each class takes pieces by `feed` and then knows `rows` and `columns`
(1-based place of the last filled cell, or more where that is small enough anyway), and `used`: places of the rows and
columns that have cells, about, which are far fewer where a cell lies far from all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .zip_parts import TooLong

TRUSTED = 32 << 20
"""Bytes of sheet XML from which a plausible `<dimension>` is believed. Smaller sheets are scanned whole; in larger ones
the scan would cost an eighth of the reading, and a false dimension there could only be meant: it ends the engine's
process, which its clients survive."""

TRUSTED_BINARY = 4 << 20
"""The same for .xlsb, whose cells are counted at 2 MB in a tenth of a second."""

MAX_RECORD = 32 << 20
"""Bytes of one record of .xlsb or one row of .ods; Excel's longest text has 32,767 characters."""

A_TO_Z = 26  # columns that an .xlsx sheet is taken to have at least: cells nearer than AA are not looked at

_LOOKED_AT = 1 << 17  # bytes of a sheet that must agree with what it states

_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s+ref\s*=\s*["'](?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})["']""")
_FAR_CELL = re.compile(rb'c r="([A-Za-z]{2,5}|[A-Za-z](?=\d{6}))(\d{1,40})"[^>/]*>(?!</)')
_CELL = re.compile(rb'c r="[A-Za-z]{1,5}(\d{1,40})"[^>/]*(/?>(?:</)?)')
_LAST_PLACE = re.compile(rb'c r="([A-Za-z]{1,5})(\d{1,40})"')
_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_ROW_OR_CELL = re.compile(rb"<(?:[\w.-]+:)?(row|c)(\s[^<>]*?)?(/?)>(</)?")
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,5})(\d{0,40})""")


class XlsxExtent:
    """Cells usually begin `<c r="A1"` and come in order: then only the last one and far ones are looked at. Where any of
    a piece begins otherwise, or has no place of its own, each cell of the piece is. Empty cells that close themselves
    do not count."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._tail = b""
        self._row = self._column = 0  # of the cell last seen, for cells without a place
        self._prefix: bytes | None = None  # of the sheet's names, once its first piece was seen
        self._used_rows, self._used_columns = 0, set(range(1, A_TO_Z + 1))

    @property
    def used(self) -> int:
        """Cells that a table of the used rows and columns has."""
        return self._used_rows * len(self._used_columns)

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the sheet. Raises TooLong."""
        block = self._tail + piece
        end = block.rfind(b">") + 1
        block, self._tail = block[:end], block[end:]
        prefix = self._prefix
        if prefix is None:
            match = _ROOT.search(block)
            self._prefix = prefix = (match[1] or b"") if match else b""
        if _all_regular(block, prefix):
            self._skim(block, prefix)
        else:
            self._count(block)

    def _skim(self, block: bytes, prefix: bytes) -> None:
        if last := _LAST_PLACE.search(block[max(block.rfind(b'c r="'), 0) :]):
            self._row, self._column = int(last[2]), column_number(last[1])
            self._note(self._last_filled(block), A_TO_Z)
        self._used_rows += sum(block.count(b"<" + prefix + row) for row in (b"row ", b"row>"))
        if far := _FAR_CELL.findall(block):
            columns = set(map(column_number, {column for column, _ in far}))
            self._used_columns |= columns
            self._note(max(int(row) for _, row in far), max(columns))

    def _last_filled(self, block: bytes) -> int:
        """Row of the last cell with content; after many empty ones, of the empty one then reached, which is no less."""
        end, row = len(block), 0
        for _ in range(64):
            end = block.rfind(b'c r="', 0, end)
            if end < 0:
                break
            if match := _CELL.match(block, end):
                row = max(row, int(match[1]))
                if match[2] == b">":
                    return int(match[1])
        return row

    def _count(self, block: bytes) -> None:
        for kind, attributes, closed, then in _ROW_OR_CELL.findall(block):
            place = _PLACE.search(attributes)
            if kind == b"row":
                self._row = int(place[2]) if place and place[2] else self._row + 1
                self._column = 0
                self._used_rows += 1
                continue
            if place and place[1] and place[2]:
                self._row, self._column = int(place[2]), column_number(place[1])
            else:
                self._column += 1
            if not closed and not then:
                self._used_columns.add(self._column)
                self._note(max(self._row, 1), self._column)

    def _note(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def _all_regular(block: bytes, prefix: bytes) -> bool:
    """Whether every cell of a piece begins with its place, all under the same namespace prefix ("x:" or none)."""
    start = b"<" + prefix
    if block.count(start + b"c") != block.count(start + b'c r="') + block.count(start + b"col"):
        return False
    return block.count(b":c") == (block.count(prefix + b"c") if prefix else 0)


def stated(head: bytes, max_cells: int) -> tuple[int, int] | None:
    """What `<dimension>` says at the beginning of a sheet's XML, where it is no bare A1 (as streaming writers put),
    small enough and true so far."""
    match = _DIMENSION.search(head)
    if not match:
        return None
    columns, rows = column_number(match[1]), int(match[2])
    seen = XlsxExtent()
    seen._count(head[: head.rfind(b">", 0, _LOOKED_AT) + 1])
    if rows * columns > max_cells or rows < seen.rows or columns < seen.columns or rows == columns == 1:
        return None
    return rows, columns


def column_number(letters: bytes) -> int:
    """1 for A, 26 for Z, 16384 for XFD."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


_ROW_HEADER, _FIRST_CELL, _LAST_CELL, _SHEET_DIMENSION, _SHEET_LISTED = 0, 2, 11, 148, 156
_INVALID_ROW = 0x10_0000  # where calamine stops reading


class XlsbExtent:
    """Records of .xlsb: a number, a size, then so many bytes. Kinds 2 to 11 are cells with content, whose column comes
    first; kind 0 begins a row. `stated`: what the sheet says of its own size, once that was read."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.stated: tuple[int, int] | None = None
        self._tail = b""
        self._row = 0
        self._used_rows = 0
        self._used_columns: set[int] = set()

    @property
    def used(self) -> int:
        """As of XlsxExtent."""
        return self._used_rows * len(self._used_columns)

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the sheet. Raises TooLong."""
        data = self._tail + piece
        at, row, column = 0, self._row, self.columns
        while record := _record(data, at):
            kind, body, end = record
            if kind == _ROW_HEADER:
                row = int.from_bytes(data[body : body + 4], "little") + 1
                if row > _INVALID_ROW + 1:
                    row = 0
                self._used_rows += 1
            elif _FIRST_CELL <= kind <= _LAST_CELL:
                place = int.from_bytes(data[body : body + 4], "little") + 1
                self._used_columns.add(place)
                column = max(column, place)
                self.rows = max(self.rows, row)
            elif kind == _SHEET_DIMENSION and end - body >= 16:
                last_row, last_column = (int.from_bytes(data[there : there + 4], "little") for there in (body + 4, body + 12))
                self.stated = last_row + 1, last_column + 1
            at = end
        self._tail, self._row, self.columns = data[at:], row, column


def _record(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, start and end of the content of the record at `at`; None where it is not there in whole."""
    if at + 2 > len(data):
        return None
    kind = data[at]
    at += 1
    if kind & 0x80:
        kind = kind & 0x7F | (data[at] & 0x7F) << 7
        at += 1
    size = shift = 0
    while shift < 28:
        if at >= len(data):
            return None
        byte = data[at]
        size |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    if size > MAX_RECORD:
        raise TooLong(size)
    return (kind, at, at + size) if at + size <= len(data) else None


def sheets_of_xlsb(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation of each sheet that xl/workbook.bin lists."""
    at = 0
    while record := _record(workbook, at):
        kind, body, at = record
        if kind == _SHEET_LISTED:
            relation, after = _wide_text(workbook, body + 8)
            yield _wide_text(workbook, after)[0], relation


def _wide_text(data: bytes, at: int) -> tuple[str, int]:
    size = 2 * int.from_bytes(data[at : at + 4], "little")
    if size > len(data):
        return "", at + 4
    return data[at + 4 : at + 4 + size].decode("utf-16-le", "replace"), at + 4 + size


_TABLE = re.compile(rb"""<table:table\s[^>]*?table:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL_TAG = re.compile(rb"<table:(?:covered-)?table-cell([^>]*)>")
_COLUMNS = re.compile(rb"""table:number-columns-repeated\s*=\s*["']\s*\+?0*(\d{1,15})""")
_ROWS = re.compile(rb"""<table:table-row[^>]*?table:number-rows-repeated\s*=\s*["']\s*\+?0*(\d{1,15})""")
_BLANKS = re.compile(rb"""text:c\s*=\s*["']\s*\+?0*(\d{1,15})""")


@dataclass
class _Table:
    name: str
    rows: int = 0
    columns: int = 0
    row: int = 0
    used: int = 0


class OdsExtents:
    """All tables of an .ods, which stand in one part. A cell or a row may say how often it is repeated, and a text how
    many blanks it holds. `tables`: name → (rows, columns); `copied`: bytes of content that repetition makes of it."""

    def __init__(self) -> None:
        self.copied = 0
        self._tables = [_Table("")]
        self._tail = b""

    @property
    def tables(self) -> dict[str, tuple[int, int]]:
        """(rows, columns) of each table by name; empty ones are left out."""
        return {table.name: (table.rows, table.columns) for table in self._tables if table.columns}

    @property
    def used(self) -> dict[str, int]:
        """Places up to the last filled cell of each row, by table."""
        return {table.name: table.used for table in self._tables if table.columns}

    @property
    def cut_off(self) -> bool:
        """Whether the last table is not closed after all was fed: calamine looks for its end for ever."""
        opened, closed = self._tail.rfind(b"<table:table "), self._tail.rfind(b"</table:table>")
        return (len(self._tables) > 1 or opened >= 0) and (closed < 0 or closed < opened)

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the content. Raises TooLong."""
        *rows, self._tail = (self._tail + piece).split(b"</table:table-row>")
        if len(self._tail) > MAX_RECORD:
            raise TooLong(len(self._tail))
        for row in rows:
            if found := _TABLE.search(row):
                self._tables.append(_Table((found[1] or found[2] or b"").decode("utf-8", "replace")))
            self._add(self._tables[-1], row)

    def _add(self, table: _Table, row: bytes) -> None:
        size = len(row)
        if b"text:c" in row:
            size += sum(map(int, _BLANKS.findall(row)))
        if b"-repeated" in row:
            repeats = int(match[1]) if (match := _ROWS.search(row)) else 1
            columns, most = _width(row)
        else:
            repeats, most = 1, 1
            columns = row.count(b"<table:table-cell") + row.count(b"<table:covered-table-cell")
        table.row += repeats
        if columns:
            table.rows, table.columns = table.row, max(table.columns, columns)
            table.used += columns * repeats
            self.copied += size * most * repeats


def _width(row: bytes) -> tuple[int, int]:
    """Place of the last cell of a row that holds a value or a formula (0 where none does), and how often one is
    repeated at most."""
    place = last = most = 0
    for attributes in _CELL_TAG.findall(row):
        match = _COLUMNS.search(attributes)
        times = int(match[1]) if match else 1
        place += times
        if b"office:" in attributes or b"formula" in attributes:
            last, most = place, max(most, times)
    return last, most
