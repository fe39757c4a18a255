"""What the tabs of Findings that rest on learning have in common: a view once there is something to show, else why there is not."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ..state import Part
from ..widgets.turns import Turns
from ..widgets.waiting_stack import WaitingStack
from .page import Parts


class FindingTab(WaitingStack):
    """`part`: what it shows. A subclass makes `view` when that is first there."""

    part: Part

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts, self.text, self.state, self.training = parts, parts.text, parts.state, parts.training
        self.turns = Turns(self)  # its own: filling the pairs beside must not drop what waits here
        self.state.changed.connect(self._see_part)
        self.view: QWidget | None = None
        self._workspace = None

    @property
    def shows_view(self) -> bool:
        return self.view is not None and self.currentWidget() is self.view

    def take_focus(self) -> None:
        """The keyboard goes to the table, once it is built."""
        self.turns.once(lambda: self.view.table.setFocus())

    def find(self) -> None:
        if self.shows_view and not self.turns.busy:
            self.view.search.setFocus()
            self.view.search.selectAll()

    def of_other_file(self) -> bool:
        """Is another file open than when this was last asked?"""
        before, self._workspace = self._workspace, self.state.workspace
        return before is not self._workspace

    def _see_part(self, part: Part) -> None:
        if not self.state.has(self.part):
            self.turns.again()  # what waits to show them must not find them gone
