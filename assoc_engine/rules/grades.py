"""Grades: what is proven (B), what was found on the earlier orders and confirmed by the later ones (A), what is a hint (C)."""

from __future__ import annotations

import numpy as np

from ..progress import SILENT, Progress
from ..settings import LinkSettings
from .replication import Replication
from .tested_orders import TestedOrders
from .verdicts import HELD, NONE, A, B, C

FEWEST = 5  # independent joint orders, or the pair is a hint at most
CUSTOMERS = 3  # who bought both in one order, where most orders say whose they are
ELIGIBLE = 20  # orders a product needs for its pairs to be tested: rarer ones can hardly ever prove anything


def enough(orders: TestedOrders, independent: np.ndarray, customers: np.ndarray) -> np.ndarray:
    """bool: do so many independent orders, of so many customers, prove a link?"""
    return (independent >= FEWEST) & ((customers >= CUSTOMERS) | (not orders.tells_customers))


def grades(significant: np.ndarray, proven: np.ndarray, early_found: np.ndarray, late_p: np.ndarray) -> np.ndarray:
    """int8. NONE; of those that stand out over all orders (`significant`, bool) C; if by enough of them (`proven`, bool) B; and A if the
    earlier part alone found it (`early_found`, bool) and the later part alone has a chance of at most HELD.

    So a pair that meets by chance passes as A only if it is one of the false finds of the earlier part and HELD happens as well.
    """
    grade = np.where(significant, np.where(proven, B, C), NONE).astype(np.int8)
    grade[(grade == B) & early_found & (late_p <= HELD)] = A
    return grade


def graded(
    parts: Replication, pairs: tuple[np.ndarray, np.ndarray], significant: np.ndarray, proven: np.ndarray, tests: int,
    settings: LinkSettings, progress: Progress = SILENT,
) -> dict[str, np.ndarray]:  # fmt: skip
    """`grade` and the columns `early_…` and `late_…` of the link table, of pairs (a, b) by rising a. Raises Cancelled.

    Measured in the parts are those that are `significant` alone; of the others the counts are 0 and the rest is NaN. `tests`: of the
    earlier part, whose finds (`early_found`, bool) are those with a q-value of at most `max_fdr` there.
    """
    chosen = np.flatnonzero(significant)
    sides = tuple(side[chosen] for side in pairs)
    found = parts.measured(*sides, progress)
    found["early_found"] = parts.early_q(*sides, tests, settings.dependent) <= settings.max_fdr
    columns = {}
    for name, values in found.items():
        columns[name] = np.full(len(significant), np.nan) if values.dtype == np.float64 else np.zeros(len(significant), values.dtype)
        columns[name][chosen] = values
    return {"grade": grades(significant, proven, columns["early_found"], columns["late_p"]), **columns}
