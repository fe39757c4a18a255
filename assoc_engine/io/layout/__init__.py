"""What one row of a table stands for, and its rows as order lines: whatever the layout, one row an item of an order."""

from __future__ import annotations

from dataclasses import replace

from ...progress import SILENT, Progress
from ...text import N_, message
from ..raw import RawTable
from . import baskets, cells, columns, matrix
from .day_rows import with_days
from .marks import marked
from .order_heads import with_orders
from .order_rows import header_roles
from .sums import refuse_sums

__all__ = ["refuse_sums", "shape"]

_SHAPES = {"columns": columns, "cells": cells, "matrix": matrix, "baskets": baskets}
"""Layouts other than order lines, in the order in which they are tried."""

NAMES = {
    "lines": N_("one row a product sold"),
    "baskets": N_("lists of products"),
    "cells": N_("several products in one cell"),
    "columns": N_("products in numbered columns"),
    "matrix": N_("a column for each product"),
}


def shape(raw: RawTable, layout: str = "", progress: Progress = SILENT) -> RawTable:
    """The table with its layout recognised (or as given, one of raw.LAYOUTS), unfolded into order lines; rows that
    repeat the header or sum up others are marked. Nothing is dropped, and the notes say what was recognised.

    Columns that the file does not have stand last; RawTable.made names them. A layout that cannot be done leaves a
    note, and the table's own is recognised.
    """
    if raw.layout == "baskets":  # a text file whose lines are baskets was unfolded as it was read
        return baskets.with_own_numbers(raw)
    roles = header_roles(raw.headers)
    raw = marked(raw, roles, progress)
    if layout in _SHAPES:
        how = _SHAPES[layout].find(raw, roles, forced=True)
        if how is not None:
            return _SHAPES[layout].unfold(raw, roles, how, progress)
    shaped = _with_heads(raw, roles) if layout == "lines" else _recognised(raw, roles, progress)
    if layout in _SHAPES and shaped.layout != layout:
        asked, found = message(NAMES[layout]), message(NAMES[shaped.layout])
        said = message(N_("This does not read as {asked}, so it was read as {found}."), asked=asked, found=found)
        return replace(shaped, notes=(*shaped.notes, said))
    return shaped


def _recognised(raw: RawTable, roles: list[str], progress: Progress) -> RawTable:
    for kind in _SHAPES.values():
        how = kind.find(raw, roles)
        if how is not None:
            return kind.unfold(raw, roles, how, progress)
    return _with_heads(raw, roles)


def _with_heads(raw: RawTable, roles: list[str]) -> RawTable:
    """The order lines with what stands in rows of its own above them: their order, else their day."""
    found = with_orders(raw, roles)
    return with_days(raw, roles) if found is raw else found
