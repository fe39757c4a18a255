"""A report as data: sections of paragraphs, figures, tables and charts, in words and raw values, in one language.

Nothing here knows a file format. Sentences are already in the report's language; numbers stay numbers, and their
`Kind` says how a writer shows them. Tables hold columns, not rows, so that 50,000 links stay a few arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

Values: TypeAlias = Sequence[Any] | np.ndarray  # of a column or an axis; a mapped column of a workspace, too


class Kind(Enum):
    """What a value is. Missing values: "" for text, NaN for numbers; DATE is whole seconds since 1970-01-01."""

    TEXT = "text"
    INTEGER = "integer"
    NUMERAL = "numeral"  # a whole number that names something, such as a row: not grouped
    NUMBER = "number"
    PERCENT = "percent"  # a share in 0..1
    MONEY = "money"  # in the currency of the data
    DATE = "date"
    PROBABILITY = "probability"  # may be very small


class Style(Enum):
    """What a paragraph is for."""

    ANSWER = "answer"  # the one or two sentences a section exists for
    HEADING = "heading"
    BODY = "body"
    BULLET = "bullet"
    CAPTION = "caption"


@dataclass(frozen=True)
class Paragraph:
    """A piece of text."""

    text: str
    style: Style = Style.BODY


@dataclass(frozen=True)
class Figure:
    """One key figure with the definition it is used in."""

    label: str
    value: float
    kind: Kind
    definition: str


@dataclass(frozen=True)
class KeyFigures:
    """Figures side by side, each with its definition."""

    titles: tuple[str, str, str]  # of the label, the value and the definition
    figures: tuple[Figure, ...]


@dataclass(frozen=True, eq=False)
class Column:
    """`note` is the definition of what stands in the column; `decimals` overrides what the kind would show. `wrapped`: sentences,
    which take more lines in a long table, too."""

    title: str
    kind: Kind
    values: Values
    note: str = ""
    decimals: int | None = None
    wrapped: bool = False


@dataclass(frozen=True, eq=False)
class TableBlock:
    """`browse`: long; the reader filters and scrolls it. `printed`, `printed_columns`: those worth printing, from the first (0: all).

    `totals`: rows (from 0) that are sums or starting points of the others.
    """

    columns: tuple[Column, ...]
    title: str = ""
    browse: bool = False
    printed: int = 0
    printed_columns: int = 0
    totals: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are, the header aside."""
        return len(self.columns[0].values) if self.columns else 0


class ChartKind(Enum):
    """How values are drawn."""

    BAR = "bar"  # lying, for names
    COLUMN = "column"  # standing, for sizes
    LINE = "line"  # over time
    SCATTER = "scatter"


@dataclass(frozen=True, eq=False)
class Series:
    """`accent`: where to look. `joined`: points of a scatter chart joined by a line, without markers."""

    name: str
    x: Values
    y: Values
    accent: bool = True
    joined: bool = False


@dataclass(frozen=True, eq=False)
class ChartBlock:
    """`title` is the finding. All series of a chart that is no scatter share the x of the first."""

    kind: ChartKind
    title: str
    x_title: str
    y_title: str
    series: tuple[Series, ...]
    x_kind: Kind = Kind.TEXT
    logarithmic: bool = False


@dataclass(frozen=True)
class Signatures:
    """Lines to be filled in by hand."""

    labels: tuple[str, ...]


Block = Paragraph | KeyFigures | TableBlock | ChartBlock | Signatures


@dataclass(frozen=True, eq=False)
class Section:
    """`name` is short (a tab, an entry of the contents), `title` its heading."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    one_page: bool = False


@dataclass(frozen=True, eq=False)
class Report:
    """`language` is a tag of text.LANGUAGES; `source` names the analysed files."""

    title: str
    language: str
    source: str
    sections: tuple[Section, ...]
