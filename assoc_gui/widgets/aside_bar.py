"""Orders that links are tested without, kind by kind, each with a switch that has them tested as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from ..theme import Theme
from .basic import label
from .kept_rows import Entry
from .switch import Switch


@dataclass(frozen=True)
class AsideNotice:
    """What an AsideBar says. `short`: where it is folded; `kinds`: of each its id, its sentence and whether it is set aside."""

    short: str
    title: str
    advice: str
    kinds: tuple[tuple[str, str, bool], ...]

    def entry(self, theme: Theme, act: Callable[[dict], None]) -> Entry:
        """Its place among notices. `act({"keep": kinds})` with those to test when one is switched."""

        def make() -> AsideBar:
            made = AsideBar(theme, self)
            made.wanted.connect(act)
            return made

        return Entry("aside", self, make)


class AsideBar(QFrame):
    """`wanted({"keep": kinds})` when one is switched."""

    wanted = Signal(dict)

    def __init__(self, theme: Theme, notice: AsideNotice) -> None:
        super().__init__()
        self.setObjectName("card")
        self.switches: dict[str, Switch] = {}
        rows = QGridLayout()
        rows.setContentsMargins(0, 2, 0, 0)
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(4)
        rows.setColumnStretch(1, 1)
        for at, (kind, sentence, aside) in enumerate(notice.kinds):
            self.switches[kind] = switch = Switch(theme, sentence, aside)
            switch.clicked.connect(self._switched)
            rows.addWidget(switch, at, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(label(sentence, wrap=True), at, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(2)
        box.addWidget(label(notice.title, "strong", wrap=True))
        box.addWidget(label(notice.advice, "caption", wrap=True))
        box.addLayout(rows)

    def _switched(self) -> None:
        self.wanted.emit({"keep": [kind for kind, switch in self.switches.items() if not switch.isChecked()]})
