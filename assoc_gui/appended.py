"""A file to which somebody else appends lines, read as they come."""

from __future__ import annotations

import os
from pathlib import Path


class AppendedFile:
    """`open` it first, with None for none; `lines` gives what is whole and new, at most `most` bytes at a time. `anew`: did the last look
    find another file in its place, so that what was read before is no more?"""

    def __init__(self, most: int) -> None:
        self.path: Path | None = None
        self.anew = False
        self._most, self._offset, self._inode = most, 0, 0

    def open(self, path: Path | None) -> None:
        """Read from the start of this file."""
        self.path, self._offset, self._inode = path, 0, 0

    def lines(self) -> list[bytes]:
        self.anew = False
        if self.path is None:
            return []
        try:
            with open(self.path, "rb") as file:
                self._notice_another(file)
                file.seek(self._offset)
                data = file.read(self._most)
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        return whole.splitlines()

    def _notice_another(self, file) -> None:
        stat = os.fstat(file.fileno())
        self.anew = stat.st_size < self._offset or bool(self._inode and stat.st_ino != self._inode)
        if self.anew:
            self._offset = 0
        self._inode = stat.st_ino
