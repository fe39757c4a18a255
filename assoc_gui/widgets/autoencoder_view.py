"""The net that squeezes an order through few numbers and rebuilds it: how it learned, and how well it rebuilds."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..curves import Curves
from ..theme import Theme
from .autoencoder_charts import LossChart, RebuiltChart, right_way_round
from .basic import Card, label
from .charts import Chart

NET = "baskets", "autoencoder"  # its key among the curves
SIDE_BY_SIDE = 700  # pixels from which the picture stands beside the lines


class AutoencoderView(Card):
    """Built in steps. `show_nets` for what is kept of it, `show_learning` while it learns."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=12, spacing=8)
        self.text, self._theme = text, theme
        self.losses: LossChart | None = None
        self.squared: LossChart | None = None
        self.rebuilt: RebuiltChart | None = None
        self._nets: Table | None = None
        self.apart = label("", "strong", wrap=True)
        self.empty = label("", "muted", wrap=True)
        self._body = QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(20)
        self._curves = QVBoxLayout()
        self._curves.setSpacing(12)
        self._line.addLayout(self._curves, 4)
        self.box.addWidget(self.empty)
        self.box.addWidget(self._body, 1)
        self.empty.hide()

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_losses, self._build_squared, self._build_rebuilt]

    def _build_losses(self) -> None:
        self.losses = LossChart(self.text, self._theme)
        self._curves.addLayout(_captioned(self.losses, self.text("Mistakes while learning, round by round: should fall"),
                                          self.text("Binary cross entropy")), 3)  # fmt: skip

    def _build_squared(self) -> None:
        self.squared = LossChart(self.text, self._theme)
        self._far = QWidget()
        column = _captioned(self.squared, self.text("How far what it rebuilds is from the order"),
                            self.text("Reconstruction loss L = 1/n ΣΣ (x − x̂)²"))  # fmt: skip
        column.setContentsMargins(0, 0, 0, 0)
        self._far.setLayout(column)
        self._curves.addWidget(self._far, 2)

    def _build_rebuilt(self) -> None:
        self.rebuilt = RebuiltChart(self.text, self._theme)
        self._right = QWidget()
        column = _captioned(self.rebuilt, self.text("The chance that it gives to a product of standing in an order it is shown"),
                            self.text("Input against reconstruction: a dot an entry of a drawn sample, half of them bought"))  # fmt: skip
        column.setContentsMargins(0, 0, 0, 0)
        self._right.setLayout(column)
        column.insertWidget(0, self.apart)
        self._line.addWidget(self._right, 5)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_nothing(self, why: str) -> None:
        self._nets = None
        self.empty.setText(why)
        self.empty.show()
        self._body.hide()

    def show_learning(self, curves: Curves) -> bool:
        """The rounds told so far, while it learns or learned a moment ago; False where there are none."""
        net = curves.nets.get(NET)
        if self.rebuilt is None or net is None:
            return False
        self._nets = None
        self._show({"loss": net.loss, "validation": [-figure for figure in net.figure]})
        self._right.hide()
        return True

    def show_nets(self, nets: Table) -> None:
        """The table `basket_nets`; the same one again costs nothing."""
        if self.rebuilt is None or nets is self._nets:
            return
        told = nets.meta["autoencoder"]
        if not told["loss"]:
            self.show_nothing(self.text.say(nets.meta["answer"]))
            return
        self._nets = nets
        self._show(told)
        given, rebuilt = nets["input"], nets["output"]
        self._right.setVisible(len(given) > 0)
        share = right_way_round(given, rebuilt)
        self.apart.setVisible(not math.isnan(share))
        if not math.isnan(share):
            self.apart.setText(self.text("Of a product that was in an order and one that was not, it tells which in {share:percent} of "
                                         "cases; a coin would in {coin:percent}.", share=share, coin=0.5))  # fmt: skip
        self.rebuilt.show_entries(given, rebuilt)

    def _show(self, told: dict) -> None:
        """`told`: the lists by round `loss`, `validation` and, once it has learned, `squared`, `squared_apart`, and `popularity`."""
        text = self.text
        apart, taught = text("orders kept apart"), text("learned from")
        self.empty.hide()
        self._body.show()
        self.losses.show_lines([(apart, list(told["validation"]), "accent"), (taught, list(told["loss"]), "faint")])
        self._far.setVisible("squared" in told)
        if "squared" in told:
            lines = [(apart, list(told["squared_apart"]), "accent"), (taught, list(told["squared"]), "faint")]
            self.squared.show_lines(lines, (text("best sellers alone"), float(told["popularity"])))


def _captioned(chart: Chart, words: str, term: str) -> QVBoxLayout:
    column, caption = QVBoxLayout(), label(words, "caption", wrap=True)
    caption.setToolTip(f"<p>{term}</p>")
    column.setSpacing(2)
    column.addWidget(caption)
    column.addWidget(chart, 1)
    return column
