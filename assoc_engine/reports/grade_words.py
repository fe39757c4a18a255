"""Grade, later result and fate of links in words, the grade with its shape: never told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..rules.verdicts import later_verdict
from ..text import Text


def grades(text: Text, links: Mapping, rows: np.ndarray) -> list[str]:
    """Of rows of the table `links`."""
    words = (text("chance can explain it"), text("○ hint"), text("◐ likely"), text("● proven"))
    return [words[grade] for grade in np.asarray(links["grade"])[rows].tolist()]


def later_results(text: Text, links: Mapping, rows: np.ndarray) -> list[str]:
    """What the later part of the orders alone says; "" of links that did not stand out."""
    words = ("", text("found again"), text("only in the later part"), text("not clear"), text("not found again"))
    part = {name: np.asarray(links[name])[rows] for name in ("early_found", "late_clear", "late_low", "late_high")}
    return [words[verdict] for verdict in later_verdict(part).tolist()]


def fates(text: Text, links: Mapping, rows: np.ndarray) -> list[str]:
    """Whether a link can still be used."""
    words = (text("still sold"), text("no longer sold"), text("seasonal"))
    return [words[fate] for fate in np.asarray(links["fate"])[rows].tolist()]
