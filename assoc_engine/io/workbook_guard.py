"""What is checked before a workbook is handed to calamine, which aborts the process where memory does not suffice."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from ..errors import FileError
from ..progress import Progress
from ..text import N_

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class WorkbookFile:
    """`sheet_bytes`: unpacked size of each sheet by name (empty for .xls). `truly_named`: contents match the suffix."""

    path: Path
    bytes: int
    truly_named: bool
    sheet_bytes: dict[str, int] = field(default_factory=dict)


def check_workbook(path: Path, wanted: str, progress: Progress) -> WorkbookFile:
    """Raises FileError naming what is wrong with the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
    is_zip = start.startswith(ZIP)
    return WorkbookFile(path, size, is_zip == (path.suffix.lower() != ".xls"))
