"""Files on their way into a workspace: what is known of them, and what to call their reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assoc_engine.plan import Plan
from assoc_engine.settings import ReadSettings
from assoc_engine.text import N_, message

if TYPE_CHECKING:
    from assoc_engine.workspace import Workspace


@dataclass
class Opening:
    """`plan`: corrections to read them with; `shape`: of the files as they are recognised without help, "" until that is known;
    `recalled`: the plan is one from an earlier time; `tried`: a password was given; `again`: the files are open and are read in another
    way."""

    workspace: Workspace | None
    reading: ReadSettings
    plan: Plan
    shape: str = ""
    recalled: bool = False
    tried: bool = False
    again: bool = False

    @property
    def title(self) -> dict:
        """What is being read, as the title of its job."""
        paths = self.reading.paths
        if len(paths) == 1:
            return message(N_("Reading {file}"), file=Path(paths[0]).name)
        return message(N_("Reading {count} file", "Reading {count} files"), count=len(paths))
