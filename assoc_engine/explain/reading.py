"""Which words of a name make the net that reads names put another product beside it.

There are two ways. Either the net expects the other product to be bought with one of this name; or, for two that hardly met so far,
it finds the names alike: it expects both in the same company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models.text_cnn import TextCnn
from ..progress import SILENT, Progress
from .words import blanked, shapley, spans_of

EXPECTED, ALIKE = "expected", "alike"
READ = 128  # texts between two looks at the progress
TIMES, FIRST = 1.2, 0.05  # times as likely, and share of the places up to which, from which a name says something for a product


@dataclass(frozen=True)
class Reading:
    """What a product's text says of another product. `by` EXPECTED: `figure` is how many times as likely the text makes the other one
    as a text without words does; `by` ALIKE: the cosine of their texts' vectors. `words`: as written; `values` float64, one each, add
    up to the figure (EXPECTED: its logarithm) less that of a text without words. `place`: of the other product, from 1, among `of`
    sold ones. `without`: (figure, place) if the word of the largest value were blanked out."""

    by: str
    words: list[str]
    values: np.ndarray
    figure: float
    place: int
    of: int
    without: tuple[float, int]

    @property
    def speaks(self) -> bool:
        """Does the text say something for the other product?"""
        likely = self.by == ALIKE or self.figure >= TIMES
        return likely and self.place <= FIRST * self.of and self.values.max(initial=0) > 0

    @property
    def strongest(self) -> str:
        """The word of the largest value, "" without words."""
        return self.words[int(self.values.argmax())] if self.words else ""


def read_words(net: TextCnn, texts: Sequence[str], asking: int, other: int, by: str = EXPECTED, progress: Progress = SILENT) -> Reading:
    """What the text of `asking` says of `other`, by text alone. `other` was sold, `asking` need not have been."""
    text, goal = texts[asking], int(net.place[other])
    spans, rivals = spans_of(text, texts), np.arange(len(net.known)) != int(net.place[asking])

    def rows(shown: Sequence[str]) -> np.ndarray:
        """Of texts, what the net says of each sold product: texts × sold products."""
        return net.log_chances(shown) if by == EXPECTED else net.likeness(net.read(shown))

    def scores(shown: Sequence[str]) -> np.ndarray:
        found = np.empty(len(shown))
        for low in range(0, len(shown), READ):
            progress.step(low, len(shown))
            found[low : low + READ] = rows(shown[low : low + READ])[:, goal]
        return found

    values, _ = shapley(scores, text, spans)
    best = int(values.argmax()) if spans else -1
    found = rows([text, blanked(text, spans, [n for n in range(len(spans)) if n != best]), blanked(text, spans, [])]).astype(np.float64)
    whole, left, bare = found[:, goal].tolist()
    places = [1 + int((row[rivals] > row[goal]).sum()) for row in found[:2]]
    figures = (whole, left) if by == ALIKE else np.exp([whole - bare, left - bare]).tolist()
    return Reading(by, [text[low:high] for low, high in spans], values, figures[0], places[0], int(rivals.sum()), (figures[1], places[1]))
