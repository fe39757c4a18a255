"""Dates that stand alone in rows over the sales of each day."""

from __future__ import annotations

import pytest
from made import clean_csv, counts
from test_io_layouts import cells_of, raw_of

from assoc_engine.io.layout import shape
from assoc_engine.io.raw import HEADING, TOTAL

HEADERS = ["小票号", "品名", "数量", "金额"]
DAYS = ["2024-03-01", "2024-03-02"]


def report(form="{}"):
    """Two days' sales, each under its date; tickets count from 1 every day."""
    sales = [["1", "茶", "2", "8"], ["1", "糖", "1", "3"], ["2", "杯", "1", "9"]]
    return [row for day in DAYS for row in ([form.format(day), "", "", ""], *sales)]


@pytest.mark.parametrize("form", ["{}", "日期：{}", "营业日期 {}", "Date: {}", "{} 星期五"])
def test_a_date_in_a_row_of_its_own_is_that_of_the_rows_below(form):
    shaped = shape(raw_of(HEADERS, report(form)))
    assert shaped.marks.tolist() == [HEADING, 0, 0, 0] * 2
    assert [cell[:10] for cell in cells_of(shaped, "Date")] == [day for day in DAYS for _ in range(4)]
    assert shaped.made == (4,) and shaped.layout == "lines" and len(shaped.notes) == 1
    assert cells_of(shape(raw_of(HEADERS, report(form)), "lines"), "Date") == cells_of(shaped, "Date")


def test_a_date_in_another_column_and_totals_between():
    rows = report()
    rows[4] = ["", "2024-03-02", "", ""]
    shaped = shape(raw_of(HEADERS, [*rows[:4], ["小计", "", "4", "20"], *rows[4:]]))
    assert shaped.marks.tolist() == [HEADING, 0, 0, 0, TOTAL, HEADING, 0, 0, 0]
    assert cells_of(shaped, "Date") == [DAYS[0]] * 5 + [DAYS[1]] * 4


@pytest.mark.parametrize("first", ["10:30", "20240301", "45352", "2024-03-01 至 2024-03-02", "王五", "日期：", "10:30 UTC"])
def test_other_words_or_figures_alone_are_no_date(first):
    assert shape(raw_of(HEADERS, [[first, "", "", ""], *report()[1:4]])).headers == HEADERS


def test_dates_after_the_first_sales_or_beside_a_column_of_dates_stay():
    assert shape(raw_of(HEADERS, report()[1:])).headers == HEADERS
    dated = [*HEADERS[:3], "日期"]
    assert shape(raw_of(dated, report())).headers == dated


def test_tickets_that_count_anew_each_day_are_orders_of_their_day(tmp_path):
    names = ["茶", "糖", "杯", "奶", "盐"]
    rows = [HEADERS]
    for day in range(1, 6):
        rows.append([f"日期：2024-03-0{day}", "", "", ""])
        rows += [[str(n), names[(n * k + day) % 5], str(k), str(3 * k)] for n in range(1, 9) for k in (1, 2)]
    _, cleaned, quality = clean_csv(tmp_path / "days.csv", rows)
    assert counts(quality)["headings"] == 5
    assert len({order for order in cleaned.order if order}) == 40
