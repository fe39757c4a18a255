"""A table of returns written as sales are, with what it counts turned negative."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from ..header_words import roles_of_name
from ..layout.unfold import number_column, order_column
from .evidence import Evidence
from .sales import counted_columns

_BACK = re.compile(r"^\s*(退货|退回|退款|退|returned|return|refunded|refund)[\s_-]*(?=\S)", re.IGNORECASE)
_SAID_OF_BOTH = {"quantity", "amount", "price", "time"}


def named_as_sales(one: Evidence) -> Evidence:
    """A table of returns that names no orders, with headers as sales have them: 退货数量 is its 数量. Others as they are."""
    if not one.called_returns or any("order" in names for names in one.names):
        return one
    headers = list(one.table.headers)
    for index, header in enumerate(headers):
        short = _BACK.sub("", header)
        if short != header and short not in headers and _SAID_OF_BOTH & roles_of_name(short).keys():
            headers[index] = short
    columns = (replace(column, header=header) for column, header in zip(one.table.columns, headers, strict=True))
    return Evidence(replace(one.table, columns=tuple(columns)), one.label, one.progress)


def has_no_sign(one: Evidence) -> bool:
    """Whether what the table counts is above zero throughout: TH0001, two pieces, twenty yuan. A table that has both
    says itself which of its rows are returns."""
    return not any((one.numbers(index) < 0).any() for index in counted_columns(one))


def negated(one: Evidence) -> Evidence:
    """The table with its pieces and its money below zero, so that its rows take back what others sold."""
    columns = list(one.table.columns)
    for index in counted_columns(one):
        column = number_column(columns[index].header, -np.abs(one.numbers(index)))
        columns[index] = replace(column, typed=columns[index].typed)
    back = Evidence(replace(one.table, columns=tuple(columns)), one.label, one.progress)
    back.roles = one.roles
    return back


def numbered(one: Evidence, header: str) -> Evidence:
    """The table with each row as an order of its own, under the header that the sales' orders have."""
    column = replace(order_column(one.table), header=header)
    named = Evidence(replace(one.table, columns=(*one.table.columns, column)), one.label, one.progress)
    named.roles = one.roles | {"order": len(one.table.columns)}
    return named
