"""Why two products belong together, or do not: all that a workspace knows of them, as plain data."""

from __future__ import annotations

from dataclasses import asdict

from ..errors import SettingError
from ..progress import SILENT, Progress
from ..rules.verdicts import GRADES, NONE, A, B, C
from ..settings import AnalysisSettings, from_dict
from ..text import N_
from ..workspace import Workspace
from .behind import orders_behind
from .change import other_orders, without_neighbour, without_words
from .counted import Counted, Meeting, row_of
from .evidence import evidence
from .facts import customer_facts, evidence_facts, hint_of, order_facts
from .neighbours import BOTH, LIKE_A, Likeness, Neighbour, association, likeness, sisters
from .reading_net import Names, words_answer, words_told

TOGETHER, INSTEAD, HINT = "together", "instead", "C"
SELDOM = 0.01  # chance of so few joint orders below which two products are told to avoid each other
AMONG_FIRST = 0.1  # share of the places up to which likeness speaks for a pair
TITLE = N_("A net that reads the names, and counts of the orders")


def explain(workspace: Workspace, a: int, b: int, progress: Progress = SILENT) -> dict:
    """Two products of an analysed workspace. Raises SettingError where they are one, KeyError where nothing is analysed.

    `a`, `b` codes, `a_name`, `b_name`; `kind` "together" (a link), "instead" (it is in the table of what is bought instead of each other,
    where that was asked for) or ""; `grade` of it: "A", "B", "C", also "C" of what is a hint alone, or ""; `answer` message, the pair in one
    sentence; `evidence` {`table` and, without the orders set aside, `tested`: {`both`, `only_a`, `only_b`, `neither`} orders; `lift` {`value`,
    `low`, `high`} over all orders; `adjusted` {the same, `counted`, `expected`, `independent`, `p`, `q`}; `parts` {`by` "date" or "draw",
    `from` seconds, `early` {`orders`, `expected`, `p`}, `late` {the same, `lift`, `low`, `high`}, `verdict` on the later orders "again",
    "unclear", "gone" or "unknown"}; `fate` "sold", "ended" or "seasonal"; `months` as of evidence.by_month, `buyers` of evidence.buyers_of;
    `companions`: products that have a link with both, of a pair bought instead of each other, else null}; `facts` [message]; `words`
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
    kind, grade, more = _listed(workspace, a, b, meeting)
    seed = from_dict(AnalysisSettings, workspace.meta("summary")["settings"]).links.seed
    told = evidence(counted, a, b, meeting, grade, seed, progress.part(0.0, 0.1, N_("Holding pairs against chance")))
    told["companions"] = more.get("companions")
    told["adjusted"]["q"] = more.get("q", told["adjusted"]["q"])
    shared = counted.shared(a, b, meeting.orders)
    rows = association(counted, progress.part(0.1, 0.2, N_("Looking for products in between")))
    alike = likeness(counted, rows, a, b)
    read = Names(workspace, progress.part(0.2, 0.9, N_("Learning to read the names")))
    readings = read.readings(a, b, progress.part(0.9, 1, N_("Weighing the words")))
    both = {one.product for one in alike.neighbours}
    between = [*alike.neighbours, *(one for one in sisters(counted, rows, read.alike, a, b) if one.product not in both)]
    hint, pair = hint_of(workspace, a, b), {"a": names[a], "b": names[b]}
    return {
        "a": products["code"][a], "b": products["code"][b], "a_name": names[a], "b_name": names[b],
        "kind": kind, "grade": GRADES[grade] or (HINT if hint else ""),
        "answer": _graded(kind, grade, meeting, pair) or _answer(meeting, hint, alike, between, readings, names, pair), "evidence": told,
        "facts": [*order_facts(counted, meeting, pair), *evidence_facts(told, kind), *customer_facts(shared, meeting),
                  *(hint["facts"] if hint else [])],
        "words": words_told(readings) if readings else [],
        "words_answer": words_answer(readings, names[a], names[b]) if readings else read.missing,
        "neighbours": [asdict(one) | {"name": names[one.product]} for one in between],
        "customers": asdict(shared) if shared else {},
        "orders": orders_behind(workspace, counted, a, b, meeting.orders, alike.neighbours[0].product if alike.neighbours else -1),
        "change": [*other_orders(counted, meeting), *([] if kind == TOGETHER else without_neighbour(alike, names, names[b])),
                   *(without_words(readings, names[a], names[b]) if readings else [])],
        "model": {"message": TITLE, "values": {}},
    }  # fmt: skip


def _listed(workspace: Workspace, a: int, b: int, meeting: Meeting) -> tuple[str, int, dict]:
    """(kind, grade, what more is known of it) by the tables `links` and `anti`."""
    if meeting.row >= 0 and (grade := int(workspace.get("links")["grade"][meeting.row])) > NONE:
        return TOGETHER, grade, {}
    if workspace.has("anti") and (row := row_of(workspace.get("anti"), a, b)) >= 0:
        anti = workspace.get("anti")
        return INSTEAD, int(anti["grade"][row]), {"companions": int(anti["companions"][row]), "q": float(anti["q_value"][row])}
    return "", NONE, {}


def _graded(kind: str, grade: int, meeting: Meeting, pair: dict) -> dict:
    """The sentence for what the tables grade, {} for what they do not."""
    values = pair | {"joint": meeting.joint, "expected": meeting.expected}
    message = {
        (TOGETHER, A): N_("{a} and {b} truly go together: {joint} orders hold both, {times:times} times what chance would give, in the "
                          "earlier orders and in the later ones alike."),
        (TOGETHER, B): N_("{a} and {b} very likely go together: {joint} orders hold both, {times:times} times what chance would give."),
        (TOGETHER, C): N_("{a} and {b} may go together: {joint} orders hold both, {times:times} times what chance would give, but too few "
                          "of them are independent of each other or of different customers."),
        (INSTEAD, A): N_("{a} and {b} tend to be bought instead of each other: {joint} orders hold both where chance would give "
                         "{expected:number}, too few in the earlier orders and in the later ones alike."),
        (INSTEAD, B): N_("{a} and {b} seem to be bought instead of each other: {joint} orders hold both where chance would give "
                         "{expected:number}."),
    }.get((kind, grade))  # fmt: skip
    if message is None:
        return {}
    return {"message": message, "values": values | {"times": meeting.joint / meeting.expected}}


def _answer(meeting: Meeting, hint: dict, alike: Likeness, between: list[Neighbour], readings, names, pair: dict) -> dict:
    """The sentence for what the tables do not grade."""
    values = pair | {"joint": meeting.joint, "expected": meeting.expected}
    if hint:
        message = N_("{a} and {b} hardly met so far (joint orders: {joint}); the chance that they soon will is {probability:percent}.")
        return {"message": message, "values": values | {"probability": hint["probability"]}}
    if meeting.joint < meeting.expected and meeting.rare <= SELDOM:
        message = N_("{a} and {b} are kept apart (joint orders: {joint}; by chance {expected}). They may replace each other, or sell at "
                     "different times.")  # fmt: skip
        return {"message": message, "values": values}
    if reason := _best(alike, between, readings, names, pair):
        message = N_("That {a} and {b} go together is not proven (joint orders: {joint}; by chance {expected}). What speaks for it: "
                     "{reason}")  # fmt: skip
        return {"message": message, "values": values | {"reason": reason}}
    message = N_("Nothing but chance is seen in {a} and {b} (joint orders: {joint}; by chance {expected}): neither the products in between "
                 "nor the names say more.")  # fmt: skip
    return {"message": message, "values": values}


def _best(alike: Likeness, between: list[Neighbour], readings, names, pair: dict) -> dict:
    """What speaks most for a pair that is not proven, {} where nothing does."""
    if alike.neighbours and alike.place <= max(1, AMONG_FIRST * alike.of):
        return {"message": N_("both go with {product}."), "values": {"product": names[alike.neighbours[0].product]}}
    if like := next((one for one in between if one.kind != BOTH), None):
        values = {"product": names[like.product], "other": pair["b"] if like.kind == LIKE_A else pair["a"]}
        return {"message": N_("{product}, whose name is alike, goes with {other}."), "values": values}
    if told := next((reading for reading in sorted(readings or (), key=lambda reading: reading.place) if reading.speaks), None):
        return {"message": N_("the word “{word}” in the names."), "values": {"word": told.strongest}}
    return {}
