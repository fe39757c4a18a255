"""Finding the few distinct cells of a column that hold a word: a Python loop over a million of them takes half a second."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ..workspace import TextColumn


class CellSearch:
    """All cells of a column in one piece of UTF-8, its Latin letters small, searched in C."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        whole = texts.data.tobytes() if isinstance(texts, TextColumn) else "".join(texts).encode("utf-8", "surrogatepass")
        self._whole = whole.lower()

    def __contains__(self, word: bytes) -> bool:
        """Whether a word (small letters) stands in a cell, or across two."""
        return word in self._whole

    def holding(self, pattern: re.Pattern[bytes], longest: int | None = None) -> np.ndarray:
        """Indices (int64, rising) of the cells in which a match of `pattern` (small letters) begins; it may end in the next cell.
        `longest`: only cells of at most so many bytes."""
        found = np.fromiter((match.start() for match in pattern.finditer(self._whole)), np.int64)
        if not len(found):
            return found
        offsets = (self._texts if isinstance(self._texts, TextColumn) else TextColumn.of(self._texts)).offsets
        cells = np.unique(np.searchsorted(offsets, found, "right") - 1)
        return cells if longest is None else cells[np.diff(offsets)[cells] <= longest]
