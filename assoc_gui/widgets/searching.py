"""What stands in a tab while what it shows is looked for: what that is, how long it takes, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..jobs import Job
from .basic import Card, label, row
from .work_line import WorkLine


class Searching(QWidget):
    """`show_job` moves its line, which can stop the job as well."""

    def __init__(self, text: Text, title: str, advice: str) -> None:
        super().__init__()
        card = Card(margins=40, spacing=12)
        card.setFixedWidth(560)
        for words, kind in ((title, "answer"), (advice, "muted")):
            said = label(words, kind, wrap=True)
            said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            card.box.addWidget(said)
        self.work = WorkLine(text)
        card.box.addWidget(self.work)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(row(1, card, 1))
        box.addStretch(3)

    def show_job(self, job: Job | None) -> None:
        self.work.show_job(job)
