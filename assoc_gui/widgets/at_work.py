"""What stands where results will be while the models' engine is at work: what it does, how long that takes, and Stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..jobs import Job
from ..training import TITLES, Training
from .basic import Card, button, label, row


def progress_words(text: Text, job: Job, what: str = "") -> str:
    """What a job is doing, or `what` it is, and the time it still takes."""
    if job.stopping:
        return text("Stopping…")
    left = text("{left:duration} left", left=job.left) if job.left is not None else ""
    return " · ".join(part for part in (what or text.say(job.message or job.title), left) if part)


class AtWork(QWidget):
    """`own`: the work that brings what is missing here. While it is another's turn that is named, with `advice`. `follow(doing)` shows
    what is at work; without it there is no such link."""

    def __init__(self, text: Text, training: Training, own: str, advice: str, follow: Callable[[str], None]) -> None:
        super().__init__()
        self.text, self._training, self._own, self._advice = text, training, own, advice
        self.title, self.note = label("", "answer", wrap=True), label("", "muted", wrap=True)
        self.doing = label("", "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(280)
        self.stop_button = button(text("Stop"), clicked=training.stop)
        self.stop_button.setToolTip(text("What is finished by then stays"))
        self.link = button(text("See it at work"), "link", lambda: follow(training.doing))
        card = Card(margins=40, spacing=12)
        card.setFixedWidth(560)
        for item in (self.title, self.note, self.doing):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(self.title)
        card.box.addWidget(self.note)
        card.box.addSpacing(4)
        card.box.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(self.doing)
        card.box.addLayout(row(1, self.stop_button, self.link, 1))
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(row(1, card, 1))  # an aligned card would get its height before its width, too little for its words
        box.addStretch(3)

    def show_job(self, leads_on: bool = True) -> None:
        """How far it is. `leads_on`: is there more of it to see elsewhere?"""
        text, training, job = self.text, self._training, self._training.job
        own, what = training.doing == self._own, text(TITLES[training.doing])
        self.title.setText(what if own else text("At work just now: {what}", what=what))
        self.note.setText(text("You can go on working; what is found appears here.") if own else self._advice)
        self.doing.setText(progress_words(text, job))
        self.bar.setRange(0, 1000 if job.share else 0)
        self.bar.setValue(int(job.share * 1000))
        self.stop_button.setEnabled(not job.stopping)
        self.link.setVisible(leads_on)
