"""Why two products belong together, or do not: all that a workspace knows of them, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..errors import SettingError
from ..progress import SILENT, Progress
from ..rules.verdicts import GRADES, NONE
from ..settings import AnalysisSettings, from_dict
from ..text import N_, message
from ..workspace import Workspace
from .answers import APART, INSTEAD, TOGETHER, graded_answer, habit_answer, hint_answer, of_tested_orders, speaking_for, ungraded_answer
from .behind import orders_behind
from .change import other_orders, without_neighbour, without_words
from .counted import Counted, Meeting, row_of
from .evidence import evidence
from .facts import customer_facts, evidence_facts, hint_of, order_facts
from .neighbours import association, likeness, sisters
from .reading_net import Names, words_answer, words_told

HINT = "C"  # the grade of what is a hint alone
TITLE = N_("A net that reads the names, and counts of the orders")


def explain(workspace: Workspace, a: int, b: int, progress: Progress = SILENT) -> dict[str, Any]:
    """Two products of an analysed workspace. Raises SettingError where they are one, KeyError where nothing is analysed.

    `a`, `b` codes, `a_name`, `b_name`; `kind` "together" (a link), "instead" or "apart" (it is in the table `anti`, where that was asked
    for, as bought instead of each other or only as kept apart) or ""; `grade` of it: "A", "B", "C", also "C" of what is a hint alone, or
    ""; `answer` message, the pair in one sentence; `evidence` {`table` and, without the orders set aside, `tested`: {`both`, `only_a`,
    `only_b`, `neither`} orders; `lift` {`value`, `low`, `high`} over all orders; `adjusted` {the same, `counted`, `expected`,
    `independent`, `tail`, `p`, `q`}, where `p` here and in `parts` is the chance of as many joint orders or "more", or of as few or
    "fewer", as `tail` says: below chance it is the latter, and only the table `anti` has a `q` of it, while the table of links has the
    other tail of every pair it lists; `parts` {`by` "date" or "draw", `from` seconds, `early` {`orders`, `expected`, `p`, `found` among all
    pairs tested there}, `late` {`orders`, `expected`, `p`, `lift`, `low`, `high`}, `verdict` on the later orders "again", "only_then",
    "unclear", "gone" or "unknown", of a pair in no list "clear" or "opposite" (to all orders) in place of the first two and "gone"}; `fate`
    "sold", "ended" or "seasonal"; `months` as of evidence.by_month, `buyers` of evidence.buyers_of;
    `companions`: products that have a link with both, of a pair of the table `anti`, else null}; `facts` [message]; `words`
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
    told = evidence(counted, a, b, meeting, grade, more.get("early_found"), seed,
                    progress.part(0.0, 0.1, N_("Holding pairs against chance")))
    told["companions"] = more.get("companions")
    told["adjusted"]["q"] = more.get("q", told["adjusted"]["q"])
    shared = counted.shared(a, b)
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
        "answer": of_tested_orders(
            graded_answer(kind, grade, meeting, pair) or habit_answer(meeting, shared, pair) or hint_answer(meeting, hint, pair)
            or ungraded_answer(meeting, told["adjusted"]["low"], told["adjusted"]["high"],
                               speaking_for(alike, between, readings, names, pair), pair),
            meeting,
        ),
        "evidence": told,
        "facts": [*order_facts(counted, meeting, pair), *evidence_facts(told, kind), *customer_facts(shared, meeting.joint),
                  *(hint["facts"] if hint else [])],
        "words": words_told(readings) if readings else [],
        "words_answer": words_answer(readings, names[a], names[b]) if readings else read.missing,
        "neighbours": [asdict(one) | {"name": names[one.product]} for one in between],
        "customers": asdict(shared) if shared else {},
        "orders": orders_behind(workspace, counted, a, b, meeting.orders, alike.neighbours[0].product if alike.neighbours else -1),
        "change": [*other_orders(counted, meeting), *([] if kind == TOGETHER else without_neighbour(alike, names, names[b])),
                   *(without_words(readings, names[a], names[b]) if readings else [])],
        "model": message(TITLE),
    }  # fmt: skip


def _listed(workspace: Workspace, a: int, b: int, meeting: Meeting) -> tuple[str, int, dict[str, Any]]:
    """(kind, grade, what more is known of it) by the tables `links` and `anti`."""
    if meeting.row >= 0 and (grade := int(workspace.get("links")["grade"][meeting.row])) > NONE:
        return TOGETHER, grade, {"early_found": bool(workspace.get("links")["early_found"][meeting.row])}
    if workspace.has("anti") and (row := row_of(workspace.get("anti"), a, b)) >= 0:
        anti = workspace.get("anti")
        return INSTEAD if anti["instead"][row] else APART, int(anti["grade"][row]), {
            "companions": int(anti["companions"][row]), "q": float(anti["q_value"][row]), "early_found": bool(anti["early_found"][row]),
        }  # fmt: skip
    return "", NONE, {}
