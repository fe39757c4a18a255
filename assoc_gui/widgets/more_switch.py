"""Whether only those combinations are listed that say more than the smaller ones within them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from assoc_engine.text import Text

from ..theme import Theme
from .basic import button
from .switch import Switch


class MoreSwitch(QWidget):
    """`changed` when only these are wanted, or all; the words beside the switch are pressed as it is."""

    changed = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text = text
        words = text("Only what says more than its parts")
        self.switch = Switch(theme, words, True)
        self.words = button(words, "link", self.switch.click)
        self.switch.toggled.connect(self.changed)
        box = QHBoxLayout(self)
        box.setContentsMargins(4, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.switch)
        box.addWidget(self.words)

    @property
    def on(self) -> bool:
        return self.switch.isChecked()

    def reset(self) -> None:
        """As at first, for another file."""
        self.switch.setChecked(True)

    def show_kind(self, kind: str) -> None:
        text = self.text
        hint = text("Three products and more: bought together more often than all smaller combinations within them explain, "
                    "of all that were to be tested at most 1 in 20 by accident. Pairs: those that are likely or proven.")  # fmt: skip
        of_rules = text("Of rules those where no product of the first side can be left out without becoming less sure.")
        for part in (self.switch, self.words):
            part.setToolTip("".join(f"<p>{line}</p>" for line in ([hint, of_rules] if kind == "rules" else [hint])))
