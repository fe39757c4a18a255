"""Where the cells of a block of delimited text begin and end: as the csv module divides it, in a kernel that releases
the interpreter. Cells with doubled or inner quotation marks are written out anew behind the text."""

from __future__ import annotations

import numpy as np
from numba import njit

from .cell_codes import PADDING

DONE, OPEN, ODD = range(3)
"""How a call ended: at the end of the text (or of the room); at a record whose quotation mark is not closed in the
text; at something that is better left to the csv module: a lone carriage return, a record of very many lines or
one that SoundLines should look at."""

_LINE_FEED, _RETURN, _QUOTE = 10, 13, 34
_TOO_MANY = 1 << 30


class Cutter:
    """Cuts text, block by block, into records of `width` cells. After `cut`, for its records: `starts` and `ends`
    (int32, one row a column) of the cells in `data`, `lines` (int32, the line each starts on, the first is 0),
    `too_long` (more cells than `width`, with something in them; such a record's cells are empty). `short`: records so
    far with fewer cells, blank lines aside; `line`: lines so far; `size`: bytes loaded and not yet let go.
    """

    def __init__(self, separator: str, width: int, usual: int, longest: int) -> None:
        self._separator, self._usual, self._longest = ord(separator), usual, longest
        self._special = np.zeros(256, np.bool_)
        self._special[[self._separator, _LINE_FEED, _RETURN]] = True
        room = (1 << 18) // width + 256  # records at a time
        self._starts, self._ends = np.empty((width, room), np.int32), np.empty((width, room), np.int32)
        self._lines, self._too_long = np.empty(room, np.int32), np.empty(room, np.bool_)
        self._buffer = bytearray()
        self.data = np.frombuffer(self._buffer, np.uint8)
        self.size, self.line, self.short, self._records = 0, 0, 0, 0

    def space(self, size: int) -> memoryview:
        """Where the next `size` bytes of text are to be written; `loaded` says how many were."""
        needed = 2 * (self.size + size + PADDING)  # as much again for cells written out anew
        if len(self._buffer) < needed:
            self._buffer = self._buffer[: self.size] + bytes(needed - self.size)
            self.data = np.frombuffer(self._buffer, np.uint8)
        return memoryview(self._buffer)[self.size : self.size + size]

    def loaded(self, size: int) -> int:
        """Returns where the last whole line ends, −1 where there is a zero byte."""
        if self._buffer.find(0, self.size, self.size + size) >= 0:
            return -1
        self.size += size
        return self._buffer.rfind(b"\n", 0, self.size) + 1

    def let_go(self, place: int) -> None:
        """The text up to a place is done with."""
        self._buffer[: self.size - place] = self._buffer[place : self.size]
        self.size -= place

    def text(self, place: int) -> bytes:
        """The text up to a place."""
        return bytes(memoryview(self._buffer)[:place])

    def cut(self, begin: int, end: int) -> tuple[int, int]:
        """Cut data[begin:end], whole lines; returns (where it ended, DONE, OPEN or ODD)."""
        self._records, place, self.line, short, how = _cut(
            self.data, begin, end, self.size + PADDING, self._separator, self._special, self._usual, self._longest,
            self.line, self._starts, self._ends, self._lines, self._too_long,
        )  # fmt: skip
        self.short += short
        return place, how

    @property
    def starts(self) -> np.ndarray:
        """Where the cells begin in `data`: int32, columns × records."""
        return self._starts[:, : self._records]

    @property
    def ends(self) -> np.ndarray:
        """Where they end."""
        return self._ends[:, : self._records]

    @property
    def lines(self) -> np.ndarray:
        """int32 a record: the line it starts on, the first of all is 0."""
        return self._lines[: self._records]

    @property
    def too_long(self) -> np.ndarray:
        """bool a record: it has more cells than `width`, with something in them."""
        return self._too_long[: self._records]


@njit(nogil=True, cache=True)
def _cut(
    data: np.ndarray, begin: int, end: int, spare: int, separator: int, special: np.ndarray, usual: int, longest: int, line: int,
    starts: np.ndarray, ends: np.ndarray, lines: np.ndarray, too_long: np.ndarray,
) -> tuple[int, int, int, int, int]:  # fmt: skip
    """(records, where they end, the line there, how many are short, how it ended)"""
    width, room = starts.shape
    place, records, short = begin, 0, 0
    while place < end and records < room:
        record, its_line, cells, surplus, loose = place, line, 0, False, False
        blank = data[place] == _LINE_FEED or (data[place] == _RETURN and data[place + 1] == _LINE_FEED)
        more = not blank
        while more:
            start = place
            if data[place] == _QUOTE:
                start, stop, place, spare, breaks, behind = _quoted(data, place, end, special, spare)
                line += breaks
                loose |= behind
                if line - its_line >= longest:
                    return records, record, its_line, short, ODD
                if place == end:
                    return records, record, its_line, short, OPEN
            else:
                while not special[data[place]]:
                    place += 1
                stop = place
            if cells < width:
                starts[cells, records], ends[cells, records] = start, stop
            else:
                surplus |= stop > start
            cells += 1
            more = data[place] == separator
            place += more
        if data[place] == _RETURN:
            place += 1
            if data[place] != _LINE_FEED:
                return records, record, its_line, short, ODD
        if line > its_line and (loose or (line > its_line + 1 and _cut_alike(data, record, place, separator, usual))):
            return records, record, its_line, short, ODD
        place += 1
        line += 1
        short += 0 < cells < width
        for column in range(0 if surplus else cells, width):
            starts[column, records] = ends[column, records] = 0
        lines[records], too_long[records] = its_line, surplus
        records += 1
    return records, place, line, short, DONE


@njit(nogil=True)
def _cut_alike(data: np.ndarray, begin: int, end: int, separator: int, usual: int) -> bool:
    """Whether a record of three lines or more has the usual number of separators, two at least, on each of them: then it
    may be several."""
    separators = 0
    for place in range(begin, end):
        separators += data[place] == separator
        if data[place] == _LINE_FEED:
            if separators != usual - 1:
                return False
            separators = 0
    return usual > 2 and separators == usual - 1


@njit(nogil=True, inline="always")
def _quoted(
    data: np.ndarray, quote: int, end: int, special: np.ndarray, spare: int
) -> tuple[int, int, int, int, int, bool]:
    """A cell that begins with a quotation mark: (its start, its stop, the place behind it, the next spare place, line
    breaks in it, _TOO_MANY for a lone carriage return; whether text stands behind the closing mark). The place is `end`
    where the mark is not closed."""
    place, breaks, behind = quote + 1, 0, False
    while place < end and data[place] != _QUOTE and data[place] != _RETURN:
        breaks += data[place] == _LINE_FEED
        place += 1
    if place < end and data[place] == _QUOTE and special[data[place + 1]]:
        return quote + 1, place, place + 1, spare, breaks, behind
    place, breaks, start, inside = quote + 1, 0, spare, True
    while place < end:
        byte = data[place]
        if inside and byte == _QUOTE:
            place += 1
            inside = data[place] == _QUOTE  # of two the second is meant
            if not inside:
                continue
        elif inside and byte == _LINE_FEED:
            breaks += 1
        elif inside and byte == _RETURN and data[place + 1] != _LINE_FEED:
            return start, spare, end, spare, _TOO_MANY, behind
        elif not inside and special[byte]:
            return start, spare, place, spare, breaks, behind
        behind |= not inside
        data[spare] = byte
        spare += 1
        place += 1
    return start, spare, end, spare, breaks, behind
