"""What tables hold by number: grades, kinds of orders set aside, and what the later part of the orders says of a link.

Known to those who only show links as well, so nothing here counts or loads what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

GRADES = ("", "C", "B", "A")  # by number
NONE, C, B, A = range(4)
KINDS = ("marked", "large", "copied", "standing")  # of orders set aside (collective.py), by number
HELD = 0.05  # the chance that the later part alone may leave of what it confirms
UNKNOWN, AGAIN, ONLY_THEN, UNCLEAR, GONE = range(5)  # verdicts on the later part


def later_verdict(links: Mapping[str, Any], above: bool = True) -> np.ndarray:
    """What the later part alone says of each pair, int8: UNKNOWN (not measured), AGAIN (found on the earlier part, and clearly beyond chance
    in the later one), ONLY_THEN (clear in the later one, which is no second proof: the earlier part alone does not show it), UNCLEAR, or GONE
    (its interval excludes the side of chance it was found on). `links`: the tables `links` (`above`) or `anti` (not)."""
    found, clear, low, high = (np.asarray(links[name]) for name in ("early_found", "late_clear", "late_low", "late_high"))
    verdict = np.where(clear, np.where(found, AGAIN, ONLY_THEN), np.where(high < 1 if above else low > 1, GONE, UNCLEAR))
    return np.where(np.isnan(low), UNKNOWN, verdict).astype(np.int8)
