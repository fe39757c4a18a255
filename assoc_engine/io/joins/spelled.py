"""Codes and order numbers that lost their leading zeros in one of the stacked tables: 0101001 here, 101001 there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ...workspace import Coded
from ..raw import RawTable
from .evidence import Evidence, compacted
from .shared_lines import agreement, shared_lines

_MOST = 0.5  # of the pairs of spellings that must be the same thing, by their names or by what the orders hold
CODES = N_(
    "{header}: {count} code has leading zeros in one table and none in another, as {one} and {other}; it counts as one.",
    "{header}: {count} codes have leading zeros in one table and none in another, as {one} and {other}; each counts as one.",
)
ORDERS = N_(
    "{header}: {count} order number has leading zeros in one table and none in another, as {one} and {other}; it counts "
    "as one.",
    "{header}: {count} order numbers have leading zeros in one table and none in another, as {one} and {other}; each "
    "counts as one.",
)


def spelled_alike(raw: RawTable, progress: Progress) -> RawTable:
    """The stacked table with one spelling, the one with zeros, of each product code and order number that has none in
    other tables. Left alone where anything speaks against it: zeros of several widths, both spellings in one table,
    other names, other lines."""
    seen = Evidence(raw, "", progress)
    for role in ("code", "parent", "order"):
        if role not in seen.roles or seen.roles[role] in raw.made:
            continue
        index = seen.roles[role]
        keys = seen.keys(index)
        full = _full_forms(keys)
        if not (full >= 0).any() or _in_one_table(raw, keys, full):
            continue
        table = _respelled(raw, index, keys, full)
        if _same_orders(table, index, keys, full, progress) if role == "order" else _same_names(seen, keys, full):
            note = _note(ORDERS if role == "order" else CODES, raw, index, keys, full)
            raw = replace(table, notes=(*raw.notes, note))
            seen = Evidence(raw, "", progress)
    return raw


def _full_forms(keys: Coded) -> np.ndarray:
    """For each key the one that says the same with leading zeros, −1 for none. All of these must be of one width."""
    padded = {word: i for i, word in enumerate(keys.vocabulary) if word[:1] == "0" and len(word) > 1 and word.isdigit()}
    full = np.full(len(keys.vocabulary), -1, np.int64)
    widths = {len(word) for word in padded}
    if len(widths) != 1:
        return full
    width = widths.pop()
    number = {word.lstrip("0"): i for word, i in padded.items()}
    for i, word in enumerate(keys.vocabulary):
        if len(word) < width:
            full[i] = number.get(word, -1)
    return full


def _in_one_table(raw: RawTable, keys: Coded, full: np.ndarray) -> bool:
    """Whether a source has both spellings of a key, so that they are different things."""
    there = keys.codes >= 0
    held = np.zeros((len(full), len(raw.sources)), bool)
    held[keys.codes[there], raw.source[there]] = True
    short = np.flatnonzero(full >= 0)
    return bool((held[short] & held[full[short]]).any())


def _respelled(raw: RawTable, index: int, keys: Coded, full: np.ndarray) -> RawTable:
    """With the cells of the full form where the short one stands."""
    column = raw.columns[index]
    cell = np.full(len(full), -1, np.int32)
    there = keys.codes >= 0
    cell[keys.codes[there]] = column.codes[there]
    wanted = np.append(full, -1)[keys.codes]
    codes = np.where(wanted >= 0, cell[wanted], column.codes)
    columns = (*raw.columns[:index], compacted(replace(column, codes=codes)), *raw.columns[index + 1 :])
    return replace(raw, columns=columns)


def _same_names(seen: Evidence, keys: Coded, full: np.ndarray) -> bool:
    """Whether most pairs of spellings have a name in common; where there are no names, whether most codes of the
    shorter list are such pairs, which chance does not make."""
    short = np.flatnonzero(full >= 0)
    if "product" not in seen.roles:
        lists = np.array([word[:1] == "0" for word in keys.vocabulary])
        return len(short) >= _MOST * min(int(lists.sum()), int((~lists).sum()))
    names = seen.keys(seen.roles["product"])
    both = (keys.codes >= 0) & (names.codes >= 0)
    one = np.where(full >= 0, full, np.arange(len(full)))[keys.codes[both]]
    width = len(names.vocabulary)
    pairs = np.unique(one * width + names.codes[both])
    twice = np.unique(keys.codes[both].astype(np.int64) * width + names.codes[both])
    as_one, apart = np.zeros(len(full), np.int64), np.zeros(len(full), np.int64)
    np.add.at(as_one, pairs // width, 1)
    np.add.at(apart, twice // width, 1)
    common = as_one[full[short]] < apart[short] + apart[full[short]]
    return bool(common.mean() >= _MOST)


def _same_orders(table: RawTable, index: int, keys: Coded, full: np.ndarray, progress: Progress) -> bool:
    """Whether most orders under two spellings hold the same lines on the same day; else they are other orders of
    another till, which have a right to their own numbers."""
    seen = Evidence(table, "", progress)
    order = seen.keys(index)
    wanted = {keys.vocabulary[i] for i in full[full >= 0].tolist()}
    several = np.fromiter((word in wanted for word in order.vocabulary), bool, len(order.vocabulary))
    return bool(agreement(shared_lines(seen, order.codes, several)).same.mean() >= _MOST)


def _note(said: str, raw: RawTable, index: int, keys: Coded, full: np.ndarray) -> dict[str, Any]:
    short = np.flatnonzero(full >= 0)
    return message(
        said, header=raw.headers[index], count=len(short), one=keys.vocabulary[full[short[0]]], other=keys.vocabulary[short[0]]
    )
