"""The folders of the window's workspaces: one for each opened file, locked while in use, tidied when left over."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

if TYPE_CHECKING:
    from assoc_engine.workspace import Workspace


class Workspaces:
    """Workspace folders below `root`. A folder whose lock nobody holds is left over from a window that is gone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._locks: dict[Path, QLockFile] = {}

    def new(self) -> Workspace:
        """A new empty workspace, ours until `discard`. Raises WriteError where the disk says no."""
        from assoc_engine.workspace import Workspace  # it takes numpy along, and a window without a file does without

        workspace = Workspace(self.root / os.urandom(6).hex())
        lock = _lock_of(workspace.folder)
        lock.tryLock(0)
        self._locks[workspace.folder] = lock
        return workspace

    def discard(self, workspace: Workspace) -> None:
        """Remove its folder; what is still mapped somewhere goes at the next `tidy`. May run beside the window."""
        self._discard(workspace.folder)

    def discard_all(self) -> None:
        for folder in list(self._locks):
            self._discard(folder)

    def tidy(self) -> None:
        """Remove folders of windows that are gone. Slow on big ones: call it beside the window."""
        if not self.root.is_dir():
            return
        for folder in [path for path in self.root.iterdir() if path.is_dir() and path not in self._locks]:
            lock = _lock_of(folder)
            # A folder made just now may belong to a window that is about to lock it.
            if time.time() - folder.stat().st_mtime > 60 and lock.tryLock(0):
                shutil.rmtree(folder, ignore_errors=True)
                lock.unlock()

    def _discard(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        lock = self._locks.pop(folder, None)
        if lock is not None:
            lock.unlock()


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder.with_name(folder.name + ".lock")))
    lock.setStaleLockTime(0)
    return lock
