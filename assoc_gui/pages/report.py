"""Report: what it will hold, in which language, saving and opening it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.reports.conclusion import TITLE, conclusion
from assoc_engine.reports.facts import Facts
from assoc_engine.reports.learned import LEARNED
from assoc_engine.text import LANGUAGES, Text

from ..i18n import NAMES
from ..mining import PAIRS
from ..report_contents import report_contents
from ..state import Part
from ..widgets.basic import Answer, Card, Mark, Waiting, button, empty, label, name_segment, rank_button, row, scrolling
from ..widgets.keyboard import OneOf
from ..widgets.paper import Paper
from .findings import missing_analysis
from .page import Page


class ReportPage(Page):
    name = "report"
    needs = Part.STRATEGY
    listens = (Part.LINKS, Part.CLEAN, Part.ASIDE, Part.ANTI, Part.NEXT, Part.BOARD, Part.LISTS, Part.GROUPS, Part.HINTS)

    def mark(self) -> str:
        if self.session.doing("report"):
            return "running"
        return "ready" if self.session.saved.get("report") else ""

    def running(self):
        return self.session.doing("analyse") or self.session.doing("read") or self.parts.mining.job(PAIRS)

    def waiting(self) -> Waiting:
        return missing_analysis(self)

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer()
        self._texts = {text.language: text}
        self.language = text.language
        left_holder = QWidget()
        left = QVBoxLayout(left_holder)
        left.setContentsMargins(0, 0, 4, 0)
        left.setSpacing(16)
        left.addWidget(self._save_card())  # what one came for is in sight in a low window, too
        left.addWidget(self._contents_card())
        left.addWidget(self._links_card())
        left.addStretch(1)
        self._paper = Paper()
        self._paper_holder = QWidget()
        holder = QVBoxLayout(self._paper_holder)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self._paper, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(scrolling(left_holder), 1)  # in a low window its rows keep their height
        line.addWidget(scrolling(self._paper_holder), 1)
        self._seen: tuple = ()  # the tables that contents and first page were written from
        box.addWidget(self.answer)
        box.addLayout(line, 1)

    def take_focus(self) -> None:
        if self._content is not None:
            self.save_button.setFocus()
        else:
            super().take_focus()

    def fill(self) -> None:
        text, session = self.text, self.session
        saved, saving = session.saved, session.doing("report")
        self.answer.say(
            text("The report is saved.") if saved.get("report") else text("The report is ready to be saved."),
            text("An Excel workbook to read, print and pass on; every figure in it can be traced to your rows."),
        )
        self.save_button.setEnabled(saving is None)
        rank_button(self.save_button, "" if session.outdated else "primary")
        self.links_button.setEnabled(session.doing("links") is None)
        for what, (line, words) in self._saved_lines.items():
            line.setVisible(what in saved)
            words.setText(saved.get(what, ""))
        seen = tuple(self.state.get(name) for name in ("actions", "aside", "anti", "sequences", "leaderboard", "suggestions", *LEARNED))
        if seen != self._seen:
            self._seen = seen
            self._show_anew()

    def save(self) -> None:
        """Ask where, then write the report. Ctrl+S comes here."""
        text = self.text
        self.refresh()
        name = f"{self.session.name}-{self._report_word()}.xlsx"
        self._ask(text("Save the report"), name, text("Excel workbooks"), "xlsx", self._save_to)

    def save_links(self) -> None:
        """Ask where, then write the link table."""
        text = self.text
        word = text("links")
        name = f"{self.session.name}-{word}.csv"
        self._ask(text("Save the links"), name, text("CSV tables"), "csv", self.session.save_links)

    def _save_to(self, path: str) -> None:
        self.session.save_report(path, self.language)

    def _ask(self, title: str, name: str, kind: str, suffix: str, then) -> None:
        start = str(Path(self.session.preferences.last_folder) / name)
        path, _kind = QFileDialog.getSaveFileName(self, title, start, f"{kind} (*.{suffix})")
        if path:
            then(path if path.lower().endswith(f".{suffix}") else f"{path}.{suffix}")

    def _contents_card(self) -> Card:
        card = Card(spacing=10)
        card.box.addWidget(label(self.text("What it holds"), "title"))
        self._contents = QVBoxLayout()
        self._contents.setSpacing(10)
        card.box.addLayout(self._contents)
        return card

    def _save_card(self) -> Card:
        text, card = self.text, Card(spacing=12)
        self.languages = OneOf(self)
        segments = []
        for language in LANGUAGES:
            made = button("", "segment", lambda language=language: self._choose(language))
            name_segment(made, NAMES[language])
            made.setCheckable(True)
            made.setChecked(language == self.language)
            self.languages.addButton(made)
            segments.append(made)
        self.save_button = button(text("Save report…"), "primary", self.save)
        self.save_button.setToolTip(text("Save the report (Ctrl+S)"))
        card.box.addWidget(label(text("Language of the report"), "muted"))
        card.box.addLayout(row(*segments, 1, self.save_button))
        self._saved_lines = {"report": self._saved_line()}
        card.box.addWidget(self._saved_lines["report"][0])
        return card

    def _links_card(self) -> Card:
        text, card = self.text, Card(spacing=12)
        self.links_button = button(text("Save links…"), clicked=self.save_links)
        words = label(
            text("The table of all pairs with their counts, grades and main measures, as CSV for your own calculations"), "muted", wrap=True
        )
        line = row(spacing=16)
        line.addWidget(words, 1)
        line.addWidget(self.links_button)
        card.box.addLayout(line)
        self._saved_lines["links"] = self._saved_line()
        card.box.addWidget(self._saved_lines["links"][0])
        return card

    def _saved_line(self) -> tuple[QWidget, QWidget]:
        text = self.text
        path = label("", wrap=True)
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        line = row(Mark(self.theme, "ready", 14))
        line.addWidget(path, 1)
        box.addLayout(line)
        box.addLayout(row(
            button(text("Open it"), clicked=lambda: _open(Path(path.text()))),
            button(text("Show in folder"), clicked=lambda: _open(Path(path.text()).parent)), 1,
        ))  # fmt: skip
        return holder, path

    def _choose(self, language: str) -> None:
        self.language = language
        self._show_anew()

    def _spoken(self) -> Text:
        """The words of the report's language."""
        if self.language not in self._texts:
            self._texts[self.language] = Text(self.language)
        return self._texts[self.language]

    def _report_word(self) -> str:
        text = self._spoken()
        return text("report")

    def _fill_contents(self) -> None:
        empty(self._contents)
        for title, note in report_contents(self.text, self.state):
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(12)
            mark, name = Mark(self.theme, "ready", 13), label(title, "strong")
            mark.setFixedHeight(name.sizeHint().height())  # beside the first line
            name.setMinimumWidth(160)
            for item in (mark, name):
                line.addWidget(item, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(note, "muted", wrap=True), 1)
            self._contents.addWidget(holder)

    def _show_anew(self) -> None:
        self.turns.again(self._fill_contents, self._write_first_page, self._show_first_page)

    def _write_first_page(self) -> None:
        """The report's first page, as it will be written, in its language: what that needs is loaded here, not while it is laid out."""
        text = self._spoken()
        self._first_page = conclusion(self._facts(text), text(TITLE))

    def _show_first_page(self) -> None:
        self._paper.show_section(self._spoken(), self._first_page, self.text("First page"))

    def _facts(self, text: Text) -> Facts:
        """What the report draws on, of the tables that are shown."""
        state, products = self.state, self.state.products
        tables = {field.name: state.get(field.name) for field in fields(Facts) if field.name not in ("text", "names", "codes")}
        return Facts(text=text, names=products.names, codes=products.codes, **tables)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
