"""What is bought instead of each other, and what is only kept apart."""

from __future__ import annotations

import numpy as np

from ..workspace import Table
from .facts import Facts, joined
from .grade_words import grades
from .links_section import LINK_ROWS, PRINTED_ROWS
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock


def instead_section(facts: Facts, anti: Table) -> Section:
    """The table `anti` in its order: those that are bought instead of each other first."""
    text = facts.text
    blocks: list[Block] = [Paragraph(facts.say(anti.meta["answer"]), Style.ANSWER)]
    total = len(anti["a"])
    if total:
        remarks = [facts.say(anti.meta["floor_reason"]),
                   text("instead: more products go with both than chance gives, so they may serve the same "
                   "purpose; check whether both are needed. apart: perhaps different kinds of orders or customers.")]  # fmt: skip
        if total > LINK_ROWS:
            remarks.append(text("The sheet holds the first {shown} of {count} pair: those that pass, then the others, each "
                                "the strongest first.", shown=LINK_ROWS, count=total))  # fmt: skip
        blocks.append(Paragraph(joined(text, remarks), Style.CAPTION))
        blocks.append(TableBlock(_columns(facts, anti, np.arange(min(total, LINK_ROWS))), browse=True, printed=PRINTED_ROWS))
    return Section(text("Instead of each other"), text("Which products are bought instead of each other?"), tuple(blocks))


def _columns(facts: Facts, anti: Table, rows: np.ndarray) -> tuple[Column, ...]:
    text = facts.text
    a, b, counted, expected = (np.asarray(anti[name])[rows] for name in ("a", "b", "counted", "expected"))
    kinds = (text("apart"), text("instead"))
    return (
        Column(text("Product"), Kind.TEXT, facts.names_of(a)),
        Column(text("or"), Kind.TEXT, facts.names_of(b)),
        Column(text("They are bought"), Kind.TEXT, [kinds[bool(one)] for one in np.asarray(anti["instead"])[rows].tolist()]),
        Column(text("Grade"), Kind.TEXT, grades(text, anti, rows)),
        Column(text("Tested orders with both"), Kind.INTEGER, counted),
        Column(text("Expected by chance"), Kind.NUMBER, expected,
               text("Of the tested orders, those with both that chance alone would give."), 1),
        Column(text("Orders missing"), Kind.NUMBER, expected - counted, text("Expected by chance − tested orders with both."), 1),
        Column(text("Both go with"), Kind.INTEGER, np.asarray(anti["companions"])[rows], text("Products that go with both.")),
    )
