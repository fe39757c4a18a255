"""What an engine is doing, how far it is, how long it takes, and Stop: a part of the status bar."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from assoc_engine.text import Text

from ..jobs import Job, Jobs
from .basic import button, label

SHOW_AFTER = 400  # milliseconds: shorter jobs are not worth a flicker
WIDEST = 160  # pixels of the bar


class JobLine(QWidget):
    """Seen while there is a job. `seen(bool)` when it appears or goes."""

    seen = Signal(bool)

    def __init__(self, text: Text, jobs: Jobs) -> None:
        super().__init__()
        self.text, self._jobs = text, jobs
        self.job: Job | None = None
        self.doing, self.left = label("", "muted"), label("", "muted")
        self.doing.setMinimumWidth(60)  # the first to give way
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setMinimumWidth(40)
        self.bar.setMaximumWidth(WIDEST)
        self.cancel_button = button(text("Stop"), "link", self._cancel)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for item in (self.doing, self.bar, self.left, self.cancel_button):
            box.addWidget(item)
        box.addStretch(1)
        self._patience = QTimer(self, interval=SHOW_AFTER, singleShot=True)
        self._patience.timeout.connect(self._show)
        jobs.changed.connect(self._follow)
        self.hide()
        self._follow()

    def _follow(self) -> None:
        job = self._jobs.current
        if job is not self.job:
            fresh = self.job is None
            self.job = job
            if job is not None and fresh:
                self._patience.start()
        if job is None:
            self._patience.stop()
        if not self._patience.isActive():
            self._show()

    def _show(self) -> None:
        job = self.job
        if self.isHidden() != (job is None):
            self.setVisible(job is not None)
            self.seen.emit(job is not None)
        if job is None:
            return
        words = self.text("Stopping…") if job.stopping else self.text.say(job.message or job.title)
        if words != self.doing.text():
            self.doing.setText(words)
            self.doing.setToolTip(words)
        self.cancel_button.setEnabled(not job.stopping)
        self.bar.setRange(0, 1000 if job.share else 0)
        self.bar.setValue(int(job.share * 1000))
        share = self.text.percent(round(job.share, 2)) if job.share else ""
        left = self.text("{left:duration} left", left=job.left) if job.left is not None else ""
        self.left.setText("  ·  ".join(part for part in (share, left) if part))

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self._show()
