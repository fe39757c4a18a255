"""What is at work for what is shown here: how far it is, how long it takes, and Stop."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from assoc_engine.text import Text

from ..jobs import Job
from .at_work import progress_words
from .basic import button, label


class WorkLine(QWidget):
    def __init__(self, text: Text) -> None:
        super().__init__()
        self.text, self._job = text, None
        self.doing = label("", "muted")
        self.doing.setMinimumWidth(60)  # the first to give way
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(60)
        self.bar.setMaximumWidth(280)
        self.stop_button = button(text("Stop"), "link", self._stop)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.doing)
        box.addWidget(self.bar, 1)
        box.addWidget(self.stop_button)

    def show_job(self, job: Job | None) -> None:
        """The job at work, None for none: then there is nothing to see."""
        self._job = job
        self.setVisible(job is not None)
        if job is not None:
            self.doing.setText(progress_words(self.text, job))
            self.bar.setRange(0, 1000 if job.share else 0)
            self.bar.setValue(int(job.share * 1000))
            self.stop_button.setEnabled(not job.stopping)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
