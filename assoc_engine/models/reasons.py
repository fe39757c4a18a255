"""Why a product is on a list: a message a place, with the product it rests on and the counts that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..text import N_, message

POPULAR_NOW = N_("Bought more often now: in {count} of the {out_of} orders of the last 30 days")
POPULAR = N_("Sells well everywhere: in {count} of all {out_of} orders")
SOLD = N_("In {count} of all {out_of} orders")


@dataclass(frozen=True)
class Reasons:
    """One entry a place of a list, in any shape that all arrays share. `codes` int32 into `vocabulary` (message ids, −1 for no
    reason); `because` int32: the product that the message names, −1 none; `count`, `out_of`, `times` float64: the values it names,
    NaN where it does not."""

    codes: np.ndarray
    vocabulary: list[str]
    because: np.ndarray
    count: np.ndarray
    out_of: np.ndarray
    times: np.ndarray

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Reasons:
        """No reason anywhere, in arrays that may be filled."""
        count, out_of, times = (np.full(shape, np.nan) for _ in range(3))
        return cls(np.full(shape, -1, np.int32), [], np.full(shape, -1, np.int32), count, out_of, times)

    def take(self, rows: np.ndarray | tuple[np.ndarray, ...]) -> Reasons:
        """The entries at an index or mask of the arrays."""
        return Reasons(self.codes[rows], self.vocabulary, self.because[rows], self.count[rows], self.out_of[rows], self.times[rows])

    def message(self, place: int | tuple[int, ...], names: Sequence[str]) -> dict[str, Any]:
        """The reason at a place as a message for `Text.say`; {} where there is none."""
        code = int(self.codes[place])
        if code < 0:
            return {}
        because, values = int(self.because[place]), {}
        for name in ("count", "out_of", "times"):
            value = float(getattr(self, name)[place])
            if value == value:
                values[name] = value if name == "times" else int(value)
        return message(self.vocabulary[code], **values | ({"because": names[because]} if because >= 0 else {}))


def reason_of(lists: Mapping[str, Any], row: int, names: Sequence[str]) -> dict[str, Any]:
    """Why a row of a table with reason columns (docs/workspace.md) stands there, as a message; {} where no reason is known.

    `names`: of all products, by number.
    """
    reason = lists["reason"]
    columns = (lists[name] for name in ("because", "count", "out_of", "times"))
    return Reasons(reason.codes, reason.vocabulary, *columns).message(row, names)
