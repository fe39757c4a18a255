"""What is known of two products, fact by fact: their orders, their customers, and what the list of hints says."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..models.reasons import Reasons
from ..text import N_, message
from ..workspace import Workspace
from .answers import APART, INSTEAD, TOGETHER
from .counted import Counted, Meeting, Shared

FATES = {"ended": N_("One of the two is no longer sold."), "seasonal": N_("They come together in the same months of different years.")}


def order_facts(counted: Counted, meeting: Meeting, pair: dict[str, Any]) -> list[dict[str, Any]]:
    """Messages; `pair`: the names `a` and `b`."""
    values = pair | {"joint": meeting.joint, "expected": meeting.expected, "a_orders": meeting.tested[0], "b_orders": meeting.tested[1]}
    counts = N_("Joint orders: {joint}; by chance {expected}. Orders of {a}: {a_orders}; of {b}: {b_orders}.")
    found = [message(counts, **values)]
    if further := len(meeting.orders) - meeting.joint:
        said = N_("{count} more order holds both, but is set aside as no one customer’s basket or a copy of one: all figures here but "
                     "the lift are without such orders.",
                     "{count} more orders hold both, but are set aside as no one customer’s baskets or copies of some: all figures here "
                     "but the lift are without such orders.")  # fmt: skip
        found.append(message(said, count=further))
    listed = meeting.q == meeting.q
    if meeting.passes:
        accidents = N_("Of the pairs as clear as this, at most {share:percent} are accidents.")
        found.append(message(accidents, share=meeting.q))
    elif listed and meeting.joint > meeting.expected and meeting.q > counted.links.meta["max_fdr"]:
        found.append(message(N_("Too few beyond chance: it may be an accident.")))
    elif not listed and meeting.joint:
        few = N_("With fewer than {floor} joint orders a pair is not counted as a link.")
        found.append(message(few, floor=meeting.floor))
    tested = meeting.orders[counted.tested.rows[meeting.orders]]
    return [*found, *_days(counted.days(tested), len(tested))]


def evidence_facts(told: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """How sure it is, whether it is found again, whether it can still be used, and by whom it is bought; `told`: evidence.evidence with
    `companions`, `kind` of the pair as explaining.explain tells it."""
    found, adjusted, lift = [], told["adjusted"], told["lift"]
    if adjusted["value"] is not None:
        more = N_("Against chance that keeps the size of orders: {value:times} times as often, 19 times in 20 between {low:times} and "
                  "{high:times}; the lift, of all orders and without regard to their size: {lift:times} times, between {lift_low:times} "
                  "and {lift_high:times}.")  # fmt: skip
        less = N_("Against chance that keeps the size of orders: {value:percent} as often, 19 times in 20 between {low:percent} and "
                  "{high:percent}; the lift, of all orders and without regard to their size: {lift:percent}, between {lift_low:percent} "
                  "and {lift_high:percent}.")  # fmt: skip
        values = {name: adjusted[name] for name in ("value", "low", "high")}
        found.append(message(less if adjusted["value"] < 1 else more,
                             **values | {"lift": lift["value"], "lift_low": lift["low"], "lift_high": lift["high"]}))
    found += _later(told["parts"], kind, adjusted["value"] is not None and adjusted["value"] < 1)
    if kind:
        found += [message(FATES[told["fate"]])] if told["fate"] in FATES else []
    if told["companions"] is not None:
        both = N_("{count} product goes with both.", "{count} products go with both.")
        found.append(message(both, count=told["companions"]))
    buyers = told["buyers"]
    if buyers["independent"] < adjusted["counted"] - 0.05:
        said = N_("Several are orders of one customer: the {joint} joint orders count for {independent:number} independent ones.")
        found.append(message(said, joint=adjusted["counted"], independent=buyers["independent"]))
    return found


def _later(parts: dict[str, Any], kind: str, fewer: bool) -> list[dict[str, Any]]:
    """What the later orders say, looked at alone; `fewer`: the pair was held against chance as one that is kept apart."""
    late = parts["late"]
    if late.get("lift") is None:
        return []
    more, less = N_("more than chance gives"), N_("fewer than chance gives")
    only_then = N_("clear only then: the orders before do not show it by themselves")
    verdict = {
        (TOGETHER, "again"): N_("again more"), (TOGETHER, "gone"): N_("no longer more"),
        ("fewer", "again"): N_("again too few"), ("fewer", "gone"): N_("no longer fewer"),
        (TOGETHER, "only_then"): only_then, ("fewer", "only_then"): only_then,
        ("", "clear"): less if fewer else more, ("", "opposite"): more if fewer else less,
    }.get(("fewer" if kind in (INSTEAD, APART) else kind, parts["verdict"]), N_("too little to tell by itself"))  # fmt: skip
    said = N_("{part}: joint orders {orders}, by chance {expected:number}; {verdict}.")
    by_date, by_draw = N_("From {first:date} on, looked at alone"), N_("In the three tenths of the orders drawn to check it")
    part = message(by_date, first=parts["from"]) if parts["by"] == "date" else message(by_draw)
    values = {"part": part, "orders": late["orders"], "expected": late["expected"], "verdict": message(verdict)}
    return [message(said, **values)]


def _days(days: tuple[int, int] | None, joint: int) -> list[dict[str, Any]]:
    if days is None:
        return []
    if joint == 1:
        return [message(N_("That order is of {first:date}."), first=days[0])]
    said = N_("The first of these orders is of {first:date}, the last of {last:date}.")
    return [message(said, first=days[0], last=days[1])]


def customer_facts(shared: Shared | None, joint: int) -> list[dict[str, Any]]:
    """[] where nobody is known, or so few that none would buy both."""
    if shared is None or (not shared.both and shared.expected < 0.5):
        return []
    if not shared.both:
        return [message(N_("No known customer bought both; chance would bring {expected}."), expected=shared.expected)]
    said = N_("{count} customer bought both, {apart} never in one order; chance would bring {expected}.",
                 "{count} customers bought both, {apart} of them never in one order; chance would bring {expected}.")  # fmt: skip
    found = [message(said, count=shared.both, apart=shared.apart, expected=shared.expected)]
    if joint > 1 and shared.most * 2 > joint:
        alone = N_("One customer alone made {most} of the {joint} joint orders.")
        found.append(message(alone, most=shared.most, joint=joint))
    return found


def hint_of(workspace: Workspace, a: int, b: int) -> dict[str, Any]:
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
    facts = [message(N_("Place {place} of {hints} hints, by the method “{title}”."), **place)]
    if tried := next((one for one in hints.meta["precision"] if one["k"] > row and one["share"] == one["share"]), None):
        said = N_("Of the first {k} hints of earlier tries, {share:percent} came true; of pairs at random, {chance:percent}.")
        facts.append(message(said, **{name: tried[name] for name in ("k", "share", "chance")}))
    if (made := int(hints["made"][row])) > 0:
        said = N_("{count} order made up by a net that learned from the orders holds both.",
                     "{count} orders made up by a net that learned from the orders hold both.")  # fmt: skip
        facts.append(message(said, count=made))
    columns = (np.asarray(hints[name]) for name in ("because", "count", "out_of", "times"))
    told = Reasons(np.asarray(reason.codes), reason.vocabulary, *columns).message(row, workspace.get("products")["name"])
    return {"probability": float(hints["probability"][row]), "facts": [*facts, told] if told else facts}
