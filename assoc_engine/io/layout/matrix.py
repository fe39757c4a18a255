"""A column a product, with a mark or a quantity where an order holds it: the layout `matrix`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ..header_words import LIKELY, role_of_name, roles_of_name
from ..numbers import BLANKS, numbers
from ..raw import BOOL, RawColumn, RawTable
from ..words import clean_text
from .marks import says_total
from .order_rows import rows_are_orders
from .unfold import PRODUCT, QUANTITY, free_header, made_column, number_column, order_column, rebuilt, taken

YES = frozenset(["1", "true", "t", "yes", "y", "x", "√", "✓", "✔", "v", "是", "有", "●", "○", "*", "o"])
NO = frozenset(["0", "false", "f", "no", "n", "否", "无", "×", "✗"]) | BLANKS
_MOST = 9999  # pieces of one product in an order
_FEWEST = 5  # columns; fewer are no matrix
_DENSE, _DENSE_FLAGS = 0.5, 0.9  # share of filled cells above which figures, or marks, are no matrix
_DENSE_NUMBERED = 0.7  # the same for figures beside an order number and nothing unknown
_LETTER = re.compile(r"[A-Z]{1,2}").fullmatch  # the name of a column without one


@dataclass(frozen=True)
class Matrix:
    """`columns`: index → quantity of each of its distinct cells, with 0 at the end for the empty one. `flags`: the
    cells are marks, not quantities."""

    columns: dict[int, np.ndarray]
    flags: bool


def find(raw: RawTable, roles: Sequence[str], forced: bool = False) -> Matrix | None:
    """The columns of products, or None. `forced`: the user said that there are."""
    if not forced and ({"product", "code"} & set(roles) or len(raw.columns) < _FEWEST):
        return None
    named = [roles_of_name(header) for header in raw.headers]
    unknown = [
        i for i, header in enumerate(raw.headers)
        if not role_of_name(header) and not _LETTER(header) and not says_total(header)
    ]  # fmt: skip
    columns = {i: found for i in unknown if (found := _quantities(raw, i)) is not None}
    if len(columns) < (2 if forced else _FEWEST):
        return None
    for index in range(min(columns), max(columns)):  # a product whose name only sounds like something else: Notebook
        likely = index not in columns and max(named[index].values(), default=0) <= LIKELY
        if likely and not _LETTER(raw.headers[index]) and (found := _quantities(raw, index)) is not None:
            columns[index] = found
    flags = all(are_marks for _, are_marks in columns.values())
    quantities = {index: columns[index][0] for index in sorted(columns)}
    filled = sum(int((quantity[raw.columns[i].codes] != 0).sum()) for i, quantity in quantities.items())
    dense = filled / (len(columns) * raw.rows)
    numbered = "order" in roles and all(role or i in columns for i, role in enumerate(roles))
    most = _DENSE_FLAGS if flags else _DENSE_NUMBERED if numbered else _DENSE
    if forced or (
        2 * len(columns) >= len(raw.columns) and 0 < dense <= most
        and rows_are_orders(raw, roles)
    ):  # fmt: skip
        return Matrix(quantities, flags)
    return None


def _quantities(raw: RawTable, index: int) -> tuple[np.ndarray, bool] | None:
    """(quantity of each distinct cell and 0, whether the cells are marks); None where some are neither, or number
    the rows."""
    column = raw.columns[index]
    result = np.zeros(len(column.texts) + 1)
    values, flags = None, True
    if len(column.texts) > _MOST:
        return None
    data = np.bincount(column.codes[raw.marks == 0] + 1, minlength=len(column.texts) + 1)[1:]
    for code, text in enumerate(column.texts):
        if not data[code]:
            continue  # of a heading, or a total
        said = clean_text(text).lower()
        if said in YES:
            result[code] = 1
        elif said not in NO and not (column.kinds[code] == BOOL and column.values[code] == 0):
            values = numbers(column)[0] if values is None else values
            value = values[code]
            whole = abs(value) <= _MOST and value == round(value)  # NaN is in no range
            if not (whole or 0 < value <= _MOST):  # 1.5 kg
                return None
            result[code], flags = value, flags and value == 0
    held = int(data[result[:-1] != 0].sum())
    return None if not flags and held > 20 and np.count_nonzero(result) > 0.5 * held else (result, flags)


def unfold(raw: RawTable, roles: Sequence[str], how: Matrix, progress: Progress) -> RawTable:
    """One row for each cell that is not zero. A row without one stays a row."""
    rows, products, quantities = [], [], []
    for done, (number, (index, quantity)) in enumerate(enumerate(how.columns.items())):
        if done % 50 == 0:
            progress.step(done, len(how.columns))
        of_row = quantity[raw.columns[index].codes]
        held = np.flatnonzero((of_row != 0) & (raw.marks == 0))
        rows.append(held)
        products.append(np.full(len(held), number, np.int32))
        quantities.append(of_row[held])
    row, product, amount = np.concatenate(rows), np.concatenate(products), np.concatenate(quantities)
    bare = np.setdiff1d(np.arange(raw.rows), row)
    row = np.concatenate([row, bare])
    product = np.concatenate([product, np.full(len(bare), -1, np.int32)])
    amount = np.concatenate([amount, np.full(len(bare), np.nan)])
    by_row = np.argsort(row, kind="stable")
    row, product, amount = row[by_row], product[by_row], amount[by_row]
    others = [header for index, header in enumerate(raw.headers) if index not in how.columns]
    names = made_column(free_header(PRODUCT, others), [raw.headers[index] for index in how.columns])
    added = [
        (RawColumn(names.header, product, names.texts, names.kinds, names.values), True),
        (number_column(free_header(QUANTITY, others), amount), True),
    ]
    if "order" not in roles:
        added.append((taken(order_column(raw), row), True))
    return rebuilt(raw, row, "matrix", _note(how), without=list(how.columns), added=added)


def _note(how: Matrix) -> dict[str, Any]:
    said = (
        N_("Each row is one order with {count} columns, one for each product; a mark means that the order holds it.")
        if how.flags
        else N_("Each row is one order with {count} columns, one for each product; the figures are quantities.")
    )
    return message(said, count=len(how.columns))
