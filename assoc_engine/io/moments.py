"""Dates and times of day from cells, as seconds since 1970-01-01 by the file's own clock.

Read: 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 民国113年3月1日, 20240301, 3/1/24, 01.03.2024, 1-Mar-2024, Mar 1, 2024, Mar-01-24,
each with or without a weekday, a time of day and an offset (which is dropped: the clock of the file counts), Excel's serial
numbers and Unix seconds; 240301 where the column is named as dates. Whether 3/1 is March or January is decided over the
whole column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from ..progress import SILENT, Progress
from .header_words import roles_of_name
from .numbers import BLANKS
from .plain_times import plain_times
from .raw import NUMBER, TIME, RawColumn
from .words import STEP, clean_text

DAY = 86400
MISSING = np.iinfo(np.int64).min
_EPOCH = date(1970, 1, 1).toordinal()
_EXCEL = date(1899, 12, 30).toordinal()
_MONTHS = {name: i + 1 for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])}

_CLOCK = (
    r"(?:(?P<noon>上午|下午|晚上|中午|凌晨)\s*)?(?P<h>\d{1,2})[:时](?P<m>\d{1,2})(?:分|[:.](?=\d))?"
    r"(?:(?P<s>\d{1,2})秒?(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?:z|(?:utc|gmt)?\s*(?:[+-]\d{1,2}(?::?\d{2})?)?|[pmce][sd]t|cest|cet|bst|jst|ist)"
)
_CLOCK_AFTER = _CLOCK.replace("[:时]", "[:.时]")  # 10.30 alone is a number
_TAIL = rf"(?:(?:[t ,]|(?<=日))\s*(?:(?:周|星期)[一二三四五六日天]\s*)?{_CLOCK_AFTER})?"
_SOURCE = {
    "ymd": rf"(?P<y>\d{{4}})[-/.年](?P<mo>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})日?\s*{_TAIL}",
    "republic": rf"(?:中[华華])?民[国國]\s*(?P<y>\d{{1,3}})[-/.年](?P<mo>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})日?\s*{_TAIL}",
    "compact": r"(?P<y>(?:19|20)\d\d)(?P<mo>\d\d)(?P<d>\d\d)(?:(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d))?",
    "numeric": rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{1,2}}){_TAIL}",
    "named": rf"(?P<d>\d{{1,2}})[-/. ](?P<name>[a-z]{{3,9}})\.?[-/. ,]+(?P<y>\d{{4}}|\d{{2}}){_TAIL}",
    "named_first": rf"(?P<name>[a-z]{{3,9}})\.?[-\s]+(?P<d>\d{{1,2}})[-,\s]+(?P<y>\d{{4}}|\d{{2}}){_TAIL}",
}
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|(?:周|星期)[一二三四五六日天]\s*)?"
_FORMS = {name: re.compile(_WEEKDAY * (name != "compact") + source, re.IGNORECASE).fullmatch for name, source in _SOURCE.items()}
_ONLY_CLOCK = re.compile(_CLOCK, re.IGNORECASE).fullmatch
_SHORT = re.compile(r"(\d\d)(\d\d)(\d\d)").fullmatch  # 240301
_REPUBLIC = 1911  # the year before the first of 民国


@dataclass(frozen=True)
class Moments:
    """`seconds`: float64 a distinct cell, NaN where none; `unreadable`: mask of cells that say something else.

    `order`: "dmy" or "mdy" where the column writes the year last in figures, "ymd" where it writes it first with two,
    else ""; `certain`: whether some date
    of the column leaves no other reading. `has_clock`: some moment is not midnight.
    """

    seconds: np.ndarray
    unreadable: np.ndarray
    order: str = ""
    certain: bool = True
    has_clock: bool = False


def moments(column: RawColumn, progress: Progress = SILENT, order: str = "") -> Moments:
    """Moments of a column's distinct cells. `order`: "dmy" or "mdy" where it is known how the column is written."""
    seconds = np.where(column.kinds == TIME, column.values, np.nan)
    unreadable = np.zeros(len(seconds), bool)
    late: list[tuple[int, re.Match[str]]] = []
    plain = plain_times(column.texts, progress.part(0, 0.5))
    written = (column.kinds != TIME) & ~np.isnan(plain)
    seconds[written] = plain[written]
    progress = progress.part(0.5, 1)
    short = _short_dates(column) if "time" in roles_of_name(column.header) else {}
    seconds[list(short)] = list(short.values())
    others = np.flatnonzero((column.kinds != TIME) & np.isnan(seconds)).tolist()
    for done, i in enumerate(others):
        if done % STEP == 0:
            progress.step(done, len(others))
        text, kind = clean_text(column.texts[i]), column.kinds[i]
        if text.lower() in BLANKS:
            continue
        if match := _FORMS["numeric"](text):
            late.append((i, match))
            continue
        if kind == NUMBER:
            seconds[i] = _from_number(column.values[i], text)
        elif match := _ONLY_CLOCK(text):
            seconds[i] = _clock(match)
        else:
            seconds[i] = _from_text(text)
        unreadable[i] = np.isnan(seconds[i])
    order, certain = (order, True) if order and late else _day_month_order(late, column.codes)
    for i, match in late:
        seconds[i] = _numeric(match, order)
        unreadable[i] = np.isnan(seconds[i])
    there = seconds[~np.isnan(seconds)]
    has_clock = bool((there % DAY != 0).any())
    return Moments(seconds, unreadable, order, certain, has_clock)


@dataclass(frozen=True)
class RowTimes:
    """`time` int64 a row (MISSING where none); `has_clock`: times of day are known; `bad_date`, `bad_clock`: masks of
    rows whose cell is there and unreadable."""

    time: np.ndarray
    has_clock: bool
    bad_date: np.ndarray
    bad_clock: np.ndarray


def row_times(
    date_column: RawColumn, clock_column: RawColumn | None, progress: Progress = SILENT, order: str = ""
) -> RowTimes:
    """The time of each row, from one column or from one with the date and one with the time of day. `order` as in
    `moments`."""
    days = moments(date_column, progress.part(0, 0.5), order)
    seconds = np.append(days.seconds, np.nan)[date_column.codes]
    bad_date = np.append(days.unreadable, False)[date_column.codes]
    has_clock, bad_clock = days.has_clock, np.zeros(len(seconds), bool)
    if clock_column is not None:
        clocks = moments(clock_column, progress.part(0.5, 1))
        of_day = np.append(clocks.seconds, np.nan)[clock_column.codes]
        seconds = seconds - seconds % DAY + np.where(np.isnan(of_day), 0, of_day % DAY)
        has_clock = clocks.has_clock
        bad_clock = np.append(clocks.unreadable, False)[clock_column.codes]
    time = np.full(len(seconds), MISSING, np.int64)
    there = ~np.isnan(seconds)
    time[there] = seconds[there].astype(np.int64)
    return RowTimes(time, has_clock, bad_date, bad_clock)


def looks_like_time(text: str) -> bool:
    """Whether a cell is a date or a time of day in one of the forms read here, numbers aside."""
    text = clean_text(text)
    return bool(_ONLY_CLOCK(text)) or any(form(text) for form in _FORMS.values())


def _from_text(text: str) -> float:
    if len(text) >= 10 and text[4] == "-":  # the ISO form is by far the most frequent and Python reads it in C
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            clock = (moment.hour * 60 + moment.minute) * 60.0 + moment.second
            return (moment.toordinal() - _EPOCH) * DAY + clock
    for name in ("ymd", "compact", "named", "named_first", "republic"):
        if match := _FORMS[name](text):
            fields = match.groupdict()
            month = fields.get("mo") or _MONTHS.get(fields.get("name", "")[:3].lower(), 0)
            year = int(match["y"]) + _REPUBLIC if name == "republic" else _year(match["y"])
            return _seconds(year, int(month), int(match["d"])) + _clock(match)
    return np.nan


def _short_dates(column: RawColumn) -> dict[int, float]:
    """Moments of cells such as 240301 by index, where all cells of a column are of that form; a time of day without
    colons, 093059, is soon no date."""
    found = {}
    for i, text in enumerate(column.texts):
        text = clean_text(text)
        if match := _SHORT(text):
            found[i] = _seconds(_year(match[1]), int(match[2]), int(match[3]))
            if np.isnan(found[i]):
                return {}
        elif text.lower() not in BLANKS:
            return {}
    return found


def _from_number(value: float, text: str) -> float:
    """20240301 as written, an Excel serial (days since 1899-12-30, 1954 to 2119), Unix seconds or milliseconds."""
    if match := _FORMS["compact"](text):
        return _seconds(int(match["y"]), int(match["mo"]), int(match["d"])) + _clock(match)
    if 20_000 <= value < 80_500:
        return float(round((value + _EXCEL - _EPOCH) * DAY))
    if 0 <= value < 1 and "." in text:
        return float(round(value * DAY))
    if 5e8 <= value < 4e9:
        return float(int(value))
    if 5e11 <= value < 4e12:
        return float(int(value / 1000))
    return np.nan


def _numeric(match: re.Match[str], order: str) -> float:
    first, second = int(match["a"]), int(match["b"])
    if order == "ymd":
        return _seconds(_year(f"{first:02d}"), second, int(match["y"])) + _clock(match)
    if len(match["y"]) == 1:
        return np.nan
    day, month = (first, second) if order == "dmy" else (second, first)
    return _seconds(_year(match["y"]), month, day) + _clock(match)


def _day_month_order(late: list[tuple[int, re.Match[str]]], codes: np.ndarray) -> tuple[str, bool]:
    """"dmy" or "mdy" for dates with the year last, "ymd" for 24/3/15, and whether it is certain.

    A first figure over 12 must be a day, a second one over 12 as well; where neither occurs, dots put the day first;
    else the reading under which the file's dates jump least from row to row; where that is equal, dashes put the day first.
    """
    if not late:
        return "", True
    if _year_first([match for _, match in late]):
        return "ymd", True
    first = sum(int(match["a"]) > 12 for _, match in late)
    second = sum(int(match["b"]) > 12 for _, match in late)
    if first or second:
        return ("dmy" if first >= second else "mdy"), not (first and second)
    if all(match["mark"] == "." for _, match in late):
        return "dmy", True
    jumps = {order: _jumps(late, codes, order) for order in ("dmy", "mdy")}
    if jumps["dmy"] != jumps["mdy"]:
        return min(jumps, key=jumps.__getitem__), False
    return ("mdy" if late[0][1]["mark"] == "/" else "dmy"), False


def _year_first(dates: list[re.Match[str]]) -> bool:
    """Whether the first figure is the year: a last one of one figure, or years that change less than days do."""
    if any(len(match["y"]) == 4 or not 1 <= int(match["y"]) <= 31 or int(match["b"]) > 12 for match in dates):
        return False
    if any(len(match["a"]) == 1 or match["mark"] != "/" for match in dates):  # 1.2.3 and 12-3-4 number other things
        return False
    years, days = {match["a"] for match in dates}, {match["y"] for match in dates}
    return any(len(day) == 1 for day in days) or (len(days) >= 5 and len(years) <= 3)


def _jumps(late: list[tuple[int, re.Match[str]]], codes: np.ndarray, order: str) -> float:
    """Days between neighbouring rows, summed."""
    if not len(codes):
        return 0.0
    days = np.full(max(int(codes.max()), max(i for i, _ in late)) + 2, np.nan)
    for i, match in late:
        days[i] = _numeric(match, order) // DAY
    there = days[codes]
    there = there[~np.isnan(there)]
    return float(np.abs(np.diff(there)).sum())


def _seconds(year: int, month: int, day: int) -> float:
    try:
        return float((date(year, month, day).toordinal() - _EPOCH) * DAY)
    except ValueError:
        return np.nan


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _clock(match: re.Match[str]) -> float:
    """Seconds of the day, 0 where the cell has no time of day, NaN where it is none (25:00)."""
    fields = match.groupdict()
    if not fields.get("h"):
        return 0.0
    hour, minute, second = int(fields["h"]), int(fields["m"]), int(fields.get("s") or 0)
    later = (fields.get("half") or "").lower().startswith("p") or (fields.get("noon") or "") in ("下午", "晚上")
    if later and hour < 12:
        hour += 12
    elif hour == 12 and ((fields.get("half") or "").lower().startswith("a") or fields.get("noon") == "凌晨"):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return np.nan
    return hour * 3600.0 + minute * 60 + second
