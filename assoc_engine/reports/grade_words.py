"""Grade, later result and fate of links in words, the grade with its sign: never told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..rules.verdicts import FATE_NAMES, GRADE_NAMES, GRADE_SIGNS, LATER_NAMES, later_verdict
from ..text import Text


def grade_word(text: Text, grade: int) -> str:
    """● proven"""
    return (GRADE_SIGNS[grade] + " " + text(GRADE_NAMES[grade])).lstrip()


def grades(text: Text, links: Mapping[str, Any], rows: np.ndarray) -> list[str]:
    """Of rows of the tables `links` or `anti`."""
    words = [grade_word(text, grade) for grade in range(len(GRADE_NAMES))]
    return [words[grade] for grade in np.asarray(links["grade"])[rows].tolist()]


def verdicts_later(links: Mapping[str, Any], rows: np.ndarray) -> np.ndarray:
    """As rules.verdicts.later_verdict, of `rows` (int) of the table `links`."""
    return later_verdict({name: np.asarray(links[name])[rows] for name in ("early_found", "late_clear", "late_low", "late_high")})


def later_results(text: Text, links: Mapping[str, Any], rows: np.ndarray) -> list[str]:
    """What the later part of the orders alone says of `rows` (int); "" of links that did not stand out."""
    words = [text(name) if name else "" for name in LATER_NAMES]
    return [words[verdict] for verdict in verdicts_later(links, rows).tolist()]


def fates(text: Text, links: Mapping[str, Any], rows: np.ndarray) -> list[str]:
    """Whether a link can still be used, of `rows` (int)."""
    words = [text(name) for name in FATE_NAMES]
    return [words[fate] for fate in np.asarray(links["fate"])[rows].tolist()]
