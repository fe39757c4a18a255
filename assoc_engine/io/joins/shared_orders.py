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
    money). `day`: of the order in that source, MISSING where unknown, None where the sales have no time. `hand`: who bought
    it there, or at which second, as a number; None where that is not known."""

    orders: np.ndarray
    rows: np.ndarray
    order: np.ndarray
    source: np.ndarray
    line: np.ndarray
    day: np.ndarray | None
    hand: np.ndarray | None = None


def counted_once(raw: RawTable, labels: list[str], progress: Progress) -> RawTable:
    """The table with rows marked OVERLAP that another source has too. Of an order that several sources have, with half
    of its lines equal at least, the source with most of its rows counts; of these the later one: whose last day is
    later, then whose last number is higher, then the last given.

    Where numbers begin anew in each source, the store, the day or the source is put behind the number of such an
    order. `labels`: the names of the sources.
    """
    if len(raw.sources) < 2:
        return raw
    seen = Evidence(raw, "", progress)
    column = seen.roles.get("order", -1)
    if column < 0 or column in raw.made or raw.layout == "baskets":
        raw = _copies(raw, column if column in raw.made else -1, labels)
    if column < 0:
        return raw
    raw = _stores_told_apart(raw, seen, column)
    seen = Evidence(raw, "", progress)
    order, held = _held(raw, seen, column)
    several = held.sum(axis=1) > 1
    if not several.any():
        return raw
    shared = _shared(seen, order.codes, several)
    agreement = _agreement(shared)
    later = _later(raw, seen, order, held)
    begins = raw.layout == "baskets" or _begin_anew(order, shared, agreement, int(held.sum(axis=0).min()))
    if not begins:
        return _marked(raw, shared, agreement.same, later, labels)
    by_day = raw.layout != "baskets" and shared.day is not None and _differ(shared, shared.day) > 0.5
    behind = shared.day if by_day else shared.source
    if by_day:
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the day tells them "
                  "apart.")  # fmt: skip
        names = {day: str(np.datetime64(day, "D")) for day in np.unique(behind).tolist() if day != MISSING}
    else:
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the file tells them "
                  "apart.")  # fmt: skip
        names = {place: f"({label})" for place, label in enumerate(labels)}
    raw, group = _told_apart(raw, column, order, shared, behind, names)
    raw = replace(raw, notes=(*raw.notes, message(rule)))
    again = replace(shared, orders=np.arange(int(group.max()) + 1), order=group,
                    line=shared.line + group.astype(np.uint64) * _MIX[-1])  # fmt: skip
    return _marked(raw, again, _agreement(again).same, later, labels)


def _held(raw: RawTable, seen: Evidence, column: int) -> tuple[Coded, np.ndarray]:
    """(numbers of the orders, which sources have each)."""
    order = seen.keys(column)
    held = np.zeros((len(order.vocabulary), len(raw.sources)), bool)
    known = order.codes >= 0
    held[order.codes[known], raw.source[known]] = True
    return order, held


def _stores_told_apart(raw: RawTable, seen: Evidence, column: int) -> RawTable:
    """With the store behind numbers that several sources have, where each source is one store and they differ: two
    shops have no order in common, however much their counters agree."""
    if "store" not in seen.roles or raw.layout == "baskets":
        return raw
    store = seen.keys(seen.roles["store"])
    first, one = np.full(len(raw.sources), -1), True
    for place in range(len(raw.sources)):
        codes = np.unique(store.codes[(raw.source == place) & (raw.marks == 0)])
        one &= len(codes) == 1 and codes[0] >= 0
        first[place] = codes[0] if len(codes) else -1
    if not one or len(set(first.tolist())) < 2:
        return raw
    order, held = _held(raw, seen, column)
    stores = np.stack([held[:, first == code].any(axis=1) for code in np.unique(first)], axis=1)
    several = stores.sum(axis=1) > 1
    if not several.any():
        return raw
    shared = _shared(seen, order.codes, several)
    names = dict(enumerate(store.vocabulary))
    raw, _ = _told_apart(raw, column, order, shared, store.codes[shared.rows].astype(np.int64), names)
    rule = N_("Several stores use the same order numbers; the store tells them apart.")
    return replace(raw, notes=(*raw.notes, message(rule)))


def _later(raw: RawTable, seen: Evidence, order: Coded, held: np.ndarray) -> np.ndarray:
    """A rank of each source, higher for a later version: by its last day, its highest number, then its place."""
    last = np.full(len(raw.sources), MISSING)
    if "time" in seen.roles:
        time = row_times(seen.table.columns[seen.roles["time"]], None, seen.progress).time
        np.maximum.at(last, raw.source[raw.marks == 0], time[raw.marks == 0] // DAY)

    def lateness(place: int) -> tuple:
        numbers = (order.vocabulary[i] for i in np.flatnonzero(held[:, place]).tolist())
        highest = max(((len(text), text) for text in numbers), default=(0, "")) if (last == last[place]).sum() > 1 else ()
        return int(last[place]), highest, place

    return np.argsort(sorted(range(len(raw.sources)), key=lateness))


def _shared(seen: Evidence, codes: np.ndarray, several: np.ndarray) -> _Shared:
    rows = np.flatnonzero(np.append(several, False)[codes])
    order = (np.cumsum(several) - 1)[codes[rows]]
    source = seen.table.source[rows].astype(np.int64)
    first = _first_moments(seen, rows, order, source)
    day = None if first is None else np.where(first == MISSING, MISSING, first // DAY)
    return _Shared(np.flatnonzero(several), rows, order, source, _lines(seen, rows, order, source), day,
                   _hands(seen, rows, first))  # fmt: skip


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


def _first_moments(seen: Evidence, rows: np.ndarray, order: np.ndarray, source: np.ndarray) -> np.ndarray | None:
    """The order's first time in the source of each row; None where one of the sources has no times at all."""
    if "time" not in seen.roles:
        return None
    columns = seen.table.columns
    clock = columns[seen.roles["clock"]] if "clock" in seen.roles else None
    time = row_times(columns[seen.roles["time"]], clock, seen.progress).time[rows]
    known = time != MISSING
    if not (np.bincount(source, known)[np.bincount(source) > 0] > 0).all():
        return None
    group = order * len(seen.table.sources) + source
    never = np.iinfo(np.int64).max
    first = np.full(int(group.max()) + 1, never)
    np.minimum.at(first, group[known], time[known])
    return np.where(first == never, MISSING, first)[group]


def _hands(seen: Evidence, rows: np.ndarray, first: np.ndarray | None) -> np.ndarray | None:
    if "customer" in seen.roles:
        return seen.keys(seen.roles["customer"]).codes[rows].astype(np.int64)
    return first if first is not None and (first % DAY != 0).any() else None


@dataclass(frozen=True)
class _Agreement:
    """bool an order. `whole`: one source has all lines of the order that another has; `same`: so many are equal that it
    is the same order."""

    whole: np.ndarray
    same: np.ndarray


def _agreement(shared: _Shared) -> _Agreement:
    """How far sources have the same lines of each order, on the same day.

    Half of its rows are enough where most orders agree wholly: then the files overlap, and an order may have changed in
    between. Elsewhere a single line in common is a popular product, unless it is all there is.
    """
    line = shared.line if shared.day is None else shared.line + shared.day.astype(np.uint64) * _MIX[-1]
    by_line = np.argsort(line)
    start = np.flatnonzero(np.diff(line[by_line], prepend=~line[by_line[:1]]))
    source = shared.source[by_line]
    common = np.minimum.reduceat(source, start) < np.maximum.reduceat(source, start)
    orders = len(shared.orders)
    rows = np.diff(np.append(start, len(line)))
    of_line = shared.order[by_line[start]]
    both = np.bincount(of_line, np.where(common, rows, 0), minlength=orders)
    lines = np.bincount(of_line, common, minlength=orders)
    every = np.bincount(shared.order, minlength=orders)
    group, held = np.unique(shared.order * (int(shared.source.max()) + 1) + shared.source, return_counts=True)
    fewest = np.full(orders, np.iinfo(np.int64).max)
    np.minimum.at(fewest, group // (int(shared.source.max()) + 1), held)
    half, whole = 2 * both >= every, both >= 2 * fewest
    overlapping = (half & whole).mean() >= 0.5
    return _Agreement(half & whole, half & (overlapping | whole | (lines >= 2)))


def _differ(shared: _Shared, values: np.ndarray) -> float:
    """Share of the orders whose rows have different values: days, customers."""
    low, high = np.full(len(shared.orders), np.iinfo(np.int64).max), np.full(len(shared.orders), MISSING)
    np.minimum.at(low, shared.order, values)
    np.maximum.at(high, shared.order, values)
    return float((low < high).mean())


def _begin_anew(order: Coded, shared: _Shared, agreement: _Agreement, smallest: int) -> bool:
    """Whether the same numbers name other orders in other sources: many do, on other days; or where the days do not
    tell, mostly with other lines and with numbers as small as tills count. What one customer bought, or what was sold
    within one second, is one order in two files: its drinks and its dishes. `smallest`: orders of the smallest source."""
    if len(shared.orders) < max(FEW, ANEW * smallest):
        return False
    if shared.day is not None and _differ(shared, shared.day) > 0.5:
        return True
    if shared.hand is not None and _differ(shared, shared.hand) < 0.5:
        return False
    texts = [order.vocabulary[i] for i in shared.orders[~agreement.same].tolist()]
    return agreement.whole.mean() < 0.5 and all(text.isdigit() and int(text) <= _COUNTER for text in texts)


def _told_apart(
    raw: RawTable, index: int, order: Coded, shared: _Shared, behind: np.ndarray, names: dict[int, str]
) -> tuple[RawTable, np.ndarray]:
    """(the table with what is `behind` each row put behind the number of its order, the new order of each row).
    `names`: how `behind` is written; what has no name leaves the number alone."""
    pairs, group = np.unique(np.stack([shared.order, behind]), axis=1, return_inverse=True)
    group = group.ravel()
    texts = [order.vocabulary[i] for i in shared.orders[pairs[0]].tolist()]
    said = [f"{text} {names.get(b, '')}".strip() for text, b in zip(texts, pairs[1].tolist(), strict=True)]
    new, old = made_column("", said), raw.columns[index]
    codes = old.codes.copy()
    codes[shared.rows] = new.codes[group] + len(old.texts)
    column = replace(
        old, codes=codes, texts=[*old.texts, *new.texts], kinds=np.concatenate([old.kinds, new.kinds]),
        values=np.concatenate([old.values, new.values]),
    )  # fmt: skip
    columns = (*raw.columns[:index], compacted(column), *raw.columns[index + 1 :])
    return replace(raw, columns=columns), group


def _marked(raw: RawTable, shared: _Shared, same: np.ndarray, later: np.ndarray, labels: list[str]) -> RawTable:
    """With the rows of the versions that do not count marked. `later`: rank of each source."""
    if not same.any():
        return raw
    sources, orders = len(raw.sources), len(same)
    held = np.bincount(shared.order * sources + shared.source, minlength=orders * sources).reshape(orders, sources)
    best = (held * sources + later).argmax(axis=1)
    marks = raw.marks.copy()
    marks[shared.rows[same[shared.order] & (best[shared.order] != shared.source)]] |= OVERLAP
    counting = np.unique(best[same])
    count = int(same.sum())
    if len(counting) == 1:
        said = N_("{count} order stands in several files or sheets and is counted once, as it is in {name}.",
                  "{count} orders stand in several files or sheets and are counted once each, as they are in {name}.")  # fmt: skip
        note = message(said, count=count, name=labels[counting[0]])
    else:
        said = N_("{count} order stands in several files or sheets and is counted once: the version with more rows, else "
                  "the later one.",
                  "{count} orders stand in several files or sheets and are counted once each: the version with more rows, "
                  "else the later one.")  # fmt: skip
        note = message(said, count=count)
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
