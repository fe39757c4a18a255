"""What is wrong with a file, in words: each function makes the error that says what happened and what to do."""

from __future__ import annotations

from pathlib import Path

from ..errors import FileError, NothingToAnalyse, PasswordNeeded
from ..text import N_


def nothing_in(path: Path) -> NothingToAnalyse:
    """No rows under the header, or nothing at all."""
    return NothingToAnalyse(
        N_("{file} holds no rows of data."),
        advice=N_("Choose a file with one row per product sold, under a header row."),
        file=path.name,
    )


def only_hidden(path: Path, sheets: list[str]) -> NothingToAnalyse:
    """All rows are in hidden sheets."""
    return NothingToAnalyse(
        N_("{file} holds rows in hidden sheets alone: {sheets}."),
        advice=N_("Unhide the sheet in Excel and save the file, or name the sheet with --sheet on the command line."),
        file=path.name, sheets=", ".join(sheets),
    )  # fmt: skip


def empty(path: Path) -> FileError:
    """No bytes."""
    return FileError(
        N_("{file} is empty: it has no bytes at all."),
        advice=N_("Export or download it again."),
        file=path.name,
    )


def missing(path: Path) -> FileError:
    """No such file."""
    return FileError(
        N_("There is no file {path}."), advice=N_("It may have been moved or renamed; choose it again."), path=str(path)
    )


def folder(path: Path) -> FileError:
    """A folder where a file is wanted."""
    return FileError(N_("{path} is a folder."), advice=N_("Choose one sales file in it."), path=str(path))


def locked(path: Path) -> FileError:
    """Another program holds it, or it may not be read."""
    return FileError(
        N_("{file} cannot be opened: another program holds it, or you are not allowed to read it."),
        advice=N_("If it is open in Excel, close it there and try again."),
        file=path.name,
    )


def unreachable(path: Path, error: OSError) -> FileError:
    """The disk or the network fails; `error` says how."""
    return FileError(
        N_("{file} cannot be read from its disk ({reason})."),
        advice=N_("Copy it to this computer and read the copy."),
        file=path.name,
        reason=error.strerror or type(error).__name__,
    )


def password_needed(path: Path) -> PasswordNeeded:
    """Protected, and no password was given."""
    return PasswordNeeded(
        N_("{file} is protected with a password."),
        advice=N_("Give its password, or open it in Excel, save it without the password, and read that copy."),
        file=path.name,
    )


def wrong_password(path: Path) -> PasswordNeeded:
    """Protected, and the password is another."""
    return PasswordNeeded(
        N_("{file} is protected, and the password given does not open it."),
        advice=N_("Check capital letters and blanks, and try again."),
        file=path.name,
    )


def protected(path: Path) -> FileError:
    """In a way that no password given here would open."""
    return FileError(
        N_("{file} is protected with a password, in a way that cannot be opened here."),
        advice=N_("Open it in the program that wrote it, save it without the password, and read that copy."),
        file=path.name,
    )


def damaged(path: Path, reason: str) -> FileError:
    """Not what its format asks for; `reason` is the word of what reads it."""
    return FileError(
        N_("{file} cannot be read as a workbook; it is damaged or incomplete ({reason})."),
        advice=N_("Download or export it once more, or open it in Excel and save it as .xlsx."),
        file=path.name,
        reason=reason,
    )


def not_text(path: Path) -> FileError:
    """Bytes that are no text in any encoding."""
    return FileError(
        N_("{file} is not a text file, whatever its name says."),
        advice=N_("Choose an Excel workbook or a text file with one row per product sold."),
        file=path.name,
    )


def no_sheet(path: Path, sheet: str, sheets: list[str]) -> FileError:
    """A workbook without the sheet named; `sheets`: those it has."""
    return FileError(
        N_("{file} has no sheet {sheet}."),
        advice=N_("Its sheets are: {sheets}."),
        file=path.name, sheet=sheet, sheets=", ".join(sheets),
    )  # fmt: skip


def no_sheets_in_text(path: Path, sheet: str) -> FileError:
    """A sheet was named, and text files have none."""
    return FileError(
        N_("{file} is a text file and has no sheet {sheet}."),
        advice=N_("Read it without naming a sheet."),
        file=path.name, sheet=sheet,
    )  # fmt: skip


def too_wide_apart(path: Path, sheet: str, rows: int, columns: int) -> FileError:
    """A cell so far out that the sheet would fill the memory."""
    return FileError(
        N_("The sheet {sheet} of {file} spans {rows} rows and {columns} columns: a cell lies far from the others."),
        advice=N_("In Excel, press Ctrl+End to find it, delete its row and its column, and save the file."),
        file=path.name, sheet=sheet, rows=rows, columns=columns,
    )  # fmt: skip


def too_large_inside(path: Path, gigabytes: float, limit: float) -> FileError:
    """A workbook that unpacks to more than is read."""
    return FileError(
        N_("{file} unpacks to {size} GB; workbooks of up to {limit} GB are read."),
        advice=N_("Export a shorter period, or export as .csv, which may be larger."),
        file=path.name, size=gigabytes, limit=limit,
    )  # fmt: skip


def too_little_memory(path: Path, gigabytes: float, free: float) -> FileError:
    """Reading it takes more memory than is free."""
    return FileError(
        N_("Reading {file} takes about {size:times} GB of memory; {free:times} GB are free."),
        advice=N_("Close other programs, or export a shorter period, or export as .csv."),
        file=path.name, size=gigabytes, free=free,
    )  # fmt: skip


def too_long_text(path: Path, limit: int) -> FileError:
    """`limit`: megabytes."""
    return FileError(
        N_("One text in {file} is longer than {limit} MB; a cell of a spreadsheet holds 32,767 characters at most."),
        advice=N_("The file was not written by a spreadsheet program, or is damaged. Export it once more."),
        file=path.name, limit=limit,
    )  # fmt: skip


def entities(path: Path) -> FileError:
    """XML entities, which unfold to any size."""
    return FileError(
        N_("{file} declares entities of its own, which can unfold to any size; no spreadsheet program writes such files."),
        advice=N_("If you trust it, open it in Excel and save it as a new .xlsx file."),
        file=path.name,
    )


def two_parts(path: Path, part: str) -> FileError:
    """A zip with a part listed twice."""
    return FileError(
        N_("{file} lists its part {part} twice, so that programs would read different tables in it."),
        advice=N_("If you trust it, open it in Excel and save it as a new .xlsx file."),
        file=path.name, part=part,
    )  # fmt: skip
