"""Rows that say which order the rows below them belong to: "单号：A1 时间：2024-03-01 10:29", alone over its products."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...text import N_, message
from ..header_words import role_of_name
from ..raw import HEADING, RawTable
from .unfold import free_header, made_column

_LABEL = re.compile(
    r"(?:^|(?<=[\s,，;；|]))(?P<label>[^\W\d_][^\s:：,，;；|]{0,19}(?: (?:no\.?|number|id))?) ?[:：]\s*", re.IGNORECASE
)
_LONGEST = 200  # characters of such a cell
_SHARE = 0.95  # of the cells alone in a row that must say the same of orders


def with_orders(raw: RawTable, roles: Sequence[str]) -> RawTable:
    """The table with what stands alone in rows over each order as columns of the rows below, where it has no column
    of orders and the first row says it. The rows themselves are marked as headings."""
    if "order" in roles or "product" not in roles or len(raw.columns) < 3 or raw.rows < 2:
        return raw
    filled = np.zeros(raw.rows, np.int32)
    for column in raw.columns:
        filled += column.codes >= 0
    data = np.flatnonzero((filled > 0) & (raw.marks == 0))
    lone = data[filled[data] == 1]
    if not len(lone) or lone[0] != data[0]:
        return raw
    column = next(column for column in raw.columns if column.codes[lone[0]] >= 0)
    said = {code: _said(column.texts[code]) for code in np.unique(column.codes[lone]).tolist() if code >= 0}
    labels = tuple(said[int(column.codes[lone[0]])])
    heads = lone[np.isin(column.codes[lone], [code for code, pairs in said.items() if tuple(pairs) == labels])]
    if not any(role_of_name(label) == "order" for label in labels) or len(heads) < max(2, _SHARE * len(lone)):
        return raw
    above = np.searchsorted(heads, np.arange(raw.rows), "right") - 1
    number = np.cumsum(np.isin(np.arange(len(column.texts)), column.codes[heads])) - 1  # of each text among those of heads
    texts = [said[code] for code in np.unique(column.codes[heads]).tolist()]
    added = []
    for label in labels:
        made = made_column(free_header((label,), raw.headers), [pairs[label] for pairs in texts])
        codes = np.where(above >= 0, made.codes[number[column.codes[heads[above]]]], -1)
        added.append(replace(made, codes=codes.astype(np.int32)))
    marks = raw.marks.copy()
    marks[heads] |= HEADING
    note = message(N_("The rows of an order stand below a row that says which it is."))
    made_ones = tuple(range(len(raw.columns), len(raw.columns) + len(added)))
    return replace(
        raw, columns=(*raw.columns, *added), marks=marks, made=(*raw.made, *made_ones), notes=(*raw.notes, note)
    )


def _said(text: str) -> dict[str, str]:
    """What a cell says of an order, by label; {} where it begins otherwise or says a label twice."""
    found = list(_LABEL.finditer(text)) if len(text) <= _LONGEST else []
    if not found or found[0].start() > 0:
        return {}
    ends = [*(match.start() for match in found[1:]), len(text)]
    pairs = {match["label"]: text[match.end() : end].strip(" \t,，;；|") for match, end in zip(found, ends, strict=True)}
    return pairs if len(pairs) == len(found) else {}
