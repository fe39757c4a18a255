"""Why to believe what is said of two products: counts against chance, month by month, later on, and the way to their orders."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QPushButton

from assoc_engine.rules.verdicts import KINDS
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..evidence import orders_with, orders_with_all
from ..link_story import Said, became, buyers, strength
from ..link_words import expected_words
from ..monthly_chance import MonthlyChance
from ..state import AppState
from ..theme import Theme
from .basic import tip
from .link_figures import Held, LinkFigures
from .orders_card import OrdersCard


class LinkPanel(OrdersCard):
    """Over the table `name`, whose pairs are `above` chance or below."""

    name: str
    above = True

    def __init__(self, text: Text, theme: Theme, state: AppState, buttons: tuple[QPushButton, ...] = ()) -> None:
        super().__init__(text, theme, state, text("orders with both"), buttons)
        self.figures = LinkFigures(text)
        self.more.addWidget(self.figures)
        self.together.setToolTip(tip(text("Tested orders that hold both products")))
        self._monthly: MonthlyChance | None = None
        self._rests_on: tuple = ()
        self.clear()

    def clear(self, words: str = "") -> None:
        """No link: say `words`, or how to pick one."""
        self._links = None
        self.show_nothing(words or self.text("Pick a pair in the chart or the table to see the orders behind it."))

    @property
    def link(self) -> int:
        """The link shown, −1 for none."""
        return self.row

    def still_there(self) -> bool:
        return self.link >= 0 and self._links is self._state.get(self.name)

    # What each kind of pair says of itself ----------------------------------------------------------------------

    def says(self, links: Table, link: int) -> str:
        """The caption over the pair."""
        raise NotImplementedError

    def joined(self) -> str:
        """The sign before the second name."""
        raise NotImplementedError

    def own_sentences(self, links: Table, link: int) -> Said:
        """What follows the strength."""
        raise NotImplementedError

    def held(self, links: Table, link: int) -> Held:
        """The orders that the figures count: all of them, as the columns of the table do."""
        both, a, b = (int(links[name][link]) for name in ("orders", "a_orders", "b_orders"))
        return Held(both, a, b, len(self._state.get("baskets")["start"]) - 1)

    # ------------------------------------------------------------------------------------------------------------

    def show_row(self, link: int) -> None:
        """Show a row of the table. Look-ups in the mapped lists, a few milliseconds."""
        links, products = self._state.get(self.name), self._state.products
        if links is None or products is None:
            self.clear()
            return
        self.row, self._links = link, links
        text, a, b = self.text, int(links["a"][link]), int(links["b"][link])
        expected, joint = float(links["expected"][link]), int(links["orders"][link])
        self.caption.setText(self.says(links, link))
        self.first.setText(products.names[a])
        self.second.setText(f"{self.joined()} {products.names[b]}")
        self._count(joint, int(links["counted"][link]))
        self.chance.setText(expected_words(text, expected))
        self.chance.setToolTip(tip(text("{expected} expected by chance", expected=expected)))
        self.show_parts(True)
        self.orders_button.setVisible(joint > 0)
        months = self._show_months(a, b, expected, int(links["counted"][link]) < joint)
        self.say([
            *strength(text, links, link, self.above), *self._fate(links, link), *self.own_sentences(links, link),
            *([("", self.months_words(*months))] if months is not None and months[0] else []), *buyers(text, links, link),
        ])  # fmt: skip
        self.figures.show_link(links, link, self.held(links, link))

    def _count(self, joint: int, tested: int) -> None:
        """The tested orders in large type; how many of all orders, which the button opens."""
        text = self.text
        self.together.setText(text.integer(tested))
        words = text("orders with both") if tested == joint else text("tested orders with both\n({orders} of all orders)", orders=joint)
        self.counted_words.setText(words)
        self.name_orders(joint, tested)

    def _show_months(self, a: int, b: int, expected: float, some_aside: bool) -> tuple[int, int] | None:
        text = self.text
        found, monthly = orders_with_all(self._state.get("baskets"), (a, b)), self._of_months()
        if monthly is None:
            return self.show_months(found, "")
        title = (text("Tested orders with both, by month; the lines are what chance gives") if some_aside else
                 text("Orders with both, by month; the lines are what chance gives"))  # fmt: skip
        return self.show_months(monthly.tested(found), title, monthly.expected(a, b, expected))

    def _of_months(self) -> MonthlyChance | None:
        """Chance by month, reckoned once for the orders that are tested; None without dates."""
        orders, baskets, aside = (self._state.get(name) for name in ("orders", "baskets", "aside"))
        figures = self._state.get("summary").meta["figures"]
        if not orders.meta.get("has_time") or "first_time" not in figures:
            return None
        rests_on = orders, baskets, aside
        if not all(one is other for one, other in zip(rests_on, self._rests_on or (None,) * 3, strict=True)):
            left_out = aside_rows(aside)
            self._monthly = MonthlyChance(orders, baskets, left_out, figures["first_time"], figures["last_time"])
            self._rests_on = rests_on
        return self._monthly

    def _fate(self, links: Table, link: int) -> Said:
        if not int(links["fate"][link]):
            return []
        baskets, times, names = self._state.get("baskets"), self._state.get("orders")["time"], self._state.products.names
        last = {product: int(np.max(times[orders_with(baskets, product)])) for product in (int(links["a"][link]), int(links["b"][link]))}
        gone = min(last, key=last.get)
        return became(self.text, links, link, names[gone], last[gone])


def aside_rows(aside: Table | None) -> np.ndarray:
    """Rows of the orders that are set aside where links are tested: those of `aside` but for the kinds that are kept."""
    if aside is None:
        return np.empty(0, np.int64)
    left_out = [KINDS.index(one["kind"]) for one in aside.meta["kinds"] if not one["kept"]]
    return np.unique(aside["order"][np.isin(aside["kind"], left_out)])
