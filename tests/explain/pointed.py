"""The pointing game: is the word that counts most, for a thing of a series and its planted partner, one of the series' name?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from os.path import commonprefix
from pathlib import Path

import numpy as np

from assoc_engine.baskets import invert
from assoc_engine.explain.counted import Counted
from assoc_engine.explain.neighbours import association, likeness
from assoc_engine.explain.reading import ALIKE, read_words
from assoc_engine.explain.words import blanked, spans_of
from assoc_engine.models.contract import Train
from assoc_engine.models.text_cnn import TextCnn, sized
from assoc_engine.models.training import TrainingSettings
from assoc_engine.sample import SampleSettings, make_sample
from assoc_engine.workspace import Coded, Workspace
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
    one, by what the net expects to be bought with the name instead, for a word taken by chance, and in which the names say something;
    `place`: the median place of the other by likeness."""

    words: float
    expected: float
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
            expected = read_words(net, texts, asking, asked).values.argmax()
            found.append((inside[reading.values.argmax()], inside[expected], inside.mean(), reading.speaks, reading.place))
    rows = np.array(found, float)
    return Foreseen(*rows[:, :4].mean(axis=0).tolist(), float(np.median(rows[:, 4])), len(rows))


def partners_of(rows: int, seed: int, language: str, withheld: int) -> list[list[int]]:
    """The two products that each of a shop's withheld pairs is bought with, by number."""
    truth = make_sample(SampleSettings(rows=rows, seed=seed, language=language, withheld=withheld)).truth
    number = {product["code"]: place for place, product in enumerate(truth["products"])}
    return [[number[partner["code"]] for partner in pair["partners"]] for pair in truth["withheld"]]


def counted_of(train: Train, folder: Path) -> Counted:
    """The orders of a history as a workspace would hold them, with no link listed."""
    workspace, (start, holders) = Workspace(folder), invert(train.start, train.items, train.products)
    unknown, nothing = np.full(train.products, np.nan), Coded(np.full(train.products, -1, np.int32), [])
    workspace.put("baskets", {"start": train.start, "items": train.items, "holders_start": start, "holders": holders})
    workspace.put("orders", {
        "id": [str(order) for order in range(train.orders)], "time": train.time, "line_start": train.start,
        "amount": np.full(train.orders, np.nan),
        "customer": Coded(train.customer, [str(customer) for customer in range(train.customers)]),
    })  # fmt: skip
    workspace.put("products", {
        "code": list(train.names), "name": list(train.names), "category": nothing, "price": unknown, "cost": unknown,
        "orders": np.diff(start).astype(np.int32), "quantity": np.diff(start).astype(np.float64),
    })  # fmt: skip
    workspace.put("links", {name: np.zeros(0) for name in ("a", "b", "p_value", "q_value", "passes")})
    return Counted(workspace)


def between_withheld(shop: Shop, past: Train, partners: list[list[int]], folder: Path) -> tuple[float, float]:
    """(the share of pairs kept apart so far for which the first product in between is a planted partner; the same of pairs that take
    one thing from each of two pairs, and any of their partners)."""
    counted, found = counted_of(past, folder), []
    rows = association(counted)
    for number, (one, other, _) in enumerate(shop.withheld):
        stranger = (number + 1) % len(shop.withheld)
        for asked, planted in ((other, partners[number]), (shop.withheld[stranger][1], [*partners[number], *partners[stranger]])):
            between = likeness(counted, rows, one, asked).neighbours
            found.append(bool(between) and between[0].product in planted)
    return float(np.mean(found[::2])), float(np.mean(found[1::2]))


def _losses(net: TextCnn, text: str, spans: list[tuple[int, int]], partner: int) -> np.ndarray:
    """What the score loses with each word alone."""
    every = range(len(spans))
    shown = [text, *(blanked(text, spans, [kept for kept in every if kept != gone]) for gone in every)]
    scores = net.log_chances(shown)[:, net.place[partner]].astype(np.float64)
    return scores[0] - scores[1:]
