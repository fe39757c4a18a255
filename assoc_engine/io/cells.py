"""Cells on their way in: a column under construction, and how a cell of a workbook reads as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

import numpy as np

from .raw import BOOL, NUMBER, TEXT, TIME, RawColumn

EPOCH = datetime(1970, 1, 1)
PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?").fullmatch
"""Numbers that any reader would call one: no leading zeros (codes), at most 15 digits (longer ones are identifiers)."""


Cell = str | float | datetime | date | time | timedelta
"""What calamine or the csv module give; "" is the empty cell."""
_Cell = TypeVar("_Cell", bound=Cell)


class Codes(dict[_Cell, int]):
    """Cell → code, a new one for a cell not seen before; the empty cell is −1."""

    def __missing__(self, cell: _Cell) -> int:
        code = self[cell] = len(self) - 1
        return code


class ColumnBuilder:
    """Collects one column chunk by chunk."""

    def __init__(self) -> None:
        self._codes: Codes[Cell] = Codes({"": -1})
        self._parts: list[np.ndarray] = []
        self._ones = False  # whether some cell equals 1 or 0, as True and False do

    def add(self, cells: Sequence[Cell]) -> None:
        """Take the cells of further rows."""
        known = len(self._codes)
        if not self._ones:
            coded = np.fromiter(map(self._codes.__getitem__, cells), np.int32, len(cells))
            self._ones = True in self._codes or False in self._codes
            if not self._ones:  # no truth value either, which saves looking at the types of all cells
                self._parts.append(coded)
                return
            for cell in list(self._codes)[known:]:
                del self._codes[cell]
        cells = _apart(cells)
        self._parts.append(np.fromiter(map(self._codes.__getitem__, cells), np.int32, len(cells)))

    def finish(self, header: str, rows: np.ndarray | None = None, typed: bool = False) -> RawColumn:
        """The column, of the given rows only (a mask) where given; `typed` as in RawColumn."""
        codes = np.concatenate(self._parts) if self._parts else np.empty(0, np.int32)
        if rows is not None:
            codes = codes[rows]
        cells = list(self._codes)[1:]
        known = [shown(cell) for cell in cells]
        return RawColumn(
            header,
            codes,
            [text for text, _, _ in known],
            np.array([kind for _, kind, _ in known], np.int8),
            np.array([value for _, _, value in known], np.float64),
            typed,
        )

    def filled(self) -> np.ndarray:
        """bool a row: its cell is not empty."""
        return np.concatenate([part >= 0 for part in self._parts]) if self._parts else np.empty(0, bool)


class _Truth(str):
    """TRUE or FALSE of a workbook; as Python's True it would fall together with the number 1."""


_TRUE, _FALSE = _Truth("TRUE\0"), _Truth("FALSE\0")


def _apart(cells: Sequence[Cell]) -> Sequence[Cell]:
    if bool not in set(map(type, cells)):
        return cells
    return [(_TRUE if cell else _FALSE) if type(cell) is bool else cell for cell in cells]


def shown(cell: Cell) -> tuple[str, int, float]:
    """Text, kind and value of one cell."""
    if isinstance(cell, _Truth):
        return cell.rstrip("\0"), BOOL, float(cell is _TRUE)
    if isinstance(cell, str):
        return (cell, NUMBER, float(cell)) if PLAIN_NUMBER(cell) else (cell, TEXT, np.nan)
    if isinstance(cell, (int, float)):
        return number_text(cell), NUMBER, float(cell)
    if isinstance(cell, datetime):
        text = cell.isoformat(" ", "minutes" if cell.second == 0 and cell.microsecond == 0 else "seconds")
        return text, TIME, (cell - EPOCH) // timedelta(seconds=1)
    if isinstance(cell, date):
        return cell.isoformat(), TIME, (cell.toordinal() - EPOCH.toordinal()) * 86400.0
    if isinstance(cell, time):
        return cell.isoformat("seconds"), TIME, cell.hour * 3600.0 + cell.minute * 60 + cell.second
    seconds = cell // timedelta(seconds=1)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}", TIME, float(seconds)


def cell_text(cell: Cell) -> str:
    """The cell as it is shown."""
    return shown(cell)[0]


def number_text(value: float) -> str:
    """A number as a sheet shows it: 22423, not 22423.0; 15 significant digits, and whole numbers with all theirs."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value):
        return str(int(Decimal(repr(value))))
    return f"{value:.15g}"
