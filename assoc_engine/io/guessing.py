"""Which column plays which role: by its header, checked against its values, or by its values where no header tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import permutations

import numpy as np

from ..text import N_
from .column_facts import ColumnFacts, facts
from .header_words import BESIDE, ROLES, plain_name, role_of_name, roles_of_name
from .messages import message
from .moments import moments
from .numbers import numbers
from .raw import NUMBER, RawTable

LIKELY = 30  # strength of a header that only sounds like a role; known names are above
_ROWS_CHECKED = 5000
_LOST = re.compile(r"\d(\.\d+)?E\+\d{2}", re.IGNORECASE).fullmatch
_PROFIT = re.compile(r"利润|毛利|profit|margin")
_DATE_EXAMPLE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*")

NAMED = {
    "order": N_("The header is a name for order numbers."),
    "product": N_("The header is a name for products."),
    "code": N_("The header is a name for product codes."),
    "quantity": N_("The header is a name for quantities."),
    "price": N_("The header is a name for the price of one piece."),
    "amount": N_("The header is a name for the money of a line."),
    "cost": N_("The header is a name for costs."),
    "customer": N_("The header is a name for customers."),
    "time": N_("The header is a name for the time of sale."),
    "category": N_("The header is a name for product categories."),
    "description": N_("The header is a name for product descriptions."),
    "region": N_("The header is a name for regions."),
}
VALUED = {
    "order": N_("Its values repeat in neighbouring rows, as order numbers do."),
    "product": N_("Its values come again and again all over the file, as products do."),
    "code": N_("Its values look like product codes."),
    "time": N_("Its values are dates."),
    "quantity": N_("It times a price gives the money of the line."),
    "price": N_("It times a quantity gives the money of the line."),
    "amount": N_("It is quantity times price."),
}
DATES = {
    ("dmy", True): N_("Dates such as {example} are read day first; the column leaves no other reading."),
    ("mdy", True): N_("Dates such as {example} are read month first; the column leaves no other reading."),
    ("dmy", False): N_("Dates such as {example} are read day first; month first would be possible too."),
    ("mdy", False): N_("Dates such as {example} are read month first; day first would be possible too."),
}


AGREEMENT = 0.6  # share of a code's rows that bear its usual name, below which it is no product code

class Guess:
    """Roles given so far. `column`: index by role; `why`: (reason message, sure) by index.

    `chosen`: what the user said, index → role ("" for none); it stands whatever the column looks like.
    """

    def __init__(self, raw: RawTable, chosen: Mapping[int, str]) -> None:
        self.raw = raw
        self.facts: list[ColumnFacts] = [facts(column) for column in raw.columns]
        self.names = _names(raw.headers)
        self.column = {role: index for index, role in chosen.items() if role}
        self.taken = set(chosen)
        self.why = {index: (message(N_("You chose this.")), True) for index in chosen}
        self.order_totals: set[int] = set()
        self.no_codes: set[int] = set()
        self._by_name()
        self._by_value()
        self._explain_order()
        self._explain_time()
        self._explain_money()
        self._explain_category()

    def _give(self, role: str, index: int, reason: dict, sure: bool) -> None:
        self.column[role] = index
        self.taken.add(index)
        self.why[index] = (reason, sure)

    def _free(self, allowed: Callable[[int], bool]) -> list[int]:
        return [index for index in range(len(self.facts)) if index not in self.taken and allowed(index)]

    # By name

    def _by_name(self) -> None:
        for role in ROLES:
            if role in self.column or role == "clock":
                continue
            candidates = self._free(lambda i, role=role: role in self.names[i] and self.fits(role, i))
            if candidates:
                best = max(candidates, key=lambda i, role=role: self._rank(role, i))
                sure = self.names[best][role] > LIKELY or self._typical(role, best)
                self._give(role, best, message(NAMED[role]), sure)
        if "code" not in self.column and "product" in self.column:
            codes = self._free(lambda i: "product" in self.names[i] and self.facts[i].code > 0.9 and self.fits("code", i))
            if codes:
                self._give("code", codes[0], message(VALUED["code"]), True)
        if "time" in self.column and "clock" not in self.column:
            clocks = self._free(lambda i: bool(self.names[i].keys() & {"time", "clock"}) and self.facts[i].clock > 0.8)
            if clocks:
                self._give("clock", clocks[0], message(N_("It holds the time of day that belongs to the date.")), True)

    def _rank(self, role: str, index: int) -> tuple[bool, bool, int, int]:
        """A name we know before one that sounds like it, typical values before others, then the better name."""
        strength = self.names[index][role]
        return strength > LIKELY, self._typical(role, index), strength, -index

    def fits(self, role: str, index: int) -> bool:
        """Whether the values allow the role; those of an empty column allow none."""
        f = self.facts[index]
        if not f.filled:
            return False
        if role == "code" and self._stands_for_many(index):
            self.no_codes.add(index)
            return False
        if role == "amount" and self._is_order_total(index):
            self.order_totals.add(index)
            return False
        if role in ("quantity", "price", "amount", "cost"):
            return f.number >= 0.5
        if role == "time":
            return f.date + f.serial >= 0.5
        return f.number - f.whole < 0.3 and f.date < 0.3 and f.clock < 0.3

    def _typical(self, role: str, index: int) -> bool:
        """Whether the values not only allow the role but look like it."""
        f = self.facts[index]
        if role == "order":
            return f.unique < 0.98 or f.filled < 20
        if role == "product":
            return f.code < 0.9
        if role in ("quantity", "price", "amount", "cost"):
            return f.number > 0.9
        if role == "time":
            return f.date + f.serial > 0.9
        return True

    def _stands_for_many(self, index: int) -> bool:
        """Whether a column's values each stand for many products: then it numbers lines, orders or customers."""
        if "product" not in self.column:
            return False
        name, code = self.raw.columns[self.column["product"]].codes, self.raw.columns[index].codes
        both = (name >= 0) & (code >= 0)
        pairs, rows = np.unique(np.stack([code[both], name[both]]), axis=1, return_counts=True)
        if not len(rows) or len(np.unique(pairs[1])) < 3:
            return False
        usual = np.zeros(int(pairs[0].max()) + 1)
        np.maximum.at(usual, pairs[0], rows)
        return float(usual.sum() / rows.sum()) < AGREEMENT

    def _is_order_total(self, index: int) -> bool:
        """Whether a column says the same, or nothing more, on all rows of an order: its total, not a line's money."""
        if "order" not in self.column:
            return False
        order, cell = self.raw.columns[self.column["order"]].codes, self.raw.columns[index].codes
        rows = np.bincount(order[order >= 0], minlength=1)
        several = rows > 1
        if several.sum() < 3:
            return False
        seen = (order >= 0) & (cell >= 0)
        pairs = np.unique(np.stack([order[seen], cell[seen]], axis=1), axis=0)
        if len(np.unique(pairs[:, 1])) < 5:  # a shop of one price
            return False
        different = np.bincount(pairs[:, 0], minlength=len(rows))
        return float((different[several] <= 1).mean()) > 0.95

    # By values alone

    def _by_value(self) -> None:
        f = self.facts

        def unknown(i: int) -> bool:
            return not self.names[i] and role_of_name(self.raw.headers[i]) != "unused" and f[i].filled > 0

        if "time" not in self.column:
            for i in self._free(lambda i: unknown(i) and f[i].date > 0.8)[:1]:
                self._give("time", i, message(VALUED["time"]), False)
        self._money_by_value(unknown)
        if "order" not in self.column:
            runs = self._free(
                lambda i: (unknown(i) or i in self.no_codes) and self.fits("order", i)
                and f[i].repeats > 0.2 and 0.01 < f[i].unique < 0.95 and self._divides_customers(i)
            )  # fmt: skip
            if runs:
                self._give("order", max(runs, key=lambda i: f[i].unique), message(VALUED["order"]), False)
        if not {"product", "code"} & self.column.keys():
            names = self._free(
                lambda i: unknown(i) and self.fits("product", i) and f[i].distinct > 1 and f[i].unique < 0.9
            )
            if names:
                best = max(names, key=lambda i: (f[i].number < 0.5, f[i].distinct))
                self._give("product", best, message(VALUED["product"]), False)

    def _divides_customers(self, index: int) -> bool:
        """Whether a column may number orders beside the customers there are: one customer each, several a customer."""
        if "customer" not in self.column:
            return True
        who, value = self.raw.columns[self.column["customer"]].codes, self.raw.columns[index].codes
        both = (who >= 0) & (value >= 0)
        pairs = np.unique(np.stack([value[both], who[both]]), axis=1)
        values, customers = len(np.unique(pairs[0])), len(np.unique(pairs[1]))
        return values > 1.2 * customers and pairs.shape[1] <= 1.02 * values

    def _money_by_value(self, unknown: Callable[[int], bool]) -> None:
        """Quantity, price and amount where quantity × price = amount on nearly all rows, of which some have no name."""
        known = [self.column[role] for role in ("quantity", "price", "amount") if role in self.column]
        open_ = self._free(lambda i: unknown(i) and self.facts[i].number > 0.9)[:6]
        for trio in permutations(known + open_, 3) if open_ else ():
            given = dict(zip(("quantity", "price", "amount"), trio, strict=True))
            if any(given.get(role) != self.column.get(role, given.get(role)) for role in given):
                continue
            if set(known) - set(trio) or self.facts[trio[0]].whole < 0.9:
                continue
            if self._money_agrees(*trio) > 0.95:
                for role, index in given.items():
                    if role not in self.column:
                        self._give(role, index, message(VALUED[role]), False)
                return

    def _money_agrees(self, quantity: int, price: int, amount: int) -> float:
        """Share of rows, of the first thousands with a quantity other than 1, where quantity × price is the amount."""
        q, p, a = (_row_values(self.raw, index) for index in (quantity, price, amount))
        with np.errstate(invalid="ignore", over="ignore"):
            asked = ~np.isnan(q * p * a) & (q != 1) & (a != 0) & (p != 1)
            return float((np.abs(q * p - a)[asked] <= 0.01 * np.abs(a[asked])).mean()) if asked.sum() >= 3 else 0.0

    # Reasons that say more

    def _explain(self, index: int, reason: dict, sure: bool | None = None) -> None:
        self.why[index] = (reason, self.why[index][1] if sure is None else sure)

    def _explain_order(self) -> None:
        index = self.column.get("order")
        if index is None:
            return
        column, f = self.raw.columns[index], self.facts[index]
        long_number = (column.kinds == NUMBER) & (np.abs(np.nan_to_num(column.values)) >= 1e15)
        lost = [text for text, long in zip(column.texts, long_number.tolist(), strict=True) if long or _LOST(text)]
        if lost:
            reason = message(
                N_("Its numbers, such as {example}, have lost their last digits, so that different orders may fall "
                   "together. Export the column as text."),
                example=lost[0],
            )  # fmt: skip
            self._explain(index, reason, False)
        elif f.unique >= 0.98 and f.filled >= 20:
            reason = N_("Hardly any of its values comes twice: each row would be an order of its own.")
            self._explain(index, message(reason), False)

    def _explain_time(self) -> None:
        index = self.column.get("time")
        if index is None:
            return
        found = moments(self.raw.columns[index])
        if found.order:
            example = next(text for text in self.raw.columns[index].texts if _DATE_EXAMPLE.fullmatch(text.strip()))
            sure = None if found.certain else False
            self._explain(index, message(DATES[found.order, found.certain], example=example.strip()), sure)

    def _explain_money(self) -> None:
        if not {"quantity", "price", "amount"} <= self.column.keys():
            return
        index = self.column["amount"]
        share = self._money_agrees(self.column["quantity"], self.column["price"], index)
        if share > 0.5 and index in self.why and self.why[index][0]["message"] == NAMED["amount"]:
            said = N_("The header is a name for the money of a line, quantity × price in {share:percent} of rows.")
            self._explain(index, message(said, share=share))

    def _explain_category(self) -> None:
        index = self.column.get("category")
        if index is None or self.why[index][0]["message"] != NAMED["category"]:
            return
        others = self._free(lambda i: "category" in self.names[i] and self.fits("category", i))
        coarser = [i for i in others if self.facts[i].distinct < self.facts[index].distinct]
        if coarser:
            reason = N_("The header is a name for product categories, and it divides more finely than {other}.")
            self._explain(index, message(reason, other=self.raw.headers[coarser[0]]))

    def why_unused(self, index: int) -> dict:
        """Why a column has no role."""
        f, column = self.facts[index], self.raw.columns[index]
        if not f.filled:
            return message(N_("The column is empty."))
        if index in self.order_totals:
            return message(N_("It is a total of the whole order, not of the line."))
        if index in self.no_codes:
            return message(N_("Each of its values stands for many different products, so it is no product code."))
        for role in self.names[index]:
            if role in self.column:
                return message(N_("{other} is used for this."), other=self.raw.headers[self.column[role]])
        counted = f.unique == 1 and f.filled == self.raw.rows and (column.kinds == NUMBER).all()
        if counted and (np.diff(column.values[column.codes]) == 1).all():
            return message(N_("It numbers the rows."))
        if _PROFIT.search(plain_name(column.header)):
            return message(N_("Profit is not used; a column of costs would be."))
        return message(N_("It is not needed to find what is bought together."))


def _names(headers: list[str]) -> list[dict[str, int]]:
    """Roles each header names, with their strength, as it stands beside the others."""
    plain = [plain_name(header) for header in headers]
    names = [roles_of_name(header) for header in headers]
    for index, name in enumerate(plain):
        for (first, beside), role in BESIDE.items():
            if name == first and beside in plain:
                names[index] = {role: 200} if role else {}
    return names


def _row_values(raw: RawTable, index: int) -> np.ndarray:
    """Numbers of the first rows of a column."""
    column = raw.columns[index]
    values, _ = numbers(column)
    return np.append(values, np.nan)[column.codes[:_ROWS_CHECKED]]
