"""Whether only those combinations are listed that chance does not explain."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from assoc_engine.text import Text

from ..theme import Theme
from .basic import button
from .switch import Switch


class BeyondSwitch(QWidget):
    """`changed` when only these are wanted, or all; the words beside the switch are pressed as it is."""

    changed = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text = text
        words = text("Only beyond chance")
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
        hint = (text("Rules whose sides stand together more often than by chance in 95 of 100 such cases") if kind == "rules"
                else text("Sets that stand together more often than by chance"))  # fmt: skip
        for part in (self.switch, self.words):
            part.setToolTip(f"<p>{hint}</p>")
