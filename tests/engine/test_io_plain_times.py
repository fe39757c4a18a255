"""Dates and words that are read all at once are read as they would be one by one."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assoc_engine.io import words as words_module
from assoc_engine.io.cells import ColumnBuilder
from assoc_engine.io.moments import moments
from assoc_engine.io.plain_times import plain_times
from assoc_engine.io.words import clean_text, clean_texts, words


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.sampled_from("-/."), st.sampled_from(" T"))
def test_every_date_there_is(moment, mark, between):
    moment = moment.replace(microsecond=0)
    texts = [moment.strftime(f"{form}").rjust(width, "0") for form, width in (
        (f"%Y{mark}%m{mark}%d", 10), (f"%Y{mark}%m{mark}%d{between}%H:%M", 16), (f"%Y{mark}%m{mark}%d{between}%H:%M:%S", 19),
    )]  # fmt: skip
    exact = [moment.replace(hour=0, minute=0, second=0), moment.replace(second=0), moment]
    expected = [(value - datetime(1970, 1, 1)).total_seconds() for value in exact]
    assert plain_times(texts).tolist() == expected


@pytest.mark.parametrize("text", [
    "", "2024", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-04-31", "0000-01-01", "2024-01-01 24:00",
    "2024-01-01 12:60", "2024-01-01 12:30:60", "2024-01/01", "2024-1-1", "2024-01-01 ", "2024-01-01\0", " 2024-01-01",
    "2024-01-01 08:26:00.5", "2024-01-01 08.26", "２０２４-01-01", "20240-1-01", "2024-01-01\n08:26", "2024-01-01 08:26:0",
])  # fmt: skip
def test_what_is_no_plain_date_is_left_to_the_careful_reader(text):
    assert np.isnan(plain_times([text, "2024-01-01"])).tolist() == [True, False]


def test_plain_and_other_dates_stand_in_one_column():
    builder = ColumnBuilder()
    builder.add(["2024-03-01 08:26:00", "2024年3月2日", "3.5.2024", "2024-02-30", "x", "", "2024-03-01 08:26:00", "n/a"])
    found = moments(builder.finish("time"))
    assert found.seconds[:2].tolist() == [1709281560.0, 1709337600.0]
    assert found.unreadable.tolist() == [False, False, False, True, True, False]
    assert (found.order, found.has_clock) == ("dmy", True)


CELLS = st.lists(st.one_of(
    st.sampled_from(["A1", "a b", " a", "a ", "a  b", "a\tb", "a\nb", '="007"', "=x", "'5", "' 5", "", " ", "\n", "ａ１", "茶\u200b",
                     "\x1f", "\0"]),
    st.text(max_size=6),
), max_size=12)  # fmt: skip


@given(CELLS, st.integers(1, 4))
def test_cells_are_cleaned_alike_alone_and_together(cells, step):
    before = words_module.STEP
    words_module.STEP = step
    try:
        assert [text for chunk in clean_texts(cells) for text in chunk] == [clean_text(cell) for cell in cells]
        builder = ColumnBuilder()
        builder.add(cells)
        assert list(words(builder.finish("item"))) == [clean_text(cell) for cell in cells]
    finally:
        words_module.STEP = before


@pytest.mark.parametrize("chunks", [
    [["a", True, 1.0, "a"], [False, 0.0, True]], [["a", "b"], [1.0, "a"], [True, 1]], [[True], [1.0], ["", False, 0]],
])  # fmt: skip
def test_truth_values_are_no_numbers_whenever_they_come(chunks):
    builder = ColumnBuilder()
    for chunk in chunks:
        builder.add(chunk)
    shown = {True: "TRUE", False: "FALSE"}
    expected = [shown[c] if isinstance(c, bool) else c if isinstance(c, str) else str(int(c)) for chunk in chunks for c in chunk]
    assert list(builder.finish("x").coded) == expected
