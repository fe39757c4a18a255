"""A section of the report as it will read on paper: its paragraphs, its tables, the findings of its charts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from assoc_engine.reports.model import Block, ChartBlock, Column, Kind, Paragraph, Section, Signatures, Style, TableBlock
from assoc_engine.text import Text

from .basic import Card, empty, label

KINDS = {Style.ANSWER: "strong", Style.HEADING: "title", Style.BODY: "", Style.BULLET: "", Style.CAPTION: "muted"}  # Style → a label's
NARROW = 68  # pixels the title of figures gets
ROOM = 6  # between the rows of a table
RIGHT = Qt.AlignmentFlag.AlignRight


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
    """The words of a row below each other, its figures beside them: so there is room in a narrow window, too."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    words = [column for column in table.columns if column.kind is Kind.TEXT]
    places = [column for column in table.columns if column not in words[1:]]
    height = len(words) + 1  # lines of the grid a row has, the last one for room
    for row in range(table.rows + 1):
        grid.setRowMinimumHeight(height * row + len(words), ROOM)
    for place, column in enumerate(places):
        if column is words[0]:
            grid.setColumnStretch(place, 1)
            _stack(grid, words, place, height)
        else:
            grid.addWidget(_narrow_title(column.title), 0, place, len(words), 1, RIGHT | Qt.AlignmentFlag.AlignBottom)
            for row in range(table.rows):
                grid.addWidget(label(figure(text, column, row)), height * (row + 1), place, RIGHT | Qt.AlignmentFlag.AlignTop)
    return holder


def _stack(grid: QGridLayout, words: list[Column], place: int, height: int) -> None:
    """Titles and values of all columns of words; a sentence runs below the figures."""
    for line, column in enumerate(words):
        grid.addWidget(label(column.title, "caption"), line, place)
        for row, said in enumerate(column.values, 1):
            kind = "muted" if column.wrapped else "" if line else "strong"
            grid.addWidget(label(said, kind, wrap=True), height * row + line, place, 1, -1 if column.wrapped else 1)


def _narrow_title(words: str) -> QLabel:
    title = label(words, "caption")
    title.setAlignment(RIGHT)
    if title.sizeHint().width() > NARROW:
        title.setWordWrap(True)
        title.setFixedWidth(NARROW)
    return title


def figure(text: Text, column: Column, row: int) -> str:
    """A number in a row of a column, as its kind is written."""
    value = column.values[row]
    whole = column.kind in (Kind.INTEGER, Kind.NUMERAL) or column.decimals == 0
    shown: dict[Kind, Callable[[float], str]] = {Kind.PERCENT: text.percent, Kind.MONEY: text.money, Kind.DATE: text.date}
    return text.integer(value) if whole else shown.get(column.kind, text.number)(float(value))
