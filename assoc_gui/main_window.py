"""The entry point of the window: says in one sentence why it cannot open, or opens it.

No Qt at the top: importing it already fails where its system libraries are missing.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from assoc_engine.machine import missing_system_packages
from assoc_engine.text import N_, Text, message, system_language


def main(*paths: str) -> int:
    """Open the window, on the sales files given ("" counts as none).

    Returns the exit code: 2 where there is no screen or a system library is missing.
    """
    gc.disable()  # until all is there: what is loaded stays, and looking for garbage in it takes time
    if trouble := _trouble():
        sys.stderr.write(Text(system_language()).say(trouble) + "\n")
        return 2
    from .application import run

    return run([path for path in paths if path])


def _trouble() -> dict[str, Any]:
    """Why Qt would end the process on this machine, as a message for `Text.say`; {} where it would not."""
    if not sys.platform.startswith("linux"):
        return {}
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    by_x = chosen.split(":")[0] in ("", "xcb") and bool(chosen or not os.environ.get("WAYLAND_DISPLAY"))
    if (by_x or not _qt_loads()) and (missing := missing_system_packages(font=False)):
        said = N_("Assoc cannot open its window: these system packages are missing: {names}. Install them "
                  "(apt install {names}). The command line works without: main.py --help")  # fmt: skip
        return message(said, names=" ".join(missing))
    if not by_x:
        return {}
    if not os.environ.get("DISPLAY"):
        return message(N_("Assoc cannot open its window: this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is "
                          "set). The command line works without: main.py --help"))  # fmt: skip
    if not _screen_answers():
        said = N_("Assoc cannot open its window: the screen {name} does not answer. The command line works without: main.py --help")
        return message(said, name=os.environ["DISPLAY"])
    return {}


def _qt_loads() -> bool:
    """All that Qt needs but what shows it on a screen of X, which it looks for later and ends the process without."""
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError:
        return False
    return True


def _screen_answers() -> bool:
    import ctypes

    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
