"""How much memory a step may take: what the user says, else half of what is free."""

from __future__ import annotations

import re

from .errors import SettingError
from .text import N_

UNITS = {"M": 1, "G": 1024, "T": 1024 * 1024}  # in MB of 1024 · 1024 bytes
MOST_MB = 1_000_000  # what the settings allow


def budget(asked_mb: int) -> int:
    """Bytes that a step may take: `asked_mb` megabytes, or with 0 half of what is free now."""
    import psutil

    return asked_mb * 1024 * 1024 if asked_mb else psutil.virtual_memory().available // 2


def parse_size(words: str) -> int:
    """Megabytes of a size as people write it: 2G, 512M, 1.5 GB. Raises SettingError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([MGT])(?:I?B)?", words.strip().upper(), re.ASCII)
    size = round(float(found[1]) * UNITS[found[2]]) if found else 0
    if not 1 <= size <= MOST_MB:
        raise SettingError(N_("{size} is no size of memory; write it like 2G or 512M."), size=words)
    return size
