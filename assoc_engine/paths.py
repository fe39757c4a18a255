"""Where the program's own resources lie, in a checkout and in a frozen bundle."""

from __future__ import annotations

import os
import sys
from pathlib import Path

RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def cache_folder() -> Path:
    """The system's place for what can be made again, for this user and this program."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "assoc"


def kernel_folder() -> Path:
    """Where numba keeps compiled kernels for the next start: NUMBA_CACHE_DIR where that is set."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or cache_folder() / "kernels")
