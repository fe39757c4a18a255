"""What is checked of an .xls before calamine gets it.

An OLE file chains its sectors, and calamine follows a chain that runs in a circle until the memory is gone. And it takes
memory for as many cells as a sheet says it has, and up to the last column that a cell names: one damaged bit makes
that millions of rows, or 32,768 columns instead of at most 256.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from .refusals import damaged

_LAST = 0xFFFFFFFA  # sector numbers from here on are no sectors
_ENTRY = 128  # bytes of one entry of the directory
_STREAM = 2  # kind of an entry
_SMALL = 4096  # shorter streams lie in sectors of 64 bytes, chained by a table of their own


_ROWS, _COLUMNS = 65_536, 256
_RECORD = struct.Struct("<HHHH")  # kind, size; of a cell then row and column
_CELLS = frozenset((0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))
_ENCRYPTED, _DIMENSIONS = 0x2F, 0x200
_DIMENSIONS_OF = {14: struct.Struct("<IIHH"), 10: struct.Struct("<HHHH")}  # by size: first row, row after the last, columns


class _Circle(Exception):
    """A chain of sectors comes back to itself."""


def check_ole(path: Path, file: BinaryIO) -> None:
    """`file`: the workbook's bytes, which are those of `path` or were decrypted from them. Raises FileError where a
    chain runs in a circle or a cell lies beyond the last column. What else is damaged calamine finds itself."""
    try:
        _check(file)
    except _Circle as error:
        raise damaged(path, "its sectors run in a circle") from error
    rows, columns = _reach(_workbook_stream(file))
    if columns > _COLUMNS or rows > _ROWS:
        raise damaged(path, f"a sheet of {rows} rows and {columns} columns")


def _workbook_stream(file: BinaryIO) -> bytes:
    import olefile

    try:
        file.seek(0)
        ole = olefile.OleFileIO(file)
        return next((ole.openstream(name).read() for name in ("Workbook", "Book") if ole.exists(name)), b"")
    except Exception:  # a damaged file makes olefile raise nearly anything
        return b""


def _reach(stream: bytes) -> tuple[int, int]:
    """Most rows that a sheet says it has, and the last column (from 1) of any cell or that a sheet says it has; as far
    as a workbook's records are not encrypted."""
    rows, last, at, end = 0, -1, 0, len(stream) - 8
    unpack, cells = _RECORD.unpack_from, _CELLS
    while at <= end:
        kind, size, _, column = unpack(stream, at)
        if kind in cells:
            last = max(last, column)
        elif kind == _DIMENSIONS and size in _DIMENSIONS_OF and at + 4 + size <= len(stream):
            first_row, after_rows, _, after_columns = _DIMENSIONS_OF[size].unpack_from(stream, at + 4)
            if after_rows > first_row:
                rows, last = max(rows, after_rows), max(last, after_columns - 1)
        elif kind == _ENCRYPTED:
            break
        at += 4 + size
    return rows, last + 1


def _check(file: BinaryIO) -> None:
    header = file.read(512).ljust(512, b"\0")
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in (9, 12):
        return  # calamine says so
    size = 1 << shift
    directory, small_table, difat = (struct.unpack_from("<I", header, at)[0] for at in (48, 60, 68))

    def sector(number: int) -> bytes:
        file.seek((number + 1) * size)
        return file.read(size)

    table = _table(header, difat, size, sector)
    entries = b"".join(map(sector, _chain(directory, table)))
    small = _words(b"".join(map(sector, _chain(small_table, table))))
    starts = set()
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        start, length = struct.unpack_from("<II", entries, at + 116)
        starts.add((start, entries[at + 66] == _STREAM and length < _SMALL))
    for start, is_small in starts:
        _chain(start, small if is_small else table)


def _table(header: bytes, difat: int, size: int, sector: Callable[[int], bytes]) -> np.ndarray:
    """The table that says which sector follows which: its own sectors are listed in the header and, of large files, in
    further sectors that are chained by their last word."""
    listed = list(_words(header[76:512]))
    seen = set()
    while difat < _LAST:
        if difat in seen:
            raise _Circle
        seen.add(difat)
        words = _words(sector(difat))
        if len(words) < size // 4:
            break
        listed += words[:-1].tolist()
        difat = int(words[-1])
    return _words(b"".join(sector(int(number)) for number in listed if number < _LAST))


def _words(data: bytes) -> np.ndarray:
    return np.frombuffer(data[: len(data) // 4 * 4], "<u4")


def _chain(start: int, table: np.ndarray) -> list[int]:
    """The sectors of a chain as far as the table knows them. Raises _Circle."""
    chain = []
    while start < len(table):
        chain.append(start)
        if len(chain) > len(table):
            raise _Circle
        start = int(table[start])
    return chain
