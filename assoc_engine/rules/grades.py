"""Grades: what is proven (B), what was found on the earlier orders and confirmed by the later ones (A), what is a hint (C)."""

from __future__ import annotations

import numpy as np

from ..progress import SILENT, Progress
from .replication import Replication
from .tested_orders import TestedOrders
from .verdicts import NONE, A, B, C

FEWEST = 5  # independent joint orders, or the pair is a hint at most
CUSTOMERS = 3  # who bought both in one order, where most orders say whose they are
CONFIRMING = 3  # independent joint orders of the later part, or it confirms nothing: one order may be an accident of any kind
ELIGIBLE = 20  # orders a product needs for its pairs to be tested: rarer ones can hardly ever prove anything


def enough(orders: TestedOrders, independent: np.ndarray, customers: np.ndarray) -> np.ndarray:
    """bool: do so many independent orders, of so many customers, prove a link?"""
    return (independent >= FEWEST) & ((customers >= CUSTOMERS) | (not orders.tells_customers))


def grades(significant: np.ndarray, proven: np.ndarray, early_found: np.ndarray, late_clear: np.ndarray) -> np.ndarray:
    """int8. NONE; of those that stand out over all orders (`significant`, bool) C; if by enough of them (`proven`, bool) B; and A if the
    earlier part alone found it (`early_found`, bool) and the later part alone is clear (`late_clear`, bool).

    So a pair that meets by chance passes as A only if it is one of the false finds of the earlier part and verdicts.HELD happens as well.
    """
    grade = np.where(significant, np.where(proven, B, C), NONE).astype(np.int8)
    grade[(grade == B) & early_found & late_clear] = A
    return grade


def graded(
    parts: Replication, pairs: tuple[np.ndarray, np.ndarray], significant: np.ndarray, proven: np.ndarray, early_found: np.ndarray,
    progress: Progress = SILENT,
) -> dict[str, np.ndarray]:  # fmt: skip
    """`grade` and the columns `early_…` and `late_…` of the link table, of `pairs` (a, b: int32 product numbers) by rising a;
    `significant`, `proven`, `early_found`: bool, one a pair. Raises Cancelled.

    Measured in the parts are those that all orders (`significant`) or the earlier part alone (`early_found`) tell from chance: so no find
    of the earlier part is without its later result, whatever that is. Of the others the counts are 0 and the rest is NaN.
    """
    chosen = np.flatnonzero(significant | early_found)
    columns, (a, b) = {}, pairs
    for name, values in parts.measured(a[chosen], b[chosen], progress).items():
        columns[name] = np.full(len(significant), np.nan) if values.dtype == np.float64 else np.zeros(len(significant), values.dtype)
        columns[name][chosen] = values
    return {"grade": grades(significant, proven, early_found, columns["late_clear"]), "early_found": early_found, **columns}
