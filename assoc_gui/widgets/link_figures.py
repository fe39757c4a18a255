"""The figures of a pair for who wants to reckon: its 2×2 table of orders, both lifts with their intervals, and how rare chance makes it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from assoc_engine.rules.intervals import lift_interval
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..link_words import small, times
from .basic import label

LINES = (
    ("adjusted", N_("Adjusted lift"),
     N_("Adjusted lift: tested orders with both / those expected by chance. In brackets where it lies 19 times in 20; 1 means no link.")),
    ("lift", N_("Lift"), N_("Plain lift: how many times as often as if both were bought by themselves, basket size ignored, over "
                            "the orders named here. In brackets where it lies 19 times in 20.")),
    ("p", N_("p-value"), N_("p-value: the probability of so unusual a number of joint orders if chance alone were at work.")),
    ("q", N_("q-value"), N_("q-value: the share of accidents among all pairs that look at least as clear as this one.")),
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """How many `orders` hold `both` of two products, `a`, `b`: of all, or of those that are `tested`."""

    both: int
    a: int
    b: int
    orders: int
    tested: bool = False


class LinkFigures(QWidget):
    """`show_link` fills it."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.text = text
        self.title = label("", "caption", wrap=True)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        for place, words in (((0, 1), text("with the second")), ((0, 2), text("without")), ((1, 0), text("with the first")),
                             ((2, 0), text("without"))):
            grid.addWidget(label(words, "caption"), *place, Qt.AlignmentFlag.AlignRight if place[1] else Qt.AlignmentFlag.AlignLeft)
        self.cells = [label("", "strong" if place == 0 else "") for place in range(4)]
        for place, cell in enumerate(self.cells):
            grid.addWidget(cell, 1 + place // 2, 1 + place % 2, Qt.AlignmentFlag.AlignRight)
        self.lines: dict[str, QLabel] = {}
        self.titles: dict[str, QLabel] = {}
        figures = QGridLayout()
        figures.setContentsMargins(0, 4, 0, 0)
        figures.setHorizontalSpacing(12)
        figures.setVerticalSpacing(2)
        figures.setColumnStretch(1, 1)
        for at, (name, title, means) in enumerate(LINES):
            self.titles[name], self.lines[name] = label(text(title), "caption", wrap=True), label()
            for column, item in enumerate((self.titles[name], self.lines[name])):
                item.setToolTip("<p>" + text(means) + "</p>")
                figures.addWidget(item, at, column)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.setSpacing(4)
        for item in (self.title, grid, figures):
            box.addWidget(item) if isinstance(item, QWidget) else box.addLayout(item)
        means = text("Orders with and without each of the two: the 2×2 table from which plain lift and confidence come.")
        self.setToolTip(f"<p>{means}</p>")

    def show_link(self, links: Table, row: int, held: Held) -> None:
        """A row of `links` or `anti`."""
        text, aside = self.text, bool(links.meta.get("set_aside"))
        self.title.setText(self._of_which(aside and not held.tested, held))
        self.titles["lift"].setText((text("Lift, tested orders") if held.tested else text("Lift, all orders")) if aside else text("Lift"))
        both, a, b, orders = held.both, held.a, held.b, held.orders
        for cell, count in zip(self.cells, (both, a - both, b - both, orders - a - b + both), strict=True):
            cell.setText(text.integer(count))
        low, high = (float(limit[0]) for limit in lift_interval(np.array([both]), np.array([a]), np.array([b]), orders))
        self.lines["lift"].setText(self._between(both * orders / (a * b) if a and b else math.nan, low, high))
        self.lines["adjusted"].setText(self._between(*(float(links[name][row]) for name in ("adjusted_lift", "adjusted_low",
                                                                                            "adjusted_high"))))
        for name in ("p", "q"):
            self.lines[name].setText(small(text, float(links[f"{name}_value"][row])))

    def _of_which(self, aside_included: bool, held: Held) -> str:
        text = self.text
        if held.tested:
            return text("The {count} tested orders", count=held.orders)
        return (text("All {count} orders, those set aside included", count=held.orders) if aside_included
                else text("All {count} orders", count=held.orders))  # fmt: skip

    def _between(self, value: float, low: float, high: float) -> str:
        return self.text("{value} ({low} to {high})", value=times(self.text, value), low=times(self.text, low), high=times(self.text, high))
