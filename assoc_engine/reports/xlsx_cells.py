"""What fits into a cell: text that is safe and short enough for Excel, and how wide and how high it will be."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

LONGEST = 32_767  # UTF-16 units a cell may hold
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@")
_PIECES = re.compile(r"\n|[\u2e80-\uffef]|[^\s\u2e80-\uffef]+[^\S\n]*|[^\S\n]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DATE = -2_208_988_800  # 1900-01-01, the first day Excel knows


def safe_text(value: str) -> str:
    """The text as a cell may hold it: no characters XML forbids, at most LONGEST units, cut with "…"."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(value):
        value = _FORBIDDEN.sub("\ufffd", value)
    if len(value) > LONGEST // 2 and (units := value.encode("utf-16-le")) and len(units) > 2 * LONGEST:
        value = units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    if value.startswith("<r>") and value.endswith("</r>"):
        value += " "  # XlsxWriter takes such a string for rich text already in XML
    return value


def looks_like_formula(value: str) -> bool:
    """Whether Excel would take the text for a formula if someone edited the cell."""
    return value.startswith(_LOOKS_LIKE_FORMULA)


def date_of(seconds: float) -> datetime | None:
    """The clock's date and time without a zone, or None before Excel's first day."""
    if seconds < _FIRST_DATE:
        return None
    return datetime.fromtimestamp(float(seconds), tz=UTC).replace(tzinfo=None)


def display_width(value: str) -> float:
    """Width in a workbook's column units (digits of its 11-point font) of 10-point text."""
    return sum(map(_width, value))


@lru_cache(maxsize=4096)
def _width(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.95
    if char.isupper():
        return 1.3
    if char in " .,;:'|!()ijlft":
        return 0.6
    return 1.02 if not char.isalpha() else 0.95


def lines_of(value: str, width: float) -> int:
    """Lines the text takes when wrapped at `width` (in column units)."""
    lines, used = 1, 0.0
    for piece in _PIECES.findall(value):
        if piece == "\n":
            lines, used = lines + 1, 0.0
            continue
        wide, bare = display_width(piece), display_width(piece.rstrip())
        if used and used + bare > width:
            lines, used = lines + 1, 0.0
        if bare > width:
            lines += math.ceil(bare / width - 1e-9) - 1
            wide = bare % width
        used += wide
    return lines
