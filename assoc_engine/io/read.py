"""A sales file on disk to a RawTable, whatever its format."""

from __future__ import annotations

from pathlib import Path

from ..errors import FileError
from ..progress import SILENT, Progress
from ..settings import ReadSettings
from ..text import N_
from .delimited import read_delimited
from .excel import read_workbook
from .raw import RawTable

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".tsv", ".txt", ".dat")


def read_file(settings: ReadSettings, progress: Progress = SILENT) -> RawTable:
    """Read the file `settings.path`.

    Raises FileError (missing, locked, protected, damaged, of an unknown kind, no such sheet) and NothingToAnalyse
    (no rows).
    """
    path = Path(settings.path)
    _check(path)
    try:
        if path.suffix.lower() in WORKBOOKS:
            return read_workbook(path, settings.sheet, progress)
        return read_delimited(path, progress)
    except PermissionError as error:
        raise FileError(
            N_("{file} cannot be opened: another program holds it, or you may not read it."),
            advice=N_("Close it in Excel and try again."),
            file=path.name,
        ) from error


def _check(path: Path) -> None:
    if path.is_dir():
        raise FileError(N_("{file} is a folder."), advice=N_("Choose one sales file."), file=path.name)
    if not path.exists():
        raise FileError(
            N_("There is no file {path}."), advice=N_("It may have been moved or renamed; choose it again."), path=str(path)
        )
    if path.suffix.lower() not in WORKBOOKS + TEXTS:
        raise FileError(
            N_("{file} is not a kind of file Assoc reads."),
            advice=N_("Save it as .xlsx or .csv; .xlsm, .xls, .tsv, .txt and .dat are read as well."),
            file=path.name,
        )
