"""Codes under which clearly different names are frequent: counted as one product, and said."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cleaning import MERGED, CleanTable
from ..io.table import SalesTable
from ..text import N_, message

ALIKE = 0.5  # names of one code less alike than this are probably different products


def shared_codes(table: SalesTable, clean_table: CleanTable) -> dict[str, Any] | None:
    """Codes under which two clearly different names are both frequent: counted as one product, and said."""
    if table.code is None or table.product is None:
        return None
    code, name = table.code.codes[clean_table.raw], table.product.codes[clean_table.raw]
    known = (code >= 0) & (name >= 0)
    pairs, times = np.unique(code[known].astype(np.int64) << 32 | name[known], return_counts=True)
    of_code = (pairs >> 32).astype(np.int64)
    rows = np.bincount(of_code, times)
    often = times >= np.maximum(2, 0.2 * rows[of_code])
    counts = np.bincount(of_code[often], minlength=len(rows))
    clashes = []
    first, end = np.searchsorted(of_code, np.arange(len(rows))), np.searchsorted(of_code, np.arange(len(rows)), "right")
    for clash in np.flatnonzero(counts > 1).tolist():
        part = slice(first[clash], end[clash])
        names = [table.product.vocabulary[p & 0xFFFFFFFF] for p in pairs[part][often[part]].tolist()]
        if not _alike(names[0].casefold(), names[1].casefold()):
            clashes.append((rows[clash], table.code.vocabulary[clash], names[0], names[1]))
    if not clashes:
        return None
    _, code_word, one, other = max(clashes)
    return {
        "title": message(
            N_(
                "{count} code stands for clearly different names: {code} is {first} and {second}.",
                "{count} codes stand for clearly different names, such as {code}: {first} and {second}.",
            ),
            count=len(clashes), code=code_word, first=one, second=other,
        ),
        "advice": message(
            N_("Each code is counted as one product. If they are different products, switch off: {rule}."),
            rule=message(MERGED),
        ),
        "setting": {"merge_names": False},
    }  # fmt: skip


def _alike(one: str, other: str) -> bool:
    """Spelled alike, or of the same words in another order and number ("wood cabinet white", "white wood cabinet, 3 drawers")."""
    from rapidfuzz import fuzz

    return max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other)) >= 100 * ALIKE
