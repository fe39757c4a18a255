"""Which encoding a text file is in: UTF-8, UTF-16, GB18030 or Western (Windows-1252)."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ..progress import Progress
from ..text import N_
from .messages import message

BLOCK = 1 << 22
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH = re.compile(rb"[\x80-\xff]+")


def find_encoding(path: Path, progress: Progress) -> tuple[str, list[dict]]:
    """The name Python knows the encoding by, and messages where it was guessed.

    A byte order mark decides; then many zero bytes mean UTF-16; a file that decodes as UTF-8 to its end is UTF-8.
    Else it is GB18030 when it decodes as such and its bytes over 127 come in pairs, as Chinese characters do and
    accented letters between plain ones do not; else Western.
    """
    with path.open("rb") as file:
        start = file.read(BLOCK)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name, []
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > 0.2 * len(start[::2]) and min(even, odd) < 0.1 * max(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), []
    if _decodes(path, "utf-8", progress):
        return "utf-8", []
    if _mostly_utf8(start):
        return "utf-8", [message(N_("Some characters are damaged and show as �."))]
    high = _HIGH.findall(start)
    paired = sum(len(run) for run in high if len(run) % 2 == 0)
    if paired >= 0.7 * sum(map(len, high)) and _decodes(path, "gb18030", progress):
        return "gb18030", [message(N_("The text was read as Chinese in GB18030."))]
    return "cp1252", [message(N_("The text was read as Western European (Windows-1252)."))]


def decode_start(path: Path, encoding: str, size: int) -> str:
    """The first `size` bytes as text; whole characters only."""
    with path.open("rb") as file:
        data = file.read(size)
    return codecs.getincrementaldecoder(encoding)("replace").decode(data)


def _decodes(path: Path, encoding: str, progress: Progress) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
                progress.step(file.tell(), size)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(not ch.isascii() for ch in text) - bad
    return good > 20 * bad
