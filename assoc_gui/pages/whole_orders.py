"""The tab of what a whole order looks like: orders that a net makes up beside yours, the links among them, orders that another one
rebuilds, and entries that look out of place. Or why there is nothing yet, and what would bring it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.text import N_

from ..gan_watch import LIMITS
from ..state import Part
from ..training import HINTS, STAYS
from ..widgets.at_work import AtWork
from ..widgets.autoencoder_view import AutoencoderView
from ..widgets.basic import Waiting, button, label, name_segment, row
from ..widgets.doubts_view import DoubtsView
from ..widgets.gan_monitor import GanMonitor, within_limits
from ..widgets.keyboard import OneOf
from ..widgets.made_links_view import MadeLinksView
from ..widgets.turns import Turns
from ..widgets.waiting_stack import WaitingStack
from ..widgets.work_line import progress_words
from .page import Parts, show_work

MADE_UP, LINKS, REBUILT, DOUBTS = range(4)
ROOMY = 800  # pixels of width from which the choices say how many they hold


class WholeOrders(WaitingStack):
    """`fill` shows what is in the workspace and what is told now, `show_progress` only what was told since. `said` when the answer may
    have changed."""

    said = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts, self.text, self.theme = parts, parts.text, parts.theme
        self.state, self.training = parts.state, parts.training
        self.turns = Turns(self)  # its own: filling the comparison beside must not drop what waits here
        self.state.changed.connect(self._see_part)
        self.view: QWidget | None = None
        self._built = False

    # What it says ---------------------------------------------------------------------------------------------

    @property
    def at_work(self) -> bool:
        """Are whole orders being learned just now?"""
        return self.training.doing == HINTS

    @property
    def has_results(self) -> bool:
        return self.state.has(Part.BASKET_NETS) or self.state.has(Part.HINTS)

    @property
    def index(self) -> int:
        return self._group.checkedId() if self.view is not None else MADE_UP

    def answer(self) -> tuple[str, str]:
        """The answer in large type, and what to know about it."""
        text = self.text
        if not self.at_work and not self.has_results:
            return (text("What does a whole order look like? Not learned yet."),
                    text("Nets learn it from your orders. They make up new ones, which show what could belong together, and mark entries "
                         "that look wrong."))  # fmt: skip
        return (self._of_made_up, self._of_links, self._of_rebuilt, self._of_doubts)[self.index]()

    def _of_made_up(self) -> tuple[str, str]:
        text, figures = self.text, self._figures()
        note = text("One net makes up orders, another tries to tell them from yours. What belongs together there, but has hardly met in "
                    "your file, is a hint.")  # fmt: skip
        if self._gan().get("beaten"):
            note += self._space + text("Other signs find more pairs, so this is one among several.")
        if self._collapsed():
            return text("The made-up orders became all alike, so this was stopped."), note
        if not figures:
            return (text("No orders have been made up yet.") if self.at_work else text("No orders were made up.")), note
        count = within_limits(figures)
        if self._kept() is None:  # they are still being made up, or that was stopped
            if not self.at_work:
                note = text("It was stopped before its end; with more rounds this may still change.")
            if count == len(LIMITS):
                return text("So far, the made-up orders are like yours in all {all} respects.", all=len(LIMITS)), note
            return text("So far, the made-up orders are like yours in {count} of {all} respects.", count=count, all=len(LIMITS)), note
        if count == len(LIMITS):
            return text("The made-up orders are like yours in all {all} respects.", all=len(LIMITS)), note
        return text("The made-up orders are like yours in {count} of {all} respects only.", count=count, all=len(LIMITS)), note

    def _of_links(self) -> tuple[str, str]:
        text, links = self.text, self.state.get("generated_links")
        if links is None:
            return (text("Which links the made-up orders hold is not known yet.") if self.at_work else text("No orders were made up.")), ""
        count = len(links["a"])
        if not count:
            return text("No pair goes together in the made-up orders that has hardly met in yours."), ""
        return text(N_("{count} pair goes together in the made-up orders and has hardly met in yours.",
                       "{count} pairs go together in the made-up orders and have hardly met in yours."), count=count), ""  # fmt: skip

    def _of_rebuilt(self) -> tuple[str, str]:
        text, nets = self.text, self.state.get("basket_nets")
        note = text("The pictures show the plain net: it notes each order in a few numbers and writes it down anew from these alone.")
        if nets is None:
            return (text("A net learns to rebuild your orders.") if self.at_work else text("No orders were rebuilt.")), note
        if not nets.meta["autoencoder"]["loss"]:
            return text("No orders were rebuilt."), ""  # the card says why
        return text.say(nets.meta["answer"]), note

    def _of_doubts(self) -> tuple[str, str]:
        text, nets = self.text, self.state.get("basket_nets")
        note = text("A slip, a wrong code or just something rare: look at the rows before you decide. Nothing was changed.")
        if nets is None:
            return text("Which entries look out of place is not known yet."), note
        if not nets.meta["tells"]:
            return text("Whether an entry is out of place cannot be told in this file."), ""
        count = len(nets["doubt_order"])
        if not count:
            return text("No entry looks out of place."), ""
        return text(N_("{count} entry looks out of place in its order.", "{count} entries look out of place in their orders."),
                    count=count), note

    @property
    def _space(self) -> str:
        return " " if self.text.language == "en" else ""

    def _gan(self) -> dict:
        """What is said of the made-up orders as a whole, {} where that is not known, or of others than those that are made up just now."""
        hints = self.state.get("hints")
        return {} if hints is None or self.at_work else hints.meta.get("gan") or {}

    def _kept(self) -> dict[str, float] | None:
        """The figures of the state that is used, once the run is over."""
        told = self._gan().get("fidelity")
        return None if not told else {name: float("nan") if value is None else float(value) for name, value in told.items()}

    def _figures(self) -> dict[str, float]:
        latest = self.training.watch.latest
        return self._kept() or (latest.figures if latest is not None else {})

    def _collapsed(self) -> bool:
        latest = self.training.watch.latest
        return bool(self._gan().get("collapsed")) or (latest is not None and latest.stopped == "collapsed")

    # Showing --------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        if not self.at_work and not self.has_results:
            self._wait()
            return
        if self.view is None:
            self._build()
        self._show_head()
        self.setCurrentWidget(self.view)
        self.turns.again(self._show_made_up, self._show_links, self._show_rebuilt, self._show_doubts)

    def show_progress(self) -> None:
        """The run told something."""
        if self.at_work and self._built and not self.turns.busy:
            self._show_head()
            self._show_made_up()
            self._show_rebuilt()
        elif self.training.job is not None and self.view is not self.currentWidget():
            self._wait()

    def _see_part(self, part: Part) -> None:
        if part in (Part.BASKET_NETS, Part.HINTS, Part.CLEAN) and not self.state.has(part):
            self.turns.again()  # what waits to show them must not find them gone

    def _build(self) -> None:
        text, theme = self.text, self.theme
        self.view = QWidget()
        box = QVBoxLayout(self.view)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        self._group = OneOf(self)
        self.buttons = []
        for index in (MADE_UP, LINKS, REBUILT, DOUBTS):
            made = button("", "segment")
            made.setCheckable(True)
            self._group.addButton(made, index)
            self.buttons.append(made)
        self.buttons[MADE_UP].setChecked(True)
        self._name_buttons()
        self._group.idClicked.connect(lambda index: self._pick())
        self.doing = label("", "caption")
        self.doing.setMinimumWidth(40)
        self.stop_button = button(text("Stop"), clicked=self.training.stop)
        self.start_button = button(text("Look for hints again"), "link", self._start)
        box.addLayout(row(*self.buttons, 1, self.doing, self.stop_button, self.start_button))
        self.views = QStackedWidget()
        self.views.setObjectName("bare")
        self.monitor, self.links = GanMonitor(text, theme), MadeLinksView(text, theme)
        self.rebuilt, self.doubts = AutoencoderView(text, theme), DoubtsView(text, theme, self.state)
        cards = self.monitor, self.links, self.rebuilt, self.doubts
        for card in cards:
            self.views.addWidget(card)
        box.addWidget(self.views, 1)
        self.addWidget(self.view)
        steps = (step for card in cards for step in card.build_steps())
        self.turns.once(*steps, lambda: setattr(self, "_built", True))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self.view is not None:
            self._name_buttons()

    def _name_buttons(self) -> None:
        """The choices, with how many entries their lists hold where there is room for it."""
        text, roomy = self.text, self.width() >= ROOMY
        links, nets = self.state.get("generated_links"), self.state.get("basket_nets")
        found = len(links["a"]) if roomy and links is not None else 0
        doubts = len(nets["doubt_order"]) if roomy and nets is not None else 0
        names = {
            MADE_UP: text("Made-up orders"),
            LINKS: text("Links among them · {count}", count=found) if found else text("Links among them"),
            REBUILT: text("Rebuilt orders"),
            DOUBTS: text("Out of place · {count}", count=doubts) if doubts else text("Out of place"),
        }
        for index, words in names.items():
            name_segment(self.buttons[index], words)

    def _start(self) -> None:
        self.training.start(HINTS)

    def pick(self, index: int) -> None:
        if self.view is not None:
            self.buttons[index].setChecked(True)
            self._pick()

    def _pick(self) -> None:
        self.views.setCurrentIndex(self.index)
        self.said.emit()

    def _show_head(self) -> None:
        job, text = self.training.job, self.text
        here = job is not None and self.at_work
        self.stop_button.setVisible(here)
        self.doing.setVisible(here)
        self.start_button.setVisible(job is None)
        if here:
            self.stop_button.setEnabled(not job.stopping)
            self.stop_button.setToolTip(text(STAYS[self.training.again]))
            self.doing.setText(progress_words(text, job))

    def _show_made_up(self) -> None:
        watch, text = self.training.watch, self.text
        while watch.read():
            pass
        if watch.latest is not None:
            self.monitor.show_watch(watch, self._kept(), self.at_work, self._collapsed())
        elif self.at_work:
            self.monitor.show_nothing(text("Other nets learn first. Then real and made-up orders are shown side by side here, live."))
        else:
            self.monitor.show_nothing(text("No orders were made up: there were too few to learn from, or it was stopped before."))
        self.said.emit()

    def _show_links(self) -> None:
        links, products, text = self.state.get("generated_links"), self.state.products, self.text
        self._name_buttons()
        if links is not None and products is not None:
            self.links.show_links(links, products)
        elif self.at_work:
            self.links.show_nothing(text("Shown once orders have been made up."))
        else:
            self.links.show_nothing(text("No orders were made up: there were too few to learn from, or it was stopped before."))

    def _show_rebuilt(self) -> None:
        nets = self.state.get("basket_nets")
        if nets is not None:
            self.rebuilt.show_nets(nets)
        elif not self.rebuilt.show_learning(self.training.curves):
            self.rebuilt.show_nothing(self.text("Nothing was learned yet."))

    def _show_doubts(self) -> None:
        nets = self.state.get("basket_nets")
        self._name_buttons()
        if nets is not None:
            self.doubts.show_nets(nets)
        else:
            self.doubts.show_nothing(self.text("Shown once a net has learned which products go with which."))

    # Waiting --------------------------------------------------------------------------------------------------

    def _wait(self) -> None:
        """Say what is missing: it was never asked for, was stopped, or something else is being learned just now."""
        why = "busy" if self.training.job is not None else "stopped" if self.training.was_stopped(HINTS) else "wanted"
        self.wait(why, self.training.job)

    def made(self, why: str) -> Waiting | AtWork:
        text = self.text
        if why == "busy":
            advice = text("Hints can be looked for when that is done, or stopped.")
            return AtWork(text, self.training, HINTS, advice, lambda doing: show_work(self._parts, doing))
        if why == "stopped":
            return Waiting(text("It was stopped before its end."), text("What had been learned by then is not enough to show."),
                           text("Look for hints"), self._start)  # fmt: skip
        return Waiting(text("It is learned while hints are looked for."),
                       text("Made-up orders can be watched coming closer to yours; entries that look wrong are listed with their rows. It "
                            "takes some minutes; you can go on working."),
                       text("Look for hints"), self._start)  # fmt: skip

    def main_button(self) -> QAbstractButton | None:
        """The one that begins, where nothing is at work."""
        waiting = self.currentWidget()
        return waiting.action if isinstance(waiting, Waiting) and self.training.job is None else None
