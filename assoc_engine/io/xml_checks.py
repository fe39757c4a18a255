"""XML of unknown origin: what would make a parser take more memory than the file is worth is found before it parses.

A document type can declare entities that unfold to any length ("billion laughs"); no spreadsheet program writes one.
"""

from __future__ import annotations

from xml.parsers import expat

from .zip_parts import TooLong

MAX_TEXT = 32 << 20
"""Bytes between two tags; Excel's longest text has 32,767 characters."""


class Entities(Exception):
    """The XML declares a document type."""


class Spans:
    """The longest stretch of XML that a reader takes in one piece: a tag and its text, a comment, a CDATA section."""

    _SECTIONS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))

    def __init__(self) -> None:
        self._length = 0
        self._end = b""  # of the section we are in
        self._tail = b""  # a section's start or end may be cut between two pieces

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the part. Raises TooLong."""
        if not self._end and not self._tail and b"!" not in piece and not piece.endswith(b"<"):
            first = piece.find(b"<")
            self._add(len(piece) if first < 0 else first, len(piece) - piece.rfind(b"<") if first >= 0 else None)
            return
        self._feed_sections(self._tail + piece)

    def _add(self, more: int, then: int | None) -> None:
        """`more` bytes of the stretch; `then` it ends and one begins that has so many bytes already."""
        self._length += more
        if self._length > MAX_TEXT:
            raise TooLong(self._length)
        if then is not None:
            self._length = then

    def _feed_sections(self, data: bytes) -> None:
        at = 0
        self._tail = b""
        while at < len(data):
            if self._end:
                end = data.find(self._end, at)
                if end < 0:
                    self._tail = data[max(at, len(data) - 2) :]
                    self._add(len(data) - at - len(self._tail), None)
                    return
                at = end + len(self._end)
                self._add(at, 0)
                self._end = b""
                continue
            start = data.find(b"<!", at)
            if start < 0 and data.endswith(b"<"):
                start = len(data) - 1
            stop = len(data) if start < 0 else start
            first, last = data.find(b"<", at, stop), data.rfind(b"<", at, stop)
            self._add(stop - at if first < 0 else first - at, None if first < 0 else stop - last)
            if start < 0:
                return
            if len(data) - start < 9:
                self._tail = data[start:]
                return
            at = start + self._open(data, start)

    def _open(self, data: bytes, start: int) -> int:
        """Bytes of what opens at `start`, where "<!" stands."""
        for opening, end in self._SECTIONS:
            if data.startswith(opening, start):
                self._end = end
                self._length = 0
                return len(opening)
        if data[start : start + 9].upper() == b"<!DOCTYPE":
            raise Entities
        return 2  # damaged XML, which its parser will name


def tags(data: bytes, *names: str) -> list[dict[str, str]]:
    """Attributes of all elements with one of the local `names`, in order; prefixes are left out. Raises Entities."""
    found = []

    def doctype(*_: object) -> None:
        raise Entities

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in names:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return found
