"""How the methods are judged and the button that starts it: the three parts in time, what it takes, how far it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..split import Split, by_date
from ..theme import Theme
from ..training import STAYS, TITLES, Training
from .basic import Card, button, label, rank_button, row
from .elided import Elided
from .timeline_view import TimelineView
from .work_line import progress_words


class RunCard(Card):
    """`start_wanted`, `stop_wanted`, `curves_wanted(bool)`, `settings_wanted(bool)` by its buttons; `split_wanted(validate, future)` (ISO
    days)."""

    start_wanted = Signal()
    stop_wanted = Signal()
    curves_wanted = Signal(bool)
    settings_wanted = Signal(bool)
    split_wanted = Signal(str, str)

    def __init__(self, text: Text, theme: Theme, training: Training) -> None:
        super().__init__(margins=12, spacing=8)
        self.text, self._training = text, training
        self.timeline = TimelineView(text, theme)
        self.timeline.settled.connect(self.split_wanted)
        self.split_note = label("", "caption", wrap=True)
        self.start_button = button("", "primary", self.start_wanted.emit)
        self.stop_button = button(text("Stop"), clicked=self.stop_wanted.emit)
        self.curves_button, self.settings_button = button(text("Curves…"), "link"), button(text("Settings…"), "link")
        self.curves_button.setToolTip(text("How methods that learn in rounds get better"))
        for made, wanted in ((self.curves_button, self.curves_wanted), (self.settings_button, self.settings_wanted)):
            made.setCheckable(True)
            made.toggled.connect(wanted)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setMinimumWidth(60)
        self.bar.setMaximumWidth(220)
        self.note = label("", "caption", wrap=True)
        self.doing = Elided()
        line = row(self.start_button, self.stop_button, self.bar, spacing=12)
        line.addWidget(self.doing, 1)
        line.addWidget(self.note, 1)
        line.addStretch(0)
        for made in (self.curves_button, self.settings_button):
            line.addWidget(made)
        self.box.addWidget(self.timeline)
        self.box.addWidget(self.split_note)
        self.box.addLayout(line)

    def show_split(self, split: Split | None, times: np.ndarray) -> None:
        self.timeline.show_split(split, times)
        self.timeline.setVisible(split is not None)
        text = self.text
        if by_date(split):
            words = text("Learned from the first part, chosen by the second; the last one is opened once at the end. Drag a border to "
                         "move it.")  # fmt: skip
        elif split is not None:
            words = text("Without dates, each customer’s last order judges, and the one before it chooses.")
        else:
            words = text("The orders have no dates, or too few days: what was ordered last will judge.")
        self.split_note.setText(words if split is None or not by_date(split) else "")
        self.split_note.setVisible(bool(self.split_note.text()))
        self.timeline.setToolTip(f"<p>{words}</p>")

    def show_state(self, board: Table | None) -> None:
        """What can be pressed now and what it takes."""
        training, text = self._training, self.text
        job = training.comparing
        idle, busy = (self.start_button, self.note), (self.stop_button, self.bar, self.doing)
        here, gone = (idle, busy) if job is None else (busy, idle)
        for item in here:
            item.show()
        if gone[0].hasFocus():  # else hiding it would hand the keyboard to whatever comes next
            here[0].setFocus()
        for item in gone:
            item.hide()
        self.start_button.setEnabled(training.job is None)
        if job is not None:
            self.stop_button.setEnabled(not job.stopping)
            self.stop_button.setToolTip(text(STAYS[training.again]))
            self.show_progress()
            return
        words = text("Compare again") if training.has_results else text("Find out which method predicts best")
        self.start_button.setText(text("Go on") if training.goes_on else words)
        whole = training.has_results and not training.stopped
        rank_button(self.start_button, "primary" if not whole or training.outdated else "")
        self.note.setText(self._takes(board))
        self.show_progress()

    def show_progress(self) -> None:
        job, text = self._training.job, self.text
        if job is None:
            return
        if self._training.comparing is None:  # one at a time is learned
            self.note.setText(text("The comparison can begin when this has ended: {what}",
                                   what=progress_words(text, job, text(TITLES[self._training.doing]))))
            return
        self.bar.setRange(0, 1000 if job.share else 0)
        self.bar.setValue(int(job.share * 1000))
        self.doing.say(progress_words(text, job))

    def _took(self, seconds: float) -> str:
        if seconds < 90:
            return self.text(N_("Took {count} second last time.", "Took {count} seconds last time."), count=max(1, round(seconds)))
        return self.text(N_("Took {count} minute last time.", "Took {count} minutes last time."), count=round(seconds / 60))

    def _takes(self, board: Table | None) -> str:
        text, training = self.text, self._training
        parts = []
        if training.seconds:
            parts.append(self._took(training.seconds))
        elif not training.has_results:
            parts.append(text("Takes minutes, longer with many orders; the time left is shown once it runs. You can go on working "
                              "meanwhile."))
        device = text.say(board.meta["device"]) if board is not None and board.meta.get("device") else ""
        self.note.setToolTip(f"<p>{device}</p>" if device else "")
        if not parts:
            parts.append(device)
        return (" " if text.language == "en" else "").join(parts)
