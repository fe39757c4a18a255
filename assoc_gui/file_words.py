"""How files that were opened together are named where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assoc_engine.text import N_, Text


def files_named(text: Text, paths: Sequence[str]) -> str:
    """The names of one or two; of more, the first and how many others."""
    names = [Path(path).name for path in paths]
    if len(names) <= 2:
        return ", ".join(names)
    said = N_("{file} and {count} other", "{file} and {count} others")
    return text(said, file=names[0], count=len(names) - 1)
