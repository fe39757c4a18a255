"""The pointing game: is the word that counts most, for a thing of a series and its planted partner, one of the series' name?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from os.path import commonprefix

import numpy as np

from assoc_engine.explain.reading import ALIKE, read_words
from assoc_engine.explain.words import blanked, spans_of
from assoc_engine.models.contract import Train
from assoc_engine.models.text_cnn import TextCnn, sized
from assoc_engine.models.training import TrainingSettings
from tests.models.sampled import Shop


@dataclass(frozen=True)
class Pointed:
    """Shares of the cases: the strongest word is a planted one by Shapley values, by blanking out one word alone, for a word taken by
    chance; and for the names of things that were not yet sold when the net was taught, by Shapley values."""

    shapley: float
    one_word: float
    chance: float
    unsold: float
    cases: int


def net_of_names(past: Train, seed: int, epochs: int = 30) -> TextCnn:
    training = TrainingSettings(epochs=epochs, batch=16, rate=3e-3, decay=1e-4, patience=8, seed=seed, threads=1, device="cpu")
    return TextCnn().fit(past, replace(sized("S", past.products), training=training))


def point(shop: Shop, net: TextCnn) -> Pointed:
    """Every thing of every series with both of its series' partners; the names are the true ones, whatever the net was taught."""
    texts, found = shop.train.texts, []
    for old, new, partners in shop.series:
        planted = len(commonprefix([texts[thing] for thing in (*old, *new)]))
        for thing in (*old, *new):
            spans = spans_of(texts[thing], texts)
            inside = np.array([high <= planted for _, high in spans])
            for partner in partners:
                values = read_words(net, texts, thing, partner).values
                alone = _losses(net, texts[thing], spans, partner)
                found.append((inside[values.argmax()], inside[alone.argmax()], inside.mean(), thing in new))
    rows = np.array(found, float)
    return Pointed(*rows[:, :3].mean(axis=0).tolist(), float(rows[rows[:, 3] > 0, 0].mean()), len(rows))


@dataclass(frozen=True)
class Foreseen:
    """Of pairs that are kept apart so far, both ways round: the share in which the strongest word of the names' likeness is a planted
    one, for a word taken by chance, and in which the names say something; `place`: the median place of the other by likeness."""

    words: float
    chance: float
    speaks: float
    place: float
    cases: int


def point_withheld(shop: Shop, net: TextCnn) -> Foreseen:
    """The words that begin both names are the planted ones; the net was taught before any of the pairs was sold together."""
    texts, found = shop.train.texts, []
    for one, other, _ in shop.withheld:
        planted = len(commonprefix([texts[one], texts[other]]))
        for asking, asked in ((one, other), (other, one)):
            inside = np.array([high <= planted for _, high in spans_of(texts[asking], texts)])
            reading = read_words(net, texts, asking, asked, ALIKE)
            found.append((inside[reading.values.argmax()], inside.mean(), reading.speaks, reading.place))
    rows = np.array(found, float)
    return Foreseen(*rows[:, :3].mean(axis=0).tolist(), float(np.median(rows[:, 3])), len(rows))


def _losses(net: TextCnn, text: str, spans: list[tuple[int, int]], partner: int) -> np.ndarray:
    """What the score loses with each word alone."""
    every = range(len(spans))
    shown = [text, *(blanked(text, spans, [kept for kept in every if kept != gone]) for gone in every)]
    scores = net.log_chances(shown)[:, net.place[partner]].astype(np.float64)
    return scores[0] - scores[1:]
