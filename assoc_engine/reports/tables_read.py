"""Which tables were read, how they fit together, and how their columns were understood."""

from __future__ import annotations

from typing import Any

from ..names import ROLE_NAMES, USE_NAMES, table_name
from .facts import Facts
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock


def tables_and_columns(facts: Facts) -> Section:
    """How the file was understood: its tables, how they were joined, and the role of each column."""
    text, meta = facts.text, facts.summary.meta["roles"]
    blocks: list[Block] = [Paragraph(facts.say(meta["answer"]), Style.ANSWER)]
    blocks += [Paragraph(facts.say(meta[part])) for part in ("order_rule", "question") if meta.get(part)]
    blocks += [Paragraph(facts.say(note), Style.CAPTION) for note in facts.raw.meta["notes"]]
    blocks += _joined(facts)
    if meta["columns"]:
        blocks.append(_columns(facts, meta["columns"]))
    return Section(text("Tables and columns"), text("How was the data understood?"), tuple(blocks))


def tables_read(facts: Facts) -> TableBlock:
    """Every table, with the sentence that says what became of it."""
    text, parts = facts.text, facts.raw.meta["parts"]
    return TableBlock((
        Column(text("Table read"), Kind.TEXT, [table_name(part, parts) for part in parts]),
        Column(text("What became of it"), Kind.TEXT, [facts.say(part["message"]) for part in parts]),
        Column(text("Used for"), Kind.TEXT, [_use(facts, part) for part in parts]),
        Column(text("Rows"), Kind.INTEGER, [part["rows"] for part in parts]),
    ))  # fmt: skip


def _joined(facts: Facts) -> list[Block]:
    """How well each table that was joined fits the sales; nothing where the sales stand alone."""
    text, parts = facts.text, facts.raw.meta["parts"]
    blocks: list[Block] = []
    joined = [part for part in parts if part["kind"] and part["keys"]]
    if joined:
        blocks.append(TableBlock((
            Column(text("Joined to the sales"), Kind.TEXT, [table_name(part, parts) for part in joined]),
            Column(text("Joined by"), Kind.TEXT, [part["key"] for part in joined]),
            Column(text("Used for"), Kind.TEXT, [_use(facts, part) for part in joined]),
            Column(text("Found"), Kind.PERCENT, [part["matched"] / part["keys"] for part in joined]),
            Column(text("What fits together"), Kind.TEXT, [_fits(facts, part) for part in joined]),
        )))  # fmt: skip
    if len(parts) > 1:
        said = text("Every table that was read, and what became of it, stands in the sheet “{sheet}”.", sheet=text("Method"))
        blocks.append(Paragraph(said, Style.CAPTION))
    return blocks


def _fits(facts: Facts, part: dict[str, Any]) -> str:
    text, counts = facts.text, {name: part[name] for name in ("matched", "keys", "unmatched")}
    if part["unmatched"]:
        return text("{matched} of {keys} in the sales are in this table; {unmatched} stand in this table alone", **counts)
    return text("{matched} of {keys} in the sales are in this table", **counts)


def _columns(facts: Facts, columns: list[dict[str, Any]]) -> TableBlock:
    """What each column is and why, those used first."""
    text, made, origins = facts.text, set(facts.raw.meta["made"]), _origins(facts)
    columns = sorted(columns, key=lambda column: not column["role"])
    headers, roles = ([column[key] for column in columns] for key in ("header", "role"))
    names = [text(header) if column["index"] in made else header for column, header in zip(columns, headers, strict=True)]
    sure = [text("yes") if column["sure"] else text("please check") for column in columns]
    brought = [Column(text("Added or filled from"), Kind.TEXT, [origins.get(header, "") for header in headers])]
    return TableBlock((
        Column(text("Column"), Kind.TEXT, names),
        *(brought if origins else []),
        Column(text("Understood as"), Kind.TEXT, [text(ROLE_NAMES[role]) for role in roles]),
        Column(text("Sure?"), Kind.TEXT, [said if role else "" for said, role in zip(sure, roles, strict=True)]),
        Column(text("Why"), Kind.TEXT, [facts.say(column["reason"]) for column in columns]),
    ))  # fmt: skip


def _origins(facts: Facts) -> dict[str, str]:
    """Header → the tables beside the sales that brought it in or filled it."""
    parts = facts.raw.meta["parts"]
    found: dict[str, list[str]] = {}
    for part in parts:
        for header in part["columns"]:
            found.setdefault(header, []).append(table_name(part, parts))
    return {header: " · ".join(names) for header, names in found.items()}


def _use(facts: Facts, part: dict[str, Any]) -> str:
    kind = part["kind"]
    return facts.text(USE_NAMES[kind])
