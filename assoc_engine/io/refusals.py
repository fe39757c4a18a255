"""What is wrong with a file, in words: each function makes the error that says what happened and what to do."""

from __future__ import annotations

from pathlib import Path

from ..errors import FileError, NothingToAnalyse
from ..text import N_


def nothing_in(path: Path) -> NothingToAnalyse:
    return NothingToAnalyse(
        N_("{file} holds no rows of data."),
        advice=N_("Choose a file with one row per product sold, under a header row."),
        file=path.name,
    )


def empty(path: Path) -> FileError:
    return FileError(
        N_("{file} is empty: it has no bytes at all."),
        advice=N_("Export or download it again."),
        file=path.name,
    )


def missing(path: Path) -> FileError:
    return FileError(
        N_("There is no file {path}."), advice=N_("It may have been moved or renamed; choose it again."), path=str(path)
    )


def folder(path: Path) -> FileError:
    return FileError(N_("{path} is a folder."), advice=N_("Choose one sales file in it."), path=str(path))


def unknown_kind(path: Path) -> FileError:
    return FileError(
        N_("{file} is not a kind of file that can be read."),
        advice=N_("Save it as .xlsx or .csv; .xlsm, .xls, .tsv, .txt and .dat are read as well."),
        file=path.name,
    )


def locked(path: Path) -> FileError:
    return FileError(
        N_("{file} cannot be opened: another program holds it, or you are not allowed to read it."),
        advice=N_("If it is open in Excel, close it there and try again."),
        file=path.name,
    )


def unreachable(path: Path, error: OSError) -> FileError:
    return FileError(
        N_("{file} cannot be read from its disk ({reason})."),
        advice=N_("Copy it to this computer and read the copy."),
        file=path.name,
        reason=error.strerror or type(error).__name__,
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
        advice=N_("Download or export it once more, or open it in Excel and save it as .xlsx."),
        file=path.name,
        reason=reason,
    )


def no_workbook(path: Path) -> FileError:
    return FileError(
        N_("{file} is not an Excel workbook, whatever its name says."),
        advice=N_("Open it in the program that wrote it and save it as .xlsx or .csv."),
        file=path.name,
    )


def web_page(path: Path) -> FileError:
    return FileError(
        N_("{file} is a web page with a table in it, not an Excel workbook; some systems export such files as .xls."),
        advice=N_("Open it in Excel, save it as .xlsx, and read that copy."),
        file=path.name,
    )


def not_text(path: Path) -> FileError:
    return FileError(
        N_("{file} is not a text file, whatever its name says."),
        advice=N_("Choose an Excel workbook or a text file with one row per product sold."),
        file=path.name,
    )


def no_sheet(path: Path, sheet: str, sheets: list[str]) -> FileError:
    return FileError(
        N_("{file} has no sheet {sheet}."),
        advice=N_("Its sheets are: {sheets}."),
        file=path.name, sheet=sheet, sheets=", ".join(sheets),
    )  # fmt: skip


def no_sheets_in_text(path: Path, sheet: str) -> FileError:
    return FileError(
        N_("{file} is a text file and has no sheet {sheet}."),
        advice=N_("Read it without naming a sheet."),
        file=path.name, sheet=sheet,
    )  # fmt: skip


def too_wide_apart(path: Path, sheet: str, rows: int, columns: int) -> FileError:
    return FileError(
        N_("The sheet {sheet} of {file} spans {rows} rows and {columns} columns: a cell lies far from the others."),
        advice=N_("In Excel, press Ctrl+End to find it, delete its row and its column, and save the file."),
        file=path.name, sheet=sheet, rows=rows, columns=columns,
    )  # fmt: skip


def too_large_inside(path: Path, gigabytes: float, limit: float) -> FileError:
    return FileError(
        N_("{file} unpacks to {size} GB; workbooks of up to {limit} GB are read."),
        advice=N_("Export a shorter period, or export as .csv, which may be larger."),
        file=path.name, size=gigabytes, limit=limit,
    )  # fmt: skip
