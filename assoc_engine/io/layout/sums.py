"""Tables that hold sums or orders in columns, not orders in rows: what Excel makes of sales, and cannot be taken apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ...errors import NothingToAnalyse
from ...text import N_
from ..header_words import plain_name, role_of_name
from ..numbers import numbers
from ..raw import NUMBER, RawColumn, RawTable
from .columns import stem_and_number
from .marks import says_total
from .order_rows import header_roles

_PIVOT = re.compile(r"行标签|列标签|rowlabels?|columnlabels?").fullmatch
_SUMMED = re.compile(r"(求和项|计数项|平均值项|(sum|count|average) of ).*", re.IGNORECASE).fullmatch
_PERIOD = re.compile(
    r"(\d{4}年?[-/.]?)?(\d{1,2}|[一二三四五六七八九十]{1,2})月份?|(\d{4}年?)?(第?[1-4一二三四]季度|[Qq][1-4])|(19|20)\d\d年?"
    r"|(19|20)\d\d[-/.]\d{1,2}([-/.]\d{1,2})?"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*([ -](\d\d){1,2})?", re.IGNORECASE
).fullmatch  # fmt: skip
_FEWEST = 3  # columns of one kind
_MOST = 20_000  # rows; nobody sums up as many
_KEYS = ("order", "time", "customer")
_LABELS = ("product", "code", "category", "store", "region", "channel")


def refuse_sums(tables: Sequence[RawTable]) -> None:
    """Raises NothingToAnalyse where every table is a pivot table, or has orders for columns."""
    kinds = [_kind(table) for table in tables]
    if not all(kinds):
        return
    if "pivot" in kinds:
        raise NothingToAnalyse(
            N_("This looks like a pivot table: it holds sums, not orders."),
            advice=N_("Export the rows behind it: in Excel, double-click the grand total."),
        )  # fmt: skip
    raise NothingToAnalyse(
        N_("Products stand in the rows here and orders in the columns."),
        advice=N_("Swap rows and columns: in Excel, copy the table and paste it with Transpose."),
    )  # fmt: skip


def _kind(raw: RawTable) -> str:
    """"pivot", "transposed", or "" for what may be rows of orders."""
    roles = header_roles(raw.headers)
    if raw.layout != "lines" or len(raw.columns) < 2 or raw.rows > _MOST or set(roles) & set(_KEYS):
        return ""
    if _PIVOT(plain_name(raw.headers[0])) or any(map(_SUMMED, raw.headers)):
        return "pivot"
    labels = 0
    while labels < len(raw.columns) and not _numeric(raw.columns[labels]):
        labels += 1
    figures = range(labels, len(raw.columns))
    if not 1 <= labels <= 3 or not all(_numeric(raw.columns[i]) for i in figures) or not _once(raw, labels):
        return ""
    headers = [raw.headers[i] for i in figures if not says_total(raw.headers[i])]
    if len(headers) >= _FEWEST and all(map(_PERIOD, headers)):
        return "pivot"
    if roles[0] not in _LABELS or len(headers) < _FEWEST:
        return ""
    if all(role_of_name(stem) == "order" for stem, _ in map(stem_and_number, headers)):
        return "transposed"
    return "pivot" if len(headers) < len(figures) and not any(map(role_of_name, headers)) else ""


def _numeric(column: RawColumn) -> bool:
    if (column.kinds == NUMBER).all():
        return True
    return bool((~np.isnan(numbers(column)[0])).mean() > 0.9)


def _once(raw: RawTable, labels: int) -> bool:
    """Whether no row has the labels of another."""
    keys = np.stack([column.codes for column in raw.columns[:labels]])
    return len(np.unique(keys, axis=1).T) == raw.rows
