"""What stands between the products of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

SEPARATORS = ("\n", "；", ";", "|", "、", "，", ",", "+", "/")
TWINS = {"；": ";", ";": "；", "，": ",", ",": "，"}
"""Separators that are typed for one another."""

BLANKS = " \u3000\t"
"""What divides products where nothing else does."""

UNSURE = {"、": (0.4, 0.1), "，": (0.5, 0.15), ",": (0.5, 0.15), "+": (0.7, 0.3), "/": (0.7, 0.3)}
"""Separators that names hold too: share of the parts that come again which must stand first or alone somewhere, and
share of all parts that must come again."""

_OPEN, _CLOSE = "([{（［【〔《", ")]}）］】〕》"
_BRACKET = re.compile(rf"[{re.escape(_OPEN)}]").search
_IN_NUMBERS = ",/+"  # 1,000 ml and 1/2 inch are no lists


@lru_cache(maxsize=64)
def splitter(marks: str) -> Callable[[str], list[str]]:
    """A function that divides a cell into its parts, blank ones left out; what stands in brackets stays together."""
    numeric = "".join(re.escape(mark) for mark in marks if mark in _IN_NUMBERS)
    other = "".join(re.escape(mark) for mark in marks if mark not in _IN_NUMBERS)
    sources = [rf"(?<!\d)[{numeric}]|[{numeric}](?!\d)"] if numeric else []
    sources += [rf"[{other}]"] if other else []
    pattern = re.compile("|".join(sources))
    digits = re.compile(rf"\d+(?:\s*[{re.escape(marks)}]\s*\d+)+").fullmatch  # a list of numbers alone
    plain = re.compile(rf"[{re.escape(marks)}]")

    def split(text: str) -> list[str]:
        if _BRACKET(text):
            parts = _outside_brackets(text, pattern)
        else:
            parts = (plain if text[:1].isdigit() and digits(text) else pattern).split(text)
        return [part for part in map(str.strip, parts) if part]

    return split


def _outside_brackets(text: str, pattern: re.Pattern[str]) -> list[str]:
    depth, at = 0, 0
    parts, start = [], 0
    for found in pattern.finditer(text):
        between = text[at : found.start()]
        depth += sum(between.count(bracket) for bracket in _OPEN) - sum(between.count(bracket) for bracket in _CLOSE)
        at = found.start()
        if depth <= 0:
            parts.append(text[start : found.start()])
            start = found.end()
    if depth + sum(text[at:].count(b) for b in _OPEN) - sum(text[at:].count(b) for b in _CLOSE) > 0:
        return pattern.split(text)  # a bracket that is never closed
    return [*parts, text[start:]]
