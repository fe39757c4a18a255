"""Orders in the tables behind a pair or a sequence: their numbers, their dates, and where their rows stand in the files."""

from __future__ import annotations

import numpy as np

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..evidence import NO_TIME
from .table import Column

SEEN = 50  # rows looked at to choose the width of numbers and names
LONG_DATE = 1_293_494_400  # 28 December 2010, as long as dates get


def order_columns(text: Text, orders: Table, title: str, which: np.ndarray, wide: bool = False) -> list[Column]:
    """The number of an order (`which`: one a row) and, where there are dates, its date."""
    ids, times = orders["id"], orders["time"]

    def date(i: int) -> str:
        seconds = int(times[which[i]])
        return text.date(seconds) if seconds != NO_TIME else "–"

    longest = max((ids[int(order)] for order in which[:SEEN]), key=len, default="")
    columns = [Column(title, lambda i: ids[int(which[i])], sample=longest + "0", wide=wide)]
    if orders.meta.get("has_time"):
        columns.append(Column(text("Date"), date, lambda: times[which], sample=text.date(LONG_DATE)))
    return columns


def source_of(raw: Table, rows: np.ndarray) -> str:
    """The file and sheet of the first of some rows; "" where there is none."""
    source = raw.meta["sources"][int(raw["source"][rows[0]])] if len(rows) else ()
    return " · ".join(part for part in source if part)
