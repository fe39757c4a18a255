"""What is known of two products, fact by fact: their orders, their customers, and what the list of hints says."""

from __future__ import annotations

import numpy as np

from ..models.reasons import Reasons
from ..text import N_
from ..workspace import Workspace
from .counted import Counted, Meeting, Shared


def order_facts(counted: Counted, meeting: Meeting, pair: dict) -> list[dict]:
    """Messages; `pair`: the names `a` and `b`."""
    values = pair | {"joint": meeting.joint, "expected": meeting.expected, "a_orders": meeting.held[0], "b_orders": meeting.held[1]}
    counts = N_("Joint orders: {joint}; by chance {expected}. Orders of {a}: {a_orders}; of {b}: {b_orders}.")
    found = [{"message": counts, "values": values}]
    if further := len(meeting.orders) - meeting.joint:
        message = N_("{count} more order holds both, but is not one customer's basket: it is set aside here.",
                     "{count} more orders hold both, but are not one customer's basket each: they are set aside here.")  # fmt: skip
        found.append({"message": message, "values": {"count": further}})
    listed = meeting.q == meeting.q
    if meeting.passes:
        accidents = N_("Of the pairs as clear as this, at most {share:percent} are accidents.")
        found.append({"message": accidents, "values": {"share": meeting.q}})
    elif listed and meeting.joint > meeting.expected:
        found.append({"message": N_("Too few beyond chance: it may be an accident."), "values": {}})
    elif not listed and meeting.joint:
        few = N_("With fewer than {floor} joint orders a pair is not counted as a link.")
        found.append({"message": few, "values": {"floor": meeting.floor}})
    return [*found, *_days(counted.days(meeting.orders), len(meeting.orders))]


def _days(days: tuple[int, int] | None, joint: int) -> list[dict]:
    if days is None:
        return []
    if joint == 1:
        return [{"message": N_("That order is of {first:date}."), "values": {"first": days[0]}}]
    message = N_("The first of these orders is of {first:date}, the last of {last:date}.")
    return [{"message": message, "values": {"first": days[0], "last": days[1]}}]


def customer_facts(shared: Shared | None, meeting: Meeting) -> list[dict]:
    if shared is None:
        return []
    message = N_("{count} customer bought both, {apart} never in one order; chance would bring {expected}.",
                 "{count} customers bought both, {apart} of them never in one order; chance would bring {expected}.")  # fmt: skip
    found = [{"message": message, "values": {"count": shared.both, "apart": shared.apart, "expected": shared.expected}}]
    joint = len(meeting.orders)
    if joint > 1 and shared.most * 2 > joint:
        alone = N_("One customer alone made {most} of the {joint} joint orders.")
        found.append({"message": alone, "values": {"most": shared.most, "joint": joint}})
    return found


def hint_of(workspace: Workspace, a: int, b: int) -> dict:
    """What the list of hints says of a pair: `probability`, `facts` [message]; {} where it is none."""
    if not workspace.has("hints"):
        return {}
    hints = workspace.get("hints")
    first, second = np.asarray(hints["a"]), np.asarray(hints["b"])
    rows = np.flatnonzero(((first == a) & (second == b)) | ((first == b) & (second == a)))
    if not len(rows):
        return {}
    row, reason = int(rows[0]), hints["reason"]
    place = {"place": row + 1, "hints": len(first), "title": hints.meta["title"]}
    facts = [{"message": N_("Place {place} of {hints} hints, by the method “{title}”."), "values": place}]
    if tried := next((one for one in hints.meta["precision"] if one["k"] > row and one["share"] == one["share"]), None):
        message = N_("Of the first {k} hints of earlier tries, {share:percent} came true; of pairs at random, {chance:percent}.")
        facts.append({"message": message, "values": {name: tried[name] for name in ("k", "share", "chance")}})
    if (made := int(hints["made"][row])) > 0:
        message = N_("{count} order made up by a net that learned from the orders holds both.",
                     "{count} orders made up by a net that learned from the orders hold both.")  # fmt: skip
        facts.append({"message": message, "values": {"count": made}})
    columns = (np.asarray(hints[name]) for name in ("because", "count", "out_of", "times"))
    told = Reasons(np.asarray(reason.codes), reason.vocabulary, *columns).message(row, workspace.get("products")["name"])
    return {"probability": float(hints["probability"][row]), "facts": [*facts, told] if told else facts}
