"""A date that stands in three columns (年, 月, 日; Year, Month, Day) becomes a column of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ..text import N_, message
from .column_facts import facts
from .header_words import plain_name, roles_of_name
from .layout.unfold import free_header
from .raw import TIME, RawColumn, RawTable

_DATE = (N_("Date"),)
_PARTS = ({"年", "年份", "year"}, {"月", "月份", "month"}, {"日", "day"})
_LEAST, _MOST = np.array([1990, 1, 1]), np.array([2100, 12, 31])
_READ = 0.95  # share of the rows that must be dates
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86400.0


def with_dates(raw: RawTable) -> RawTable:
    """With a made column of dates where three columns hold year, month and day and no other holds dates."""
    parts = [[i for i, header in enumerate(raw.headers) if plain_name(header) in names] for names in _PARTS]
    if any(len(found) != 1 for found in parts) or any(map(_holds_dates, raw.columns)):
        return raw
    # float64, rows × 3, −1 where there is no whole number
    cells = np.stack([_whole(raw.columns[found[0]]) for found in parts], axis=1)
    there = np.all((cells >= _LEAST) & (cells <= _MOST), axis=1)
    data = raw.marks == 0
    if not data.any() or there[data].mean() < _READ:
        return raw
    numbers = (cells[there] @ [10000, 100, 1]).astype(np.int64)
    known, codes = np.unique(numbers, return_inverse=True)
    read = [_day(number) for number in known.tolist()]
    valid = np.array([day is not None for day in read], bool)
    place = np.where(valid, np.cumsum(valid) - 1, -1).astype(np.int32)
    days = [day for day in read if day is not None]
    column = RawColumn(
        free_header(_DATE, raw.headers), np.full(raw.rows, -1, np.int32), [day.isoformat() for day in days],
        np.full(len(days), TIME, np.int8),
        np.array([(day.toordinal() - _EPOCH) * _DAY for day in days], np.float64),
    )  # fmt: skip
    column.codes[there] = place[codes]
    year, month, day = (raw.headers[found[0]] for found in parts)
    note = message(N_("The date is put together from {year}, {month} and {day}."), year=year, month=month, day=day)
    return replace(
        raw, columns=(*raw.columns, column), made=(*raw.made, len(raw.columns)), notes=(*raw.notes, note)
    )


def _holds_dates(column: RawColumn) -> bool:
    """Whether a column is named and filled as dates are; one of times of day belongs to the date."""
    if "time" not in roles_of_name(column.header):
        return False
    found = facts(column)
    return found.date + found.serial >= 0.5


def _whole(column: RawColumn) -> np.ndarray:
    """The number of each row; 3月, 05 and 2024年 are numbers too."""
    texts = [text.strip().rstrip("年月日") for text in column.texts]
    values = np.array([float(text) if text.isascii() and text.isdigit() else -1.0 for text in texts] + [-1.0])
    return values[column.codes]


def _day(number: int) -> date | None:
    """The day of 20240301, None where the calendar has none."""
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        return None
