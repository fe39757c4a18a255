"""Reasons of a guess that say more than its header does, and what there is to ask about it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..text import N_, message
from .cell_search import CellSearch
from .guessing import Guess
from .header_words import plain_name, strongest
from .moments import DAY
from .orders import RULES
from .raw import NUMBER, TEXT, RawColumn, RawTable
from .relations import mixed_within
from .role_words import NAMED

_PROFIT = re.compile(r"利润|毛利|profit|margin")
DATE_EXAMPLE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{1,4}.*")
_EXPONENT = re.compile(rb"e\+?\d\d")
_LOST = re.compile(r"\d(\.\d+)?E\+?\d{2}", re.IGNORECASE).fullmatch
MIXED_SHARE = 0.3  # share of the orders of several rows that must be of one day, and of one customer, not to be doubted

DATES = {
    ("dmy", True): N_("Dates such as {example} are read day first; the column leaves no other reading."),
    ("mdy", True): N_("Dates such as {example} are read month first; the column leaves no other reading."),
    ("dmy", False): N_("Dates such as {example} are read day first; month first would be possible too."),
    ("mdy", False): N_("Dates such as {example} are read month first; day first would be possible too."),
}
YEAR_FIRST = N_("Dates such as {example} are read year first.")
DOTTED = N_("Dates such as {example} are read day first, as dates with dots are.")
CHOSEN_DATES = {
    "dmy": N_("You chose: dates such as {example} are read day first."),
    "mdy": N_("You chose: dates such as {example} are read month first."),
}


MIXED = {
    "customer": (
        N_("Rows with the same number come from different customers."),
        N_("Rows with the same {header} come from different customers. Is it the order number?"),
    ),
    "time": (
        N_("Rows with the same number come from different days."),
        N_("Rows with the same {header} come from different days. Is it the order number?"),
    ),
}


def explain(guess: Guess, made_from: str) -> dict[str, dict[str, Any]]:
    """Say more in the reasons of a finished guess, and make those doubtful that are. Returns role → question.

    `made_from`: the key of orders.RULES by which orders are made of their numbers, "" where each number is one.
    """
    doubts = {}
    if made_from and "order" in guess.column:
        _say(guess, guess.column["order"], message(RULES[made_from]))
    _explain_money(guess)
    _explain_category(guess)
    _explain_lost_dates(guess)
    for role, ask in (("order", _order_doubt), ("product", _product_doubt), ("time", _time_doubt)):
        index = guess.column.get(role)
        if index is None or (role == "order" and made_from):
            continue
        question = ask(guess, index)
        if question and index not in guess.chosen:
            doubts[role] = question
    if made_from.startswith("customer") and made_from != "customer_minute" and guess.masked_customers:
        doubts.setdefault("order", _masked_doubt(guess))
    if (code := guess.column.get("code")) is not None and (lost := lost_number(guess.columns[code])):
        _say(guess, code, message(N_("Its numbers, such as {example}, have lost their last digits. Export the column "
                                     "as text."), example=lost), False)  # fmt: skip
    return doubts


def shown_header(raw: RawTable, index: int) -> str | dict[str, Any]:
    """A header as a value of a message: as in the file, or a message where the file does not have the column."""
    header = raw.headers[index]
    return message(header) if index in raw.made else header


def _say(guess: Guess, index: int, reason: dict[str, Any], sure: bool | None = None) -> None:
    """Another reason for a role; what the user said stays sure."""
    known = guess.why[index][1]
    guess.why[index] = (reason, known if sure is None or index in guess.chosen else sure)


def lost_number(column: RawColumn) -> str:
    """A cell that was a number of more digits than a sheet keeps: 1.23457E+17, or over 15 digits with zeros at the end;
    "" where there is none."""
    size = np.abs(np.nan_to_num(column.values))
    long = np.flatnonzero((column.kinds == NUMBER) & (size >= 1e15))
    if not all(column.texts[i].endswith("0") for i in long.tolist()):  # up to 2 to the 53rd they are whole
        long = long[size[long] > 2**53]
    if len(long):
        return column.texts[long[0]]
    if not (column.kinds == TEXT).any():
        return ""
    cells = CellSearch(column.texts).holding(_EXPONENT).tolist()
    return next((text for i in cells if _LOST((text := column.texts[i]).strip())), "")


def _order_doubt(guess: Guess, index: int) -> dict[str, Any] | None:
    header = shown_header(guess.raw, index)
    asked = message(N_("Is {header} the order number?"), header=header)
    if lost := lost_number(guess.columns[index]):
        reason = message(
            N_("Its numbers, such as {example}, have lost their last digits, so that different orders may fall "
               "together. Export the column as text."),
            example=lost,
        )  # fmt: skip
        _say(guess, index, reason, False)
        return message(
            N_("The numbers in {header} have lost their last digits ({example}): different orders may fall together. "
               "Does another column tell the orders apart?"),
            header=header, example=lost,
        )  # fmt: skip
    if guess.typical("order", index):
        if mixed := _mixed_order(guess):
            said, question = MIXED[mixed]
            _say(guess, index, message(said), False)
            return message(question, header=header)
        if rivals := guess.rivals.get("order"):
            other = shown_header(guess.raw, rivals[0])
            _say(guess, index, message(N_("The header is a name for order numbers, and so is {other}."), other=other), False)
            return message(N_("Which is the order number, {header} or {other}?"), header=header, other=other)
    else:
        said = N_("Hardly any of its values comes twice: each row would be an order of its own.")
        _say(guess, index, message(said), False)
    return None if guess.why[index][1] else asked


def _masked_doubt(guess: Guess) -> dict[str, Any]:
    """Orders are made of customers whose names are blotted out, for want of anything better."""
    index = guess.column["customer"]
    example = next(text for text in guess.columns[index].texts if "*" in text or "＊" in text)
    reason = N_("Its values are masked, as {example} is, so that different customers may fall together.")
    _say(guess, index, message(reason, example=example), False)
    question = N_("The customers in {header} are masked ({example}), so that the orders of several may fall together. "
                  "Does another column tell the orders apart?")  # fmt: skip
    return message(question, header=shown_header(guess.raw, index), example=example)


def _mixed_order(guess: Guess) -> str:
    """What the rows of many orders differ in that one order has once: its customer, or its day where none is named: a key of MIXED, or
    ""."""
    orders, customer = guess.order_codes, guess.column.get("customer")
    if customer is not None and guess.facts[customer].filled >= 0.5 * len(orders):
        mixed = mixed_within(orders, guess.columns[customer].codes) > MIXED_SHARE
        return "customer" if mixed else ""
    if guess.times is None:
        return ""
    days = guess.times.seconds // DAY
    known, numbered = np.unique(days[~np.isnan(days)], return_inverse=True)
    day_of_cell = np.full(len(days) + 1, -1, np.int64)
    day_of_cell[np.flatnonzero(~np.isnan(days))] = numbered
    mixed = len(known) > 0 and mixed_within(orders, day_of_cell[guess.columns[guess.column["time"]].codes]) > MIXED_SHARE
    return "time" if mixed else ""


def _product_doubt(guess: Guess, index: int) -> dict[str, Any] | None:
    header = shown_header(guess.raw, index)
    if rivals := guess.rivals.get("product"):
        other = shown_header(guess.raw, rivals[0])
        _say(guess, index, message(N_("The header is a name for products, and so is {other}."), other=other), False)
        return message(N_("Which is the product, {header} or {other}?"), header=header, other=other)
    others = guess.free(lambda i: guess.fits("product", i) and 1 < guess.facts[i].distinct and guess.facts[i].code < 0.9)
    if guess.why[index][1] or not others:
        return None
    return message(N_("Is {header} the product?"), header=header)


def date_example(column: RawColumn) -> str:
    """A cell such as 3/1/24 of a column, one that the two readings read otherwise if there is one; "" without any."""
    matches = (DATE_EXAMPLE.fullmatch(text.strip()) for text in column.texts)
    written = [match for match in matches if match]
    if not written:
        return ""
    return next((match for match in written if match[1] != match[2]), written[0])[0]


def _time_doubt(guess: Guess, index: int) -> dict[str, Any] | None:
    found = guess.times
    assert found is not None  # of the column that is asked about
    if not found.order or not (example := date_example(guess.columns[index])):
        return None
    if found.order == "ymd":
        _say(guess, index, message(YEAR_FIRST, example=example))
        return None
    if guess.date_order:
        _say(guess, index, message(CHOSEN_DATES[found.order], example=example))
        return None
    dotted = found.certain and found.order == "dmy" and "." in example[:3]
    said = DOTTED if dotted else DATES[found.order, found.certain]
    _say(guess, index, message(said, example=example), None if found.certain else False)
    match = DATE_EXAMPLE.fullmatch(example)
    assert match is not None  # it is the whole of one
    if found.certain or match[1] == match[2]:
        return None
    return message(N_("In {header}, does {example} put the day or the month first?"),
                   header=shown_header(guess.raw, index), example=example)  # fmt: skip


def _explain_money(guess: Guess) -> None:
    if not {"quantity", "price", "amount"} <= guess.column.keys():
        return
    index = guess.column["amount"]
    share = guess.money_agrees(guess.column["quantity"], guess.column["price"], index)
    if share > 0.5 and guess.why[index][0]["message"] == NAMED["amount"]:
        said = N_("The header is a name for the money of a line, quantity × price in {share:percent} of rows.")
        _say(guess, index, message(said, share=share))


def _explain_category(guess: Guess) -> None:
    index = guess.column.get("category")
    if index is None or guess.why[index][0]["message"] != NAMED["category"]:
        return
    others = guess.free(lambda i: "category" in guess.names[i] and guess.fits("category", i))
    coarser = [i for i in others if guess.facts[i].distinct < guess.facts[index].distinct]
    if coarser:
        reason = N_("The header is a name for product categories, and it divides more finely than {other}.")
        _say(guess, index, message(reason, other=shown_header(guess.raw, coarser[0])))


def _explain_lost_dates(guess: Guess) -> None:
    """A file without dates whose column of that name cannot be read is to be looked at."""
    for index in [] if "time" in guess.column else guess.free(lambda i: _named_as_dates_and_none(guess, i)):
        guess.why[index] = (why_unused(guess, index), False)


def why_unused(guess: Guess, index: int) -> dict[str, Any]:
    """Why a column has no role."""
    f, column = guess.facts[index], guess.columns[index]
    if not f.filled:
        return message(N_("The column is empty."))
    if _named_as_dates_and_none(guess, index):
        example = next(column.texts[code] for code in column.codes.tolist() if code >= 0)
        return message(N_("Its values cannot be read as dates, such as {example}."), example=example)
    if index in guess.order_totals:
        return message(N_("It is a total of the whole order, not of the line."))
    if index in guess.unfit:
        return guess.unfit[index]
    for role in guess.names[index]:
        if role in guess.column:
            return message(N_("{other} is used for this."), other=shown_header(guess.raw, guess.column[role]))
    counted = f.unique == 1 and f.filled == len(column.codes) and (column.kinds == NUMBER).all()
    if counted and (np.diff(column.values[column.codes]) == 1).all():
        return message(N_("It numbers the rows."))
    if _PROFIT.search(plain_name(column.header)):
        return message(N_("Profit is not used; a column of costs would be."))
    return message(N_("It is not needed to find what is bought together."))


def _named_as_dates_and_none(guess: Guess, index: int) -> bool:
    """Whether a column is called as dates are, and its values cannot be read as such."""
    names, f = guess.names[index], guess.facts[index]
    return strongest(names) == "time" and bool(f.filled) and f.date + f.serial < 0.5 > f.clock
