"""Write a sample as a workbook or as CSV, and its truth beside it; nothing half-written is left behind."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import WriteError
from ..files import replacing
from ..progress import SILENT, Progress
from ..text import N_
from .generate import Sample

if TYPE_CHECKING:
    from xlsxwriter import Workbook

EXCEL_ROWS = 1_048_576
CHUNK = 2_000  # rows between two looks at the progress
SHEETS = {"en": "Sales", "zh_CN": "销售明细"}
WIDTHS = (15, 17, 13, 38, 20, 9, 10, 10, 10, 16)
CREATED = datetime(2026, 1, 1)  # nothing in a sample comes from the clock


def write_sample(sample: Sample, path: str | Path, progress: Progress = SILENT) -> None:
    """Write `path` (.xlsx or .csv) and `<stem>.truth.json` beside it, replacing what is there.

    Raises WriteError: another ending, more rows than a sheet holds, or a place that cannot be written.
    """
    path = Path(path)
    rows = len(next(iter(sample.columns.values())))
    write = {".xlsx": _workbook, ".csv": _csv}.get(path.suffix.lower())
    if write is None:
        raise WriteError(
            N_("A sample is written as .xlsx or .csv; {file} is neither."),
            advice=N_("Give the file a name that ends in .xlsx or .csv."),
            file=path.name,
        )
    if write is _workbook and rows >= EXCEL_ROWS:
        raise WriteError(
            N_("A sheet of Excel holds {most} rows; the sample has {rows}."),
            advice=N_("Give the file a name that ends in .csv, or make the sample smaller."),
            most=EXCEL_ROWS,
            rows=rows,
        )
    truth = path.with_name(f"{path.stem}.truth.json")
    with replacing(truth) as truth_part, replacing(path) as part:
        truth_part.write_text(json.dumps(sample.truth, ensure_ascii=False, indent=1), encoding="utf-8")
        write(sample, part, progress.part(0, 1, N_("Making the sample shop")))


def _csv(sample: Sample, path: Path, progress: Progress) -> None:
    columns = list(sample.columns.values())
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(sample.columns)
        for start in range(0, len(columns[0]), CHUNK):
            progress.step(start, len(columns[0]))
            part = [column[start : start + CHUNK] for column in columns]
            out.writerows(zip(*([_text(cell) for cell in column] for column in part), strict=True))


def _text(cell: object) -> str:
    """As tills write it: minutes, and money with two digits."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return "" if cell is None else str(cell)


def _workbook(sample: Sample, path: Path, progress: Progress) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            book.set_properties({"created": CREATED})
            _sheet(book, sample, progress)
    except XlsxWriterException as error:
        cause = error.__cause__ or error.__context__ or (error.args[0] if error.args else None)
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _sheet(book: Workbook, sample: Sample, progress: Progress) -> None:
    sheet = book.add_worksheet(SHEETS[sample.truth["settings"]["language"]])
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    date = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
    formats = [None, date, None, None, None, None, money, money, money, None]
    for column, (width, style) in enumerate(zip(WIDTHS, formats, strict=True)):
        sheet.set_column(column, column, width, style)
    sheet.freeze_panes(1, 0)
    columns = list(sample.columns.values())
    sheet.ignore_errors({"number_stored_as_text": "A:J"})
    sheet.autofilter(0, 0, len(columns[0]), len(columns) - 1)
    sheet.write_row(0, 0, sample.columns, bold)
    text, number, time = sheet.write_string, sheet.write_number, sheet.write_datetime
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        if row % CHUNK == 0:
            progress.step(row, len(columns[0]))
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                text(row, column, cell)
            elif isinstance(cell, datetime):
                time(row, column, cell, date)
            else:
                number(row, column, cell, formats[column])
