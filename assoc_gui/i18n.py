"""The window's language: the user's choice, else the system's; and Qt's own words for its standard dialogs."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from assoc_engine.text import LANGUAGES, Text, language_of

# Every language under its own name, so that whoever reads it finds it.
NAMES = {"zh_CN": "中文", "en": "English"}


def first_language(chosen: str) -> str:
    """The language to start in: what was chosen once, else the first of the system's."""
    if chosen in LANGUAGES:
        return chosen
    wanted = QLocale.system().uiLanguages()
    return language_of(wanted[0] if wanted else "en")


@cache
def spoken(language: str) -> Text:
    """The words of a language, read once."""
    return Text(language)


def know_figures(text: Text) -> None:
    """Have what numbers are written with loaded: the first takes a frame or more."""
    text.number(0.5), text.percent(0.5), text.times(1.5), text.money(1.0)


def other_language(language: str) -> str:
    return LANGUAGES[1 - LANGUAGES.index(language)]


class QtWords:
    """Qt's shipped translation of its own dialogs and context menus, in the window's language."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app, self._translator = app, None

    def speak(self, text: Text) -> None:
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        QLocale.setDefault(QLocale(text.language))
        translator = QTranslator(self._app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if text.language != "en" and translator.load(f"qtbase_{text.language}", folder):
            self._app.installTranslator(translator)
            self._translator = translator
