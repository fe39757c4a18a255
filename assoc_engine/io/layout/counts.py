"""Counts that are written beside a product's name in its cell: "A x2", "2 x A", "A(2)", "A 2件", A2个, A/2."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_TIMES = "[xX×✕*＊ｘＸ]"
_UNIT = "(?:件|个|份|瓶|盒|袋|包|支|只|条|双|套|杯|罐|本|台|张|pcs?|pieces?|units?)"
_MEASURE = (
    "(?:件|个|份|瓶|盒|袋|包|支|只|条|双|套|杯|罐|本|台|张|斤|公斤|千克|块|箱|打|串|碗|片|把|桶|颗|粒|根|朵|枚|扎|听|板|提|卷|组|盘|锅|位"
    "|kgs?|pcs?|pieces?|units?|bottles?|boxes|box|bags?|packs?|cups?)"
)
_FORMS = (
    rf"(?P<name>.*\S)\s+{_TIMES}\s*(?P<count>\d{{1,4}})\s*{_UNIT}?",  # A x2
    rf"(?P<name>.*[^\s\dA-Za-z])\s*{_TIMES}\s*(?P<count>\d{{1,4}})\s*{_UNIT}?",  # 苹果x2
    rf"(?P<name>.*[^\s\d])\s*[×✕*＊]\s*(?P<count>\d{{1,4}})\s*{_UNIT}?",  # A*2
    rf"(?P<name>.*?\S)[\s,(（]*(?:数量|件数|qty|quantity)\s*[:：=]?\s*{_TIMES}?\s*(?P<count>\d{{1,4}})\s*{_UNIT}?[)）]?",  # A 数量:2
    rf"(?P<count>\d{{1,4}})\s*{_TIMES}\s*(?P<name>[^\s\d].*)",  # 2 x A
    rf"(?P<name>.*\S)\s*[(（\[【]\s*{_TIMES}?\s*(?P<count>\d{{1,4}})\s*{_UNIT}?\s*[)）\]】]",  # A(2)
    rf"(?P<name>.*\S)\s+(?P<count>\d{{1,4}})\s*{_UNIT}",  # A 2件
    r"(?P<name>.*[^\s\d])\s*[:：]\s*(?P<count>\d{1,4})",  # A:2
)
_UNSURE = (
    rf"(?P<name>.*[^\s\d.])\s*(?P<count>\d{{1,4}}(?:\.\d{{1,3}})?)\s*{_MEASURE}",  # 红烧肉2个; but 纸巾10包 is one pack
    r"(?P<name>.*[^\s\d])\s*/\s*(?P<count>\d{1,4})",  # 可乐/2
)
_USUAL = 0.5  # share of the parts that must bear a count
_CHANGING = 0.5  # share of the names that come several times which must bear different counts, where these may be sizes


@dataclass(frozen=True)
class Form:
    """One way, or several alike, in which counts are written."""

    patterns: tuple[re.Pattern[str], ...]

    def read(self, part: str) -> tuple[str, float]:
        """Name and count; 1 where none is written."""
        for pattern in self.patterns:
            if found := pattern.fullmatch(part):
                count = found["count"]
                return found["name"].strip(), float(count) if "." in count else int(count)
        return part, 1

    def among(self, parts: Sequence[str]) -> list[tuple[str, float]]:
        """Name and count of the parts that bear one."""
        return [self.read(part) for part in parts if any(pattern.fullmatch(part) for pattern in self.patterns)]


_MULTIPLIED = Form(tuple(re.compile(source, re.IGNORECASE) for source in _FORMS[:3]))
_ALL = (_MULTIPLIED, *(Form((re.compile(source, re.IGNORECASE),)) for source in _FORMS[3:]))
_MEASURED, _SLASHED = (Form((re.compile(source, re.IGNORECASE),)) for source in _UNSURE)


def find_form(parts: Sequence[str]) -> Form | None:
    """The form in which most of the parts have counts, or None. A figure that may be the size of a pack (纸巾10包) or
    of a name (A/2) is a count where the same names come with others."""
    best, most = None, _USUAL * len(parts)
    for form in _ALL:
        found = len(form.among(parts))
        if found >= max(most, 1):
            best, most = form, found + 1
    if best:
        return best
    if _changes(measured := _MEASURED.among(parts)) and len(measured) >= max(most, 1):
        return _MEASURED
    slashed = _SLASHED.among(parts)
    return _SLASHED if parts and len(slashed) == len(parts) and _changes(slashed) else None


def may_be_sizes(form: Form | None) -> bool:
    """Whether what the form takes for counts may belong to names."""
    return form in (_MEASURED, _SLASHED)


def doubtful_count(parts: Sequence[str]) -> str:
    """A part that ends in what may be a count or a size, where most of them do; else ""."""
    found = [part for part in parts if _MEASURED.among([part]) or _SLASHED.among([part])]
    return found[0] if found and len(found) >= _USUAL * len(parts) else ""


def _changes(pairs: Sequence[tuple[str, float]]) -> bool:
    """Whether names come with other counts the next time."""
    counts: dict[str, set[float]] = {}
    times = Counter(name for name, _ in pairs)
    for name, count in pairs:
        counts.setdefault(name, set()).add(count)
    several = [name for name, n in times.items() if n > 1]
    return len(several) > 0 and sum(len(counts[name]) > 1 for name in several) >= _CHANGING * len(several)
