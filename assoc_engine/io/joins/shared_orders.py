"""The same order number in several files: the same order twice, one order cut in two, or numbers that begin anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...progress import Progress
from ...text import N_
from ...workspace import Coded
from ..layout.unfold import made_column
from ..messages import message
from ..moments import DAY, MISSING, row_times
from ..raw import OVERLAP, RawTable
from ..table import fingerprints
from .evidence import Evidence, compacted

FEW = 3  # shared orders from which a habit can be told
ANEW = 0.2  # of the orders of the smaller source that come again elsewhere, where numbers begin anew
_COUNTER = 999_999  # numbers up to this may be counted by a till, month after month


@dataclass(frozen=True)
class _Shared:
    """Rows whose order number several sources have: `rows`, and of each its order, its source and a number that is
    equal for equal lines (order, product, quantity, money)."""

    rows: np.ndarray
    order: np.ndarray
    source: np.ndarray
    line: np.ndarray


def counted_once(raw: RawTable, richness: list[int], labels: list[str], progress: Progress) -> RawTable:
    """The table with rows marked OVERLAP that another source has too. Of an order that several sources have, with one
    equal line at least, the source with most of its rows counts; of these the one with most roles, then the last.

    Where numbers begin anew in each source, its day (or its source) is put behind the number of such an order.
    `richness`: roles of each source; `labels`: the names of the sources.
    """
    if len(raw.sources) < 2:
        return raw
    seen = Evidence(raw, "", progress)
    if "order" not in seen.roles:
        return _copies(raw, labels)
    column = seen.roles["order"]
    order = seen.keys(column)
    shared = _shared(seen, order)
    if not len(shared.rows):
        return raw
    day = _days(seen, shared)
    equal = _equal(shared, day)
    if _begin_anew(seen, order, shared, day, equal):
        raw, shared, equal = _told_apart(raw, column, order, shared, day, labels)
    return _marked(raw, shared, equal, richness)


def _shared(seen: Evidence, order: Coded) -> _Shared:
    raw = seen.table
    sources = len(raw.sources)
    rows = np.flatnonzero(order.codes >= 0)
    first, last = np.full(len(order.vocabulary), sources), np.full(len(order.vocabulary), -1)
    np.minimum.at(first, order.codes[rows], raw.source[rows])
    np.maximum.at(last, order.codes[rows], raw.source[rows])
    rows = rows[(first < last)[order.codes[rows]]]
    codes, source = order.codes[rows].astype(np.int64), raw.source[rows].astype(np.int64)
    return _Shared(rows, codes, source, _lines(seen, rows, codes, source))


def _lines(seen: Evidence, rows: np.ndarray, order: np.ndarray, source: np.ndarray) -> np.ndarray:
    """A number for each line. What a source does not have at all is not compared."""
    line = order
    for role in ("code", "product", "quantity", "price", "amount"):
        if role not in seen.roles or not len(rows):
            continue
        if role in ("code", "product"):
            value = seen.keys(seen.roles[role]).codes[rows]
            filled = value >= 0
        else:
            value = np.round(seen.numbers(seen.roles[role])[rows], 4)
            filled = ~np.isnan(value)
        if (np.bincount(source, filled)[np.unique(source)] == 0).any():
            continue
        _, value = np.unique(np.where(filled, value, -1e300), return_inverse=True)
        _, line = np.unique(line * (int(value.max()) + 1) + value, return_inverse=True)
    return line


def _days(seen: Evidence, shared: _Shared) -> np.ndarray | None:
    """The day of each row (of its order's first known time in that source); MISSING where unknown, None without time."""
    if "time" not in seen.roles:
        return None
    columns = seen.table.columns
    clock = columns[seen.roles["clock"]] if "clock" in seen.roles else None
    time = row_times(columns[seen.roles["time"]], clock, seen.progress).time[shared.rows]
    _, group = np.unique(shared.order * len(seen.table.sources) + shared.source, return_inverse=True)
    first = np.full(int(group.max()) + 1, np.iinfo(np.int64).max)
    known = time != MISSING
    np.minimum.at(first, group[known], time[known] // DAY)
    return np.where(first == np.iinfo(np.int64).max, MISSING, first)[group]


def _equal(shared: _Shared, day: np.ndarray | None) -> np.ndarray:
    """bool a row: its order has a line that is the same in two sources, on the same day where days are known."""
    line = shared.line
    if day is not None:
        _, line = np.unique(np.stack([line, day]), axis=1, return_inverse=True)
        line = line.ravel()
    groups = int(line.max()) + 1
    low, high = np.full(groups, np.iinfo(np.int64).max), np.full(groups, -1)
    np.minimum.at(low, line, shared.source)
    np.maximum.at(high, line, shared.source)
    twice = (low < high)[line]
    return np.isin(shared.order, shared.order[twice])


def _begin_anew(seen: Evidence, order: Coded, shared: _Shared, day: np.ndarray | None, equal: np.ndarray) -> bool:
    """Whether the same numbers name other orders in other sources: many do, with hardly a line in common, on other
    days; where there are no days, with numbers as small as tills count."""
    numbers, first = np.unique(shared.order, return_index=True)
    other = ~equal[first]
    if other.sum() < FEW or 2 * other.sum() <= len(numbers):
        return False
    known = order.codes >= 0
    pairs = np.unique(order.codes[known].astype(np.int64) * len(seen.table.sources) + seen.table.source[known])
    smallest = np.bincount(pairs % len(seen.table.sources), minlength=len(seen.table.sources)).min()
    if len(numbers) < ANEW * smallest:
        return False
    if day is None:
        texts = [order.vocabulary[i] for i in numbers[other].tolist()]
        return all(text.isdigit() and int(text) <= _COUNTER for text in texts)
    low, high = np.full(len(order.vocabulary), np.iinfo(np.int64).max), np.full(len(order.vocabulary), MISSING)
    np.minimum.at(low, shared.order, day)
    np.maximum.at(high, shared.order, day)
    return float((low < high)[numbers[other]].mean()) > 0.5


def _told_apart(
    raw: RawTable, index: int, order: Coded, shared: _Shared, day: np.ndarray | None, labels: list[str]
) -> tuple[RawTable, _Shared, np.ndarray]:
    """With the day (else the source) behind the number of shared orders, and what is shared even so."""
    behind = shared.source if day is None else day
    pairs, group = np.unique(np.stack([shared.order, behind]), axis=1, return_inverse=True)
    group = group.ravel()
    said = [
        f"{order.vocabulary[o]} ({labels[b]})" if day is None
        else order.vocabulary[o] if b == MISSING else f"{order.vocabulary[o]} {np.datetime64(int(b), 'D')}"
        for o, b in pairs.T.tolist()
    ]  # fmt: skip
    new = made_column("", said)
    old = raw.columns[index]
    codes = old.codes.copy()
    codes[shared.rows] = new.codes[group] + len(old.texts)
    column = compacted(replace(
        old, codes=codes, texts=[*old.texts, *new.texts], kinds=np.concatenate([old.kinds, new.kinds]),
        values=np.concatenate([old.values, new.values]),
    ))  # fmt: skip
    rule = N_("Order numbers begin anew in each file: where several files have the same number, the day tells them apart.")
    if day is None:
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the file tells them "
                  "apart.")  # fmt: skip
    columns = (*raw.columns[:index], column, *raw.columns[index + 1 :])
    raw = replace(raw, columns=columns, notes=(*raw.notes, message(rule)))
    _, line = np.unique(np.stack([shared.line, group]), axis=1, return_inverse=True)
    again = _Shared(shared.rows, group.astype(np.int64), shared.source, line.ravel())
    return raw, again, _equal(again, None)


def _marked(raw: RawTable, shared: _Shared, equal: np.ndarray, richness: list[int]) -> RawTable:
    if not equal.any():
        return raw
    rows, source = shared.rows[equal], shared.source[equal]
    _, order = np.unique(shared.order[equal], return_inverse=True)
    sources, orders = len(raw.sources), int(order.max()) + 1
    held = np.bincount(order * sources + source, minlength=orders * sources).reshape(orders, sources)
    rank = np.argsort(np.lexsort((np.arange(sources), richness)))  # the richer source, then the last
    best = (held * sources + rank).argmax(axis=1)
    marks = raw.marks.copy()
    marks[rows[best[order] != source]] |= OVERLAP
    note = message(
        N_("{count} order stands in several files and is counted once.",
           "{count} orders stand in several files and are counted once each."),
        count=orders,
    )  # fmt: skip
    return replace(raw, marks=marks, notes=(*raw.notes, note))


def _copies(raw: RawTable, labels: list[str]) -> RawTable:
    """Where no order number tells, a source whose rows all are those of a later one is marked."""
    line = fingerprints(raw)
    marks, notes = raw.marks.copy(), list(raw.notes)
    content = [np.sort(line[raw.source == place]) for place in range(len(raw.sources))]
    for place, own in enumerate(content):
        twin = next((i for i in range(place + 1, len(content)) if np.array_equal(own, content[i])), None)
        if twin is not None:
            marks[raw.source == place] |= OVERLAP
            said = N_("{name} holds the same rows as {other}; they are counted once.")
            notes.append(message(said, name=labels[place], other=labels[twin]))
    return replace(raw, marks=marks, notes=tuple(notes))
