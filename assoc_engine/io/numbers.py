"""Numbers from cells: money signs, thousands separators, decimal commas, brackets for negatives."""

from __future__ import annotations

import re

import numpy as np

from .raw import NUMBER, TEXT, RawColumn
from .words import clean_text

BLANKS = frozenset({"", "-", "--", "—", "–", "/", "n/a", "#n/a", "na", "nan", "null", "none", "nil", "无", "空", "(blank)"})
"""Cells that say there is nothing, in a column of numbers or dates."""

_SIGNS = re.compile(r"[¥￥£$€₩₹\s']|元|圆|块|件|个|rmb|cny|usd|gbp|eur|hk\$|us\$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE).fullmatch
_COMMA_DECIMAL = re.compile(r"\d,(\d{1,2}|\d{4,})$|^0,\d+$|\.\d{3},\d+$").search
_DOT_DECIMAL = re.compile(r"\d?\.(\d{1,2}|\d{4,})$|^0\.\d+$|,\d{3}\.\d+$").search
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,.]\d{3})+").match


def numbers(column: RawColumn) -> tuple[np.ndarray, np.ndarray]:
    """Value of each distinct cell (float64, NaN where none) and a mask of those that say something else.

    Whether a comma is decimal is decided over the whole column: it is when some cell can be read no other way
    (12,5 or 1.234,50) and none speaks for the dot.
    """
    values = column.values.copy()
    unreadable = np.zeros(len(values), bool)
    texts = {i: _bare(column.texts[i]) for i in np.flatnonzero(column.kinds != NUMBER).tolist()}
    plain = [text for i, text in zip(range(len(column.texts)), column.texts, strict=True) if i not in texts]
    comma = decimal_comma(list(texts.values()) + [text for text in plain if "." in text])
    for i, text in texts.items():
        values[i] = np.nan
        if column.kinds[i] != TEXT:
            unreadable[i] = True  # a date or a truth value is no number
        elif text.lower() not in BLANKS:
            values[i] = _value(text, comma)
            unreadable[i] = np.isnan(values[i])
    return values, unreadable


def decimal_comma(texts: list[str]) -> bool:
    """Whether these cells write 1,5 for one and a half."""
    return any(map(_COMMA_DECIMAL, texts)) and not any(map(_DOT_DECIMAL, texts))


def _bare(text: str) -> str:
    """The cell without money signs, units and blanks; brackets and a trailing minus become a leading one."""
    text = clean_text(text)
    if text.lower() in BLANKS:
        return ""
    text = _SIGNS.sub("", text).replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    elif text.endswith("-") and len(text) > 1:
        text = "-" + text[:-1]
    return text


def _value(text: str, comma: bool) -> float:
    share = text.endswith("%")
    text = text.removesuffix("%")
    if comma:
        text = text.replace(".", "").replace(",", ".")
    elif "," in text:
        whole = text.split(".")[0]
        if not _THOUSANDS(whole):
            return np.nan
        text = text.replace(",", "")
    if not _NUMBER(text):
        return np.nan
    return float(text) / (100 if share else 1)
