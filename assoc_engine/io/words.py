"""Cells as words: what a cell says without the marks that exports and typing leave around it."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from ..progress import SILENT, Progress
from ..workspace import Coded
from .raw import RawColumn

STEP = 20_000  # distinct cells between two looks at the progress, 20 to 60 ms
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x00AD])
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


def words(column: RawColumn, progress: Progress = SILENT) -> Coded:
    """The column's cells as cleaned words; cells that say the same share a code, blank ones are −1."""
    vocabulary: dict[str, int] = {}
    codes = np.full(len(column.texts) + 1, -1, np.int32)  # the last entry serves the code −1
    for old, text in enumerate(column.texts):
        if old % STEP == 0:
            progress.step(old, len(column.texts))
        if text := clean_text(text):
            codes[old] = vocabulary.setdefault(text, len(vocabulary))
    return Coded(codes[column.codes], list(vocabulary))
