"""A section of the report as it will read on paper: its paragraphs, its tables, the findings of its charts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from assoc_engine.reports.model import Block, ChartBlock, Column, Kind, Paragraph, Section, Signatures, Style, TableBlock
from assoc_engine.text import Text

from .basic import Card, empty, label

KINDS = {Style.ANSWER: "strong", Style.HEADING: "title", Style.BODY: "", Style.BULLET: "", Style.CAPTION: "muted"}  # Style → a label's
SHORT = 12  # characters of a word such as a grade, which is not wrapped
NARROW = 68  # pixels the title of a column of such words or of numbers gets
LINES = 3  # of the grid a row has: its values, its sentences, room below
ROOM = 6


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
            self._add(f"•  {block.text}" if block.style is Style.BULLET else block.text, KINDS[block.style])
        elif isinstance(block, ChartBlock):
            self._add(block.title, "muted")
        elif isinstance(block, Signatures):
            self._add("    ".join(f"{words}: ________" for words in block.labels), "muted")
        elif isinstance(block, TableBlock):
            if block.title:
                self._add(block.title, "strong")
            self.box.addWidget(_grid(text, block))

    def _add(self, words: str, kind: str) -> None:
        self.box.addWidget(label(words, kind, wrap=True))


def _grid(text: Text, table: TableBlock) -> QWidget:
    """A row's sentences stand below it: beside the rest there is no room for them."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    short = [column for column in table.columns if not column.wrapped]
    sentences = [column for column in table.columns if column.wrapped]
    for place, column in enumerate(short):
        long = column.kind is Kind.TEXT and any(len(word) > SHORT for word in column.values)
        grid.setColumnStretch(place, int(long))
        title = label(column.title, "caption")
        if not long and title.sizeHint().width() > NARROW:
            title.setWordWrap(True)
            title.setFixedWidth(NARROW)
        title.setAlignment(_side(column))
        grid.addWidget(title, 0, place, _side(column) | Qt.AlignmentFlag.AlignBottom)
        for row in range(table.rows):
            cell = label(figure(text, column, row), wrap=long)
            grid.addWidget(cell, 1 + LINES * row, place, _side(column) | Qt.AlignmentFlag.AlignTop)
    for row in range(table.rows):
        for column in sentences:
            grid.addWidget(label(column.values[row], "muted", wrap=True), 2 + LINES * row, 1, 1, len(short) - 1)
        grid.setRowMinimumHeight(3 + LINES * row, ROOM)
    return holder


def _side(column: Column) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column.kind is Kind.TEXT else Qt.AlignmentFlag.AlignRight


def figure(text: Text, column: Column, row: int) -> str:
    """What stands in a row of a column, numbers as their kind is written."""
    value = column.values[row]
    if column.kind is Kind.TEXT:
        return str(value)
    whole = column.kind in (Kind.INTEGER, Kind.NUMERAL) or column.decimals == 0
    shown: dict[Kind, Callable[[float], str]] = {Kind.PERCENT: text.percent, Kind.MONEY: text.money, Kind.DATE: text.date}
    return text.integer(value) if whole else shown.get(column.kind, text.number)(float(value))
