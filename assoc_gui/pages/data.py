"""Data: did the program understand the file? How it is laid out, what each column is, and where every row went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.text import N_, Text

from ..corrections import corrections_said, plan_of
from ..focus import holds_focus, tab_as_laid_out
from ..products import names_in_file
from ..state import Part
from ..widgets.basic import Answer, Card, Mark, MenuButton, Tabs, Waiting, button, empty, label, rank_button, row, tip
from ..widgets.cleaning_view import CleaningView, still_in
from ..widgets.columns_view import ColumnsView
from ..widgets.products_view import ProductsView, has_something_to_say
from ..widgets.question_bar import QuestionBar, choices_of
from ..widgets.raw_table import header_names
from ..widgets.tables_view import TablesView, deserves_a_list, layout_names
from .page import Page

TABS = ("rows", "products", "columns", "tables")
NAMED = 2  # corrections named in a line; the tooltip has all


class DataPage(Page):
    name = "data"
    needs = Part.ROLES
    tells_categories = True
    listens = (Part.RAW, Part.CLEAN, Part.STRATEGY)
    filled_with = (Part.RAW, Part.CLEAN)
    _led: tuple[str, ...] = ()  # the files whose rows were shown once, when they were first analysed

    def mark(self) -> str:
        if self.running() is not None:
            return "running"
        roles, quality = self.state.get("roles"), self.state.get("quality")
        if roles is None:
            return ""
        if roles.meta.get("question"):
            return "look"
        notices = quality.meta["notices"] if quality is not None else []
        doubtful = quality is not None and bool(still_in(quality.meta))
        return "look" if doubtful or any(notice.get("setting") for notice in notices) else "ready"

    def running(self):
        reading = self.session.doing("read")
        return reading or (None if self.state.has(Part.CLEAN) else self.session.doing("analyse"))

    def has_content(self) -> bool:
        return self.state.has(Part.RAW) and self.state.has(Part.ROLES)

    def waiting(self) -> Waiting:
        text = self.text
        return Waiting(
            text("No sales file is open."), text("Open one, and its columns and rows appear here."),
            text("Open a file"), self.parts.choose_files,
        )  # fmt: skip

    # Its widgets: views are made when they are first shown --------------------------------------------------------

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer(text("See these rows"), lambda: self.show_tab("rows"))
        self.analyse_button = button(text("Analyse"), "primary", self.session.analyse)
        head = QHBoxLayout()
        head.setSpacing(24)
        head.addWidget(self.answer, 1)
        head.addWidget(self.analyse_button, 0, Qt.AlignmentFlag.AlignTop)
        self.recalled = self._recalled_line()
        self._question = QVBoxLayout()
        self.question: QuestionBar | None = None
        self._answered = False  # the question that comes next gets the keyboard
        self._lent = False  # the main button was switched off while it had the keyboard
        self.tabs = Tabs([text("Rows kept and left out"), text("What is a product"), text("Columns"), text("Tables")])
        self.tabs.picked.connect(lambda index: self._show_view())
        self._columns_card = self._build_columns()
        self.cleaning: CleaningView | None = None
        self.products: ProductsView | None = None
        self.tables: TablesView | None = None
        self._views = QStackedWidget()
        self._views.setObjectName("bare")
        self._views.addWidget(self._columns_card)
        self._shown: dict[str, object] = {}
        box.addLayout(head)
        box.addWidget(self.recalled)
        box.addLayout(self._question)
        box.addWidget(self.tabs)
        box.addWidget(self._views, 1)

    def _recalled_line(self) -> QWidget:
        holder = QWidget()
        self.recalled_words, self.forget_button = label("", "muted"), button("", "inline", self._forget_or_recall)
        holder.setLayout(row(Mark(self.theme, "ready", 13), self.recalled_words, self.forget_button, 1))
        return holder

    def _show_recalled(self) -> None:
        """That earlier corrections were applied, or were just taken away; each can be turned into the other."""
        text, session = self.text, self.session
        recalled = session.recalled
        self.recalled.setVisible(recalled or session.forgotten is not None)
        said = corrections_said(plan_of(session.reading, session.settings), text) if recalled else []
        if not recalled:
            words = text("Your corrections from last time are forgotten.")
        elif not said:
            words = text("Your corrections from last time were applied.")
        elif len(said) <= NAMED:
            words = text("Your corrections from last time were applied: {corrections}.", corrections=_listed(said, text))
        else:
            words = text("Your corrections from last time were applied: {corrections} and {more} more.",
                         corrections=_listed(said[:NAMED], text), more=len(said) - NAMED)  # fmt: skip
        self.recalled_words.setText(words)
        self.recalled_words.setToolTip(tip(*said))
        self.forget_button.setText(text("Forget them") if recalled else text("Apply them again"))

    def _forget_or_recall(self) -> None:
        (self.session.forget_corrections if self.session.recalled else self.session.recall_forgotten)()

    def _build_columns(self) -> Card:
        text = self.text
        self.columns = ColumnsView(text, self.theme)
        self.columns.role_chosen.connect(self.session.set_role)
        self.column_notes = label("", "muted", wrap=True)
        self._layout_place = row()
        self.layout_menu: MenuButton | None = None
        head = row(spacing=24)
        head.setContentsMargins(10, 6, 6, 6)
        head.addWidget(self.column_notes, 1)
        head.addLayout(self._layout_place)
        card = Card(margins=8)
        card.box.addLayout(head)
        card.box.addWidget(self.columns, 1)
        return card

    def main_button(self) -> QPushButton | None:
        """The likeliest answer to the question, else Analyse: it is what one came for."""
        if self._content is None or self._stack.currentWidget() is not self._content:
            return None
        if self.question is not None and self.question.buttons:
            return self.question.buttons[0]
        return self.analyse_button if not self.analyse_button.isHidden() and self.analyse_button.isEnabled() else None

    # What they show -----------------------------------------------------------------------------------------------

    def fill(self) -> None:
        raw, roles, quality = (self.state.get(name) for name in ("raw", "roles", "quality"))
        if self._new("raw", raw):
            self._show_layout(raw.meta)
        if self._new("roles", roles):
            self.turns.once(lambda: self.columns.show_columns(raw, roles))
            self._show_notes(raw.meta, roles.meta)
            self._ask(roles.meta, raw.meta)
            asked = True
        else:
            asked = False
        self.answer.say(self.text.say(roles.meta["answer"]), self._account(raw.meta, quality))
        self._show_recalled()
        self._offer_tabs(raw.meta, quality)
        self._offer_analysis(quality, bool(roles.meta.get("question")))
        self._show_view()
        if asked and self._answered:
            self._answered = False
            self.take_focus()
        self.turns.once(lambda: tab_as_laid_out(self._content))

    def take_over(self, was: DataPage) -> None:
        super().take_over(was)
        self._led = was._led

    def show_tab(self, name: str) -> None:
        self.refresh()
        if self._content is not None:
            self.tabs.pick(TABS.index(name))

    def _account(self, raw: dict, quality) -> str:
        """What became of the rows, in a sentence."""
        if quality is not None:
            return self.text.say(quality.meta["answer"])
        files = len(raw["paths"])
        if files > 1:
            return self.text("{rows} rows in {files} files", rows=int(raw["rows"]), files=files)
        return self.text(N_("{count} row read", "{count} rows read"), count=int(raw["rows"]))

    def _offer_tabs(self, raw: dict, quality) -> None:
        analysed = quality is not None
        offered = {
            "rows": analysed,
            "products": analysed and has_something_to_say(quality.meta, self.session.settings.clean),
            "columns": True, "tables": deserves_a_list(raw),
        }  # fmt: skip
        for tab, made in zip(TABS, self.tabs.buttons, strict=True):
            made.setVisible(offered[tab])
        self.tabs.setVisible(sum(offered.values()) > 1)
        if analysed and self._led != self.session.reading.paths:
            self._led = self.session.reading.paths
            self.first_tab = -1
            self.tabs.pick(TABS.index("rows"))
        elif not offered[TABS[self.tabs.index]]:
            self.tabs.pick(TABS.index("columns"))

    def _offer_analysis(self, quality, asking: bool) -> None:
        text, analysing = self.text, self.session.doing("analyse")
        again = quality is not None and (self.session.outdated or not self.state.has(Part.STRATEGY))
        self.analyse_button.setText(text("Analyse again") if again else text("Analyse"))
        shown = quality is None or (again and analysing is None)
        busy = analysing or self.session.doing("roles") or self.session.doing("read")
        if self.analyse_button.hasFocus() and (busy is not None or not shown):
            self._lent = True
            self.setFocus()  # else Qt hands the keyboard to whatever comes next
        self.analyse_button.setVisible(shown)
        self.analyse_button.setEnabled(busy is None)
        if self._lent and busy is None:
            self._lent = False
            if shown and self.hasFocus():
                self.analyse_button.setFocus()
        rank_button(self.analyse_button, "" if asking else "primary")

    def _show_view(self) -> None:
        show = {"rows": self._show_rows, "products": self._show_products, "columns": lambda: self._columns_card,
                "tables": self._show_tables}[TABS[self.tabs.index]]  # fmt: skip
        view = show()
        reading = self.session.doing("read") is not None and view is not self._columns_card
        if reading and holds_focus(view):
            self.setFocus()
        view.setEnabled(not reading)  # an analysis may be corrected while it runs: it starts anew
        current = self._views.currentWidget()
        if current is not view and holds_focus(current):
            self.tabs.buttons[self.tabs.index].setFocus()
        self._views.setCurrentWidget(view)
        quality = self.state.get("quality")
        gone = quality is not None and quality.meta["rows_out"] < quality.meta["rows_in"]
        self.answer.offer(gone and self.tabs.index != TABS.index("rows"))

    def _show_rows(self) -> CleaningView:
        quality = self.state.get("quality")
        if self.cleaning is None:
            self.cleaning = CleaningView(self.text, self.theme, self.state)
            self.cleaning.setting_wanted.connect(self._set_clean)
            self.cleaning.products_wanted.connect(lambda: self.show_tab("products"))
            self._views.addWidget(self.cleaning)
            self.turns.once(self.cleaning.build)
        if self._new("rows", quality):
            self.turns.again(*self.cleaning.steps(quality))
        return self.cleaning

    def _show_products(self) -> ProductsView:
        quality = self.state.get("quality")
        if self.products is None:
            self.products = ProductsView(self.text, self.theme, lambda: self.session.settings.clean)
            self.products.setting_wanted.connect(self._set_clean)
            self._views.addWidget(self.products)
        if self._new("products", quality):
            count, raw = len(self.state.get("products")["code"]), self.state.get("raw")
            self.turns.once(*self.products.steps(quality.meta, count, raw, self._names_of))
        return self.products

    def _names_of(self, codes: list[str]) -> dict[str, str]:
        places = {code: place for place, code in enumerate(self.state.get("products")["code"])}
        named = {code: self.state.products.names[places[code]] for code in codes if code in places}
        raw, roles = self.state.get("raw"), self.state.get("roles")
        return named | names_in_file(raw, roles.meta["columns"], [code for code in codes if code not in named])

    def _show_tables(self) -> TablesView:
        raw = self.state.get("raw")
        if self.tables is None:
            self.tables = TablesView(self.text, self.theme)
            self.tables.use_wanted.connect(self._set_use)
            self.tables.add_wanted.connect(self.parts.add_files)
            self.tables.remove_wanted.connect(self.session.remove_file)
            self._views.addWidget(self.tables)
        if self._new("tables", raw):
            self.turns.once(*self.tables.steps(raw.meta))
        return self.tables

    def _show_layout(self, raw: dict) -> None:
        """The menu that says what a row of the sales stands for."""
        text, names = self.text, layout_names(self.text)
        empty(self._layout_place)
        choices = {"": text("Recognise it"), **names}
        words = names.get(raw["layout"], raw["layout"])
        self.layout_menu = MenuButton(self.theme, choices, self.session.reading.layout, text("A row of the sales is"), words)
        self.layout_menu.chosen.connect(self._set_layout)
        for item in (label(text("A row of the sales is"), "muted"), self.layout_menu):
            self._layout_place.addWidget(item)
        if self.session.can_add:
            self._layout_place.addWidget(button(text("Add files…"), clicked=self.parts.add_files))

    def _show_notes(self, raw: dict, roles: dict) -> None:
        """What an order is, and what to know of how the files were read."""
        said = [roles["order_rule"], *raw.get("notes", [])]
        notes = [self.text.say(message) for message in said if message]
        self.column_notes.setText((" " if self.text.language == "en" else "").join(notes))

    def _ask(self, roles: dict, raw: dict) -> None:
        if self.question is not None and holds_focus(self.question):
            self.setFocus()
        empty(self._question)
        self.question = None
        if roles.get("question"):
            names = dict(zip(raw["headers"], header_names(raw, self.text), strict=True))
            choices = choices_of(self.text, roles, lambda header: names.get(header, header))
            self.question = QuestionBar(self.text, self.theme, self.text.say(roles["question"]), choices)
            self.question.answered.connect(self._answer_question)
            self._question.addWidget(self.question)
            self.question.show()

    # What the user corrects ---------------------------------------------------------------------------------------

    def _answer_question(self, header: str, role: str) -> None:
        self._answered = True
        self.session.set_role(header, role)

    def _set_clean(self, setting: dict) -> None:
        self.session.set_clean(**setting)

    def _set_use(self, key: str, kind: str) -> None:
        self.session.read_again(uses={**self.session.reading.uses, key: kind})

    def _set_layout(self, layout: str) -> None:
        self.session.read_again(layout=layout)

    def _new(self, what: str, table) -> bool:
        """Is it another table than the one shown there?"""
        new = self._shown.get(what) is not table
        self._shown[what] = table
        return new


def _listed(words: list[str], text: Text) -> str:
    return (", " if text.language == "en" else "、").join(words)
