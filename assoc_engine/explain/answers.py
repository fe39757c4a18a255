"""The pair in one sentence: what the tables grade, a habit, a hint, or what the orders say of a pair that is in no list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..rules.grades import CUSTOMERS, FEWEST
from ..rules.verdicts import A, B, C
from ..text import N_, message
from .counted import Meeting, Shared
from .neighbours import BOTH, LIKE_A, Likeness, Neighbour
from .reading import Reading

TOGETHER, INSTEAD, APART = "together", "instead", "apart"
AMONG_FIRST = 0.1  # share of the places up to which likeness speaks for a pair


def graded_answer(kind: str, grade: int, meeting: Meeting, pair: dict[str, Any]) -> dict[str, Any]:
    """The sentence for what the tables grade, {} for what they do not. `pair`: the names `a` and `b`."""
    if kind == APART:
        apart = N_("{a} and {b} are kept apart: {joint} orders hold both where chance would give {expected:number}. Hardly anything goes "
                   "with both, so they are probably bought in different kinds of orders or by different customers.")  # fmt: skip
        return message(apart, **_counts(meeting, pair))
    said = {
        (TOGETHER, A): N_("{a} and {b} truly go together: {joint} orders hold both, {times:times} times what chance would give; found in "
                          "the earlier orders alone and confirmed by the later ones."),
        (TOGETHER, B): N_("{a} and {b} very likely go together: {joint} orders hold both, {times:times} times what chance would give."),
        (TOGETHER, C): _hint(meeting),
        (INSTEAD, A): N_("{a} and {b} tend to be bought instead of each other: {joint} orders hold both where chance would give "
                         "{expected:number}; found in the earlier orders alone and confirmed by the later ones."),
        (INSTEAD, B): N_("{a} and {b} seem to be bought instead of each other: {joint} orders hold both where chance would give "
                         "{expected:number}."),
    }.get((kind, grade))  # fmt: skip
    if said is None:
        return {}
    return message(said, **_counts(meeting, pair) | {"times": meeting.joint / meeting.expected, "unknown": meeting.unknown})


def _hint(meeting: Meeting) -> str:
    """What a pair beyond chance lacks to be proven: independent orders, or customers who are seen to be different."""
    if meeting.independent < FEWEST:
        return N_("{a} and {b} may go together: {joint} orders hold both, {times:times} times what chance would give, but too few of them "
                  "are independent of each other.")  # fmt: skip
    if meeting.people == 0:
        return N_("{a} and {b} may go together: {joint} orders hold both, {times:times} times what chance would give, but none of these "
                  "orders names a customer, so it cannot be told whether they are different people’s.")  # fmt: skip
    if meeting.unknown:
        return N_("{a} and {b} may go together: {joint} orders hold both, {times:times} times what chance would give, but the customers "
                  "who are known are too few, and whose the other {unknown} are cannot be told.")  # fmt: skip
    return N_("{a} and {b} may go together: {joint} orders hold both, {times:times} times what chance would give, but they are of too few "
              "different customers.")  # fmt: skip


def habit_answer(meeting: Meeting, shared: Shared | None, pair: dict[str, Any]) -> dict[str, Any]:
    """The sentence for joint orders that would be many, were they not a few customers' own; {} for others."""
    few = meeting.independent < FEWEST or (meeting.several and meeting.people < CUSTOMERS)
    if not few or meeting.joint < FEWEST or meeting.joint <= meeting.expected or shared is None:
        return {}
    values = _counts(meeting, pair) | {"most": shared.most, "customers": meeting.people, "independent": meeting.independent}
    if shared.most == meeting.joint:
        said = N_("All {joint} orders with {a} and {b} are one customer’s: a habit, not a link (by chance {expected}).")
    elif shared.most * 2 > meeting.joint:
        said = N_("{most} of the {joint} orders with {a} and {b} are one customer’s: a habit, not a link (by chance {expected}).")
    else:
        said = N_("The {joint} orders with {a} and {b} are habits of a few customers ({customers} known ones): they count for only "
                     "{independent:number} independent orders, too few for a link (by chance {expected}).")  # fmt: skip
    return message(said, **values)


def hint_answer(meeting: Meeting, hint: dict[str, Any], pair: dict[str, Any]) -> dict[str, Any]:
    """The sentence for a pair of the list of hints (facts.hint_of), {} for others."""
    if not hint:
        return {}
    said = N_("{a} and {b} hardly met so far (joint orders: {joint}); the chance that they soon will is {probability:percent}.")
    return message(said, **_counts(meeting, pair) | {"probability": hint["probability"]})


def ungraded_answer(
    meeting: Meeting, low: float | None, high: float | None, reason: dict[str, Any], pair: dict[str, Any]
) -> dict[str, Any]:
    """The sentence for a pair that no list holds. `low`, `high`: the limits of its adjusted lift; `reason`: what speaks for it all the
    same, as `speaking_for` has it."""
    values = _counts(meeting, pair)
    if high is not None and high < 1:
        said = N_("{a} and {b} are in one order somewhat less often than chance gives (joint orders: {joint}; by chance {expected}), "
                     "but not so clearly or not by so much that they would be listed as bought instead of each other.")  # fmt: skip
        return message(said, **values)
    if reason:
        said = N_("That {a} and {b} go together is not proven (joint orders: {joint}; by chance {expected}). What speaks for it: "
                     "{reason}")  # fmt: skip
        return message(said, **values | {"reason": reason})
    if low is not None and low > 1:
        said = N_("{a} and {b} are in one order more often than chance gives (joint orders: {joint}; by chance {expected}), but among "
                     "so many pairs some look like that by accident: it is not proven.")  # fmt: skip
        return message(said, **values)
    said = N_("Nothing but chance is seen in {a} and {b} (joint orders: {joint}; by chance {expected}): together no more and no less "
                 "often than it gives, as far as these orders can tell, and neither the products in between nor the names "
                 "say more.")  # fmt: skip
    return message(said, **values)


def of_tested_orders(answer: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The same, with how many orders that hold both it does not count."""
    further = len(meeting.orders) - meeting.joint
    if not further:
        return answer
    said = N_("{answer} Not counted here is {count} order that holds both, but is set aside.",
                 "{answer} Not counted here are {count} orders that hold both, but are set aside.")  # fmt: skip
    return message(said, answer=answer, count=further)


def speaking_for(
    alike: Likeness, between: list[Neighbour], readings: tuple[Reading, Reading] | None, names: Sequence[str], pair: dict[str, Any]
) -> dict[str, Any]:
    """What speaks most for a pair that is not proven, as a message; {} where nothing does."""
    if alike.neighbours and alike.place <= max(1, AMONG_FIRST * alike.of):
        return message(N_("both go with {product}."), product=names[alike.neighbours[0].product])
    if like := next((one for one in between if one.kind != BOTH), None):
        values = {"product": names[like.product], "other": pair["b"] if like.kind == LIKE_A else pair["a"]}
        return message(N_("{product}, whose name is alike, goes with {other}."), **values)
    if told := next((reading for reading in sorted(readings or (), key=lambda reading: reading.place) if reading.speaks), None):
        return message(N_("the word “{word}” in the names."), word=told.strongest)
    return {}


def _counts(meeting: Meeting, pair: dict[str, Any]) -> dict[str, Any]:
    return pair | {"joint": meeting.joint, "expected": meeting.expected}
