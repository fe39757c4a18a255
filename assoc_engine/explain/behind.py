"""The orders behind an explanation, each with its rows of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..cleaning import NO_TIME
from ..workspace import Table, Workspace
from .counted import Counted

JOINT, EACH = 5, 2  # orders shown that hold both, and, where those are fewer than FEW, of each side with the product in between
FEW = 3
NAMES = 12  # products of an order that are named


def orders_behind(workspace: Workspace, counted: Counted, a: int, b: int, joint: np.ndarray, between: int) -> list[dict[str, Any]]:
    """As `explaining.explain` tells. `joint`: the orders of both; `between`: the product in between, −1 for none. The smallest orders
    come first, since a large one says little of each of its pairs; of equal ones the latest; those that are set aside come last."""
    lines, origins, raw, names = (workspace.get("lines"), workspace.get("origins"), workspace.get("raw"), workspace.get("products")["name"])
    picked = [(order, "both", (a, b)) for order in _clearest(counted, joint)[:JOINT]]
    if len(joint) < FEW and between >= 0:
        with_it = counted.holding(between)
        for one, holds in ((a, "a+neighbour"), (b, "b+neighbour")):
            found = np.setdiff1d(np.intersect1d(counted.holding(one), with_it), joint)
            picked += [(order, holds, (one, between)) for order in _clearest(counted, found)[:EACH]]
    return [_told(counted, lines, origins, raw, names, *entry) for entry in picked]


def _clearest(counted: Counted, orders: np.ndarray) -> list[int]:
    size = counted.start[orders + 1] - counted.start[orders]
    return orders[np.lexsort((-orders, size, ~counted.tested.rows[orders]))].tolist()


def _told(
    counted: Counted, lines: Table, origins: Table, raw: Table, names: Sequence[str], order: int, holds: str, about: Sequence[int]
) -> dict[str, Any]:
    items = counted.items[int(counted.start[order]) : int(counted.start[order + 1])].tolist()
    first = [*about, *(item for item in items if item not in about)][:NAMES]
    time = int(counted.baskets.time[order])
    return {
        "order": counted.baskets.order_id[order], "time": time if time != NO_TIME else None, "holds": holds,
        "rows": [_place(raw, row) for row in _rows(counted.baskets.line_start, lines, origins, order, about)],
        "products": [names[item] for item in first], "size": len(items),
    }  # fmt: skip


def _rows(line_start: np.ndarray, lines: Table, origins: Table, order: int, about: Sequence[int]) -> list[int]:
    """Raw rows of the order that are about these products, in the file's order."""
    low, high = (int(line_start[number]) for number in (order, order + 1))
    wanted, start = low + np.flatnonzero(np.isin(lines["product"][low:high], about)), origins["start"]
    return sorted(int(row) for line in wanted for row in origins["raw"][int(start[line]) : int(start[line + 1])])


def _place(raw: Table, row: int) -> dict[str, Any]:
    file, sheet = raw.meta["sources"][int(raw["source"][row])]
    return {"raw": row, "file": file, "sheet": sheet, "row": int(raw["row"][row])}
