"""What is remembered between two starts: recent files, corrections, the last folder, geometry, language and theme."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from assoc_engine.errors import SettingError
from assoc_engine.plan import Plan
from assoc_engine.settings import from_dict, to_dict

MOST_RECENT = 8
MOST_PLANS = 200


@dataclass(frozen=True)
class RecentFile:
    """Files that were opened together. `opened`: seconds since 1970 in local time; `rows`: as read then."""

    paths: tuple[str, ...]
    rows: int
    opened: float


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
            return [_recent(entry) for entry in json.loads(self._text("recent") or "[]")]
        except (ValueError, TypeError, KeyError, IndexError):
            return []

    def add_recent(self, file: RecentFile) -> None:
        kept = [file] + [other for other in self.recent if set(other.paths) != set(file.paths)]
        self._settings.setValue("recent", json.dumps([asdict(f) for f in kept[:MOST_RECENT]]))

    def forget(self, file: RecentFile) -> None:
        self._settings.setValue("recent", json.dumps([asdict(f) for f in self.recent if f.paths != file.paths]))

    def plan(self, shape: str) -> Plan | None:
        """What was corrected when files of this shape were last open."""
        try:
            return from_dict(Plan, json.loads(self._text(f"plans/{shape}")))
        except (ValueError, TypeError, SettingError):
            return None

    def keep_plan(self, shape: str, plan: Plan) -> None:
        """Remember it; a plan without corrections is none. Of more than MOST_PLANS the oldest go."""
        shapes = [other for other in self._text("plan_shapes").split() if other != shape]
        if plan == Plan():
            self._settings.remove(f"plans/{shape}")
        else:
            self._settings.setValue(f"plans/{shape}", json.dumps(to_dict(plan)))
            shapes.append(shape)
        for old in shapes[:-MOST_PLANS]:
            self._settings.remove(f"plans/{old}")
        self._settings.setValue("plan_shapes", " ".join(shapes[-MOST_PLANS:]))

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""


def _recent(entry: dict) -> RecentFile:
    paths = tuple(entry["paths"]) if "paths" in entry else (entry["path"],)
    return RecentFile(paths, entry["rows"], entry["opened"])
