"""From how many orders on: a slider that filters while it is dragged, and asks for more once it is let go below what was looked for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from assoc_engine.text import N_, Text

from ..theme import sized
from .basic import label

LOWEST = 2  # orders: what was bought once says nothing
STEPS = 160  # of the slider, at most
PATIENCE = 700  # milliseconds after a key: another one may follow
WIDTH = 45, 220  # pixels of the slider


class FloorSlider(QWidget):
    """`moved(orders)` at every change; `lowered(orders)` when it came to rest below the floor that was looked from."""

    moved = Signal(int)
    lowered = Signal(int)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.text = text
        self._steps, self._floor, self._of_all = np.array([LOWEST]), LOWEST, False
        self.words = label()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 0)  # it stands still until there is a range to choose from
        self.slider.setMinimumWidth(WIDTH[0])
        self.slider.setMaximumWidth(WIDTH[1])
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(text("Orders together, at least"))
        self.slider.wheelEvent = lambda event: event.ignore()  # the wheel scrolls the table
        self.slider.valueChanged.connect(self._move)
        self.slider.sliderReleased.connect(self._rest)
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self._rest)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.words)
        box.addWidget(self.slider, 4)
        box.addStretch(1)

    @property
    def orders(self) -> int:
        return int(self._steps[self.slider.value()])

    @property
    def dragged(self) -> bool:
        return self.slider.isSliderDown()

    def show_range(self, floor: int, highest: int, reason: str, of_all: bool) -> None:
        """Rows are there from `floor` orders on, up to `highest`; `reason`: why from there; `of_all`: do the rows beside it count
        fewer than all orders? It stands at the floor."""
        self._patience.stop()
        self._floor, self._of_all = floor, of_all
        lowest, highest = min(LOWEST, floor), max(highest, floor, LOWEST)
        self._steps = np.unique(np.concatenate([np.geomspace(lowest, highest, STEPS).round().astype(np.int64), [floor]]))
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(self._steps) - 1)
        self.slider.setValue(int(np.searchsorted(self._steps, floor)))
        self.slider.blockSignals(False)
        for part in (self.words, self.slider):
            part.setToolTip(f"<p>{reason}</p>")
        self.words.setFixedWidth(max(QFontMetrics(sized(13)).horizontalAdvance(self._said(n)) for n in (lowest, highest)) + 4)
        self._say()

    def set_orders(self, orders: int) -> None:
        """Stand at the step nearest to so many orders, the floor at least."""
        self.slider.setValue(int(np.searchsorted(self._steps, max(orders, self._floor))))

    def _said(self, orders: int) -> str:
        if self._of_all:
            return self.text("At least {count} of all orders", count=orders)
        return self.text(N_("At least {count} order", "At least {count} orders"), count=orders)

    def _say(self) -> None:
        self.words.setText(self._said(self.orders))

    def _move(self) -> None:
        self._say()
        self.moved.emit(self.orders)
        if not self.dragged:
            self._patience.start()

    def _rest(self) -> None:
        self._patience.stop()
        if self.orders < self._floor:
            self.lowered.emit(self.orders)
