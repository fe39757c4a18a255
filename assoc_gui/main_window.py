"""The entry point of the window: says in one sentence why it cannot open, or opens it.

No Qt at the top: importing it already fails where its system libraries are missing.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from typing import Any

from assoc_engine.machine import missing_system_packages
from assoc_engine.text import N_, Text, system_language


def main(*paths: str) -> int:
    """Open the window, on the sales files given ("" counts as none).

    Returns the exit code: 2 where there is no screen or a system library is missing.
    """
    trouble = _trouble()
    if trouble:
        sys.stderr.write(Text(system_language()).say(trouble) + "\n")
        return 2
    gc.disable()  # until all is there: what is loaded stays, and looking for garbage in it takes time
    from .application import run

    return run([path for path in paths if path])


def _trouble() -> dict[str, Any]:
    """Why Qt would end the process on this machine, as a message for `Text.say`; {} where it would not."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux"):
        return {}
    if missing := missing_system_packages(font=False):
        said = N_("Assoc cannot open its window: these system packages are missing: {names}. Install them "
                  "(apt install {names}). The command line works without: main.py --help")  # fmt: skip
        return {"message": said, "values": {"names": " ".join(missing)}}
    if chosen.split(":")[0] not in ("", "xcb") or (not chosen and os.environ.get("WAYLAND_DISPLAY")):
        return {}
    if not os.environ.get("DISPLAY"):
        return {"message": N_("Assoc cannot open its window: this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is "
                              "set). The command line works without: main.py --help")}  # fmt: skip
    if not _screen_answers():
        said = N_("Assoc cannot open its window: the screen {name} does not answer. The command line works without: main.py --help")
        return {"message": said, "values": {"name": os.environ["DISPLAY"]}}
    return {}


def _screen_answers() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
