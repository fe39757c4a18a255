"""Keys of two tables laid side by side: the same order, product or customer, though written differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...progress import SILENT, Progress

STEP = 100_000  # keys between two looks at the progress, about 50 ms
_POINT_ZERO = re.compile(r"(\d+)\.0+").fullmatch


@dataclass(frozen=True)
class Match:
    """`place` int32: for each key of the first table the one of the second that says the same, −1 for none. `loose`:
    how many of them are written differently (007 and 7), `pair`: an example of these."""

    place: np.ndarray
    loose: int = 0
    pair: tuple[str, str] = ("", "")

    @property
    def matched(self) -> int:
        """Keys of the first table that the second has."""
        return int((self.place >= 0).sum())

    @property
    def found(self) -> int:
        """Keys of the second table that the first has."""
        return len(np.unique(self.place[self.place >= 0]))


def match(keys: Sequence[str], others: Sequence[str], progress: Progress = SILENT) -> Match:
    """Keys that are equal; of the rest those that are but for leading zeros, a “.0” or their case, where each stands
    for only one key on either side. Both are cleaned words, each once."""
    progress.step(0, 4)
    number = {word: i for i, word in enumerate(others)}
    place = np.fromiter((number.get(word, -1) for word in keys), np.int32, len(keys))
    progress.step(1, 4)
    if (place >= 0).all():
        return Match(place)
    own, known = _plain(keys, progress), _plain(others, progress)
    loose, pair = 0, ("", "")
    for count, i in enumerate(np.flatnonzero(place < 0).tolist()):
        if count % STEP == 0:
            progress.step(3, 4)
        plain = form(keys[i])
        if own.get(plain) == i and (other := known.get(plain, -1)) >= 0:
            place[i] = other
            pair = pair if loose else (keys[i], others[other])
            loose += 1
    return Match(place, loose, pair)


def _plain(keys: Sequence[str], progress: Progress) -> dict[str, int]:
    """Plain form → its key, −1 where it stands for several."""
    found: dict[str, int] = {}
    for i, word in enumerate(keys):
        if i % STEP == 0:
            progress.step(2, 4)
        plain = form(word)
        found[plain] = -1 if plain in found else i
    return found


def form(word: str) -> str:
    """A key without what exports add or take: leading zeros, a “.0”, its case."""
    if whole := _POINT_ZERO(word):
        word = whole[1]
    return (word.lstrip("0") or "0") if word.isdigit() else word.casefold()
