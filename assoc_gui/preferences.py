"""What is remembered between two starts: recent files, the last folder, geometry, language and theme (QSettings)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

MOST_RECENT = 8


@dataclass(frozen=True)
class RecentFile:
    """`opened`: seconds since 1970 in local time; `rows`: as read then."""

    path: str
    rows: int
    opened: float

    @property
    def name(self) -> str:
        return Path(self.path).name


class Preferences:
    """A typed view of QSettings; what cannot be read counts as not set."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def language(self) -> str:
        """ "zh_CN", "en", or "" to follow the system."""
        return self._text("language")

    @language.setter
    def language(self, value: str) -> None:
        self._settings.setValue("language", value)

    @property
    def theme(self) -> str:
        return self._text("theme") or "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._settings.setValue("theme", value)

    @property
    def last_folder(self) -> str:
        return self._text("last_folder") or str(Path.home())

    @last_folder.setter
    def last_folder(self, value: str) -> None:
        self._settings.setValue("last_folder", value)

    @property
    def geometry(self) -> QByteArray | None:
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    @property
    def recent(self) -> list[RecentFile]:
        try:
            return [RecentFile(**entry) for entry in json.loads(self._text("recent") or "[]")]
        except (ValueError, TypeError):
            return []

    def add_recent(self, file: RecentFile) -> None:
        kept = [file] + [other for other in self.recent if other.path != file.path]
        self._settings.setValue("recent", json.dumps([asdict(f) for f in kept[:MOST_RECENT]]))

    def forget(self, path: str) -> None:
        self._settings.setValue("recent", json.dumps([asdict(f) for f in self.recent if f.path != path]))

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""
