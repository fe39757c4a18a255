"""Which products belong together, and what to do with each group; its products on a sheet of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..workspace import Table
from .facts import Facts, joined
from .links_section import PRINTED_ROWS
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock

TYPICAL, NAME = 3, 26  # products that stand for a group, and characters of their names
LISTED = 20_000  # more rows make the workbook slow to open on an office computer


def groups_sections(facts: Facts, groups: Table) -> list[Section]:
    """The groups, and after them their products where there are any; without groups why there are none."""
    text, clusters = facts.text, groups.meta["clusters"]
    name, title = text("Groups"), text("Which products belong together?")
    blocks: list[Block] = [Paragraph(facts.say(groups.meta["answer"]), Style.ANSWER)]
    if not clusters:
        return [Section(name, title, tuple(blocks))]
    blocks.append(Paragraph(joined(text, _remarks(facts, groups)), Style.CAPTION))
    blocks.append(TableBlock(_group_columns(facts, clusters)))
    return [Section(name, title, tuple(blocks)), _products(facts, groups)]


def _remarks(facts: Facts, groups: Table) -> list[str]:
    text, meta = facts.text, groups.meta
    taken = next((trial for trial in meta["trials"] if trial["number"] == meta["chosen"]), None)
    said = []
    if taken:
        said.append(text("The orders were split in two by chance again and again and each half was grouped by itself: with {count} group "
                         "tried the two agree to {share:percent} (0% is chance, 100% the same); only groups that were found again one "
                         "by one are listed.", count=taken["number"], share=float(taken["ari"])))  # fmt: skip
    loose = int((np.asarray(groups["cluster"]) < 0).sum())
    if loose:
        said.append(text("{count} product fits nowhere and is in no group.", count=loose))
    return said


def _group_columns(facts: Facts, clusters: list[dict[str, Any]]) -> tuple[Column, ...]:
    text = facts.text
    typical = [" · ".join(facts.short_name(product, NAME) for product in each["products"][:TYPICAL]) for each in clusters]
    return (
        Column(text("No."), Kind.INTEGER, [each["number"] + 1 for each in clusters]),
        Column(text("Group"), Kind.TEXT, [facts.say(each["name"]) for each in clusters]),
        Column(text("Products"), Kind.INTEGER, [each["size"] for each in clusters]),
        Column(text("Orders"), Kind.INTEGER, [each["orders"] for each in clusters], text("Orders that hold one of its products.")),
        Column(text("Most typical products"), Kind.TEXT, typical),
        Column(text("What to do with it"), Kind.TEXT, [facts.say(each["do"]) for each in clusters]),
    )


def _products(facts: Facts, groups: Table) -> Section:
    """Every product of every group, the most typical first."""
    text, clusters = facts.text, groups.meta["clusters"]
    product = np.concatenate([np.asarray(each["products"], np.int64) for each in clusters])[:LISTED]
    named = [facts.say(each["name"]) for each in clusters for _ in each["products"]][:LISTED]
    strength = np.zeros(len(facts.names))
    strength[np.asarray(groups["product"])] = np.asarray(groups["strength"])
    columns = [
        Column(text("Group"), Kind.TEXT, named),
        Column(text("Product"), Kind.TEXT, facts.names_of(product)),
        Column(text("Orders"), Kind.INTEGER, np.asarray(facts.products["orders"])[product], text("Orders that hold the product.")),
        Column(text("Belongs there"), Kind.PERCENT, strength[product],
               text("How often halves of the orders put it in this group; of a product in few orders how many of the products most like "
                    "it are in the group."), 0),
    ]  # fmt: skip
    if facts.has_code:
        columns.insert(2, Column(text("Code"), Kind.TEXT, facts.codes_of(product)))
    caption = Paragraph(text("Within a group the most typical products come first."), Style.CAPTION)
    return Section(text("Products by group"), text("Which products are in which group?"),
                   (caption, TableBlock(tuple(columns), browse=True, printed=PRINTED_ROWS)))  # fmt: skip
