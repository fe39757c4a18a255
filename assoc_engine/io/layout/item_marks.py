"""What stands around the items of a cell and is no part of their names: "1. Tea ￥22 x 2" is Tea x 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"(?:(?<=[\n;；])|^)[ \u3000\t]{0,9}(?P<number>\d{1,3})[.．、)）](?!\d)[ \u3000\t]*")
_PRICE = re.compile(
    r"[ \u3000\t]{0,9}[(（]?[￥¥$€£] ?\d{1,9}(?:[.,]\d{1,2})?[)）]?"
    r"(?=[ \u3000\t]{0,9}(?:[xX×✕*＊][ \u3000\t]?\d{1,4}\w?)?[ \u3000\t]{0,9}(?:[\r\n;；]|$))"
)
_LINE = re.compile(r"[\n;；]")
_SHARE = 0.95  # of the cells or lines that must have them


def without_marks(texts: Sequence[str]) -> Callable[[str], str]:
    """A function that takes running numbers and prices from a cell's items, where those of `texts` (distinct cells) have
    them: lines that count from 1, and an amount of money in each."""
    numbered, priced = _numbered(texts), _priced(texts)
    if not numbered and not priced:
        return str

    def plain(text: str) -> str:
        text = _NUMBER.sub("", text) if numbered else text
        return _PRICE.sub("", text) if priced else text

    return plain


def _numbered(texts: Sequence[str]) -> bool:
    """Whether the lines of the cells are numbered 1, 2, 3 …, some up to 2 at least."""
    counted = several = 0
    for text in texts:
        numbers = [int(found["number"]) for found in _NUMBER.finditer(text)]
        right = bool(numbers) and numbers == list(range(1, len(_lines(text)) + 1))
        counted += right
        several += right and len(numbers) > 1
    return several > 1 and counted >= _SHARE * len(texts)


def _priced(texts: Sequence[str]) -> bool:
    lines = sum(len(_lines(text)) for text in texts)
    return lines > 1 and sum(len(_PRICE.findall(text)) for text in texts) >= _SHARE * lines


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.split(text) if line.strip()]
