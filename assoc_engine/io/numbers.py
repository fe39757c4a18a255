"""Numbers from cells: money signs, thousands separators, decimal commas, brackets for negatives, 万 and 亿."""

from __future__ import annotations

import re

import numpy as np

from ..progress import SILENT, Progress
from .raw import NUMBER, TEXT, RawColumn
from .words import STEP, clean_text

BLANKS = frozenset(
    {"", "-", "--", "—", "–", "/", "n/a", "#n/a", "na", "nan", "null", "none", "nil", "无", "空", "(blank)", "(空白)"}
)
"""Cells that say there is nothing, in a column of numbers or dates."""

_SIGNS = re.compile(
    r"(us|hk|nt|cn|a|c|s)[$¥]|[¥￥£$€₩₹\s']|元|圆|块|rmb|cny|usd|gbp|eur|hkd|twd|jpy|sgd|aud|cad", re.IGNORECASE
)
_UNITS = "件|个|盒|瓶|份|袋|包|支|只|套|条|箱|双|杯|本|张|台|罐|桶|片|把|pcs?|ea|units?"
_PIECES = re.compile(rf"(({_UNITS})\.?|(?<=\d)/({_UNITS}|斤|公斤|千克|克|升|米|each|kg|g|l|m))$|^[x×](?=\d)", re.IGNORECASE)
"""Words around a quantity or behind a price: 2件, 3 pcs, x2, 3.50/瓶."""
_SCALES = {"万": "e4", "萬": "e4", "亿": "e8", "億": "e8"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE).fullmatch
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}").fullmatch
_DECIMAL_COMMA = re.compile(r"\d,(\d{1,2}|\d{4,})$|^-?0,\d+$|\.\d{3},\d+$|^-?\d{1,3}(\.\d{3}){2,}$").search
_DECIMAL_DOT = re.compile(r"\.(\d{1,2}|\d{4,})$|^-?0\.\d+$|,\d{3}\.\d+$|^-?\d{1,3}(,\d{3}){2,}$").search


def numbers(
    column: RawColumn, progress: Progress = SILENT, comma: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Value of each distinct cell (float64, NaN where none) and a mask of those that say something else.

    Whether a comma is decimal is decided over the whole column: it is when some cell can be read no other way
    (12,5 or 1.234,50) and none can only be read with a decimal dot. A workbook's own numbers need no reading.
    `comma`: it is known to be decimal.
    """
    values = column.values.copy()
    unreadable = np.zeros(len(values), bool)
    bare: dict[int, str] = {}
    for done, (text, kind) in enumerate(zip(column.texts, column.kinds.tolist(), strict=True)):
        if done % STEP == 0:
            progress.step(done, len(values))
        if kind == TEXT or (kind == NUMBER and "." in text and not column.typed):
            bare[done] = _bare(text)
        elif kind != NUMBER:
            values[done], unreadable[done] = np.nan, True  # a date or a truth value is no number
    comma = comma or decimal_comma(list(bare.values()))
    for i, text in bare.items():
        if text and (comma or column.kinds[i] == TEXT):
            values[i] = _value(text, comma)
            unreadable[i] = np.isnan(values[i])
    return values, unreadable


def decimal_comma(texts: list[str]) -> bool:
    """Whether these cells write 1,5 for one and a half."""
    texts = [text.partition("e")[0] for text in texts]
    return any(map(_DECIMAL_COMMA, texts)) and not any(map(_DECIMAL_DOT, texts))


def comma_is_open(column: RawColumn) -> bool:
    """Whether commas of a column may be decimal or part thousands for all that its own cells say: 2,000 and 3,000."""
    texts = [_bare(text) for text in _cells_of_text(column) if "," in text]
    return any(map(_GROUPED, texts)) and not decimal_comma(texts) and not _writes_dots(column)


def writes_commas(column: RawColumn) -> bool:
    """Whether the column's own cells prove a decimal comma."""
    return not _writes_dots(column) and decimal_comma([_bare(text) for text in _cells_of_text(column)])


def _writes_dots(column: RawColumn) -> bool:
    """Whether some cell of text, or plain number of a text file, can only be read with a decimal dot."""
    plain = () if column.typed else np.flatnonzero(column.kinds == NUMBER).tolist()
    return any(_DECIMAL_DOT(_bare(text).partition("e")[0]) for text in _cells_of_text(column)) or any(
        _DECIMAL_DOT(column.texts[i]) for i in plain
    )


def _cells_of_text(column: RawColumn) -> list[str]:
    return [column.texts[i] for i in np.flatnonzero(column.kinds == TEXT).tolist()]


def _bare(text: str) -> str:
    """The cell without money signs, units and blanks, "" where it says there is nothing; brackets and a trailing
    minus become a leading one."""
    text = clean_text(text)
    if text.lower() in BLANKS:
        return ""
    text = _PIECES.sub("", _SIGNS.sub("", text).replace("−", "-"))
    if text[-1:] in _SCALES and text[-2:-1].isdigit():
        text = text[:-1] + _SCALES[text[-1]]
    if text.startswith("(") and text.endswith(")"):
        return "-" + text[1:-1]
    if text.endswith("-") and len(text) > 1:
        return "-" + text[:-1]
    return text or "?"  # a lone money sign is something, and no number


def _value(text: str, comma: bool) -> float:
    share = text.endswith("%")
    text = text.removesuffix("%")
    if comma:
        text = text.replace(".", "").replace(",", ".")
    elif "," in text:
        if not _GROUPED(re.split("[.e]", text)[0]):
            return np.nan
        text = text.replace(",", "")
    if not _NUMBER(text):
        return np.nan
    value = float(text) / (100 if share else 1)
    return value if np.isfinite(value) else np.nan
