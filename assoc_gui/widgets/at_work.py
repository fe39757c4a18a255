"""What stands where results will be while the models' engine is at work, also on something else."""

from __future__ import annotations

from collections.abc import Callable

from assoc_engine.text import Text

from ..jobs import Job
from ..training import STAYS, TITLES, Training
from .basic import button, row
from .searching import Searching


class AtWork(Searching):
    """`own`: the work that brings what is missing here. While it is another's turn that is named, with `advice`. `follow(doing)` shows
    what is at work; there is no such link where its page is this one."""

    def __init__(self, text: Text, training: Training, own: str, advice: str, follow: Callable[[str], None],
                 watched_here: bool = False) -> None:
        super().__init__(text)
        self._training, self._own, self._advice, self._here = training, own, advice, watched_here
        self.link = button(text("See it at work"), "link", lambda: follow(training.doing))
        self.card.box.addLayout(row(1, self.link, 1))

    def show_job(self, job: Job | None) -> None:
        super().show_job(job)
        text, doing = self.text, self._training.doing
        own, what = doing == self._own, text(TITLES[doing])
        self.work.stop_button.setToolTip(text(STAYS[self._training.again]))
        self.title.setText(what if own else text("At work just now: {what}", what=what))
        self.note.setText(text("You can go on working; what is found appears here.") if own else self._advice)
        self.link.setVisible(not (own and self._here))
