"""Whether combinations of two products are listed: “Bought together” shows these already, so that at first they are left out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from assoc_engine.text import Text

from ..combination_words import FEW
from .basic import button
from .elided import Elided
from .floor_slider import LOWEST

PAIR, MORE = 2, 3  # products of a combination at least


class PairsToo(QWidget):
    """`changed` when they are wanted or no more; `lower_wanted(orders)` where there is nothing else and more may be found."""

    changed = Signal()
    lower_wanted = Signal(int)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.text = text
        self._fewest, self._longest, self._floor, self._most = MORE, MORE, LOWEST, 0
        self.note = Elided()
        self.button = button("", "inline", self._act)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.note)
        box.addWidget(self.button)

    def reset(self) -> None:
        """As at first, for another file."""
        self._fewest = MORE

    def show_table(self, longest: int, floor: int) -> None:
        """Products of the longest combination there is; orders from which they were looked for."""
        self._longest, self._floor = longest, floor

    def fewest(self, most: int) -> int:
        """Products at least; `most`: those at most that the lengths allow, 0 for any number."""
        return PAIR if self._longest <= PAIR or most == PAIR else self._fewest

    def say(self, most: int) -> None:
        """What is left out, or why nothing is; the button changes that. `most` as above."""
        text = self.text
        self._most = most
        self.setVisible(most != PAIR)
        if self._longest > PAIR:
            words = text("Of 3 products and more; pairs stand in the first tab") if self._fewest == MORE else ""
            action = text("Pairs too") if self._fewest == MORE else text("Without pairs")
        else:
            words = text("None has 3 products: these are pairs.")
            action = look_lower(text, self._floor) if self._floor > LOWEST else ""
        self.note.say(words)
        self.note.setVisible(bool(words))
        self.button.setText(action)
        self.button.setVisible(bool(action))

    def _act(self) -> None:
        if self._longest <= PAIR:
            self.lower_wanted.emit(lower(self._floor))
            return
        self._fewest = PAIR if self._fewest == MORE else MORE
        self.say(self._most)
        self.changed.emit()


def look_lower(text: Text, floor: int) -> str:
    """The words of a button that looks from `lower` on."""
    orders = lower(floor)
    return text("List coincidences too, from {orders} orders on", orders=orders) if orders < FEW else text("Look from {orders} orders on",
                                                                                                           orders=orders)


def lower(floor: int) -> int:
    """Orders from which more may be found."""
    return max(LOWEST, floor // 2)
