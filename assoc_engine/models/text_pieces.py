"""Texts of products as pieces that a net or a count can read: characters and words of any script, alike however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..progress import Progress

MOST_CHARACTERS, MOST_WORDS = 160, 48  # of a text; what comes behind them is not read
SHARED = 2  # texts that must hold a word before it is learnt: a word of one text says nothing of others
STEP = 2_000  # texts between two looks at the progress
GRAM = 4  # letters that two words must share to be known by their parts
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana and Chinese characters: words stand without blanks
_RUNS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+").finditer
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]").match


def folded(text: str) -> str:
    """The text in one form: full-width forms narrow (NFKC), without case, blanks collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def runs(text: str) -> list[tuple[int, int, bool]]:
    """Where each run of letters and figures begins and ends, and whether its script puts no blanks between words."""
    return [(found.start(), found.end(), bool(_UNSPACED_START(found.group()))) for found in _RUNS(text)]


def words(text: str) -> list[str]:
    """The words of a text; of scripts without blanks the pairs of neighbouring characters, which stand for words there."""
    found, text = [], folded(text)
    for start, end, unspaced in runs(text):
        run = text[start:end]
        if unspaced and len(run) > 1:
            found += [run[place : place + 2] for place in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def parts(text: str) -> set[str]:
    """By what a text can be told to say something that others say: its words, and runs of GRAM letters of them."""
    found = set(words(text))
    return found | {word[place : place + GRAM] for word in found for place in range(len(word) - GRAM + 1)}


def parts_of(texts: Sequence[str], progress: Progress) -> list[set[str]]:
    """The parts of each text."""
    found = []
    for number, text in enumerate(texts):
        if number % STEP == 0:
            progress.step(number, len(texts))
        found.append(parts(text))
    return found


@dataclass(frozen=True)
class Pieces:
    """What was learnt of the texts of the past. `characters`, `words`: each has its place + 1 as its number, 0 is nothing."""

    characters: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Pieces:
        """The characters of these texts, and the words that at least SHARED of them hold."""
        held = Counter(word for text in texts for word in set(words(text)))
        return cls(
            tuple(sorted({character for text in texts for character in folded(text)} | {" "})),
            tuple(sorted(word for word, times in held.items() if times >= SHARED)),
        )

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """(characters, words): int64 texts × the longest one's pieces, 0 behind the last; what was never seen is left out. A text's
        characters begin and end with a blank, so that the edges of words look alike everywhere."""
        return (
            _padded([f" {folded(text)} " for text in texts], self.characters, MOST_CHARACTERS),
            _padded([words(text) for text in texts], self.words, MOST_WORDS),
        )


def _padded(texts: Sequence[Sequence[str]], known: Sequence[str], most: int) -> np.ndarray:
    number = {piece: place for place, piece in enumerate(known, 1)}
    rows = [[number[piece] for piece in text if piece in number][:most] for text in texts]
    found = np.zeros((len(rows), max(map(len, rows), default=0) or 1), np.int64)
    for row, pieces in enumerate(rows):
        found[row, : len(pieces)] = pieces
    return found
