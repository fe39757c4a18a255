"""Do files that are given have the columns of the open one? Told by their first bytes: what stands in them shows in reading."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assoc_engine.workspace import Table

LOOKED_AT = 1 << 18  # bytes of each place where headers stand
OLD_WORKBOOK, OLD_LOOKED_AT = b"\xd0\xcf\x11\xe0", 1 << 23  # .xls, whose words stand anywhere
PARTS = re.compile(r"xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml|content\.xml")
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "latin-1")


def same_columns(paths: Sequence[str], raw: Table | None) -> bool:
    """Do all the files have the columns of the sales in the open table `raw`?"""
    if raw is None:
        return False
    brought = {header for part in raw.meta["parts"] for header in part["columns"]}
    own = {header.strip() for at, header in enumerate(raw.meta["headers"]) if at not in raw.meta["made"] and header not in brought}
    return all(has_columns(path, own - {""}) for path in paths)


def has_columns(path: str, headers: set[str]) -> bool:
    """Do all the headers stand where the file begins? False where that cannot be seen so soon."""
    if not headers:
        return False
    try:
        if zipfile.is_zipfile(path):
            return headers <= {cell for words in _starts(path) for cell in _cells(words, r">([^<>]+)<")}
        start = _start(path, LOOKED_AT)
        if start.startswith(OLD_WORKBOOK):
            start = _start(path, OLD_LOOKED_AT)
            return all(any(header.encode(encoding) in start for encoding in _written(header)) for header in headers)
        return any(headers <= set(_cells(start.decode(encoding, "ignore"), r"[^,;|\t\r\n\"]+")) for encoding in ENCODINGS)
    except (OSError, UnicodeError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return False  # a protected or damaged one: the engine says what it is


def _start(path: str, size: int) -> bytes:
    with open(path, "rb") as file:
        return file.read(size)


def _written(header: str) -> tuple[str, ...]:
    """How .xls may hold it."""
    return ("utf-16-le", "latin-1") if all(ord(letter) < 256 for letter in header) else ("utf-16-le",)


def _starts(path: str) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if PARTS.fullmatch(name):
                with archive.open(name) as member:
                    yield member.read(LOOKED_AT).decode("utf-8", "ignore")


def _cells(words: str, cell: str) -> list[str]:
    return [unescape(found).strip() for found in re.findall(cell, words)]
