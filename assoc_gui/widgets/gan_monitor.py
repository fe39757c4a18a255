"""How close made-up orders come to yours: two pictures and five figures, live while they are learned and afterwards as it ended."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text

from ..gan_watch import FIGURES, LIMITS, GanWatch, holds
from ..theme import Theme
from .basic import Card, Mark, axis_title, label, row
from .charts import Chart
from .gan_charts import SharesChart, SizesChart, Trend
from .turns import Turns

SIDE_BY_SIDE = 820  # pixels from which the two pictures stand beside each other
ASIDE = 320  # pixels of the figures


@dataclass(frozen=True)
class CheckWords:
    """Message ids: what a figure is about, what it comes to ({figure}, and {limit} where it has one), the term on hover."""

    title: str
    says: str
    term: str


WORDS = {
    "marginals": CheckWords(N_("How often each product is bought"),
                            N_("likeness {figure:number}, where 1 is exactly alike; wanted: {limit:number}"),
                            N_("Correlation of the shares of orders that hold each product, real and made up")),
    "sizes": CheckWords(N_("How large orders are"), N_("off for {figure:percent} of orders; at most {limit:percent}"),
                        N_("Kolmogorov–Smirnov distance of the numbers of products in an order")),
    "pairs": CheckWords(N_("Which products meet"), N_("{figure:percent} of your 1,000 most frequent pairs; wanted: {limit:percent}"),
                        N_("How many of the real top 1,000 pairs are among the top 1,000 of the made-up orders")),
    "copies": CheckWords(N_("Copies of your orders"), N_("{figure:percent} of those made up; at most {limit:percent}"),
                         N_("Made-up orders of three or more products that stand in your file exactly so")),
    "telling": CheckWords(N_("Can they be told from real orders?"),
                          N_("a test that looks for differences is right in {figure:percent} of cases; a coin: 50%"),
                          N_("Accuracy of a classifier that learned to tell real orders from made-up ones, on orders it had not seen")),
}  # fmt: skip


class Check(QWidget):
    """One figure: a tick or a cross, what it is about, what it comes to, and how it went round by round."""

    def __init__(self, text: Text, theme: Theme, name: str) -> None:
        super().__init__()
        self.text, self._name, self._words = text, name, WORDS[name]
        self.mark = Mark(theme, "", 16)
        self.says = label("", "caption", wrap=True)
        self.trend = Trend(theme)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = label(text(self._words.title), "strong", wrap=True)
        words.addWidget(title)
        words.addWidget(self.says)
        line = row(self.mark, spacing=10)
        line.setAlignment(self.mark, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self.trend)
        self.setLayout(line)
        self.setToolTip(f"<p>{text(self._words.term)}</p>")

    def show_figure(self, value: float, rounds: list[int], values: list[float]) -> None:
        limit, _side = LIMITS.get(self._name, (math.nan, 0))
        self.says.setText(self.text("not known") if math.isnan(value) else self.text(self._words.says, figure=value, limit=limit))
        verdict = holds(self._name, value)
        self.mark.show_kind({True: "ready", False: "missed", None: ""}[verdict])
        self.mark.setAccessibleName({True: self.text("reached"), False: self.text("missed"), None: ""}[verdict])
        self.trend.show_trend(rounds, values, limit)


class GanMonitor(Card):
    """Built in steps. `show_watch` takes the newest watch; the same one again costs nothing."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=12, spacing=8)
        self.text, self._theme = text, theme
        self.sizes: SizesChart | None = None
        self.shares: SharesChart | None = None
        self.checks: dict[str, Check] = {}
        self._shown: tuple = ()
        self._turns = Turns(self)
        self.sign, self.state = Mark(theme, "look", 16), label("", "muted", wrap=True)
        self.empty = label("", "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QWidget()
        self._pictures = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pictures.setSpacing(16)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(14)
        aside = QWidget()
        aside.setFixedWidth(ASIDE)
        aside.setLayout(self._checks)
        self._checks.setContentsMargins(0, 0, 0, 0)
        line = row(spacing=20)
        line.addLayout(self._pictures, 1)
        line.addWidget(aside)
        self._body.setLayout(line)
        self.box.addWidget(self.empty, 1)
        self.box.addWidget(self._body, 1)
        self._body.hide()

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_sizes, self._build_shares, self._build_checks]

    def _build_sizes(self) -> None:
        self.sizes = SizesChart(self.text, self._theme)
        self._add(self.sizes, self.text("Orders by the number of their products"), self.text("different products in an order →"))

    def _build_shares(self) -> None:
        self.shares = SharesChart(self.text, self._theme)
        self._add(self.shares, self.text("Share of made-up orders with a product"), self.text("Share of your orders with it →"))

    def _add(self, chart: Chart, above: str, below: str) -> None:
        column, caption = QVBoxLayout(), label(above, "caption", wrap=True)
        column.setSpacing(2)
        column.addWidget(caption)
        column.addWidget(chart, 1)
        column.addWidget(axis_title(below))
        self._pictures.addLayout(column, 1)

    def _build_checks(self) -> None:
        head = row(self.sign, spacing=10)
        head.addWidget(self.state, 1)
        self._checks.addLayout(head)
        for name in FIGURES:
            self.checks[name] = Check(self.text, self._theme, name)
            self._checks.addWidget(self.checks[name])
        self._checks.addStretch(1)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        self._pictures.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_nothing(self, why: str) -> None:
        """No orders were made up (yet)."""
        self._shown = ()
        self.empty.setText(why)
        self.empty.show()
        self._body.hide()

    def show_watch(self, watch: GanWatch, kept: dict[str, float] | None, at_work: bool, collapsed: bool) -> None:
        """`kept`: the figures of the state that is used, where the run is over, and its pictures are shown; else those of the latest
        watch. `collapsed`: it made up the same again and again, and was stopped."""
        latest = watch.latest
        shown = (latest, tuple((kept or {}).items()), at_work, collapsed)
        if latest is None or not self.checks or shown == self._shown:
            return
        self._shown = shown
        self.empty.hide()
        self._body.show()
        self.sign.setVisible(collapsed)
        self.state.setText(self._state_words(latest.round, kept, at_work and not collapsed))
        seen = watch.at(int(kept["round"])) if kept else latest
        self._turns.again(lambda: self.sizes.show_sizes(seen.real_sizes, seen.made_sizes),
                          lambda: self.shares.show_shares(seen.real_items, seen.made_items))  # fmt: skip
        for name, check in self.checks.items():
            check.show_figure((kept or latest.figures).get(name, math.nan), *watch.history(name))

    def _state_words(self, number: int, kept: dict[str, float] | None, at_work: bool) -> str:
        text = self.text
        if at_work:
            return text("At work: round {round}", round=number)
        if kept is None:
            return text("Stopped at round {round}", round=number)
        if int(kept["round"]) != number:
            return text("Used: round {used} of {round}", used=int(kept["round"]), round=number)
        return text(N_("Learned in {count} round", "Learned in {count} rounds"), count=number)


def within_limits(figures: dict[str, float]) -> int:
    """How many of the figures with a limit keep it."""
    return sum(holds(name, figures.get(name, math.nan)) is True for name in LIMITS)
