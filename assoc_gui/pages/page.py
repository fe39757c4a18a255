"""The contract of a page: what it is given, when it is built, what it tells the side bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractButton, QStackedLayout, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..by_category import BACK, back_notice, count_products
from ..mining import Mining
from ..session import Session
from ..state import RESTING_ON_CLEAN, AppState, Part
from ..theme import Theme
from ..training import COMPARE, GROUPS, HINTS, Training
from ..widgets.aside_bar import AsideBar, AsideNotice
from ..widgets.basic import Answer, Tabs, Waiting
from ..widgets.folded_notices import FoldedNotices
from ..widgets.kept_rows import KeptRows
from ..widgets.notice_bar import Notice, NoticeBar
from ..widgets.turns import Turns


@dataclass(frozen=True)
class Parts:
    """What every page is handed on construction."""

    text: Text
    theme: Theme
    state: AppState
    session: Session
    training: Training
    mining: Mining
    choose_files: Callable[[], None]
    add_files: Callable[[], None]
    go_to: Callable[[str], Page]


def show_work(parts: Parts, doing: str) -> None:
    """Go where `doing`, one of the works of Training, can be watched."""
    if doing == GROUPS:
        parts.go_to("findings").show_groups()
    elif doing == HINTS:
        parts.go_to("models").show_whole_orders()
    elif doing == COMPARE:
        parts.go_to("models").show_comparison()


class Page(QWidget):
    """A page answers one question. Its widgets are built when it is first shown, and filled only while it is shown.

    What takes longer is handed to `turns` in steps. A page without data shows `Waiting`, with what is missing, the
    button that gets it, or the progress of it.
    """

    name = ""
    needs: Part | None = None  # the part of the workspace without which there is nothing to show
    low = 560  # pixels of height below which its answer gives way
    listens: tuple[Part, ...] = ()  # parts whose replacement changes what is shown
    tells_categories = False  # does it say where categories were counted in place of products?
    filled_with: tuple[Part, ...] | None = None  # those of them that what waits in `turns` shows; None: all

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.text, self.theme, self.state, self.session = parts.text, parts.theme, parts.state, parts.session
        self.parts, self.training = parts, parts.training
        self._content: QWidget | None = None
        self._sheet = ""
        self._waiting: Waiting | None = None
        self.tabs: Tabs | None = None  # those of a page that has some, from when it is built
        self.first_tab = -1  # the one to show first, −1 where the page chooses
        self._stale, self._version = True, -1
        self._there: set[Part] = set()  # of what is shown, when it last was
        self.turns = Turns(self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self.state.opened.connect(self._changed)
        self.state.changed.connect(self._part_changed)
        self.session.changed.connect(self._changed)
        self.theme.changed.connect(self.restyle)

    # What a page says of itself -------------------------------------------------------------------------------

    def mark(self) -> str:
        """Its state in the side bar: "" (empty), "running", "ready" or "look"."""
        if self.at_work():
            return "running"
        return "ready" if self.has_content() else ""

    def shown_mark(self) -> str:
        """The mark, or "look" where what the page shows is out of date."""
        return "look" if self.outdated() else self.mark()

    def has_content(self) -> bool:
        return self.needs is None or self.state.has(self.needs)

    def running(self):
        """The job that brings its content, if one is at work."""
        return

    def take_over(self, was: Page) -> None:
        """What the same page of a window in another language had come to."""
        self.first_tab = was.first_tab if was.tabs is None else was.tabs.index

    def at_work(self) -> bool:
        """Is its content being made? While a file is only read, that is true of the data alone."""
        return self.running() is not None and self.session.doing("read") is None

    def build(self, box: QVBoxLayout) -> None:
        """Make its widgets, once."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show what is in the workspace now; called only while `has_content()`."""
        raise NotImplementedError

    def waiting(self) -> Waiting:
        """The view shown while there is no content."""
        raise NotImplementedError

    def find(self) -> None:
        """Ctrl+F: put the cursor into its search box, if it has one."""

    def main_button(self) -> QAbstractButton | None:
        """What one most likely wants to do here now; Return does it where nothing else has the keyboard."""

    def take_focus(self) -> None:
        """The keyboard goes to the page's main action, else to where one reads on; Tab leads from there."""
        (self.main_button() or self).setFocus()

    # When it is shown -----------------------------------------------------------------------------------------

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.restyle()
        if self._stale:
            self.refresh()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window margins and the answer give way to what proves it."""
        if self._content is None:
            return
        short = self.height() < self.low
        self._box.setContentsMargins(*((16, 12, 16, 12) if short else (24, 16, 24, 16)))
        self._box.setSpacing(10 if short else 12)
        for answer in self._content.findChildren(Answer):
            answer.make_room(short)

    def restyle(self) -> None:
        """Take over the theme's style sheet; a page out of sight does so when it is shown."""
        if self.isVisible() and self._sheet is not self.theme.sheet:
            self._sheet = self.theme.sheet
            self.setStyleSheet(self._sheet)

    def refresh(self) -> None:
        """Bring what is shown up to date."""
        self._stale, self._version, self._there = False, self.state.version, self._filled_with()
        focused = self.window().focusWidget()
        had_focus = self._waiting is not None and focused is not None and (
            focused is self._waiting or self._waiting.isAncestorOf(focused)
        )
        if self._waiting is not None:
            self._stack.removeWidget(self._waiting)
            self._waiting.deleteLater()
            self._waiting = None
        if not self.has_content():
            self._show_waiting()
            if had_focus:
                self._waiting.setFocus()
            return
        if self._content is None:
            self._content = QWidget()
            box = QVBoxLayout(self._content)
            self._box = box
            bars = QVBoxLayout()
            bars.setSpacing(8)
            self._bars = KeptRows(bars)
            self.folded = FoldedNotices(self.text, self.theme, self.act)
            box.addLayout(bars)
            box.addWidget(self.folded)
            self.build(box)
            self._stack.addWidget(self._content)
            self._make_room()
        self._show_bars()
        self.fill()
        if self.first_tab >= 0 and self.tabs is not None:
            self.tabs.pick(self.first_tab)
            self.first_tab = -1
        self._stack.setCurrentWidget(self._content)
        if had_focus:
            self.take_focus()

    def outdated(self) -> bool:
        """Does it show results of settings that were changed since?"""
        return self.needs in (Part.CLEAN, *RESTING_ON_CLEAN) and self.has_content() and self.session.outdated

    def notices(self) -> list[Notice | AsideNotice]:
        """What to know before believing what the page shows."""
        text, found = self.text, []
        if self.outdated() and self.session.doing("analyse") is None:
            title = text("A column was changed since. What is shown here still rests on the columns as they were.")
            found.append(Notice(title, "", {}, text("Analyse again"), stays=True))
        if self.tells_categories and (back := back_notice(text, self.state)) is not None:
            found.append(back)
        return found

    def act(self, setting: dict) -> None:
        """Do what a notice offers: analyse with another setting, once more with those that are set, or by single products again."""
        if setting == BACK:
            count_products(self.session, self.state)
        elif setting:
            self.session.set_clean(**setting)
        else:
            self.session.analyse(then="")

    @property
    def bars(self) -> list[NoticeBar | AsideBar]:
        """From the top, those that are folded as well."""
        return [*self._bars.widgets, *self.folded.bars]

    def _show_bars(self) -> None:
        """What makes the page out of date, and a notice that is alone, stands whole; more would push away what they are about."""
        found = self.notices()
        others = [notice for notice in found if not (isinstance(notice, Notice) and (notice.stays or len(found) == 1))]
        self._bars.show([notice.entry(self.theme, self.act) for notice in found if notice not in others])
        self.folded.fold(others)

    def show_progress(self) -> None:
        """A job went on: move the bar if this page waits for it."""
        if self.isVisible() and self._waiting is not None and self._stack.currentWidget() is self._waiting:
            self._show_waiting()

    def _show_waiting(self) -> None:
        if self._waiting is None:
            self._waiting = self.waiting()
            self._stack.addWidget(self._waiting)
        job = self.running()
        doing = self.text.say(job.message or job.title) if job is not None else ""
        self._waiting.wait(job.share if job is not None else None, doing)
        self._stack.setCurrentWidget(self._waiting)

    def _part_changed(self, part: Part) -> None:
        if not self._stale and self._version == self.state.version:
            return  # the data brought several parts at once: what waits shows them, and nothing else would fill in for it
        if self._there - self._filled_with():  # told of by another part already, if that went with it
            self.turns.again()  # what waits to show the data before must not find them gone
        if part in self.listens or part is self.needs:
            self._changed()

    def _filled_with(self) -> set[Part]:
        """The parts that are there, of those that what waits in `turns` shows."""
        filled_with = self.listens if self.filled_with is None else self.filled_with
        return {part for part in (*filled_with, *([self.needs] if self.needs is not None else [])) if self.state.has(part)}

    def _changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()
