"""How the methods of one question compare: as a picture and in figures, and what the learned one lives on."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
from assoc_engine.names import TASK_TITLES
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..model_words import CASES, Standing, multiple, standings, task_result, verdict_words, winner_of
from ..theme import Theme
from .basic import Card, button, label, name_segment, row, scrolling, tip
from .board_chart import BoardChart
from .charts import Bars
from .keyboard import OneOf
from .table import Column, DataTable

PICTURE, FIGURES, PARTS = range(3)
RANKER = "ranker"  # the method whose parts are told
LOWEST = 150  # pixels of the card
HIGHEST = 16_777_215  # as Qt has it
ROOMY = 260  # pixels of height from which there is room for how to read the picture
EACH = 26  # pixels of a part


class BoardView(Card):
    """PICTURE, FIGURES or PARTS, as the user picks; before anything was compared, what that would bring."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=12, spacing=6)
        self.text, self._theme = text, theme
        self.standings: list[Standing] = []
        self.setMinimumHeight(LOWEST)
        self._group = OneOf(self)
        self.buttons = []
        for index, words in enumerate((text("Compared"), text("Figures"), text("What carries it"))):
            made = button("", "segment")
            name_segment(made, words)
            made.setCheckable(True)
            self._group.addButton(made, index)
            self.buttons.append(made)
        self.buttons[PICTURE].setChecked(True)
        self._group.idClicked.connect(lambda index: self._show_picked())
        self.buttons[PARTS].setToolTip(text("What the learned ranking lives on"))
        self.caption, self.legend = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.head = row(*self.buttons, spacing=12)
        self.head.addWidget(self.caption, 1)
        self._captions: dict[int, str] = {}
        self._task = PAGE
        self._views = QStackedWidget()
        self._views.setObjectName("bare")
        self.intro = _intro(text)
        self.cannot = label("", wrap=True)
        self.cannot.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cannot.setContentsMargins(4, 4, 4, 4)
        self.absent = label("", "caption", wrap=True)
        self._views.addWidget(scrolling(self.intro))
        self._views.addWidget(self.cannot)
        self.box.addLayout(self.head)
        self.box.addWidget(self._views, 1)
        self.box.addWidget(self.legend)
        self.box.addWidget(self.absent)
        self.chart: BoardChart | None = None
        self._show_head(False)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._keep_low()
        self._show_words()

    def _show_words(self) -> None:
        """What stands above and below the picture; in a low window its own space comes first."""
        shown = not self.buttons[PICTURE].isHidden()
        self.caption.setVisible(shown)
        self.legend.setVisible(shown and self.index == PICTURE and self.height() >= ROOMY + self._legend_height())
        roomy = self.height() >= ROOMY or self.index != PICTURE
        self.absent.setVisible(shown and self.index != PARTS and roomy and bool(self.absent.text()))

    def _keep_low(self) -> None:
        """Words take the room they need, a picture all there is."""
        words = (self.intro, self.cannot)[self._views.currentIndex()] if self._views.currentIndex() < 2 else None
        around = 2 * self.box.contentsMargins().top() + self.box.spacing() + 4
        high = words.heightForWidth(self._views.width()) + around if words is not None else HIGHEST
        self.setMaximumHeight(high)
        self.setMinimumHeight(min(LOWEST, high))

    def _legend_height(self) -> int:
        return self.legend.heightForWidth(max(1, self.width() - 24))

    def build_steps(self) -> list[Callable[[], None]]:
        return [self._build_chart, self._build_table, self._build_parts]

    def _build_chart(self) -> None:
        self.chart = BoardChart(self.text, self._theme)
        self._chart_area = scrolling(self.chart)
        self._views.addWidget(self._chart_area)

    def _build_table(self) -> None:
        self.table = DataTable(self._theme, [])
        self._views.addWidget(self.table)

    def _build_parts(self) -> None:
        self.parts = Bars(self.text, self._theme)
        self._parts_area = scrolling(self.parts)
        self._views.addWidget(self._parts_area)

    @property
    def index(self) -> int:
        return self._group.checkedId()

    def pick(self, index: int) -> None:
        self.buttons[index].setChecked(True)
        self._show_picked()

    def show_intro(self) -> None:
        """Nothing was compared yet: what it would bring."""
        self._show_head(False)
        self._views.setCurrentIndex(0)
        self._keep_low()

    def show_cannot(self, reason: dict) -> None:
        """The data do not allow this question."""
        self._show_head(False)
        self.cannot.setText(self.text.say(reason))
        self._views.setCurrentIndex(1)
        self._keep_low()

    def show_board(self, board: Table, task: str) -> None:
        """The methods of a task."""
        self._show_head(True)
        self._task = task
        self.standings = standings(board, task, self.text)
        self.chart.show_board(board, self.standings)
        self._fill_table(board)
        self._fill_parts(board, task)
        self._say_absent()
        self._captions = {PICTURE: self._compared_on(board, task), FIGURES: self._compared_on(board, task)}
        self.legend.setText(self._read_so())
        self._captions[PARTS] = self.text("How much of what it gets right the learned ranking would lose without each of them. They stand "
                                          "in for each other, so the shares need not add up.")  # fmt: skip
        if winner_of(board, task) not in ("", RANKER):
            words = self.text("It is not the method in use.")
            self._captions[PARTS] += (" " if self.text.language == "en" else "") + words
        self._show_picked()

    def _show_picked(self) -> None:
        if not self.standings:
            return  # it is shown with what there is to show
        self._views.setCurrentWidget((self._chart_area, self.table, self._parts_area)[self.index])
        self._keep_low()
        self.caption.setText(self._captions[self.index])
        self.caption.setToolTip("" if self.index == PARTS else "".join(f"<p>{words}</p>" for words in self._told()))
        self._show_words()

    def _show_head(self, shown: bool) -> None:
        for made in self.buttons:
            made.setVisible(shown)
        self._show_words()

    def _told(self) -> list[str]:
        """What the mouse over the caption tells, as a low window has no room for it below."""
        told = (self.legend.text(), self.absent.text()) if self.index == PICTURE else (self.text(CASES[self._task]),)
        return [words for words in told if words]

    def _compared_on(self, board: Table, task: str) -> str:
        """What the picture and the figures rest on."""
        text, result = self.text, task_result(board, task)
        if any(math.isfinite(one.ratio) for one in self.standings):
            return text(N_("How many times as good as the simple rule, in {count} later case",
                           "How many times as good as the simple rule, in {count} later cases"),
                        count=int(result["cases"]))  # fmt: skip
        return text("How many times as good as the simple rule, so far on the middle part of the orders; the last part comes at the end")

    def _read_so(self) -> str:
        """How to read the picture, as far as the methods are, and what a case is."""
        text = self.text
        if any(math.isfinite(one.ratio) for one in self.standings):
            read = text("The dot: how it did on later orders; the line: where that lies with 95% certainty. Filled: surely better "
                        "than the simple rule; hollow: no sure difference, or worse; blue: in use.")  # fmt: skip
            return read + (" " if text.language == "en" else "") + text(CASES[self._task])
        return text("The ring: how it did on the middle part, which only chooses. How it did on later orders, and what is used, "
                    "follows when all have learned.")  # fmt: skip

    def _fill_parts(self, board: Table, task: str) -> None:
        """What the learned ranking of a task lives on, where it was asked."""
        found = (task_result(board, task) or {}).get("parts", [])
        self.buttons[PARTS].setVisible(bool(found))
        if not found and self.index == PARTS:
            self.buttons[PICTURE].setChecked(True)
        names = [self.text.say(one["what"]) for one in found]
        shares = [float(one["share"]) for one in found]
        self.parts.setMinimumHeight(EACH * len(names))
        self.parts.setMaximumHeight(2 * EACH * max(1, len(names)))
        self.parts.show_counts(names, np.maximum(0, np.array(shares)), lambda i: tip(names[i], self.text.percent(shares[i])),
                               self.text.percent)

    def _say_absent(self) -> None:
        gone = [one for one in self.standings if one.row < 0]
        self.absent.setText("\n".join(
            self.text("Not compared: {model} – {reason}", model=one.title, reason=one.reason) for one in gone
        ))  # fmt: skip

    def _fill_table(self, board: Table) -> None:
        text, shown = self.text, [one for one in self.standings if one.row >= 0]
        rows = np.array([one.row for one in shown], np.int64)

        def figure(name: str, title: str, hint: str, show, sample: str, optional: bool = False) -> Column:
            values = np.asarray(board[name], float)[rows]
            return Column(title, lambda r: show(values[r]) if math.isfinite(values[r]) else "–", lambda: values, numeric=True,
                          sample=sample, hint=hint, optional=optional)  # fmt: skip

        ratio = np.array([one.ratio for one in shown])
        self.table.set_source(len(shown), strong=lambda r: shown[r].winner, columns=[
            Column(text("The method"), lambda r: shown[r].title, exact=lambda r: f"{shown[r].title}\n{shown[r].says}",
                   sample=max((one.title for one in shown), key=len, default=""), wide=True),
            Column(text("Verdict"), lambda r: verdict_words(text, shown[r]), lambda: ratio,
                   sample=max((verdict_words(text, one) for one in shown), key=len, default="")),
            Column(text("Times the simple rule"), lambda r: multiple(text, ratio[r]), lambda: ratio, numeric=True, sample="8.88 ×"),
            figure("hit", text("Lists with a hit"), text("How often at least one of the ten products was bought (Hit@10)."), text.percent,
                   "88 %"),
            figure("recall", text("Of what was bought"), text("Of what was bought, the share that stands among the ten (Recall@10)."),
                   text.percent, "88 %", optional=True),
            figure("ndcg", "NDCG@10", text("NDCG@10: right products count the more the further up they stand; 1 is a perfect list."),
                   text.number, "0.888", optional=True),
            figure("low", text("at least"), text("Where the NDCG lies with 95% certainty: from here"), text.number, "0.888", optional=True),
            figure("high", text("at most"), text("Where the NDCG lies with 95% certainty: to here"), text.number, "0.888", optional=True),
            figure("validation", text("When chosen"), text("The figure that chooses, on the middle part"), text.number, "0.888",
                   optional=True),
            figure("coverage", text("Assortment shown"), text("Coverage: the share of all products that appear in any list."), text.percent,
                   "88 %", optional=True),
            figure("seconds", text("Time"), text("Learning and answering, minutes and seconds"), text.duration, "88:88"),
            figure("parameters", text("Parameters"), text("Numbers that a net has learned; 0 where it only counts."), text.integer,
                   "8,888,888", optional=True),
        ])  # fmt: skip


def _intro(text: Text) -> QWidget:
    """What each question is about and what its answer is good for."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(4, 4, 4, 4)
    box.setSpacing(4)
    says = {
        PAGE: text("A product is looked at: which ten should stand beside it? Fills pages without a proven or likely link, where a method "
                   "does better than the best sellers."),
        NEXT_BASKET: text("A customer comes again: what will be in the basket? Gives each customer a list of their own, what is bought "
                          "again told from what is new."),
        NEW_PRODUCT: text("A product was never sold: what goes with it, by its name and description alone?"),
    }
    for task, words in says.items():
        box.addWidget(label(text(TASK_TITLES[task]), "strong", wrap=True))
        said = label(words, "muted", wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # as low as its lines at this width
        box.addWidget(said)
        box.addSpacing(10)
    box.addStretch(1)
    return holder
