"""What stands where results will be while they are looked for: what that is, how long it takes, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..jobs import Job
from .basic import Card, label, row
from .work_line import WorkLine


class Searching(QWidget):
    """`show_job` moves its line, which can stop the job as well."""

    def __init__(self, text: Text, title: str = "", advice: str = "") -> None:
        super().__init__()
        self.text = text
        self.title, self.note = label(title, "answer", wrap=True), label(advice, "muted", wrap=True)
        self.card = Card(margins=40, spacing=12)
        self.card.setFixedWidth(560)
        for said in (self.title, self.note):
            said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.card.box.addWidget(said)
        self.work = WorkLine(text)
        self.card.box.addWidget(self.work)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(row(1, self.card, 1))  # an aligned card would get its height before its width, too little for its words
        box.addStretch(3)

    def show_job(self, job: Job | None) -> None:
        self.work.show_job(job)
