"""What of the workspace is ready to be shown: mapped tables, and one signal when a part of them is replaced."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from assoc_engine.workspace import Table, Workspace

    from .products import Products


class Part(Enum):
    """Tables that only mean something together: they appear and go together."""

    RAW = ("raw",)
    ROLES = ("roles",)
    CLEAN = ("quality", "fates", "lines", "origins", "orders", "products", "baskets", "summary")
    ASIDE = ("aside",)
    LINKS = ("links",)
    ANTI = ("anti",)
    STRATEGY = ("pages", "actions")
    BOARD = ("leaderboard",)
    LISTS = ("suggestions",)
    NEXT = ("sequences",)
    CUSTOMERS = ("customer_lists",)
    HINTS = ("hints", "hint_trials")
    GENERATED = ("generated_links",)
    BASKET_NETS = ("basket_nets",)
    GROUPS = ("groups",)
    COMBINATIONS = ("combinations",)


RESTING_ON_CLEAN = tuple(part for part in Part if part not in (Part.RAW, Part.ROLES, Part.CLEAN))


class AppState(QObject):
    """The open workspace. `opened` for another file's workspace, `changed(Part)` when a part is replaced or gone.

    Links name products by their number, so when the cleaned data is replaced the links and strategies of the analysis
    before are dropped until the new ones are there; strategies name links by their row, and what is bought instead of each other was held
    against them, so they go with these: what
    is shown always belongs together. `version` rises before
    `changed` is emitted: who has shown this version already has nothing to do.
    """

    opened = Signal()
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.workspace: Workspace | None = None
        self.version = 0
        self._tables: dict[str, Table] = {}
        self._taken: dict[str, int] = {}  # generations
        self._products: Products | None = None

    def open(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._tables, self._taken, self._products = {}, {}, None
        self.version += 1
        self.opened.emit()
        self.refresh()

    def has(self, part: Part) -> bool:
        return all(name in self._tables for name in part.value)

    def get(self, name: str) -> Table | None:
        """A table whose whole part is ready, else None."""
        return self._tables.get(name)

    @property
    def products(self) -> Products | None:
        """The products' names, decoded once for each analysis."""
        if self._products is None and self.has(Part.CLEAN):
            from .products import Products

            self._products = Products(self._tables["products"])
        return self._products

    def refresh(self, ended: bool = False) -> None:
        """Take over the parts that are complete and new in the workspace.

        Reads one small file when nothing is new, so it may be called at every progress event. `ended`: nobody is
        writing any more, so a part of which only some tables were renewed is dropped.
        """
        if self.workspace is None:
            return
        there = self.workspace.generations()
        for part in Part:
            if part in RESTING_ON_CLEAN and not self.has(Part.CLEAN):
                break
            new = self._new(part, there)
            if len(new) == len(part.value):
                self._take(part, there)
            elif ended and self.has(part) and (new or not there.keys() >= set(part.value)):
                self._drop(part)

    def drop(self, *parts: Part) -> None:
        """Show these no more, unless the next `refresh` finds their tables."""
        for part in parts:
            for name in part.value:
                self._taken.pop(name, None)
            if self.has(part):
                self._drop(part)

    def _new(self, part: Part, there: dict[str, int]) -> list[str]:
        """Which of its tables are new."""
        return [name for name in part.value if name in there and there[name] != self._taken.get(name)]

    def _take(self, part: Part, there: dict[str, int]) -> None:
        from .plain_columns import with_plain_columns  # numpy is not waited for before there is a file

        try:
            tables = {name: with_plain_columns(self.workspace.get(name)) for name in part.value}
        except KeyError:  # it went this moment
            return
        self._tables.update(tables)
        self._taken.update({name: there[name] for name in part.value})
        self._tell(part, there)

    def _drop(self, part: Part) -> None:
        for name in part.value:
            del self._tables[name]
        self._tell(part, self.workspace.generations())

    def _tell(self, part: Part, there: dict[str, int]) -> None:
        """Say that a part was replaced or went, once what rests on it is gone too."""
        gone = []
        if part is Part.CLEAN:
            self._products = None
            gone = [other for other in RESTING_ON_CLEAN if self.has(other)]
        elif part is Part.LINKS:  # until the new ones are there
            resting = (Part.STRATEGY, Part.ANTI, Part.COMBINATIONS)
            gone = [other for other in resting if self.has(other) and len(self._new(other, there)) < len(other.value)]
        for name in (name for other in gone for name in other.value):
            del self._tables[name]
        self.version += 1
        for changed in (*gone, part):
            self.changed.emit(changed)
