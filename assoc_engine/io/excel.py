"""Workbooks (.xlsx, .xlsm, .xls) by calamine, which reads a sheet in one piece; its rows then come in chunks."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from ..progress import Cancelled, Progress
from ..settings import ReadSettings
from ..text import N_
from .assemble import assemble
from .cells import ColumnBuilder
from .header import SEARCHED, find_header
from .messages import message
from .raw import RawTable
from .refusals import damaged, no_sheet, nothing_in, protected, too_wide_apart
from .workbook_guard import Workbook, check_zip

CHUNK = 8192  # rows turned into columns at a time, about 10 ms
_BYTES_PER_SECOND = 60e6  # sheet XML that calamine reads, for an estimate of the time a sheet takes
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps a protected .xlsx


@dataclass
class _Sheet:
    """A sheet in calamine's memory. `rows`: all its rows from row 1; `top`: the first of them; `header`: index of the
    header among them, −1 for none; `height`: rows in all."""

    name: str
    rows: Iterator
    top: list[list]
    header: int
    height: int


def read_workbook(path: Path, is_zip: bool, settings: ReadSettings, progress: Progress) -> list[RawTable]:
    """Every visible sheet that has rows, or the one named `settings.sheet`. Rows are numbered as in the sheet.

    Raises FileError (damaged, protected, too large inside, cells too far apart, no such sheet) and NothingToAnalyse.
    """
    loading = progress.part(0, 0.8, N_("Reading the workbook"))
    guarded = check_zip(path, loading) if is_zip else Workbook()
    with _calamine(path):
        from python_calamine import CalamineWorkbook

        if not is_zip and _ENCRYPTED in path.read_bytes():
            raise protected(path)
        if is_zip == (path.suffix.lower() != ".xls"):
            book = CalamineWorkbook.from_path(path)
        else:  # named as what it is not: calamine goes by the name unless it gets the contents alone
            book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        sheets = _load_all(path, book, guarded, settings.sheet, loading)
    if not sheets:
        raise nothing_in(path)
    sorting = progress.part(0.8, 1, N_("Sorting the cells"))
    share = 1 / len(sheets)
    tables = [_table(path, sheet, sorting.part(i * share, (i + 1) * share)) for i, sheet in enumerate(sheets)]
    tables = [table for table in tables if table is not None]
    if not tables:
        raise nothing_in(path)
    return tables


@contextmanager
def _calamine(path: Path) -> Iterator[None]:
    """calamine's errors as ours. A panic of its Rust code arrives as a BaseException that no module exports."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise protected(path) from error
    except CalamineError as error:
        raise damaged(path, str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(path, str(error)) from error


def _load_all(path: Path, book, guarded: Workbook, wanted: str, progress: Progress) -> list[_Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    every = [meta.name for meta in sheets]
    if wanted and wanted not in every:
        raise no_sheet(path, wanted, every)
    visible = [meta.name for meta in sheets if meta.visible == SheetVisibleEnum.Visible] or every
    names = [name for name in ([wanted] if wanted else visible) if name not in guarded.absurd]
    if not names and guarded.absurd:
        name = wanted or next(iter(guarded.absurd))
        raise too_wide_apart(path, name, *guarded.absurd[name])
    loaded = []
    for index, name in enumerate(names):
        part = progress.part(index / len(names), (index + 1) / len(names))
        with _estimated(part, guarded.sheet_bytes.get(name, path.stat().st_size) / _BYTES_PER_SECOND):
            sheet = _load(book, name)
        part.step(1, 1)
        if sheet:
            loaded.append(sheet)
    return loaded


def _load(book, name: str) -> _Sheet | None:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.iter_rows()  # calamine puts empty rows before the first filled one, so they count from row 1
    above = list(islice(rows, sheet.start[0] if sheet.start else 0))
    filled = list(islice(rows, SEARCHED))
    if not filled:
        return None
    header = find_header(filled)
    top = above + filled
    return _Sheet(name, chain(top, rows), top, header + len(above) if header >= 0 else -1, sheet.total_height)


def _table(path: Path, sheet: _Sheet, progress: Progress) -> RawTable | None:
    """None for a sheet that has a header alone."""
    for _ in range(sheet.header + 1):
        next(sheet.rows)
    builders = [ColumnBuilder() for _ in range(len(sheet.top[0]))]
    rows = 0
    while chunk := list(islice(sheet.rows, CHUNK)):
        for builder, cells in zip(builders, zip(*chunk, strict=True), strict=True):
            builder.add(cells)
        rows += len(chunk)
        progress.step(rows, sheet.height)
    row = np.arange(sheet.header + 2, sheet.header + 2 + rows, dtype=np.int32)
    headers = sheet.top[sheet.header] if sheet.header >= 0 else []
    above = any(cell != "" for line in sheet.top[: max(sheet.header, 0)] for cell in line)
    if not any(builder.filled().any() for builder in builders):
        return None
    return assemble(path, sheet.name, "lines", headers, builders, row, header_notes(sheet.header + 1, above))


def header_notes(row: int, above: bool) -> list[dict]:
    """What there is to say about a header in row or line `row` (0: none), with something written above it or not."""
    if not row:
        return [message(N_("There is no header row; the columns are named by their letters."))]
    if above:
        return [message(N_("The header stands in row {row}; what is above it was not read."), row=row)]
    return []


@contextmanager
def _estimated(progress: Progress, seconds: float) -> Iterator[None]:
    """Progress of work that reports none: it nears the end and never reaches it."""
    ended = threading.Event()
    start = time.monotonic()

    def show() -> None:
        while not ended.wait(0.1):
            passed = (time.monotonic() - start) / max(seconds, 0.1)
            try:
                progress.step(passed / (passed + 0.2) if passed > 0.8 else passed, 1)
            except Cancelled:
                return  # the work finds out itself at its next step

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
