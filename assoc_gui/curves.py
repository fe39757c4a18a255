"""How each net learns, as it is told round by round: the lines a training appends to its file, read as they come."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from .appended import AppendedFile

FILE = "curves.jsonl"
MOST = 1 << 16  # bytes read at once: hundreds of rounds, well under a millisecond


@dataclass
class Learning:
    """One net: its `rounds` in rising order, and of each the `loss` and the `figure` on the orders kept apart."""

    task: str
    model: str
    rounds: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    figure: list[float] = field(default_factory=list)

    @property
    def best(self) -> int:
        """The place of the first round with the best figure, −1 where there is none."""
        return max(range(len(self.figure)), key=lambda i: (self.figure[i], -i), default=-1)


class Curves:
    """The nets of the training that runs or ran last, in the order in which they began. `lines`: rounds told so far, of all."""

    def __init__(self) -> None:
        self.nets: dict[tuple[str, str], Learning] = {}
        self.latest: tuple[str, str] | None = None
        self.lines = 0
        self._before: tuple[dict[tuple[str, str], Learning], tuple[str, str] | None] = {}, None
        self._file = AppendedFile(MOST)

    def begin(self, folder: Path, known: bool) -> None:
        """A training is about to write its file anew. `known`: its nets go on from where they were, so their rounds so far stay."""
        self._before = deepcopy(self.nets), self.latest
        if not known:
            self.nets, self.latest = {}, None
        self._file.open(folder / FILE)
        (folder / FILE).unlink(missing_ok=True)

    def take_back(self) -> None:
        """The training that began last was stopped, and counts for nothing: show what was known before it."""
        self.nets, self.latest = self._before
        self._file.open(None)

    def of(self, task: str) -> list[tuple[str, str]]:
        """The nets of a task, the one that began last at the end."""
        return [key for key in self.nets if key[0] == task]

    def forget(self) -> None:
        self.nets, self.latest = {}, None
        self._file.open(None)

    def read(self) -> bool:
        """Take over the whole lines that were appended since; True where there were some."""
        lines = self._file.lines()
        for line in lines:
            self._take(line)
        return bool(lines)

    def _take(self, line: bytes) -> None:
        try:
            told = json.loads(line)
            key, number = (str(told["task"]), str(told["model"])), int(told["round"])
            loss, figure = float(told["loss"]), float(told["figure"])
        except (ValueError, KeyError, TypeError):
            return  # a killed training may leave half a line behind
        net = self.nets.setdefault(key, Learning(*key))
        while net.rounds and net.rounds[-1] >= number:  # begun anew, or gone on from a saved round
            del net.rounds[-1], net.loss[-1], net.figure[-1]
        net.rounds.append(number)
        net.loss.append(loss)
        net.figure.append(figure)
        self.latest = key
        self.lines += 1
