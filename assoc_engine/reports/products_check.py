"""What counted as a product: what was left out as none, what may be the same, variants or their parents."""

from __future__ import annotations

from .facts import Facts
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock

SHOWN = 20  # entries of a list


def products_check(facts: Facts) -> Section | None:
    """None where there is nothing to say."""
    text, blocks = facts.text, (*_level(facts), *_non_products(facts), *_same(facts))
    return Section(text("Products"), text("What counted as a product?"), blocks) if blocks else None


def _non_products(facts: Facts) -> list[Block]:
    """What was left out comes first, then what only may be no product."""
    text, found = facts.text, sorted(facts.quality.meta["non_products"], key=lambda entry: not entry["out"])
    shown = found[:SHOWN]
    if not shown:
        return []
    return [TableBlock((
        Column(text("Perhaps no product"), Kind.TEXT, [_named(entry["product"], entry["name"]) for entry in shown]),
        Column(text("Why"), Kind.TEXT, [facts.say(entry["reason"]) for entry in shown]),
        Column(text("What happened"), Kind.TEXT,
               [text("left out") if entry["out"] else text("kept") for entry in shown]),
        Column(text("Rows"), Kind.INTEGER, [entry["rows"] for entry in shown]),
    )), *_more(facts, len(found))]  # fmt: skip


def _same(facts: Facts) -> list[Block]:
    text, found = facts.text, facts.quality.meta["same"]
    shown = found[:SHOWN]
    if not shown:
        return []
    return [TableBlock((
        Column(text("Perhaps the same product"), Kind.TEXT, [_named(e["first"], e["first_name"]) for e in shown]),
        Column(text("as"), Kind.TEXT, [_named(e["second"], e["second_name"]) for e in shown]),
        Column(text("Why"), Kind.TEXT, [facts.say(entry["reason"]) for entry in shown]),
        Column(text("Rows of the one"), Kind.INTEGER, [entry["rows"][0] for entry in shown]),
        Column(text("of the other"), Kind.INTEGER, [entry["rows"][1] for entry in shown]),
    )), Paragraph(text("They are counted apart until you say that they are one."), Style.CAPTION),
        *_more(facts, len(found))]  # fmt: skip


def _level(facts: Facts) -> list[Block]:
    text, level = facts.text, facts.quality.meta["level"]
    if not level:
        return []
    counts = {"variants": level["variants"], "parents": level["parents"]}
    said = (
        text("Variants (sizes, colours) count together as one product: {parents} products instead of {variants}.", **counts)
        if level["chosen"] == "parent"
        else text("Each variant (size, colour) counts by itself: {variants} products; together they would be {parents}.",
                  **counts)
    )  # fmt: skip
    return [Paragraph(said), Paragraph(facts.say(level["reason"]), Style.CAPTION)]


def _named(code: str, name: str) -> str:
    return name if name == code else f"{name} ({code})"


def _more(facts: Facts, count: int) -> list[Paragraph]:
    """That the list holds no more than the first."""
    if count <= SHOWN:
        return []
    return [Paragraph(facts.text("The first {shown} of {count}; the program lists all.", shown=SHOWN, count=count),
                      Style.CAPTION)]  # fmt: skip
