"""The shop at a glance: key figures with their definitions, top products, basket sizes, orders over time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..products import Products
from ..theme import Theme
from .basic import Card, axis_title, label, tip
from .charts import Bars, Chart, Columns

TOP = 12  # products
MOST_SIZES = 40  # basket sizes shown singly at most; the few larger ones are taken together
RARE = 0.05
LOWEST = 110  # pixels of a chart; where there is less room the page scrolls


class Overview(QWidget):
    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text = text
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(12)
        box.addLayout(self._figures)
        self._theme = theme
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        for at in (0, 1):
            self._grid.setColumnStretch(at, 1)
            self._grid.setRowStretch(at, 1)
        self.top_title, self.sizes_title, self.time_title = (label("", "strong", wrap=True) for _ in range(3))
        self.time_note = label("", "muted", wrap=True)
        box.addLayout(self._grid, 1)

    def build_steps(self) -> list[Callable[[], None]]:
        """A chart a step."""
        text = self.text

        def top() -> None:
            self.top = Bars(self.text, self._theme)
            self.top.setMinimumHeight(TOP * 20)
            self._grid.addWidget(_card(self.top_title, self.top, below=text("orders that hold it →")), 0, 0, 2, 1)

        def sizes() -> None:
            self.sizes = Columns(self.text, self._theme)
            self.sizes.setMinimumHeight(LOWEST)
            below = text("different products in an order →")
            self._grid.addWidget(_card(self.sizes_title, label(text("orders"), "caption"), self.sizes, below=below), 0, 1)

        def time() -> None:
            self.time = Columns(self.text, self._theme)
            self.time.setMinimumHeight(LOWEST)
            self.time_unit, self.time_axis = label(text("orders"), "caption"), axis_title()
            self._grid.addWidget(_card(self.time_title, self.time_note, self.time_unit, self.time, self.time_axis), 1, 1)

        return [top, sizes, time]

    def fill_steps(self, summary: Table, products: Products) -> list[Callable[[], None]]:
        """Show this summary, a figure or chart a step."""
        return [
            lambda: self._show_figures(summary.meta),
            lambda: self._show_top(products, int(summary.meta["figures"].get("orders", 0))),
            lambda: self._show_sizes(np.asarray(summary["size"]), np.asarray(summary["size_orders"])),
            lambda: self._show_time(summary),
        ]

    def _show_figures(self, meta: dict) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            item.widget().deleteLater()
        text, figures = self.text, meta["figures"]
        for name, title, show in (
            ("orders", text("Orders"), text.integer),
            ("products", text("Products"), text.integer),
            ("customers", text("Customers"), text.integer),
            ("average_order_value", text("Average order value"), text.money),
            ("units_per_order", text("Units per order"), text.times),
            ("multi_item_share", text("Orders of several products"), text.percent),
            ("repeat_rate", text("Customers who came again"), text.percent),
        ):
            if figures.get(name) is None:
                continue
            card = Card(margins=12, spacing=0)
            value = label(show(figures[name]), "figure")
            value.setStyleSheet("font-size: 20px")
            card.box.addWidget(value)
            card.box.addWidget(label(title, "caption", wrap=True))
            card.box.addStretch(1)
            if name in meta.get("definitions", {}):
                card.setToolTip(tip(text.say(meta["definitions"][name])))
            self._figures.addWidget(card, 1)

    def _show_top(self, products: Products, orders: int) -> None:
        text = self.text
        counts = np.asarray(products.orders)
        best = np.argsort(-counts, kind="stable")[:TOP]
        names = [products.names[i] for i in best]

        def exact(i: int) -> str:
            held = int(counts[best[i]])
            share = text("{share:percent} of all orders", share=held / max(1, orders))
            return tip(names[i], text(N_("{count} order", "{count} orders"), count=held), share)

        self.top_title.setText(
            text(
                "Most bought: {product}, in {share:percent} of all orders",
                product=names[0],
                share=int(counts[best[0]]) / max(1, orders),
            )
            if names
            else ""
        )
        self.top.show_counts(names, counts[best], exact)

    def _show_sizes(self, sizes: np.ndarray, orders: np.ndarray) -> None:
        text = self.text
        total = max(1, int(orders.sum()))
        whole = int(sizes[-1]) if len(sizes) else 1
        usual = int(sizes[np.searchsorted(np.cumsum(orders), (1 - RARE) * total)]) if len(sizes) else 1
        largest = whole if whole <= 12 else min(MOST_SIZES, usual)
        counts = np.bincount(np.minimum(sizes, largest + 1), weights=orders, minlength=2)[1:]
        names = [text.integer(i + 1) for i in range(len(counts))]
        if len(counts) > largest:
            names[-1] = text("more")

        def exact(i: int) -> str:
            more = i >= largest
            size = (
                text("More than {count} products", count=largest) if more
                else text(N_("{count} product", "{count} products"), count=i + 1)
            )  # fmt: skip
            return tip(size, text(N_("{count} order", "{count} orders"), count=int(counts[i])))

        middle = int(sizes[np.searchsorted(np.cumsum(orders), total / 2)]) if len(sizes) else 0
        self.sizes_title.setText(
            text("{share:percent} of the orders hold {size} or more products",
                 share=int(orders[sizes >= middle].sum()) / total, size=middle)
            if middle > 1 else text("{share:percent} of the orders hold a single product",
                                    share=int(orders[sizes <= 1].sum()) / total)
        )  # fmt: skip
        self.sizes.show_counts(names, counts, exact, name_last=len(counts) > largest)

    def _show_time(self, summary: Table) -> None:
        text, orders = self.text, np.asarray(summary["period_orders"])
        period = np.asarray(summary["period"])
        for part in (self.time, self.time_unit, self.time_axis):
            part.setVisible(bool(len(orders)))
        self.time_note.setVisible(not len(orders))
        if not len(orders):
            self.time_title.setText(text("Orders over time"))
            self.time_note.setText(
                text("There are no dates. With a date column, the orders over time would stand here.")
            )
            return
        kind = summary.meta.get("period", "month")
        name = text.month if kind == "month" else text.date
        axis = {"day": text("days →"), "week": text("weeks, by their first day →"), "month": text("months →")}
        self.time_axis.setText(axis[kind])
        best = int(np.argmax(orders))
        values = {"count": int(orders[best]), "period": name(int(period[best]))}
        said = {
            "day": N_("Busiest day: {period} with {count} orders"),
            "week": N_("Busiest week: from {period} on, with {count} orders"),
            "month": N_("Busiest month: {period} with {count} orders"),
        }[kind]
        self.time_title.setText(text(said, **values))
        names = [name(int(start)) for start in period]
        self.time.show_counts(
            names,
            orders,
            lambda i: tip(names[i], text(N_("{count} order", "{count} orders"), count=int(orders[i]))),
            best,
        )


def _card(*items: QWidget, below: str = "") -> Card:
    """Words and their chart, which takes the room that is left; `below`: what its lower axis counts."""
    card = Card(spacing=4)
    for item in items:
        card.box.addWidget(item, 1 if isinstance(item, Chart) else 0)
    if below:
        card.box.addWidget(axis_title(below))
    return card
