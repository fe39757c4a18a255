"""Rows of a date alone over the sales of each day, as reports by day have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...text import N_, message
from ..moments import looks_like_time
from ..raw import HEADING, RawTable
from ..words import clean_text
from .unfold import free_header, made_column

DATE = (N_("Date"),)
_LABEL = re.compile(r"(?:(?:营业|销售|业务|交易|单据|开单)?日期|(?:sales? |order )?date)\s*:?\s*", re.IGNORECASE)
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周)[一二三四五六日天]\)?$")
_OF_DAY = re.compile(  # neither a clock nor a number
    r"\d[-/.年]\d{1,2}[-/.月]\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE
).search
_LONGEST = 40  # characters of such a cell


def with_days(raw: RawTable, roles: Sequence[str]) -> RawTable:
    """The table with the dates that stand alone in rows as a column of the rows below them, where it has no other
    column of dates and the first row is such a date. The rows themselves are marked as headings."""
    if "time" in roles or raw.rows < 2:
        return raw
    filled = np.zeros(raw.rows, np.int32)
    for column in raw.columns:
        filled += column.codes >= 0
    lone = np.flatnonzero((filled == 1) & (raw.marks == 0))
    first = np.flatnonzero((filled > 0) & (raw.marks & HEADING == 0))[:1]
    if len(raw.columns) < 3 or not len(lone) or lone[0] != first[0]:
        return raw
    days: dict[str, int] = {}
    day = np.full(raw.rows, -1)
    for column in raw.columns:
        rows = lone[column.codes[lone] >= 0]
        numbers = np.full(len(column.texts), -1)
        for code in np.unique(column.codes[rows]).tolist():
            if said := _day(column.texts[code]):
                numbers[code] = days.setdefault(said, len(days))
        day[rows] = numbers[column.codes[rows]]
    if day[lone[0]] < 0:
        return raw
    rows = np.flatnonzero(day >= 0)
    made = made_column(free_header(DATE, raw.headers), list(days))
    above = np.searchsorted(rows, np.arange(raw.rows), "right") - 1
    codes = np.where(above >= 0, made.codes[day[rows[above]]], -1).astype(np.int32)
    marks = raw.marks.copy()
    marks[rows] |= HEADING
    note = message(N_("A date that stands in a row of its own counts for the rows below it."))
    return replace(
        raw, columns=(*raw.columns, replace(made, codes=codes)), marks=marks, made=(*raw.made, len(raw.columns)),
        notes=(*raw.notes, note),
    )  # fmt: skip


def _day(text: str) -> str:
    """The date that a cell holds, with or without a word for it; "" where it holds none."""
    if len(text) > _LONGEST:
        return ""
    text = _WEEKDAY.sub("", clean_text(text))
    day = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    return day if _OF_DAY(day) and looks_like_time(day) else ""
