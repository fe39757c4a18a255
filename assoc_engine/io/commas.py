"""Decimal commas of a column whose own cells leave them open (2,000 and 3,000): the file's other numbers tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from .numbers import comma_is_open, numbers, writes_commas
from .raw import RawColumn

_ROWS = 5000
_HOLDS = 0.5  # share of rows on which quantity × price must be the amount for a reading to be true


def decimal_by_others(columns: Mapping[str, RawColumn]) -> frozenset[str]:
    """The roles, of columns of numbers by role, whose commas are decimal although their own cells leave that open.

    Quantity × price = amount decides where it holds for one of the readings alone; else they are decimal where some
    other column proves a decimal comma.
    """
    open_ = frozenset(role for role, column in columns.items() if comma_is_open(column))
    if not open_:
        return open_
    if {"quantity", "price", "amount"} <= columns.keys():
        thousands, decimal = _holds(columns, ()), _holds(columns, open_)
        if thousands != decimal:
            return open_ if decimal else frozenset()
    proven = any(writes_commas(column) for role, column in columns.items() if role not in open_)
    return open_ if proven else frozenset()


def _holds(columns: Mapping[str, RawColumn], decimal: Collection[str]) -> bool:
    """Whether quantity × price is the amount on most of the first rows, with decimal commas in the roles named."""

    def of_rows(role: str) -> np.ndarray:
        column = columns[role]
        values, _ = numbers(column, comma=role in decimal)
        return np.append(values, np.nan)[column.codes[:_ROWS]]

    quantity, price, amount = (of_rows(role) for role in ("quantity", "price", "amount"))
    with np.errstate(invalid="ignore", over="ignore"):
        asked = ~np.isnan(quantity * price * amount) & (amount != 0)
        agrees = np.abs(np.abs(quantity * price) - np.abs(amount)) <= 0.01 * np.abs(amount)
    return bool(asked.any()) and float(agrees[asked].mean()) > _HOLDS
