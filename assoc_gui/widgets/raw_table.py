"""Rows of the user's file as they stand there: sheet, row number and the original cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from assoc_engine.names import table_name
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..theme import Theme
from .table import Column, DataTable

NUMBER = re.compile(r"[-+(]?\s?[¥￥$€£]?\s?(0|[1-9][\d,' ]*)?([.,]\d*)?\s?[%)]?(?<=[\d%).])")
SEEN = 40  # rows looked at to choose the width of a column
LONGEST = 28  # characters a column is given at most


def header_names(raw: dict, text: Text) -> list[str]:
    """The headers as they are shown; those that the file does not have are messages. `raw`: meta of the table `raw`."""
    made = set(raw.get("made", []))
    return [text(header) if index in made else header for index, header in enumerate(raw["headers"])]


def marked_columns(raw: dict) -> dict[int, str]:
    """Columns that do not stand in the sales file → the name of the table they come from, "" for those that were made."""
    parts = raw.get("parts", [])
    found = dict.fromkeys(raw.get("made", []), "")
    for part in parts:
        for header in part["columns"] if part["kind"] not in ("", "sales") else ():
            if header in raw["headers"]:
                found.setdefault(raw["headers"].index(header), table_name(part, parts))
    return found


class RawRows(DataTable):
    """Shows the given positions of the `raw` table."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(theme, [], sortable=False)
        self._text = text
        self.rows = np.empty(0, np.int64)
        self.horizontalHeader().setStretchLastSection(True)

    def show_rows(self, raw: Table, rows: np.ndarray, strong: Callable[[int], bool] | None = None,
                  first: Sequence[int] = ()) -> None:
        """`strong(position in raw)`: rows to be set in bold; `first`: columns of the file that stand before the others."""
        self.rows = np.asarray(rows)
        marked = (lambda i: strong(int(self.rows[i]))) if strong else None
        self.set_source(len(self.rows), marked, self._columns(raw, first))

    def scroll_to(self, place: int) -> None:
        """Bring one of the rows shown into the middle."""
        self.doItemsLayout()  # the scroll bar still knows of the rows before
        self.scrollTo(self.columns_model.index(place, 0), self.ScrollHint.PositionAtCenter)

    def _columns(self, raw: Table, first: Sequence[int]) -> list[Column]:
        text, rows, numbers = self._text, self.rows, raw["row"]
        sources, source = source_names(raw.meta["sources"]), raw["source"]
        short = [_shortened(name) for name in sources]

        def named(i: int, names: list[str]) -> str:
            number, name = text.integer(int(numbers[rows[i]])), names[int(source[rows[i]])]
            return text("{table}, row {row}", table=name, row=number) if name else number

        longest = max(short, key=_width)
        last = text.integer(int(numbers[rows].max())) if len(rows) else "8"
        sample = text("{table}, row {row}", table=longest, row=last) if longest else last
        added = marked_columns(raw.meta)
        headers = [
            text("{column} (from {table})", column=header, table=added[index]) if added.get(index) else header
            for index, header in enumerate(header_names(raw.meta, text))
        ]
        return [
            Column(text("Row"), lambda i: named(i, short), numeric=True, sample=sample, exact=lambda i: named(i, sources)),
            *(self._cell_column(raw, index, header) for index, header in sorted(enumerate(headers), key=lambda one: one[0] not in first)),
        ]

    def _cell_column(self, raw: Table, index: int, header: str) -> Column:
        cells, rows = raw[f"c{index}"], self.rows
        seen = [cells[int(row)] for row in rows[:SEEN]]
        longest = _cut(max(seen, key=_width, default="")) or "–"

        def show(i: int) -> str:
            return cells[int(rows[i])]

        return Column(header, show, sample=longest, numeric=_are_numbers(seen), exact=show)


def _are_numbers(cells: list[str]) -> bool:
    """Are they figures, which are compared digit by digit? Zeros in front make a code of them."""
    written = [cell.strip() for cell in cells if cell.strip()]
    return bool(written) and all(NUMBER.fullmatch(cell) for cell in written)


def source_names(sources: list[list[str]]) -> list[str]:
    """What tells sheets and files apart: nothing where there is one, the sheet in one file, else the file and its sheet."""
    if len(sources) == 1:
        return [""]
    if len({file for file, _ in sources}) == 1:
        return [sheet or file for file, sheet in sources]
    return [f"{file} › {sheet}" if sheet else file for file, sheet in sources]


def _shortened(name: str) -> str:
    return name if _width(name) <= LONGEST else f"{name[: LONGEST // 3]}…{name[-LONGEST // 3 :]}"


def _width(words: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in words)


def _cut(words: str) -> str:
    return words if _width(words) <= LONGEST else words[: LONGEST if words.isascii() else LONGEST // 2]
