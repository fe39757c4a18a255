"""Results, or in their place why there are none and what brings them."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from ..jobs import Job
from .searching import Searching


class WaitingStack(QStackedWidget):
    """A subclass says in `made` what stands there for each reason; it is made when it is first needed, and stays in `waiting`."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bare")
        self.waiting: dict[str, QWidget] = {}

    def made(self, why: str) -> QWidget:
        raise NotImplementedError

    def wait(self, why: str, job: Job | None = None) -> QWidget:
        """Show what stands there for this reason, with the job at work where it is Searching; returns it."""
        if why not in self.waiting:
            self.waiting[why] = self.made(why)
            self.addWidget(self.waiting[why])
        shown = self.waiting[why]
        if isinstance(shown, Searching):
            shown.show_job(job)
        self.setCurrentWidget(shown)
        return shown
