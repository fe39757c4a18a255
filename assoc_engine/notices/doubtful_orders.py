"""Orders that may be none: tests, nothing paid, dates that no sale can have."""

from __future__ import annotations

import re
import time as clock
from typing import Any

import numpy as np

from ..cleaning import NO_TIME, CleanTable
from ..cleaning.non_products import mostly_paid
from ..cleaning.row_keys import at
from ..io.table import SalesTable
from ..settings import CleanSettings
from ..text import N_, message
from .aside import orders_aside

DAY, YEAR = 86_400, 365 * 86_400
SMALL = 0.02  # share of the lines that a few lost dates may be
CENT = 0.01
_TEST = re.compile(
    r"(?:测试|test(?:ing|er)?)[ _\-]?(?:订单|商品|产品|数据|单|专用|用户|账号|客户|会员|order|product|item|customer|user|account"
    r"|data|buyer)?[ _\-]?\d*(?:@.*)?",
    re.IGNORECASE,
).fullmatch
_DEFAULT_DAYS = tuple(
    int(np.datetime64(day, "s").astype(np.int64))
    for day in ("1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01", "1904-01-01", "1970-01-01", "1980-01-01")
)
"""Days that systems write where they know none."""


def test_orders(table: SalesTable, clean_table: CleanTable, settings: CleanSettings) -> dict[str, Any] | None:
    """Orders whose number, customer or a product says test, and such as cost a cent a line in a file of paid sales."""
    tested = np.zeros(len(table.order.vocabulary) + 1, bool)
    for column in (table.order, table.customer, table.product, table.code):
        if column is not None:
            says = np.array([bool(_TEST(text)) for text in column.vocabulary], bool)
            tested[table.order.codes[at(says, column.codes)]] = True
    tested[-1] = False
    codes = clean_table.order.codes
    inside = codes < len(table.order.vocabulary)
    marked = np.zeros(len(codes), bool)
    marked[inside] = tested[codes[inside]]
    if mostly_paid(clean_table.price):
        marked |= _all_lines(clean_table, (clean_table.price > 0) & (clean_table.price <= CENT))
    if not marked.any() or marked.mean() > SMALL * 5:
        return None
    numbers, setting = orders_aside(clean_table, marked, settings)
    return {
        "title": message(
            N_(
                "{count} order looks like a test: {order}.", "{count} orders look like tests, such as {order}."
            ),
            count=len(numbers), order=numbers[0],
        ),
        "advice": message(N_("Its customer, product or number says test, or every line costs a cent. "
                             "Set it aside if nobody bought it.")),
        "setting": setting,
    }  # fmt: skip


def unpaid_orders(table: CleanTable, settings: CleanSettings) -> dict[str, Any] | None:
    """Orders in which nothing was paid, in a file of paid sales."""
    if not mostly_paid(table.price):
        return None
    free = _all_lines(table, table.price == 0)
    if not free.any():
        return None
    numbers, setting = orders_aside(table, free, settings)
    return {
        "title": message(
            N_(
                "In {count} order nothing was paid: {order}.", "In {count} orders nothing was paid, such as {order}."
            ),
            count=len(numbers), order=numbers[0],
        ),
        "advice": message(N_("They may be gifts, replacements or corrections. Set them aside if no customer chose what is in them.")),
        "setting": setting,
    }  # fmt: skip


def default_dates(table: CleanTable, settings: CleanSettings) -> dict[str, Any] | None:
    """Lines on a day that systems write for none, or years before all others."""
    known = np.sort(table.time[table.time != NO_TIME])
    if len(known) < 20:
        return None
    early = np.zeros(len(table.time), bool)
    gaps = np.flatnonzero(np.diff(known) > YEAR)
    if len(gaps) and (gaps[-1] + 1) / len(known) <= SMALL:
        early = (table.time != NO_TIME) & (table.time <= known[gaps[-1]])
    middle = int(known[len(known) // 2])
    default = np.isin(table.time // DAY * DAY, [day for day in _DEFAULT_DAYS if middle - day > 2 * YEAR])
    lost = (table.time != NO_TIME) & (early | default)
    if not lost.any():
        return None
    return _dated(
        table, lost, settings,
        N_("{count} order is dated years before the others: {order} on {day:date}.",
           "{count} orders are dated years before the others, such as {order} on {day:date}."),
        N_("Systems write such a day where they know none. Periods and seasons are wrong with it; set these orders aside or mend the "
           "dates."),
    )  # fmt: skip


def future_dates(table: CleanTable, settings: CleanSettings, now: float | None = None) -> dict[str, Any] | None:
    """Lines dated later than tomorrow by this computer's clock (seconds since 1970; `now` for tests)."""
    limit = (clock.time() if now is None else now) + DAY
    late = (table.time != NO_TIME) & (table.time > limit)
    if not late.any() or late.mean() > 0.5:  # then the clock is wrong, or the file is a plan
        return None
    return _dated(
        table, late, settings,
        N_("{count} order is dated in the future: {order} on {day:date}.",
           "{count} orders are dated in the future, such as {order} on {day:date}."),
        N_("Check whether day and month were read the right way round; set these orders aside if the dates are mistakes."),
    )  # fmt: skip


def _dated(table: CleanTable, lines: np.ndarray, settings: CleanSettings, title: str, advice: str) -> dict[str, Any]:
    numbers, setting = orders_aside(table, lines, settings)
    first = int(np.flatnonzero(lines)[0])
    day = str(np.datetime64(int(table.time[first]), "s").astype("datetime64[D]"))
    return {
        "title": message(title, count=len(numbers), order=table.order[first], day=day),
        "advice": message(advice),
        "setting": setting,
    }


def _all_lines(table: CleanTable, lines: np.ndarray) -> np.ndarray:
    """The lines of orders all of whose lines are marked."""
    size = int(table.order.codes.max(initial=-1)) + 1
    every = np.bincount(table.order.codes, lines, minlength=size) == np.bincount(table.order.codes, minlength=size)
    return every[table.order.codes] & lines
