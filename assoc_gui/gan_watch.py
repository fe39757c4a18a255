"""How close made-up orders come to real ones, as it is told while they are learned: the lines of a file, read as they come."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .appended import AppendedFile

if TYPE_CHECKING:
    import numpy as np

FILE = "gan.jsonl"
MOST = 1 << 17  # bytes read at once: a dozen watches, a few milliseconds
FIGURES = ("marginals", "sizes", "pairs", "copies", "telling")
LIMITS = {"marginals": (0.95, 1), "sizes": (0.1, -1), "pairs": (0.5, 1), "copies": (0.05, -1)}
"""Figure → the limit, and 1 where it is the least that is wanted, −1 where it is the most."""


def holds(name: str, value: float) -> bool | None:
    """Is a figure within its limit? None where it has none, or where it is not known."""
    if name not in LIMITS or math.isnan(value):
        return None
    limit, side = LIMITS[name]
    return (value - limit) * side >= 0


@dataclass(frozen=True, eq=False)  # one is like itself alone
class Watch:
    """One look at the generator. `figures`: by FIGURES, NaN where one could not be told. The shares of orders of 1, 2 … products (the
    last: that many and more) and the shares of orders that hold each of some products, the most bought first, real and made up. `stopped`:
    why it ended here, "" where it did not."""

    round: int
    figures: dict[str, float]
    real_sizes: np.ndarray
    made_sizes: np.ndarray
    real_items: np.ndarray
    made_items: np.ndarray
    stopped: str


class GanWatch:
    """The watches of the run that is at work or ran last in a workspace, in rising order of rounds."""

    def __init__(self) -> None:
        self.watches: list[Watch] = []
        self._before: list[Watch] = []
        self._file = AppendedFile(MOST)

    @property
    def latest(self) -> Watch | None:
        return self.watches[-1] if self.watches else None

    def open(self, folder: Path | None) -> None:
        """Look at another workspace (None: at none), whose last run may have left something."""
        self.watches = []
        self._file.open(folder / FILE if folder is not None else None)

    def begin(self, folder: Path) -> None:
        """A run is about to write its file: what stands there is of an earlier one."""
        self._before = self.watches
        self.open(folder)
        (folder / FILE).unlink(missing_ok=True)

    def take_back(self) -> None:
        """The run that began last was stopped, and counts for nothing: show what was known before it."""
        self.watches = self._before
        self._file.open(None)

    def at(self, number: int) -> Watch | None:
        """The watch of a round, the latest where there is none of it."""
        return next((watch for watch in self.watches if watch.round == number), self.latest)

    def history(self, name: str) -> tuple[list[int], list[float]]:
        """The rounds and one of FIGURES at each."""
        return [watch.round for watch in self.watches], [watch.figures[name] for watch in self.watches]

    def read(self) -> bool:
        """Take over whole lines that were appended since; True where there were some."""
        lines = self._file.lines()
        if self._file.anew:
            self.watches = []
        for line in lines:
            self._take(line)
        return bool(lines)

    def _take(self, line: bytes) -> None:
        try:
            watch = _watch(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # a killed run may leave half a line behind
        while self.watches and self.watches[-1].round >= watch.round:  # gone on from a saved round
            self.watches.pop()
        self.watches.append(watch)


def _watch(told: dict) -> Watch:
    import numpy as np

    shares = [np.asarray(told[name], np.float64) for name in ("real_sizes", "made_sizes", "real_items", "made_items")]
    for real, made in (shares[:2], shares[2:]):
        if real.ndim != 1 or real.shape != made.shape:
            raise ValueError("as many shares of made-up as of real orders")
    figures = {name: math.nan if told[name] is None else float(told[name]) for name in FIGURES}
    return Watch(int(told["round"]), figures, *shares, stopped=str(told["stopped"]))
