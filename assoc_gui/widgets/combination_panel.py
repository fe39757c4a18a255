"""Why to believe a rule or a set: its counts in a sentence, how far they can be trusted, the months, and the way to its orders."""

from __future__ import annotations

from PySide6.QtCore import Signal

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..combination_rows import sides_of
from ..combination_story import PAIR, set_apart, sign_of, strength, without_one
from ..combination_words import money_columns, side_name
from ..evidence import orders_with_all
from ..link_words import expected_words
from ..state import AppState
from ..theme import Theme
from .basic import button, tip
from .orders_card import OrdersCard

SAYS = (N_("It says no more than its parts"), N_("A test to run"), N_("Likely: it says more than its parts"),
        N_("Proven: it says more than its parts"))
PAIR_SAYS = (N_("Chance can explain this pair"), N_("A test to run"), N_("Likely: more often than chance"),
             N_("Proven: more often than chance"))
LEAST = 256  # pixels: two names in a row of the table need the more
_BRING = {"revenue": N_("These orders bring {money:money} from these products"),
          "margin": N_("These orders leave a margin of {money:money} from these products")}  # fmt: skip


class CombinationPanel(OrdersCard):
    """`others_wanted(row)`: the other rules of its products."""

    others_wanted = Signal(int)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        self.others_button = button("", "inline", lambda: self.others_wanted.emit(self.row))
        self.others_button.setToolTip(text("All the rules for the same products, whichever comes first"))
        super().__init__(text, theme, state, text("orders together"), (self.others_button,))
        self.setMinimumWidth(LEAST)
        self.clear()

    def clear(self, words: str = "") -> None:
        """No row: say `words`, or how to pick one."""
        self._table: Table | None = None
        self.show_nothing(words or self.text("Pick a row to see the orders behind it."))

    def still_there(self) -> bool:
        return self.row >= 0 and self._table is self._state.get("combinations")

    def show_row(self, row: int, others: int = 0) -> None:
        """Show a row of `combinations`; `others`: how many other rules there are of its products. Look-ups in the mapped lists, a few
        milliseconds."""
        table, products, baskets = (self._state.get("combinations"), self._state.products, self._state.get("baskets"))
        if table is None or products is None:
            self.clear()
            return
        self.row, self._table = row, table
        text = self.text
        first, second = sides_of(table, row)
        expected, together = float(table["expected"][row]), int(table["orders"][row])
        tested = int(table["counted"][row])
        says = text((PAIR_SAYS if len(first) + len(second) == PAIR else SAYS)[int(table["grade"][row])])
        self.caption.setText(says if tested > expected else text("Chance can explain this combination"))
        self.first.setText(side_name(products, first))
        self.second.setText("→ " + side_name(products, second))
        self.together.setText(text.integer(tested))
        words = text("orders together") if tested == together else text("tested orders together\n({orders} of all orders)", orders=together)
        self.counted_words.setText(words)
        self.chance.setText(expected_words(text, expected))
        self.chance.setToolTip(tip(text("{expected} expected by chance", expected=expected)))
        self.name_orders(together, tested)
        self.others_button.setText(text(N_("{count} more rule", "{count} more rules"), count=others))
        self.show_parts(True)
        self.others_button.setVisible(others > 0)
        self.second.setVisible(bool(second))
        by_month = text("Orders with all of it, by month") if tested == together else text("All orders with all of it, by month")
        months = self.show_months(orders_with_all(baskets, (*first, *second)), by_month)
        said = self._of_rule(table, row, first, second) if second else self._of_set(table, row)
        said += strength(text, table, row)
        if len(first) > 1 and second:
            said += without_one(text, baskets, products, first, second)
        said += set_apart(text, table, row)
        if months is not None:
            said.append(("", self.months_words(*months)))
        for name, column in money_columns(table).items():
            said.append(("", text(_BRING[name], money=float(table[column][row]))))
        self.say(said)

    def _of_rule(self, table: Table, row: int, first: list[int], second: list[int]) -> list[tuple[str, str]]:
        text, value = self.text, lambda name: float(table[name][row])
        orders = len(self._state.get("baskets")["start"]) - 1
        said = [(sign_of(table, row), text(
            N_("Of the {count} order with {first}, {joint} ({share:percent}) also hold {second}; among all orders {base:percent} do",
               "Of the {count} orders with {first}, {joint} ({share:percent}) also hold {second}; among all orders {base:percent} do"),
            count=int(table["a_orders"][row]), first=side_name(self._state.products, first), joint=int(table["orders"][row]),
            share=value("confidence"), second=side_name(self._state.products, second), base=int(table["b_orders"][row]) / orders,
        ))]  # fmt: skip
        said.append(("", text("In more orders like these the share would be between {low:percent} and {high:percent}, 19 times in 20",
                              low=value("confidence_low"), high=value("confidence_high"))))  # fmt: skip
        return said

    def _of_set(self, table: Table, row: int) -> list[tuple[str, str]]:
        text, orders, tested = self.text, int(table["orders"][row]), int(table["counted"][row])
        words = (N_("{count} order holds all of it; chance alone would give {expected}",
                    "{count} orders hold all of it; chance alone would give {expected}") if tested == orders else
                 N_("{count} order holds all of it, {tested} tested; of these chance alone would give {expected}",
                    "{count} orders hold all of it, {tested} of them tested; of these chance alone would give {expected}"))  # fmt: skip
        sentence = text(words, count=orders, tested=tested, expected=expected_words(text, float(table["expected"][row])))
        return [(sign_of(table, row), sentence), ("", text("{share:percent} of all orders", share=float(table["support"][row])))]
