"""What was found part by part, as whole columns."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

Part = TypeVar("Part", bound=tuple[np.ndarray, ...])


def joined(parts: list[Part]) -> tuple[np.ndarray, ...]:
    """The columns of all `parts`, which it empties: one column is put together after the other, each freed before the next is made, so that
    no more than one is there twice. `parts`: at least one, with columns of the same kinds."""
    waiting = [list(column) for column in zip(*parts, strict=True)]
    parts.clear()
    columns = []
    while waiting:
        columns.append(np.concatenate(waiting.pop(0)))
    return tuple(columns)
