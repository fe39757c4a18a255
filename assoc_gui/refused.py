"""Files that are no tables, told before anything is asked or read: folders, empty files, other kinds of file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assoc_engine.errors import AssocError
from assoc_engine.io import refusals
from assoc_engine.io.other_kinds import kind_by_name, kind_by_start, other_kind
from assoc_engine.text import N_

READABLE = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".dat")
START = 4096  # bytes by which a kind of file is told
WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")  # what is in such a file shows in reading


def refusal(path: str) -> AssocError | None:
    """Why a file is no table, as far as its name, its size and its first bytes say; None where it may be one."""
    file = Path(path)
    if file.is_dir():
        return refusals.folder(file)
    try:
        with file.open("rb") as opened:
            start = opened.read(START)
    except OSError:
        return None  # the engine says what keeps it from being read
    if not start:
        return refusals.empty(file)
    if start.startswith(WORKBOOKS):
        return None
    kind = kind_by_start(start) or ("" if file.suffix.lower() in READABLE else kind_by_name(file))
    return other_kind(file, kind) if kind else None


def left_out(paths: Sequence[str]) -> AssocError:
    """Of several files the others were opened."""
    return AssocError(
        N_("{count} file was left out, since it is no table: {files}.",
           "{count} files were left out, since they are no tables: {files}."),
        advice=N_("The others are open."), count=len(paths), files=", ".join(Path(path).name for path in paths),
    )  # fmt: skip
