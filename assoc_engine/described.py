"""How what holds many arrays shows itself to who programs: kind and size of each field, as in a notebook, not their entries."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

LONGEST = 80  # characters of a small value


class Described:
    """Base of dataclasses (made with repr=False) whose arrays would fill pages."""

    def __repr__(self) -> str:
        names = [f.name for f in dataclasses.fields(self)]  # type: ignore[arg-type]
        width = max(map(len, names))
        return "\n".join([type(self).__name__, *(f"  {name:{width}}  {_shortly(getattr(self, name))}" for name in names)])


def _shortly(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    words = type(value).__name__ if isinstance(value, Described) else repr(value) if _is_small(value) else ""
    if words and len(words) <= LONGEST:
        return words
    return f"{type(value).__name__} of {len(value)}" if hasattr(value, "__len__") else f"{type(value).__name__} …"


def _is_small(value: Any) -> bool:
    """Whether its words may be made: of a long list alone they would take as long as the list is."""
    if isinstance(value, str | int | float | dict) or value is None:
        return not isinstance(value, str | dict) or len(value) <= LONGEST
    return isinstance(value, list | tuple) and len(value) <= LONGEST // 4 and all(map(_is_small, value))
