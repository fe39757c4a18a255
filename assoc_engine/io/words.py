"""Cells as words: what a cell says without the marks that exports and typing leave around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from ..progress import SILENT, Progress
from ..workspace import Coded
from .cells import Codes
from .raw import RawColumn

STEP = 20_000  # distinct cells between two looks at the progress, 20 to 60 ms
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x00AD])
_UNCLEAN = ("\n=", "\n'", " \n", "\n ", "  ", *"\t\r\x0b\x0c\x1c\x1d\x1e\x1f")
"""What there is to clean in cells of ASCII, each on a line of its own."""
_FORMULA = re.compile(r'="(.*)"', re.DOTALL).fullmatch  # how Taobao keeps Excel from rounding order numbers


def clean_text(text: str) -> str:
    """The cell's words: full-width forms narrow (NFKC), blanks collapsed, invisible characters gone, `="…"` and a
    leading quote (Excel's mark of a text cell) unwrapped. Case is kept: codes may differ in nothing else."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    text = " ".join(text.split())
    if text.startswith("=") and (formula := _FORMULA(text)):
        text = formula[1].strip()
    if text.startswith("'"):
        text = text[1:].lstrip()
    return text


def clean_texts(texts: Sequence[str], progress: Progress = SILENT) -> Iterator[list[str]]:
    """`clean_text` of all cells, STEP at a time. Most cells need no cleaning, which is seen for all of a step at once."""
    cells = iter(texts)
    done = 0
    while chunk := list(islice(cells, STEP)):
        progress.step(done, len(texts))
        done += len(chunk)
        together = "\n" + "\n".join(chunk) + "\n"
        clean = together.isascii() and together.count("\n") == len(chunk) + 1
        clean = clean and not any(mark in together for mark in _UNCLEAN)
        yield chunk if clean else [clean_text(text) for text in chunk]


def words(column: RawColumn, progress: Progress = SILENT) -> Coded:
    """The column's cells as cleaned words; cells that say the same share a code, blank ones are −1."""
    vocabulary = Codes({"": -1})
    parts = [
        np.fromiter(map(vocabulary.__getitem__, chunk), np.int32, len(chunk))
        for chunk in clean_texts(column.texts, progress)
    ]
    codes = np.concatenate([*parts, np.array([-1], np.int32)])  # the last entry serves the code −1
    return Coded(codes[column.codes], list(vocabulary)[1:])
