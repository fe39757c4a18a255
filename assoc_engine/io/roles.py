"""What each column of a file is: guessed from its name and its values, with a reason, and changed by the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..errors import NothingToAnalyse, SettingError
from ..progress import SILENT, Progress
from ..text import N_, message
from ..workspace import Workspace
from .choices import Choice, choices
from .guessing import Guess
from .header_words import READINGS, ROLES, SEVERAL, plain_name
from .moments import row_times
from .orders import RULES, choose_number_rule, choose_rule, may_start_anew
from .raw import RawTable
from .reasons import explain, shown_header, why_unused
from .words import words

__all__ = ["READINGS", "ROLES", "ColumnRole", "Roles", "guess_roles", "require_product_and_order"]


# what a user can say of an order's numbers → rule by which orders are made
_SAID = {"whole": "", "day": "number_day", "customer": "number_customer"}


@dataclass(frozen=True)
class ColumnRole:
    """`role`: one of ROLES or "". `sure`: name and values agree, or the user said so. `reason`: a message."""

    index: int
    header: str
    role: str
    sure: bool
    reason: dict[str, Any]


@dataclass(frozen=True)
class Roles:
    """`answer`: how the file was understood; `order_rule`: what an order is; `question`: what to look at, or None.

    `question_role`: the role the question is about ("order", "product", "time"), "" without one; `choices`: answers to
    it, best first. `made_from`: "" where each number of a column is an order, else the key of orders.RULES by which
    orders are made. `date_order`: "dmy" or "mdy" where the user said how dates are written, for moments.row_times.
    """

    columns: tuple[ColumnRole, ...]
    answer: dict[str, Any]
    order_rule: dict[str, Any]
    question: dict[str, Any] | None
    made_from: str = ""
    question_role: str = ""
    choices: tuple[Choice, ...] = ()
    date_order: str = ""

    def column(self, role: str) -> int | None:
        """Index of the column with a role, None where there is none."""
        return next((column.index for column in self.columns if column.role == role), None)

    def all(self, role: str) -> list[int]:
        """Indices of the columns with a role; several only for those of header_words.SEVERAL."""
        return [column.index for column in self.columns if column.role == role]

    def header(self, role: str) -> str:
        """The header of the first column with a role, "" where none has it."""
        return next((column.header for column in self.columns if column.role == role), "")

    def put(self, workspace: Workspace) -> None:
        """Store as table `roles` (docs/workspace.md)."""
        workspace.put("roles", {}, asdict(self))

    @classmethod
    def get(cls, workspace: Workspace) -> Roles:
        """As `put` stored them."""
        meta = workspace.meta("roles")
        columns = tuple(ColumnRole(**column) for column in meta["columns"])
        return cls(**meta | {"columns": columns, "choices": tuple(Choice(**choice) for choice in meta["choices"])})


def guess_roles(raw: RawTable, overrides: Mapping[str, str] = {}, progress: Progress = SILENT) -> Roles:
    """The role of each column. `overrides`: header → role, "" for none, one of READINGS for a role and how it is read.

    A file without products or orders gets Roles whose `question` says what is missing, so that the user can choose
    over the preview; make_table refuses it. Raises SettingError for an unknown header or role.
    """
    chosen, readings = _chosen(raw, overrides)
    date_order = readings.get("time", "")
    if raw.layout == "baskets":
        return _basket_roles(raw)
    guess = Guess(raw, chosen, date_order)
    while "product" in readings and (code := guess.column.get("code", -1)) >= 0 and code not in chosen:
        chosen[code] = ""  # else a product would go by its code, not by its category
        guess = Guess(raw, chosen, date_order)
    said = _SAID.get(readings.get("order", ""))
    needs = {"number_day": "time", "number_customer": "customer"}.get(said or "", "order")
    made_from = said if said is not None and needs in guess.column else _made_from(raw, guess, progress)
    doubts = explain(guess, made_from)
    columns = []
    for index, header in enumerate(raw.headers):
        reason, sure = guess.why.get(index, (None, True))
        columns.append(ColumnRole(index, header, guess.role_of(index), sure, reason or why_unused(guess, index)))
    roles = _described(raw, Roles(tuple(columns), {}, {}, None, made_from, date_order=date_order))
    if roles.question is None and doubts:
        role = next(iter(doubts))
        roles = replace(roles, question=doubts[role], question_role=role)
    return replace(roles, choices=choices(guess, roles.question_role) if roles.question else ())


def require_product_and_order(raw: RawTable, roles: Roles) -> None:
    """Raises NothingToAnalyse naming what the file lacks."""
    headers = ", ".join(raw.headers)
    if roles.column("product") is None and roles.column("code") is None:
        raise NothingToAnalyse(
            N_("No column looks like products. The columns are: {headers}."),
            advice=N_("Say which one it is."),
            headers=headers, role="product",
        )  # fmt: skip
    if roles.column("order") is None and not roles.made_from:
        raise NothingToAnalyse(
            N_("No column tells which rows belong to one order: there is no order number, no customer, "
               "and no time of day. The columns are: {headers}."),
            advice=N_("Say which one it is."),
            headers=headers, role="order",
        )  # fmt: skip


def _chosen(raw: RawTable, overrides: Mapping[str, str]) -> tuple[dict[int, str], dict[str, str]]:
    """(column index → role of what the user said, role → how its column is read)."""
    chosen: dict[int, str] = {}
    readings: dict[str, str] = {}
    plain = [plain_name(header) for header in raw.headers]
    for header, role in overrides.items():
        if role and role not in ROLES + READINGS:
            raise SettingError(
                N_("There is no role {role}."), advice=N_("Roles are: {roles}."),
                role=role, roles=", ".join(ROLES + READINGS),
            )  # fmt: skip
        if role in READINGS:
            role, reading = role.split(":")
            readings[role] = reading
        if header in raw.headers:
            index = raw.headers.index(header)
        elif plain.count(plain_name(header)) == 1:
            index = plain.index(plain_name(header))
        else:
            raise SettingError(
                N_("There is no column {header}."), advice=N_("The columns are: {headers}."),
                header=header, headers=", ".join(raw.headers),
            )  # fmt: skip
        if role and role not in SEVERAL and role in chosen.values():
            raise SettingError(N_("Two columns were given the role {role}."), role=role)
        chosen[index] = role
    return chosen, readings


def _described(raw: RawTable, roles: Roles) -> Roles:
    """With the sentences that say how the file was understood, and the question where products or orders are missing."""
    order, product = (_shown(raw, roles, *names) for names in (("order",), ("product", "code")))
    question, asked = None, ""
    if order:
        same = message(N_("Rows with the same {order} are one order."), order=order)
        rule = message(RULES[roles.made_from]) if roles.made_from else same
        said = N_("One row per order line: order = {order}, product = {product}.")
        answer = message(said, order=order, product=product)
    elif roles.made_from:
        rule = message(RULES[roles.made_from])
        said = N_("One row per product sold: product = {product}; there is no order number.")
        answer = message(said, product=product)
    else:
        rule = message(N_("No column tells which rows belong to one order."))
        answer = question = message(N_("Which column tells the orders apart?"))
        asked = "order"
    if not product:
        answer = question = message(N_("Which column holds the products?"))
        asked = "product"
    return replace(roles, answer=answer, order_rule=rule, question=question, question_role=asked)


def _shown(raw: RawTable, roles: Roles, *names: str) -> str | dict[str, Any]:
    """The header of the first of some roles that a column has, "" where none has."""
    found = (index for name in names if (index := roles.column(name)) is not None)
    return next((shown_header(raw, index) for index in found), "")


def _made_from(raw: RawTable, guess: Guess, progress: Progress) -> str:
    """The rule by which orders are made from the columns there are; "" where a column's numbers are the orders."""
    column = guess.column
    if "order" in column:
        return _made_from_numbers(raw, guess, progress)
    customer = words(raw.columns[column["customer"]]) if "customer" in column else None
    if "time" not in column:
        return choose_rule(customer, None, False)
    clock = raw.columns[column["clock"]] if "clock" in column else None
    times = row_times(raw.columns[column["time"]], clock, progress, guess.date_order)
    return choose_rule(customer, times.time, times.has_clock, guess.masked_customers)


def _made_from_numbers(raw: RawTable, guess: Guess, progress: Progress) -> str:
    column = guess.column
    number = raw.columns[column["order"]].coded
    store = raw.columns[column["store"]].coded if "store" in column else None
    if not may_start_anew(number, store):
        return ""
    clock = raw.columns[column["clock"]] if "clock" in column else None
    time = None
    if "time" in column:
        time = row_times(raw.columns[column["time"]], clock, progress, guess.date_order).time
    customer = raw.columns[column["customer"]].coded if "customer" in column else None
    return choose_number_rule(number, store, time, customer)


def _basket_roles(raw: RawTable) -> Roles:
    reason = message(N_("Each line is one basket."))
    columns = (
        ColumnRole(0, raw.headers[0], "order", True, reason),
        ColumnRole(1, raw.headers[1], "product", True, reason),
    )
    baskets = len(raw.columns[0].texts)
    answer = message(N_("One basket a line: {items} items in {baskets} baskets."), items=raw.rows, baskets=baskets)
    return Roles(columns, answer, message(N_("Each line is one order.")), None)
