"""What would change an explanation: without its strongest word, without its strongest product in between, with fewer or more orders.

Each entry: `what` would be otherwise (message), the figure `of` "names" (times as likely), "likeness" (of names: cosine, 0 to 1),
"neighbours" (of what they are bought with: cosine) or "orders" (joint orders), `before` and `after`, B's place `place_before` and
`place_after` (None where there is none), and `says`, the same as a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..text import N_, message
from .counted import Counted, Meeting
from .neighbours import Likeness
from .reading import ALIKE, Reading

NOTHING = 0.02  # of a figure: less is no change that anyone would see


def without_words(readings: tuple[Reading, Reading], a: str, b: str) -> list[dict[str, Any]]:
    """The names that say something, each without its strongest word."""
    found = []
    for reading, asking, other in zip(readings, (a, b), (b, a), strict=True):
        if not reading.speaks:
            continue
        what = N_("Without the word “{word}” in the name “{asking}”")
        says = N_("{other} would be {after:times} times as likely as after a name without words, not {before:times} times; in place "
                  "{place_after}, not {place_before}, of {of}.")  # fmt: skip
        if reading.by == ALIKE:
            says = N_("The names would be alike to the net to {after:percent}, not {before:percent}; {other} in place {place_after}, not "
                      "{place_before}, of {of}.")  # fmt: skip
        figures, places = (reading.figure, reading.without[0]), (reading.place, reading.without[1])
        if places[0] == places[1] and abs(figures[0] - figures[1]) < NOTHING * abs(figures[0]):
            continue
        found.append(_entry("likeness" if reading.by == ALIKE else "names", what, {"word": reading.strongest, "asking": asking}, says,
                            {"other": other, "of": reading.of}, figures, places))  # fmt: skip
    return found


def without_neighbour(found: Likeness, names: Sequence[str], b: str) -> list[dict[str, Any]]:
    """What would be left of the likeness of A and B without the strongest product in between: one entry, or none where there is no such
    product."""
    if not found.neighbours:
        return []
    what, named = N_("Without {product}, which goes with both"), {"product": names[found.neighbours[0].product]}
    if not found.without[0]:
        return [_entry("neighbours", what, named, N_("Nothing would be left that goes with both."), {}, (found.cosine, 0.0))]
    says = N_("What the two are bought with would be alike to {after:percent}, not {before:percent}; {other} in place {place_after}, "
              "not {place_before}, of {of}.")  # fmt: skip
    return [_entry("neighbours", what, named, says, {"other": b, "of": found.of},
                   (found.cosine, found.without[0]), (found.place, found.without[1]))]  # fmt: skip


def other_orders(counted: Counted, meeting: Meeting) -> list[dict[str, Any]]:
    """How many joint orders a proven link could lose, or another one lacks; nothing where a product is too rare to be tested."""
    if not meeting.testable:
        return []
    enough = counted.enough(meeting)
    if meeting.passes:
        lost = max(meeting.joint - enough + 1, 1)
        what, values = N_("Without {lost} of the {joint} joint orders"), {"lost": lost, "joint": meeting.joint}
        return [_entry("orders", what, values, N_("Chance could explain the pair."), {}, (meeting.joint, meeting.joint - lost))]
    if not meeting.joint < enough <= meeting.most:
        return []
    what, values = N_("With {after} joint orders in place of {before}"), {"before": meeting.joint, "after": enough}
    return [_entry("orders", what, values, N_("The pair would be proven."), {}, (meeting.joint, enough))]


def _entry(
    of: str, what: str, named: dict[str, Any], says: str, said: dict[str, Any], figures: tuple[float, float],
    places: tuple[int | None, int | None] = (None, None),
) -> dict[str, Any]:  # fmt: skip
    found = {"before": figures[0], "after": figures[1], "place_before": places[0], "place_after": places[1]}
    values = found if places[0] is not None else {}
    return {"what": message(what, **named), "of": of, **found, "says": message(says, **said | values)}
