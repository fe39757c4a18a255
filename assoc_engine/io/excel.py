"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) by calamine, which reads a sheet in one piece; its rows come in chunks."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from ..progress import Cancelled, Progress
from ..settings import ReadSettings
from ..text import N_, message
from . import refusals
from .assemble import assemble
from .cells import ColumnBuilder
from .encrypted import decrypted, streams_of
from .encrypted_ods import decrypted_ods, protection_of
from .header import SEARCHED, header_cells, header_rows
from .ole_guard import check_ole
from .other_kinds import kind_of_ole, other_kind
from .raw import Part, RawTable, shape_of
from .workbook_guard import Workbook, check_zip

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

CHUNK = 256  # rows turned into columns at a time: of more, Python would look for garbage in between
_BYTES_PER_SECOND = 60e6  # sheet XML that calamine reads, for an estimate of the time a sheet takes
_DECRYPTED_PER_SECOND = 20e6  # bytes
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",), "ods": (".ods",), "xls": (".xls",)}


@dataclass
class _Sheet:
    """A sheet in calamine's memory. `rows`: all its rows from row 1; `top`: the first of them; `first`, `last`: indices
    of the header's rows among them, −1 for none, and `names` its cells; `height`: rows in all."""

    name: str
    rows: Iterator[Any]
    top: list[list[Any]]
    first: int
    last: int
    names: list[Any]
    height: int


def read_workbook(path: Path, is_zip: bool, settings: ReadSettings, progress: Progress) -> list[RawTable]:
    """Every visible sheet that has rows, or the one named `settings.sheet`. Rows are numbered as in the sheet.

    `parts` of each table says what it is read from; those of the first one also name the sheets that were not read.
    Raises FileError (damaged, too large inside, cells too far apart, no such sheet), PasswordNeeded and NothingToAnalyse.
    """
    with _calamine(path):
        book, guarded = _open(path, is_zip, settings.password, progress.part(0, 0.1, N_("Reading the workbook")))
        return _read_sheets(path, book, guarded, settings.sheet, progress.part(0.1, 1))


@contextmanager
def _calamine(path: Path) -> Iterator[None]:
    """calamine's errors as ours. A panic of its Rust code arrives as a BaseException that no module exports, and a file
    that ends too early as an OSError without the number that those of the system have."""
    from python_calamine import CalamineError

    try:
        yield
    except CalamineError as error:
        raise refusals.damaged(path, str(error)) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise refusals.damaged(path, str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refusals.damaged(path, str(error)) from error


def _open(path: Path, is_zip: bool, password: str, progress: Progress) -> tuple[CalamineWorkbook, Workbook]:
    """calamine's workbook, and what was found out before it was opened."""
    from python_calamine import PasswordError

    if is_zip:
        if how := protection_of(path):
            return _open_decrypted(path, lambda: decrypted_ods(path, how, password), progress)
        with path.open("rb") as file:
            guarded = check_zip(path, file, progress)
        return _calamine_book(path, guarded, progress), guarded
    with path.open("rb") as file:
        check_ole(path, file)
    streams = streams_of(path)
    if "EncryptedPackage" in streams:
        return _open_decrypted(path, lambda: decrypted(path, password), progress)
    if other := kind_of_ole(streams):
        raise other_kind(path, other)
    try:
        return _calamine_book(path, Workbook(), progress), Workbook()
    except PasswordError:
        return _open_decrypted(path, lambda: decrypted(path, password), progress)


def _open_decrypted(path: Path, decrypt: Callable[[], io.BytesIO], progress: Progress) -> tuple[CalamineWorkbook, Workbook]:
    from python_calamine import CalamineWorkbook

    with _estimated(progress, path.stat().st_size / _DECRYPTED_PER_SECOND):
        plain = decrypt()
    guarded = Workbook()
    if bytes(plain.getbuffer()[:2]) == b"PK":
        guarded = check_zip(path, plain, progress)
    else:
        check_ole(path, plain)
    plain.seek(0)
    return CalamineWorkbook.from_filelike(plain), guarded


def _calamine_book(path: Path, guarded: Workbook, progress: Progress) -> CalamineWorkbook:
    """calamine goes by the name unless it gets the contents alone."""
    from python_calamine import CalamineWorkbook

    with _estimated(progress, path.stat().st_size / _BYTES_PER_SECOND):  # an .ods or .xls is read here in whole
        if path.suffix.lower() in _SUFFIXES[guarded.kind]:
            return CalamineWorkbook.from_path(path)
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _read_sheets(path: Path, book: CalamineWorkbook, guarded: Workbook, wanted: str, progress: Progress) -> list[RawTable]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    every = [meta.name for meta in sheets]
    if wanted and wanted not in every:
        raise refusals.no_sheet(path, wanted, every)
    hidden = [meta.name for meta in sheets if meta.visible != SheetVisibleEnum.Visible and not wanted]
    chosen = [wanted] if wanted else [name for name in every if name not in hidden]
    absurd = [name for name in chosen if name in guarded.absurd]
    names = [name for name in chosen if name not in absurd]
    tables = []
    for index, name in enumerate(names):
        table = _read(path, book, guarded, name, progress.part(index / len(names), (index + 1) / len(names)))
        tables += [table] if table else []
    if tables:
        first = replace(tables[0], parts=tables[0].parts + _unread(path, hidden, absurd))
        return [first, *tables[1:]]
    for name in absurd:
        raise refusals.too_wide_apart(path, name, *guarded.absurd[name])
    filled = [name for name in hidden if name not in guarded.absurd and _load(book, name)]
    raise refusals.only_hidden(path, filled) if filled else refusals.nothing_in(path)


def _unread(path: Path, hidden: Sequence[str], absurd: Sequence[str]) -> tuple[Part, ...]:
    left_hidden = N_("{name}: a hidden sheet, not read.")
    too_wide = N_("{name}: not read, because a cell of it lies far from the others.")
    return tuple(
        Part(path.name, name, 0, "", "lines", message(said, name=name), hidden=said == left_hidden)
        for names, said in ((hidden, left_hidden), (absurd, too_wide))
        for name in names
    )


def _read(path: Path, book: CalamineWorkbook, guarded: Workbook, name: str, progress: Progress) -> RawTable | None:
    """One sheet; None for one without rows. Its cells leave calamine's memory before the next one is read."""
    need, free = guarded.memory(name), psutil.virtual_memory().available
    if need > free:
        raise refusals.too_little_memory(path, need / (1 << 30), free / (1 << 30))
    loading = progress.part(0, 0.8, N_("Reading the workbook"))
    with _estimated(loading, guarded.sheet_bytes.get(name, path.stat().st_size) / _BYTES_PER_SECOND):
        sheet = _load(book, name)
    loading.step(1, 1)
    table = _table(path, sheet, progress.part(0.8, 1, N_("Sorting the cells"))) if sheet else None
    if table is None:
        return None
    part = Part(path.name, name, table.rows, "", table.layout, {}, shape_of(table.headers))
    return replace(table, parts=(part,))


def _load(book: CalamineWorkbook, name: str) -> _Sheet | None:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.iter_rows()  # calamine puts empty rows before the first filled one, so they count from row 1
    above = list(islice(rows, sheet.start[0] if sheet.start else 0))
    filled = list(islice(rows, SEARCHED))
    if not filled:
        return None
    first, last = header_rows(filled)
    names = header_cells(filled, first, last)
    shift = len(above) if last >= 0 else 0
    top = above + filled
    return _Sheet(name, chain(top, rows), top, first + shift, last + shift, names, sheet.total_height)


def _table(path: Path, sheet: _Sheet, progress: Progress) -> RawTable | None:
    """None for a sheet that has a header alone."""
    for _ in range(sheet.last + 1):
        next(sheet.rows)
    builders = [ColumnBuilder() for _ in range(len(sheet.top[0]))]
    rows = 0
    while chunk := list(islice(sheet.rows, CHUNK)):
        for builder, cells in zip(builders, zip(*chunk, strict=True), strict=True):
            builder.add(cells)
        rows += len(chunk)
        progress.step(rows, sheet.height)
    row = np.arange(sheet.last + 2, sheet.last + 2 + rows, dtype=np.int32)
    above = any(cell != "" for line in sheet.top[: max(sheet.first, 0)] for cell in line)
    if not any(builder.filled().any() for builder in builders):
        return None
    return assemble(path, sheet.name, "lines", sheet.names, builders, row, header_notes(sheet.first + 1, above))


def header_notes(row: int, above: bool) -> list[dict[str, Any]]:
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
