"""Why two products belong together, or do not: all that a workspace knows of them, as plain data."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from ..errors import SettingError
from ..models.reasons import Reasons
from ..progress import SILENT, Progress
from ..text import N_
from ..workspace import Workspace
from .behind import orders_behind
from .change import other_orders, without_neighbour, without_words
from .counted import Counted, Meeting, Shared
from .neighbours import Likeness, Neighbour, likeness, sisters
from .reading_net import Names, words_answer, words_told

PROVEN, HINT = "B", "C"
SELDOM = 0.01  # chance of so few joint orders below which two products are told to avoid each other
AMONG_FIRST = 0.1  # share of the places up to which likeness speaks for a pair
TITLE = N_("A net that reads the names, and counts of the orders")


def explain(workspace: Workspace, a: int, b: int, progress: Progress = SILENT) -> dict:
    """Two products of an analysed workspace. Raises SettingError where they are one, KeyError where nothing is analysed.

    `a`, `b` codes, `a_name`, `b_name`; `grade` "B" (proven link), "C" (hint) or ""; `answer` message; `facts` [message]; `words`
    [{`word`, `of` "a" or "b", `share` signed, their absolute values add up to 1}], strongest first; `words_answer` message;
    `neighbours` [{`product`, `name`, `kind` "both", "like_a" or "like_b", `with_a`, `with_b`, `expected_a`, `expected_b` joint orders,
    `share`}]; `customers` {`both`, `apart`, `expected`, `customers`, `most`}, {} where none is known; `orders` [{`order` id, `time` seconds
    or null, `holds` "both", "a+neighbour" or "b+neighbour", `rows` [{`raw`, `file`, `sheet`, `row`}] about the named products,
    `products` [name], the named ones first, `size` of the order}]; `change` as told in change.py; `model` message.
    """
    products = workspace.get("products")
    names = products["name"]
    if a == b:
        raise SettingError(N_("Two different products are needed; both words mean {product}."), product=names[a])
    counted = Counted(workspace)
    meeting = counted.meeting(a, b)
    shared = counted.shared(a, b, meeting.orders)
    alike = likeness(counted, a, b, progress.part(0, 0.2, N_("Looking for products in between")))
    read = Names(workspace, progress.part(0.2, 0.9, N_("Learning to read the names")))
    readings = read.readings(a, b, progress.part(0.9, 1, N_("Weighing the words")))
    both = {one.product for one in alike.neighbours}
    between = [*alike.neighbours, *(one for one in sisters(counted, read.alike, a, b) if one.product not in both)]
    hint, pair = _hint(workspace, a, b), {"a": names[a], "b": names[b]}
    return {
        "a": products["code"][a], "b": products["code"][b], "a_name": names[a], "b_name": names[b],
        "grade": PROVEN if meeting.passes else HINT if hint else "",
        "answer": _answer(meeting, hint, alike, between, readings, names, pair),
        "facts": [*_counts(counted, meeting, pair), *_customers(shared, meeting), *(hint["facts"] if hint else [])],
        "words": words_told(readings) if readings else [],
        "words_answer": words_answer(readings, names[a], names[b]) if readings else read.missing,
        "neighbours": [asdict(one) | {"name": names[one.product]} for one in between],
        "customers": asdict(shared) if shared else {},
        "orders": orders_behind(workspace, counted, a, b, meeting.orders, alike.neighbours[0].product if alike.neighbours else -1),
        "change": [*other_orders(counted, meeting), *([] if meeting.passes else without_neighbour(alike, names, names[b])),
                   *(without_words(readings, names[a], names[b]) if readings else [])],
        "model": {"message": TITLE, "values": {}},
    }  # fmt: skip


def _answer(meeting: Meeting, hint: dict, alike: Likeness, between: list[Neighbour], readings, names, pair: dict) -> dict:
    values = pair | {"joint": meeting.joint, "expected": meeting.expected}
    if meeting.passes:
        message = N_("{a} and {b} truly go together: {joint} orders hold both, {times:times} times what chance would give.")
        return {"message": message, "values": values | {"times": meeting.joint / meeting.expected}}
    if hint:
        message = N_("{a} and {b} hardly met so far (joint orders: {joint}); the chance that they soon will is {probability:percent}.")
        return {"message": message, "values": values | {"probability": hint["probability"]}}
    if meeting.joint < meeting.expected and meeting.rare <= SELDOM:
        message = N_("{a} and {b} are kept apart (joint orders: {joint}; by chance {expected}). They may replace each other, or sell at different times.")
        return {"message": message, "values": values}
    if reason := _best(alike, between, readings, names, pair):
        message = N_("That {a} and {b} go together is not proven (joint orders: {joint}; by chance {expected}). What speaks for it: {reason}")
        return {"message": message, "values": values | {"reason": reason}}
    message = N_("Nothing but chance is seen in {a} and {b} (joint orders: {joint}; by chance {expected}): neither the products in between nor the names say more.")
    return {"message": message, "values": values}


def _best(alike: Likeness, between: list[Neighbour], readings, names, pair: dict) -> dict:
    """What speaks most for a pair that is not proven, {} where nothing does."""
    if alike.neighbours and alike.place <= max(1, AMONG_FIRST * alike.of):
        return {"message": N_("both go with {product}."), "values": {"product": names[alike.neighbours[0].product]}}
    if like := next((one for one in between if one.kind != "both"), None):
        goal = pair["b"] if like.kind == "like_a" else pair["a"]
        return {"message": N_("{product}, whose name is alike, goes with {other}."), "values": {"product": names[like.product], "other": goal}}
    if told := next((reading for reading in sorted(readings or (), key=lambda reading: reading.place) if reading.speaks), None):
        return {"message": N_("the word “{word}” in the names."), "values": {"word": told.strongest}}
    return {}


def _counts(counted: Counted, meeting: Meeting, pair: dict) -> list[dict]:
    found = [{"message": N_("Joint orders: {joint}; by chance {expected}. Orders of {a}: {a_orders}; of {b}: {b_orders}."),
              "values": pair | {"joint": meeting.joint, "expected": meeting.expected, "a_orders": meeting.held[0], "b_orders": meeting.held[1]}}]  # fmt: skip
    if meeting.joint and meeting.q == meeting.q:
        if meeting.passes:
            found.append({"message": N_("Of the pairs as clear as this, at most {share:percent} are accidents."), "values": {"share": meeting.q}})
        elif meeting.joint > meeting.expected:
            found.append({"message": N_("Too few beyond chance: it may be an accident."), "values": {}})
    elif meeting.joint:
        found.append({"message": N_("With fewer than {floor} joint orders a pair is not counted as a link."), "values": {"floor": meeting.floor}})
    if days := counted.days(meeting.orders):
        message = N_("The first of these orders is of {first:date}, the last of {last:date}.") if len(meeting.orders) > 1 else N_("That order is of {first:date}.")
        found.append({"message": message, "values": {"first": days[0]} | ({"last": days[1]} if len(meeting.orders) > 1 else {})})
    return found


def _customers(shared: Shared | None, meeting: Meeting) -> list[dict]:
    if shared is None:
        return []
    message = N_("{count} customer bought both, {apart} never in one order; chance would bring {expected}.",
                 "{count} customers bought both, {apart} of them never in one order; chance would bring {expected}.")  # fmt: skip
    found = [{"message": message, "values": {"count": shared.both, "apart": shared.apart, "expected": shared.expected}}]
    if meeting.joint > 1 and shared.most * 2 > meeting.joint:
        found.append({"message": N_("One customer alone made {most} of the {joint} joint orders."), "values": {"most": shared.most, "joint": meeting.joint}})
    return found


def _hint(workspace: Workspace, a: int, b: int) -> dict:
    """What the list of hints says of a pair: `probability`, `facts` [message]; {} where it is none."""
    if not workspace.has("hints"):
        return {}
    hints = workspace.get("hints")
    first, second = np.asarray(hints["a"]), np.asarray(hints["b"])
    rows = np.flatnonzero(((first == a) & (second == b)) | ((first == b) & (second == a)))
    if not len(rows):
        return {}
    row, reason = int(rows[0]), hints["reason"]
    told = Reasons(np.asarray(reason.codes), reason.vocabulary, *(np.asarray(hints[name]) for name in ("because", "count", "out_of", "times")))
    facts = [{"message": N_("Place {place} of {hints} hints, by the method “{title}”."),
              "values": {"place": row + 1, "hints": len(first), "title": hints.meta["title"]}}]  # fmt: skip
    if tried := next((one for one in hints.meta["precision"] if one["k"] > row), None):
        facts.append({"message": N_("Of the first {k} hints of earlier tries, {share:percent} came true; of pairs at random, {chance:percent}."),
                      "values": {name: tried[name] for name in ("k", "share", "chance")}})  # fmt: skip
    if (made := int(hints["made"][row])) > 0:
        facts.append({"message": N_("{count} order made up by a net that learned from the orders holds both.",
                                    "{count} orders made up by a net that learned from the orders hold both."), "values": {"count": made}})  # fmt: skip
    reason = told.message(row, workspace.get("products")["name"])
    return {"probability": float(hints["probability"][row]), "facts": [*facts, reason] if reason else facts}
