"""The net that reads the names of a workspace's products: taught once, and found again in the workspace's folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import NothingToAnalyse
from ..models.history import history_of
from ..models.sizes import size_for
from ..models.text_cnn import TextCnn, sized
from ..models.tfidf import NAMES, TfIdfNeighbours, TfIdfSettings
from ..progress import SILENT, Progress
from ..settings import ModelSettings
from ..text import N_, message
from ..workspace import Workspace
from .reading import ALIKE, EXPECTED, Reading, read_words

FOLDER = "explain"  # within the models' folder; training there goes on from what it left, as long as orders and names are the same


class Names:
    """`net`, None where it cannot be taught, for the reason of `missing` (a message); `texts`: one a product."""

    def __init__(self, workspace: Workspace, progress: Progress = SILENT) -> None:
        self.net: TextCnn | None = None
        self.missing: dict[str, Any] = {}
        train = history_of(workspace).train
        self.texts: Sequence[str] = train.texts
        self.letters = TfIdfNeighbours().fit(train, TfIdfSettings(NAMES))
        if not any(any(letter.isalpha() for letter in text) for text in self.texts):
            self.missing = message(N_("The names are numbers alone, so there is nothing to read in them."))
            return
        try:
            settings = sized(size_for(train, ModelSettings()), train.products)
            self.net = TextCnn(workspace.folder / "models" / FOLDER).fit(train, settings, progress)
        except NothingToAnalyse as error:
            self.missing = message(error.message, **error.values)

    def readings(self, a: int, b: int, progress: Progress = SILENT) -> tuple[Reading, Reading] | None:
        """What A's text says of B, and B's of A: as what is expected to be bought with it, or, where that says nothing, as alike. None
        where there is no net, or it knows only one of the two."""
        net = self.net
        if net is not None and (net.place[[a, b]] < 0).any():
            undated = N_("One of the two was never sold in an order with a date, so the names were not read.")
            self.missing = message(undated)
        elif net is not None:
            expected, alike = (self._both(net, a, b, by, progress.part(low, low + 0.5)) for by, low in ((EXPECTED, 0.0), (ALIKE, 0.5)))
            return alike if speaking(alike) and not speaking(expected) else expected
        return None

    def _both(self, net: TextCnn, a: int, b: int, by: str, progress: Progress) -> tuple[Reading, Reading]:
        first = read_words(net, self.texts, a, b, by, progress.part(0, 0.5))
        return first, read_words(net, self.texts, b, a, by, progress.part(0.5, 1))

    def alike(self, product: int) -> np.ndarray:
        """float64 a product: how alike its text's letters are to this product's, 0 to 1."""
        found = np.zeros(len(self.texts))
        found[self.letters.known] = self.letters.likeness([self.texts[product]])[0]
        return found


def words_told(readings: tuple[Reading, Reading]) -> list[dict[str, Any]]:
    """The words of both texts, strongest first: {"word", "of", "share"}; the shares' absolute values add up to 1. None where neither
    text says something: what carries nothing has no parts."""
    if not speaking(readings):
        return []
    whole = max(sum(float(np.abs(reading.values).sum()) for reading in readings), 1e-12)
    found = [
        {"word": word, "of": of, "share": float(value) / whole}
        for of, reading in zip("ab", readings, strict=True)
        for word, value in zip(reading.words, reading.values, strict=True)
    ]
    return sorted(found, key=lambda entry: -abs(entry["share"]))


def speaking(readings: tuple[Reading, Reading] | None) -> bool:
    """Does one of the names say something for the other product?"""
    return any(reading.speaks for reading in readings or ())


def words_answer(readings: tuple[Reading, Reading], a: str, b: str) -> dict[str, Any]:
    """What the names say, by the one that puts the other product first."""
    reading, asking, other = min((readings[0], a, b), (readings[1], b, a), key=lambda entry: (not entry[0].speaks, entry[0].place))
    values = {"asking": asking, "other": other, "word": reading.strongest, "place": reading.place, "of": reading.of}
    if not reading.speaks:
        values = {}
        said = N_("The names say nothing for it: to the net that reads them, neither makes the other product one of the likeliest.")
    elif reading.by == ALIKE:
        said = N_("The net that reads names finds “{asking}” and “{other}” alike: it expects both with the same products (place {place} "
                     "of {of}); the word that counts most is “{word}”.")  # fmt: skip
    else:
        said = N_("To the net that reads names, the name “{asking}” makes {other} {times:times} times as likely as a name without words "
                     "would (place {place} of {of}); the word that counts most is “{word}”.")  # fmt: skip
        values["times"] = reading.figure
    return message(said, **values)
