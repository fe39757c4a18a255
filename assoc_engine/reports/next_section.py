"""What customers come back for, beside what chance would give."""

from __future__ import annotations

import numpy as np

from ..workspace import Table
from .facts import Facts, joined
from .model import Block, ChartBlock, ChartKind, Column, Kind, Paragraph, Section, Series, Style, TableBlock

SHOWN = 30  # sequences on the page
DRAWN = 10


def next_section(facts: Facts, sequences: Table) -> Section:
    """The clearest sequences that pass the guard, with counts; where none does, that it is so, and which came closest."""
    text = facts.text
    passing = np.flatnonzero(np.asarray(sequences["passes"], bool))
    rows = passing[:SHOWN]
    blocks: list[Block] = [Paragraph(facts.say(sequences.meta["answer"]), Style.ANSWER)]
    remarks = [text("A customer counts once: the first purchase of B came on a later visit than the first of A.")]
    if len(rows):
        remarks.append(text("What a customer buys again and again, seasons and the number of visits are part of chance here."))
        remarks.append(text("That customers come back for B after A does not prove that a reminder sells more of it: remind "
                            "every second of them and compare."))  # fmt: skip
    if len(passing) > len(rows):
        remarks.append(text("The {shown} clearest of {count} sequence; all stand in the window under Findings.",
                            shown=len(rows), count=len(passing)))  # fmt: skip
    blocks.append(Paragraph(joined(text, remarks), Style.CAPTION))
    if len(rows) > 1:
        blocks.append(_chart(facts, sequences, rows[:DRAWN]))
    if len(rows):
        blocks.append(TableBlock(_columns(facts, sequences, rows)))
    elif count := min(DRAWN, len(sequences["a"])):
        closest = text("The clearest candidates (chance can explain these; do not act on them)")
        blocks.append(TableBlock(_columns(facts, sequences, np.arange(count)), title=closest))
    return Section(text("Bought next"), text("What do customers come back for?"), tuple(blocks))


def _chart(facts: Facts, sequences: Table, rows: np.ndarray) -> ChartBlock:
    text = facts.text
    did, expected = (np.asarray(sequences[name])[rows] for name in ("customers", "expected"))
    pairs = facts.pair_names(sequences["a"][rows], sequences["b"][rows], " → ")
    title = text("{times:times} times as many customers came back for it as chance would give",
                 times=float(did.sum() / expected.sum()))  # fmt: skip
    return ChartBlock(ChartKind.BAR, title, text("Product"), text("Customers"), (
        Series(text("Customers who did"), pairs, did),
        Series(text("Expected by chance"), pairs, expected, accent=False),
    ))  # fmt: skip


def _columns(facts: Facts, sequences: Table, rows: np.ndarray) -> tuple[Column, ...]:
    text = facts.text
    a, b, customers, expected, again, days, score, q = (
        np.asarray(sequences[name])[rows]
        for name in ("a", "b", "customers", "expected", "a_customers", "days", "score", "q_value")
    )
    columns = [
        Column(text("No."), Kind.INTEGER, np.arange(1, len(rows) + 1)),
        Column(text("After (A)"), Kind.TEXT, [facts.short_name(product) for product in a.tolist()]),
        Column(text("comes (B)"), Kind.TEXT, [facts.short_name(product) for product in b.tolist()]),
        Column(text("Customers who did"), Kind.INTEGER, customers),
        Column(text("Expected by chance"), Kind.NUMBER, expected,
               text("Customers who would have bought A before B if their visits had come in any order."), 1),
        Column(text("Times chance"), Kind.NUMBER, customers / expected,
               text("Customers who did ÷ expected by chance. 1 means that nothing follows."), 1),
        Column(text("Of those who came again"), Kind.PERCENT, customers / np.maximum(again, 1),
               text("Of the customers who bought A and came again, the share who then bought B."), 1),
        Column(text("Share of accidents"), Kind.PERCENT, q,
               text("q-value: of the sequences at least as clear as this one, the share expected to be mere chance."), 2),
    ]  # fmt: skip
    if np.isfinite(days).any():
        columns.insert(3, Column(text("Days between (median)"), Kind.NUMBER, days,
                                 text("Half of these customers came for B sooner after A, half later."), 0))  # fmt: skip
    if np.isfinite(score).any():
        columns.append(Column(text("By the model"), Kind.NUMBER, score,
                              text("How many times likelier than usual the trained model holds B once A was bought."), 1))  # fmt: skip
    return tuple(columns)
