"""What pairs, rules and sets can be sorted by. Light: the command line and the window read it."""

from __future__ import annotations

from ..errors import SettingError
from ..text import N_
from .measures import MEASURES

MONEY = ("revenue", "margin")
"""What the orders that hold all of it bring from its products."""
SET_MEASURES = ("support", "lift", "all_confidence")
"""Those that need no two sides. Lift: orders / orders that would hold all of it if each product were bought by itself."""
NAMES = {"pairs": tuple(MEASURES), "rules": (*MEASURES, *MONEY), "sets": (*SET_MEASURES, *MONEY)}


def check_measure(kind: str, measure: str) -> None:
    """`kind`: "pairs", "rules" or "sets". Raises SettingError, with those there are, for a measure that it cannot be sorted by."""
    if measure and measure not in NAMES[kind]:
        raise SettingError(N_("{kind} cannot be sorted by {measure}; they can by {known}."), kind=kind, measure=measure,
                           known=", ".join(NAMES[kind]))  # fmt: skip
