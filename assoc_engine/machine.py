"""What this machine has: threads for the engine, and for the window fonts and, on Linux, the system libraries that Qt needs. Standard
library only."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

# What PySide6 links against on a bare Debian, by the file that must load and the package that brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
CHINESE_FONTS = re.compile(r"noto(sans|serif)cjk|msyh|simsun|simhei|pingfang|hiragino.*gb|stheiti|wqy|sourcehan", re.IGNORECASE)
CHINESE_FONT_PACKAGE = "fonts-noto-cjk"


def worker_threads() -> int:
    """Threads that an engine uses: one less than there are cores, for the window."""
    return max(1, (os.cpu_count() or 2) - 1)


def chinese_font() -> str:
    """The file name of a font that has Chinese characters, "" where none is found in the usual folders."""
    folders = {
        "win32": [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"],
        "darwin": [Path("/System/Library/Fonts"), Path("/Library/Fonts")],
    }.get(sys.platform, [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"])
    for folder in folders:
        for path in folder.rglob("*"):
            if CHINESE_FONTS.match(path.name):
                return path.name
    return ""


def missing_system_packages(font: bool = True) -> list[str]:
    """Debian's packages that the window needs (and, with `font`, a Chinese font) and this Linux lacks; [] elsewhere."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes

    missing = []
    for library, package in QT_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if font and not chinese_font():
        missing.append(CHINESE_FONT_PACKAGE)
    return missing
