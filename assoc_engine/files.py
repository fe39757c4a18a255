"""Writing a file whole or not at all."""

from __future__ import annotations

import csv
import errno
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from .errors import WriteError
from .progress import Progress
from .text import N_

SLICE = 2_000  # rows of a table between two looks at the progress
PART = ".assoc-"  # how unfinished files begin, then the number of the process that writes them


def remove_unfinished(folder: Path | str, process: int) -> None:
    """Remove what a process that was ended from outside left unfinished in a folder."""
    for path in Path(folder).glob(f"{PART}{process}-*.part"):
        path.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it becomes `path` when the block ends well and is removed otherwise.

    Raises WriteError, naming the file and the cause, where the folder is missing, the disk is full or another
    program (Excel, usually) holds the file.
    """
    path = Path(path).resolve()  # a link's target is written, the link stays
    check_target(path)
    temporary = path.with_name(f"{PART}{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_csv(
    path: Path | str, header: Sequence[str], rows: Iterable[Sequence[Any]], count: int, progress: Progress, message: str = ""
) -> None:
    """Write `count` rows under a header, UTF-8 with BOM so that Excel reads it; `message` is shown meanwhile. Raises WriteError,
    Cancelled."""
    following = iter(rows)
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for done in range(0, count, SLICE):
            progress.step(done, count, message)
            writer.writerows(islice(following, SLICE))


def check_target(path: Path | str) -> None:
    """Find out before the work, not after it, that a file cannot be written. Raises WriteError."""
    path = Path(path).resolve()
    values = {"file": path.name, "folder": str(path.parent.absolute())}
    if not path.parent.is_dir():
        raise WriteError(
            N_("{file} cannot be written: there is no folder {folder}."),
            advice=N_("Choose a folder that exists, or create it first."), **values,
        )  # fmt: skip
    if path.is_dir():
        raise WriteError(
            N_("{file} cannot be written: {folder} has a folder of that name."),
            advice=N_("Choose another file name."), **values,
        )  # fmt: skip
    if path.exists() and not path.is_file():
        raise WriteError(
            N_("{file} in {folder} cannot be written: it is not an ordinary file."),
            advice=N_("Choose another file name."), **values,
        )  # fmt: skip
    if path.exists() and not os.access(path, os.W_OK):
        raise _write_error(path, PermissionError())


def _write_error(path: Path, error: OSError) -> WriteError:
    values = {"file": path.name, "folder": str(path.parent.absolute())}
    if isinstance(error, PermissionError):
        return WriteError(
            N_("{file} in {folder} cannot be written: it is open in another program, or writing there is not allowed."),
            advice=N_("Close it in Excel, or choose another name or folder."), **values,
        )  # fmt: skip
    if error.errno == errno.ENOSPC:
        return WriteError(
            N_("{file} cannot be written to {folder}: the disk is full."),
            advice=N_("Free some space there, or choose another folder."), **values,
        )  # fmt: skip
    return WriteError(
        N_("{file} in {folder} cannot be written: {reason}."),
        advice=N_("Choose another name or folder, then try again."),
        reason=error.strerror or type(error).__name__, **values,
    )  # fmt: skip
