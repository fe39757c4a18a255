"""Which encoding a text file is in: UTF-8, UTF-16, or what letters.py tells of the others; or what the user said."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

from ..progress import Progress
from ..text import N_, message
from .letters import partly_utf8, share_damaged, told_by_letters

BLOCK = 1 << 22
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TOLERATED = 0.02  # share of the characters beyond ASCII that may be damaged without much ado

_GB18030 = message(N_("The text is in a Chinese encoding, GB18030."))
_WESTERN = message(N_("The text is in the Western European encoding, Windows-1252."))
_OTHER = N_("The text is in the encoding {name}.")


def perhaps_utf8(path: Path) -> str:
    """The name Python knows UTF-8 by where a file begins with it, else ""; its rest may still be something else."""
    with path.open("rb") as file:
        start = file.read(BLOCK)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return ""
    if b"\0" in start:  # it may be UTF-16 of ASCII
        return ""
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def find_encoding(path: Path, progress: Progress) -> tuple[str, list[dict[str, Any]]]:
    """The name Python knows the encoding by, and what there is to say about it.

    A byte order mark decides; then zero bytes in every second place mean UTF-16; a file that decodes as UTF-8 to its
    end, or most of whose first megabytes do, is UTF-8. Else its letters tell.
    """
    with path.open("rb") as file:
        start = file.read(BLOCK)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name, []
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > 0.2 * len(start[::2]) and min(even, odd) < 0.1 * max(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), []
    if decodes(path, "utf-8", progress):
        return "utf-8", []
    if (damage := share_damaged(start, "utf-8")) <= _TOLERATED or partly_utf8(start):
        return "utf-8", [_damaged("UTF-8", damage)]
    name, words, sure = told_by_letters(start)
    said = _GB18030 if name == "gb18030" else _WESTERN if name == "cp1252" else message(_OTHER, name=words)
    if not sure:
        return name, [_doubtful(words)]
    return name, [said] if decodes(path, name, progress) else [said, _damaged(words, share_damaged(start, name))]


def said_encoding(path: Path, encoding: str, progress: Progress) -> tuple[str, list[dict[str, Any]]]:
    """As find_encoding, for the one that the user named, which Python knows."""
    name = codecs.lookup(encoding).name
    if decodes(path, name, progress):
        return ("utf-8-sig" if name == "utf-8" else name), []
    with path.open("rb") as file:
        return name, [_damaged(encoding, share_damaged(file.read(BLOCK), name))]


def is_encoding(name: str) -> bool:
    """Whether Python knows an encoding of text by a name."""
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _damaged(words: str, share: float) -> dict[str, Any]:
    if share <= _TOLERATED:
        return message(N_("Some characters of the file are damaged; they show as �."))
    return message(
        N_(
            "Many characters of the file do not fit its encoding, {name}, and show as �. If words look wrong, name the right "
            "encoding on the command line, such as --encoding big5."
        ),
        name=words,
    )


def _doubtful(words: str) -> dict[str, Any]:
    return message(
        N_(
            "The file fits no encoding well; it was read as {name}. If words look wrong, name the right encoding on the "
            "command line, such as --encoding big5."
        ),
        name=words,
    )


def decodes(path: Path, encoding: str, progress: Progress) -> bool:
    """Whether the whole file is valid in an encoding."""
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


def start_of_text(path: Path, encoding: str, size: int) -> str:
    """The first `size` bytes as text, in whole characters."""
    with path.open("rb") as file:
        data = file.read(size)
    return codecs.getincrementaldecoder(encoding)("replace").decode(data)
