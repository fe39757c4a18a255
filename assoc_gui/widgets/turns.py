"""Longer work on the window's thread, cut into steps with a turn of the event loop between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """Steps run one a turn, in order. `again(steps)` drops the steps that are left of an earlier filling."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[tuple[Callable[[], None], bool]] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._run)

    def once(self, *steps: Callable[[], None]) -> None:
        """Steps that must run, such as making widgets."""
        self._steps.extend((step, False) for step in steps)
        self._timer.start()

    def again(self, *steps: Callable[[], None]) -> None:
        """Steps that show data: those still waiting from data shown before are dropped."""
        self._steps = deque(entry for entry in self._steps if not entry[1])
        self._steps.extend((step, True) for step in steps)
        self._timer.start()

    @property
    def busy(self) -> bool:
        return bool(self._steps)

    def finish(self) -> None:
        """Run what is left at once, for whoever needs it done."""
        while self._steps:
            self._run()

    def _run(self) -> None:
        if self._steps:
            step, _ = self._steps.popleft()
            step()
            self._timer.start()  # from now: what fell due meanwhile comes before the next step
        if not self._steps:
            self._timer.stop()
