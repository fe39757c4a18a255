"""What became of every row."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rules.verdicts import KINDS
from .facts import Facts, notices
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock


def data_check(facts: Facts) -> Section:
    """The account of every row: what was left out, merged or set off, by rule."""
    text, meta = facts.text, facts.quality.meta
    blocks: list[Block] = [Paragraph(facts.say(meta["answer"]), Style.ANSWER), _balance(facts)]
    found = [rule for rule in meta["rules"] if rule["count"]]
    quiet = [facts.say(rule["title"]) for rule in meta["rules"] if rule["on"] and not rule["count"]]
    off = [facts.say(rule["title"]) for rule in meta["rules"] if not rule["on"]]
    between = "；" if text.language == "zh_CN" else "; "
    if quiet:
        said = text("Also checked in the rows read, nothing found: {rules}", rules=between.join(quiet))
        blocks.append(Paragraph(said, Style.CAPTION))
    if off:
        blocks.append(Paragraph(text("Switched off, so not checked: {rules}", rules=between.join(off)), Style.CAPTION))
    changed = [rule for rule in found if rule["effect"] == "changed"]
    if changed:
        blocks.append(TableBlock((
            Column(text("Kept, but put right"), Kind.TEXT, [facts.say(rule["title"]) for rule in changed]),
            Column(text("What happened"), Kind.TEXT, [_effect(facts, rule["effect"]) for rule in changed]),
            Column(text("Rows"), Kind.INTEGER, [rule["count"] for rule in changed]),
        )))  # fmt: skip
    blocks += _set_aside(facts)
    blocks += _notices(facts)
    if any(rule["examples"] for rule in found):
        blocks.append(_examples(facts, found))
    return Section(text("Data check"), text("Can the data be trusted?"), tuple(blocks))


def _balance(facts: Facts) -> TableBlock:
    """From the rows read to the rows used, one line a rule that took rows away."""
    text, meta = facts.text, facts.quality.meta
    taken = [rule for rule in meta["rules"] if rule["count"] and rule["effect"] != "changed"]
    names = [text("Rows read"), *(facts.say(rule["title"]) for rule in taken), text("Rows used")]
    effects = ["", *(_effect(facts, rule["effect"]) for rule in taken), ""]
    counts = [meta["rows_in"], *(-rule["count"] for rule in taken), meta["rows_out"]]
    return TableBlock((
        Column(text("From the rows read to the rows used"), Kind.TEXT, names),
        Column(text("What happened"), Kind.TEXT, effects),
        Column(text("Rows"), Kind.INTEGER, counts),
    ), totals=(0, len(names) - 1))  # fmt: skip


def _effect(facts: Facts, effect: str) -> str:
    text = facts.text
    words = {"left out": text("left out"), "netted": text("set off against each other"),
             "merged": text("merged into one"), "changed": text("put right")}  # fmt: skip
    return words[effect]


def _set_aside(facts: Facts) -> list[Block]:
    """The kinds of orders that links are tested without, or would be; nothing where there are none."""
    text = facts.text
    if facts.aside is None or not (kinds := facts.aside.meta["kinds"]):
        return []
    orders = np.bincount(facts.aside["kind"], minlength=len(KINDS))
    return [TableBlock((
        Column(text("Orders that are not one customer’s basket"), Kind.TEXT, [facts.say(one["message"]) for one in kinds]),
        Column(text("What happened"), Kind.TEXT,
               [text("tested with the others, as you chose") if one["kept"] else text("set aside where links are tested")
                for one in kinds]),
        Column(text("Orders"), Kind.INTEGER, [int(orders[KINDS.index(one["kind"])]) for one in kinds]),
        Column(text("Of all rows"), Kind.PERCENT, [one["row_share"] for one in kinds]),
        Column(text("Of all pairs within orders"), Kind.PERCENT, [one["pair_share"] for one in kinds]),
    ))]  # fmt: skip


def _notices(facts: Facts) -> list[Paragraph]:
    lines = notices(facts)
    heading = [Paragraph(facts.text("Worth a look"), Style.HEADING)] if lines else []
    return heading + [Paragraph(line, Style.BULLET) for line in lines]


def _examples(facts: Facts, found: list[dict[str, Any]]) -> TableBlock:
    """Up to three rows a rule, to look up where they stand; the file's name only where there are several."""
    text = facts.text
    rows = [(facts.say(rule["title"]), example) for rule in found for example in rule["examples"]]
    several = len({example["file"] for _, example in rows}) > 1
    places = [
        " · ".join(part for part in ((example["file"] if several else ""), example["sheet"]) if part) or example["file"]
        for _, example in rows
    ]
    return TableBlock((
        Column(text("Rule"), Kind.TEXT, [title for title, _ in rows]),
        Column(text("Sheet or file"), Kind.TEXT, places),
        Column(text("Row"), Kind.NUMERAL, [example["row"] for _, example in rows]),
        Column(text("What stands there"), Kind.TEXT, [example["text"] for _, example in rows]),
    ), title=text("Examples to look up"))  # fmt: skip
