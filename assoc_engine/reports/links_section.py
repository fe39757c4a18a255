"""The links themselves."""

from __future__ import annotations

import numpy as np

from ..rules.verdicts import NONE, B
from .facts import Facts, joined
from .grade_words import fates, grades, later_results
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock

LINK_ROWS = 20_000  # more make the workbook slow to open on an office computer; the CSV of links holds all
PRINTED_ROWS = 200
ONE_PAGE = 25  # rows


def links_section(facts: Facts) -> Section:
    """The passing links first, then the hints, then the others, up to LINK_ROWS; each group as the analysis ranks it."""
    text, links = facts.text, facts.links
    total = len(links["a"])
    order = np.argsort(-np.minimum(np.asarray(links["grade"]), B), kind="stable")[:LINK_ROWS]
    blocks: list[Block] = [Paragraph(facts.say(links.meta["answer"]), Style.ANSWER)]
    # One paragraph: what stands above the frozen header takes room from the rows.
    remarks = [facts.say(links.meta["floor_reason"])]
    if total > len(order):
        remarks.append(text("The sheet holds the first {shown} of {count} pair: those that pass, then the others, each "
                            "the strongest first.", shown=len(order), count=total))  # fmt: skip
    columns, printed = _link_columns(facts, order), _printed_rows(facts, total)
    if total:
        remarks.append(text("On paper: the first {shown} rows, up to the column “{column}”.",
                            shown=printed, column=columns[_last_printed(facts)].title))  # fmt: skip
    if not facts.passing:
        remarks.append(facts.say(facts.actions.meta.get("advice")))
    blocks.append(Paragraph(joined(text, remarks), Style.CAPTION))
    if total:
        blocks.append(TableBlock(columns, browse=True, printed=printed, printed_columns=_last_printed(facts) + 1))
    return Section(text("Links"), text("Which products are bought together?"), tuple(blocks))


def _printed_rows(facts: Facts, total: int) -> int:
    """What stands out; where nothing does, a page of what comes closest."""
    standing_out = int((np.asarray(facts.links["grade"]) > NONE).sum())
    return min(total, PRINTED_ROWS, standing_out or ONE_PAGE)


def _last_printed(facts: Facts) -> int:
    """The place of the column “Assortment”: what one decides by stands up to there."""
    return 9 if facts.has_code else 7


def _link_columns(facts: Facts, rows: np.ndarray) -> tuple[Column, ...]:
    text, links = facts.text, facts.links
    a, b = np.asarray(links["a"])[rows], np.asarray(links["b"])[rows]
    counted, expected = np.asarray(links["counted"])[rows], np.asarray(links["expected"])[rows]

    def measure(name: str, title: str, kind: Kind, note: str, decimals: int | None = None) -> Column:
        return Column(title, kind, np.asarray(links[name])[rows], note, decimals)

    columns = [
        Column(text("Who buys this (A)"), Kind.TEXT, facts.names_of(a)),
        Column(text("also buys this (B)"), Kind.TEXT, facts.names_of(b)),
        Column(text("Grade"), Kind.TEXT, grades(text, links, rows),
               text("proven: found in the earlier part of the orders alone, at the error rate of the sheet “{sheet}”, and confirmed by "
                    "the later part. likely: over all orders, at the same rate. hint: too few orders or customers.",
                    sheet=text("Method"))),
        measure("orders", text("Orders with both"), Kind.INTEGER, text("Orders that hold A and B, however many pieces.")),
        measure("adjusted_lift", text("Times chance"), Kind.NUMBER,
                text("Tested orders with both ÷ expected by chance. 1 means no link."), 1),
        Column(text("Later"), Kind.TEXT, later_results(text, links, rows),
               text("What the later part of the orders says, measured by itself.")),
        measure("late_lift", text("Times chance, later"), Kind.NUMBER,
                text("In the later part of the orders alone: orders with both ÷ expected by chance."), 1),
        Column(text("Assortment"), Kind.TEXT, fates(text, links, rows),
               text("no longer sold: one of the two is in none of the last orders, for longer than chance or any gap before explains. "
                    "seasonal: they come together in the same months of different years.")),
        measure("confidence", text("Of A’s orders, with B"), Kind.PERCENT,
                text("Confidence: orders with both ÷ orders with A."), 1),
        measure("confidence_back", text("Of B’s orders, with A"), Kind.PERCENT,
                text("Orders with both ÷ orders with B."), 1),
        Column(text("of these tested"), Kind.INTEGER, counted,
               text("Orders with both, without those that are set aside because they are no one customer’s basket.")),
        Column(text("Expected by chance"), Kind.NUMBER, expected,
               text("Of the tested orders, those with both that chance alone would give, from how often A and B are bought in orders of "
                    "the same size, in the same months, by the same kind of customer."), 1),
        Column(text("Orders beyond chance"), Kind.NUMBER, counted - expected,
               text("Tested orders with both − expected by chance."), 1),
        measure("a_orders", text("Orders with A"), Kind.INTEGER, text("Orders that hold A.")),
        measure("b_orders", text("Orders with B"), Kind.INTEGER, text("Orders that hold B.")),
        measure("support", text("Of all orders"), Kind.PERCENT, text("Support: orders with both ÷ all orders."), 2),
        measure("lift", text("Lift"), Kind.NUMBER,
                text("Confidence ÷ share of all orders with B. Large orders push it up, so “times chance” is the "
                     "better guide."), 1),
        measure("late_low", text("Later, at least"), Kind.NUMBER,
                text("With the next column: 19 times in 20 the later part’s true “times chance” lies between."), 1),
        measure("late_high", text("Later, at most"), Kind.NUMBER,
                text("With the column before: 19 times in 20 the later part’s true “times chance” lies between."), 1),
        measure("q_value", text("Share of accidents"), Kind.PROBABILITY,
                text("q-value: of the links at least as clear as this one, the share expected to be mere chance.")),
    ]  # fmt: skip
    if facts.has_code:
        columns[2:2] = [Column(text("Code of A"), Kind.TEXT, facts.codes_of(a)),
                        Column(text("Code of B"), Kind.TEXT, facts.codes_of(b))]  # fmt: skip
    return tuple(columns)
