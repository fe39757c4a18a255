"""Pairs, combinations and substitutes that are looked for in the orders as they are: for the first time, or again in another way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from assoc_engine.errors import AssocError
from assoc_engine.settings import CombineSettings, to_dict
from assoc_engine.text import N_, message

from .jobs import Job
from .session import Session
from .state import AppState, Part

PAIRS, COMBINE, ANTI = "pairs", "combine", "anti"  # requests
TITLES = {PAIRS: N_("Counting pairs"), COMBINE: N_("Looking for combinations"),
          ANTI: N_("Looking for what is bought instead of each other")}  # fmt: skip
# what may be saved of them, as in Session.saved
WRITTEN = {PAIRS: ("links", "anti", "combinations_csv", "report"), COMBINE: ("combinations_csv",), ANTI: ("anti", "report")}


class Mining(QObject):
    """It outlives the window's widgets. Session.changed tells that something began or ended. What is shown stays until the new is there."""

    def __init__(self, state: AppState, session: Session) -> None:
        super().__init__()
        self._state, self._session = state, session
        self._jobs: dict[str, Job] = {}
        self._stopped: set[str] = set()
        self.asked = CombineSettings()  # of the combinations that were looked for last, or are to be looked for first
        state.opened.connect(self._see_opened)
        state.changed.connect(self._see_part)
        session.changed.connect(self._see_session)

    def job(self, what: str) -> Job | None:
        """The job now at PAIRS, COMBINE or ANTI."""
        return self._jobs.get(what)

    def was_stopped(self, what: str) -> bool:
        """Did the last search end without a result?"""
        return what in self._stopped

    def combine(self, settings: CombineSettings) -> None:
        """Look for the rules or sets of these settings."""
        self.asked = settings
        self._start(COMBINE, to_dict(settings), lambda: None)

    def find_substitutes(self) -> None:
        """Look for what is bought instead of each other, in the orders that the links were tested on."""
        self._start(ANTI, to_dict(self._session.analysed or self._session.settings), lambda: None)

    def count_pairs(self, **links_settings) -> None:
        """Count the pairs with other settings for these (LinkSettings); those of the analysis follow once they are there."""
        session = self._session
        links = replace(session.settings.links, **links_settings)
        self._stop(ANTI, COMBINE)  # these rest on the pairs as they were

        def done() -> None:
            session.settings = replace(session.settings, links=links)
            if session.analysed is not None:
                session.analysed = replace(session.analysed, links=links)

        self._start(PAIRS, to_dict(replace(session.analysed or session.settings, links=links)), done)

    def _start(self, what: str, settings: dict, done: Callable[[], None]) -> None:
        self._stop(what)
        self._stopped.discard(what)
        session = self._session

        def ended(stopped: bool) -> bool:
            """Was it the latest of its kind?"""
            if self._jobs.get(what) is not job:
                return False
            del self._jobs[what]
            if stopped:
                self._stopped.add(what)
                self._state.refresh(ended=True)  # it may have been ended in the middle of what it stored
            return True

        def succeeded(result: dict) -> None:
            if ended(False):
                done()
                session.forget_saved(*WRITTEN[what])
                self._state.refresh()
                session.changed.emit()

        def failed(error: AssocError) -> None:
            if ended(True):
                session.fail(error)
                session.changed.emit()

        def cancelled() -> None:
            if ended(True):
                session.changed.emit()

        request = {"workspace": str(self._state.workspace.folder), "settings": settings}
        job = session.jobs.start(self, message(TITLES[what]), what, request, done=succeeded, failed=failed, cancelled=cancelled)
        self._jobs[what] = job
        session.changed.emit()

    def _stop(self, *kinds: str) -> None:
        """Its end is nobody's business any more."""
        for what in kinds:
            job = self._jobs.pop(what, None)
            if job is not None:
                job.cancel()

    def _see_opened(self) -> None:
        self.asked = CombineSettings()
        self._forget()

    def _see_part(self, part: Part) -> None:
        if part is Part.CLEAN:
            self.asked = replace(self.asked, products=(), measure="")  # they may be gone
            self._forget()

    def _see_session(self) -> None:
        if self._session.doing("analyse") is not None:
            self._stop(PAIRS, COMBINE, ANTI)

    def _forget(self) -> None:
        self._stopped.clear()
        self._stop(PAIRS, COMBINE, ANTI)
