"""Answers to the question a guess leaves open: what each would set."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..text import N_, message
from .guessing import Guess
from .header_words import role_of_name
from .moments import moments
from .reasons import MIXED_SHARE, date_example
from .relations import mixed_within

_MOST = 5


@dataclass(frozen=True)
class Choice:
    """Giving `header` the `role` ("" for none; one of READINGS) answers the question. `label`: the answer as a message,
    {} where the header says it."""

    header: str
    role: str
    label: dict[str, Any] = field(default_factory=dict)


READING_LABELS = {
    "time:dmy": N_("The day first: {date:date}"),
    "time:mdy": N_("The month first: {date:date}"),
}


def choices(guess: Guess, role: str) -> tuple[Choice, ...]:
    """Answers to a question about a role, best first: what it was guessed to be, its rivals, what sounds like it, and
    what looks like it. Only columns without another role, never one of money, dates or nothing."""
    if role == "time":
        return _readings(guess)
    headers = guess.raw.headers
    given = sorted(filter(lambda i: _possible(guess, role, i), range(len(headers))),
                   key=lambda i: _rank(guess, role, i), reverse=True)  # fmt: skip
    found = [Choice(headers[i], role) for i in given[:_MOST]]
    if role == "order" and _mixes_customers(guess):
        header = headers[guess.column["order"]]
        found.append(Choice(header, "order:customer", message(N_("{header} and the customer together"), header=header)))
    if role == "order" and {"order", "time"} <= guess.column.keys():
        header = headers[guess.column["order"]]
        if "customer" in guess.column:
            found.append(Choice(header, "", message(N_("None: what one customer bought on one day is an order"))))
        else:
            found.append(Choice(header, "order:day", message(N_("{header} and the day together"), header=header)))
    return tuple(found)


def _mixes_customers(guess: Guess) -> bool:
    """Whether many numbers of orders stand for several customers, so that each customer's may be counted alone."""
    if not {"order", "customer"} <= guess.column.keys():
        return False
    return mixed_within(guess.order_codes, guess.columns[guess.column["customer"]].codes) > MIXED_SHARE


def _possible(guess: Guess, role: str, index: int) -> bool:
    f, names = guess.facts[index], guess.names[index]
    if guess.column.get(role) == index:
        return True
    if guess.role_of(index) not in ("", role) or not guess.fits(role, index):
        return False
    if f.distinct < 2 or f.number - f.whole > 0.02 or (not names and role_of_name(guess.raw.headers[index]) == "unused"):
        return False
    if role == "order":
        return f.code > 0.5 and (f.unique < 0.98 or role in names)
    return f.unique < 0.9 and f.code < 0.9 if role == "product" else True


def _rank(guess: Guess, role: str, index: int) -> tuple[Any, ...]:
    f, rival = guess.facts[index], index in guess.rivals.get(role, ())
    return guess.column.get(role) == index, rival, guess.names[index].get(role, 0), f.repeats, f.distinct


def _readings(guess: Guess) -> tuple[Choice, ...]:
    """The two readings of the dates, what was guessed first."""
    column, times = guess.columns[guess.column["time"]], guess.times
    assert times is not None  # there is a column of dates
    cell = replace(column, texts=[date_example(column)], kinds=np.zeros(1, np.int8), values=np.full(1, np.nan),
                   codes=np.zeros(1, np.int32))  # fmt: skip
    found = []
    for reading in sorted(READING_LABELS, key=lambda reading: not reading.endswith(times.order)):
        seconds = moments(cell, order=reading[-3:]).seconds[0]
        found.append(Choice(column.header, reading, message(READING_LABELS[reading], date=float(seconds))))
    return tuple(found)
