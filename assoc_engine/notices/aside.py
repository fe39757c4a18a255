"""Setting orders aside: what a notice about some orders would set."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cleaning import CleanTable
from ..settings import CleanSettings

MANY = 300  # orders: more are no exceptions, and no list that a person would set aside


def orders_aside(table: CleanTable, lines: np.ndarray, settings: CleanSettings) -> tuple[list[str], dict[str, Any] | None]:
    """(numbers of the orders of the marked lines, the complete setting that sets them aside; None for too many)."""
    codes = np.unique(table.order.codes[lines])
    numbers = [table.order.vocabulary[code] for code in codes.tolist()]
    if len(numbers) > MANY:
        return numbers, None
    return numbers, {"exclude_orders": [*settings.exclude_orders, *numbers]}
