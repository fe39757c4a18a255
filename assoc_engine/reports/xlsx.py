"""A Report as an Excel workbook: one sheet a section, native charts, filters; text stays text, whatever it says."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

from ..files import replacing
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
    part = progress.part(0, 1, N_("Writing the report"))
    with replacing(path) as temporary, tempfile.TemporaryDirectory(prefix="assoc-") as folder, open(temporary, "xb") as file:
        _fill(report, file, folder, text, part)


def _fill(report: Report, file: BinaryIO, folder: str, text: Text, progress: Progress) -> None:
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

    def __init__(self, file: BinaryIO, progress: Progress, expected: int) -> None:
        self._file, self._progress, self._expected = file, progress, expected
        self._at, self._most, self._stopped = 0, 0, False

    def write(self, data: bytes) -> int:
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
