"""The file as read: every column as codes into the vocabulary of its distinct cells.

Sales files repeat themselves, so parsing, guessing and showing work on the few distinct cells, not on the many rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..described import Described
from ..workspace import Coded, Table, Workspace
from .header_words import plain_name
from .unsold import Unsold

TEXT, NUMBER, TIME, BOOL = range(4)
"""Kinds of a cell. A cell of text is a NUMBER when it is plainly one, as −12.5 is; 007 stays text."""


KINDS = ("sales", "orders", "products", "customers", "returns", "regions")
"""What a table is for. `sales`: the order lines; `orders`: one row an order, joined to its lines; `products`,
`customers`, `regions`: one row a product, customer or region, joined likewise; `returns`: orders (or lines) given back."""

LAYOUTS = ("lines", "baskets", "cells", "columns", "matrix")
"""`lines`: one row an order line. The others are one row an order, unfolded into lines: `baskets`: a line of items and
nothing else; `cells`: several products in one cell; `columns`: products in numbered columns; `matrix`: a column a product."""

HEADING, TOTAL, OVERLAP = 1, 2, 4
"""Bits of `RawTable.marks`: the row repeats the header, sums up others, or is one of an order that another file has."""


@dataclass(frozen=True)
class Part:
    """One table that was read and what became of it. `kind`: one of KINDS, "" where it is not used; `key`: header of the
    column by which it was joined; `keys`: different keys of the sales, `matched`: how many of them it knows; `unmatched`:
    its own keys that no sale has; `columns`: headers it brought in; `message`: all this as a sentence; `hidden`: the
    sheet is hidden. `rows`: its rows as read, `layout` as recognised; `shape`: shape_of its headers."""

    file: str
    sheet: str
    rows: int
    kind: str
    layout: str
    message: dict[str, Any]
    shape: str = ""
    key: str = ""
    keys: int = 0
    matched: int = 0
    unmatched: int = 0
    columns: tuple[str, ...] = ()
    hidden: bool = False


def shape_of(headers: Sequence[str]) -> str:
    """What files of the same columns have in common, so that corrections of one count for the next: 16 hex digits of
    their headers, whatever their order."""
    plain = "\n".join(sorted(plain_name(header) for header in headers))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, repr=False)
class RawColumn(Described):
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
        """Its codes into its texts."""
        return Coded(self.codes, self.texts)


@dataclass(frozen=True, repr=False)
class RawTable(Described):
    """A file as read. `source` (int16) says which of `sources` (file name, sheet name or "") a row comes from and
    `row` (int32) its number there from 1: the row of the sheet, or the line of the text file it starts on.

    `layout`: one of LAYOUTS; where it is not "lines", a row here is one item of a row of the file. `marks` (uint8): bits
    HEADING and TOTAL of rows that are no data; zeros where not given. `made`: indices of columns that the file does not have
    (an item of a basket), whose header is a message id. `parts`: every table that was read. `paths`: the files read,
    `bytes` their size. `notes`: messages about how they were read. `unsold`: products that a list names and no row does.
    """

    columns: tuple[RawColumn, ...]
    source: np.ndarray
    row: np.ndarray
    sources: tuple[tuple[str, str], ...]
    layout: str
    paths: tuple[str, ...]
    bytes: int
    notes: tuple[dict[str, Any], ...] = ()
    marks: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))
    made: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    unsold: Unsold = field(default_factory=Unsold)

    def __post_init__(self) -> None:
        if not len(self.marks):
            object.__setattr__(self, "marks", np.zeros(len(self.row), np.uint8))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.row)

    @property
    def headers(self) -> list[str]:
        """One a column."""
        return [column.header for column in self.columns]

    def put(self, workspace: Workspace) -> None:
        """Store as table `raw` (docs/workspace.md)."""
        columns: dict[str, object] = {}
        for index, column in enumerate(self.columns):
            columns[f"c{index}"] = column.coded
            columns[f"c{index}_kind"] = column.kinds
            columns[f"c{index}_value"] = column.values
        meta = {
            "paths": list(self.paths),
            "file": ", ".join(Path(path).name for path in self.paths),
            "bytes": self.bytes,
            "sources": [list(source) for source in self.sources],
            "headers": self.headers,
            "layout": self.layout,
            "rows": self.rows,
            "notes": list(self.notes),
            "typed": [column.typed for column in self.columns],
            "made": list(self.made),
            "parts": [asdict(part) for part in self.parts],
        }
        if len(self.unsold):
            columns |= {f"unsold_{name}": values for name, values in self.unsold.columns().items()}
        workspace.put("raw", columns | {"source": self.source, "row": self.row, "marks": self.marks}, meta)

    @classmethod
    def get(cls, workspace: Workspace) -> RawTable:
        """The stored table, its columns mapped. Raises KeyError where there is none."""
        table = workspace.get("raw")
        meta = table.meta
        sources = tuple((file, sheet) for file, sheet in meta["sources"])
        columns = tuple(
            RawColumn(header, coded.codes, coded.vocabulary, table[f"c{i}_kind"], table[f"c{i}_value"], meta["typed"][i])
            for i, header in enumerate(meta["headers"])
            for coded in [table[f"c{i}"]]
        )
        return cls(
            columns, table["source"], table["row"], sources, meta["layout"], tuple(meta["paths"]), meta["bytes"],
            tuple(meta["notes"]), table["marks"], tuple(meta["made"]),
            tuple(Part(**part | {"columns": tuple(part["columns"])}) for part in meta["parts"]), _unsold(table),
        )  # fmt: skip


def _unsold(table: Table) -> Unsold:
    found = {name.removeprefix("unsold_"): table[name] for name in table if name.startswith("unsold_")}
    return Unsold.of(found) if found else Unsold()
