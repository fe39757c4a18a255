"""What each column of a file is: guessed from its name and its values, with a reason, and changed by the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from ..errors import NothingToAnalyse, SettingError
from ..text import N_
from ..workspace import Workspace
from .column_facts import ColumnFacts, facts
from .header_words import BESIDE, plain_name, role_of_name, roles_of_name
from .messages import message
from .moments import Moments, moments
from .numbers import numbers
from .orders import MISSING_TIME, RULES, choose_rule
from .raw import RawColumn, RawTable
from .words import words

ROLES = (
    "order", "product", "code", "quantity", "price", "amount", "cost", "customer", "time", "clock", "category",
    "description", "region",
)  # fmt: skip
"""`clock` is the time of day where date and time stand in two columns."""

NAMED = {
    "order": N_("The header is a name for order numbers."),
    "product": N_("The header is a name for products."),
    "code": N_("The header is a name for product codes."),
    "quantity": N_("The header is a name for quantities."),
    "price": N_("The header is a name for prices per unit."),
    "amount": N_("The header is a name for the money of a line."),
    "cost": N_("The header is a name for costs."),
    "customer": N_("The header is a name for customers."),
    "time": N_("The header is a name for the time of sale."),
    "clock": N_("It holds the time of day that belongs to the date."),
    "category": N_("The header is a name for product categories."),
    "description": N_("The header is a name for product descriptions."),
    "region": N_("The header is a name for regions."),
}
VALUED = {
    "order": N_("Its values repeat in neighbouring rows, as order numbers do."),
    "product": N_("Its values are words that come again and again, as product names do."),
    "time": N_("Its values are dates."),
}
CHOSEN = N_("You chose this.")
NOT_NEEDED = N_("Not needed here.")
OTHER_USED = N_("{other} is used for this.")
EMPTY = N_("The column is empty.")


@dataclass(frozen=True)
class ColumnRole:
    """`role`: one of ROLES or "". `sure`: name and values agree, or the user said so. `reason`: a message."""

    index: int
    header: str
    role: str
    sure: bool
    reason: dict


@dataclass(frozen=True)
class Roles:
    """`answer`: how the file was understood; `order_rule`: what an order is; `question`: what to look at, or None.

    `made_from`: "" where a column holds the orders, else the key of orders.RULES by which they are made.
    """

    columns: tuple[ColumnRole, ...]
    answer: dict
    order_rule: dict
    question: dict | None
    made_from: str = ""

    def column(self, role: str) -> int | None:
        """Index of the column with a role, None where there is none."""
        return next((column.index for column in self.columns if column.role == role), None)

    def header(self, role: str) -> str:
        return next((column.header for column in self.columns if column.role == role), "")

    def put(self, workspace: Workspace) -> None:
        """Store as table `roles` (docs/workspace.md)."""
        workspace.put("roles", {}, asdict(self))

    @classmethod
    def get(cls, workspace: Workspace) -> "Roles":
        meta = workspace.meta("roles")
        return cls(**meta | {"columns": tuple(ColumnRole(**column) for column in meta["columns"])})


def guess_roles(raw: RawTable, overrides: Mapping[str, str] = {}) -> Roles:
    """The role of each column. `overrides`: header → role, "" for none.

    A file without products or orders gets Roles whose `question` says what is missing, so that the user can choose
    over the preview; make_table refuses it. Raises SettingError for an unknown header or role.
    """
    if raw.layout == "baskets":
        return _basket_roles(raw)
    chosen = _chosen(raw, overrides)
    guess = _Guess(raw, chosen)
    guess.by_name()
    guess.by_value()
    return _roles(raw, guess, chosen)


def require_product_and_order(raw: RawTable, roles: Roles) -> None:
    """Raises NothingToAnalyse naming what the file lacks."""
    headers = ", ".join(raw.headers)
    if roles.column("product") is None and roles.column("code") is None:
        raise NothingToAnalyse(
            N_("No column of the file looks like products. Its columns are: {headers}."),
            advice=N_("Say which one it is (in the preview, or with --role COLUMN=product)."),
            headers=headers,
        )
    if roles.column("order") is None and not roles.made_from:
        raise NothingToAnalyse(
            N_("No column of the file tells which rows belong to one order: there is no order number, no customer, "
               "and no time of day. Its columns are: {headers}."),
            advice=N_("Say which one it is (in the preview, or with --role COLUMN=order)."),
            headers=headers,
        )  # fmt: skip


def _chosen(raw: RawTable, overrides: Mapping[str, str]) -> dict[int, str]:
    """Column index → role of what the user said."""
    chosen: dict[int, str] = {}
    plain = [plain_name(header) for header in raw.headers]
    for header, role in overrides.items():
        if role and role not in ROLES:
            raise SettingError(
                N_("There is no role {role}."), advice=N_("Roles are: {roles}."), role=role, roles=", ".join(ROLES)
            )
        if header in raw.headers:
            index = raw.headers.index(header)
        elif plain.count(plain_name(header)) == 1:
            index = plain.index(plain_name(header))
        else:
            raise SettingError(
                N_("The file has no column {header}."), advice=N_("Its columns are: {headers}."),
                header=header, headers=", ".join(raw.headers),
            )  # fmt: skip
        if role and role in chosen.values():
            raise SettingError(N_("Two columns were given the role {role}."), role=role)
        chosen[index] = role
    return chosen


class _Guess:
    """Roles given so far: `column` by role, `why` (reason message and sureness) by column index."""

    def __init__(self, raw: RawTable, chosen: dict[int, str]) -> None:
        self.raw = raw
        self.facts = [facts(column) for column in raw.columns]
        self.names = [roles_of_name(header) for header in raw.headers]
        plain = [plain_name(header) for header in raw.headers]
        for index, name in enumerate(plain):
            for (first, second), role in BESIDE.items():
                if name == first and second in plain:
                    self.names[index] = {role: 100}
        self.column: dict[str, int] = {role: index for index, role in chosen.items() if role}
        self.taken: set[int] = set(chosen)
        self.why: dict[int, tuple[dict, bool]] = {index: (message(CHOSEN), True) for index in chosen}

    def give(self, role: str, index: int, reason: dict, sure: bool) -> None:
        self.column[role] = index
        self.taken.add(index)
        self.why[index] = (reason, sure)

    def by_name(self) -> None:
        for role in ROLES:
            if role in self.column or role == "clock":
                continue
            candidates = [
                (names[role], -index)
                for index, names in enumerate(self.names)
                if role in names and index not in self.taken and self._fits(role, index)
            ]
            if candidates:
                strength, minus = max(candidates)
                self.give(role, -minus, message(NAMED[role]), strength > 30)
        self._clock()

    def _clock(self) -> None:
        if "time" not in self.column or "clock" in self.column:
            return
        for index, column in enumerate(self.facts):
            if index not in self.taken and column.clock > 0.8 and self.names[index].keys() & {"time", "clock"}:
                self.give("clock", index, message(NAMED["clock"]), True)
                return

    def _fits(self, role: str, index: int) -> bool:
        """Whether the values allow the role (an empty column allows none)."""
        f = self.facts[index]
        decimals = f.number - f.whole
        if not f.filled:
            return False
        if role in ("quantity", "price", "amount", "cost"):
            return f.number >= 0.5 and not (role == "amount" and self._is_order_total(index))
        if role == "time":
            return f.date + f.serial >= 0.5
        if role in ("category", "region"):
            return decimals < 0.3 and f.date < 0.3
        return decimals < 0.3 and f.date < 0.3 and f.clock < 0.3

    def _is_order_total(self, index: int) -> bool:
        """Whether a column says the same (or nothing more) on all rows of an order: the order's total, not a line's."""
        if "order" not in self.column:
            return False
        order = self.raw.columns[self.column["order"]].codes
        cell = self.raw.columns[index].codes
        seen = np.flatnonzero((order >= 0) & (cell >= 0))
        rows = np.bincount(order[order >= 0], minlength=1)
        several = int((rows > 1).sum())
        if several < 3:
            return False
        pairs = np.unique(np.stack([order[seen], cell[seen]], axis=1), axis=0)
        kinds = np.bincount(pairs[:, 0], minlength=len(rows))
        return float((kinds[rows > 1] <= 1).mean()) > 0.95

    def by_value(self) -> None:
        unknown = [
            i for i, names in enumerate(self.names)
            if not names and i not in self.taken and role_of_name(self.raw.headers[i]) != "unused" and self.facts[i].filled
        ]  # fmt: skip
        f = self.facts
        if "time" not in self.column:
            dated = [i for i in unknown if f[i].date > 0.8]
            if dated:
                self.give("time", dated[0], message(VALUED["time"]), False)
        if not {"order", "customer"} & self.column.keys():
            runs = [i for i in unknown if i not in self.taken and self._fits("order", i) and f[i].repeats > 0.2 and 0.01 < f[i].unique < 0.9]
            if runs:
                self.give("order", max(runs, key=lambda i: f[i].unique), message(VALUED["order"]), False)
        if not {"product", "code"} & self.column.keys():
            named = [i for i in unknown if i not in self.taken and self._fits("product", i) and 1 < f[i].distinct and f[i].unique < 0.9]
            if named:
                best = max(named, key=lambda i: (f[i].number < 0.5, f[i].distinct))
                self.give("product", best, message(VALUED["product"]), False)


def _roles(raw: RawTable, guess: _Guess, chosen: dict[int, str]) -> Roles:
    by_index = {index: role for role, index in guess.column.items()}
    columns = []
    for index, header in enumerate(raw.headers):
        reason, sure = guess.why.get(index, (None, True))
        columns.append(ColumnRole(index, header, by_index.get(index, ""), sure, reason or _unused_reason(guess, index)))
    made_from = "" if "order" in guess.column else _made_from(raw, guess.column)
    roles = Roles(tuple(columns), {}, {}, None, made_from)
    order, product = roles.header("order"), roles.header("product") or roles.header("code")
    if order:
        rule = message(N_("Rows with the same {order} are one order."), order=order)
        answer = message(N_("One row per order line: order = {order}, product = {product}."), order=order, product=product)
    elif made_from:
        rule = message(RULES[made_from])
        answer = message(N_("One row per product sold: product = {product}; there is no order number."), product=product)
    else:
        rule = message(N_("Nothing in the file tells which rows belong to one order."))
        answer = rule
    question = None
    if not product:
        answer = question = message(N_("Which column holds the products?"))
    elif not order and not made_from:
        question = message(N_("Which column tells the orders apart?"))
    else:
        unsure = [c for c in columns if c.role in ("order", "product") and not c.sure]
        if unsure:
            ask = {"order": N_("Is {header} the order number?"), "product": N_("Is {header} the product?")}
            question = message(ask[unsure[0].role], header=unsure[0].header)
    return Roles(tuple(columns), answer, rule, question, made_from)


def _unused_reason(guess: _Guess, index: int) -> dict:
    if not guess.facts[index].filled:
        return message(EMPTY)
    for role in guess.names[index]:
        if role in guess.column:
            return message(OTHER_USED, other=guess.raw.headers[guess.column[role]])
    return message(NOT_NEEDED)


def _made_from(raw: RawTable, column: dict[str, int]) -> str:
    customer = words(raw.columns[column["customer"]]) if "customer" in column else None
    time, has_clock = column_time(raw, column.get("time"), column.get("clock"))
    return choose_rule(customer, time, has_clock)


def column_time(raw: RawTable, date: int | None, clock: int | None) -> tuple[np.ndarray | None, bool]:
    """Seconds of each row from a date column and, where given, one with the time of day; and whether clocks differ."""
    if date is None:
        return None, False
    days = moments(raw.columns[date])
    seconds = _per_row(days.seconds, raw.columns[date].codes, np.nan)
    has_clock = days.has_clock
    if clock is not None:
        clocks = moments(raw.columns[clock])
        of_day = _per_row(clocks.seconds, raw.columns[clock].codes, np.nan)
        seconds = seconds + np.where(np.isnan(of_day), 0, of_day % 86400)
        has_clock = clocks.has_clock
    time = np.full(len(seconds), MISSING_TIME, np.int64)
    there = ~np.isnan(seconds)
    time[there] = seconds[there].astype(np.int64)
    return time, has_clock


def _per_row(values: np.ndarray, codes: np.ndarray, missing) -> np.ndarray:
    """Values of distinct cells, one a row."""
    return np.append(values, missing)[codes]


def _basket_roles(raw: RawTable) -> Roles:
    reason = message(N_("The file has one basket a line."))
    columns = (
        ColumnRole(0, raw.headers[0], "order", True, reason),
        ColumnRole(1, raw.headers[1], "product", True, reason),
    )
    baskets = len(raw.columns[0].texts)
    answer = message(N_("One basket a line: {items} items in {baskets} baskets."), items=raw.rows, baskets=baskets)
    return Roles(columns, answer, message(N_("Each line of the file is one order.")), None)
