"""The entry point of the window: says in one sentence why it cannot open, or opens it.

Only the standard library at the top: importing Qt already fails where its system libraries are missing.
"""

from __future__ import annotations

import ctypes
import os
import sys

PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0"


def main() -> int:
    """Open the window; returns the exit code (2 where there is no screen or a system library is missing)."""
    trouble = _no_screen()
    if not trouble:
        try:
            from .application import run
        except ImportError as error:
            if "cannot open shared object" not in str(error):
                raise
            trouble = (
                f"the system library {str(error).split(':')[0]} is missing; on Debian or Ubuntu: apt install {PACKAGES}"
            )
    if trouble:
        sys.stderr.write(f"Assoc cannot open its window: {trouble}. The command line works without: main.py --help\n")
        return 2
    return run()


def _no_screen() -> str:
    """Why Qt would end the process on this machine, or ""."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or chosen.split(":")[0] not in ("", "xcb"):
        return ""
    if not chosen and os.environ.get("WAYLAND_DISPLAY"):
        return ""
    if not os.environ.get("DISPLAY"):
        return "this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return f"the system library {str(error).split(':')[0]} is missing; on Debian or Ubuntu: apt install {PACKAGES}"
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"the screen {os.environ['DISPLAY']} does not answer" if failed else ""
