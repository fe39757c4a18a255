"""What an engine is doing: a part of the status bar."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal

from assoc_engine.text import Text

from ..jobs import Jobs
from .work_line import WorkLine

SHOW_AFTER = 400  # milliseconds: shorter jobs are not worth a flicker
WIDEST = 160  # pixels of the bar


class JobLine(WorkLine):
    """Seen while there is a job. `seen(bool)` when it appears or goes."""

    seen = Signal(bool)

    def __init__(self, text: Text, jobs: Jobs) -> None:
        super().__init__(text, WIDEST)
        self._jobs = jobs
        self.layout().addStretch(1)
        self._patience = QTimer(self, interval=SHOW_AFTER, singleShot=True)
        self._patience.timeout.connect(self._show)
        jobs.changed.connect(self._follow)
        self.hide()
        self._follow()

    def _follow(self) -> None:
        job, fresh = self._jobs.current, self.job is None
        self.job = job
        if job is not None and fresh:
            self._patience.start()
        if job is None:
            self._patience.stop()
        if not self._patience.isActive():
            self._show()

    def _show(self) -> None:
        other = self.isHidden() != (self.job is None)
        self.show_job(self.job)
        if other:
            self.seen.emit(self.job is not None)
