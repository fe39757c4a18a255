"""Rows of the user's file as they stand there: sheet, row number and the original cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..theme import Theme
from .table import Column, DataTable

SEEN = 40  # rows looked at to choose the width of a column
LONGEST = 28  # characters a column is given at most


def header_names(raw: dict, text: Text) -> list[str]:
    """The headers as they are shown; those that the file does not have are messages. `raw`: meta of the table `raw`."""
    made = set(raw.get("made", []))
    return [text(header) if index in made else header for index, header in enumerate(raw["headers"])]


class RawRows(DataTable):
    """Shows the given positions of the `raw` table."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(theme, [], sortable=False)
        self._text = text
        self.rows = np.empty(0, np.int64)
        self.horizontalHeader().setStretchLastSection(True)

    def show_rows(self, raw: Table, rows: np.ndarray, strong: Callable[[int], bool] | None = None) -> None:
        """`strong(position in raw)`: rows to be set in bold."""
        self.rows = np.asarray(rows)
        marked = (lambda i: strong(int(self.rows[i]))) if strong else None
        self.set_source(len(self.rows), marked, self._columns(raw))

    def _columns(self, raw: Table) -> list[Column]:
        text, rows, numbers = self._text, self.rows, raw["row"]
        sources, source = source_names(raw.meta["sources"]), raw["source"]

        def place(i: int) -> str:
            number = text.integer(int(numbers[rows[i]]))
            return f"{sources[int(source[rows[i]])]} {number}".lstrip()

        return [
            Column(text("Row"), place, numeric=True, sample=place(len(rows) - 1) if len(rows) else "8"),
            *(self._cell_column(raw, index, header) for index, header in enumerate(header_names(raw.meta, text))),
        ]

    def _cell_column(self, raw: Table, index: int, header: str) -> Column:
        cells, rows = raw[f"c{index}"], self.rows
        seen = max((cells[int(row)] for row in rows[:SEEN]), key=_width, default="")
        longest = _cut(seen) or "–"
        return Column(header, lambda i: cells[int(rows[i])], sample=longest)


def source_names(sources: list[list[str]]) -> list[str]:
    """What tells the sheets and files apart: nothing where there is one, else the sheet, the file where that is not it."""
    if len(sources) == 1:
        return [""]
    files, sheets = {file for file, _ in sources}, {sheet for _, sheet in sources}
    if len(files) == 1 or len(sheets) == len(sources):
        return [sheet or file for file, sheet in sources]
    return [file if len(files) == len(sources) else f"{file} › {sheet}" for file, sheet in sources]


def _width(words: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in words)


def _cut(words: str) -> str:
    return words if _width(words) <= LONGEST else words[: LONGEST if words.isascii() else LONGEST // 2]
