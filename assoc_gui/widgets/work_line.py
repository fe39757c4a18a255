"""What is at work: what it does, how far it is, how long it takes, and Stop; the same wherever it is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from assoc_engine.text import Text

from ..jobs import Job
from .basic import button
from .elided import Elided

BAR = 30, 280  # pixels of the bar, at least and at most
LEAST = 46  # pixels of the words beside it


class WorkLine(QWidget):
    def __init__(self, text: Text, widest: int = BAR[1]) -> None:
        super().__init__()
        self.text = text
        self.job: Job | None = None
        self.doing, self.left = Elided("muted"), Elided("muted")
        for words in (self.doing, self.left):
            words.setMinimumWidth(LEAST)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(min(BAR[0], widest))
        self.bar.setMaximumWidth(widest)
        self.stop_button = button(text("Stop"), "link", self._stop)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for item, stretch in ((self.doing, 0), (self.bar, 1), (self.left, 0), (self.stop_button, 0)):
            box.addWidget(item, stretch)

    def show_job(self, job: Job | None) -> None:
        """The job at work, None for none: then there is nothing to see."""
        self.job = job
        self.setVisible(job is not None)
        if job is None:
            return
        self.doing.say(doing_words(self.text, job))
        self.bar.setRange(0, 1000 if job.share else 0)
        self.bar.setValue(int(job.share * 1000))
        share = self.text.percent(round(job.share, 2)) if job.share else ""
        self.left.say("  ·  ".join(part for part in (share, left_words(self.text, job)) if part))
        self.stop_button.setEnabled(not job.stopping)

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.show_job(self.job)


def doing_words(text: Text, job: Job) -> str:
    """What a job is doing."""
    return text("Stopping…") if job.stopping else text.say(job.message or job.title)


def left_words(text: Text, job: Job) -> str:
    """How long it still takes, "" while that is not known."""
    return text("{left:duration} left", left=job.left) if job.left is not None and not job.stopping else ""


def progress_words(text: Text, job: Job, what: str = "") -> str:
    """What a job is doing, or `what` it is, and the time it still takes."""
    doing = what if what and not job.stopping else doing_words(text, job)
    return " · ".join(part for part in (doing, left_words(text, job)) if part)
