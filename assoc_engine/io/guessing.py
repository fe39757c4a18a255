"""Which column plays which role: by its header, checked against its values, or by its values where no header tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from itertools import permutations
from typing import Any

import numpy as np

from ..text import N_, message
from .column_facts import ColumnFacts, facts
from .header_words import BESIDE, DAILY, LIKELY, ROLES, SEVERAL, TIER, plain_name, role_of_name, roles_of_name, tier
from .moments import Moments, moments
from .numbers import numbers
from .raw import RawTable
from .relations import constant_within, divides, mixed_within, relation, same_groups
from .role_words import NAMED, VALUED

_ROWS_CHECKED = 5000
_RUNS = 0.01  # share of neighbouring rows of one order, below which a column does not hold rows together
MERGED_SHARE = 0.2  # of rows without it, above which a number that never comes twice stands under merged cells
SHOWN = 5  # letters and figures of a masked customer, below which many customers share them
MIXED_REGIONS = 0.3  # share of the masked customers that live in several regions, above which they are several
AGREEMENT = 0.6  # share of a code's rows that bear its usual name, below which it is no product code


class Guess:
    """Roles given so far. `column`: index by role, `several`: indices of the roles that several columns can have;
    `why`: (reason message, sure) by index; `rivals`: by role, other columns with similar right to it, best first;
    `unfit`: index → why a column that is named for products holds none.

    `chosen`: what the user said, index → role ("" for none); it stands whatever the column looks like. `date_order`:
    "dmy" or "mdy" where the user said how dates are written.
    """

    def __init__(self, raw: RawTable, chosen: Mapping[int, str], date_order: str = "") -> None:
        data = raw.marks == 0
        self.raw = raw
        self.columns = raw.columns
        if not data.all():
            self.columns = tuple(replace(column, codes=column.codes[data]) for column in raw.columns)
        self.facts: list[ColumnFacts] = [facts(column) for column in self.columns]
        self.names = _names(raw.headers)
        self.chosen, self.date_order = chosen, date_order
        self.column = {role: index for index, role in chosen.items() if role and role not in SEVERAL}
        self.several = {role: [index for index, given in chosen.items() if given == role] for role in SEVERAL}
        self.taken = set(chosen)
        self.why = {index: (message(N_("You chose this.")), True) for index in chosen}
        self.rivals: dict[str, list[int]] = {}
        self.order_totals: set[int] = set()
        self.unfit: dict[int, dict[str, Any]] = {}
        self._by_name()
        self._by_value()

    def role_of(self, index: int) -> str:
        """The role that a column (its index) was given, "" for none."""
        found = (role for role, given in self.column.items() if given == index)
        return next(found, next((role for role, given in self.several.items() if index in given), ""))

    @cached_property
    def times(self) -> Moments | None:
        """Moments of the time column, None where there is none."""
        return moments(self.columns[self.column["time"]], order=self.date_order) if "time" in self.column else None

    @cached_property
    def brought_by_returns(self) -> set[str]:
        """Headers of the columns in which a list of returns says what came back."""
        return {header for part in self.raw.parts if part.kind == "returns" for header in part.columns}

    @cached_property
    def masked_customers(self) -> bool:
        """Whether most customers are blotted out so far that different ones share what is left: 1**3 and 张**, not
        138****1234; or what is left stands for several regions."""
        index = self.column.get("customer")
        if index is None or index in self.chosen:
            return False
        column = self.columns[index]
        masked = [text for text in column.texts if "*" in text or "＊" in text]
        if len(masked) <= 0.5 * len(column.texts):
            return False
        shown = [sum(map(str.isalnum, text.split("@")[0])) for text in masked[:_ROWS_CHECKED]]
        if np.median(shown) < SHOWN:
            return True
        region = self.column.get("region")
        return region is not None and mixed_within(column.codes, self.columns[region].codes) > MIXED_REGIONS

    @cached_property
    def order_codes(self) -> np.ndarray:
        """The order of each row, that of merged cells on all its rows."""
        codes = self.columns[self.column["order"]].codes
        if not self.merged(self.column["order"]):
            return codes
        return codes[np.maximum.accumulate(np.where(codes >= 0, np.arange(len(codes)), 0))]

    def merged(self, index: int) -> bool:
        """Whether a column is written on the first row of an order alone."""
        f, rows = self.facts[index], len(self.columns[index].codes)
        return f.unique >= 0.98 and f.filled > 0 and rows - f.filled >= MERGED_SHARE * rows

    def _give(self, role: str, index: int, reason: dict[str, Any], sure: bool) -> None:
        if role in SEVERAL:
            self.several[role].append(index)
        else:
            self.column[role] = index
        self.taken.add(index)
        self.why[index] = (reason, sure)

    def free(self, allowed: Callable[[int], bool]) -> list[int]:
        """Columns without a role that the condition allows."""
        return [index for index in range(len(self.facts)) if index not in self.taken and allowed(index)]

    def _named_and_fits(self, role: str, index: int) -> bool:
        return role in self.names[index] and self.fits(role, index)

    # By name

    def _by_name(self) -> None:
        for role in ROLES:
            if role in self.column or role in ("clock", "parent"):
                continue
            candidates = self.free(partial(self._named_and_fits, role))
            if role == "order":
                candidates = self._without_daily(candidates)
            if role in SEVERAL:
                for index in candidates:
                    self._give(role, index, message(NAMED[role]), self.typical(role, index))
            elif candidates:
                best = max(candidates, key=lambda i: self._rank(role, i))
                sure = self.names[best][role] > LIKELY or self.typical(role, best)
                self._give(role, best, message(NAMED[role]), sure)
                if role in ("order", "product"):
                    self.rivals[role] = self._rivals(role, best, candidates)
            if role == "code":
                self._codes_and_parents()
        if "time" in self.column and "clock" not in self.column:
            clocks = self.free(lambda i: bool(self.names[i].keys() & {"time", "clock"}) and self.facts[i].clock > 0.8)
            if clocks:
                self._give("clock", clocks[0], message(N_("It holds the time of day that belongs to the date.")), True)

    def _without_daily(self, candidates: list[int]) -> list[int]:
        """Candidates for the order number without the numbers of a day (#1, #2 …), where another column is named so,
        has more values, and theirs are not what holds neighbouring rows together."""
        daily = {i for i in candidates if plain_name(self.raw.headers[i]) in DAILY and self.facts[i].repeats <= _RUNS}
        named = [i for i in candidates if self.names[i]["order"] > LIKELY and i not in daily]
        finest = max((self.facts[i].distinct for i in named), default=0)
        return [i for i in candidates if i not in daily or self.facts[i].distinct >= finest]

    def _rank(self, role: str, index: int) -> tuple[bool, bool, bool, int, int]:
        """What was read out of cells or columns for this role first; a name we know before one that sounds like it,
        typical values before others, then the better name."""
        strength = self.names[index][role]
        return index in self.raw.made, strength > LIKELY, self.typical(role, index), strength, -index

    def _rivals(self, role: str, best: int, candidates: list[int]) -> list[int]:
        """Columns whose name and values give them as much right to a role, and that part the rows otherwise."""
        strength = tier(self.names[best][role])
        others = [
            i for i in candidates
            if i != best and tier(self.names[i][role]) == strength and self.typical(role, i) == self.typical(role, best)
            and self.facts[i].filled >= 0.5 * self.facts[best].filled and self.facts[i].unique < 0.98
            and (self.facts[i].code > 0.9) == (role == "order")
        ]  # fmt: skip
        codes = self.columns[best].codes
        others = [i for i in others if not same_groups(codes, self.columns[i].codes)]
        if role == "product":
            others = [i for i in others if not self._divide(best, i)]  # one that groups them is a category
        return sorted(others, key=lambda i: self._rank(role, i), reverse=True)

    def _codes_and_parents(self) -> None:
        """The code is the finest column that names what is sold; the one that groups these variants is their parent."""
        if "code" not in self.column and "product" in self.column:
            codes = self.free(lambda i: "product" in self.names[i] and self.facts[i].code > 0.9 and self.fits("code", i))
            if codes:
                self._give("code", codes[0], message(VALUED["code"]), True)
        code = self.column.get("code")
        if code is not None and code not in self.chosen:
            finer = self.free(lambda i: "code" in self.names[i] and self.fits("code", i) and self._variants_of(i, code))
            if finer:
                best = max(finer, key=lambda i: self.facts[i].distinct)
                self.taken.discard(code)
                self._give("code", best, message(NAMED["code"]), True)
        of = self.column.get("code", self.column.get("product"))
        if of is None or "parent" in self.column:
            return
        parents = self.free(lambda i: self._is_parent(i, of))
        if parents:
            best = max(parents, key=lambda i: (self.names[i].get("parent", 0), self.facts[i].distinct))
            self._give("parent", best, message(VALUED["parent"]), True)

    def _variants_of(self, index: int, code: int) -> bool:
        """Whether a column holds the variants of what the code so far numbers; a better name is not left for a worse."""
        better = tier(self.names[code].get("code", 0)) > tier(self.names[index]["code"])
        return not (better and "parent" not in self.names[code]) and self._divide(index, code)

    def _is_parent(self, index: int, of: int) -> bool:
        names = self.names[index]
        if not names.keys() & {"parent", "code"} or self.facts[index].number - self.facts[index].whole > 0.3:
            return False
        said = names.get("parent", 0) >= 3 * TIER
        few = self.facts[index].distinct < 0.1 * self.facts[of].distinct  # more likely a category's number
        return (said or not few) and self._divide(of, index)

    def _divide(self, fine: int, coarse: int) -> bool:
        return divides(self.columns[fine].codes, self.columns[coarse].codes)

    def fits(self, role: str, index: int) -> bool:
        """Whether the values allow the role; those of an empty column allow none."""
        f = self.facts[index]
        if not f.filled:
            return False
        if role == "code" and self._numbers_others(index):
            return False
        if role == "product" and self._is_of_order(index):
            return False
        if role == "amount" and self._is_order_total(index):
            self.order_totals.add(index)
            return False
        if role in ("quantity", "price", "amount", "cost", "refund"):
            return f.number >= 0.5
        if role == "returned":  # in a list of returns alone it is what came back, not a part of what was sold
            return f.number >= 0.5 and "quantity" in self.column
        if role == "time":
            return f.date + f.serial >= 0.5
        if role == "status":
            return self._tells_states(index)
        if role == "channel":
            return f.number < 0.5 and f.distinct <= 200
        if role == "picture":
            return f.number < 0.5
        return f.number - f.whole < 0.3 and f.date < 0.3 and f.clock < 0.3

    def _is_order_total(self, index: int) -> bool:
        """Whether a column says the same on all rows of an order: its total, not the money of a line."""
        if self.raw.layout in ("cells", "columns", "matrix"):  # the rows of an order were one row of the file
            one_row = (np.diff(self.raw.row) == 0) & (np.diff(self.raw.source) == 0)
            same = np.diff(self.raw.columns[index].codes) == 0
            if one_row.any():
                return bool(same[one_row].all())
        return "order" in self.column and constant_within(self.order_codes, self.columns[index].codes)

    def typical(self, role: str, index: int) -> bool:
        """Whether the values not only allow the role but look like it."""
        f = self.facts[index]
        if role == "order":
            return f.unique < 0.98 or f.filled < 20 or self.merged(index)
        if role == "product":
            return f.code < 0.9
        if role in ("quantity", "price", "amount", "cost", "refund", "returned"):
            return f.number > 0.9
        if role == "time":
            return f.date + f.serial > 0.9
        return True

    def _tells_states(self, index: int) -> bool:
        """Whether a column's values can be states of a sale: a few words, or the date on which some were given back."""
        f, strength = self.facts[index], self.names[index].get("status", 3 * TIER)
        if self.raw.headers[index] in self.brought_by_returns:
            return True  # most rows were kept, and what the others say was written to say it
        if f.date > 0.8:
            return strength >= 3 * TIER and f.filled < 0.6 * len(self.columns[index].codes)
        if f.distinct > 60 or f.clock > 0.5:
            return False
        if f.number > 0.5:
            return strength >= 3 * TIER and f.distinct <= 20 and f.whole > 0.9
        return f.state >= {3: 0.0, 2: 0.5, 1: 0.8, 0: 0.3}[min(tier(strength), 3)]

    def _is_of_order(self, index: int) -> bool:
        """Whether a column without a clear name for products says the same on all rows of an order, as a customer does."""
        if "order" not in self.column or tier(self.names[index].get("product", 0)) >= 3:
            return False
        if not constant_within(self.order_codes, self.columns[index].codes):
            return False
        self.unfit[index] = message(N_("It says the same on all rows of an order, so it is not what was bought."))
        return True

    def _numbers_others(self, index: int) -> bool:
        """Whether a column numbers orders, customers (each value stands for many products) or lines (none comes twice)."""
        product = self.column.get("product")
        if product is None:
            return False
        f, names = self.facts[index], self.columns[product].codes
        if f.unique >= 0.98 and f.filled >= 20 and self.facts[product].unique < 0.8:
            self.unfit[index] = message(N_("None of its values comes twice, so it numbers the rows, not the products."))
            return True
        both = relation(self.columns[index].codes, names)
        if not len(both.rows) or len(np.unique(both.b)) < 3:
            return False
        if both.b_for_a < AGREEMENT:
            said = N_("Each of its values stands for many different products, so it is no product code.")
            self.unfit[index] = message(said)
            return True
        return self.names[index].get("parent", 0) >= 3 * TIER and self._divide(product, index)

    # By values alone

    def _by_value(self) -> None:
        f = self.facts

        def unknown(i: int) -> bool:
            return not self.names[i] and role_of_name(self.raw.headers[i]) != "unused" and f[i].filled > 0

        if "time" not in self.column:
            for i in self.free(lambda i: unknown(i) and f[i].date > 0.8)[:1]:
                self._give("time", i, message(VALUED["time"]), False)
        self._money_by_value(unknown)
        if "order" not in self.column:
            runs = self.free(
                lambda i: (unknown(i) or i in self.unfit) and self.fits("order", i)
                and f[i].repeats > 0.2 and 0.01 < f[i].unique < 0.95 and self._divides_customers(i)
            )  # fmt: skip
            if runs:
                self._give("order", max(runs, key=lambda i: f[i].unique), message(VALUED["order"]), False)
        if not {"product", "code"} & self.column.keys():
            names = self.free(
                lambda i: unknown(i) and self.fits("product", i) and f[i].distinct > 1 and f[i].unique < 0.9
            )
            if names:
                best = max(names, key=lambda i: (f[i].number < 0.5, f[i].distinct))
                self._give("product", best, message(VALUED["product"]), False)

    def _divides_customers(self, index: int) -> bool:
        """Whether a column may number orders beside the customers there are: one customer each, several a customer."""
        if "customer" not in self.column:
            return True
        both = relation(self.columns[index].codes, self.columns[self.column["customer"]].codes)
        values, customers = len(np.unique(both.a)), len(np.unique(both.b))
        return values > 1.2 * customers and len(both.a) <= 1.02 * values

    def _money_by_value(self, unknown: Callable[[int], bool]) -> None:
        """Quantity, price and amount where quantity × price = amount on nearly all rows, of which some have no name."""
        known = [self.column[role] for role in ("quantity", "price", "amount") if role in self.column]
        open_ = self.free(lambda i: unknown(i) and self.facts[i].number > 0.9)[:6]
        for trio in permutations(known + open_, 3) if open_ else ():
            given = dict(zip(("quantity", "price", "amount"), trio, strict=True))
            if any(given.get(role) != self.column.get(role, given.get(role)) for role in given):
                continue
            if set(known) - set(trio) or self.facts[trio[0]].whole < 0.9:
                continue
            if self.money_agrees(*trio) > 0.95:
                for role, index in given.items():
                    if role not in self.column:
                        self._give(role, index, message(VALUED[role]), False)
                return

    def money_agrees(self, quantity: int, price: int, amount: int) -> float:
        """Share of rows, of the first thousands with a quantity other than 1, where quantity × price is the amount."""
        q, p, a = (self._row_values(index) for index in (quantity, price, amount))
        with np.errstate(invalid="ignore", over="ignore"):
            asked = ~np.isnan(q * p * a) & (q != 1) & (a != 0) & (p != 1)
            return float((np.abs(q * p - a)[asked] <= 0.01 * np.abs(a[asked])).mean()) if asked.sum() >= 3 else 0.0

    def _row_values(self, index: int) -> np.ndarray:
        """Numbers of the first rows of a column."""
        values, _ = numbers(self.columns[index])
        return np.append(values, np.nan)[self.columns[index].codes[:_ROWS_CHECKED]]


def _names(headers: list[str]) -> list[dict[str, int]]:
    """Roles each header names, with their strength, as it stands beside the others."""
    plain = [plain_name(header) for header in headers]
    names = [roles_of_name(header) for header in headers]
    for index, name in enumerate(plain):
        for (first, beside), role in BESIDE.items():
            if name == first and beside in plain and "(" not in headers[index]:  # with brackets it is another table's
                names[index] = {role: 3 * TIER} if role else {}
    return names
