"""Tables of the same kind laid one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ..header_words import SEVERAL
from ..layout.unfold import merged
from ..raw import RawColumn, RawTable
from .evidence import Evidence


def stacked(tables: Sequence[Evidence], progress: Progress) -> RawTable:
    """One table with all the rows, in the order of the tables, and all the columns: those of the same name are one,
    and those that have the same role under different names. What a table does not have is blank in its rows."""
    if len(tables) == 1:
        return tables[0].table
    columns = _united(tables)
    made = tuple(
        index for index, members in enumerate(columns)
        if all(own in tables[place].table.made for place, own in members.items())
    )  # fmt: skip
    result = []
    for done, members in enumerate(columns):
        progress.step(done, len(columns))
        result.append(_stacked_column(tables, members, made=done in made))
    raws = [one.table for one in tables]
    starts = np.cumsum([0, *(len(raw.sources) for raw in raws)])
    layouts = {raw.layout for raw in raws}
    return replace(
        raws[0],
        columns=_apart(result),
        source=np.concatenate([raw.source + start for raw, start in zip(raws, starts, strict=False)]).astype(np.int16),
        row=np.concatenate([raw.row for raw in raws]),
        sources=tuple(source for raw in raws for source in raw.sources),
        layout=layouts.pop() if len(layouts) == 1 else "lines",
        marks=np.concatenate([raw.marks for raw in raws]),
        made=made,
        notes=(),
        **files(raws),
    )


def files(tables: Sequence[RawTable]) -> dict[str, Any]:
    """The paths of several tables and the size of their files, each once."""
    size = {path: table.bytes for table in tables for path in table.paths}
    return {"paths": tuple(size), "bytes": sum(size.values())}


def noted(tables: Sequence[Evidence]) -> tuple[dict[str, Any], ...]:
    """The notes of several tables, each with the name of its table; once where all say the same."""
    if len(tables) == 1:
        return tables[0].table.notes
    said = [note for one in tables for note in one.table.notes]
    common = [note for note in tables[0].table.notes if said.count(note) == len(tables)]
    own = [
        message(N_("{name}: {note}"), name=one.label, note=note)
        for one in tables for note in one.table.notes if note not in common
    ]  # fmt: skip
    return (*common, *own)


def _united(tables: Sequence[Evidence]) -> list[dict[int, int]]:
    """The columns of the stack: for each, which column (index) of which table (place) is part of it."""
    columns: list[dict[int, int]] = []
    for place, one in enumerate(tables):
        home: dict[int, int] = {}
        for same in (_same_header, _same_name, _same_role):
            for index in range(len(one.plain)):
                if index in home:
                    continue
                free = (c for c, members in enumerate(columns) if c not in home.values() and same(tables, members, one, index))
                if (found := next(free, None)) is not None:
                    home[index] = found
        for index in range(len(one.plain)):
            if index in home:
                columns[home[index]][place] = index
            else:
                columns.append({place: index})
    return columns


def _same_header(tables: Sequence[Evidence], members: Mapping[int, int], one: Evidence, index: int) -> bool:
    return any(tables[place].table.headers[own] == one.table.headers[index] for place, own in members.items())


def _same_name(tables: Sequence[Evidence], members: Mapping[int, int], one: Evidence, index: int) -> bool:
    return any(tables[place].plain[own] == one.plain[index] for place, own in members.items())


def _same_role(tables: Sequence[Evidence], members: Mapping[int, int], one: Evidence, index: int) -> bool:
    role = next((role for role, column in one.roles.items() if column == index), "")
    if not role or role in SEVERAL:
        return False
    return any(tables[place].roles.get(role) == own for place, own in members.items())


def _stacked_column(tables: Sequence[Evidence], members: dict[int, int], made: bool) -> RawColumn:
    """The column with the header of its first table (whose file has it, where one does)."""
    parts = {place: tables[place].table.columns[index] for place, index in members.items()}
    own = [place for place, index in members.items() if index not in tables[place].table.made]
    header = parts[min(own) if own and not made else min(parts)].header
    whole, maps = merged(header, list(parts.values()))
    new = dict(zip(parts, maps, strict=True))
    codes = [
        new[place][parts[place].codes] if place in parts else np.full(one.table.rows, -1, np.int32)
        for place, one in enumerate(tables)
    ]
    return replace(whole, codes=np.concatenate(codes))


def _apart(columns: list[RawColumn]) -> tuple[RawColumn, ...]:
    """Columns whose headers differ: a repeated one is numbered."""
    taken: set[str] = set()
    result = []
    for column in columns:
        name, number = column.header, 2
        while name in taken:
            name, number = f"{column.header} ({number})", number + 1
        taken.add(name)
        result.append(replace(column, header=name))
    return tuple(result)


def labels(tables: Sequence[RawTable]) -> list[str]:
    """How sentences call each table: by its sheet where there is one file, else by its file, or by both."""
    sources = [table.sources[0] for table in tables]
    one_file = len({table.paths for table in tables}) == 1
    result = []
    for file, sheet in sources:
        alone = sum(other == file for other, _ in sources) == 1
        result.append(file if not sheet or (alone and not one_file) else sheet if one_file else f"{Path(file).stem} · {sheet}")
    return result
