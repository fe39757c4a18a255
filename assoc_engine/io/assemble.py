"""From collected columns to a RawTable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .header import header_names
from .raw import RawColumn, RawTable
from .refusals import nothing_in


class Builder(Protocol):
    """A column whose cells are all there: cells.ColumnBuilder, large_text.LargeColumn."""

    def filled(self) -> np.ndarray:
        """bool a row: its cell is not empty."""

    def finish(self, header: str, rows: np.ndarray | None = None, typed: bool = False) -> RawColumn:
        """The column, of some rows (int) alone where they are given. `typed`: numbers and times were cells of their own kind."""


def assemble(
    path: Path,
    sheet: str,
    layout: str,
    headers: Sequence[Any],
    builders: Sequence[Builder],
    row: np.ndarray,
    notes: Sequence[dict[str, Any]],
    kept: np.ndarray | None = None,
) -> RawTable:
    """The table without empty rows (except those masked in `kept`) and without columns that have neither name nor cell.

    `row` int32: number of each row in its source. Raises NothingToAnalyse when no row is left.
    """
    names = header_names(headers, len(builders))
    named = [index < len(headers) and headers[index] != "" for index in range(len(builders))]
    filled = [builder.filled() for builder in builders]
    rows = np.zeros(len(row), bool) if kept is None else kept.copy()
    for mask in filled:
        rows |= mask
    if not rows.any():
        raise nothing_in(path)
    chosen = None if rows.all() else rows  # a copy of all columns less
    columns = tuple(
        builder.finish(name, chosen, bool(sheet))
        for builder, name, mask, has_name in zip(builders, names, filled, named, strict=True)
        if has_name or mask.any()
    )
    row = row if chosen is None else row[chosen]
    source = np.zeros(len(row), np.int16)
    return RawTable(
        columns, source, row, ((path.name, sheet),), layout, (str(path),), path.stat().st_size, tuple(notes)
    )
