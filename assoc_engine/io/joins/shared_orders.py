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
from ..numbers import numbers
from ..raw import OVERLAP, RawTable
from ..table import fingerprints
from .evidence import Evidence, compacted

FEW = 3  # shared orders from which a habit can be told
ANEW = 0.2  # of the orders of the smaller source that come again elsewhere, where numbers begin anew
_COMPARED = ("code", "product", "quantity", "price", "amount")
_MIX = np.random.default_rng(5).integers(1, 2**63, len(_COMPARED) + 2, np.uint64) | np.uint64(1)
"""A line's number is the sum of what it holds times these: equal sums of different lines are as likely as 1 in 2^60."""

_COUNTER = 999_999  # numbers up to this may be counted by a till, month after month


@dataclass(frozen=True)
class _Shared:
    """The orders that several sources have, numbered from 0 by `orders` (their codes in the column of orders): of each
    of their `rows` its `order`, its `source` and `line` uint64, equal for equal lines (order, product, quantity,
    money). `day`: of the order in that source, MISSING where unknown, None where the sales have no time."""

    orders: np.ndarray
    rows: np.ndarray
    order: np.ndarray
    source: np.ndarray
    line: np.ndarray
    day: np.ndarray | None


def counted_once(raw: RawTable, richness: list[int], labels: list[str], progress: Progress) -> RawTable:
    """The table with rows marked OVERLAP that another source has too. Of an order that several sources have, with one
    equal line at least, the source with most of its rows counts; of these the one with most roles, then the last.

    Where numbers begin anew in each source, its day (or its source) is put behind the number of such an order.
    `richness`: roles of each source; `labels`: the names of the sources.
    """
    if len(raw.sources) < 2:
        return raw
    seen = Evidence(raw, "", progress)
    column = seen.roles.get("order", -1)
    if column < 0 or column in raw.made or raw.layout == "baskets":
        raw = _copies(raw, column if column in raw.made else -1, labels)
    if column < 0:
        return raw
    order = seen.keys(column)
    held = np.zeros((len(order.vocabulary), len(raw.sources)), bool)
    known = order.codes >= 0
    held[order.codes[known], raw.source[known]] = True
    several = held.sum(axis=1) > 1
    if not several.any():
        return raw
    shared = _shared(seen, order.codes, several)
    equal = _have_equal_lines(shared)
    if raw.layout == "baskets" or _begin_anew(order, shared, equal, int(held.sum(axis=0).min())):
        return _told_apart(raw, column, order, shared, richness, labels)
    return _marked(raw, shared, equal, richness)


def _shared(seen: Evidence, codes: np.ndarray, several: np.ndarray) -> _Shared:
    rows = np.flatnonzero(np.append(several, False)[codes])
    order = (np.cumsum(several) - 1)[codes[rows]]
    source = seen.table.source[rows].astype(np.int64)
    return _Shared(np.flatnonzero(several), rows, order, source, _lines(seen, rows, order, source),
                   _days(seen, rows, order, source))  # fmt: skip


def _lines(seen: Evidence, rows: np.ndarray, order: np.ndarray, source: np.ndarray) -> np.ndarray:
    """A number for each line, equal where lines are. What one of the sources does not have at all is not compared."""
    line = order.astype(np.uint64) * _MIX[0]
    for mix, role in zip(_MIX[1:-1], _COMPARED, strict=True):
        if role not in seen.roles:
            continue
        index = seen.roles[role]
        cells = seen.keys(index).codes if role in ("code", "product") else _by_value(seen, index)
        cells = cells[rows]
        if (np.bincount(source, cells >= 0)[np.bincount(source) > 0] > 0).all():
            line += cells.astype(np.int64).astype(np.uint64) * mix
    return line


def _by_value(seen: Evidence, index: int) -> np.ndarray:
    """A number for each row, equal where the column's numbers are, however written; −1 where there is none."""
    column = seen.table.columns[index]
    values, _ = numbers(column, seen.progress)
    there = ~np.isnan(values)
    codes = np.full(len(values) + 1, -1, np.int64)
    _, codes[:-1][there] = np.unique(np.round(values[there], 4), return_inverse=True)
    return codes[column.codes]


def _days(seen: Evidence, rows: np.ndarray, order: np.ndarray, source: np.ndarray) -> np.ndarray | None:
    """The day of the order's first time in the source of each row."""
    if "time" not in seen.roles:
        return None
    columns = seen.table.columns
    clock = columns[seen.roles["clock"]] if "clock" in seen.roles else None
    time = row_times(columns[seen.roles["time"]], clock, seen.progress).time[rows]
    group = order * len(seen.table.sources) + source
    never = np.iinfo(np.int64).max
    first = np.full(int(group.max()) + 1, never)
    known = time != MISSING
    np.minimum.at(first, group[known], time[known] // DAY)
    return np.where(first == never, MISSING, first)[group]


def _have_equal_lines(shared: _Shared) -> np.ndarray:
    """bool an order: two sources have a line of it in common on the same day; where no days are known, lines in common
    that are half of its rows, since a popular product is in many orders of the same number."""
    line = shared.line if shared.day is None else shared.line + shared.day.astype(np.uint64) * _MIX[-1]
    by_line = np.argsort(line)
    start = np.flatnonzero(np.diff(line[by_line], prepend=~line[by_line[:1]]))
    source = shared.source[by_line]
    common = np.minimum.reduceat(source, start) < np.maximum.reduceat(source, start)
    orders = len(shared.orders)
    if shared.day is not None:
        return np.bincount(shared.order[by_line[start[common]]], minlength=orders) > 0
    rows = np.diff(np.append(start, len(line)))
    both = np.bincount(shared.order[by_line[start]], np.where(common, rows, 0), minlength=orders)
    return 2 * both >= np.bincount(shared.order, minlength=orders)


def _begin_anew(order: Coded, shared: _Shared, equal: np.ndarray, smallest: int) -> bool:
    """Whether the same numbers name other orders in other sources: many do, on other days; where there are no days,
    with hardly a line in common and numbers as small as tills count. `smallest`: orders of the smallest source."""
    if len(equal) < max(FEW, ANEW * smallest):
        return False
    if shared.day is None:
        texts = [order.vocabulary[i] for i in shared.orders[~equal].tolist()]
        return equal.mean() < 0.5 and all(text.isdigit() and int(text) <= _COUNTER for text in texts)
    low, high = np.full(len(equal), np.iinfo(np.int64).max), np.full(len(equal), MISSING)
    np.minimum.at(low, shared.order, shared.day)
    np.maximum.at(high, shared.order, shared.day)
    return float((low < high).mean()) > 0.5


def _told_apart(
    raw: RawTable, index: int, order: Coded, shared: _Shared, richness: list[int], labels: list[str]
) -> RawTable:
    """With the day (else the source) behind the number of shared orders; those that are shared even so are marked."""
    behind = shared.source if shared.day is None else shared.day
    pairs, group = np.unique(np.stack([shared.order, behind]), axis=1, return_inverse=True)
    group = group.ravel()
    texts = [order.vocabulary[i] for i in shared.orders[pairs[0]].tolist()]
    if shared.day is None:
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the file tells them "
                  "apart.")  # fmt: skip
        said = [f"{text} ({labels[b]})" for text, b in zip(texts, pairs[1].tolist(), strict=True)]
    else:
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the day tells them "
                  "apart.")  # fmt: skip
        days = pairs[1].tolist()
        said = [f"{text} {np.datetime64(b, 'D')}" if b != MISSING else text for text, b in zip(texts, days, strict=True)]
    new, old = made_column("", said), raw.columns[index]
    codes = old.codes.copy()
    codes[shared.rows] = new.codes[group] + len(old.texts)
    column = replace(
        old, codes=codes, texts=[*old.texts, *new.texts], kinds=np.concatenate([old.kinds, new.kinds]),
        values=np.concatenate([old.values, new.values]),
    )  # fmt: skip
    columns = (*raw.columns[:index], compacted(column), *raw.columns[index + 1 :])
    raw = replace(raw, columns=columns, notes=(*raw.notes, message(rule)))
    line = shared.line + group.astype(np.uint64) * _MIX[-1]
    again = _Shared(np.arange(pairs.shape[1]), shared.rows, group, shared.source, line, None)
    return _marked(raw, again, _have_equal_lines(again), richness)


def _marked(raw: RawTable, shared: _Shared, equal: np.ndarray, richness: list[int]) -> RawTable:
    if not equal.any():
        return raw
    sources, orders = len(raw.sources), len(equal)
    held = np.bincount(shared.order * sources + shared.source, minlength=orders * sources).reshape(orders, sources)
    rank = np.argsort(np.lexsort((np.arange(sources), richness)))  # the richer source, then the last
    best = (held * sources + rank).argmax(axis=1)
    marks = raw.marks.copy()
    marks[shared.rows[equal[shared.order] & (best[shared.order] != shared.source)]] |= OVERLAP
    note = message(
        N_("{count} order stands in several files or sheets and is counted once.",
           "{count} orders stand in several files or sheets and are counted once each."),
        count=int(equal.sum()),
    )  # fmt: skip
    return replace(raw, marks=marks, notes=(*raw.notes, note))


def _copies(raw: RawTable, without: int, labels: list[str]) -> RawTable:
    """Where order numbers do not tell, a source whose rows all are those of a later one is marked. `without`: index of
    a column that numbers orders by their file, −1 for none."""
    line = fingerprints(replace(raw, columns=tuple(c for i, c in enumerate(raw.columns) if i != without)))
    marks, notes = raw.marks.copy(), list(raw.notes)
    content = [np.sort(line[raw.source == place]) for place in range(len(raw.sources))]
    for place, own in enumerate(content):
        twin = next((i for i in range(place + 1, len(content)) if np.array_equal(own, content[i])), None)
        if twin is not None:
            marks[raw.source == place] |= OVERLAP
            said = N_("{name} holds the same rows as {other}; they are counted once.")
            notes.append(message(said, name=labels[place], other=labels[twin]))
    return replace(raw, marks=marks, notes=tuple(notes))
