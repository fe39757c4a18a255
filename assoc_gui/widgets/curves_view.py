"""How a method learns, round by round: its error, which should fall, and its figure on orders kept apart, which should rise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from assoc_engine.models.catalogue import entries
from assoc_engine.text import Text

from ..curves import Curves, Learning
from ..theme import Theme
from .basic import Card, MenuButton, button, label, row, tip
from .charts import Chart

LOWEST = 70  # pixels of a curve


class Line(Chart):
    """One line over the rounds, its last value written at its end; `best`: the place of the round to mark."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._x, self._y, self._best = np.empty(0), np.empty(0), -1
        self.setMinimumHeight(LOWEST)
        self.getAxis("left").setWidth(48)
        self.getAxis("bottom").setHeight(20)

    def show_line(self, rounds: list[int], values: list[float], best: int = -1) -> None:
        """The same line again costs nothing."""
        x, y = np.array(rounds, float), np.array(values, float)
        if not (np.array_equal(x, self._x) and np.array_equal(y, self._y)):
            self._x, self._y, self._best = x, y, best
            self.redraw()

    def draw(self) -> None:
        if not len(self._x):
            return
        low, high = float(self._y.min()), float(self._y.max())
        pad = (high - low) * 0.15 or abs(high) * 0.02 or 1.0
        first, last = float(self._x[0]), float(max(self._x[-1], self._x[0] + 1))
        self.setXRange(first - 0.04 * (last - first), last + 0.16 * (last - first), padding=0)
        self.setYRange(low - pad, high + pad, padding=0)
        self.ticks("left", [(value, self.text.number(value)) for value in ([low, high] if high > low else [low])])
        self.ticks("bottom", [(value, self.text.integer(value)) for value in dict.fromkeys((self._x[0], self._x[-1]))])

    def draw_more(self) -> list[Callable[[], None]]:
        return [self._draw_line] if len(self._x) else []

    def _draw_line(self) -> None:
        self.addItem(pg.PlotCurveItem(x=self._x, y=self._y, pen=pg.mkPen(self.color("accent"), width=2)))
        marked = self._best if self._best >= 0 else len(self._x) - 1
        dot = pg.ScatterPlotItem(
            x=[self._x[marked]], y=[self._y[marked]], size=9, pen=pg.mkPen(self.color("surface"), width=1), brush=self.color("accent")
        )  # fmt: skip
        self.addItem(dot)
        words = self.text.number(float(self._y[marked]))
        if self._best >= 0:
            words = self.text("best {figure}", figure=words)
        self.words.add(words, self._x[marked], self._y[marked], (-0.1, 0.5), self.color("text"), self.color("surface", 0.8))

    def under(self, at: QPointF) -> str:
        if not len(self._x):
            return ""
        i = int(np.argmin(np.abs(self._x - at.x())))
        return tip(self.text("Round {number}: {figure}", number=int(self._x[i]), figure=self.text.number(float(self._y[i]))))

    def figures(self) -> list[list[str]]:
        return [[f"{x:.0f}", f"{y:.6g}"] for x, y in zip(self._x, self._y, strict=True)]


class CurvesView(Card):
    """The nets of one question: the one that learns or learned last, or the one picked. Built in steps. `closed` by its button."""

    closed = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=12, spacing=6)
        self.text, self._theme = text, theme
        self._picked: tuple[str, str] | None = None
        self._keys: list[tuple[str, str]] = []
        self._shown: tuple[Curves, str, bool] = (Curves(), "", False)
        self.menu: MenuButton | None = None
        self.loss: Line | None = None
        self.figure: Line | None = None
        self.close_button = button(text("Close"), "link", self.closed.emit)
        self.net = label("", "caption")
        self.net.setMinimumWidth(1)
        self._head = row(self.net)
        self.state = label("", "muted")
        self._lines = QWidget()
        self._both = QVBoxLayout(self._lines)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(12)
        self.box.addLayout(row(label(text("How it learns"), "strong"), self.state, 1, self.close_button))
        self.box.addLayout(self._head)
        self.box.addWidget(self._lines, 1)

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_loss, self._build_figure]

    def _build_loss(self) -> None:
        self.loss = self._add(self.text("Mistakes while learning, round by round: should fall"))

    def _build_figure(self) -> None:
        self.figure = self._add(self.text("Right on orders it did not learn from: should rise"))

    def _add(self, words: str) -> Line:
        chart, column, caption = Line(self.text, self._theme), QVBoxLayout(), label(words, "caption")
        caption.setMinimumWidth(1)
        column.setSpacing(2)
        column.addWidget(caption)
        column.addWidget(chart, 1)
        self._both.addLayout(column, 1)
        return chart

    def show_curves(self, curves: Curves, task: str, at_work: bool) -> None:
        """The newest rounds of the nets of a question; called as they come. `at_work`: does one of them learn just now?"""
        keys, self._shown = curves.of(task), (curves, task, at_work)
        if self.figure is None or not keys:
            return
        if keys != self._keys:
            self._keys = keys
            if self._picked not in keys:
                self._picked = None
            self._make_menu()
        latest = curves.latest if curves.latest in keys else keys[-1]
        self.state.setText(self.text("at work") if at_work and self._picked in (None, latest) else self.text("has learned"))
        self._show(curves.nets[self._picked or latest])

    def _show(self, net: Learning) -> None:
        self.net.setText(self._name(net.model) if self.menu is None else "")
        self.net.setVisible(self.menu is None)
        if self.menu is not None and self._picked is None:
            self.menu.setText(self._name(net.model))
        rounds = [number - net.rounds[0] + 1 for number in net.rounds]
        self.loss.show_line(rounds, net.loss)
        self.figure.show_line(rounds, net.figure, net.best)

    def _make_menu(self) -> None:
        """A choice where several nets learn; "" follows the latest."""
        if self.menu is not None:
            self._head.removeWidget(self.menu)
            self.menu.hide()
            self.menu.deleteLater()
            self.menu = None
        if len(self._keys) > 1:
            choices = {"": self.text("The latest")} | {"/".join(key): self._name(key[1]) for key in self._keys}
            value = "/".join(self._picked) if self._picked else ""
            self.menu = MenuButton(self._theme, choices, value, self.text("Which method to show"))
            self.menu.setMinimumWidth(80)
            self.menu.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.menu.chosen.connect(self._pick)
            self._head.addWidget(self.menu, 1)

    def _pick(self, value: str) -> None:
        self._picked = tuple(value.split("/", 1)) if value else None
        self._make_menu()
        self.show_curves(*self._shown)

    def _name(self, model: str) -> str:
        return next((self.text(entry.title) for entry in entries(self._shown[1]) if entry.name == model), model)
