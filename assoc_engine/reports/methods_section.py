"""The methods that predict what is bought, compared on the same later orders; who loses is shown, too."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..names import TASK_TITLES
from ..workspace import Table
from .facts import Facts
from .learned import UNFINISHED, is_finished
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock
from .titles import method_title


def methods_section(facts: Facts, board: Table) -> Section:
    """One table a task: the best first, what is in use and the simple rule marked."""
    text, meta = facts.text, board.meta
    blocks: list[Block] = [] if is_finished(meta) else [Paragraph(text(UNFINISHED), Style.ANSWER)]
    if meta["tasks"]:
        blocks.append(Paragraph(facts.say(meta["tasks"][0]["answer"]), Style.ANSWER))
        blocks += _why(facts, meta["tasks"][0])
    blocks += [Paragraph(_parts_in_time(facts, meta["timeline"])), Paragraph(_opened(facts, int(meta["opened"])))]
    for result in meta["tasks"]:
        blocks += _task(facts, board, result)
    if meta["absent"]:
        blocks.append(Paragraph(text("What these data do not allow"), Style.HEADING))
        blocks += [Paragraph(_absent(facts, _task_title(facts, gone["task"]), gone), Style.BULLET) for gone in meta["absent"]]
    return Section(text("Methods compared"), text("Which method predicts best what is bought?"), tuple(blocks), one_page=True)


def _why(facts: Facts, result: dict[str, Any]) -> list[Block]:
    """Why the method in use is, where that was told; a comparison of an earlier version does not."""
    return [Paragraph(facts.say(why))] if (why := result.get("why")) else []


def _parts_in_time(facts: Facts, line: dict[str, Any]) -> str:
    text = facts.text
    learn, validate, future = (int(count) for count in line["orders"])
    if line["by"] == "date":
        return text(
            "Learned from {learn} orders before {validate_from:date}; chosen on the {validate} orders from then on; compared on the "
            "{future} orders from {future_from:date} on, which decide only whether the one chosen is used.",
            learn=learn, validate=validate, future=future, validate_from=line["validate"], future_from=line["future"],
        )  # fmt: skip
    return text("There are no dates, so the order of the orders was taken for time: learned from {learn}, chosen on the next "
                "{validate}, compared on the last {future}.", learn=learn, validate=validate, future=future)  # fmt: skip


def _opened(facts: Facts, count: int) -> str:
    return facts.text("The later orders were looked at {count} time so far. The more often one looks and then chooses, the better they "
                      "seem.", count=count)  # fmt: skip


def _task(facts: Facts, board: Table, result: dict[str, Any]) -> list[Block]:
    text, task = facts.text, result["task"]
    rows = np.array([row for row in range(len(board["task"])) if board["task"][row] == task], np.int64)
    ndcg = np.asarray(board["ndcg"])[rows]
    rows = rows[np.lexsort((np.arange(len(rows)), -np.nan_to_num(ndcg, nan=-1.0)))]
    blocks: list[Block] = [Paragraph(_task_title(facts, task), Style.HEADING)]
    if result is not board.meta["tasks"][0] and (answer := facts.say(result["answer"])):  # that of the first stands on top
        blocks += [Paragraph(answer), *_why(facts, result)]
    if len(rows):
        blocks.append(TableBlock(_columns(facts, board, result, rows)))
    return blocks + [
        Paragraph(_absent(facts, method_title(text, task, gone["model"]), gone), Style.BULLET) for gone in result["absent"]
    ]


def _columns(facts: Facts, board: Table, result: dict[str, Any], rows: np.ndarray) -> tuple[Column, ...]:
    text = facts.text
    models = [board["model"][row] for row in rows.tolist()]

    def figure(name: str, title: str, kind: Kind, note: str = "", decimals: int | None = None) -> Column:
        values = np.asarray(board[name])[rows]
        return Column(title, kind, np.where(np.isinf(values), np.nan, values), note, decimals)

    return (
        Column(text("The method"), Kind.TEXT, [method_title(text, result["task"], model) for model in models]),
        Column(text("Verdict"), Kind.TEXT, [_verdict(facts, board, result, row) for row in rows.tolist()],
               text("better, worse: the whole range of the multiple lies above 1, or below.")),
        figure("ndcg", text("NDCG@10"), Kind.NUMBER,
               text("How high up in a list of ten the products stand that were really bought: 1 is perfect, 0 none of them."), 4),
        figure("low", text("from"), Kind.NUMBER, text("With 95% certainty NDCG@10 lies in this range, by drawing the lists anew."), 4),
        figure("high", text("to"), Kind.NUMBER, "", 4),
        figure("ratio", text("Times the simple rule"), Kind.NUMBER,
               text("NDCG@10 as a multiple of the simple rule’s, on the same occasions; empty where the simple rule was never right."), 2),
        figure("ratio_low", text("from"), Kind.NUMBER, text("With 95% certainty the multiple lies in this range."), 2),
        figure("ratio_high", text("to"), Kind.NUMBER, "", 2),
        figure("hit", text("Lists with a hit"), Kind.PERCENT, text("Hit@10: lists of ten with at least one product that was then bought."),
               1),
        figure("recall", text("Of what was bought"), Kind.PERCENT,
               text("Recall@10: the share of what was bought that stands among the ten."), 1),
        figure("coverage", text("Assortment shown"), Kind.PERCENT, text("The share of all products that is in some list."), 1),
        figure("cases", text("Lists checked"), Kind.INTEGER),
        figure("seconds", text("Seconds"), Kind.NUMBER, text("To learn and to answer, on the machine that compared them."), 1),
    )  # fmt: skip


def _verdict(facts: Facts, board: Table, result: dict[str, Any], row: int) -> str:
    """A method against the simple rule, and whether it is the one in use."""
    text = facts.text
    low, high = float(board["ratio_low"][row]), float(board["ratio_high"][row])
    if board["model"][row] == result["base"]:
        verdict = text("the simple rule")
    elif math.isnan(low) or math.isnan(high):
        verdict = text("not judged yet")
    else:
        verdict = text("better") if low > 1 else text("worse") if high < 1 else text("no sure difference")
    return text("{verdict}; in use", verdict=verdict) if board["model"][row] == result["winner"] else verdict


def _absent(facts: Facts, what: str, gone: dict[str, Any]) -> str:
    """Why a task or a method is not there."""
    return facts.text("{what}: {reason}", what=what, reason=gone["reason"])


def _task_title(facts: Facts, task: str) -> str:
    return facts.text(TASK_TITLES[task]) if task in TASK_TITLES else task
