"""The file as read: every column as codes into the vocabulary of its distinct cells.

Sales files repeat themselves, so parsing, guessing and showing work on the few distinct cells, not on the many rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..workspace import Coded, Workspace

TEXT, NUMBER, TIME, BOOL = range(4)
"""Kinds of a cell. A cell of text is a NUMBER when it is plainly one, as −12.5 is; 007 stays text."""


@dataclass(frozen=True)
class RawColumn:
    """One column. `codes` (int32, one a row, −1 for an empty cell) point into the distinct cells:

    `texts` as a person reads them in the file, `kinds` (int8: TEXT, NUMBER, TIME, BOOL) and `values` (float64: the
    number, or seconds since 1970-01-01 of a time, a time of day without date counting from 0; NaN for text).
    `typed`: the cells come from a workbook, whose numbers are numbers whatever the cells beside them look like.
    """

    header: str
    codes: np.ndarray
    texts: Sequence[str]
    kinds: np.ndarray
    values: np.ndarray
    typed: bool = False

    @property
    def coded(self) -> Coded:
        return Coded(self.codes, self.texts)


@dataclass(frozen=True)
class RawTable:
    """A file as read. `source` (int16) says which of `sources` (file name, sheet name or "") a row comes from and
    `row` (int32) its number there from 1: the row of the sheet, or the line of the text file it starts on.

    `layout`: "lines" (one row an order line) or "baskets" (one line an order; a row here is one item of a line).
    `notes`: messages about how it was read.
    """

    columns: tuple[RawColumn, ...]
    source: np.ndarray
    row: np.ndarray
    sources: tuple[tuple[str, str], ...]
    layout: str
    path: str
    bytes: int
    notes: tuple[dict, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.row)

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    def put(self, workspace: Workspace) -> None:
        """Store as table `raw` (docs/workspace.md)."""
        columns: dict[str, object] = {}
        for index, column in enumerate(self.columns):
            columns[f"c{index}"] = column.coded
            columns[f"c{index}_kind"] = column.kinds
            columns[f"c{index}_value"] = column.values
        meta = {
            "path": self.path,
            "file": Path(self.path).name,
            "bytes": self.bytes,
            "sources": [list(source) for source in self.sources],
            "headers": self.headers,
            "layout": self.layout,
            "rows": self.rows,
            "notes": list(self.notes),
        }
        workspace.put("raw", columns | {"source": self.source, "row": self.row}, meta)

    @classmethod
    def get(cls, workspace: Workspace) -> "RawTable":
        """The stored table, its columns mapped. Raises KeyError where there is none."""
        table = workspace.get("raw")
        meta = table.meta
        sources = tuple((file, sheet) for file, sheet in meta["sources"])
        typed = all(sheet for _, sheet in sources)
        columns = tuple(
            RawColumn(header, coded.codes, coded.vocabulary, table[f"c{i}_kind"], table[f"c{i}_value"], typed)
            for i, header in enumerate(meta["headers"])
            for coded in [table[f"c{i}"]]
        )
        return cls(
            columns, table["source"], table["row"], sources, meta["layout"], meta["path"], meta["bytes"],
            tuple(meta["notes"]),
        )  # fmt: skip
