"""The window's frame around the pages: navigation, dropped files, shortcuts, errors, closing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.errors import AssocError
from assoc_engine.names import files_named
from assoc_engine.text import N_, Text

from .errors import ErrorBanner
from .focus import Place, holds_focus
from .jobs import Job
from .mining import Mining
from .pages.book import TITLES, Book
from .pages.page import Page, Parts
from .preferences import Preferences
from .refused import READABLE, left_out, refusal
from .same_columns import same_columns
from .session import Session
from .state import AppState, Part
from .theme import Theme
from .training import Training
from .widgets.add_or_open import AddOrOpen
from .widgets.drop_veil import DropVeil
from .widgets.frame import SideBar, StatusBar, TopBar
from .widgets.password_panel import PasswordPanel
from .widgets.product_finder import KEYS
from .widgets.turns import Turns

LEAST = (900, 560)  # pixels; a laptop's 1366 × 768 at 150 % has 910 × 512 and a task bar
NARROW = 1120  # pixels below which the side bar gives way


class MainWindow(QMainWindow):
    """`language_wanted(language)` asks for a window in the other language, with the same workspace. `seen`, once, when it has been
    painted."""

    language_wanted = Signal(str)
    seen = Signal()
    closed = Signal()

    def __init__(
        self, text: Text, theme: Theme, state: AppState, session: Session, training: Training, mining: Mining,
        preferences: Preferences,
    ) -> None:  # fmt: skip
        super().__init__()
        self.text, self._theme, self._state, self._session, self._training = text, theme, state, session, training
        self._jobs, self._trainer = session.jobs, training.trainer
        self._preferences = preferences
        self.setWindowTitle("Assoc")
        self.setAcceptDrops(True)
        self.setMinimumSize(*LEAST)
        parts = Parts(text, theme, state, session, training, mining, self.choose_files, self.add_files, self.go_to)
        self.pages = Book(parts, self._add)
        self.side = SideBar(theme, {name: text(title) for name, title in TITLES.items()})
        self.top = TopBar(text, self.choose_files, lambda: state.products)
        self.question = AddOrOpen(text)
        self.status = StatusBar(text, theme, self._jobs, self._trainer)
        self._stack = QStackedWidget()
        self._turns = Turns(self)
        self._painted = False
        self._awaited = ""  # the page that was picked before it was there
        self._lay_out()
        self.banner = ErrorBanner(text, theme, self.centralWidget())
        self.password = PasswordPanel(text, theme, self.centralWidget())
        self._job: Job | None = None  # the latest that was started
        self._job_at_error: Job | None = None
        self._error_is_sessions = False
        self._saved = session.saved
        self._asked_from: Place | None = None  # what had the keyboard before files were dropped
        self._left_out: AssocError | None = None  # of files given together, what could not be read
        self._veil = DropVeil(self, theme)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._connect()
        self.go_to("start")
        self._stack.setFocus()
        self._show_file()
        if session.error is not None:
            self._show_error(session.error)

    @property
    def page(self) -> Page:
        return self._stack.currentWidget()

    def make_pages(self, then: Callable[[], None]) -> None:
        """Those that nobody asked for yet, one a turn."""
        self._turns.once(*(partial(self.pages.__getitem__, name) for name in TITLES), then)

    def _add(self, page: Page) -> None:
        self._stack.addWidget(page)
        self._mark(page)
        if page.name == self._awaited:
            self.go_to(page.name)

    def _mark(self, page: Page) -> None:
        text, mark = self.text, page.shown_mark()
        meanings = {"": text("nothing to show yet"), "running": text("at work"), "ready": text("ready"), "look": text("needs a look")}
        self.side.buttons[page.name].show_mark(mark, meanings[mark])

    def _pick(self, name: str) -> None:
        """Go to a page; to one that is not there yet as soon as it is, so that the window does not stand still for it."""
        if name in self.pages:
            self.go_to(name)
        else:
            self._awaited = name

    def go_to(self, name: str) -> Page:
        """Show a page and mark it in the side bar."""
        self._awaited = ""
        self.side.buttons[name].setChecked(True)
        inside = self._stack.currentWidget() is not self.pages[name] and holds_focus(self._stack)
        self._stack.setCurrentWidget(self.pages[name])
        if inside:  # else Qt hands the keyboard to whatever comes next
            self.pages[name].take_focus()
        self._keep_one_stop()
        return self.pages[name]

    def _arrive(self, name: str) -> None:
        self.go_to(name).take_focus()
        if self._left_out is not None:
            self._show_error(self._left_out)
            self._left_out = None

    def _show_product(self, product: int) -> None:
        page = self.go_to("findings")
        page.show_product(product)
        page.take_focus()

    def choose_files(self) -> None:
        """The system's dialog to open one or several files together."""
        if paths := self._readable(self._chosen(self.text("Open sales files"))):
            self._session.open_files(paths)

    def add_files(self) -> None:
        """The same for files that belong to the open ones."""
        if paths := self._readable(self._chosen(self.text("Add files to the open one"))):
            self._session.add_files(paths)

    def _readable(self, paths: list[str]) -> list[str]:
        """Those that may be tables; the others are refused at once, or named when the rest is open."""
        refused = {path: error for path in paths if (error := refusal(path)) is not None}
        good = [path for path in paths if path not in refused]
        self._left_out = None
        if refused and not good:
            self._show_error(next(iter(refused.values())))
        elif refused:
            self._left_out = left_out(list(refused))
        return good

    def _chosen(self, title: str) -> list[str]:
        from PySide6.QtWidgets import QFileDialog  # a class of Qt costs most when it is first named

        sales, every = self.text("Sales files"), self.text("All files")
        patterns = " ".join(f"*{suffix}" for suffix in READABLE)
        kinds = f"{sales} ({patterns});;{every} (*)"
        return QFileDialog.getOpenFileNames(self, title, self._preferences.last_folder, kinds)[0]

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for item, stretch in ((self.top, 0), (self.question, 0), (self._stack, 1)):
            right.addWidget(item, stretch)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.side)
        upper.addLayout(right, 1)
        middle = QWidget()
        whole = QVBoxLayout(middle)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        self.side.picked.connect(self._pick)
        self.top.finder.picked.connect(self._show_product)
        self.status.language_wanted.connect(self.language_wanted)
        self.banner.dismissed.connect(self._session.dismiss_error)
        self.banner.dismissed.connect(lambda: self.page.take_focus())
        self.question.closed.connect(self._return_focus)
        self.password.closed.connect(lambda: self.page.take_focus())
        self.question.add_wanted.connect(self._session.add_files)
        self.question.open_wanted.connect(self._session.open_files)
        self.password.given.connect(self._session.give_password)
        self.password.cancelled.connect(self._session.leave_locked)
        self._session.failed.connect(self._show_error)
        self._session.page_wanted.connect(self._arrive)
        self._session.changed.connect(self._follow)
        self._state.opened.connect(self._follow)
        self._state.opened.connect(self.top.finder.clear)  # it was looked for in the file before
        self._state.changed.connect(self._follow)
        self._state.changed.connect(self._see_success)
        self._training.changed.connect(self._follow)
        for engine in (self._jobs, self._trainer):
            engine.changed.connect(self._progress)
        for key, action in (
            (QKeySequence.StandardKey.Open, self.choose_files),
            (QKeySequence.StandardKey.Save, self._save_report),
            (QKeySequence.StandardKey.Find, lambda: self.page.find()),
            (QKeySequence(KEYS), self.top.finder.setFocus),
            (QKeySequence.StandardKey.HelpContents, lambda: self._pick("help")),
            (QKeySequence(Qt.Key.Key_Escape), self._cancel),
        ):
            QShortcut(QKeySequence(key), self, activated=action)
        self._follow()

    def _restyle(self) -> None:
        for part in (self.side, self.top, self.question, self.banner, self.password, self.status):
            part.setStyleSheet(self._theme.sheet)

    def _follow(self, part: Part | None = None) -> None:
        jobs = (self._session.doing(what) for what in ("read", "roles", "analyse", "report", "links", "lists"))
        self._job = next((job for job in jobs if job is not None and job is not self._job_at_error), self._job)
        if self._error_is_sessions and self._session.error is None:
            self._hide_error()
        if self._session.saved is not self._saved:
            self._saved = self._session.saved
            if self._saved:
                self._succeed()
        self._show_file()
        self._stack.setEnabled(self._session.locked is None)  # Tab stays out of what is covered
        self.password.ask(self._session.locked)
        for page in self.pages.values():
            self._mark(page)
        self._keep_one_stop()

    def _progress(self) -> None:
        self.page.show_progress()
        self._keep_one_stop()

    def _keep_one_stop(self) -> None:
        """The status bar needs none for learning where the page that shows it has its own."""
        self.status.trainer.stop_button.setHidden(self._shows_learning())

    def _shows_learning(self) -> bool:
        job = self._training.job
        return job is not None and self.page is not None and self.page.running() is job

    def _show_file(self) -> None:
        self.top.finder.setVisible(self._state.has(Part.CLEAN))
        raw, quality, orders = self._state.get("raw"), self._state.get("quality"), self._state.get("orders")
        if raw is None:
            self.top.show_file("", "")
            return
        counts = self.text(N_("{count} row", "{count} rows"), count=int(raw.meta["rows"]))
        if quality is not None and orders is not None:
            counts += " → " + self.text(N_("{count} order", "{count} orders"), count=len(orders["size"]))
        name = self.text.say(files_named(raw.meta["paths"]))
        self.top.show_file(name, counts)
        self.setWindowTitle(f"{name} – Assoc")

    def _show_error(self, error: AssocError) -> None:
        self._job_at_error = self._job
        self._error_is_sessions = error is self._session.error
        self.banner.show_error(error)

    def _see_success(self, part: Part) -> None:
        if self._state.has(part):
            self._succeed()

    def _succeed(self) -> None:
        """What was said of an action before goes when one begun after it has worked."""
        if self._job is not self._job_at_error:
            self._session.dismiss_error()
            self._hide_error()

    def _hide_error(self) -> None:
        self._error_is_sessions = False
        had_focus = holds_focus(self.banner)
        self.banner.hide()
        if had_focus:
            self.page.take_focus()

    def _return_focus(self) -> None:
        """What was asked is answered: the keyboard goes back to where it was."""
        if self._asked_from is None or not self._asked_from.return_to():
            self.page.take_focus()

    def _cancel(self) -> None:
        """Escape: what is asked first, then what is at work, then what is said of an error."""
        if self._session.locked is not None:
            self._session.leave_locked()
        elif self.question.isVisible():
            self.question.close_question()
        elif self._jobs.current is not None:
            self._jobs.current.cancel()
        elif self.banner.isVisible():
            self.banner.dismiss()
        elif self._shows_learning():  # elsewhere a key must not end an hour's work
            self._training.stop()

    def _save_report(self) -> None:
        if self._state.has(Part.STRATEGY):
            self.go_to("report")
            self.pages["report"].save()

    # Files dropped anywhere -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._veil.cover(self.text("Drop to open or add") if self._session.can_add else self.text("Drop to open"))

    def dragLeaveEvent(self, event) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        event.acceptProposedAction()
        paths = self._readable([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        if paths and self._session.can_add and set(paths) != set(self._session.reading.paths):
            if not self.question.isVisible():
                self._asked_from = Place(self)
            self.question.ask(paths, same_columns(paths, self._state.get("raw")))
        elif paths:
            self._session.open_files(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._tell_it_is_seen)

    def _tell_it_is_seen(self) -> None:
        if self.isVisible():  # not closed already
            self.seen.emit()

    def resizeEvent(self, event) -> None:
        self.side.make_room(self.width() < NARROW)
        super().resizeEvent(event)
        self._place_banner()
        self._veil.setGeometry(self.rect())

    def _place_banner(self) -> None:
        side = self.side.width()
        page = QRect(side, self.top.height(), self.width() - side, self.height() - self.top.height() - self.status.height())
        self.banner.place(page.adjusted(16, 16, -16, -16))
        self.password.setGeometry(page)

    def keyPressEvent(self, event) -> None:
        """Return that nobody took presses the button that has the keyboard, as Space does, else the page's main one."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            at_rest = focused is None or focused in (self._stack, self.page)
            pressed = focused if isinstance(focused, QAbstractButton) else self.page.main_button() if at_rest else None
            if pressed is not None:
                pressed.click()
                return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._at_work() is not None and not self._really_close():
            event.ignore()
            return
        self._preferences.geometry = self.saveGeometry()
        event.accept()
        self.closed.emit()

    def _at_work(self) -> Job | None:
        return self._jobs.current or self._trainer.current

    def _really_close(self) -> bool:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Question, "Assoc", "", parent=self)
        stop = box.addButton("", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)

        def say() -> None:
            """What is true now: the work goes on while the question stands."""
            text, job = self.text, self._at_work()
            if job is not None:
                box.setText(text("Assoc is still at work: {doing}.", doing=text.say(job.title)))
                box.setInformativeText(text("Closing the window stops it. What is saved stays saved."))
            else:
                box.setText(text("The work is finished now."))
                box.setInformativeText(text("Results that are in no report yet go with the window."))
            stop.setText(text("Stop and close") if job is not None else text("Close"))
            stay.setText(text("Keep working") if job is not None else text("Keep the window open"))

        say()
        engines = (self._jobs, self._trainer)
        for engine in engines:
            engine.changed.connect(say)
        box.exec()
        for engine in engines:
            engine.changed.disconnect(say)
        return box.clickedButton() is stop
