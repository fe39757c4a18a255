"""The lines of a text file, mended where a cell's quotation mark would swallow the lines behind it.

A mark that opens a cell and lacks its partner is closed by the next mark somewhere below, so that csv reads several
rows as one cell. Line breaks that are meant (addresses, notes) look otherwise: their mark is closed where the cell ends.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from .refusals import too_long_text

LONGEST_CELL = 50  # lines; a quoted cell of more has lost its closing quotation mark
LONGEST_LINE = 1 << 24  # bytes; a sheet's longest row of filled cells has some hundred thousand
_STEP = LONGEST_LINE // 2
_LOOK = 1 << 16


def refuse_long_lines(path: Path) -> None:
    """Raises FileError where a line has LONGEST_LINE bytes or more, without reading much of a usual file.

    Such a line covers one of the pieces of half that length wholly.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        for begin in range(0, size - _STEP + 1, _STEP):
            file.seek(begin)
            for _ in range(_STEP // _LOOK):
                look = file.read(_LOOK)
                if b"\n" in look or b"\r" in look:
                    break
            else:
                raise too_long_text(path, LONGEST_LINE >> 20)


class SoundLines:
    """Iterates over the lines of `file`, as many as there are. `width`: cells that most lines have.

    Left out are zero bytes and quotation marks that open a cell and are not closed; `opened` and `zeros` number the
    lines they stood in, from 1. Raises FileError for a line of absurd length.
    """

    def __init__(self, path: Path, file: TextIO, separator: str, width: int) -> None:
        self.opened: list[int] = []
        self.zeros: list[int] = []
        self._path, self._file, self._separator, self._width = path, file, separator, width
        self._waiting: deque[str] = deque()
        # Groups are repeated plainly, single characters possessively: before Python 3.11.5 a possessive group forgets where its last
        # whole repetition ended (gh-106052). There is nothing that a group could give back and match otherwise.
        other = f"[^{re.escape(separator)}\r\n]*+"
        behind = f"(?:{re.escape(separator)}|[\r\n]|$)"
        inside = '[^"]*+(?:""[^"]*+)*"(?!")'
        cell = f'(?:"{inside}{other}|(?!"){other})'
        exact = f'(?:"{inside}(?={behind})|(?!"){other})'
        more = f"(?:{re.escape(separator)}{cell})*[\r\n]*+"
        self._whole = re.compile(cell + more).fullmatch
        self._ending = re.compile(inside + other + more).fullmatch
        self._before = re.compile(f"(?:{cell}{re.escape(separator)})*").match
        self._exact = re.compile(f"{exact}(?:{re.escape(separator)}{exact})*[\r\n]*+").fullmatch

    def __iter__(self) -> Iterator[str]:
        number = 0
        while line := self._next(number + 1):
            if '"' not in line or self._whole(line):
                number += 1
                yield line
                continue
            lines, closed = self._record(line, number + 1)
            if not closed or self._swallows(lines):
                self.opened.append(number + 1)
                self._waiting.extendleft(reversed([self._mended(line), *lines[1:]]))
                continue
            number += len(lines)
            yield from lines

    def _next(self, number: int) -> str:
        if self._waiting:
            return self._waiting.popleft()
        line = self._file.readline()
        if len(line) >= LONGEST_LINE:
            raise too_long_text(self._path, LONGEST_LINE >> 20)
        if "\0" in line:
            self.zeros.append(number)
            line = line.replace("\0", "") or "\n"
        return line

    def _record(self, first: str, number: int) -> tuple[list[str], bool]:
        """The lines of a record whose first one leaves a cell open, and whether the last one closes it."""
        lines, size = [first], len(first)
        while len(lines) < LONGEST_CELL and size < LONGEST_LINE and (line := self._next(number + len(lines))):
            lines.append(line)
            size += len(line)
            if '"' in line and self._ending(line):
                return lines, True
        return lines, False

    def _swallows(self, lines: list[str]) -> bool:
        """Whether a record of several lines is several records. Where text follows a closing mark, one line below that is a record of
        its own, perhaps with such a mark before it as well, says so; where all marks stand at the ends of cells, all lines must be cut
        alike."""
        if self._width < 2:
            return False
        if not self._exact("".join(lines)):
            return self._alone(self._mended(lines[0])) and any(self._alone(line) or self._alone(self._mended(line)) for line in lines[1:])
        even = all(line.count(self._separator) == self._width - 1 for line in lines)
        return even and len(lines) > 2 and self._width > 2

    def _alone(self, line: str) -> bool:
        """Whether a line is a record of the usual width."""
        return bool(self._whole(line)) and len(next(csv.reader([line], delimiter=self._separator))) == self._width

    def _mended(self, line: str) -> str:
        before = self._before(line)
        assert before is not None  # perhaps of no cell
        place = before.end()
        return line[:place] + line[place + 1 :]
