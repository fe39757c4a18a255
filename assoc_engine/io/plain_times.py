"""Dates in the form that nearly all exports use, 2024-03-01 08:26:00, read all at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from ..progress import SILENT, Progress

_STEP = 50_000  # cells at a time, about 20 ms
_WIDTH = 20  # characters looked at: one more than the longest form has
_LENGTHS = (10, 16, 19)  # the date; with hours and minutes; with seconds


def plain_times(texts: Sequence[str], progress: Progress = SILENT) -> np.ndarray:
    """float64, one a text: seconds since 1970-01-01 of cells such as 2024-03-01, 2024/03/01 08:26 or 2024.03.01T08:26:00, all in figures
    and of that width; NaN for every other cell, and for dates that do not exist."""
    found = [np.empty(0)]
    cells = iter(texts)
    while chunk := list(islice(cells, _STEP)):
        progress.step(sum(map(len, found)), len(texts))
        if "\0" in "".join(chunk):  # numpy takes it for the end of a text
            chunk = ["" if "\0" in text else text for text in chunk]
        found.append(_seconds(np.array(chunk, f"U{_WIDTH}")))
    return np.concatenate(found)


def _seconds(texts: np.ndarray) -> np.ndarray:
    characters = texts.view(np.uint32).reshape(len(texts), _WIDTH)
    figures = characters - np.uint32(ord("0"))  # below 10 for a figure only
    length = (characters != 0).sum(axis=1)
    right = np.isin(length, _LENGTHS)
    for places, marks, needed in (([4, 7], "-/.", 10), ([10], " T", 16), ([13], ":", 16), ([16], ":", 19)):
        for place in places:
            right &= np.isin(characters[:, place], [ord(mark) for mark in marks]) | (length < needed)
    right &= characters[:, 4] == characters[:, 7]
    for places, needed in (([0, 1, 2, 3, 5, 6, 8, 9], 10), ([11, 12, 14, 15], 16), ([17, 18], 19)):
        right &= (figures[:, places] < 10).all(axis=1) | (length < needed)
    result = np.full(len(texts), np.nan)
    figures = figures[right].astype(np.int64)
    length = length[right]

    def number(place: int, there: np.ndarray | bool = True) -> np.ndarray:
        return np.where(there, figures[:, place] * 10 + figures[:, place + 1], 0)

    year, month, day = number(0) * 100 + number(2), number(5), number(8)
    hour, minute, second = number(11, length >= 16), number(14, length >= 16), number(17, length >= 19)
    first = (np.clip((year - 1970) * 12 + month - 1, -23_628, None)).astype("M8[M]")
    days = ((first + 1).astype("M8[D]") - first.astype("M8[D]")).astype(np.int64)
    exists = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= days)
    exists &= (hour < 24) & (minute < 60) & (second < 60)
    since = first.astype("M8[D]").astype(np.int64) + day - 1
    result[right] = np.where(exists, ((since * 24 + hour) * 60 + minute) * 60.0 + second, np.nan)
    return result
