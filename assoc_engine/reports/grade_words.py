"""Grade, later result and fate of links in words, the grade with its shape: never told by colour alone.

The shape of what is likely is the double circle: fonts of office programs draw the half circle of the window as a quarter of it on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..rules.verdicts import later_verdict
from ..text import Text


def grades(text: Text, links: Mapping[str, Any], rows: np.ndarray) -> list[str]:
    """Of rows of the tables `links` or `anti`."""
    words = (text("chance can explain it"), text("○ hint"), text("◎ likely"), text("● proven"))
    return [words[grade] for grade in np.asarray(links["grade"])[rows].tolist()]


def verdicts_later(links: Mapping[str, Any], rows: np.ndarray) -> np.ndarray:
    """As rules.verdicts.later_verdict, of `rows` (int) of the table `links`."""
    return later_verdict({name: np.asarray(links[name])[rows] for name in ("early_found", "late_clear", "late_low", "late_high")})


def later_results(text: Text, links: Mapping[str, Any], rows: np.ndarray) -> list[str]:
    """What the later part of the orders alone says of `rows` (int); "" of links that did not stand out."""
    words = ("", text("found again"), text("only in the later part"), text("not clear"), text("not found again"))
    return [words[verdict] for verdict in verdicts_later(links, rows).tolist()]


def fates(text: Text, links: Mapping[str, Any], rows: np.ndarray) -> list[str]:
    """Whether a link can still be used, of `rows` (int)."""
    words = (text("still sold"), text("no longer sold"), text("seasonal"))
    return [words[fate] for fate in np.asarray(links["fate"])[rows].tolist()]
