"""Dates that stand in three columns."""

from __future__ import annotations

import numpy as np
import pytest
from made import write_csv

from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import ReadSettings


def sales(tmp_path, headers, cells, more=()):
    """60 receipts of two lines, six a day from 28 February 2024, that are counted from 1 each day."""
    rows = [["单号", *headers, "品名", "数量", *(name for name, _ in more)]]
    for line in range(120):
        day = np.datetime64("2024-02-28") + line // 12
        year, month, of_month = map(int, str(day).split("-"))
        rows.append([line // 2 % 6 + 1, *cells(year, month, of_month), f"茶{line % 7}", 1, *(cell for _, cell in more)])
    raw = read_files(ReadSettings((str(write_csv(tmp_path / "a.csv", rows)),)))
    roles = guess_roles(raw)
    return roles, make_table(raw, roles)


@pytest.mark.parametrize("headers", [("年", "月", "日"), ("Year", "Month", "Day"), ("年份", "月份", "日")])
@pytest.mark.parametrize("form", ["{}", "{:02d}"])
def test_year_month_and_day_are_a_date(tmp_path, headers, form):
    roles, table = sales(tmp_path, headers, lambda *parts: [form.format(part) for part in parts])
    days = table.time.astype("datetime64[s]").astype("datetime64[D]")
    assert str(days[0]) == "2024-02-28" and str(days[12]) == "2024-02-29" and str(days[24]) == "2024-03-01"
    assert {"year": headers[0], "month": headers[1], "day": headers[2]} in [note["values"] for note in table.raw.notes]
    assert len(table.order.vocabulary) == 60 and roles.made_from == "number_day"


def test_the_time_of_day_beside_them_belongs_to_the_date(tmp_path):
    roles, table = sales(tmp_path, ("年", "月", "日"), lambda *parts: parts, [("时间", "10:30")])
    assert roles.header("clock") == "时间" and str(table.time.astype("datetime64[s]")[0]) == "2024-02-28T10:30:00"


def test_numbers_that_are_no_dates_and_files_with_dates_stay_as_they_are(tmp_path):
    roles, _ = sales(tmp_path, ("年", "月", "日"), lambda year, month, day: (year, month + 12, day))
    assert roles.column("time") is None
    roles, _ = sales(tmp_path, ("年", "月", "日"), lambda *parts: parts, [("下单日期", "2024-05-01")])
    assert roles.header("time") == "下单日期" and len(roles.columns) == 7
