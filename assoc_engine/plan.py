"""How files are to be understood: all that a user may correct, apart from the files, so that it can be kept and reused."""

from __future__ import annotations

from dataclasses import dataclass, field

from .settings import Checked, CleanSettings


@dataclass(frozen=True)
class Plan(Checked):
    """`sheet`, `uses`, `layout` and `encoding` as in ReadSettings, `roles` and `clean` as in AnalysisSettings.

    `settings.to_dict` and `from_dict` turn it into plain data and back; that is what `inspect --json` writes under
    "plan", what `analyze --plan` takes, and what the window remembers for files of the same shape.
    """

    sheet: str = ""
    uses: dict[str, str] = field(default_factory=dict)
    layout: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    clean: CleanSettings = field(default_factory=CleanSettings)
    encoding: str = ""
