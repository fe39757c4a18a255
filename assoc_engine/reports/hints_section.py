"""Pairs that hardly met so far and may soon, as tests to run: how often such hints came true, and why these."""

from __future__ import annotations

import numpy as np

from ..models.reasons import reason_of
from ..progress import SILENT, Progress
from ..rules.verdicts import C
from ..workspace import Table
from .facts import Facts, joined
from .grade_words import grade_word
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock

CHUNK = 500  # sentences between two looks at the progress
PRINTED = 40  # more tests than a shop can run at once


def hints_section(facts: Facts, hints: Table, progress: Progress = SILENT) -> Section:
    """The hints, the most probable first, apart from everything proven; without any the sentence why."""
    text = facts.text
    count = len(hints["a"])
    blocks: list[Block] = [Paragraph(facts.say(hints.meta["answer"]), Style.ANSWER)]
    if count:
        remarks = [text("○ Every line is a hint (grade C): a test to run, not yet proven. Show the two products together for four weeks "
                        "and compare with the weeks before; do not rely on it.")]  # fmt: skip
        if count > PRINTED:
            remarks.append(text("On paper: the first {shown} rows.", shown=PRINTED))
        blocks.append(Paragraph(joined(text, [*remarks, _record(facts, hints)]), Style.CAPTION))
        made_up = _made_up(facts, hints)
        if made_up:  # over the table: what is under so long a one is neither seen nor printed
            blocks.append(Paragraph(made_up, Style.CAPTION))
        blocks.append(TableBlock(_columns(facts, hints, progress), browse=True, printed=PRINTED))
    return Section(text("Hints"), text("Which links may come next?"), tuple(blocks))


def _record(facts: Facts, hints: Table) -> str:
    """How often such hints came true at earlier moments of the file."""
    meta = hints.meta
    if not meta["precision"] or not meta["trials"]:
        return ""
    first = meta["precision"][0]
    return facts.text("Of the {k} likeliest pairs at {count} earlier point in time {share:percent} came true ({low:percent} to "
                      "{high:percent}); by chance {chance:percent} do.", k=first["k"], count=meta["trials"], share=float(first["share"]),
                      low=float(first["low"]), high=float(first["high"]), chance=float(first["chance"]))  # fmt: skip


def _made_up(facts: Facts, hints: Table) -> str:
    """How many links orders made up by a net hold, and how many hints are among them; "" where none were made up."""
    text, links = facts.text, facts.generated_links
    if links is None:
        return ""
    if not len(links["a"]):
        return text("In the orders that a net made up, no pair goes together beyond chance that has hardly met in the real ones.")
    both = np.isin(_keys(hints, len(facts.names)), _keys(links, len(facts.names)))
    return text("In the orders that a net made up, {count} pair goes together beyond chance that has hardly met in the real ones (grade C, "
                "no proof). Hints listed here that are among them: {among} of {listed}.",
                count=len(links["a"]), among=int(both.sum()), listed=len(both))  # fmt: skip


def _keys(pairs: Table, products: int) -> np.ndarray:
    """One number a pair, whichever of the two stands first."""
    a, b = (np.asarray(pairs[name], np.int64) for name in ("a", "b"))
    return np.minimum(a, b) * products + np.maximum(a, b)


def _columns(facts: Facts, hints: Table, progress: Progress) -> tuple[Column, ...]:
    text = facts.text
    a, b = np.asarray(hints["a"]), np.asarray(hints["b"])
    why = []
    for row in range(len(a)):
        if row % CHUNK == 0:
            progress.step(row, len(a))
        why.append(reason_of(hints, row, facts.names))
    days = int(hints.meta["days"])
    within = text("How many of 100 such pairs are bought together often within the next {days} days.", days=days) if days else text(
        "How many of 100 such pairs are bought together often within the next {orders} orders.", orders=int(hints.meta["orders"]))
    columns = [
        Column(text("Product (A)"), Kind.TEXT, facts.names_of(a)),
        Column(text("with (B)"), Kind.TEXT, facts.names_of(b)),
        Column(text("Grade"), Kind.TEXT, [grade_word(text, C)] * len(a), text("A test to run, not yet proven by the orders.")),
        Column(text("Comes true"), Kind.PERCENT, np.asarray(hints["probability"]), within),
        Column(text("Orders with both so far"), Kind.INTEGER, np.asarray(hints["joint"])),
        Column(text("Expected by chance"), Kind.NUMBER, np.asarray(hints["expected"]),
               text("Orders with both that chance alone would have given so far."), 1),
        Column(text("Why"), Kind.TEXT, [text.say(message) if message else "" for message in why], wrapped=True),
    ]  # fmt: skip
    if facts.has_code:
        columns[2:2] = [Column(text("Code of A"), Kind.TEXT, facts.codes_of(a)), Column(text("Code of B"), Kind.TEXT, facts.codes_of(b))]
    return tuple(columns)
