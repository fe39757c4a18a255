"""What tables hold by number, with the names it goes by everywhere: grades, what became of a link, what the later part of the orders says
of it, kinds of orders set aside.

Known to those who only show links as well, so nothing here counts or loads what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..text import N_

GRADES = ("", "C", "B", "A")  # by number
NONE, C, B, A = range(4)
GRADE_NAMES = (N_("may be chance"), N_("hint"), N_("likely"), N_("proven"))  # by number
GRADE_SIGNS = ("", "○", "◐", "●")  # as the window paints them, by number
KINDS = ("marked", "large", "copied", "standing")  # of orders set aside (collective.py), by number
HELD = 0.05  # the chance that the later part alone may leave of what it confirms
UNKNOWN, AGAIN, ONLY_THEN, UNCLEAR, GONE = range(5)  # verdicts on the later part
LATER_NAMES = ("", N_("found again"), N_("only in the later part"), N_("not clear"), N_("not found again"))  # by verdict
SOLD, ENDED, SEASONAL = range(3)  # fates: what became of a link
FATE_NAMES = (N_("still sold"), N_("no longer sold"), N_("seasonal"))  # by number


def later_verdict(links: Mapping[str, Any], above: bool = True) -> np.ndarray:
    """What the later part alone says of each pair, int8: UNKNOWN (not measured), AGAIN (found on the earlier part, and clearly beyond
    chance in the later one), ONLY_THEN (clear in the later one, which is no second proof: the earlier part alone does not show it),
    UNCLEAR, or GONE (its interval excludes the side of chance it was found on). `links`: the tables `links` (`above`) or `anti` (not)."""
    found, clear, low, high = (np.asarray(links[name]) for name in ("early_found", "late_clear", "late_low", "late_high"))
    verdict = np.where(clear, np.where(found, AGAIN, ONLY_THEN), np.where(high < 1 if above else low > 1, GONE, UNCLEAR))
    return np.where(np.isnan(low), UNKNOWN, verdict).astype(np.int8)
