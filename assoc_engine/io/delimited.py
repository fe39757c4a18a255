"""Text files: one row an order line with a separator, or one basket a line.

A row's number is that of the line it starts on: quoted cells may hold line breaks, so rows and lines can part.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from ..progress import Progress
from ..text import N_, message
from .assemble import assemble
from .cells import ColumnBuilder
from .encoding import find_encoding, perhaps_utf8, said_encoding, start_of_text
from .excel import header_notes
from .header import SEARCHED, header_cells, header_rows
from .header_words import role_of_name
from .raw import RawTable
from .refusals import not_text, nothing_in
from .separator import Separation, find_separation, items_of
from .sound_lines import LONGEST_CELL, LONGEST_LINE, SoundLines, refuse_long_lines

CHUNK = 8192  # records at a time, 10 to 30 ms
LARGE = 1 << 23  # bytes from which on the kernels of large_text are worth loading, which takes half a second
SAMPLE = 1 << 18  # bytes from which separator and layout are told
ZEROS, CONTROLS = 0.2, 0.01  # shares of zero bytes and of other control characters from which on it is no text
_CONTROLS = dict.fromkeys([*range(1, 9), *range(14, 26), *range(27, 32)])


def read_delimited(path: Path, progress: Progress, said: str = "") -> RawTable:
    """A .csv, .tsv, .txt or .dat file. `said`: its encoding, "" to find it. Raises FileError (not text) and NothingToAnalyse (no rows)."""
    progress = progress.part(0, 1, N_("Reading the file"))
    csv.field_size_limit(4 * LONGEST_LINE)
    refuse_long_lines(path)
    large = path.stat().st_size >= LARGE
    if large and not said and (encoding := perhaps_utf8(path)):
        from .large_text import Irregular, NotUtf8

        try:  # whether all of it is UTF-8 shows in its distinct cells, far sooner than in the whole file
            return _read_large(path, encoding, True, [], progress)
        except NotUtf8:
            pass
        except Irregular:
            large = False
    telling = progress.part(0, 0.1)
    encoding, notes = said_encoding(path, said, telling) if said else find_encoding(path, telling)
    progress = progress.part(0.1, 1)
    if large:
        from .large_text import Irregular

        try:
            return _read_large(path, encoding, False, notes, progress)
        except Irregular:
            pass
    how = _separation(path, encoding)
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        lines = SoundLines(path, file, how.separator, how.width)
        if how.layout == "baskets":
            return _read_baskets(path, lines, file, how, notes, progress)
        return _read_lines(path, lines, file, how, notes, progress)


def _separation(path: Path, encoding: str) -> Separation:
    sample = start_of_text(path, encoding, SAMPLE)
    text = sample.replace("\0", "")
    if len(sample) - len(text) > ZEROS * len(sample) or len(text) - len(text.translate(_CONTROLS)) > CONTROLS * len(text):
        raise not_text(path)
    return find_separation(text, cut=path.stat().st_size > SAMPLE)


@dataclass
class _Collected:
    """Rows so far: builders by column, line numbers, a mask of lines too long, and the numbers of lines too short."""

    builders: list[ColumnBuilder]
    lines: list[np.ndarray] = field(default_factory=list)
    too_long: list[np.ndarray] = field(default_factory=list)
    short: int = 0

    def add(self, records: list[list[str]], lines: np.ndarray) -> None:
        if not records:
            return
        width = len(self.builders)
        too_long = np.zeros(len(records), bool)
        if any(len(record) != width for record in records):
            records = [self._fitted(record, width, too_long, index) for index, record in enumerate(records)]
        for builder, column in zip(self.builders, zip(*records, strict=True), strict=True):
            builder.add(column)
        self.lines.append(lines)
        self.too_long.append(too_long)

    def _fitted(self, record: list[str], width: int, too_long: np.ndarray, index: int) -> list[str]:
        """A record of the header's width. One with more cells comes out empty: its cells are shifted, and a shifted
        figure is worse than none; the row stays, so that it is counted."""
        if any(record[width:]):
            too_long[index] = True
            return [""] * width
        self.short += 0 < len(record) < width
        return record[:width] + [""] * (width - len(record))


@dataclass(frozen=True)
class _Top:
    """What the first records say. `header`: index of the header's last row among them, −1 for none; `width`: columns;
    `line`: the line the data start on; `lists`: rows end in lists, so that no row is too short; `notes`: messages."""

    header: int
    headers: list[str]
    width: int
    line: int
    lists: bool
    notes: list[dict[str, Any]]


def _top(records: list[list[str]], lines: np.ndarray, skipped: int) -> _Top:
    first, header = header_rows(records)
    names = header_cells(records, first, header)
    headers = _full_header(names, records[header + 1 :])
    above = any(cell for record in records[: max(first, 0)] for cell in record)
    at = int(lines[first]) if header >= 0 else 0
    below = int(lines[header]) + 1 + sum(map(_breaks, records[header])) if header >= 0 else skipped + 1
    width = len(headers) or max(map(len, records), default=0)
    return _Top(header, headers, width, below, len(headers) > len(names) + 1, header_notes(at, above))


def _read_lines(
    path: Path, text: SoundLines, file: TextIO, how: Separation, notes: list[dict[str, Any]], progress: Progress
) -> RawTable:
    size = path.stat().st_size
    chunks = _records(text, how)
    first, lines = next(chunks, ([], np.empty(0, np.int32)))
    top = _top(first, lines, how.skipped)
    collected = _Collected([ColumnBuilder() for _ in range(top.width)])
    collected.add(first[top.header + 1 :], lines[top.header + 1 :])
    for records, numbers in chunks:
        collected.add(records, numbers)
        progress.step(file.buffer.tell(), size)
    if not collected.lines:
        raise nothing_in(path)
    row, too_long = np.concatenate(collected.lines), np.concatenate(collected.too_long)
    said = [*notes, *top.notes, *_mended_notes(text), *_width_notes(row, too_long, 0 if top.lists else collected.short)]
    return assemble(path, "", "lines", top.headers, collected.builders, row, said, too_long)


def _read_large(path: Path, encoding: str, sound: bool, notes: list[dict[str, Any]], progress: Progress) -> RawTable:
    """As _read_lines, for files of the usual form. `sound`: the file is UTF-8, or NotUtf8 is raised. Raises Irregular."""
    from .large_text import Form, Irregular, read_large

    how = _separation(path, encoding)
    if how.layout == "baskets":
        raise Irregular
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        lines = SoundLines(path, file, how.separator, how.width)
        first, numbers = next(_records(lines, how), ([], np.empty(0, np.int32)))
    top = _top(first, numbers, how.skipped)
    if lines.opened or lines.zeros:
        raise Irregular
    form = Form(how.separator, top.width, how.width, LONGEST_CELL)
    text = read_large(path, encoding, sound, form, top.line - 1, progress)
    if not len(text.lines):
        raise Irregular
    said = [*notes, *top.notes, *_width_notes(text.lines, text.too_long, 0 if top.lists else text.short)]
    return assemble(path, "", "lines", top.headers, text.columns, text.lines, said, text.too_long)


def _mended_notes(text: SoundLines) -> list[dict[str, Any]]:
    """What was left out of lines so that they could be read."""
    found = []
    if text.opened:
        found.append(
            message(
                N_(
                    "{count} quotation mark opens a cell and is not closed; it was left out, and each line read as a row: "
                    "line {lines}.",
                    "{count} quotation marks open a cell and are not closed; they were left out, and each line read as a "
                    "row: lines {lines}.",
                ),
                count=len(text.opened),
                lines=_listed(text.opened),
            )
        )
    if text.zeros:
        found.append(
            message(
                N_(
                    "{count} line holds zero bytes, which were left out: line {lines}.",
                    "{count} lines hold zero bytes, which were left out: lines {lines}.",
                ),
                count=len(text.zeros),
                lines=_listed(text.zeros),
            )
        )
    return found


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + ("…" if len(numbers) > 5 else "")


def _width_notes(lines: np.ndarray, too_long: np.ndarray, short: int) -> list[dict[str, Any]]:
    """What there is to say of lines wider (a mask) or narrower (their number) than the header."""
    found = []
    if too_long.any():
        numbers = lines[too_long].tolist()
        found.append(
            message(
                N_(
                    "{count} line has more cells than the header and was read as an empty row: line {lines}.",
                    "{count} lines have more cells than the header and were read as empty rows: lines {lines}.",
                ),
                count=len(numbers),
                lines=_listed(numbers),
            )
        )
    if short:
        found.append(
            message(
                N_(
                    "{count} line has fewer cells than the header; the missing ones were read as empty.",
                    "{count} lines have fewer cells than the header; the missing ones were read as empty.",
                ),
                count=short,
            )
        )
    return found


def _records(text: SoundLines, how: Separation) -> Iterator[tuple[list[list[str]], np.ndarray]]:
    """Records in chunks, the first small enough to look for a header in, each with the line it starts on (int32)."""
    reader = csv.reader(iter(text), delimiter=how.separator)
    for _ in range(how.skipped):
        next(reader)
    before, count = reader.line_num, SEARCHED
    while records := list(islice(reader, count)):
        yield records, _line_numbers(records, before, reader.line_num)
        before, count = reader.line_num, CHUNK


def _line_numbers(records: list[list[str]], before: int, after: int) -> np.ndarray:
    """The line each record starts on (int32), given the lines read before and after; quoted cells may span several."""
    if after - before == len(records):
        return np.arange(before + 1, after + 1, dtype=np.int32)
    spans = np.array([1 + sum(map(_breaks, record)) for record in records])
    return (before + 1 + np.cumsum(spans) - spans).astype(np.int32)


def _breaks(cell: str) -> int:
    """Line breaks in a cell: \\n, \\r or both together."""
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _full_header(names: list[str], rows: list[list[str]]) -> list[str]:
    """The header's cells, with one more in front where nearly all rows are one longer (R's row names have no header),
    and more behind where the last is that of a list of products. Columns without any cell are dropped later."""
    if not names:
        return []
    longer = sum(len(row) == len(names) + 1 and row[-1] != "" for row in rows)
    if rows and longer >= 0.9 * len(rows):
        return ["", *names]
    widths = [len(row) for row in rows if len(row) > len(names)]
    if role_of_name(names[-1]) == "product" and len(set(widths)) > 1 and len(widths) >= 0.3 * len(rows):
        return [*names, *[""] * (3 * max(widths))]  # the list of an order's products goes on; later ones may be longer
    return names


def _read_baskets(
    path: Path, text: SoundLines, file: TextIO, how: Separation, notes: list[dict[str, Any]], progress: Progress
) -> RawTable:
    """One row an item; the basket is the number of its line."""
    size = path.stat().st_size
    basket, item = ColumnBuilder(), ColumnBuilder()
    rows: list[np.ndarray] = []
    number = 0
    every = iter(text)
    while chunk := list(islice(every, CHUNK)):
        cells = [items_of(line, how.separator) for line in chunk]
        lines = np.repeat(np.arange(number + 1, number + 1 + len(chunk), dtype=np.int32), list(map(len, cells)))
        number += len(chunk)
        item.add([cell for record in cells for cell in record])
        basket.add(list(map(str, lines.tolist())))
        rows.append(lines)
        progress.step(file.buffer.tell(), size)
    said = [*notes, *_mended_notes(text)]
    return assemble(path, "", "baskets", ["basket", "item"], [basket, item], np.concatenate(rows), said)
