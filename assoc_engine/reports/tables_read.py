"""Which tables were read, what each was used for, and how those beside the sales fit to them."""

from __future__ import annotations

from ..names import ROLE_NAMES, USE_NAMES, table_name
from .facts import Facts
from .model import Column, Kind, Paragraph, Style, TableBlock


def joined_tables(facts: Facts) -> list:
    """How well each table fits that was held against the sales; nothing where the sales stand alone."""
    text, parts = facts.text, facts.raw.meta["parts"]
    blocks: list = []
    sales = sum(part["kind"] == "sales" for part in parts)
    if sales > 1:
        said = text("The sales lines come from {count} tables; the sheet “{sheet}” lists them.",
                    count=sales, sheet=text("Method"))  # fmt: skip
        blocks.append(Paragraph(said))
    held = [part for part in parts if part["keys"]]
    if held:
        shares = [part["matched"] / part["keys"] for part in held]
        blocks.append(TableBlock((
            Column(text("Table beside the sales"), Kind.TEXT, [table_name(part, parts) for part in held]),
            Column(text("Used for"), Kind.TEXT, [_use(facts, part) for part in held]),
            Column(text("Joined by"), Kind.TEXT, [part["key"] for part in held]),
            Column(text("Keys in the sales"), Kind.INTEGER, [part["keys"] for part in held]),
            Column(text("of these in the table"), Kind.INTEGER, [part["matched"] for part in held]),
            Column(text("Share"), Kind.PERCENT, shares),
            Column(text("Keys in the table alone"), Kind.INTEGER, [part["unmatched"] for part in held]),
        ), title=text("How the tables fit together")))  # fmt: skip
    return blocks


def tables_read(facts: Facts) -> TableBlock:
    """Every table, with the sentence that says what became of it."""
    text, parts = facts.text, facts.raw.meta["parts"]
    return TableBlock((
        Column(text("Table read"), Kind.TEXT, [table_name(part, parts) for part in parts]),
        Column(text("What became of it"), Kind.TEXT, [facts.say(part["message"]) for part in parts]),
        Column(text("Used for"), Kind.TEXT, [_use(facts, part) for part in parts]),
        Column(text("Rows"), Kind.INTEGER, [part["rows"] for part in parts]),
    ))  # fmt: skip


def columns_understood(facts: Facts) -> list:
    """How the columns were understood: the answer, what an order is, and the role of each column with its reason."""
    text, meta = facts.text, facts.summary.meta["roles"]
    blocks: list = [Paragraph(text("How the data was understood"), Style.HEADING), Paragraph(facts.say(meta["answer"]))]
    blocks += [Paragraph(facts.say(meta[part])) for part in ("order_rule", "question") if meta.get(part)]
    blocks += [Paragraph(facts.say(note), Style.CAPTION) for note in facts.raw.meta["notes"]]
    columns = sorted(meta["columns"], key=lambda column: not column["role"])  # what is used first
    if not columns:
        return blocks
    origins = _origins(facts)
    made = set(facts.raw.meta["made"])
    headers, roles = ([column[key] for column in columns] for key in ("header", "role"))
    names = [text(header) if column["index"] in made else header for column, header in zip(columns, headers, strict=True)]
    shown = [Column(text("Column"), Kind.TEXT, names)]
    if origins:
        shown.append(Column(text("Added or filled from"), Kind.TEXT, [origins.get(header, "") for header in headers]))
    shown += [
        Column(text("Understood as"), Kind.TEXT, [text(ROLE_NAMES[role]) for role in roles]),
        Column(text("Sure?"), Kind.TEXT,
               ["" if not column["role"] else text("yes") if column["sure"] else text("please check")
                for column in columns]),
        Column(text("Why"), Kind.TEXT, [facts.say(column["reason"]) for column in columns]),
    ]  # fmt: skip
    return [*blocks, TableBlock(tuple(shown))]


def _origins(facts: Facts) -> dict[str, str]:
    """Header → the tables beside the sales that brought it in or filled it."""
    parts = facts.raw.meta["parts"]
    found: dict[str, list[str]] = {}
    for part in parts:
        for header in part["columns"]:
            found.setdefault(header, []).append(table_name(part, parts))
    return {header: " · ".join(names) for header, names in found.items()}


def _use(facts: Facts, part: dict) -> str:
    kind = part["kind"]
    return facts.text(USE_NAMES[kind])
