"""Workbooks (.xlsx, .xlsm, .xls) by calamine, which reads a sheet in one piece; rows then arrive in chunks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from ..errors import FileError, NothingToAnalyse
from ..progress import Cancelled, Progress
from ..text import N_
from .cells import ColumnBuilder
from .header import SEARCHED, find_header, header_names
from .header_words import role_of_name
from .messages import message
from .raw import RawTable
from .workbook_guard import WorkbookFile, check_workbook

CHUNK = 8192  # rows turned into columns at a time, about 10 ms
_BYTES_PER_SECOND = 60e6  # of unpacked sheet XML, for an estimate of the time a sheet takes


@dataclass
class _Sheet:
    """A sheet loaded by calamine; `top` its first rows, `rows` all of them, `header` as find_header says."""

    name: str
    rows: Iterator
    header: int
    top: list[list]
    height: int

    @property
    def fitness(self) -> tuple[int, int]:
        names = {role_of_name(cell) for cell in self.top[self.header] if isinstance(cell, str)} if self.header >= 0 else set()
        sells = bool(names & {"product", "code"})
        return (sells * (1 + len(names & {"order", "customer", "time", "quantity", "price", "amount"})), self.height)


def read_workbook(path: Path, wanted: str, progress: Progress) -> RawTable:
    """The sheet named `wanted`, or the one that looks most like sales.

    Raises FileError (damaged, protected, absurdly large, no such sheet) and NothingToAnalyse (no rows).
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    loading = progress.part(0, 0.8, N_("Reading the workbook"))
    file = check_workbook(path, wanted, loading)
    try:
        book = CalamineWorkbook.from_path(path) if file.truly_named else CalamineWorkbook.from_object(path.open("rb"))
        sheet, notes = _choose(book, file, wanted, loading)
    except PasswordError as error:
        raise protected(path) from error
    except (CalamineError, OSError) as error:
        raise damaged(path, str(error)) from error
    if sheet is None:
        raise nothing_in(path)
    return _table(path, file.bytes, sheet, notes, progress.part(0.8, 1, N_("Sorting the cells")))


def _choose(book, file: WorkbookFile, wanted: str, progress: Progress) -> tuple[_Sheet | None, list[dict]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if wanted and wanted not in [meta.name for meta in sheets]:
        raise FileError(
            N_("{file} has no sheet {sheet}."),
            advice=N_("Its sheets are: {sheets}."),
            file=file.path.name, sheet=wanted, sheets=", ".join(meta.name for meta in sheets),
        )  # fmt: skip
    shown = [meta.name for meta in sheets if meta.visible == SheetVisibleEnum.Visible] or [m.name for m in sheets]
    names = [wanted] if wanted else shown
    best: _Sheet | None = None
    for index, name in enumerate(names):
        part = progress.part(index / len(names), (index + 1) / len(names))
        with _estimated(part, file.sheet_bytes.get(name, file.bytes) / _BYTES_PER_SECOND):
            sheet = _load(book, name)
        part.step(1, 1)
        if sheet and (best is None or sheet.fitness > best.fitness):
            best = sheet
    others = [name for name in shown if best and name != best.name]
    notes = []
    if others and not wanted:
        notes.append(
            message(
                N_("The sheet {sheet} was read; not read: {others}."), sheet=best.name, others=", ".join(others)
            )
        )
    return best, notes


def _load(book, name: str) -> _Sheet | None:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.iter_rows()
    top = list(islice(rows, sheet.start[0] if sheet.start else 0))  # calamine fills the rows above the first cell
    filled = list(islice(rows, SEARCHED))
    if not filled:
        return None
    header = find_header(filled)
    return _Sheet(name, chain(top, filled, rows), header + len(top) if header >= 0 else -1, top + filled, sheet.total_height)


def _table(path: Path, size: int, sheet: _Sheet, notes: list[dict], progress: Progress) -> RawTable:
    width = max(map(len, sheet.top))
    for _ in range(sheet.header + 1):
        next(sheet.rows)
    builders = [ColumnBuilder() for _ in range(width)]
    rows = 0
    while chunk := list(islice(sheet.rows, CHUNK)):
        for builder, cells in zip(builders, zip(*chunk, strict=True), strict=True):
            builder.add(cells)
        rows += len(chunk)
        progress.step(rows, sheet.height)
    row = np.arange(sheet.header + 2, sheet.header + 2 + rows, dtype=np.int32)
    if sheet.header > 0:
        notes = [*notes, message(N_("The header is row {row}; what stands above it was not read."), row=sheet.header + 1)]
    elif sheet.header < 0:
        notes = [*notes, message(N_("There is no header row; the columns are named by their letters."))]
    headers = sheet.top[sheet.header] if sheet.header >= 0 else []
    return assemble(path, size, sheet.name, "lines", headers, builders, row, notes)


def assemble(path: Path, size: int, sheet: str, layout: str, headers, builders: list[ColumnBuilder], row, notes, kept=None):
    """A RawTable of what was collected: without empty rows (but those masked in `kept`) and without empty columns.

    Raises NothingToAnalyse when no row is left.
    """
    names = header_names(headers, len(builders))
    named = [index < len(headers) and headers[index] != "" for index in range(len(builders))]
    filled = [builder.filled() for builder in builders]
    rows = np.zeros(len(row), bool) if kept is None else kept.copy()
    for mask in filled:
        rows |= mask
    if not rows.any():
        raise nothing_in(path)
    columns = tuple(
        builder.finish(name, rows)
        for builder, name, mask, is_named in zip(builders, names, filled, named, strict=True)
        if is_named or mask.any()
    )
    return RawTable(
        columns, np.zeros(int(rows.sum()), np.int16), row[rows], ((path.name, sheet),), layout, str(path), size,
        tuple(notes),
    )  # fmt: skip


def nothing_in(path: Path) -> NothingToAnalyse:
    return NothingToAnalyse(
        N_("{file} holds no rows of data."),
        advice=N_("Choose a file with one row per product sold, under a header row."),
        file=path.name,
    )


def protected(path: Path) -> FileError:
    return FileError(
        N_("{file} is protected with a password."),
        advice=N_("Open it in Excel, save it without the password, and read that copy."),
        file=path.name,
    )


def damaged(path: Path, reason: str) -> FileError:
    return FileError(
        N_("{file} cannot be read as a workbook; it is damaged or incomplete ({reason})."),
        advice=N_("Open it in Excel and save it as .xlsx again, or download it once more."),
        file=path.name,
        reason=reason,
    )


@contextmanager
def _estimated(progress: Progress, seconds: float) -> Iterator[None]:
    """Progress of work that reports none: it approaches, and never reaches, the end."""
    ended = threading.Event()
    start = time.monotonic()

    def show() -> None:
        while not ended.wait(0.1):
            passed = (time.monotonic() - start) / max(seconds, 0.1)
            try:
                progress.step(passed / (1 + passed) if passed > 0.5 else passed * 2 / 3, 1)
            except Cancelled:
                return  # the work itself finds out at its next own step

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
