"""A Report as an Excel workbook: one sheet a section, native charts, filters; text stays text, whatever it says."""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from pathlib import Path

from ..errors import WriteError
from ..progress import SILENT, Progress
from ..text import N_, Text
from .model import Report

OPTIONS = {
    "constant_memory": True,  # rows go to disk as they are written
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    # The unit of column widths: a font whose digits are equally wide in every spreadsheet program.
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}  # fmt: skip
BYTES_A_ROW = 150  # of the finished file, for the progress of packing
PACKING = 0.75  # share of the bar at which the rows are written and packing begins


def write_xlsx(report: Report, path: str | Path, text: Text, progress: Progress = SILENT) -> None:
    """Write the report to `path`, replacing what is there in one step.

    `text` is in the report's language. Raises WriteError (folder missing, file open elsewhere, disk full; what was
    at `path` stays as it was) and Cancelled; nothing half-written is left in either case.
    """
    target = Path(path)
    part = progress.part(0, 1, N_("Writing the report"))
    _check(target)
    temporary = target.with_name(f".assoc-{secrets.token_hex(4)}.part")
    try:
        with open(temporary, "xb") as file, tempfile.TemporaryDirectory(prefix="assoc-") as folder:
            _fill(report, file, folder, text, part)
        os.replace(temporary, target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _fill(report: Report, file, folder: str, text: Text, progress: Progress) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    from .xlsx_sheets import write_sheets

    rows = 1000 + sum(getattr(block, "rows", 0) for section in report.sections for block in section.blocks)
    watched = _Watched(file, progress, rows * BYTES_A_ROW)
    workbook = xlsxwriter.Workbook(watched, {**OPTIONS, "tmpdir": folder})
    try:
        write_sheets(workbook, report, text, progress.part(0, PACKING))
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the OSError that XlsxWriter wrapped
    finally:
        for worksheet in workbook.worksheets():
            worksheet._opt_close()  # or Windows could not remove the rows' files of a cancelled report


class _Watched:
    """The file a zip is written to, looking at the progress at every write.

    Once that raised (or the disk is full), further writes are dropped: the zip tidies up after itself, and what it
    writes then is removed anyway.
    """

    def __init__(self, file, progress: Progress, expected: int) -> None:
        self._file, self._progress, self._expected = file, progress, expected
        self._at, self._most, self._stopped = 0, 0, False

    def write(self, data) -> int:
        if self._stopped:
            return len(data)
        self._stopped = True
        self._progress.step(PACKING + (1 - PACKING) * min(1.0, self._most / self._expected), 1)
        self._file.write(data)
        self._stopped = False
        self._at = self._file.tell()
        self._most = max(self._most, self._at)  # a zip goes back to complete its headers
        return len(data)

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        if not self._stopped:
            self._at = self._file.seek(offset, whence)
        return self._at

    def seekable(self) -> bool:
        return True

    def flush(self) -> None:
        if not self._stopped:
            self._file.flush()


def _check(target: Path) -> None:
    """Find out before the work, not after it, that the file cannot be written."""
    if target.is_dir():
        raise WriteError(
            N_("The report cannot be written: {path} is a folder."),
            advice=N_("Give the report a file name, such as report.xlsx."), path=str(target),
        )  # fmt: skip
    if not target.parent.is_dir():
        raise WriteError(
            N_("The report cannot be written: there is no folder {folder}."),
            advice=N_("Choose a folder that exists, or create it first."), folder=str(target.parent),
        )  # fmt: skip
    if target.exists() and not os.access(target, os.W_OK):
        raise _cannot_write(target, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _cannot_write(target: Path, error: OSError) -> WriteError:
    where = {"file": target.name, "folder": str(target.parent)}
    if isinstance(error, PermissionError):
        return WriteError(
            N_("The report {file} in {folder} cannot be written or replaced: access is refused."),
            advice=N_("If it is open in Excel or another program, close it there; or choose another name or folder."),
            **where,
        )  # fmt: skip
    if error.errno == errno.ENOSPC:
        return WriteError(
            N_("The report {file} cannot be written to {folder}: the disk is full."),
            advice=N_("Free some space there, or choose another folder."), **where,
        )  # fmt: skip
    return WriteError(
        N_("The report {file} cannot be written to {folder}: {reason}."),
        advice=N_("Choose another name or folder, then try again."),
        reason=error.strerror or type(error).__name__, **where,
    )  # fmt: skip
