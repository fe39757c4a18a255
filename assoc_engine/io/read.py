"""Sales files on disk to one RawTable, whatever their format. What a file is, its first bytes say, not its name."""

from __future__ import annotations

from pathlib import Path

from ..errors import SettingError
from ..progress import SILENT, Progress
from ..settings import ReadSettings
from ..text import N_
from . import refusals
from .delimited import read_delimited
from .encoding import is_encoding
from .excel import read_workbook
from .joins import join
from .layout import refuse_sums, shape
from .other_kinds import kind_by_name, kind_by_start, other_kind
from .raw import KINDS, LAYOUTS, RawTable
from .three_part_dates import with_dates

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et")
TEXTS = (".csv", ".tsv", ".txt", ".dat")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"


def read_files(settings: ReadSettings, progress: Progress = SILENT) -> RawTable:
    """Read the files `settings.paths` and put their tables together: one table of order lines.

    Raises FileError (missing, locked, damaged, too large, of an unknown kind, no such sheet), PasswordNeeded,
    NothingToAnalyse (no rows, or sums alone) and Cancelled.
    """
    _check(settings)
    tables: list[RawTable] = []
    count = len(settings.paths)
    for index, path in enumerate(settings.paths):
        tables += read_tables(Path(path), settings, progress.part(0.9 * index / count, 0.9 * (index + 1) / count))
    if not settings.layout and not settings.uses:
        refuse_sums(tables)
    part = 0.08 / len(tables)
    shaped = [
        shape(table, settings.layout, progress.part(0.9 + i * part, 0.9 + (i + 1) * part, N_("Reading the rows")))
        for i, table in enumerate(tables)
    ]
    return with_dates(join(shaped, settings.uses, progress.part(0.98, 1)))


def _check(settings: ReadSettings) -> None:
    """Raises SettingError for a layout, a use or an encoding that is none."""
    if settings.encoding and not is_encoding(settings.encoding):
        raise SettingError(
            N_("There is no encoding {value}."),
            advice=N_("Usual ones are utf-8, gb18030, big5, shift-jis, euc-kr, windows-1251 and windows-1252."),
            value=settings.encoding,
        )
    if settings.layout not in ("", *LAYOUTS):
        raise SettingError(
            N_("There is no layout {value}; known are: {known}."), value=settings.layout, known=", ".join(LAYOUTS)
        )
    for kind in settings.uses.values():
        if kind not in ("", *KINDS):
            raise SettingError(
                N_("A table cannot be used as {value}; known are: {known}."), value=kind, known=", ".join(KINDS)
            )


def read_tables(path: Path, settings: ReadSettings, progress: Progress) -> list[RawTable]:
    """The tables of one file as they stand in it: each visible sheet that has rows, or the one of a text file. Raises as `read_files`."""
    try:
        start = _start(path)
        if start.startswith((_ZIP, _EMPTY_ZIP, _OLE)):
            return read_workbook(path, not start.startswith(_OLE), settings, progress)
        known = path.suffix.lower() in WORKBOOKS + TEXTS
        if kind := kind_by_start(start) or ("" if known else kind_by_name(path)):
            raise other_kind(path, kind)
        if path.suffix.lower() in WORKBOOKS and _looks_binary(start):
            raise refusals.damaged(path, start[:4].hex(" "))
        if settings.sheet:
            raise refusals.no_sheets_in_text(path, settings.sheet)
        return [read_delimited(path, progress, settings.encoding)]
    except PermissionError as error:
        raise refusals.locked(path) from error
    except OSError as error:
        raise refusals.unreachable(path, error) from error


def _start(path: Path) -> bytes:
    """The first bytes of a file that may be read."""
    if path.is_dir():
        raise refusals.folder(path)
    if not path.exists():
        raise refusals.missing(path)
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise refusals.empty(path)
    return start


def _looks_binary(start: bytes) -> bool:
    """Zero bytes stand in text only where it is UTF-16, and there in every second place or nearly so."""
    zeros = start.count(0)
    return zeros > 0 and max(start[0::2].count(0), start[1::2].count(0)) < 0.2 * len(start)
