"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import WriteError
from .text import N_


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it becomes `path` when the block ends well and is removed otherwise.

    Raises WriteError, naming the file and the cause, where the folder is missing, the disk is full or another
    program (Excel, usually) holds the file.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        if path.is_dir():
            raise IsADirectoryError
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_error(path: Path, error: OSError) -> WriteError:
    values = {"file": path.name, "folder": str(path.parent.absolute()), "reason": error.strerror or type(error).__name__}
    if not path.parent.is_dir():
        return WriteError(
            N_("{file} cannot be written: there is no folder {folder}."),
            advice=N_("Choose a folder that exists."), **values,
        )  # fmt: skip
    if path.is_dir():
        return WriteError(
            N_("{file} cannot be written: {folder} has a folder of that name."),
            advice=N_("Choose another file name."), **values,
        )  # fmt: skip
    if isinstance(error, PermissionError):
        return WriteError(
            N_("{file} in {folder} cannot be written: it is open in another program, or writing there is not allowed."),
            advice=N_("Close it in Excel, or choose another name or folder."), **values,
        )  # fmt: skip
    return WriteError(
        N_("{file} in {folder} cannot be written: {reason}."),
        advice=N_("Check the space left on the disk, or choose another folder."), **values,
    )  # fmt: skip
