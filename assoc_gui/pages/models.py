"""Models: which method predicts best what is bought next, judged on orders that none of them had seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.models.contract import LIST_OF, NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS
from assoc_engine.names import TASK_TITLES
from assoc_engine.text import N_, message

from ..model_words import BEST_SELLERS, left_out, task_result, why_not, why_used, winner_of
from ..split import Split, dated, split_of, split_told
from ..state import Part
from ..training import COMPARE, HINTS
from ..widgets.basic import Answer, Tabs, Waiting
from ..widgets.board_view import PICTURE, BoardView
from ..widgets.curves_view import CurvesView
from ..widgets.list_panel import ListPanel
from ..widgets.model_settings import ModelSettingsPanel
from ..widgets.notice_bar import Notice
from ..widgets.run_card import RunCard
from ..widgets.save_table import ask_table_path
from .findings import missing_analysis
from .page import Page
from .whole_orders import WholeOrders

PANEL = 300, 480  # pixels of the right side at least and at most
STILL_TO_COME = {
    Part.LISTS: N_("the lists for products’ pages"),
    Part.CUSTOMERS: N_("the lists for customers"),
    Part.NEXT: N_("what is bought next"),
}


class ModelsPage(Page):
    name = "models"
    needs = Part.CLEAN
    low = 660
    listens = (Part.BOARD, Part.LISTS, Part.CUSTOMERS, Part.NEXT, Part.LINKS, Part.STRATEGY, Part.HINTS, Part.GENERATED, Part.BASKET_NETS)

    def __init__(self, parts) -> None:
        super().__init__(parts)
        self.training.changed.connect(self._changed)
        self.training.progressed.connect(self._show_progressed)

    def mark(self) -> str:
        if self.training.job is not None or (self.at_work() and not self.has_content()):
            return "running"
        if not self.state.has(Part.BOARD):
            return ""
        return "look" if self.training.stopped or self.training.outdated else "ready"

    def running(self):
        own = self.training.doing == (HINTS if self._content is not None and self.shows_whole else COMPARE)
        return (self.training.job if own else None) or self.session.doing("analyse") or self.session.doing("read")

    def waiting(self) -> Waiting:
        return missing_analysis(self)

    def notices(self) -> list[Notice]:
        text, training, found = self.text, self.training, super().notices()
        if found or training.comparing is not None:
            return found
        if training.outdated:
            return [Notice(text("Dates or settings were changed since. What is shown here rests on those before."), "", None, "")]
        if training.stopped and training.has_results:
            return [Notice(self._stopped(), "", None, "")]
        return []

    def _stopped(self) -> str:
        """What a comparison that was stopped lacks."""
        text, board = self.text, self.state.get("leaderboard")
        if not all(told["winner"] for told in board.meta["tasks"]):
            return text("The comparison was stopped before its end. What was finished stands here.")
        missing = [text(words) for part, words in STILL_TO_COME.items() if self._awaited(part)]
        if not missing:
            return text("It was stopped after the comparison, before all lists were made.")
        return text("It was stopped after the comparison. Still missing: {missing}.",
                    missing=("、" if text.language == "zh_CN" else ", ").join(missing))

    def _awaited(self, part: Part) -> bool:
        """Does a comparison that went on bring this?"""
        won = {told["task"]: told["winner"] for told in self.state.get("leaderboard").meta["tasks"]}
        if part is Part.LISTS and won.get(PAGE) in (None, BEST_SELLERS):
            return False  # none are made of best sellers
        return (part is Part.LISTS or NEXT_BASKET in won) and not self.state.has(part)

    # Building -------------------------------------------------------------------------------------------------

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer()
        self.tabs = Tabs([*(text(TASK_TITLES[task]) for task in TASKS), text("Whole orders")])
        self.tabs.picked.connect(lambda index: self._show_tab())
        self.board = BoardView(text, self.theme)
        self.run = RunCard(text, self.theme, self.training)
        self.run.start_wanted.connect(lambda: self.training.start())
        self.run.stop_wanted.connect(self.training.stop)
        self.run.curves_wanted.connect(lambda shown: self._open_side(self.run.curves_button, shown))
        self.run.settings_wanted.connect(lambda shown: self._open_side(self.run.settings_button, shown))
        self.run.split_wanted.connect(self._set_split)
        self.lists: ListPanel | None = None
        self.learning: CurvesView | None = None
        self.settings: ModelSettingsPanel | None = None
        self._side = QStackedWidget()
        self._side.setObjectName("bare")
        self._side.setMinimumWidth(PANEL[0])
        self._side.setMaximumWidth(PANEL[1])
        self._board, self._lines_at_board = None, 0  # the board last seen, and the rounds that had been told by then
        self._shown: tuple = ()  # what the board and the lists show
        self._lists_of: tuple = ()
        self._set: tuple = ()  # what the settings show
        self._times: tuple[object, np.ndarray] = (None, np.empty(0, np.int64))
        self._proposed: tuple[tuple, Split | None] = ((), None)  # what it was computed from, and the split
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.board, 1000)
        left.addWidget(self.run)
        left.addStretch(1)  # below words that need no more room
        compared = QWidget()
        line = QHBoxLayout(compared)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addLayout(left, 5)
        line.addWidget(self._side, 4)
        self.whole = WholeOrders(self.parts)
        self.whole.said.connect(self._say)
        self._views = QStackedWidget()
        self._views.setObjectName("bare")
        for view in (compared, self.whole):
            self._views.addWidget(view)
        for item in (self.answer, self.tabs):
            box.addWidget(item)
        box.addWidget(self._views, 1)
        self._side.hide()
        self.turns.once(*self.board.build_steps(), self._build_lists, self._build_learning)

    def _build_lists(self) -> None:
        self.lists = ListPanel(self.text, self.theme, self.state)
        self.lists.evidence_wanted.connect(lambda link: self.parts.go_to("findings").show_link(link))
        self.lists.suggest_wanted.connect(self._suggest)
        self.lists.save_wanted.connect(self._save_lists)
        self._side.addWidget(self.lists)

    def _build_learning(self) -> None:
        self.learning = CurvesView(self.text, self.theme)
        self.learning.closed.connect(lambda: self.run.curves_button.setChecked(False))
        self._side.addWidget(self.learning)
        self.turns.once(*self.learning.build_steps(), self._show_side)

    # Showing --------------------------------------------------------------------------------------------------

    @property
    def task(self) -> str:
        """The question that is picked, the last of them while whole orders are looked at."""
        return TASKS[min(self.tabs.index, len(TASKS) - 1)]

    @property
    def shows_whole(self) -> bool:
        """Are whole orders looked at, not the methods compared?"""
        return self.tabs.index == len(TASKS)

    def fill(self) -> None:
        board = self.state.get("leaderboard")
        if board is not self._board:  # a method is through, so none learns until it tells the next round
            self._board, self._lines_at_board = board, self.training.curves.lines
        self.run.show_state(board)
        if self.settings is not None and not _same((self.training.settings, board), self._set):
            self._show_values()
        self._show_tab()

    def _show_tab(self) -> None:
        self._views.setCurrentIndex(int(self.shows_whole))
        if self.shows_whole:
            self._say()
            self.whole.fill()
        else:
            self._show_task()

    def _show_task(self) -> None:
        self._say()
        self.turns.again(self._show_split, self._show_board, *([self._show_lists] if self._lists_changed() else []), self._show_side)

    def _say(self) -> None:
        """The answer to the question that is picked."""
        if self.shows_whole:
            self.answer.say(*self.whole.answer())
            return
        text, board, training = self.text, self.state.get("leaderboard"), self.training
        result, reason = task_result(board, self.task), why_not(board, self.task)
        if reason is not None:
            self.answer.say(text("Your orders do not allow this question."))
        elif left_out(board, self.task):
            self.answer.say(text("This question was left out of the comparison."))
        elif result is not None and result["winner"]:
            products = self.state.products
            note = why_used(text, result, self._judged_on(), 0 if products is None else len(products.names))
            if training.comparing is not None and training.again:
                note = text("Compared anew just now. What was found before stands here until all of that is there.")
            elif training.comparing is not None:
                note = text("The comparison is done; lists and what is bought next are being made. You can go on working.")
            self.answer.say(text.say(result["answer"]), note)
        elif training.comparing is not None:
            self._say_progress()
        elif training.stopped:
            note = text("Go on, and all are judged on the last part when every one is ready.") if training.goes_on else ""
            self.answer.say(text("Not compared to the end: there is no winner yet."), note)
        else:
            self.answer.say(text("Which method predicts best what is bought next? Not compared yet."),
                            text("Simple rules and learning methods predict orders they have not seen. The best one is used; where none "
                                 "beats the simple rule, that is said."))  # fmt: skip

    def _say_progress(self) -> None:
        text, board = self.text, self.state.get("leaderboard")
        rows = [] if board is None else [i for i in range(len(board["task"])) if board["task"][i] == self.task]
        tried = sum(bool(np.isfinite(board["validation"][i])) for i in rows)
        judged = sum(bool(np.isfinite(board["ndcg"][i])) for i in rows)
        words = text("The methods are being compared.")
        if rows and judged == len(rows):
            words = text("All {count} methods of this question are judged; the other questions follow.", count=judged)
        elif judged:
            words = text("On the last part, {done} of {all} methods are judged.", done=judged, all=len(rows))
        elif rows:
            words = text("The methods are being compared: {done} of {all} have learned.", done=tried, all=len(rows))
        self.answer.say(words, text("You can go on working; results appear here as they come. The quick methods come first; how far all is "
                                    "counts the slow ones, the other questions and the lists."))  # fmt: skip

    def _judged_on(self) -> str:
        """From when on the winner was judged, and where that part was used before, how often by now."""
        text, meta = self.text, self.state.get("leaderboard").meta
        future = int(meta["timeline"]["future"])
        words = text("Judged on the last order of each customer, which no method had seen.")
        if future:
            words = text("Judged on what came from {day:date} on, which no method had seen.", day=future)
        if int(meta["opened"]) < 2:
            return words
        again = text("This part has been used {count} times by now; each time it proves a little less.", count=int(meta["opened"]))
        return words + (" " if text.language == "en" else "") + again

    def _show_board(self) -> None:
        board = self.state.get("leaderboard")
        reason = why_not(board, self.task)
        if reason is not None:
            self.board.show_cannot(reason)
        elif left_out(board, self.task):
            self.board.show_cannot(message(N_("It was not ticked in the settings when the methods were compared.")))
        elif board is None:
            self.board.show_intro()
        else:
            shown = (board, self.task)
            if not _same(shown, self._shown) or not self.board.buttons[PICTURE].isVisible():
                self._shown = shown
                self.board.show_board(board, self.task)

    def _lists_changed(self) -> bool:
        """Are the lists shown of another question or of other data?"""
        return not _same(self._of_lists(), self._lists_of)

    def _of_lists(self) -> tuple:
        """What the lists are made of."""
        tables = ("suggestions", "customer_lists", "products", "links", "pages")
        return (self.task, winner_of(self.state.get("leaderboard"), self.task), *map(self.state.get, tables))

    def _show_lists(self) -> None:
        now = self._of_lists()
        if self._lists_of and now[4] is not self._lists_of[4]:
            self.lists.forget()
        self.turns.again(*self.lists.show_task(self.task), lambda: setattr(self, "_lists_of", now), self._show_side)

    def has_lists(self) -> bool:
        """Is there something to look up for the question that is picked?"""
        winner, whole = winner_of(self.state.get("leaderboard"), self.task), self.training.comparing is None or self.training.again
        if self.task == NEW_PRODUCT:
            return bool(winner) and whole and self.state.get("leaderboard").meta["kept"] is not None
        return (winner == BEST_SELLERS and whole) or self.state.get(LIST_OF[self.task]) is not None

    def _show_side(self) -> None:
        """At the right: the settings or the curves where they were asked for, the curves of this question's nets while it is
        compared, else the lists."""
        if self.learning is None:
            return
        self.lists.wait(self.training.asking, self.training.job is not None)
        self.lists.show_saved(self.session.saved.get(self.task, ""))
        curves, run, running = self.training.curves, self.run, self.training.comparing is not None
        nets, only = curves.of(self.task), running and not self.has_lists()
        run.curves_button.setVisible(bool(nets) and not only)
        shown = self.lists
        if run.settings_button.isChecked() and self.settings is not None:
            shown = self.settings
        elif nets and (run.curves_button.isChecked() or only):
            shown = self.learning
            at_work = running and curves.latest in nets and curves.lines > self._lines_at_board
            self.learning.show_curves(curves, self.task, at_work)
            self.learning.close_button.setVisible(not only)
        self._side.setCurrentWidget(shown)
        self._side.setVisible(shown is not self.lists or self.has_lists())

    def _show_progressed(self) -> None:
        """The training told something: the bar, and the curves where they are looked at."""
        if self.isVisible() and self._content is not None and self.has_content():
            if self.shows_whole:
                self.whole.show_progress()
            self.run.show_progress()
            self._show_side()

    # The split and the settings -------------------------------------------------------------------------------

    def _show_split(self) -> None:
        orders, board = self.state.get("orders"), self.state.get("leaderboard")
        if orders is None:
            return  # another file was opened before this turn came
        if self._times[0] is not orders:
            self._times = orders, dated(orders)
        self.run.show_split(self._split(board), self._times[1])

    def _split(self, board) -> Split | None:
        """As it was for the results shown; where dates were set since, or nothing is known yet, as it would be."""
        training = self.training
        days = training.settings.validate, training.settings.future
        if board is not None and days == (training.trained.validate, training.trained.future):
            return split_told(board.meta)
        key = (id(self._times[1]), training.settings.validate, training.settings.future)
        if self._proposed[0] != key:
            self._proposed = key, split_of(self._times[1], training.settings)
        return self._proposed[1]

    def _set_split(self, validate: str, future: str) -> None:
        self.training.set(validate=validate, future=future)

    def _open_side(self, by: QAbstractButton, shown: bool) -> None:
        """Show at the right what a button stands for, or the lists again; the keyboard goes along."""
        if shown:
            for other in (self.run.curves_button, self.run.settings_button):
                if other is not by:
                    other.setChecked(False)
        if by is self.run.settings_button and shown:
            self._build_settings()
            self._show_values()
        self._show_side()
        panel = self.settings if by is self.run.settings_button else self.learning
        if panel is not None:  # the curves are built in a later turn
            (panel.close_button if shown else by).setFocus()

    def _build_settings(self) -> None:
        if self.settings is None:
            self.settings = ModelSettingsPanel(self.text, self.theme, self.training)
            self.settings.closed.connect(lambda: self.run.settings_button.setChecked(False))
            self._side.addWidget(self.settings)

    def _show_values(self) -> None:
        board = self.state.get("leaderboard")
        self._set = self.training.settings, board
        self.settings.show_settings(board, self._split(board))

    def _suggest(self, words: str) -> None:
        self.training.suggest(words, lambda told: self.lists.show_answer(words, told))

    def _save_lists(self) -> None:
        """Ask where, then write all lists of the question."""
        text, task = self.text, self.task
        lists = text("page lists") if task == PAGE else text("customer lists")
        if path := ask_table_path(self, text, self.session, text("Save the lists"), lists):
            self.session.save_lists(path, task, text.language)

    # The keyboard ---------------------------------------------------------------------------------------------

    def main_button(self):
        if self._content is not None and self.shows_whole:
            return self.whole.main_button()
        return self.run.start_button if self._content is not None and self.training.job is None else None

    def find(self) -> None:
        if self._content is not None and self.lists is not None and self.lists.isVisible():
            self.lists.search.setFocus()
            self.lists.search.selectAll()

    def show_comparison(self) -> None:
        """The methods compared; other pages send here to see how far they are."""
        self.refresh()
        if self._content is not None and self.shows_whole:
            self.tabs.pick(0)

    def show_whole_orders(self) -> None:
        """What whole orders look like; the hints send here to watch it learned."""
        self.refresh()
        if self._content is not None:
            self.tabs.pick(len(TASKS))

    def show_product(self, product: int) -> None:
        """The list for a product's page; other pages send here."""
        self.refresh()
        if self._content is not None:
            self.tabs.pick(TASKS.index(PAGE))
            self.turns.once(lambda: self.lists.show_product(product))


def _same(one: tuple, other: tuple) -> bool:
    """Tables and settings are the same where they are one object, names where they are equal."""
    return len(one) == len(other) and all(a is b or (isinstance(a, (str, tuple)) and a == b) for a, b in zip(one, other, strict=True))
