"""Progress and co-operative cancelling: the worker stores a snapshot, whoever shows it polls.

Whatever takes a Progress raises Cancelled where it is asked to stop, said there or not.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 1.0  # seconds between asking a job to stop and ending its process


class Cancelled(Exception):
    """Raised inside the work after `Progress.cancel` was called, or once what it works on is no longer there."""


@dataclass(frozen=True)
class Snapshot:
    """`share` of the whole job in 0..1, and a message id with its values saying what is being done."""

    share: float = 0.0
    message: str = ""
    values: dict[str, Any] = field(default_factory=dict)


class Progress:
    """Thread-safe progress of one job; `part` gives a sub-step its share of the bar."""

    def __init__(self) -> None:
        self._root = self
        self._low, self._high, self._message = 0.0, 1.0, ""
        self._stop = threading.Event()
        self.snapshot = Snapshot()

    def part(self, low: float, high: float, message: str = "") -> Progress:
        """A view on the share low..high (of this one's share) of the bar; `message` is shown when a step has none."""
        child = object.__new__(Progress)
        width = self._high - self._low
        child._root, child._message = self._root, message or self._message
        child._low, child._high = self._low + low * width, self._low + high * width
        child.step(0, 1)
        return child

    def step(self, done: float, total: float = 0, message: str = "", **values: object) -> None:
        """Store a snapshot. Raises Cancelled when asked to stop; call it every 20 to 100 ms of work."""
        root = self._root
        if root._stop.is_set():
            raise Cancelled
        share = min(1.0, done / total) if total else 0.0
        root.snapshot = Snapshot(self._low + share * (self._high - self._low), message or self._message, values)

    def cancel(self) -> None:
        """Ask the work to stop; its next `step` raises Cancelled. May be called from any thread."""
        self._root._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._root._stop.is_set()


class _Silent(Progress):
    """For callers that show no progress: shared by all, so it stores nothing and cannot be cancelled."""

    def __repr__(self) -> str:
        return "SILENT"

    def part(self, low: float, high: float, message: str = "") -> Progress:
        return self

    def step(self, done: float, total: float = 0, message: str = "", **values: object) -> None:
        pass

    def cancel(self) -> None:
        raise RuntimeError("the silent progress cannot be cancelled; pass a Progress of your own")


SILENT: Progress = _Silent()
