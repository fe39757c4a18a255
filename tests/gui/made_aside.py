"""The table `aside` of the made shop: its first orders are collective ones, the next repeat others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from shop import message

from assoc_engine.workspace import Workspace

COLLECTIVE, COPIED = 20, 3  # orders


def write_aside(folder: Path, keep: Sequence[str] = (), kinds: tuple[str, ...] = ("marked", "copied")) -> None:
    counts = {"marked": COLLECTIVE, "copied": COPIED}
    told = [
        {"kind": kind, "share": 0.03, "row_share": 0.24, "pair_share": 0.7, "least": 40, "code": "DOT" if kind == "marked" else "",
         "name": "",
         "kept": kind in keep,
         "message": message(f"{counts[kind]} orders are {'marked DOT' if kind == 'marked' else kind}.")} for kind in kinds
    ]  # fmt: skip
    orders = np.concatenate([np.empty(0, np.int32), *(np.arange(counts[kind], dtype=np.int32) for kind in kinds)])
    number = np.repeat(np.array([{"marked": 0, "copied": 2}[kind] for kind in kinds], np.int8), [counts[kind] for kind in kinds])
    Workspace(folder).put("aside", {"order": orders, "kind": number}, {"kinds": told})
