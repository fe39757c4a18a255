"""A section of the report as it will read on paper: its paragraphs, its tables a row at a time, the findings of its charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from assoc_engine.reports.model import Block, ChartBlock, Column, Kind, Paragraph, Section, Signatures, Style, TableBlock
from assoc_engine.text import Text

from .basic import Card, empty, label

KINDS = {Style.ANSWER: "strong", Style.HEADING: "title", Style.BODY: "", Style.BULLET: "", Style.CAPTION: "muted"}  # Style → a label's
NAMES = 2  # columns of words that a row begins with


class Paper(Card):
    """`show_section` lays it out anew."""

    def __init__(self) -> None:
        super().__init__(margins=32, spacing=8)

    def show_section(self, text: Text, section: Section, above: str) -> None:
        """`text`: of the report's language; `above`: what stands over its title."""
        empty(self.box)
        self._add(above, "caption")
        self._add(section.title, "answer")
        for block in section.blocks:
            self._add_block(text, block)
        self.box.addStretch(1)

    def _add_block(self, text: Text, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._add(block.text, KINDS[block.style])
        elif isinstance(block, ChartBlock):
            self._add(block.title, "muted")
        elif isinstance(block, Signatures):
            self._add("    ".join(f"{words}: ________" for words in block.labels), "muted")
        elif isinstance(block, TableBlock):
            if block.title:
                self._add(block.title, "strong")
            for row in range(block.rows):
                self._add_row(text, block.columns, row)

    def _add_row(self, text: Text, columns: tuple[Column, ...], row: int) -> None:
        """Its names in one line, what is said of them in the next."""
        words = [column for column in columns if column.kind is Kind.TEXT]
        names, others = words[:NAMES], [column for column in columns if column not in words[:NAMES] and column.title != text("No.")]
        self._add(f"{row + 1}.  " + " · ".join(f"{column.title}: {column.values[row]}" for column in names), "strong")
        self._add(" · ".join(_said(text, column, row) for column in others), "muted")

    def _add(self, words: str, kind: str) -> QWidget:
        made = label(words, kind, wrap=True)
        self.box.addWidget(made)
        return made


def _said(text: Text, column: Column, row: int) -> str:
    value = column.values[row]
    if column.kind is Kind.TEXT:
        return str(value)
    return f"{column.title}: {figure(text, column, value)}"


def figure(text: Text, column: Column, value: Any) -> str:
    """A number as its kind is written."""
    whole = column.kind in (Kind.INTEGER, Kind.NUMERAL) or column.decimals == 0
    shown: dict[Kind, Callable[[float], str]] = {Kind.PERCENT: text.percent, Kind.MONEY: text.money, Kind.DATE: text.date}
    return text.integer(value) if whole else shown.get(column.kind, text.number)(float(value))
