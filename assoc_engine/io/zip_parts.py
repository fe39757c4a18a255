"""The parts of a zipped workbook, unpacked piece by piece: never a whole one in memory, never more than it declares.

zipfile stops at the size a part declares, calamine does not: a part that holds more than it says would pass any check
of sizes and then fill the memory. So parts are unpacked here to their true end.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

PIECE = 1 << 20
"""Bytes of a part handed on at a time, at most."""

_PACKED = 1 << 16  # compressed bytes read at a time
_LOCAL_HEADER = 30


class TwoParts(Exception):
    """The part `args[0]` is listed twice: programs differ in which one they read."""


class TooLong(Exception):
    """One text, record or row takes `args[0]` bytes at least, which no spreadsheet program writes."""


def parts_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Parts by name. Raises TwoParts, and BadZipFile for names that lead out of the workbook."""
    found: dict[str, zipfile.ZipInfo] = {}
    seen = set()
    for info in archive.infolist():
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise zipfile.BadZipFile(f"a part named {name[:80]}")
        if name.casefold() in seen:
            raise TwoParts(name)
        seen.add(name.casefold())
        found[name] = info
    return found


def pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes in order, PIECE at most at a time. Raises BadZipFile where it holds more or less than it declares,
    zlib.error where it is damaged, NotImplementedError for compressions that workbooks do not use."""
    size = 0
    for piece in _unpacked(archive, info):
        size += len(piece)
        if size > info.file_size:
            raise zipfile.BadZipFile(f"{info.filename} holds more than the {info.file_size} bytes it declares")
        yield piece
    if size < info.file_size:
        raise zipfile.BadZipFile(f"{info.filename} is cut off")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.compress_type == zipfile.ZIP_STORED:
        yield from _packed(archive, info)
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(f"compression {info.compress_type}")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _packed(archive, info):
        while packed and not inflate.eof:
            if piece := inflate.decompress(packed, PIECE):
                yield piece
            packed = inflate.unconsumed_tail
        if inflate.eof:
            return
    while piece := inflate.flush(PIECE):  # a stream whose end is missing may still hold some back
        yield piece
    if not inflate.eof:
        raise zipfile.BadZipFile(f"{info.filename} is cut off")


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    file = archive.fp
    assert file is not None  # the archive is open
    at = info.header_offset
    file.seek(at)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(f"{info.filename} is not where the list of parts says")
    at += _LOCAL_HEADER + sum(struct.unpack("<HH", header[26:30]))
    left = info.compress_size
    while left:
        file.seek(at)  # each time: several parts may be read in turns
        packed = file.read(min(_PACKED, left))
        if not packed:
            raise zipfile.BadZipFile(f"{info.filename} is cut off")
        at, left = at + len(packed), left - len(packed)
        yield packed
