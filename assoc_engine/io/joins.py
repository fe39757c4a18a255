"""Several tables as one: order lines stacked, and what other tables know of their orders, products and customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..progress import SILENT, Progress
from ..text import N_
from .header_words import role_of_name
from .messages import message
from .raw import Part, RawTable, shape_of


def join(tables: Sequence[RawTable], uses: Mapping[str, str] = {}, progress: Progress = SILENT) -> RawTable:
    """One table of order lines from all that was read. `uses` as in ReadSettings."""
    best = max(tables, key=_fitness)
    parts = [_part(table, table is best) for table in tables]
    return replace(best, parts=tuple(parts))


def _fitness(table: RawTable) -> tuple[int, int]:
    names = {role_of_name(header) for header in table.headers}
    sells = bool(names & {"product", "code"})
    known = names & {"order", "product", "code", "customer", "time", "quantity", "price", "amount"}
    return sells * len(known), table.rows


def _part(table: RawTable, used: bool) -> Part:
    file, sheet = table.sources[0]
    name = sheet or file
    said = N_("{name}: the sales, {count} rows.") if used else N_("{name}: not used.")
    return Part(file, sheet, table.rows, "sales" if used else "", table.layout,
                message(said, name=name, count=table.rows), shape_of(table.headers))  # fmt: skip
