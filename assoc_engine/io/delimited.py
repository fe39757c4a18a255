"""Text files: one row an order line with a separator, or one basket a line."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

import numpy as np

from ..errors import FileError
from ..progress import Progress
from ..text import N_
from .cells import ColumnBuilder
from .encoding import decode_start, find_encoding
from .excel import assemble, nothing_in
from .header import SEARCHED, find_header
from .messages import message
from .raw import RawTable
from .separator import Separation, find_separation

CHUNK = 8192  # records at a time, 10 to 30 ms
SAMPLE = 1 << 18  # bytes from which separator and layout are told


def read_delimited(path: Path, progress: Progress) -> RawTable:
    """A .csv, .tsv, .txt or .dat file. Rows are numbered by the line of the file they start on.

    Raises FileError (not text) and NothingToAnalyse (no rows).
    """
    progress = progress.part(0, 1, N_("Reading the file"))
    size = path.stat().st_size
    if size == 0:
        raise nothing_in(path)
    encoding, notes = find_encoding(path, progress.part(0, 0.1))
    sample = decode_start(path, encoding, SAMPLE)
    if "\0" in sample:
        raise FileError(
            N_("{file} is not a text file."),
            advice=N_("Choose an Excel workbook or a text file with one row per product sold."),
            file=path.name,
        )
    separation = find_separation(sample)
    reader = _read_baskets if separation.layout == "baskets" else _read_lines
    return reader(path, size, encoding, separation, notes, progress.part(0.1, 1))


def _read_lines(path: Path, size: int, encoding: str, how: Separation, notes: list[dict], progress: Progress) -> RawTable:
    csv.field_size_limit(1 << 24)
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=how.separator, quotechar='"')
        for _ in range(how.skipped):
            next(reader)
        top_start = reader.line_num
        top = list(islice(reader, SEARCHED))
        lines = _line_numbers(top, top_start, reader.line_num)
        header = find_header(top)
        headers = top[header] if header >= 0 else []
        width = len(headers) or max(map(len, top))
        builders = [ColumnBuilder() for _ in range(width)]
        long: list[int] = []
        rows, kept = [], []
        chunk, chunk_lines = top[header + 1 :], lines[header + 1 :]
        while chunk:
            cells, bad = _square(chunk, width)
            for builder, column in zip(builders, zip(*cells, strict=True), strict=True):
                builder.add(column)
            rows.append(chunk_lines)
            kept.append(bad)
            long += chunk_lines[bad].tolist()
            progress.step(file.buffer.tell(), size)
            before = reader.line_num
            chunk = list(islice(reader, CHUNK))
            chunk_lines = _line_numbers(chunk, before, reader.line_num)
    if not rows:
        raise nothing_in(path)
    if header > 0:
        notes = [*notes, message(N_("The header is row {row}; what stands above it was not read."), row=int(lines[header]))]
    if long:
        shown = ", ".join(map(str, long[:5])) + ("…" if len(long) > 5 else "")
        notes = [
            *notes,
            message(
                N_(
                    "{count} line has more cells than the header and was read as an empty row: line {lines}.",
                    "{count} lines have more cells than the header and were read as empty rows: lines {lines}.",
                ),
                count=len(long),
                lines=shown,
            ),
        ]
    return assemble(
        path, size, "", "lines", headers, builders, np.concatenate(rows), notes, np.concatenate(kept)
    )


def _square(records: list[list[str]], width: int) -> tuple[list[list[str]], np.ndarray]:
    """Records of one width, and a mask of those that had more cells than that (which come out empty)."""
    bad = np.zeros(len(records), bool)
    if all(len(record) == width for record in records):
        return records, bad
    empty = [""] * width
    cells = []
    for index, record in enumerate(records):
        if len(record) > width:
            bad[index] = any(record[width:])
            record = empty if bad[index] else record[:width]
        cells.append(record + empty[len(record) :])
    return cells, bad


def _line_numbers(records: list[list[str]], before: int, after: int) -> np.ndarray:
    """The line each record starts on, given the lines read before and after them; quoted cells may span several."""
    if after - before == len(records):
        return np.arange(before + 1, after + 1, dtype=np.int32)
    spans = [1 + sum(cell.count("\n") for cell in record) for record in records]
    return (before + 1 + np.cumsum([0, *spans[:-1]])).astype(np.int32)


def _read_baskets(path: Path, size: int, encoding: str, how: Separation, notes: list[dict], progress: Progress) -> RawTable:
    basket, item = ColumnBuilder(), ColumnBuilder()
    rows = []
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        number = 0
        records = csv.reader(file, delimiter=how.separator) if how.separator != " " else map(str.split, file)
        while chunk := list(islice(records, CHUNK)):
            cells = [[cell for cell in map(str.strip, record) if cell] for record in chunk]
            sizes = [len(record) for record in cells]
            lines = np.repeat(np.arange(number + 1, number + 1 + len(chunk), dtype=np.int32), sizes)
            number += len(chunk)
            item.add([cell for record in cells for cell in record])
            basket.add(list(map(str, lines.tolist())))
            rows.append(lines)
            progress.step(file.buffer.tell(), size)
    return assemble(path, size, "", "baskets", ["basket", "item"], [basket, item], np.concatenate(rows), notes)
