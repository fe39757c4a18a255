"""Rows of several items made into one row an item: what every layout needs for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...text import N_
from ..cells import ColumnBuilder
from ..header_words import plain_name
from ..raw import RawColumn, RawTable

PRODUCT = (N_("Product"), N_("Item"), N_("Product name"))
QUANTITY = (N_("Quantity"), N_("Quantity sold"), N_("Item quantity"))
ORDER = (N_("Order"), N_("Order number"), N_("Basket ID"))
"""Headers of columns that a file does not have: the first that it does not use for something else."""


def free_header(names: Sequence[str], headers: Sequence[str]) -> str:
    """The first of `names` that none of the headers says too."""
    taken = {plain_name(header) for header in headers}
    found = next((name for name in names if plain_name(name) not in taken), names[-1])
    while found in headers:  # all of them: then it is no message id, and shown as it is
        found += "*"
    return found


def made_column(header: str, cells: Sequence[Any]) -> RawColumn:
    """A column of cells as the readers give them, "" for empty."""
    builder = ColumnBuilder()
    builder.add(cells)
    return builder.finish(header)


def number_column(header: str, values: np.ndarray) -> RawColumn:
    """A column of `values` (float64, one a row), NaN where empty."""
    there = ~np.isnan(values)
    distinct, inverse = np.unique(values[there], return_inverse=True)
    vocabulary = made_column(header, distinct.tolist())
    codes = np.full(len(values), -1, np.int32)
    codes[there] = inverse
    return replace(vocabulary, codes=codes, typed=True)


def merged(header: str, columns: Sequence[RawColumn]) -> tuple[RawColumn, list[np.ndarray]]:
    """One vocabulary for several columns: a column without rows, and for each column its codes' new ones, with −1
    for −1 at the end."""
    seen: dict[tuple[str, int], int] = {}
    texts: list[str] = []
    maps, kinds, values = [], [], []
    for column in columns:
        new = np.full(len(column.texts) + 1, -1, np.int32)
        for old, key in enumerate(zip(column.texts, column.kinds.tolist(), strict=True)):
            if (code := seen.setdefault(key, len(seen))) == len(texts):
                texts.append(key[0])
                kinds.append(key[1])
                values.append(column.values[old])
            new[old] = code
        maps.append(new)
    empty = np.empty(0, np.int32)
    return RawColumn(
        header, empty, texts, np.array(kinds, np.int8), np.array(values, np.float64), all(c.typed for c in columns)
    ), maps


def order_column(raw: RawTable) -> RawColumn:
    """Each row as an order, named by file, sheet and row, so that it is the same order nowhere else."""
    names = [" ".join(filter(None, (Path(file).stem, sheet))) for file, sheet in raw.sources]
    cells = [f"{names[s]}:{row}" for s, row in zip(raw.source.tolist(), raw.row.tolist(), strict=True)]
    return made_column(free_header(ORDER, raw.headers), cells)


def taken(column: RawColumn, rows: np.ndarray) -> RawColumn:
    """The column of some rows (int64, each as often as it is named)."""
    return replace(column, codes=column.codes[rows])


def rebuilt(
    raw: RawTable,
    rows: np.ndarray,
    layout: str,
    note: dict[str, Any],
    instead: Mapping[int, RawColumn] = {},
    without: Sequence[int] = (),
    added: Sequence[tuple[RawColumn, bool]] = (),
) -> RawTable:
    """The table with the rows `rows` of `raw`, each as often as it is named.

    `instead`: columns by index that hold something else now, `without`: columns that are gone, `added`: new ones at
    the end, each with whether the file has no such column (its header is a message id then). All have the new rows.
    """
    columns = [
        instead[index] if index in instead else taken(column, rows)
        for index, column in enumerate(raw.columns)
        if index not in set(without)
    ]
    made = [len(columns) + place for place, (_, is_made) in enumerate(added) if is_made]
    return replace(
        raw, columns=(*columns, *(column for column, _ in added)), source=raw.source[rows], row=raw.row[rows],
        marks=raw.marks[rows], layout=layout, made=tuple(made), notes=(*raw.notes, note),
    )  # fmt: skip
