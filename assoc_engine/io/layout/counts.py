"""Counts that are written beside a product's name in its cell: "A x2", "2 x A", "A(2)", "A 2件"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TIMES = "[xX×✕*＊ｘＸ]"
_UNIT = "(?:件|个|份|瓶|盒|袋|包|支|只|条|双|套|杯|罐|本|台|张|pcs?|pieces?|units?)"
_FORMS = (
    rf"(?P<name>.*\S)\s+{_TIMES}\s*(?P<count>\d{{1,4}})\s*{_UNIT}?",  # A x2
    rf"(?P<name>.*[^\s\dA-Za-z])\s*{_TIMES}\s*(?P<count>\d{{1,4}})\s*{_UNIT}?",  # 苹果x2
    rf"(?P<name>.*[^\s\d])\s*[×✕*＊]\s*(?P<count>\d{{1,4}})\s*{_UNIT}?",  # A*2
    rf"(?P<count>\d{{1,4}})\s*{_TIMES}\s*(?P<name>[^\s\d].*)",  # 2 x A
    rf"(?P<name>.*\S)\s*[(（\[【]\s*{_TIMES}?\s*(?P<count>\d{{1,4}})\s*{_UNIT}?\s*[)）\]】]",  # A(2)
    rf"(?P<name>.*\S)\s+(?P<count>\d{{1,4}})\s*{_UNIT}",  # A 2件
    r"(?P<name>.*[^\s\d])\s*[:：]\s*(?P<count>\d{1,4})",  # A:2
)
_USUAL = 0.5  # share of the parts that must bear a count


@dataclass(frozen=True)
class Form:
    """One way, or several alike, in which counts are written."""

    patterns: tuple[re.Pattern, ...]

    def read(self, part: str) -> tuple[str, int]:
        """Name and count; 1 where none is written."""
        for pattern in self.patterns:
            if found := pattern.fullmatch(part):
                return found["name"].strip(), int(found["count"])
        return part, 1


_MULTIPLIED = Form(tuple(re.compile(source, re.IGNORECASE) for source in _FORMS[:3]))
_ALL = (_MULTIPLIED, *(Form((re.compile(source, re.IGNORECASE),)) for source in _FORMS[3:]))


def find_form(parts: Sequence[str]) -> Form | None:
    """The form in which most of the parts have counts, or None."""
    best, most = None, _USUAL * len(parts)
    for form in _ALL:
        found = sum(any(pattern.fullmatch(part) for pattern in form.patterns) for part in parts)
        if found >= max(most, 1):
            best, most = form, found + 1
    return best
