"""The same order number in several files: the same order twice, one order cut in two, or numbers that begin anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ...workspace import Coded
from ..layout.unfold import made_column
from ..moments import DAY, MISSING, row_times
from ..raw import OVERLAP, RawTable
from ..table import fingerprints
from .evidence import Evidence, compacted
from .shared_lines import MIX, Shared, agreement, differ, shared_lines
from .store_files import of_several_stores, stores_of

FEW = 3  # shared orders from which a habit can be told
ANEW = 0.2  # of the orders of the smaller source that come again elsewhere, where numbers begin anew
_COUNTER = 999_999  # numbers up to this may be counted by a till, month after month


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
    told = _stores_told_apart(raw, seen, column)
    seen = seen if told is raw else Evidence(told, "", progress)
    order, held = _held(told, seen, column)
    several = held.sum(axis=1) > 1
    if not several.any():
        return told
    shared = shared_lines(seen, order.codes, several)
    later = _later(told, seen, order, held)
    baskets = told.layout == "baskets"
    store = np.arange(len(raw.sources)) if baskets else stores_of(shared, len(raw.sources), progress)
    _, across = of_several_stores(shared, store)
    if baskets or (across is not None and _begin_anew(order, across, int(held.sum(axis=0).min()))):
        told, shared = _days_or_files_told_apart(told, column, order, shared, store, labels)
    return _marked(told, shared, agreement(shared).same, later, labels)


def _days_or_files_told_apart(
    raw: RawTable, column: int, order: Coded, shared: Shared, store: np.ndarray, labels: list[str]
) -> tuple[RawTable, Shared]:
    """With the day, else the name of the file, behind the number of shared orders, and the orders as they are now. Files
    of one store (`store`: its first one, for each source) go by the name of its first, where other stores have the number."""
    several, across = of_several_stores(shared, store)
    by_day = raw.layout != "baskets" and across is not None and across.day is not None and differ(across, across.day) > 0.5
    behind = shared.day if by_day else None
    if behind is not None:
        names = {day: str(np.datetime64(day, "D")) for day in np.unique(behind).tolist() if day != MISSING}
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the day tells them "
                  "apart.")  # fmt: skip
    else:
        behind = np.where(several[shared.order], store[shared.source], -1)
        names = {place: f"({label})" for place, label in enumerate(labels)}
        rule = N_("Order numbers begin anew in each file: where several files have the same number, the file tells them "
                  "apart.")  # fmt: skip
    raw, group = _told_apart(raw, column, order, shared, behind, names)
    raw = replace(raw, notes=(*raw.notes, message(rule)))
    line = shared.line + group.astype(np.uint64) * MIX[0]  # no two orders have the same sum: groups are in their order
    return raw, replace(shared, orders=np.arange(int(group.max()) + 1), order=group, line=line)


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
    shared = shared_lines(seen, order.codes, several)
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

    def lateness(place: int) -> tuple[Any, ...]:
        numbers = (order.vocabulary[i] for i in np.flatnonzero(held[:, place]).tolist())
        highest = max(((len(text), text) for text in numbers), default=(0, "")) if (last == last[place]).sum() > 1 else ()
        return int(last[place]), highest, place

    return np.argsort(sorted(range(len(raw.sources)), key=lateness))


def _begin_anew(order: Coded, shared: Shared, smallest: int) -> bool:
    """Whether the same numbers name other orders in other sources: many do, on other days; or where the days do not
    tell, mostly with other lines and with numbers as small as tills count. What one customer bought, or what was sold
    within one second, is one order in two files: its drinks and its dishes. `smallest`: orders of the smallest source."""
    if len(shared.orders) < max(FEW, ANEW * smallest):
        return False
    if shared.day is not None and differ(shared, shared.day) > 0.5:
        return True
    if shared.hand is not None and differ(shared, shared.hand) < 0.5:
        return False
    agreed = agreement(shared)
    texts = [order.vocabulary[i] for i in shared.orders[~agreed.same].tolist()]
    return agreed.whole.mean() < 0.5 and all(text.isdigit() and int(text) <= _COUNTER for text in texts)


def _told_apart(
    raw: RawTable, index: int, order: Coded, shared: Shared, behind: np.ndarray, names: dict[int, str]
) -> tuple[RawTable, np.ndarray]:
    """(the table with what is `behind` each row put behind the number of its order, the new order of each row).
    `names`: how `behind` is written; what has no name leaves the number alone."""
    values, place = np.unique(behind, return_inverse=True)
    pairs, group = np.unique(shared.order * len(values) + place, return_inverse=True)
    texts = [order.vocabulary[i] for i in shared.orders[pairs // len(values)].tolist()]
    added = [names.get(value, "") for value in values.tolist()]
    said = [f"{text} {added[i]}".strip() for text, i in zip(texts, (pairs % len(values)).tolist(), strict=True)]
    new, old = made_column("", said), raw.columns[index]
    codes = old.codes.copy()
    codes[shared.rows] = new.codes[group] + len(old.texts)
    column = replace(
        old, codes=codes, texts=[*old.texts, *new.texts], kinds=np.concatenate([old.kinds, new.kinds]),
        values=np.concatenate([old.values, new.values]),
    )  # fmt: skip
    columns = (*raw.columns[:index], compacted(column), *raw.columns[index + 1 :])
    return replace(raw, columns=columns), group


def _marked(raw: RawTable, shared: Shared, same: np.ndarray, later: np.ndarray, labels: list[str]) -> RawTable:
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
