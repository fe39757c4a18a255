"""Hints in words: the table's columns, the ways of foreseeing by name, and how often each was right at earlier moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assoc_engine.models.reasons import reason_of
from assoc_engine.rules.verdicts import C
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .grade_words import grade_column
from .link_words import expected_words, longest, product_column
from .products import Products
from .widgets.table import Column

HUNDRED = 100  # pairs whose outcome is told of each way of foreseeing
NARROW_WITHOUT = 0, 4, 5  # columns that a narrow table does without: sign, orders so far, and by chance
LEAST_SHARE = 0.001  # below it, it is only said that some came true
ENOUGH, TIMES = 5, 2  # joint orders, and times chance, from which a pair has come true: as in hints.question, which loads scipy
SCORERS = {
    "ranker": (N_("Several signs combined"), N_("Learned from the earlier of these orders: which signs came before new pairs.")),
    "second-order": (N_("Bought beside the same products"),
                     N_("Two products that stand in orders with the same third ones (second-order similarity).")),
    "neighbours": (N_("Their likes go together"), N_("Joint orders of the products that are bought most like these two.")),
    "ease": (N_("Direct links added up"), N_("How much one product calls for the other once all others are accounted for (EASE).")),
    "text": (N_("Alike by name"), N_("Names and descriptions that share words or parts of words.")),
    "popularity": (N_("Both sell well"), N_("The orders of the one times the orders of the other.")),
    "gan": (N_("Made-up orders"),
            N_("One net makes up orders, another tells them from real ones; pairs that turn up in what was made up (GAN).")),
    "vae": (N_("Completed orders"), N_("A net that learned what orders look like and completes them (variational autoencoder).")),
    "autoencoder": (N_("Rebuilt orders"), N_("A net that rebuilds each order from a few numbers (autoencoder).")),
}  # fmt: skip
"""Scorer → its title and what it does, message ids."""


@dataclass(frozen=True)
class Tried:
    """How a way of foreseeing did. `found`: of the HUNDRED pairs it held most likely, the share that came true, one a moment (`moments`:
    seconds); `used`: it made the hints shown."""

    scorer: str
    moments: np.ndarray
    found: np.ndarray
    used: bool

    @property
    def share(self) -> float:
        return float(self.found.mean())


def tried(trials: Table, used: str) -> list[Tried]:
    """The ways that were tried, the best first."""
    names = np.array(list(trials["scorer"]), object)
    found = []
    for name in dict.fromkeys(names.tolist()):
        rows = np.flatnonzero(names == name)
        rows = rows[np.isfinite(np.asarray(trials["precision100"])[rows])]
        if len(rows):
            found.append(Tried(name, np.asarray(trials["moment"])[rows], np.asarray(trials["precision100"])[rows], name == used))
    return sorted(found, key=lambda one: -one.share)


def by_chance(trials: Table) -> float:
    """The share of all pairs that came true, over the moments."""
    chance = np.asarray(trials["chance"], float)
    return float(np.nanmean(chance)) if np.isfinite(chance).any() else float("nan")


def scorer_words(text: Text, scorer: str) -> tuple[str, str]:
    """Its title and what it does."""
    return tuple(text(words) for words in SCORERS[scorer]) if scorer in SCORERS else (scorer, "")


def of_hundred(text: Text, share: float) -> str:
    """How many of a hundred: 24, 0.6, and <0.1 of what is there."""
    if 0 < share < LEAST_SHARE:
        return "<" + text.number(HUNDRED * LEAST_SHARE)
    return text.number(round(share * HUNDRED, 1 if share < 0.1 else 0))


def horizon(text: Text, meta: dict) -> str:
    """How far ahead is looked: days, or orders where there are no dates."""
    if meta["days"]:
        return text(N_("the next {count} day", "the next {count} days"), count=int(meta["days"]))
    return text(N_("the next {count} order", "the next {count} orders"), count=int(meta["orders"]))


def what_comes_true(text: Text, meta: dict) -> str:
    """What it means that a pair comes true."""
    return text("A pair comes true when {time} bring at least {least} orders with both, and more than {times} times as many as chance.",
                time=horizon(text, meta), least=ENOUGH, times=TIMES)  # fmt: skip


def hint_columns(text: Text, hints: Table, products: Products) -> list[Column]:
    """Columns for widgets.table over the table `hints`."""
    a, b = hints["a"], hints["b"]
    probability, joint, expected, made = hints["probability"], hints["joint"], hints["expected"], hints["made"]

    columns = [
        grade_column(text, np.full(len(a), C),
                     {C: N_("Hint: not seen in the orders yet, but foretold by signs that were right before. Worth a test, no more.")}),
        product_column(products, a, text("Product")),
        product_column(products, b, text("may go with")),
        Column(text("Comes true"), lambda r: text.percent(float(probability[r])), lambda: probability, numeric=True,
               sample=longest(np.asarray(probability), text.percent), hint=what_comes_true(text, hints.meta)),
        Column(text("Together"), lambda r: text.integer(int(joint[r])), lambda: joint, numeric=True, sample="8",
               hint=text("Orders that hold both products.")),
        Column(text("By chance"), lambda r: expected_words(text, float(expected[r])), lambda: expected, numeric=True,
               sample=longest(np.asarray(expected), lambda v: expected_words(text, v)),
               hint=text("Orders that would hold both so far if customers chose independently; large baskets are taken into account."),
               exact=lambda r: text.number(float(expected[r]))),
        Column(text("Made up"), lambda r: text.integer(int(made[r])), lambda: made, numeric=True,
               sample=longest(np.asarray(made), text.integer),
               hint=text("Orders with both among those that the net made up (GAN)."), optional=True),
        Column(text("Why"), lambda r: why(text, hints, products, r)),
    ]  # fmt: skip
    return columns if np.any(np.asarray(made) >= 0) else [column for column in columns if column.title != text("Made up")]


def why(text: Text, hints: Table, products: Products, row: int) -> str:
    """The reason of a hint in words, "" where none is known."""
    reason = reason_of(hints, row, products.names)
    return text.say(reason) if reason else ""
