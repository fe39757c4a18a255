"""Data: what each column is, what was cleaned, and where every row went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from ..state import Part
from ..widgets.basic import Answer, Card, Tabs, Waiting, button
from ..widgets.cleaning_view import CleaningView
from ..widgets.columns_view import ColumnsView
from ..widgets.notice_bar import NoticeBar
from .page import Page


class DataPage(Page):
    name = "data"
    needs = Part.ROLES
    listens = (Part.RAW, Part.CLEAN, Part.STRATEGY)

    def title(self) -> str:
        return self.text("Data")

    def mark(self) -> str:
        if self.running() is not None:
            return "running"
        roles, quality = self.state.get("roles"), self.state.get("quality")
        if roles is None:
            return ""
        if quality is None:
            return "look" if roles.meta.get("question") else "ready"
        return "look" if any(notice.get("setting") for notice in quality.meta["notices"]) else "ready"

    def running(self):
        reading = self.session.doing("read")
        return reading or (None if self.state.has(Part.CLEAN) else self.session.doing("analyse"))

    def has_content(self) -> bool:
        return self.state.has(Part.RAW) and self.state.has(Part.ROLES)

    def waiting(self) -> Waiting:
        text = self.text
        return Waiting(
            text("No sales file is open."), text("Open one, and its columns and rows appear here."),
            text("Open a file"), self.parts.choose_file,
        )  # fmt: skip

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer()
        self.analyse_button = button(text("Analyse"), "primary", self.session.analyse)
        head = QHBoxLayout()
        head.setSpacing(24)
        head.addWidget(self.answer, 1)
        head.addWidget(self.analyse_button, 0, Qt.AlignmentFlag.AlignTop)
        self.tabs = Tabs([text("Rows kept and left out"), text("Columns")])
        self.tabs.picked.connect(self._show_tab)
        self._question = QVBoxLayout()
        self.columns = ColumnsView(text, self.theme)
        self.columns.role_chosen.connect(self.session.set_role)
        preview = Card(margins=8)
        preview.box.addWidget(self.columns)
        self.cleaning: CleaningView | None = None
        self._views = QStackedWidget()
        self._views.setObjectName("bare")
        self._views.addWidget(preview)
        self._preview = preview
        self._shown: dict[str, object] = {}
        box.addLayout(head)
        box.addWidget(self.tabs)
        box.addLayout(self._question)
        box.addWidget(self._views, 1)

    def take_focus(self) -> None:
        """Return analyses: it is what one came for."""
        if self._content is not None and self.analyse_button.isVisible():
            self.analyse_button.setFocus()
        else:
            super().take_focus()

    def fill(self) -> None:
        text, roles, quality = self.text, self.state.get("roles"), self.state.get("quality")
        raw, analysing = self.state.get("raw"), self.session.doing("analyse")
        if self._shown.get("roles") is not roles:
            self._shown["roles"] = roles
            self.turns.once(lambda: self.columns.show_columns(raw, roles))
            self._ask(roles.meta.get("question"))
        analysed = quality is not None
        if analysed and self._shown.get("quality") is None:
            self.tabs.pick(0)
        self._shown["quality"] = quality
        self.tabs.setVisible(analysed)
        again = analysed and (self.session.outdated or not self.state.has(Part.STRATEGY))
        self.analyse_button.setText(text("Analyse again") if again else text("Analyse"))
        self.analyse_button.setVisible(not analysed or (again and analysing is None))
        self.analyse_button.setEnabled(analysing is None and self.session.doing("roles") is None)
        self._show_tab(self.tabs.index)

    def _show_tab(self, index: int) -> None:
        text, quality, roles = self.text, self.state.get("quality"), self.state.get("roles")
        if quality is None or index == 1:
            notes = [text.say(roles.meta["order_rule"])] if roles.meta.get("order_rule") else []
            notes += [text.say(note) for note in self.state.get("raw").meta.get("notes", [])]
            self.answer.say(text.say(roles.meta["answer"]), (" " if text.language == "en" else "").join(notes))
            self._views.setCurrentWidget(self._preview)
            return
        if self.cleaning is None:
            self.cleaning = CleaningView(text, self.theme, self.state)
            self.cleaning.setting_wanted.connect(lambda setting: self.session.set_clean(**setting))
            self._views.addWidget(self.cleaning)
            self.turns.once(self.cleaning.build)
        self.answer.say(text.say(quality.meta["answer"]))
        if self._shown.get("cleaning") is not quality:
            self._shown["cleaning"] = quality
            self.turns.again(*self.cleaning.steps(quality))
        self.cleaning.setEnabled(self.session.doing("analyse") is None)
        self._views.setCurrentWidget(self.cleaning)

    def _ask(self, question: dict | None) -> None:
        while (item := self._question.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        if question:
            self._question.addWidget(NoticeBar(self.text, self.theme, self.text.say(question), "", None, ""))
