"""Numbers and moments from cells: each form that exports write, decided over the whole column."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from made import write_csv

from assoc_engine.io.cells import ColumnBuilder, number_text
from assoc_engine.io.moments import moments, row_times
from assoc_engine.io.numbers import numbers
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.words import clean_text, words
from assoc_engine.settings import ReadSettings


def column(cells, typed=False):
    builder = ColumnBuilder()
    builder.add(cells)
    return builder.finish("x", typed=typed)


def values(cells, typed=False):
    """Value of each cell, None where missing, "?" where unreadable."""
    made = column(cells, typed)
    value, bad = numbers(made)
    return [
        None if code < 0 or (np.isnan(value[code]) and not bad[code]) else "?" if bad[code] else float(value[code])
        for code in made.codes
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12), ("-3", -3), ("12.50", 12.5), (" 7 ", 7), ("¥12.50", 12.5), ("￥1,234.00", 1234), ("£3", 3),
        ("$1,234,567.89", 1234567.89), ("€5", 5), ("99元", 99), ("(1,234.50)", -1234.5), ("($1.50)", -1.5), ("5-", -5),
        ("-¥8.00", -8), ("１２．５", 12.5), ("￥１００", 100), ("2件", 2), ("1.5e3", 1500), ("+4", 4), ("−2", -2),
        ("50%", 0.5), ("HK$12", 12), ("RMB 12.00", 12), ('="12"', 12), ("'12", 12), ("1'234.50", 1234.5), (".5", 0.5),
        ("3 盒", 3), ("12 pcs", 12), ("x2", 2), ("×3", 3), ("CN¥12.00", 12), ("NT$1,200", 1200), ("12.00 CNY", 12),
        ("\u200b8.00\u00a0元", 8), ("（12.00）", -12), ("¥-3.50", -3.5),
        ("¥3.50/瓶", 3.5), ("12元/斤", 12), ("3.20/kg", 3.2), ("2kg", "?"), ("1/3", "?"),
        ("0.31万", 3100), ("¥1.2万元", 12000), ("-3萬", -30000), ("1,234万", 12340000), ("2亿", 2e8),
    ],
)  # fmt: skip
def test_number_forms(cell, value):
    assert values([cell]) == [value]


def test_what_says_nothing_is_missing_and_other_words_are_unreadable():
    assert values(["", "-", "N/A", "无", "  ", "abc", "12a", "1.2.3", "¥", "1e999", "inf"]) == [None] * 5 + ["?"] * 6


def test_decimal_comma_is_decided_over_the_column():
    assert values(["12,50", "1.234,5", "1.234", "7"]) == [12.5, 1234.5, 1234, 7]
    assert values(["1,234", "12.5"]) == [1234, 12.5]
    assert values(["1,234", "2,500"]) == [1234, 2500]
    assert values(["1.234.567", "1.000"]) == [1234567, 1000]
    assert values(["0,125", "0,5"]) == [0.125, 0.5]
    assert values(["0,31万", "1.200,5"]) == [3100, 1200.5]
    assert values(["12,50", "12.50"]) == ["?", 12.5]  # both ways in one column: the comma form means nothing then


def test_numbers_of_a_workbook_keep_their_values():
    cells = [12.5, 3.0, 1.234, "3,50", True, datetime(2024, 3, 1)]
    assert values(cells, typed=True) == [12.5, 3, 1.234, 3.5, "?", "?"]


def when(cells):
    made = column(cells)
    found = moments(made)
    return [
        None if code < 0 or (np.isnan(found.seconds[code]) and not found.unreadable[code])
        else "?" if found.unreadable[code]
        else str(np.datetime64(int(found.seconds[code]), "s")).replace("T", " ")
        for code in made.codes
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-01", "2024-03-01 00:00:00"), ("2024/3/1", "2024-03-01 00:00:00"), ("2024.3.1", "2024-03-01 00:00:00"),
        ("2024年3月1日", "2024-03-01 00:00:00"), ("2024年3月1日 下午3:20", "2024-03-01 15:20:00"),
        ("2024年3月1日10时30分", "2024-03-01 10:30:00"), ("20240301", "2024-03-01 00:00:00"),
        ("20240301093015", "2024-03-01 09:30:15"), ("2024-03-01 9:05", "2024-03-01 09:05:00"),
        ("2024-03-01T10:00:00+08:00", "2024-03-01 10:00:00"), ("2024-03-01T10:00:00Z", "2024-03-01 10:00:00"),
        ("2024-03-01 10:00:00 +0800", "2024-03-01 10:00:00"), ("2024/3/1 星期五 10:00", "2024-03-01 10:00:00"),
        ("01.03.2024", "2024-03-01 00:00:00"), ("13/3/24", "2024-03-13 00:00:00"), ("3/13/24", "2024-03-13 00:00:00"),
        ("Mar-01-24", "2024-03-01 00:00:00"), ("Fri, 1 Mar 2024 10:00", "2024-03-01 10:00:00"),
        ("Mar 1, 2024 10:00:00 PM PST", "2024-03-01 22:00:00"), ("2024-03-01 10:00:00 UTC", "2024-03-01 10:00:00"),
        ("2024-03-01 10:00:00 GMT+8", "2024-03-01 10:00:00"), ("２０２４年３月１日", "2024-03-01 00:00:00"),
        ("星期五 2024/3/1", "2024-03-01 00:00:00"), ("2024.03.01 09:05:06", "2024-03-01 09:05:06"),
        ("24/3/1", "2024-03-01 00:00:00"), ("2024-03-01\t", "2024-03-01 00:00:00"),
        ("1-Mar-2024", "2024-03-01 00:00:00"), ("Mar 1, 2024", "2024-03-01 00:00:00"),
        ("March 1, 2024, 10:05 PM", "2024-03-01 22:05:00"), ("12/31/2023 12:05 AM", "2023-12-31 00:05:00"),
        ("２０２４－０３－０１", "2024-03-01 00:00:00"), ("45352", "2024-03-01 00:00:00"), (45352.5, "2024-03-01 12:00:00"),
        ("1709251200", "2024-03-01 00:00:00"), ("1709251200000", "2024-03-01 00:00:00"),
        ("民国113年3月1日", "2024-03-01 00:00:00"), ("中華民國 113/03/01 10:05", "2024-03-01 10:05:00"),
        ("13/3/24 10.05", "2024-03-13 10:05:00"), ("2024-03-01 9.30", "2024-03-01 09:30:00"),
        (datetime(2024, 3, 1, 10, 5, 7), "2024-03-01 10:05:07"),
    ],
)  # fmt: skip
def test_date_forms(cell, moment):
    assert when([cell]) == [moment]


def test_no_dates():
    assert when(["", "N/A", "2024-02-30", "soon", "25:10", "2024-13-01", "7", "1.2.3", "12-3-4"]) == [None, None, *"?" * 7]


def test_day_and_month_are_told_apart_over_the_whole_column():
    european = moments(column(["3/1/24", "4/1/24", "13/1/24"]))
    assert (european.order, european.certain) == ("dmy", True)
    assert when(["3/1/24", "13/1/24"])[0] == "2024-01-03 00:00:00"
    assert when(["3/1/24", "1/13/24"])[0] == "2024-03-01 00:00:00"


def test_two_figures_of_a_year_may_stand_first():
    days = [f"24/{month}/{day}" for month in (3, 4) for day in range(11, 29)]
    assert (moments(column(days)).order, when(days)[0]) == ("ymd", "2024-03-11 00:00:00")
    # The years of these change less than their days: 11 to 28 March 2024.
    assert when([f"{day}/03/24" for day in range(11, 29)])[0] == "2024-03-11 00:00:00"
    assert when([f"24.3.{day}" for day in range(11, 29)])[0] == "2011-03-24 00:00:00"
    assert when(["24/3/15"]) == ["2015-03-24 00:00:00"]  # alone it reads as it would in a column of dates


def test_six_figures_are_dates_where_the_column_says_so_and_all_of_them_are():
    def seconds(header, cells):
        return moments(replace(column(cells), header=header)).seconds

    march = np.datetime64("2024-03-01", "s").astype(int)
    assert seconds("日期", ["240301", "240302", "-"])[:2].tolist() == [march, march + 86400]
    assert seconds("Order Date", [240301.0])[0] == march
    assert np.isnan(seconds("货号", ["240301", "240302"])).all()
    assert np.isnan(seconds("交易时间", ["093059", "101112"])).all()  # the first is a time of day


def test_dots_put_the_day_first_unless_a_value_forbids_it():
    months = [f"{month:02d}.{day:02d}.2024" for month in (1, 2, 3) for day in range(1, 13)]
    found = moments(column(months))  # jump less month first
    assert (found.order, found.certain) == ("dmy", True)
    assert moments(column([*months, "03.13.2024"])).order == "mdy"


def test_a_column_named_as_dates_that_are_none_is_said_to_be_unreadable(tmp_path):
    rows = [["订单号", "日期", "商品名称"], *([f"N{i // 2}", f"第{i // 2}天", "红茶糖杯"[i % 4]] for i in range(40))]
    found = guess_roles(read_files(ReadSettings((str(write_csv(tmp_path / "a.csv", rows)),)))).columns[1]
    assert (found.role, found.sure) == ("", False) and found.reason["message"].startswith("Its values cannot be read as dates")
    assert found.reason["values"] == {"example": "第0天"}


def test_a_chosen_order_of_day_and_month_stands():
    both = column(["3/1/24", "4/2/24"])
    assert moments(both, order="dmy").seconds[0] == np.datetime64("2024-01-03", "s").astype(int)
    assert moments(both, order="mdy").seconds[0] == np.datetime64("2024-03-01", "s").astype(int)
    assert moments(both, order="mdy").certain
    assert moments(column(["13/1/24"]), order="mdy").unreadable.all()
    assert row_times(both, None, order="dmy").time[1] == np.datetime64("2024-02-04", "s").astype(int)


def test_where_figures_leave_it_open_the_reading_without_jumps_is_taken_as_a_guess():
    days = [f"{day}/{month}/2024" for month in (1, 2, 3) for day in range(1, 13)]
    found = moments(column(days))
    assert (found.order, found.certain) == ("dmy", False)
    months = [f"{month}/{day}/2024" for month in (1, 2, 3) for day in range(1, 13)]
    assert moments(column(months)).order == "mdy"


def test_date_and_time_of_day_in_two_columns():
    dates, clocks = ["2024-03-01", "2024-03-01", "", "bad"], ["09:58:11", "", "10:00", "25:99"]
    times = row_times(column(dates), column(clocks))
    assert times.time.tolist()[:2] == [1709287091, 1709251200]
    assert times.time[2] == times.time[3] == np.iinfo(np.int64).min
    assert times.has_clock
    assert times.bad_date.tolist() == [False, False, False, True]
    assert times.bad_clock.tolist() == [False, False, False, True]


def test_numbers_read_as_a_sheet_shows_them():
    shown = [number_text(x) for x in (22423.0, 0.1 + 0.2, 60.70400000000001, -5.0, 1e15, 123456789012345000.0, 1e-7)]
    assert shown == [
        "22423", "0.3", "60.704", "-5", "1000000000000000", "123456789012345000", "1e-07",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="210987654321098765"', "210987654321098765"), ("'210987654321098765", "210987654321098765"),
        ("\t210987654321098765", "210987654321098765"), ("ＡＢＣ１２", "ABC12"), ("红　茶", "红 茶"), ("  a \n b ", "a b"),
        ("te\u200ba\ufeff", "tea"), ("Case KEPT", "Case KEPT"), ("a\u00a0b", "a b"), ('=""', ""),
    ],
)  # fmt: skip
def test_words_without_the_marks_around_them(cell, text):
    assert clean_text(cell) == text


def test_cells_that_say_the_same_share_a_code_and_case_keeps_codes_apart():
    coded = words(column(["15056bl", "15056BL", " 15056bl ", "   ", ""]))
    assert list(coded) == ["15056bl", "15056BL", "15056bl", "", ""]
    assert coded.codes.tolist() == [0, 1, 0, -1, -1]


def test_true_and_one_stay_apart():
    made = column([True, 1.0, False, 0.0, "TRUE"])
    assert [made.texts[code] for code in made.codes] == ["TRUE", "1", "FALSE", "0", "TRUE"]
    assert made.kinds[made.codes].tolist() == [3, 1, 3, 1, 0]
