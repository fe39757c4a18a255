"""Findings of one kind: chart, table and evidence, which follow each other, and what is behind the one that is picked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.rules.verdicts import B
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..products import Products, words_of
from ..state import AppState
from ..theme import Theme
from .basic import Card, axis_title, button, label, row, search_field
from .dots_legend import DotsLegend
from .elided import Elided
from .found_view import FoundView
from .grade_choice import GradeChoice
from .link_scatter import LinkScatter
from .row_painter import ROW_HEIGHT
from .table import Column

CHART = 172  # pixels of the chart's card and the gap; with less, chart and table take turns
MORE_ROWS = 2  # that the table shows beyond those of TABLE before the chart gets more
TABLE = 202  # pixels of the table's card at least: its head and three rows
HIGHEST = (1 << 24) - 1  # as Qt has it
BESIDE = 46  # pixels of the gaps and margins in the head of the table
SHORT = 26  # characters of a product's name beside a dot


@dataclass(frozen=True)
class RowsWords:
    """Message ids: the axes of the chart (`up`, `across`), how many are found ({count}), that dots are shared ({count}, {drawn}), and why
    there is no row: nothing matches {search}, none in the frame, none has the grade; `again`: the way out of a frame."""

    up: str
    across: str
    found: str
    shared: str
    unmatched: str
    unframed: str
    unproven: str
    again: str


class RowsView(FoundView):
    """Over a table with the columns `a`, `b`, `expected`, `passes` and, by the name `counted`, how often it was seen. Built and
    filled in steps, so that the window never stands still."""

    words: RowsWords
    counted: str
    means: dict[int, str]  # the grades there can be, and what each means
    least_table = TABLE
    below = False  # do the dots that have a grade lie below the line of chance?
    drawn_from = 1  # rows from which a chart says more than the table

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__(text, theme, state)
        self._frame: np.ndarray | None = None  # the rows in the frame drawn around many dots
        self._filled = False
        self.chart: Card | None = None
        self.list: Card | None = None
        self._charted = False  # in a low window: is the chart shown, or the table?
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        charts = QWidget()
        charts.setLayout(self._column)
        self.left.addWidget(charts)
        self.setLayout(self._line)
        self.setMinimumHeight(self.least_table)

    # What each kind of finding says of itself -------------------------------------------------------------------

    def columns(self, rows: Table, products: Products) -> list[Column]:
        raise NotImplementedError

    def up_words(self, rows: Table) -> str:
        """What the upright axis counts."""
        return self.text(self.words.up)

    def name(self, a: str, b: str) -> str:
        """The words beside a dot, of two short names."""
        raise NotImplementedError

    def tip(self, rows: Table, products: Products, picked: int) -> str:
        raise NotImplementedError

    def grades(self, rows: Table) -> np.ndarray:
        """The grade of each row (verdicts.py), which its dot shows."""
        return np.asarray(rows["passes"]) * B

    def make_choices(self) -> QWidget | None:
        """A second line of choices over the table, where there is one; `show_choices` fills it, `kept` says which rows it keeps."""
        return None

    def show_choices(self) -> None:
        """Fill the second line for the rows that are shown now."""

    def kept(self) -> np.ndarray | bool:
        return True

    def keep_all(self) -> None:
        """The second line lets every row through."""

    # ------------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._share_height()
        if self._filled:
            self._make_room()

    def _share_height(self) -> None:
        """In a low window chart and table take turns; few rows need no chart."""
        if self.chart is None or self.list is None:
            return
        few = self._rows is not None and len(self._rows["a"]) < self.drawn_from
        low, highest = self.height() < self.least_table + CHART, self.height() - self.least_table - MORE_ROWS * ROW_HEIGHT
        self.chart.setMaximumHeight(HIGHEST if low else max(CHART, highest) - self._column.spacing())
        self.chart.setVisible(not few and (self._charted or not low))
        self.list.setVisible(few or not self._charted or not low)
        self.list_button.setVisible(low)
        self.chart_button.setVisible(low and not few)
        self._show_line()

    def _take_turns(self, charted: bool) -> None:
        self._charted = charted
        self._share_height()
        (self.list_button if charted else self.table).setFocus()

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_chart, self._build_table, self._build_evidence, self._polish]

    def fill_steps(self, rows: Table, products: Products, other_file: bool = False) -> list[Callable[[], None]]:
        """Show these rows: the chart first, then the table, then the evidence of the strongest.

        At once, not only in the steps, nothing of the rows before can be acted on any more: they went by their number.
        `other_file`: what was searched for is forgotten as well.
        """
        self._rows = None
        self.left.setCurrentIndex(0)
        if self.evidence is not None:
            self.evidence.clear()
        if self.chart is not None:
            self.scatter.clear()  # dots that are drawn anew in a moment are not painted before

        def begin() -> None:
            if other_file:
                self.search.clear()
            self._rows, self._products, self._frame = rows, products, None
            self._share_height()
            self._choose_dots()

        return [begin, self._fill_chart, self._fill_table, self._follow_rows]

    def pick(self, picked: int) -> None:
        """Pick a row wherever it is, even one that the filter hides; what is seen of chart and table stays."""
        if self._rows is None:
            return
        if self.table.columns_model.place_of(picked) < 0:
            self.search.clear()
            self._frame = None
            self.which.keep_all()
            self.keep_all()
            self._filter()
        self.table.pick(picked)

    def show_among(self, products: np.ndarray, name: str) -> None:
        """Keep the table to the rows of which both products are among some (bool a product), `name` what these are."""
        if self._rows is not None:
            self.search.clear()
            self.which.keep_all()
            self._show_frame(products[self._rows["a"]] & products[self._rows["b"]], self.text("Only {what} ✕", what=name))

    def _build_chart(self) -> None:
        text = self.text
        self.scatter = LinkScatter(text, self.theme)
        self.scatter.below = self.below
        self.scatter.picked.connect(self.pick)
        self.scatter.framed.connect(self._show_frame)
        self.up, self.dots_note, self.legend = Elided(), Elided(), DotsLegend(text, self.theme)
        self.list_button = button(text("See the list"), "", lambda: self._take_turns(False))
        self.chart = chart = Card(margins=12, spacing=2)
        self.chart_head = row(self.up, spacing=12)
        self.chart_head.addWidget(self.dots_note, 1)
        for item in (self.legend, self.list_button):
            self.chart_head.addWidget(item)
        chart.box.addLayout(self.chart_head)
        chart.box.addWidget(self.scatter, 1)
        chart.box.addWidget(axis_title(text(self.words.across)))
        self._column.addWidget(chart, 5)

    def _build_table(self) -> None:
        text = self.text
        self._make_table()
        self.search = search_field(text("Find a product"), text("Find a product or code"), 80, 260)
        self.search.textChanged.connect(self._choose_rows)
        self.shown = label("", "caption")
        self.shown.setMinimumWidth(1)  # the first to give way
        self.which = GradeChoice(text, self.theme, self.means)
        self.which.changed.connect(self._choose_rows)
        head = row(self.which, self.shown, 1)
        head.addWidget(self.search, 2)
        head.setContentsMargins(6, 4, 6, 2)
        self.chart_button = button(text("See the chart"), "", lambda: self._take_turns(True))
        card = self.list = Card(margins=8, spacing=6)
        card.box.addLayout(head)
        if (more := self.make_choices()) is not None:
            card.box.addWidget(more)
        card.box.addWidget(self._build_framed())
        card.box.addWidget(self.table, 1)
        card.setMinimumHeight(self.least_table)
        self._column.addWidget(card, 6)
        self._share_height()

    def _build_framed(self) -> QWidget:
        """The line over the table that leads to the chart where there is no room for both, says which part of the rows it is kept to, and
        leads out of that."""
        self.frame_button, self.framed = button("", "link", lambda: self._show_frame(None)), label("", "caption")
        self._framed = QWidget()
        line = row(self.chart_button, self.frame_button, self.framed, 1)
        line.setContentsMargins(6, 0, 6, 0)
        self._framed.setLayout(line)
        self._framed.hide()
        return self._framed

    def _show_line(self) -> None:
        framed = self._frame is not None
        self.frame_button.setVisible(framed)
        self.framed.setVisible(framed)
        self._framed.setVisible(framed or not self.chart_button.isHidden())

    def _choose_dots(self) -> None:
        rows, products = self._rows, self._products
        a, b, names = rows["a"], rows["b"], products.names
        self.scatter.choose_dots(
            rows["expected"], rows[self.counted], self.grades(rows),
            lambda i: self.name(_short(names[int(a[i])]), _short(names[int(b[i])])),
            lambda i: self.tip(rows, products, i),
        )  # fmt: skip

    def _fill_chart(self) -> None:
        self.up.say(self.up_words(self._rows))
        self.scatter.redraw()
        drawn, count = self.scatter.drawn, len(self._rows["a"])
        self.dots_note.say(self.text(self.words.shared, drawn=drawn, count=count) if drawn < count else "")
        self.legend.show_grades(self.grades(self._rows))

    def _fill_table(self) -> None:
        rows = self._rows
        self.which.show_grades(self.grades(rows))
        self._filled = True
        self._make_room()
        self.table.set_source(len(rows["a"]), columns=self.columns(rows, self._products))
        self.show_choices()
        self._filter()

    def _make_room(self) -> None:
        """The choice of rows gets what the search leaves it."""
        self.which.make_room(self.left.width() - self.search.minimumWidth() - BESIDE)

    def _choose_rows(self, *changed) -> None:
        """The user asked for other rows."""
        if self._rows is not None:
            self._filter()
            self._follow_rows()

    def _show_none(self) -> None:
        self.scatter.mark(-1)
        super()._show_none()

    def why_none(self) -> str:
        text, search = self.text, self.search.text().strip()
        if search:
            return text(self.words.unmatched, search=search)
        return text(self.words.unproven if self._frame is None else self.words.unframed)

    def _filter(self) -> None:
        rows, products = self._rows, self._products
        mask = np.ones(len(rows["a"]), bool) & self.which.kept(self.grades(rows))
        for word in words_of(self.search.text()):
            matching = products.matching(word)
            mask = mask & (matching[rows["a"]] | matching[rows["b"]])
        mask = mask & self.kept()
        if self._frame is not None:
            mask = mask & self._frame
        self.table.filter(None if mask.all() else mask)
        shown = len(self.table.columns_model.rows)
        self._show_line()
        self.framed.setText(self.text("{shown} of {all}", shown=shown, all=len(mask)))
        self.shown.setText(self.text(self.words.found, count=shown) if self.search.text() else "")

    def _show_frame(self, inside: np.ndarray | None, words: str = "") -> None:
        """Keep the table to the rows in a frame drawn in the chart, or to those that `words` name; None for all again."""
        self._frame, self._charted = inside, self._charted and inside is None
        self._share_height()
        self.frame_button.setText(words or self.text("Only the frame ✕"))
        self.frame_button.setToolTip(self.text(self.words.again))
        self._choose_rows()

    def _tell(self, picked: int) -> None:
        self.scatter.mark(picked)
        super()._tell(picked)


def _short(name: str) -> str:
    return name if len(name) <= SHORT else name[: SHORT - 1] + "…"
