"""Grades, later results and fates of links in words, each grade with its sign: never told by colour alone."""

from __future__ import annotations

from functools import cache

import numpy as np

from assoc_engine.rules.verdicts import FATE_NAMES, GRADE_NAMES, LATER_NAMES, A, B, C, later_verdict
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .widgets.table import Column

MARKS = ("dot", "hint", "likely", "proven")  # as basic.paint_mark knows them, by the number of the grade
MEANS = {
    A: N_("Proven: found in the earlier orders alone, checked over all pairs, and confirmed by the later ones, which had no say in "
          "finding it."),
    B: N_("Likely: more often than chance explains over all orders, checked over all pairs, but the earlier ones alone do not show it, or "
          "the later ones do not confirm it."),
    C: N_("Hint: more often than chance explains, but in too few orders or of too few customers to rely on. A test can tell."),
}
MEANS_LESS = {
    A: N_("Proven: missing together in the earlier orders alone, checked over all pairs, and again in the later ones, which had no say in "
          "finding it."),
    B: N_("Likely: less often than chance would give over all orders, checked over all pairs, but the earlier ones alone do not show it, "
          "or the later ones do not confirm it."),
}
MEANS_SETS = {
    A: N_("Proven: together more often than all smaller combinations within it explain, in the earlier orders alone, checked over all "
          "combinations, and again in the later ones, which had no say in finding it."),
    B: N_("Likely: together more often than all smaller combinations within it explain over all orders, checked over all combinations, "
          "but the earlier ones alone do not show it, or the later ones do not confirm it."),
    C: N_("Hint: more often than its parts explain, but in too few orders or of too few customers to rely on. A test can tell."),
}


def grade_name(text: Text, grade: int) -> str:
    return text(GRADE_NAMES[grade])


def grade_column(text: Text, grade: np.ndarray, means: dict[int, str] = MEANS) -> Column:
    """The grade as its sign, since names need the room; the word is in the tooltip and beside the signs over the table. Its title tells
    what each means."""
    return Column(
        text("Grade"), lambda row: "", lambda: grade, sample=" ", mark=lambda row: MARKS[grade[row]],
        exact=lambda row: grade_name(text, int(grade[row])), hint="\n".join(text(said) for said in means.values()),
    )  # fmt: skip


def later_column(text: Text, links: Table, above: bool = True) -> Column:
    verdict = cache(lambda: later_verdict(links, above))  # asked for once the column is looked at
    return Column(
        text("Later"), lambda row: text(LATER_NAMES[verdict()[row]]) if verdict()[row] else "–", lambda: (5 - verdict()) % 5,
        sample=max(map(text, LATER_NAMES[1:]), key=len), optional=True,
        hint=text("What the later part of the orders says, measured by itself. Only in the later part: the earlier one alone does not "
                  "show it, so it is no second proof."),
    )  # fmt: skip


def fate_column(text: Text, fate: np.ndarray) -> Column:
    return Column(
        text("Assortment"), lambda row: text(FATE_NAMES[fate[row]]), lambda: fate,
        sample=max(map(text, FATE_NAMES), key=len), optional=True,
        hint=text("No longer sold: one of the two has not been bought for longer than chance explains. Seasonal: they come together in "
                  "the same months of different years."),
    )  # fmt: skip
