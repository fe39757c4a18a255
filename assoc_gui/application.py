"""Builds what lives as long as the program (state, jobs, session, theme) and the window, anew for each language."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from assoc_engine.errors import AssocError
from assoc_engine.paths import RESOURCES
from assoc_engine.text import LANGUAGES, N_, Text

from .errors import UNEXPECTED
from .i18n import QtWords, first_language, know_figures, spoken
from .jobs import Jobs, trainers_jobs
from .mining import Mining
from .overrides import settle_overrides
from .pages.book import TITLES, kind
from .preferences import Preferences
from .session import Session
from .state import AppState
from .theme import STYLE, STYLE_VARIABLE, Theme
from .training import Training
from .widgets.turns import Turns
from .window import MainWindow
from .workspaces import Workspaces

settle_overrides()
SIZE = (1440, 900)


class Application:
    """Everything of a running window. `close` ends the engines and removes the workspaces."""

    def __init__(
        self, app: QApplication, preferences: Preferences, workspaces: Workspaces, jobs: Jobs | None = None,
        trainer: Jobs | None = None,
    ) -> None:  # fmt: skip
        self._app, self.preferences, self.workspaces = app, preferences, workspaces
        self.theme = Theme(app, preferences.theme)
        self.theme.changed.connect(self._remember_theme)
        self.jobs, self.trainer = jobs or Jobs(), trainer or trainers_jobs()
        self.state = AppState()
        self.session = Session(self.state, self.jobs, preferences, workspaces)
        self.training = Training(self.state, self.session, self.trainer)
        self.mining = Mining(self.state, self.session)
        for engine in (self.jobs, self.trainer):
            engine.failed.connect(self.session.failed)
        self._words = QtWords(app)
        self._turns = Turns(app)
        self.window: MainWindow | None = None
        self.whole: Callable[[], None] = lambda: None  # called once, when all pages are there
        self._build(spoken(first_language(preferences.language)))

    def speak(self, language: str) -> None:
        """The window in another language, with its workspace, page and place."""
        self.preferences.language = language
        text = spoken(language)
        QTimer.singleShot(0, self._app, lambda: self._replace(text))

    def _replace(self, text: Text) -> None:
        old, page = self.window, self.window.page.name
        geometry, shown = old.saveGeometry(), old.isVisible()
        self._build(text)
        for name, was in old.pages.items():
            self.window.pages[name].take_over(was)
        self.window.restoreGeometry(geometry)
        self.window.go_to(page)
        self.window.setVisible(shown)
        old.hide()
        for told in (self.session, self.state, self.jobs, self.training, self.trainer):
            told.disconnect(old)
        # Page by page: all of them at once take too long.
        self._turns.once(*(page.deleteLater for page in old.pages.values()), old.deleteLater)

    def complain(self, kind: type, error: BaseException, trace) -> None:
        """Something of ours went wrong on the window's thread: say so and go on. Takes the place of sys.excepthook."""
        sys.__excepthook__(kind, error, trace)
        said = AssocError(
            UNEXPECTED,
            advice=N_("Nothing you had is lost, and you can go on. If it happens again, please start Assoc anew."),
            reason=f"{kind.__name__}: {error}",
        )
        self.session.failed.emit(said)

    def close(self) -> None:
        for engine in (self.jobs, self.trainer):
            engine.close()
        self.workspaces.discard_all()

    def _build(self, text: Text) -> None:
        self._words.speak(text)
        self.theme.write(text.language)
        self.window = MainWindow(text, self.theme, self.state, self.session, self.training, self.mining, self.preferences)
        self.window.seen.connect(self._bring_the_rest)
        self.window.language_wanted.connect(self.speak)
        self.window.closed.connect(self.close)

    def _bring_the_rest(self) -> None:
        """What the first picture of the window did without comes while it is there to be used: the engine, the other pages and what they
        are made with, dates and numbers in both languages."""
        self.jobs.warm_up()
        self.jobs.later(self.workspaces.tidy)
        self.jobs.beside(_import_the_rest, lambda: self.window.make_pages(self._tell_it_is_whole))

    def _tell_it_is_whole(self) -> None:
        whole, self.whole = self.whole, lambda: None
        whole()

    def _remember_theme(self) -> None:
        self.preferences.theme = self.theme.choice


def _import_the_rest() -> None:
    for name in TITLES:
        kind(name)
    for language in LANGUAGES:
        know_figures(spoken(language))


def keep_for_good() -> None:
    """Python looks through all objects for garbage now and then, 40 ms at a time, on the window's thread: what is there
    when the window is built stays until the end and is spared that, the first time (hardly any of it is garbage) as well."""
    gc.freeze()
    gc.enable()


def run(paths: Sequence[str] = ()) -> int:
    """Open the window, on sales files if some are given, and stay until it is closed. Returns the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the terminal ends the window; the engine follows
    os.environ[STYLE_VARIABLE] = STYLE  # told so before there is an application: to set one takes PySide 4 ms
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Assoc")
    app.setOrganizationName("Assoc")
    app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "assoc.svg")))
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)) / "workspaces"
    running = Application(app, Preferences(QSettings()), Workspaces(folder))
    sys.excepthook = running.complain
    window = running.window
    if running.preferences.geometry is None or not window.restoreGeometry(running.preferences.geometry):
        room = window.screen().availableGeometry()
        window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
    running.whole = keep_for_good
    if paths:
        window.seen.connect(lambda: running.session.open_files(paths))
    window.show()
    return app.exec()
