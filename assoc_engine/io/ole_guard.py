"""What is checked of an .xls before calamine gets it: an OLE file chains its sectors, and calamine follows a chain that
runs in a circle until the memory is gone."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from .refusals import damaged

_LAST = 0xFFFFFFFA  # sector numbers from here on are no sectors
_ENTRY = 128  # bytes of one entry of the directory
_STREAM = 2  # kind of an entry
_SMALL = 4096  # shorter streams lie in sectors of 64 bytes, chained by a table of their own


class _Circle(Exception):
    """A chain of sectors comes back to itself."""


def check_ole(path: Path) -> None:
    """Raises FileError where a chain runs in a circle. What else is damaged calamine finds itself."""
    try:
        with path.open("rb") as file:
            _check(file)
    except _Circle as error:
        raise damaged(path, "its sectors run in a circle") from error


def _check(file: BinaryIO) -> None:
    header = file.read(512).ljust(512, b"\0")
    size = 1 << min(struct.unpack_from("<H", header, 30)[0], 12)
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


def _table(header: bytes, difat: int, size: int, sector) -> np.ndarray:
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


def _chain(start: int, table: Sequence[int]) -> list[int]:
    """The sectors of a chain as far as the table knows them. Raises _Circle."""
    chain = []
    while start < len(table):
        chain.append(start)
        if len(chain) > len(table):
            raise _Circle
        start = int(table[start])
    return chain
